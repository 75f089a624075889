import { type Selectable, sql } from 'kysely'
import type { Context } from '../platform/context.ts'
import { exactlyOne } from '../platform/context.ts'
import type { DB } from '../platform/db.ts'

export type BatchRow = Selectable<DB['import_batch']>

/** One batch of the clerk's own unit; row-level security hides every other. */
export async function findBatch(ctx: Context, id: string, lock = false): Promise<BatchRow | undefined> {
  return ctx.db
    .selectFrom('import_batch')
    .selectAll()
    .where('province_code', '=', ctx.actor.provinceCode)
    .where('id', '=', id)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst()
}

export async function listBatches(
  ctx: Context,
  page: number,
  size: number,
): Promise<{ total: number; rows: BatchRow[] }> {
  const own = ctx.db
    .selectFrom('import_batch')
    .where('unit_id', 'in', (eb) =>
      eb.selectFrom('unit').select('id').where(sql<boolean>`path ^@ ${ctx.actor.unitPath}`),
    )
  const count = await own.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow()
  const rows = await own
    .selectAll()
    .orderBy('uploaded_at', 'desc')
    .orderBy('id')
    .limit(size)
    .offset((page - 1) * size)
    .execute()
  return { total: count.total, rows }
}

export async function nextBatchNo(ctx: Context): Promise<string> {
  const { rows } = await sql<{ n: string }>`select nextval('import_batch_no') as n`.execute(ctx.db)
  return `B${ctx.today.replaceAll('-', '')}-${(rows[0]?.n ?? '').padStart(4, '0')}`
}

type BatchChange = Partial<{
  file_name: string
  file_size: number
  uploads: number
  uploaded_at: Date
  category: string
  profile_version: number
  people: number
  template: object | null
  sheets: object
  refusal: object | null
  progress: object
  result: object
  parsed_at: null
  whole: boolean
  done_through: string | null
  work: null
}>

export async function changeBatch(ctx: Context, batchId: string, change: BatchChange): Promise<void> {
  const { template, sheets, refusal, progress, result, ...plain } = change
  const json = (value: object | null) => (value === null ? null : JSON.stringify(value))
  const changed = await ctx.db
    .updateTable('import_batch')
    .set({
      ...plain,
      moved_at: sql`now()`,
      ...(template !== undefined && { template: json(template) }),
      ...(sheets !== undefined && { sheets: JSON.stringify(sheets) }),
      ...(refusal !== undefined && { refusal: json(refusal) }),
      ...(progress !== undefined && { progress: JSON.stringify(progress) }),
      ...(result !== undefined && { result: JSON.stringify(result) }),
    })
    .where('province_code', '=', ctx.actor.provinceCode)
    .where('id', '=', batchId)
    .executeTakeFirst()
  exactlyOne(changed)
}

/** The moment is the transaction's own: what it wrote has the same to the microsecond. */
export async function stampBatch(
  ctx: Context,
  batchId: string,
  what: 'parsed_at' | 'committed_at' | 'undone_at' | 'cancelled_at',
): Promise<void> {
  const changed = await ctx.db
    .updateTable('import_batch')
    .set({ [what]: sql`now()` })
    .where('province_code', '=', ctx.actor.provinceCode)
    .where('id', '=', batchId)
    .executeTakeFirst()
  exactlyOne(changed)
}

/** Says what is to be done to the batch, in whose post; whatever run is under way counts no more. */
export async function beginWork(ctx: Context, batchId: string, kind: string): Promise<void> {
  const begun = await ctx.db
    .updateTable('import_batch')
    .set({
      work: kind,
      work_post: ctx.actor.postId,
      work_run: sql`work_run + 1`,
      moved_at: sql`now()`,
    })
    .where('province_code', '=', ctx.actor.provinceCode)
    .where('id', '=', batchId)
    .executeTakeFirst()
  exactlyOne(begun)
}

