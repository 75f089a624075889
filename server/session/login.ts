import { type Action, mayEver, policy, roleName } from '../../contract/policy.ts'
import { type Me, noticeVersion, type Post } from '../../contract/session.ts'
import { audit } from '../platform/audit.ts'
import { asNobody, asPerson, type House, type OpenContext } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { codeHash, codeTries, readCode, sameHash } from './activation-code.ts'
import { hashPassword, verifyPassword } from './password.ts'
import {
  accountOf,
  endOldSessions,
  findLogin,
  findSession,
  type LoginRow,
  openSession,
  type PostRow,
  postsOf,
  rememberPost,
  sessionOf,
} from './sql.ts'
import { clearFailures, countFailure, lockOf, type ThrottleKeys, throttleKeys } from './throttle.ts'
import { askerOf, longestHours } from './who.ts'

export interface SignedIn {
  token: string
  me: Me
}

export interface Attempt {
  login: string
  secret: string
  agent: string
}

/**
 * Signs in with a password, or with an activation code, which opens only the screen where the own password is set. Unknown, wrong, locked and
 * stopped are refused with the same words after the same time. No transaction is held while the password is hashed.
 * @throws Problem 'login.failed'; 'login.throttled' when the network, whoever it asks for, has failed too often
 */
export async function signIn(
  house: House,
  { login, secret, agent }: Attempt,
  from: OpenContext['request'],
): Promise<SignedIn> {
  const found = await findLogin(house.database, house.keys, login)
  const now = found?.now ?? new Date()
  const keys = throttleKeys(found, from.network, now)
  const lock = await lockOf(house.database, keys, now)
  if (lock.network) throw new Problem('login.throttled')

  const password = await verifyPassword(house.keys, secret, found?.password_hash ?? null)
  const code = found ? judgeCode(house, found, secret) : 'none'
  const why = refusalOf(found, lock.account, password.right || code === 'right')
  if (!found || why !== null) {
    await noteFailure(house, found, keys, from, { why: why ?? 'unknown', codeTried: code === 'wrong' })
    throw new Problem('login.failed')
  }
  const renewed = password.renew ? await hashPassword(house.keys, secret) : null
  return asNobody(house, (ctx) => welcome(ctx, house, found, keys, agent, code === 'right', renewed), from)
}

function judgeCode(house: House, found: LoginRow, secret: string): 'none' | 'wrong' | 'right' {
  const typed = readCode(secret)
  if (!typed || !found.code_hash || !found.code_expires_at) return 'none'
  if ((found.code_tries ?? 0) >= codeTries || found.code_expires_at <= found.now) return 'none'
  return sameHash(codeHash(house.keys, typed), found.code_hash) ? 'right' : 'wrong'
}

function refusalOf(found: LoginRow | null, locked: Date | null, right: boolean): string | null {
  if (!found) return 'unknown'
  if (locked) return 'locked'
  if (found.stopped_at) return 'stopped'
  return right ? null : 'wrong'
}

async function noteFailure(
  house: House,
  found: LoginRow | null,
  keys: ThrottleKeys,
  from: OpenContext['request'],
  { why, codeTried }: { why: string; codeTried: boolean },
): Promise<void> {
  await asNobody(
    house,
    async (ctx) => {
      // Tries against a locked account are not counted: who knows the password must find it open when the lock ends.
      if (why !== 'locked') await countFailure(ctx, keys)
      if (found) {
        await asPerson(ctx, found.person_id)
        if (codeTried && why === 'wrong')
          await ctx.db
            .updateTable('activation_code')
            .set((eb) => ({ tries: eb('tries', '+', 1) }))
            .where('province_code', '=', found.account_province)
            .where('id', '=', found.code_id)
            .execute()
        const lock = await lockOf(ctx.db, keys, ctx.now)
        await ctx.db
          .updateTable('account')
          .set({ locked_until: lock.account })
          .where('province_code', '=', found.account_province)
          .where('id', '=', found.account_id)
          .execute()
      }
      await audit(ctx, {
        action: 'login',
        outcome: 'failed',
        detail: { why },
        ...(found && { object: { type: 'account', id: found.account_id }, provinceCode: found.account_province }),
      })
    },
    from,
  )
}

async function welcome(
  ctx: OpenContext,
  house: House,
  found: LoginRow,
  keys: ThrottleKeys,
  agent: string,
  byCode: boolean,
  renewed: string | null,
): Promise<SignedIn> {
  await asPerson(ctx, found.person_id)
  await clearFailures(ctx, keys)
  const before = await accountOf(ctx, found.account_id)
  const posts = await postsOf(ctx, found.person_id)
  const post = posts.find(({ post_id }) => post_id === before.last_post_id) ?? posts[0]
  await endOldSessions(ctx, found.account_id, othersKept(post))
  const session = await openSession(ctx, {
    accountProvince: found.account_province,
    accountId: found.account_id,
    personId: found.person_id,
    postId: post?.post_id ?? null,
    purpose: byCode ? 'set-password' : 'work',
    endsAt: new Date(ctx.now.getTime() + longestHours * 3_600_000),
    previousLoginAt: before.last_login_at,
    agent,
  })
  await ctx.db
    .updateTable('account')
    .set({ last_login_at: ctx.now, locked_until: null, ...(renewed !== null && { password_hash: renewed }) })
    .where('province_code', '=', found.account_province)
    .where('id', '=', found.account_id)
    .execute()
  await rememberPost(ctx, found.account_id, post?.post_id ?? null)
  await noteSession(ctx, session.hash, 'login', { with: byCode ? 'activation-code' : 'password' })
  return { token: session.token, me: await meOf(ctx, house, session.hash) }
}

/** One session for a 系统管理员, three for everybody else, the new one counted. */
export const othersKept = (post: PostRow | undefined): number => (post?.role === 'system' ? 0 : 2)

/** One row in the audit log about a session and the account behind it; never its token. */
export async function noteSession(
  ctx: OpenContext,
  hash: Buffer,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const found = await findSession(ctx.db, hash)
  if (!found) throw new Error('an act of a session that is not there')
  const { actor } = askerOf(found, hash)
  const told = { ...ctx, request: { ...ctx.request, sessionHash: hash } }
  await audit(actor ? { ...told, actor } : told, {
    action,
    object: { type: 'account', id: found.account_id },
    provinceCode: found.account_province,
    detail,
  })
}

/** What the pages know of who is signed in. The context must be that person's own. */
export async function meOf(ctx: OpenContext, house: House, hash: Buffer): Promise<Me> {
  const found = await findSession(ctx.db, hash)
  if (!found) throw new Problem('session.missing')
  const { mustSetPassword, actor } = askerOf(found, hash)
  const posts = (await postsOf(ctx, found.person_id)).map(shownPost)
  const { previous_login_at: previous } = await sessionOf(ctx, hash)
  return {
    name: found.person_name,
    mustSetPassword,
    noticeVersion,
    post: posts.find(({ id }) => id === found.post_id) ?? null,
    posts,
    can: actor ? actions.filter((action) => mayEver(actor, action)) : [],
    practice: house.practice,
    today: ctx.today,
    lastLoginAt: previous?.toISOString() ?? null,
  }
}

// the keys of a constant object, which TypeScript widens to string
const actions = Object.keys(policy) as Action[]

const shownPost = (row: PostRow): Post => ({
  id: row.post_id,
  role: row.role,
  roleName: roleName(row.role),
  unitId: row.unit_id,
  unitName: row.unit_name,
  level: row.level,
  category: row.category,
})
