import { sql } from 'kysely'
import type { Stage } from '../../contract/teacher.ts'
import { type Context, exactly } from '../platform/context.ts'

/** What a change is: the first collection (首次采集), a row added to a record in effect (新增信息), or rows that the supervising authority enters (主管部门填报). */
export type ChangeKind = 'report' | 'addition' | 'entry'

/** Where an open change is: nobody's yet, at a step of its flow, or returned. Of the view change_stage. */
export type ChangeStage = 'draft' | 'check' | 'sign' | 'confirm' | 'send' | 'review' | 'returned'

export interface OpenReport {
  teacher_id: string
  stage: Stage
  change_id: string | null
  round: number
}

/**
 * The open first collections of these teachers, locked in order; where there is none, the teacher's row is locked instead, so that two who begin at once meet.
 * The stage is read after the locks: of two writers the second sees what the first made of it.
 */
export async function lockReports(ctx: Context, teacherIds: readonly string[]): Promise<OpenReport[]> {
  const { rows: begun } = await sql<{ teacher_id: string }>`
    select teacher_id from change where teacher_id = any (${teacherIds}::uuid[]) and kind = 'report' and closed_at is null order by id for update`.execute(
    ctx.db,
  )
  // Not as an anti join: with statistics taken before a long import it read every change for every teacher, 11 of 15 seconds at 3,000 people.
  const held = new Set(begun.map((row) => row.teacher_id))
  const others = teacherIds.filter((id) => !held.has(id))
  await sql`select 1 from teacher where id = any (${others}::uuid[]) order by id for no key update`.execute(ctx.db)
  const { rows } = await sql<OpenReport>`
    select s.teacher_id, s.stage, s.change_id, coalesce(h.round, 1) as round from teacher_stage s
      left join change h on h.province_code = s.province_code and h.id = s.change_id
     where s.teacher_id = any (${teacherIds}::uuid[])`.execute(ctx.db)
  return rows
}

export interface OpenChange {
  change_id: string
  teacher_id: string
  kind: ChangeKind
  stage: ChangeStage
  round: number
  case_id: string | null
  unit_id: string
  since: Date
}

/** The open changes of one kind, of these teachers or by their own ids, locked in order; where each is, is read after the locks. */
export async function lockChanges(
  ctx: Context,
  kind: ChangeKind,
  of: { teachers: readonly string[] } | { changes: readonly string[] },
): Promise<OpenChange[]> {
  const mine =
    'teachers' in of ? sql`h.teacher_id = any (${of.teachers}::uuid[])` : sql`h.id = any (${of.changes}::uuid[])`
  const locked = await sql<{
    id: string
  }>`select h.id from change h where ${mine} and h.kind = ${kind} and h.closed_at is null order by h.id for update`.execute(
    ctx.db,
  )
  const { rows } = await sql<OpenChange>`
    select change_id, teacher_id, kind, stage, round, case_id, unit_id, since from change_stage
     where change_id = any (${locked.rows.map(({ id }) => id)}::uuid[])`.execute(ctx.db)
  return rows
}

/** Of these teachers those who are on the rolls with a record in effect, their rows locked in order: two who add at once meet. */
export async function lockEffective(ctx: Context, teacherIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from teacher where id = any (${teacherIds}::uuid[]) and in_effect_since is not null and left_on is null and cancelled_at is null
     order by id for no key update`.execute(ctx.db)
  return new Set(rows.map(({ id }) => id))
}

/** Of these teachers those who are on the rolls, their rows locked in order: two who begin at once meet. */
export async function lockOnRolls(ctx: Context, teacherIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from teacher where id = any (${teacherIds}::uuid[]) and left_on is null and cancelled_at is null order by id for no key update`.execute(
    ctx.db,
  )
  return rows.map(({ id }) => id)
}

export interface NewChange {
  kind: ChangeKind
  province_code: string
  id: string
  teacher_id: string
  unit_id: string
  profile_version: number
  opened_by_person: string
  opened_by_post: string
}