/** Begins a run of the work that the batch waits for; undefined when there is none. */
export async function startRun(ctx: Context, batchId: string): Promise<BatchRow | undefined> {
  return ctx.db
    .updateTable('import_batch')
    .set({ work_run: sql`work_run + 1`, moved_at: sql`now()` })
    .where('province_code', '=', ctx.actor.provinceCode)
    .where('id', '=', batchId)
    .where('work', 'is not', null)
    .returningAll()
    .executeTakeFirst()
}

/** Notes that this transaction wrote for the batch, up to whom: both stand or fall with what it wrote. */
export async function noteStep(ctx: Context, batchId: string, through: string, progress: object): Promise<void> {
  const noted = await ctx.db
    .updateTable('import_batch')
    .set({
      done_through: through,
      moments: sql`array_append(moments, now())`,
      moved_at: sql`now()`,
      progress: JSON.stringify(progress),
    })
    .where('province_code', '=', ctx.actor.provinceCode)
    .where('id', '=', batchId)
    .executeTakeFirst()
  exactlyOne(noted)
}

/** Forgets how far a commit went: it was taken back. */
export async function forgetSteps(ctx: Context, batchId: string): Promise<void> {
  exactlyOne(
    await ctx.db
      .updateTable('import_batch')
      .set({ done_through: null, moments: sql`'{}'` })
      .where('province_code', '=', ctx.actor.provinceCode)
      .where('id', '=', batchId)
      .executeTakeFirst(),
  )
  await sql`update import_row set before = null where province_code = ${ctx.actor.provinceCode} and batch_id = ${batchId} and before is not null`.execute(
    ctx.db,
  )
}

/** What a commit did, counted from the rows. */
export async function resultOf(ctx: Context, batchId: string): Promise<TrialRow> {
  const { rows } = await sql<TrialRow>`
    select count(*) filter (where done and outcome = 'added')::int as added, count(*) filter (where done and outcome = 'updated')::int as updated,
           count(*) filter (where done and outcome = 'unchanged')::int as unchanged,
           count(*) filter (where not done or outcome not in ('added', 'updated', 'unchanged'))::int as skipped,
           count(distinct teacher_id) filter (where done and outcome in ('added', 'updated', 'unchanged'))::int as people
      from (select teacher_id, coalesce(outcome, '') as outcome, errors = 0 and teacher_id is not null as done from import_row
             where province_code = ${ctx.actor.provinceCode} and batch_id = ${batchId} and subset is not null) x`.execute(
    ctx.db,
  )
  return rows[0] ?? { added: 0, updated: 0, unchanged: 0, skipped: 0, people: 0 }
}

/** The planner's statistics of what a long import writes. */
export async function measureChanges(ctx: Context): Promise<void> {
  await sql`select app.measure_changes()`.execute(ctx.db)
}

/** Puts the counts of the batch right after rows were judged. */
export async function countBatch(ctx: Context, batchId: string): Promise<void> {
  await sql`update import_batch b set rows = n.rows, errors = n.errors, warnings = n.warnings
    from (select count(*)::int as rows, coalesce(sum(errors), 0)::int as errors, coalesce(sum(warnings), 0)::int as warnings
            from import_row where province_code = ${ctx.actor.provinceCode} and batch_id = ${batchId} and subset is not null) n
   where b.province_code = ${ctx.actor.provinceCode} and b.id = ${batchId}`.execute(ctx.db)
}

export interface Tally {
  errorRows: number
  unknownPeople: number
}

export async function tallies(ctx: Context, batchIds: readonly string[]): Promise<Map<string, Tally>> {
  const { rows } = await sql<Tally & { batch_id: string }>`
    select r.batch_id, count(distinct (r.sheet, r.row_no)) filter (where r.errors > 0)::int as "errorRows",
           count(distinct f ->> 'g') filter (where f ->> 'k' = 'person.unknown')::int as "unknownPeople"
      from import_row r left join lateral jsonb_array_elements(r.findings) f on r.errors > 0
     where r.province_code = ${ctx.actor.provinceCode} and r.batch_id = any (${batchIds}::uuid[]) and r.subset is not null
     group by r.batch_id`.execute(ctx.db)
  return new Map(rows.map(({ batch_id, ...tally }) => [batch_id, tally]))
}

