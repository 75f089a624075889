import type { Action } from '../../contract/policy.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { findUnit, type UnitRow } from './sql.ts'

/**
 * A unit in force, if the policy lets the actor do this there.
 * @throws Problem 'not-found' for any other, which is as if it were not there
 */
export async function unitFor(ctx: Context, action: Action, unitId: string): Promise<UnitRow> {
  const unit = await findUnit(ctx, unitId)
  const resource = unit && { unitId: unit.id, parentId: unit.parentId, unitPath: unit.path }
  if (!unit || !resource || !ctx.guard.can(ctx.actor, action, resource)) throw new Problem('not-found')
  return unit
}
