import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { settingsInForce } from '../../contract/security.ts'
import { asNobody, asPerson, type House } from '../platform/context.ts'
import type { Asker } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { actorOf } from './actor.ts'
import { factorState, isAdministrator, isOver, needsFactor, passwordState } from './rules.ts'
import { endSession, findSession, type SessionRow, tokenHash, whyEnded } from './sql.ts'

const nobody: Asker = {
  sessionHash: null,
  personId: null,
  mustSetPassword: false,
  mustGiveFactor: false,
  freshUntil: null,
  actor: null,
}

/**
 * Who asks, by the cookie of the request: looked up each time, so that an ended session is dead at once in every process.
 * @throws Problem 'session.ended-elsewhere', 'session.ended' once, when somebody ended the session: why, when and from where
 */
export async function whoIs(house: House, request: FastifyRequest): Promise<Asker> {
  const token = request.cookies[cookieName(request)]
  if (!token) return nobody
  const hash = tokenHash(token)
  const found = await findSession(house.database, hash)
  if (!found) {
    const ended = await whyEnded(house.database, hash)
    if (ended) throw endedProblem(ended)
    return nobody
  }
  if (isOver(found, settingsInForce(found.rules))) {
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
  return askerOf(found, hash, house.practice)
}

const reasons = {
  password: '账号密码已修改，请用新密码重新登录',
  factor: '两步验证已重新设置，请重新登录',
  'by-hand': '您在另一处结束了这里的登录',
  administrator: '管理员调整了您的账号或岗位，请重新登录；如有疑问请联系本单位系统管理员',
} as const

function endedProblem(ended: NonNullable<Awaited<ReturnType<typeof whyEnded>>>): Problem {
  const time = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(ended.at)
  const place = ended.network ? `，网络地址 ${ended.network}` : ''
  if (ended.why === 'elsewhere')
    return new Problem('session.ended-elsewhere', {
      title: `您的账号已在另一处登录（${time}${place}），本次登录已结束。如非本人操作，请重新登录后立即修改密码`,
    })
  return new Problem('session.ended', { title: `${reasons[ended.why]}（${time}）` })
}

/** What the door of HTTP needs to know of a session. */
export function askerOf(found: SessionRow, hash: Buffer, practice: boolean): Asker {
  const mustSetPassword = found.purpose !== 'work' || passwordOf(found).mustSet !== null
  return {
    sessionHash: hash,
    personId: found.person_id,
    mustSetPassword,
    mustGiveFactor: ['set-up', 'give'].includes(factorOf(found, practice)),
    freshUntil: found.fresh_until,
    actor: hasPost(found) && !mustSetPassword ? actorOf({ ...found, person_province: found.account_province }) : null,
  }
}

/** What the age of the session's password asks for. */
export const passwordOf = (found: SessionRow) =>
  passwordState(found.password_set_at, found.now, isAdministrator(found), settingsInForce(found.rules))

/** Whether the session's post asks for the second factor. */
export const factorNeeded = (found: SessionRow, practice: boolean): boolean =>
  hasPost(found) && needsFactor(found, settingsInForce(found.rules), practice)

/** Where the session stands with the second factor. */
export const factorOf = (found: SessionRow, practice: boolean) =>
  factorState({ needed: factorNeeded(found, practice), since: found.factor_since, givenAt: found.factor_at })

type InPost = {
  [K in 'post_id' | 'role' | 'level' | 'unit_id' | 'unit_name' | 'unit_path' | 'province_code']: NonNullable<
    SessionRow[K]
  >
}

function hasPost(found: SessionRow): found is SessionRow & InPost {
  if (found.post_id === null || found.role === null) return false
  if (!found.level || !found.unit_id || found.unit_name === null || found.unit_path === null || !found.province_code)
    throw new Error('a session has a post without a place')
  return true
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