export interface MemberRow {
  id: string
  name: string
  person_id: string
  id_number: Buffer | null
}

/** The people of the clerk's school who are there now. */
export async function members(ctx: Context): Promise<MemberRow[]> {
  const { rows } = await sql<MemberRow>`
    select t.id, t.name, t.person_id, p.id_number
      from teacher t join person p on p.province_code = t.person_province and p.id = t.person_id
     where t.province_code = ${ctx.actor.provinceCode} and t.unit_id = ${ctx.actor.unitId} and t.left_on is null and t.cancelled_at is null
     order by t.name, t.id`.execute(ctx.db)
  return rows
}

export interface NewUnknown {
  id: string
  name: string
  blind: Buffer
  identity: Buffer
}

/** To-dos of the 系统管理员: one for each person and school while it is open. Returns how many are new. */
export async function insertUnknown(ctx: Context, batchId: string, people: readonly NewUnknown[]): Promise<number> {
  if (people.length === 0) return 0
  const done = await sql`insert into unknown_person (province_code, id, unit_id, batch_id, blind, identity, named)
    select ${ctx.actor.provinceCode}, x.id, ${ctx.actor.unitId}, ${batchId}::uuid, x.blind, x.identity, x.name
      from unnest(${people.map((each) => each.id)}::uuid[], ${people.map((each) => each.blind)}::bytea[], ${people.map((each) => each.identity)}::bytea[], ${people.map((each) => each.name)}::text[])
           as x (id, blind, identity, name)
     where not exists (select 1 from unknown_person u where u.province_code = ${ctx.actor.provinceCode} and u.unit_id = ${ctx.actor.unitId}
                        and u.blind = x.blind and u.settled_at is null)
    on conflict do nothing`.execute(ctx.db)
  return Number(done.numAffectedRows ?? 0)
}

export interface SchoolRow {
  name: string
  school_type: string | null
  category: string | null
  private: boolean
  urban_rural: string | null
}

export async function schoolOf(ctx: Context): Promise<SchoolRow | undefined> {
  return ctx.db
    .selectFrom('unit_now')
    .select(['name', 'school_type', 'category', 'private', 'urban_rural'])
    .where('id', '=', ctx.actor.unitId)
    .executeTakeFirst() as Promise<SchoolRow | undefined>
}

/** What a commit would do, in rows; `people` is how many it would write to. */
export interface TrialRow {
  added: number
  updated: number
  unchanged: number
  skipped: number
  people: number
}

export async function trialOf(ctx: Context, batchId: string, writable: readonly string[]): Promise<TrialRow> {
  const { rows } = await sql<TrialRow>`
    select count(*) filter (where open and outcome = 'added')::int as added, count(*) filter (where open and outcome = 'updated')::int as updated,
           count(*) filter (where open and outcome = 'unchanged')::int as unchanged, count(*) filter (where not open)::int as skipped,
           count(distinct teacher_id) filter (where open)::int as people
      from (select r.outcome, r.teacher_id, coalesce(r.errors = 0 and r.outcome is not null and s.stage = any (${writable}::text[]), false) as open
              from import_row r left join teacher_stage s on s.teacher_id = r.teacher_id
             where r.province_code = ${ctx.actor.provinceCode} and r.batch_id = ${batchId} and r.subset is not null) x`.execute(
    ctx.db,
  )
  return rows[0] ?? { added: 0, updated: 0, unchanged: 0, skipped: 0, people: 0 }
}

