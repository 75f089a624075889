import type { Action } from '../../contract/policy.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { type AccountRow, accountInReach } from './sql.ts'

/** An account to which the actor may do something. `own`: it has a post at the own unit; else it is the 系统管理员 (培训管理员) of a unit directly under it. */
export type ReachedAccount = AccountRow & { own: boolean }

/**
 * The account, if the policy lets the actor do this to it. An account without a post in reach, such as a teacher's of a school below, is as if it were not there.
 * @throws Problem 'not-found'
 */
export async function accountFor(ctx: Context, action: Action, accountId: string): Promise<ReachedAccount> {
  const account = await accountInReach(ctx, accountId)
  if (!account) throw new Problem('not-found')
  // under a school there are attached classes only, which are its own
  const own = account.unit_id === ctx.actor.unitId || ctx.actor.level === 'school'
  const resource = { unitId: own ? ctx.actor.unitId : account.unit_id, parentId: account.parent_id }
  if (!ctx.guard.can(ctx.actor, action, resource)) throw new Problem('not-found')
  return { ...account, own }
}

/** The login that is told of an account: the shortest of the names shown; a person without one logs in by the id number. */
export const loginOf = (row: Pick<AccountRow, 'logins'>): string => row.logins[0] ?? '身份证件号'
