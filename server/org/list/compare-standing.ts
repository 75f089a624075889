import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { refusal, reject, type Scene } from './scene.ts'

/** The attributes that a list may change, as the column of both tables and the key in `before`. */
const attributes = [
  'name',
  'school_type',
  'category',
  'type_derived',
  'organizer',
  'region_code',
  'managing_region_code',
  'urban_rural',
  'private',
  'address',
  'remark',
  'division_code',
] as const

/**
 * What a standing unit (v its version, u the unit) would be by the list's row r. What the list does not say stays; what the Ministry's list only concludes (type,
 * organiser of local universities) or says less exactly (a city where the county is known) does not replace what somebody knows.
 */
function next({ header }: Scene): RawBuilder<unknown> {
  const concluded = header.format === 'universities'
  const takesType = sql`(r.school_type is not null and not (r.type_derived and v.school_type is not null and not v.type_derived))`
  const organizer = concluded
    ? sql`case when r.organizer in ('811', '812') and v.organizer ~ '^8\\d\\d$' and v.organizer <> '866' then v.organizer else r.organizer end`
    : sql`coalesce(r.organizer, v.organizer)`
  const region = concluded
    ? sql`case when r.region_code like '%0000' and left(v.region_code, 2) = left(r.region_code, 2) then v.region_code
               when r.region_code like '%00' and left(v.region_code, 4) = left(r.region_code, 4) then v.region_code else r.region_code end`
    : sql`coalesce(r.region_code, v.region_code)`
  const managing = header.at.has('managing')
    ? sql`r.managing_region_code`
    : sql`coalesce(r.managing_region_code, v.managing_region_code)`
  const isPrivate = concluded ? sql`r.private` : sql`case when r.organizer is null then v.private else r.private end`
  return sql`
    cross join lateral (
      select r.name, case when ${takesType} then r.school_type else v.school_type end as school_type,
             case when ${takesType} and r.school_type is distinct from v.school_type then r.category else coalesce(v.category, r.category) end as category,
             case when ${takesType} then r.type_derived else v.type_derived end as type_derived,
             ${organizer} as organizer, ${region} as region_code, ${managing} as managing_region_code, coalesce(r.urban_rural, v.urban_rural) as urban_rural,
             ${isPrivate} as private, coalesce(r.address, v.address) as address, ${header.at.has('remark') ? sql`r.remark` : sql`v.remark`} as remark,
             coalesce(r.division_code, v.division_code) as division_code,
             case when r.parent_code is null or u.authority_by_hand or (u.host_id is not null and not r.host) then p.code else r.parent_code end as parent_code) n`
}

const differs = sql.join(
  [
    ...attributes.map((name) => sql`n.${sql.ref(name)} is distinct from v.${sql.ref(name)}`),
    sql`n.parent_code is distinct from p.code`,
  ],
  sql` or `,
)
const before = sql`(
  select jsonb_object_agg(t.k, t.b) from (values ${sql.join([
    ...attributes.map((name) => sql`(${sql.lit(name)}, to_jsonb(v.${sql.ref(name)}), to_jsonb(n.${sql.ref(name)}))`),
    sql`('parent_code', to_jsonb(p.code), to_jsonb(n.parent_code))`,
    sql`('code', to_jsonb(v.code), to_jsonb(r.code))`,
  ])}) t (k, b, a) where t.b is distinct from t.a)`
const parents = sql`left join unit_version p on p.unit_id = u.parent_id and p.valid_to is null`
const written = sql.join(
  attributes.filter((name) => name !== 'name').map((name) => sql`${sql.ref(name)} = x.${sql.ref(name)}`),
)

/** Writes the difference into the rows that `from` joins with a unit and its version; `kinds` come first. */
async function keepDifference(ctx: Context, scene: Scene, from: RawBuilder<unknown>, kinds: string): Promise<void> {
  await sql`
    update unit_list_row d set unit_id = x.unit_id, unit_province = x.province_code, base_from = x.valid_from, base_change = x.by_change, base_parent = x.parent_id, ${written},
           parent_code = x.parent_code, before = x.before, phase = x.phase, kinds = x.kinds, why = x.why, blocked = x.blocked
      from (
        select r.item, u.id as unit_id, u.province_code, v.valid_from, v.by_change, u.parent_id, ${sql.join(attributes.map((name) => sql`n.${sql.ref(name)}`))}, n.parent_code,
               ${before} as before,
               case when u.level <> 'school' then 20 when u.host_id is not null then 40 else 30 end as phase,
               array_remove(${kinds}::text[] || array[
                 case when n.name is distinct from v.name then 'renamed' end,
                 case when n.school_type is distinct from v.school_type then 'retyped' end,
                 case when n.parent_code is distinct from p.code then 'moved' end,
                 case when (n.organizer, n.region_code, n.managing_region_code, n.urban_rural, n.private, n.address, n.remark, n.division_code)
                           is distinct from (v.organizer, v.region_code, v.managing_region_code, v.urban_rural, v.private, v.address, v.remark, v.division_code)
                        or (n.type_derived is distinct from v.type_derived and n.school_type is not distinct from v.school_type) then 'changed' end], null) as kinds,
               array_remove(array[
                 case when n.category is distinct from v.category then 'category' end,
                 case when u.authority_by_hand and r.parent_code is not null and r.parent_code is distinct from p.code then 'by-hand' end], null) as why,
               case when n.parent_code is not distinct from p.code then null
                    when u.host_id is not null then 'host-moved'
                    when r.unit_province is not null and r.unit_province <> u.province_code then 'other-province' end as blocked
          ${from}) x
     where d.list_id = ${scene.listId} and d.item = x.item`.execute(ctx.db)
}

