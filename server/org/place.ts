import { sql } from 'kysely'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'

/** Where a school's people work: the school itself, or one of its attached classes (附设班). */
export interface Place {
  id: string
  code: string
  name: string
  path: string
  category: string
  schoolType: string | null
  private: boolean
}

/** The actor's own school and its attached classes, the school first. Empty at an authority. */
export async function placesOf(ctx: Context): Promise<Place[]> {
  if (ctx.actor.level !== 'school') return []
  const { rows } = await sql<Place>`
    select id, code, name, path, category, school_type as "schoolType", private from unit_now
     where (id = ${ctx.actor.unitId} or host_id = ${ctx.actor.unitId}) and category is not null order by host_id is not null, code`.execute(
    ctx.db,
  )
  return rows
}

/**
 * The same actor, at work at one of the own school's attached classes: a class has no posts of its own, the host's do its work, and the class's own category
 * decides form, template and profile. Row-level security is not widened: the class lies under its host. `unitId` absent or the own unit's: the context itself.
 * @throws Problem 'not-found' for any other unit
 */
export async function atPlace(ctx: Context, unitId?: string | null): Promise<Context> {
  if (!unitId || unitId === ctx.actor.unitId) return ctx
  const place = (await placesOf(ctx)).find(({ id }) => id === unitId)
  if (!place) throw new Problem('not-found')
  const { id, name, path, category } = place
  return { ...ctx, actor: { ...ctx.actor, unitId: id, unitName: name, unitPath: path, category } }
}
