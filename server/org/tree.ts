import { sql } from 'kysely'
import type { Level } from '../../contract/policy.ts'
import type { UnitRow } from '../../contract/unit.ts'
import type { Context } from '../platform/context.ts'

/** What is looked for: the children of one, or whatever fits all given filters within the reach; nothing given: the own unit, where a tree begins. */
export interface UnitQuery {
  parentId: string | null
  search: string | null
  level: Level | null
  category: string | null
  schoolType: string | null
  state: 'active' | 'gone'
  page: number
  size: number
}

/** The path of one unit that row-level security shows, or null. */
export async function unitPath(ctx: Context, id: string): Promise<string | null> {
  const { rows } = await sql<{ path: string }>`select path from unit where id = ${id}`.execute(ctx.db)
  return rows[0]?.path ?? null
}

/** One page of units at or below the actor's; authorities before schools, by code. `levels`: of all that were found, how many at each level. */
export async function unitPage(
  ctx: Context,
  query: UnitQuery,
): Promise<{ total: number; rows: UnitRow[]; levels: { level: Level; count: number }[] }> {
  const { parentId, search, level, category, schoolType, state, page, size } = query
  const plain = search?.replace(/[\\%_]/g, '\\$&')
  const filters = [
    plain && sql`(u.name ilike ${`%${plain}%`} or u.code like ${`${plain}%`})`,
    level && sql`u.level = ${level}`,
    category && sql`u.category = ${category}`,
    schoolType && sql`u.school_type = ${schoolType}`,
    parentId !== null && sql`u.parent_id = ${parentId}`,
  ].filter((each) => each !== null && each !== '' && each !== false && each !== undefined)
  const wanted =
    filters.length > 0 || state === 'gone'
      ? sql.join([sql`true`, ...filters], sql` and `)
      : sql`u.id = ${ctx.actor.unitId}`
  // the chain above is visible too, but is not one's own to list
  const where = sql`${wanted} and u.path >= ${ctx.actor.unitPath} and u.path < ${`${ctx.actor.unitPath}~`}`
  const from = state === 'gone' ? gone : active
  const { rows: levels } = await sql<{ level: Level; count: number }>`
    select u.level, count(*)::int as count from ${from} where ${where} group by u.level`.execute(ctx.db)
  const { rows } = await sql<UnitRow>`
    with shown as (
      select u.* from ${from} where ${where} order by u.level = 'school', u.code, u.id limit ${size} offset ${(page - 1) * size})
    select s.id, s.code, s.name, s.level, s.school_type as "schoolType", s.category, s.type_derived as "typeDerived", p.name as authority,
           o.authority_by_hand as "authorityByHand", s.host_id is not null as attached, ${state === 'gone' ? sql`s.closed_as` : sql`'active'`} as state,
           (select count(*)::int from unit c join unit_version v on v.unit_id = c.id and v.valid_to is null where c.parent_id = s.id) as "childCount"
      from shown s join unit o on o.id = s.id left join unit_now p on p.id = s.parent_id
     order by s.level = 'school', s.code, s.id`.execute(ctx.db)
  return { total: levels.reduce((sum, { count }) => sum + count, 0), rows, levels }
}

const active = sql`unit_now u`
/** Units without a version in force: the last one says how they ended. */
const gone = sql`(select u.id, u.province_code, u.parent_id, u.path, u.level, u.host_id, v.code, v.name, v.school_type, v.category, v.type_derived, v.closed_as
    from unit u join unit_version v on v.unit_id = u.id and v.closed_as is not null
   where not exists (select from unit_version n where n.unit_id = u.id and n.valid_to is null)
     and v.valid_from = (select max(l.valid_from) from unit_version l where l.unit_id = u.id)) u`