/** Standing units against their rows: rows that change nothing go. @returns how many these were */
export async function compareStanding(ctx: Context, scene: Scene): Promise<number> {
  const { listId } = scene
  await refuseOtherLevel(ctx, scene)
  const from = sql`
    from unit_list_row r
    join unit_version v on v.code = r.code and v.valid_to is null
    join unit u on u.id = v.unit_id ${parents} ${next(scene)}
   where r.list_id = ${listId} and r.phase < 50 and r.unit_id is null`
  const { numAffectedRows } = await sql`
    delete from unit_list_row d using (select r.item ${from} and not (${differs})) x where d.list_id = ${listId} and d.item = x.item`.execute(
    ctx.db,
  )
  await keepDifference(ctx, scene, from, '{}')
  return Number(numAffectedRows ?? 0n)
}

/** A code that is a school's is no authority's. */
async function refuseOtherLevel(ctx: Context, scene: Scene): Promise<void> {
  const said = refusal(
    scene.header.names.get('code'),
    'list.code-taken',
    sql`'代码“' || r.code || '”属于“' || v.name || '”，两者不是同一种机构'`,
    {
      seen: sql`r.code`,
      remedy: '请核对代码',
    },
  )
  await reject(
    ctx,
    scene,
    1002,
    sql`select r.item, ${said} from unit_list_row r join unit_version v on v.code = r.code and v.valid_to is null join unit u on u.id = v.unit_id
         where r.list_id = ${scene.listId} and r.unit_id is null and u.level <> r.level`,
  )
}

/** Codes of units that are no more, or that their unit has given up: a reopened school gets its own code back, anybody else's use of it is refused (flows: a dead code is never used again). */
export async function reopen(ctx: Context, scene: Scene): Promise<void> {
  const { listId, header } = scene
  const column = header.names.get('code')
  const dead = sql`
    from (select * from unit_list_row o where o.list_id = ${listId} and not exists (select from unit_version c where c.code = o.code and c.valid_to is null)) r
    join unit_code k on k.code = r.code
    join unit u on u.id = k.unit_id
    cross join lateral (select * from unit_version l where l.unit_id = u.id order by l.valid_from desc limit 1) v ${parents}`
  const gone = sql`r.list_id = ${listId} and v.valid_to is not null and r.state in ('open', 'reopened')`
  const replaced = refusal(
    column,
    'list.code-replaced',
    sql`'代码“' || r.code || '”已由“' || v.name || '”停用，现代码为 ' || v.code`,
    {
      expected: '机构现在的代码',
      seen: sql`r.code`,
      remedy: '请改用现代码',
    },
  )
  await reject(
    ctx,
    scene,
    1003,
    sql`select r.item, ${replaced} ${dead} where r.list_id = ${listId} and v.code <> r.code`,
  )
  const again = sql`(r.state = 'reopened' or r.name = v.name)`
  const reused = refusal(
    column,
    'list.code-dead',
    sql`'代码“' || r.code || '”属于已撤销的“' || v.name || '”，不能给其他机构使用'`,
    {
      expected: '从未使用过的代码',
      seen: sql`r.code`,
      remedy: '新机构请用新代码；若是原机构恢复办学，请在“状态”列写“恢复办学”',
    },
  )
  await reject(
    ctx,
    scene,
    1004,
    sql`select r.item, ${reused} ${dead} where ${gone} and (not ${again} or u.level <> r.level)`,
  )
  await keepDifference(ctx, scene, sql`${dead} ${next(scene)} where ${gone}`, '{reopened}')
}

/** One unit under a new code: named by 原标识码, while the old code is closed in the list or not in it. Its people and history stay with it. */
export async function recode(ctx: Context, scene: Scene): Promise<void> {
  const { listId, header } = scene
  const unknown = refusal(
    header.names.get('from'),
    'list.from',
    sql`'原标识码“' || f.code || '”从来不是任何机构的代码'`,
    {
      expected: '在册或曾在册机构的代码',
      seen: sql`f.code`,
      remedy: '请核对；没有来源的新设机构请留空',
    },
  )
  await reject(
    ctx,
    scene,
    1005,
    sql`select distinct on (r.item) r.item, ${unknown} from unit_list_row r cross join lateral unnest(r.from_codes) f (code)
         where r.list_id = ${listId} and r.from_codes is not null and not exists (select from unit_code k where k.code = f.code)`,
  )
  const from = sql`
    from unit_list_row r
    join unit_version v on v.code = r.from_codes[1] and v.valid_to is null
    join unit u on u.id = v.unit_id and u.level = r.level ${parents} ${next(scene)}
   where r.list_id = ${listId} and cardinality(r.from_codes) = 1 and r.unit_id is null and r.state = 'open'
     and not exists (select from unit_code k where k.code = r.code)
     and not exists (select from unit_list_row o where o.list_id = ${listId} and o.item <> r.item and o.from_codes is not null and v.code = any (o.from_codes))
     and not exists (select from unit_list_row o where o.list_id = ${listId} and o.code = v.code and (o.state <> 'closed' or o.into_codes is not null))`
  await keepDifference(ctx, scene, from, '{recoded}')
  // the closing of the old code is part of it
  await sql`
    delete from unit_list_row o using unit_list_row r
     where r.list_id = ${listId} and r.kinds[1] = 'recoded' and o.list_id = ${listId} and o.item <> r.item and o.code = r.from_codes[1]`.execute(
    ctx.db,
  )
}