/** Names of the batch's people whose records are under review or in effect. */
export async function lockedPeople(ctx: Context, batchId: string, writable: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select t.name from teacher t join teacher_stage s on s.teacher_id = t.id
     where t.id in (select r.teacher_id from import_row r where r.province_code = ${ctx.actor.provinceCode} and r.batch_id = ${batchId} and r.teacher_id is not null)
       and not s.stage = any (${writable}::text[]) order by t.name limit 200`.execute(ctx.db)
  return rows.map((row) => row.name)
}

export interface WrittenItem {
  id: string
  teacherId: string
  sheet: number
  row: number
  touched: boolean
}

/**
 * The open items that a batch wrote for these people, and whether the record moved on since: what it wrote has the moment of one of its transactions, to the
 * microsecond.
 */
export async function writtenItems(
  ctx: Context,
  batchId: string,
  teacherIds: readonly string[],
  writable: readonly string[],
): Promise<WrittenItem[]> {
  const { rows } = await sql<WrittenItem>`
    select i.id, i.teacher_id as "teacherId", (i.source ->> 'sheet')::int as sheet, (i.source ->> 'row')::int as row, ${touched(writable)} as touched
      from ${written(batchId)}
     where i.province_code = ${ctx.actor.provinceCode} and i.teacher_id = any (${teacherIds}::uuid[]) and i.superseded_at is null and i.settled_at is null
       and i.source ->> 'batch' = ${batchId}
     for update of i`.execute(ctx.db)
  return rows
}

const written = (batchId: string) => sql`change_item i
      join import_batch b on b.province_code = i.province_code and b.id = ${batchId}
      join change c on c.province_code = i.province_code and c.id = i.change_id
      join teacher_stage s on s.teacher_id = i.teacher_id`
const touched = (writable: readonly string[]) =>
  sql`(not i.written_at = any (b.moments) or coalesce(c.submitted_at > i.written_at, false) or not s.stage = any (${writable}::text[]))`

/** How much of a committed batch could be taken back now, in rows, and whose rows moved on since. */
export async function undoable(
  ctx: Context,
  batchId: string,
  writable: readonly string[],
): Promise<{ free: number; kept: number; people: string[] }> {
  const { rows } = await sql<{ free: number; kept: number; people: string[] | null }>`
    with r as materialized (
      select sheet, row_no, teacher_id from import_row
       where province_code = ${ctx.actor.provinceCode} and batch_id = ${batchId} and teacher_id is not null and errors = 0 and outcome in ('added', 'updated')),
    i as materialized (
      select (i.source ->> 'sheet')::int as sheet, (i.source ->> 'row')::int as row_no, i.teacher_id from ${written(batchId)}
       where i.province_code = ${ctx.actor.provinceCode} and i.teacher_id in (select teacher_id from r) and i.superseded_at is null and i.settled_at is null
         and i.source ->> 'batch' = ${batchId} and not ${touched(writable)}),
    k as (select r.teacher_id from r left join i on i.sheet = r.sheet and i.row_no = r.row_no and i.teacher_id = r.teacher_id where i.row_no is null)
    select (select count(*)::int from i) as free, (select count(*)::int from k) as kept,
           (select array_agg(name) from (select distinct t.name from k join teacher t on t.province_code = ${ctx.actor.provinceCode} and t.id = k.teacher_id order by t.name limit 200) n) as people`.execute(
    ctx.db,
  )
  const [found] = rows
  return { free: found?.free ?? 0, kept: found?.kept ?? 0, people: found?.people ?? [] }
}

export async function dropItems(ctx: Context, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const done =
    await sql`delete from change_item where province_code = ${ctx.actor.provinceCode} and id = any (${ids}::uuid[])`.execute(
      ctx.db,
    )
  if (Number(done.numAffectedRows) !== ids.length)
    throw new Error(`expected to remove ${ids.length} items, removed ${done.numAffectedRows}`)
}

/** The schools whose people the batch holds are counted anew. */
export async function countProgress(ctx: Context, batchId: string): Promise<void> {
  await sql`select app.count_progress(array(
    select distinct t.unit_id from import_row r join teacher t on t.province_code = r.province_code and t.id = r.teacher_id
     where r.province_code = ${ctx.actor.provinceCode} and r.batch_id = ${batchId} and r.teacher_id is not null))`.execute(
    ctx.db,
  )
}
