import { createHash, randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Level, Role } from '../../contract/policy.ts'
import type { Keys } from '../platform/cipher.ts'
import { loginKey } from '../platform/cipher.ts'
import type { OpenContext } from '../platform/context.ts'
import type { DB } from '../platform/db.ts'

/** What the door of signing in tells of an account; `code_…` of its open activation code. */
export interface LoginRow {
  account_province: string
  account_id: string
  person_id: string
  person_name: string
  password_hash: string | null
  password_set_at: Date | null
  notice_version: string | null
  stopped_at: Date | null
  locked_until: Date | null
  code_id: string | null
  code_hash: Buffer | null
  code_expires_at: Date | null
  code_tries: number | null
  now: Date
}

export async function findLogin(db: Kysely<DB>, keys: Keys, login: string): Promise<LoginRow | null> {
  const { rows } = await sql<LoginRow>`select *, now() as now from app.login_find(${loginKey(keys, login)})`.execute(db)
  return rows[0] ?? null
}

/** A session with its post; the parts of the post are null when it is held no more. */
export interface SessionRow {
  account_province: string
  account_id: string
  person_id: string
  person_name: string
  purpose: 'work' | 'set-password'
  seen_at: Date
  ends_at: Date
  factor_at: Date | null
  fresh_until: Date | null
  password_set_at: Date | null
  notice_version: string | null
  /** the security settings of the post's province, as they are kept; null: the built-in ones */
  rules: unknown
  post_id: string | null
  role: Role | null
  unit_id: string | null
  unit_name: string | null
  unit_path: string | null
  level: Level | null
  province_code: string | null
  category: string | null
  now: Date
}

/** What is kept of a token, which travels as base64url. */
export const tokenHash = (token: string): Buffer => sm3(Buffer.from(token, 'base64url'))
const sm3 = (bytes: Buffer): Buffer => createHash('sm3').update(bytes).digest()

export async function findSession(db: Kysely<DB>, hash: Buffer): Promise<SessionRow | null> {
  const { rows } = await sql<SessionRow>`select *, now() as now from app.session_find(${hash})`.execute(db)
  return rows[0] ?? null
}

export interface NewSession {
  accountProvince: string
  accountId: string
  personId: string
  postId: string | null
  purpose: 'work' | 'set-password'
  endsAt: Date
  previousLoginAt: Date | null
  agent: string
}

/** Opens a session and tells its token, which is kept only as a hash. */
export async function openSession(ctx: OpenContext, wanted: NewSession): Promise<{ token: string; hash: Buffer }> {
  const token = randomBytes(32).toString('base64url')
  const hash = tokenHash(token)
  await sql`
    insert into session (token_hash, account_province, account_id, person_id, post_id, purpose, ends_at, network, agent_hash, previous_login_at)
    values (${hash}, ${wanted.accountProvince}, ${wanted.accountId}, ${wanted.personId}, ${wanted.postId}, ${wanted.purpose}, ${wanted.endsAt},
            ${ctx.request.network}, ${sm3(Buffer.from(wanted.agent))}, ${wanted.previousLoginAt})`.execute(ctx.db)
  return { token, hash }
}

/** Ends all but the newest sessions of an account, and those that are over anyway. */
export async function endOldSessions(ctx: OpenContext, accountId: string, kept: number): Promise<void> {
  await sql`
    delete from session where account_id = ${accountId} and (ends_at <= now() or purpose = 'set-password' or token_hash in (
      select token_hash from session where account_id = ${accountId} order by created_at desc, seen_at desc offset ${kept}))`.execute(
    ctx.db,
  )
}

export async function endSession(ctx: OpenContext, hash: Buffer): Promise<void> {
  await ctx.db.deleteFrom('session').where('token_hash', '=', hash).execute()
}

export async function endAllSessions(ctx: OpenContext, accountId: string): Promise<void> {
  await ctx.db.deleteFrom('session').where('account_id', '=', accountId).execute()
}

export interface PostRow {
  post_id: string
  role: Role
  unit_id: string
  unit_name: string
  level: Level
  category: string | null
}

/** The posts a person holds now. The person has no reach yet, so each is told by the door that knows posts. */
export async function postsOf(ctx: OpenContext, personId: string): Promise<PostRow[]> {
  const { rows } = await sql<PostRow>`
    select p.post_id, p.role, p.unit_id, p.unit_name, p.level, p.category
      from post_holding h cross join lateral app.post_actor(h.id) p
     where h.person_id = ${personId} and h.to_on is null
     order by array_position('{ministry,province,city,county,school}', p.level), array_position('{system,information,query,head,teacher}', p.role), p.post_id`.execute(
    ctx.db,
  )
  return rows
}

/** What one's own account remembers. */
export async function accountOf(
  ctx: OpenContext,
  accountId: string,
): Promise<{ last_login_at: Date | null; last_post_id: string | null }> {
  const { rows } = await sql<{ last_login_at: Date | null; last_post_id: string | null }>`
    select last_login_at, last_post_id from account where id = ${accountId}`.execute(ctx.db)
  return rows[0] ?? { last_login_at: null, last_post_id: null }
}

export async function rememberPost(ctx: OpenContext, accountId: string, postId: string | null): Promise<void> {
  await sql`update account set last_post_id = ${postId} where id = ${accountId}`.execute(ctx.db)
}

/** The session's own row: when it began and when the login before it was. */
export async function sessionOf(
  ctx: OpenContext,
  hash: Buffer,
): Promise<{ created_at: Date; previous_login_at: Date | null }> {
  const { rows } = await sql<{ created_at: Date; previous_login_at: Date | null }>`
    select created_at, previous_login_at from session where token_hash = ${hash}`.execute(ctx.db)
  if (!rows[0]) throw new Error('the session that asks is not its own person’s')
  return rows[0]
}

/** What a new password is compared with. */
export async function ownerOf(ctx: OpenContext, personId: string, accountId: string) {
  const person = await ctx.db
    .selectFrom('person')
    .select(['name', 'birth_date', 'id_number'])
    .where('id', '=', personId)
    .executeTakeFirstOrThrow()
  const logins = await ctx.db
    .selectFrom('login_name')
    .select('shown')
    .where('account_id', '=', accountId)
    .where('shown', 'is not', null)
    .execute()
  return { ...person, logins: logins.flatMap(({ shown }) => (shown === null ? [] : [shown])) }
}
