import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { refusal, reject, type Scene } from './scene.ts'

/** From below: what stands under a unit closes before it. u the unit. */
const closingPhase = sql`case u.level when 'school' then case when u.host_id is not null then 50 else 51 end when 'county' then 52 when 'city' then 53 else 54 end`
/** What a closing unit is, for the page: as it stands. v its version, p its authority's. */
const asItStands = sql`v.name, u.level, u.province_code, p.code as parent_code, v.school_type, v.category, v.organizer, v.region_code, v.managing_region_code,
  u.id as unit_id, v.valid_from, v.by_change, u.parent_id`

/** The kinds of `completeKinds`, as conditions on a unit u and its version v. */
const completeConditions: Readonly<Record<string, ReturnType<typeof sql>>> = {
  authority: sql`u.level in ('province', 'city', 'county')`,
  kindergarten: sql`v.category = 'kindergarten'`,
  k12: sql`v.category = 'k12'`,
  secondary_vocational: sql`v.category = 'secondary_vocational'`,
  special_education: sql`v.category = 'special_education'`,
  university: sql`v.category in ('undergraduate', 'higher_vocational') and v.school_type like '41%'`,
  adult_university: sql`v.category in ('undergraduate', 'higher_vocational') and v.school_type like '42%'`,
}
/** More missing than this, and the list is hardly as complete as it says. */
const manyAbsent = { share: 0.05, least: 20 }

/** Units that a complete list does not name are closed by it. A row that could not be used still names its unit: by its code, or else by its name. */
export async function closeMissing(ctx: Context, { listId, list, header }: Scene): Promise<void> {
  for (const kind of list.complete) {
    const condition = completeConditions[kind]
    if (!condition) throw new Error(`no such kind of unit: ${kind}`)
    const inScope = sql`${condition} and (${list.complete_in}::text is null or u.province_code = ${list.complete_in})
      and ${header.at.has('host') ? sql`true` : sql`u.host_id is null`}`
    await sql`
      with named as materialized (
        select code from unit_list_row where list_id = ${listId} and code <> ''
        union select unnest(from_codes) from unit_list_row where list_id = ${listId} and from_codes is not null),
      standing as materialized (
        select v.code, ${asItStands}, ${closingPhase} as phase
          from unit u join unit_version v on v.unit_id = u.id and v.valid_to is null left join unit_version p on p.unit_id = u.parent_id and p.valid_to is null
         where ${inScope}),
      missing as (
        select s.*, count(*) over () as absent from standing s
         where not exists (select from named n where n.code = s.code)
           and not exists (select from unit_list_row w where w.list_id = ${listId} and w.phase < 0 and w.code = '' and w.name = s.name))
      insert into unit_list_row (province_code, list_id, item, code, name, level, unit_province, parent_code, school_type, category, organizer, region_code,
                                 managing_region_code, state, phase, kinds, why, unit_id, base_from, base_change, base_parent)
      select ${ctx.actor.provinceCode}, ${listId}::uuid, greatest(10000000, (select max(item) from unit_list_row where list_id = ${listId})) + row_number() over (order by m.code),
             m.code, m.name, m.level, m.province_code, m.parent_code, m.school_type, m.category, m.organizer, m.region_code, m.managing_region_code, 'closed', m.phase, '{closed}',
             case when m.absent > ${manyAbsent.least} and m.absent > ${manyAbsent.share}::numeric * (select count(*) from standing) then '{absent,absent-many}'::text[] else '{absent}'::text[] end,
             m.unit_id, m.valid_from, m.by_change, m.parent_id
        from missing m`.execute(ctx.db)
  }
}

/** Rows that say of a unit that it is closed, merged or split; those that others name as their origin go into these. */
export async function closeByList(ctx: Context, scene: Scene): Promise<void> {
  const { listId, header } = scene
  const ending = sql`r.list_id = ${listId} and r.state in ('closed', 'merged', 'split') and r.unit_id is null`
  const unknown = refusal(
    header.names.get('code'),
    'list.close-unknown',
    sql`'系统中没有代码为“' || r.code || '”的在办机构，不能撤销'`,
    {
      seen: sql`r.code`,
      remedy: '请核对代码；早已撤销的请删去本行',
    },
  )
  await reject(
    ctx,
    scene,
    1006,
    sql`select r.item, ${unknown} from unit_list_row r where ${ending} and not exists (select from unit_version v where v.code = r.code and v.valid_to is null)`,
  )
  await sql`
    update unit_list_row r set into_codes = (
        select array_agg(distinct c) from (select unnest(r.into_codes) as c union select h.code from unit_list_row h where h.list_id = ${listId} and r.code = any (h.from_codes)) x)
     where ${ending} and (r.into_codes is not null or r.code in (select unnest(from_codes) from unit_list_row where list_id = ${listId} and from_codes is not null))`.execute(
    ctx.db,
  )
  const nowhere = refusal(
    header.names.get('into'),
    'list.into',
    sql`'去向“' || i.code || '”不是在办机构，也不在本名单中'`,
    {
      expected: '在办或本名单中在办机构的代码',
      seen: sql`i.code`,
      remedy: '请核对去向代码',
    },
  )
  await reject(
    ctx,
    scene,
    1007,
    sql`select distinct on (r.item) r.item, ${nowhere} from unit_list_row r cross join lateral unnest(r.into_codes) i (code)
         where ${ending} and not exists (select from unit_version v where v.code = i.code and v.valid_to is null
                 and not exists (select from unit_list_row c where c.list_id = ${listId} and c.code = i.code and c.state in ('closed', 'merged', 'split')))
           and not exists (select from unit_list_row h where h.list_id = ${listId} and h.code = i.code and h.state in ('open', 'reopened'))`,
  )
  // the kind follows from where it goes, when the list only says that it ends
  await sql`
    update unit_list_row d set name = x.name, unit_province = x.province_code, parent_code = x.parent_code, school_type = x.school_type, category = x.category,
           organizer = x.organizer, region_code = x.region_code, managing_region_code = x.managing_region_code, unit_id = x.unit_id, base_from = x.valid_from,
           base_change = x.by_change, base_parent = x.parent_id, phase = x.phase, destination = x.into_unit,
           kinds = array[case when d.state <> 'closed' then d.state when cardinality(d.into_codes) > 1 then 'split' when cardinality(d.into_codes) = 1 then 'merged' else 'closed' end]
      from (select r.item, ${asItStands}, ${closingPhase} as phase,
                   case when cardinality(r.into_codes) = 1 then (select i.unit_id from unit_version i where i.code = r.into_codes[1] and i.valid_to is null) end as into_unit
              from unit_list_row r join unit_version v on v.code = r.code and v.valid_to is null join unit u on u.id = v.unit_id
              left join unit_version p on p.unit_id = u.parent_id and p.valid_to is null
             where ${ending}) x
     where d.list_id = ${listId} and d.item = x.item`.execute(ctx.db)
}
