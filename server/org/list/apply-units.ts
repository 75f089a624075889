import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { moveUnits } from '../move.ts'
import { type Chunk, movesOf } from './apply-checks.ts'

const chunkOf = ({ list, items }: Chunk) => sql`r.list_id = ${list.id} and r.item = any (${[...items]}::int[])`
const versionColumns = sql`unit_id, valid_from, code, name, division_code, school_type, category, type_derived, organizer, region_code, managing_region_code, urban_rural,
  private, address, remark, by_change`

/** A version of each, as the list says it, from the list's day. */
const versionOf = ({ list }: Chunk) => sql`
  select r.unit_id, ${list.effective_on}::date, r.code, r.name, r.division_code, r.school_type, r.category, r.type_derived, r.organizer, r.region_code, r.managing_region_code,
         r.urban_rural, r.private, r.address, r.remark, ${list.id}::text`

/** New units: their numbers are drawn first, for the path is made of them. A statement each for number, unit, code and version, however many. */
export async function makeUnits(ctx: Context, chunk: Chunk): Promise<void> {
  const { rows } = await sql<{ item: number }>`
    update unit_list_row r set unit_id = nextval(pg_get_serial_sequence('unit', 'id')), applied_at = ${ctx.now} where ${chunkOf(chunk)} and r.unit_id is null returning r.item`.execute(
    ctx.db,
  )
  if (rows.length === 0) return
  const made = chunkOf({ ...chunk, items: rows.map(({ item }) => item) })
  await sql`
    insert into unit (id, province_code, parent_id, path, level, host_id)
    select r.unit_id, case when r.level = 'province' then r.unit_province else p.province_code end, p.id, p.path || app.path_step(r.unit_id), r.level, case when r.host then p.id end
      from unit_list_row r join unit_now p on p.code = r.parent_code where ${made}`.execute(ctx.db)
  await sql`insert into unit_code (code, unit_id) select r.code, r.unit_id from unit_list_row r where ${made}`.execute(
    ctx.db,
  )
  await sql`insert into unit_version (${versionColumns}) ${versionOf(chunk)} from unit_list_row r where ${made}`.execute(
    ctx.db,
  )
  await succeed(ctx, chunk)
}

/**
 * Standing and reopened units: the version in force ends on the list's day, and the next begins; one that began on that very day is put right in its place (closed and
 * reopened on one day, too), for a day is the least that a version lasts.
 */
export async function renewUnits(ctx: Context, chunk: Chunk): Promise<void> {
  if (chunk.phase >= 50) return
  const { list } = chunk
  const mine = sql`${chunkOf(chunk)} and r.base_from is not null`
  await sql`insert into unit_code (code, unit_id) select r.code, r.unit_id from unit_list_row r where ${mine} and 'recoded' = any (r.kinds)`.execute(
    ctx.db,
  )
  await sql`
    update unit_version v set valid_to = ${list.effective_on}::date from unit_list_row r
     where ${mine} and v.unit_id = r.unit_id and v.valid_to is null and v.valid_from < ${list.effective_on}::date`.execute(
    ctx.db,
  )
  await sql`
    update unit_version v set code = r.code, name = r.name, division_code = r.division_code, school_type = r.school_type, category = r.category, type_derived = r.type_derived,
           organizer = r.organizer, region_code = r.region_code, managing_region_code = r.managing_region_code, urban_rural = r.urban_rural, private = r.private,
           address = r.address, remark = r.remark, by_change = ${list.id}, valid_to = null, closed_as = null
      from unit_list_row r where ${mine} and v.unit_id = r.unit_id
       and (v.valid_to is null or ('reopened' = any (r.kinds) and v.valid_from >= ${list.effective_on}::date))`.execute(
    ctx.db,
  )
  await sql`
    insert into unit_version (${versionColumns}) ${versionOf(chunk)} from unit_list_row r
     where ${mine} and not exists (select from unit_version v where v.unit_id = r.unit_id and v.valid_to is null)`.execute(
    ctx.db,
  )
  await sql`select app.recategorise(array(select r.unit_id from unit_list_row r where ${mine} and 'category' = any (r.why)))`.execute(
    ctx.db,
  )
}

