import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { asNobody, asPerson, type House } from '../platform/context.ts'
import type { Asker } from '../platform/http.ts'
import { actorOf } from './actor.ts'
import { endSession, findSession, type SessionRow, tokenHash } from './sql.ts'

/** Minutes without a request after which a session is over. 系统管理员 hold the keys of others and get half. */
export const idleMinutes = { system: 15, others: 30 } as const
/** Hours after which a session is over, whatever happens. */
export const longestHours = 8

const nobody: Asker = {
  sessionHash: null,
  personId: null,
  mustSetPassword: false,
  mustGiveFactor: false,
  freshUntil: null,
  actor: null,
}

/** Who asks, by the cookie of the request: looked up each time, so that an ended session is dead at once in every process. */
export async function whoIs(house: House, request: FastifyRequest): Promise<Asker> {
  const token = request.cookies[cookieName(request)]
  if (!token) return nobody
  const hash = tokenHash(token)
  const found = await findSession(house.database, hash)
  if (!found) return nobody
  if (isOver(found)) {
    await asNobody(house, async (ctx) => {
      await asPerson(ctx, found.person_id)
      await endSession(ctx, hash)
    })
    return nobody
  }
  if (found.now.getTime() - found.seen_at.getTime() > 60_000)
    await asNobody(house, async (ctx) => {
      await asPerson(ctx, found.person_id)
      await sql`update session set seen_at = now() where token_hash = ${hash}`.execute(ctx.db)
    })
  return askerOf(found, hash)
}

/** What the door of HTTP needs to know of a session. */
export function askerOf(found: SessionRow, hash: Buffer): Asker {
  const mustSetPassword = found.purpose !== 'work' || found.password_set_at === null
  const held = found.post_id !== null && found.role !== null && found.level !== null
  return {
    sessionHash: hash,
    personId: found.person_id,
    mustSetPassword,
    mustGiveFactor: false,
    freshUntil: found.fresh_until,
    actor:
      held && !mustSetPassword
        ? actorOf({ ...found, person_province: found.account_province, ...postOf(found) })
        : null,
  }
}

function postOf(found: SessionRow) {
  const { post_id, role, level, unit_id, unit_name, unit_path, province_code } = found
  if (!post_id || !role || !level || !unit_id || unit_name === null || unit_path === null || province_code === null)
    throw new Error('a session has a post without a place')
  return { post_id, role, level, unit_id, unit_name, unit_path, province_code }
}

function isOver(found: SessionRow): boolean {
  const idle = found.role === 'system' ? idleMinutes.system : idleMinutes.others
  return found.ends_at <= found.now || found.now.getTime() - found.seen_at.getTime() > idle * 60_000
}

/** `__Host-` binds the cookie to this host and to https; a browser refuses it on plain http, where only this machine's own address is served. */
const cookieName = (request: FastifyRequest) => (request.protocol === 'https' ? '__Host-sid' : 'sid')

export function giveCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  void reply.setCookie(cookieName(request), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
  })
}

export function takeCookie(request: FastifyRequest, reply: FastifyReply): void {
  void reply.clearCookie(cookieName(request), { path: '/', secure: request.protocol === 'https' })
}
