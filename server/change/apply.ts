import { type RawBuilder, sql } from 'kysely'
import { type Context, exactly } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { teacherAssignments, teacherColumns } from './derive-sql.ts'

/**
 * Makes approved changes part of the register, for any number of changes in a handful of statements: replaced and ended versions are closed, new versions
 * begin, the typed row of each teacher follows with a version of its own. Runs in the transaction of the last decision.
 * @throws Problem changed-meanwhile when an item was made against a version that is no longer current (the caller leaves such changes out beforehand).
 */
export async function applyChanges(ctx: Context, changeIds: readonly string[]): Promise<void> {
  if (changeIds.length === 0) return
  await writeVersions(ctx, sql`i.change_id = any (${changeIds}::uuid[])`)
  exactly(
    changeIds.length,
    await sql`update change set applied_at = now(), closed_at = now() where id = any (${changeIds}::uuid[])`.execute(
      ctx.db,
    ),
  )
  await followTeachers(ctx, changeIds)
}

/**
 * What makes a record be in effect, or changes one that is: rows that an authority entered for somebody whose first collection is still under way are part of the register, and wait
 * for the rest of it (docs/decisions/0013).
 */
const followed = (changeIds: readonly string[]) =>
  sql`select h.* from change h join teacher w on w.province_code = h.province_code and w.id = h.teacher_id
       where h.id = any (${changeIds}::uuid[]) and (h.kind <> 'entry' or w.in_effect_since is not null)`

/**
 * 部分通过: the same for some subsets of changes of records in effect. The changes stay open with what is left.
 * @throws Problem changed-meanwhile as above
 */
export async function applyParts(
  ctx: Context,
  parts: readonly { changeId: string; subsets: readonly string[] }[],
): Promise<void> {
  if (parts.length === 0) return
  const pairs = parts.flatMap(({ changeId, subsets }) => subsets.map((subset) => ({ id: changeId, subset })))
  await writeVersions(
    ctx,
    sql`(i.change_id, i.subset) in (select x.id, x.subset from json_to_recordset(${JSON.stringify(pairs)}::json) as x (id uuid, subset text))`,
  )
  await followTeachers(
    ctx,
    parts.map(({ changeId }) => changeId),
  )
}

/** Of the open items that are `mine`: replaced and ended versions are closed, new ones begin, the items are settled. */
async function writeVersions(ctx: Context, mine: RawBuilder<unknown>): Promise<void> {
  const closed = await sql<{ closed: number; expected: number }>`
    with i as (select * from change_item i where ${mine} and superseded_at is null and settled_at is null and op <> 'add'),
    c as (update record r set effective_to = now(), to_change = i.change_id from i
           where r.province_code = i.province_code and r.id = i.base_record and r.effective_to is null returning r.id)
    select (select count(*)::int from c) as closed, (select count(*)::int from i) as expected`.execute(ctx.db)
  const count = closed.rows[0]
  if (count && count.closed !== count.expected) throw new Problem('changed-meanwhile')

  await sql`
    insert into record (province_code, id, teacher_id, subset, row_id, body, profile_version, from_change, effective_from)
    select i.province_code, app.new_id(), i.teacher_id, i.subset, i.row_id, i.body, h.profile_version, i.change_id, now()
      from change_item i join change h on h.province_code = i.province_code and h.id = i.change_id
     where ${mine} and i.superseded_at is null and i.settled_at is null and i.op <> 'end'`.execute(ctx.db)
  await sql`update change_item i set settled_at = now() where ${mine} and superseded_at is null and settled_at is null`.execute(
    ctx.db,
  )
}

/** The typed row of each teacher, and its version; of several changes of one teacher in one act one version, begun by the last. */
async function followTeachers(ctx: Context, changeIds: readonly string[]): Promise<void> {
  await sql`
    update teacher t set ${teacherAssignments()}, in_effect_since = coalesce(t.in_effect_since, now())
     where (t.province_code, t.id) in (select province_code, teacher_id from (${followed(changeIds)}) f)`.execute(
    ctx.db,
  )
  await sql`
    update teacher_version v set effective_to = now(), to_change = h.id
      from (${followed(changeIds)}) h where v.province_code = h.province_code and v.teacher_id = h.teacher_id and v.effective_to is null
       and v.effective_from < now()`.execute(ctx.db)
  await sql`
    insert into teacher_version (province_code, teacher_id, effective_from, from_change, attributes)
    select distinct on (t.province_code, t.id) t.province_code, t.id, now(), h.id,
           jsonb_strip_nulls(jsonb_build_object('name', t.name, 'gender', t.gender, 'birth_date', t.birth_date, 'unit_id', t.unit_id, ${sql.join(teacherColumns.map((name) => sql`${sql.lit(name)}::text, t.${sql.ref(name)}`))}))
      from (${followed(changeIds)}) h join teacher t on t.province_code = h.province_code and t.id = h.teacher_id
     order by t.province_code, t.id, h.id desc
    on conflict (province_code, teacher_id, effective_from) do update set attributes = excluded.attributes, from_change = excluded.from_change`.execute(
    ctx.db,
  )
}