/** Closed, merged, split: the last version ends, the posts with it; whereto is kept. */
export async function closeUnits(ctx: Context, chunk: Chunk): Promise<void> {
  if (chunk.phase < 50) return
  const { list } = chunk
  await sql`
    update unit_version v set valid_to = greatest(${list.effective_on}::date, v.valid_from + 1), closed_as = r.kinds[1]
      from unit_list_row r where ${chunkOf(chunk)} and v.unit_id = r.unit_id and v.valid_to is null`.execute(ctx.db)
  await sql`select app.end_posts(array(select r.unit_id from unit_list_row r where ${chunkOf(chunk)}), ${ctx.today}::date)`.execute(
    ctx.db,
  )
  await succeed(ctx, chunk)
}

/** Predecessors and successors, as either of the two rows tells them, or as the destination was chosen. */
async function succeed(ctx: Context, chunk: Chunk): Promise<void> {
  const { list } = chunk
  await sql`
    insert into unit_succession (province_code, from_unit, to_unit, kind, on_day, by_change)
    select distinct on (f.id, t.id) f.province_code, f.id, t.id, x.kind, ${list.effective_on}::date, ${list.id}
      from (
        select k.unit_id as from_id, r.unit_id as to_id, case when 'merged' = any (r.kinds) then 'merged' else 'split' end as kind
          from unit_list_row r cross join lateral unnest(r.from_codes) c (code) join unit_code k on k.code = c.code
         where ${chunkOf(chunk)} and r.phase < 50
        union all
        select r.unit_id, k.unit_id, case when 'split' = any (r.kinds) then 'split' else 'merged' end
          from unit_list_row r cross join lateral unnest(r.into_codes) c (code) join unit_code k on k.code = c.code
         where ${chunkOf(chunk)} and r.phase >= 50
        union all
        select r.unit_id, r.destination, 'merged' from unit_list_row r where ${chunkOf(chunk)} and r.phase >= 50 and r.destination is not null and r.into_codes is null
          and r.kinds && '{merged,split}') x
      join unit f on f.id = x.from_id join unit t on t.id = x.to_id
     where f.id <> t.id
    on conflict do nothing`.execute(ctx.db)
}

export async function moveUnitsOf(ctx: Context, chunk: Chunk): Promise<void> {
  const moves = await movesOf(ctx, chunk)
  await moveUnits(
    ctx,
    moves.map(({ unitId, toAuthorityId }) => ({
      unitId,
      toAuthorityId,
      reason: `机构名单 ${chunk.list.no}`,
      byHand: false,
    })),
    chunk.list.id,
  )
}

/**
 * One audit row a unit, set-wise: through the application five thousand rows would cross the wire twice. What was, and what became of it; names of institutions are no
 * personal data.
 */
export async function auditChunk(ctx: Context, chunk: Chunk): Promise<void> {
  const { actor } = ctx
  await sql`
    insert into audit_event (province_code, person_id, post_id, role, unit_id, network, request_id, action, object_type, object_id, outcome, detail)
    select ${actor.provinceCode}, ${actor.personId}::uuid, ${actor.postId}::uuid, ${actor.role}, ${actor.unitId}::bigint, '', '', 'unit.list.apply', 'unit', r.unit_id::text, 'done',
           jsonb_build_object('list', r.list_id, 'kinds', r.kinds, 'code', r.code, 'on', ${chunk.list.effective_on}::text, 'decidedByPost', r.decided_by_post)
           || case when r.before is null then jsonb_build_object('name', r.name)
                   else jsonb_build_object('before', r.before, 'after', (select jsonb_object_agg(k, to_jsonb(r) -> k) from jsonb_object_keys(r.before) k)) end
           || case when r.note is null then '{}' else jsonb_build_object('reason', r.note) end
      from unit_list_row r where ${chunkOf(chunk)}`.execute(ctx.db)
}
