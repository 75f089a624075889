import { handoutMost } from '../../contract/handout.ts'
import type { Action } from '../../contract/policy.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { type BoardRow, boardRows, type Choice } from './sql.ts'

/** What a request chooses: units by id, or `all` that the board shows under a search and a state. */
export interface Choosing extends Choice {
  all?: true | undefined
}

/**
 * The units directly under the own one that a request means.
 * @throws Problem 'not-found' when a unit named is not directly under the own one; 'request.invalid' when nothing is chosen; 'handout.nothing' when only the own unit is
 */
export async function chosenRows(ctx: Context, action: Action, choosing: Choosing): Promise<BoardRow[]> {
  const { unitIds, all, search, state } = choosing
  if (!unitIds && !all) throw new Problem('request.invalid', { title: '请先选择单位' })
  const rows = await boardRows(ctx, unitIds ? { unitIds } : { search, state }, handoutMost)
  const found = new Set(rows.map(({ unit_id }) => unit_id))
  const strange = (unitIds ?? []).filter((id) => !found.has(id) && id !== ctx.actor.unitId)
  const may = rows.every((row) => ctx.guard.can(ctx.actor, action, { unitId: row.unit_id, parentId: ctx.actor.unitId }))
  if (strange.length > 0 || !may) throw new Problem('not-found')
  if (rows.length === 0) throw new Problem('handout.nothing')
  return rows
}
