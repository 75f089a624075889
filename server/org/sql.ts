import { sql } from 'kysely'
import type { Level } from '../../contract/policy.ts'
import type { Context } from '../platform/context.ts'
import { addVersions, type NewUnit } from './door.ts'
import type { Authority, StandingSchool } from './rules.ts'

export interface UnitListRow {
  id: string
  code: string
  name: string
  level: Level
  school_type: string | null
  category: string | null
  type_derived: boolean
  authority: string | null
  has_children: boolean
}

/** One unit of the reach, or null. */
export async function unitPath(ctx: Context, id: string): Promise<string | null> {
  const { rows } = await sql<{ path: string }>`select path from unit where id = ${id}`.execute(ctx.db)
  return rows[0]?.path ?? null
}

/**
 * One page of units at or below the actor's: the children of one, those whose name holds or whose code begins with a text, or (neither) the own
 * unit, where a tree begins. Authorities before schools, by code.
 */
export async function unitPage(
  ctx: Context,
  { parentId, search, page, size }: { parentId: string | null; search: string | null; page: number; size: number },
): Promise<{ total: number; rows: UnitListRow[] }> {
  const plain = search?.replace(/[\\%_]/g, '\\$&')
  const wanted =
    parentId !== null
      ? sql`u.parent_id = ${parentId}`
      : plain
        ? sql`(u.name ilike ${`%${plain}%`} or u.code like ${`${plain}%`})`
        : sql`u.id = ${ctx.actor.unitId}`
  // the chain above is visible too, but is not one's own to list
  const where = sql`${wanted} and u.path >= ${ctx.actor.unitPath} and u.path < ${`${ctx.actor.unitPath}~`}`
  const { rows: counts } = await sql<{ total: number }>`
    select count(*)::int as total from unit_now u where ${where}`.execute(ctx.db)
  const { rows } = await sql<UnitListRow>`
    select u.id, u.code, u.name, u.level, u.school_type, u.category, u.type_derived, p.name as authority,
           exists (select from unit c where c.parent_id = u.id) as has_children
      from unit_now u left join unit_now p on p.id = u.parent_id
     where ${where} order by u.level = 'school', u.code, u.id limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  return { total: counts[0]?.total ?? 0, rows }
}

/** The schools that the list may speak of: those with its codes, and every university, so that the missing ones can be named. */
export async function standingSchools(ctx: Context, codes: readonly string[]): Promise<StandingSchool[]> {
  const { rows } = await sql<StandingSchool>`
    select u.id, u.code, u.name, u.school_type, u.category, u.type_derived, u.organizer, u.region_code, u.managing_region_code, u.private, u.remark,
           p.code as authority_code, p.name as authority_name
      from unit_now u left join unit_now p on p.id = u.parent_id
     where u.level = 'school' and (u.code = any (${[...codes]}) or u.category in ('undergraduate', 'higher_vocational'))`.execute(
    ctx.db,
  )
  return rows
}

export async function authoritiesByCode(ctx: Context, codes: readonly string[]): Promise<Authority[]> {
  const { rows } = await sql<Authority>`
    select id, code, name, province_code from unit_now where level <> 'school' and code = any (${[...codes]})`.execute(
    ctx.db,
  )
  return rows
}

/** Ends the versions in force and begins the next; a version that began today is put right in its place, for a day is the least that a version lasts. */
export async function renewUnits(
  ctx: Context,
  units: readonly (NewUnit & { id: string })[],
  byChange: string,
): Promise<void> {
  if (units.length === 0) return
  const ids = units.map(({ id }) => id)
  const { rows } = await sql<{ unit_id: string }>`
    update unit_version set valid_to = ${ctx.today} where unit_id = any (${ids}::bigint[]) and valid_to is null and valid_from < ${ctx.today} returning unit_id`.execute(
    ctx.db,
  )
  const ended = new Set(rows.map(({ unit_id }) => unit_id))
  await addVersions(
    ctx,
    units.filter(({ id }) => ended.has(id)),
    byChange,
  )
  const sameDay = units.filter(({ id }) => !ended.has(id))
  await sql`
    update unit_version v set name = r.name, school_type = r."schoolType", category = r.category, type_derived = coalesce(r."typeDerived", false), organizer = r.organizer,
           region_code = r."regionCode", managing_region_code = r."managingRegionCode", private = coalesce(r.private, false), remark = r.remark, by_change = ${byChange}
      from jsonb_to_recordset(${JSON.stringify(sameDay)}::jsonb) as r (id bigint, name text, "schoolType" text, category text, "typeDerived" boolean, organizer text,
           "regionCode" text, "managingRegionCode" text, private boolean, remark text)
     where v.unit_id = r.id and v.valid_to is null`.execute(ctx.db)
}
