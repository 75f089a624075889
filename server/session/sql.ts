import { createHash, randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Level, Role } from '../../contract/policy.ts'
import { freshMinutes } from '../../contract/session.ts'
import type { Keys } from '../platform/cipher.ts'
import { loginKey } from '../platform/cipher.ts'
import { exactlyOne, type OpenContext } from '../platform/context.ts'
import type { DB } from '../platform/db.ts'
import { deviceOf } from './rules.ts'

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
  /** since when there is a second factor */
  factor_since: Date | null
  code_id: string | null
  code_hash: Buffer | null
  code_expires_at: Date | null
  code_tries: number | null
  /** the security settings of the account's province, as they are kept; null: the built-in ones */
  rules: unknown
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
  created_at: Date
  seen_at: Date
  ends_at: Date
  factor_at: Date | null
  fresh_until: Date | null
  password_set_at: Date | null
  notice_version: string | null
  factor_since: Date | null
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
  previousLoginNetwork: string | null
  failuresSince: number
  agent: string
}

/** Opens a session and tells its token, which is kept only as a hash. */
export async function openSession(ctx: OpenContext, wanted: NewSession): Promise<{ token: string; hash: Buffer }> {
  const token = randomBytes(32).toString('base64url')
  const hash = tokenHash(token)
  await sql`
    insert into session (token_hash, account_province, account_id, person_id, post_id, purpose, ends_at, network, agent_hash, agent, previous_login_at,
                         previous_login_network, failures_since, fresh_until)
    values (${hash}, ${wanted.accountProvince}, ${wanted.accountId}, ${wanted.personId}, ${wanted.postId}, ${wanted.purpose}, ${wanted.endsAt},
            ${ctx.request.network}, ${sm3(Buffer.from(wanted.agent))}, ${deviceOf(wanted.agent)}, ${wanted.previousLoginAt}, ${wanted.previousLoginNetwork},
            ${wanted.failuresSince}, ${freshFrom(ctx)})`.execute(ctx.db)
  return { token, hash }
}

const freshFrom = (ctx: OpenContext): Date => new Date(ctx.now.getTime() + freshMinutes * 60_000)

/** What a step in a session proves or changes; left out, it stays as it was. */
export interface Step {
  postId?: string
  /** the second factor was just given */
  factor?: true
  /** the person was just proved: by password or second factor */
  fresh?: true
  purpose?: 'work'
}

/** The session goes on under a new token, and the old one is dead at once (A13). */
export async function renewSession(
  ctx: OpenContext,
  hash: Buffer,
  step: Step,
): Promise<{ token: string; hash: Buffer }> {
  const token = randomBytes(32).toString('base64url')
  const next = tokenHash(token)
  exactlyOne(
    await ctx.db
      .updateTable('session')
      .set({
        token_hash: next,
        ...(step.postId && { post_id: step.postId }),
        ...(step.factor && { factor_at: ctx.now }),
        ...(step.fresh && { fresh_until: freshFrom(ctx) }),
        ...(step.purpose && { purpose: step.purpose }),
      })
      .where('token_hash', '=', hash)
      .executeTakeFirstOrThrow(),
  )
  return { token, hash: next }
}

/** Why a session was ended by its own person from another place: told to whoever still works in it. */
export type Ending = 'elsewhere' | 'password' | 'factor' | 'by-hand'

/** Ends sessions of an account other than `own`, all but the newest `kept`, and those that are over anyway. Returns how many. */
export async function endOthers(
  ctx: OpenContext,
  { accountId, own, kept = 0, why }: { accountId: string; own: Buffer | null; kept?: number; why: Ending },
): Promise<number> {
  await sql`select set_config('app.ending', ${`${why}|${ctx.request.network}`}, true)`.execute(ctx.db)
  const ended = await sql`
    delete from session where account_id = ${accountId} and token_hash is distinct from ${own}::bytea and (ends_at <= now() or purpose = 'set-password' or token_hash in (
      select token_hash from session where account_id = ${accountId} and token_hash is distinct from ${own}::bytea order by created_at desc, seen_at desc offset ${kept}))`.execute(
    ctx.db,
  )
  await sql`select set_config('app.ending', '', true)`.execute(ctx.db)
  return Number(ended.numAffectedRows ?? 0n)
}

/** Ends the one session that asks: its person knows. */
export async function endSession(ctx: OpenContext, hash: Buffer): Promise<void> {
  await ctx.db.deleteFrom('session').where('token_hash', '=', hash).execute()
}

/** Ends one other session of the same account; whether there was one. */
export async function endOther(ctx: OpenContext, accountId: string, id: string, own: Buffer): Promise<boolean> {
  await sql`select set_config('app.ending', ${`by-hand|${ctx.request.network}`}, true)`.execute(ctx.db)
  const ended =
    await sql`delete from session where account_id = ${accountId} and id = ${id} and token_hash <> ${own}`.execute(
      ctx.db,
    )
  return ended.numAffectedRows === 1n
}

/** Why a session is no more; told once, and null to anybody who asks again. */
export async function whyEnded(
  db: Kysely<DB>,
  hash: Buffer,
): Promise<{ why: Ending | 'administrator'; network: string | null; at: Date } | null> {
  const { rows } = await sql<{ why: Ending | 'administrator'; network: string | null; at: Date }>`
    select * from app.session_end_told(${hash})`.execute(db)
  return rows[0] ?? null
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
     order by array_position('{ministry,province,city,county,school,training}', p.level), array_position('{system,security,audit,information,query,head,training,teacher}', p.role), p.post_id`.execute(
    ctx.db,
  )
  return rows
}

/** What one's own account remembers. */
export async function accountOf(ctx: OpenContext, accountId: string): Promise<AccountKept> {
  const { rows } = await sql<AccountKept>`
    select last_login_at, last_login_network, last_post_id, password_hash, password_set_at, notice_version, notice_at from account where id = ${accountId}`.execute(
    ctx.db,
  )
  if (!rows[0]) throw new Error('the account that asks is not its own person’s')
  return rows[0]
}

export interface AccountKept {
  last_login_at: Date | null
  last_login_network: string | null
  last_post_id: string | null
  password_hash: string | null
  password_set_at: Date | null
  notice_version: string | null
  notice_at: Date | null
}

export async function rememberPost(ctx: OpenContext, accountId: string, postId: string | null): Promise<void> {
  await sql`update account set last_post_id = ${postId} where id = ${accountId}`.execute(ctx.db)
}

export interface Before {
  previous_login_at: Date | null
  previous_login_network: string | null
  failures_since: number
}

/** The session's own row: what was before it. */
export async function sessionOf(ctx: OpenContext, hash: Buffer): Promise<Before> {
  const { rows } = await sql<Before>`
    select previous_login_at, previous_login_network, failures_since from session where token_hash = ${hash}`.execute(
    ctx.db,
  )
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
