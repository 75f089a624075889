import { isOwn } from '../../contract/policy.ts'
import { type Context, demand } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import type { Within } from './sql.ts'

export interface DeskPlace extends Within {
  unitId: string
  name: string
  /** of the own school: the people behind the numbers may be seen */
  own: boolean
  category: string | null
  provinceCode: string
}

/** The place a page of the desk speaks of: the own unit, an attached class of it, or a unit below. @throws Problem not-found for what is out of reach */
export async function placeFor(ctx: Context, unitId: string = ctx.actor.unitId): Promise<DeskPlace> {
  const found = await ctx.db
    .selectFrom('unit_now')
    .select(['id', 'name', 'path', 'parent_id', 'category', 'level', 'province_code'])
    .where('id', '=', unitId)
    .executeTakeFirst()
  const resource = found && { unitId: String(found.id), unitPath: found.path ?? '', parentId: String(found.parent_id) }
  if (!found || !resource?.unitPath.startsWith(ctx.actor.unitPath)) throw new Problem('not-found')
  demand(ctx, 'problem.read', resource)
  return {
    unitId: resource.unitId,
    name: found.name ?? '',
    path: resource.unitPath,
    // a school's attached classes have forms of their own: each is a place by itself
    alone: found.level === 'school',
    own: ctx.actor.level === 'school' && isOwn(ctx.actor, resource),
    category: found.category,
    provinceCode: found.province_code ?? '',
  }
}

/** @throws Problem not-found for a place that is not the own school's, or one of its attached classes */
export async function ownPlace(ctx: Context, unitId?: string): Promise<DeskPlace> {
  const place = await placeFor(ctx, unitId)
  if (!place.own) throw new Problem('not-found')
  return place
}
