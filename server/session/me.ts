import { type Action, type Actor, mayEver, policy, roleName } from '../../contract/policy.ts'
import { type Me, noticeVersion, type Post } from '../../contract/session.ts'
import { audit } from '../platform/audit.ts'
import type { House, OpenContext } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { modesOf } from '../profile/modes.ts'
import { unreadNotices } from './notices.ts'
import { findSession, type PostRow, postsOf, sessionOf } from './sql.ts'
import { askerOf, factorOf, passwordOf } from './who.ts'

/** What the pages know of who is signed in. The context must be that person's own. */
export async function meOf(ctx: OpenContext, house: House, hash: Buffer): Promise<Me> {
  const found = await findSession(ctx.db, hash)
  if (!found) throw new Problem('session.missing')
  const { mustSetPassword, mustGiveFactor, actor } = askerOf(found, hash, house.practice)
  const posts = (await postsOf(ctx, found.person_id)).map(shownPost)
  const before = await sessionOf(ctx, hash)
  const password = passwordOf(found)
  const open = !mustSetPassword && !mustGiveFactor
  return {
    name: found.person_name,
    mustSetPassword,
    passwordWhy: mustSetPassword ? (password.mustSet ?? 'first') : null,
    passwordAge: password.age,
    noticeVersion,
    factor: factorOf(found, house.practice),
    hasFactor: found.factor_since !== null,
    post: posts.find(({ id }) => id === found.post_id) ?? null,
    posts,
    can: actor && open ? await actionsOf(ctx, actor) : [],
    practice: house.practice,
    today: ctx.today,
    lastLoginAt: before.previous_login_at?.toISOString() ?? null,
    lastLoginNetwork: before.previous_login_network,
    failuresSince: before.failures_since,
    notices: open ? await unreadNotices(ctx, found.account_id) : [],
  }
}

/** One row in the audit log about a session and the account behind it; never its token. */
export async function noteSession(
  ctx: OpenContext,
  house: House,
  hash: Buffer,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const found = await findSession(ctx.db, hash)
  if (!found) throw new Error('an act of a session that is not there')
  const { actor } = askerOf(found, hash, house.practice)
  const told = { ...ctx, request: { ...ctx.request, sessionHash: hash } }
  await audit(actor ? { ...told, actor } : told, {
    action,
    object: { type: 'account', id: found.account_id },
    provinceCode: found.account_province,
    detail,
  })
}

/** What this post may do somewhere; actions of a module that its province has switched off are not among it. */
async function actionsOf(ctx: OpenContext, actor: Actor): Promise<Action[]> {
  const { modules } = await modesOf(ctx, actor.provinceCode)
  return actions.filter((action) => mayEver(actor, action) && (modules.training || !action.startsWith('training.')))
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