export async function insertChanges(ctx: Context, changes: readonly NewChange[]): Promise<void> {
  if (changes.length === 0) return
  await sql`insert into change (province_code, id, teacher_id, unit_id, kind, profile_version, opened_by_person, opened_by_post)
    select province_code, id, teacher_id, unit_id, kind, profile_version, opened_by_person, opened_by_post
      from json_to_recordset(${JSON.stringify(changes)}::json) as x (province_code text, id uuid, teacher_id uuid, unit_id bigint, kind text, profile_version int, opened_by_person uuid, opened_by_post uuid)`.execute(
    ctx.db,
  )
}

export interface NewItem {
  id: string
  /** insert, or write over the item of this round */
  fresh: boolean
  province_code: string
  change_id: string
  teacher_id: string
  subset: string
  row_id: string
  op: 'add' | 'edit' | 'end'
  base_record: string | null
  body: object
  entered_by: object
  authors: string[]
  source: object | null
  round: number
}

const columns = sql`x (id uuid, province_code text, change_id uuid, teacher_id uuid, subset text, row_id uuid, op text, base_record uuid, body jsonb, entered_by jsonb, authors uuid[], source jsonb, round int)`

/** Inserts fresh items and writes the others over, a thousand a statement. */
export async function writeItems(ctx: Context, items: readonly NewItem[]): Promise<void> {
  const fresh = items.filter((item) => item.fresh)
  for (let at = 0; at < fresh.length; at += 1000)
    await sql`insert into change_item (id, province_code, change_id, teacher_id, subset, row_id, op, base_record, body, entered_by, authors, source, round)
      select x.* from jsonb_to_recordset(${json(fresh.slice(at, at + 1000))}::jsonb) as ${columns}`.execute(ctx.db)
  const kept = items.filter((item) => !item.fresh)
  for (let at = 0; at < kept.length; at += 1000)
    exactly(
      kept.slice(at, at + 1000).length,
      await sql`update change_item i set body = x.body, entered_by = x.entered_by, authors = x.authors, op = x.op, source = coalesce(x.source, i.source), written_at = now()
      from jsonb_to_recordset(${json(kept.slice(at, at + 1000))}::jsonb) as ${columns}
     where i.province_code = x.province_code and i.id = x.id`.execute(ctx.db),
    )
}

// A PostgreSQL array inside JSON is written as its literal.
const json = (items: readonly NewItem[]) =>
  JSON.stringify(items.map((item) => ({ ...item, authors: `{${item.authors.join(',')}}` })))

export async function supersede(ctx: Context, itemIds: readonly string[]): Promise<void> {
  if (itemIds.length === 0) return
  exactly(
    itemIds.length,
    await sql`update change_item set superseded_at = now() where id = any (${itemIds}::uuid[])`.execute(ctx.db),
  )
}

/** Items of changes that may not be applied any more because the version they were made against is not current (by change). */
export async function staleChanges(ctx: Context, changeIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ change_id: string }>`
    select distinct i.change_id from change_item i
      left join record r on r.province_code = i.province_code and r.id = i.base_record and r.effective_to is null
     where i.change_id = any (${changeIds}::uuid[]) and i.superseded_at is null and i.settled_at is null and i.op <> 'add' and r.id is null`.execute(
    ctx.db,
  )
  return new Set(rows.map((row) => row.change_id))
}

/** The version by which these changes were just checked: the one in force today. It stays with them through the review and into the register. */
export async function stampVersion(ctx: Context, changeIds: readonly string[]): Promise<void> {
  if (changeIds.length === 0) return
  exactly(
    new Set(changeIds).size,
    await sql`update change h set profile_version = (
        select max(p.version) from profile p where p.province_code = h.province_code and p.category = t.category and p.in_force_on <= ${ctx.today}::date)
      from teacher t where t.province_code = h.province_code and t.id = h.teacher_id and h.id = any (${changeIds}::uuid[])`.execute(
      ctx.db,
    ),
  )
}
