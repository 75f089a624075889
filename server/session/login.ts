import { builtInSettings, type SecuritySettings, settingsInForce } from '../../contract/security.ts'
import type { Me } from '../../contract/session.ts'
import { audit } from '../platform/audit.ts'
import { loginKey } from '../platform/cipher.ts'
import { asNobody, asPerson, type House, type OpenContext } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { codeHash, codeTries, readCode, sameHash } from './activation-code.ts'
import { meOf, noteSession } from './me.ts'
import { failuresSince } from './own-sql.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { demandProof } from './proof.ts'
import { isAdministrator } from './rules.ts'
import {
  accountOf,
  endOthers,
  findLogin,
  type LoginRow,
  openSession,
  type PostRow,
  postsOf,
  rememberPost,
} from './sql.ts'
import {
  giveBack,
  needsProof,
  noteFailedName,
  noteLock,
  sprayNetworkOf,
  type ThrottleKeys,
  type Try,
  takeTry,
  throttleKeys,
} from './throttle.ts'

export interface SignedIn {
  token: string
  me: Me
}

export interface Attempt {
  login: string
  secret: string
  proof?: string | undefined
  agent: string
}

type From = OpenContext['request']

/**
 * Signs in with a password, or with an activation code, which opens only the screen where the own password is set. Unknown, wrong, locked and
 * stopped are refused with the same words after the same time. No transaction is held while the password is hashed.
 * @throws Problem 'login.failed'; 'login.proof' with a challenge to solve; 'login.throttled' when the network, whoever it asks for, has failed too often
 */
export async function signIn(house: House, attempt: Attempt, from: From): Promise<SignedIn> {
  const { login, secret } = attempt
  if (await needsProof(house.database, from.network, builtInSettings.proofAfter))
    await demandProof(house, login, from.network, attempt.proof)
  const found = await findLogin(house.database, house.keys, login)
  const settings = settingsInForce(found?.rules)
  const keys = throttleKeys(found, from.network)
  const taken = await takeTry(house.database, keys, settings)
  if (taken.networkLocked) throw new Problem('login.throttled')

  const password = await verifyPassword(house.keys, secret, found?.password_hash ?? null)
  const code = found ? judgeCode(house, found, secret) : 'none'
  const why = refusalOf(found, taken, password.right || code === 'right')
  if (!found || why !== null) {
    await noteFailure(house, attempt, found, keys, from, { why: why ?? 'unknown', codeTried: code === 'wrong' })
    throw new Problem('login.failed')
  }
  const renewed = password.renew ? await hashPassword(house.keys, secret) : null
  const opened = { found, settings, keys, taken, agent: attempt.agent, byCode: code === 'right', renewed }
  return asNobody(house, (ctx) => welcome(ctx, house, opened), from)
}

function judgeCode(house: House, found: LoginRow, secret: string): 'none' | 'wrong' | 'right' {
  const typed = readCode(secret)
  if (!typed || !found.code_hash || !found.code_expires_at) return 'none'
  if ((found.code_tries ?? 0) >= codeTries || found.code_expires_at <= found.now) return 'none'
  return sameHash(codeHash(house.keys, typed), found.code_hash) ? 'right' : 'wrong'
}

function refusalOf(found: LoginRow | null, { accountLocked }: Try, right: boolean): string | null {
  if (!found) return 'unknown'
  if (accountLocked) return 'locked'
  if (found.stopped_at) return 'stopped'
  return right ? null : 'wrong'
}

const noId = '00000000-0000-0000-0000-000000000000'

async function noteFailure(
  house: House,
  { login }: Attempt,
  found: LoginRow | null,
  keys: ThrottleKeys,
  from: From,
  { why, codeTried }: { why: string; codeTried: boolean },
): Promise<void> {
  await asNobody(
    house,
    async (ctx) => {
      // The same statements for an account that is not there: it must not be known by its shorter time (A10).
      await asPerson(ctx, found?.person_id ?? noId)
      if (why !== 'locked') await noteLock(ctx, keys, found?.account_id ?? noId)
      if (found && codeTried && why === 'wrong')
        await ctx.db
          .updateTable('activation_code')
          .set((eb) => ({ tries: eb('tries', '+', 1) }))
          .where('province_code', '=', found.account_province)
          .where('id', '=', found.code_id)
          .execute()
      await audit(ctx, {
        action: 'login',
        outcome: 'failed',
        detail: { why },
        ...(found && { object: { type: 'account', id: found.account_id }, provinceCode: found.account_province }),
      })
      if (await noteFailedName(ctx, loginKey(house.keys, login)))
        await audit(ctx, {
          action: 'alarm.spray',
          outcome: 'failed',
          detail: { network: sprayNetworkOf(from.network) },
        })
    },
    from,
  )
}

interface Opened {
  found: LoginRow
  settings: SecuritySettings
  keys: ThrottleKeys
  taken: Try
  agent: string
  byCode: boolean
  /** the password hashed at today's cost */
  renewed: string | null
}

async function welcome(
  ctx: OpenContext,
  house: House,
  { found, settings, keys, taken, agent, byCode, renewed }: Opened,
): Promise<SignedIn> {
  await asPerson(ctx, found.person_id)
  // Who still has to give the second factor is not in yet: a known password must not buy more tries at it.
  await giveBack(ctx, keys, taken, found.factor_since === null)
  const before = await accountOf(ctx, found.account_id)
  const posts = await postsOf(ctx, found.person_id)
  const post = posts.find(({ post_id }) => post_id === before.last_post_id) ?? posts[0]
  await endOthers(ctx, {
    accountId: found.account_id,
    own: null,
    kept: othersKept(post, settings),
    why: 'elsewhere',
  })
  const session = await openSession(ctx, {
    accountProvince: found.account_province,
    accountId: found.account_id,
    personId: found.person_id,
    postId: post?.post_id ?? null,
    purpose: byCode ? 'set-password' : 'work',
    endsAt: new Date(ctx.now.getTime() + settings.longestHours * 3_600_000),
    previousLoginAt: before.last_login_at,
    previousLoginNetwork: before.last_login_network,
    failuresSince: await failuresSince(ctx, found.account_id, before.last_login_at),
    agent,
  })
  await ctx.db
    .updateTable('account')
    .set({
      last_login_at: ctx.now,
      last_login_network: ctx.request.network,
      locked_until: null,
      ...(renewed !== null && { password_hash: renewed }),
    })
    .where('province_code', '=', found.account_province)
    .where('id', '=', found.account_id)
    .execute()
  await rememberPost(ctx, found.account_id, post?.post_id ?? null)
  await noteSession(ctx, house, session.hash, 'login', { with: byCode ? 'activation-code' : 'password' })
  return { token: session.token, me: await meOf(ctx, house, session.hash) }
}

/** How many other sessions may stay open beside a new one: none for an administrator (A16). */
export const othersKept = (post: PostRow | undefined, settings: Pick<SecuritySettings, 'sessions'>): number =>
  post && isAdministrator(post) ? 0 : settings.sessions - 1
