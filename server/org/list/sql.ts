import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { KeptFinding } from './findings.ts'
import type { Authority } from './places.ts'
import type { StagedRow } from './staged.ts'

/** A list as it is kept. Days are 'YYYY-MM-DD'. */
export interface ListRow {
  id: string
  no: string
  unit_id: string
  file_name: string
  file_size: string
  format: 'universities' | 'institutions' | null
  effective_on: string
  complete: string[]
  complete_in: string | null
  refusal: { code: string; title: string } | null
  progress: { stage?: string; done?: number; of?: number | null; peakRss?: number; columns?: string[] }
  rows: number
  error_rows: number
  warnings: number
  unchanged: number
  revision: number
  started_by_post: string
  uploaded_at: Date
  read_at: Date | null
  cancelled_at: Date | null
  undone_at: Date | null
}

const listColumns = sql`id, no, unit_id, file_name, file_size, format, effective_on::text as effective_on, complete, complete_in, refusal, progress, rows, error_rows, warnings,
  unchanged, revision, started_by_post, uploaded_at, read_at, cancelled_at, undone_at`

export async function findList(ctx: Context, listId: string, lock = false): Promise<ListRow | undefined> {
  const { rows } =
    await sql<ListRow>`select ${listColumns} from unit_list where id = ${listId} ${lock ? sql`for update` : sql``}`.execute(
      ctx.db,
    )
  return rows[0]
}

export async function pageOfLists(
  ctx: Context,
  page: number,
  size: number,
): Promise<{ total: number; rows: ListRow[] }> {
  const { rows: counts } = await sql<{ total: number }>`select count(*)::int as total from unit_list`.execute(ctx.db)
  const { rows } = await sql<ListRow>`
    select ${listColumns} from unit_list order by uploaded_at desc, id limit ${size} offset ${(page - 1) * size}`.execute(
    ctx.db,
  )
  return { total: counts[0]?.total ?? 0, rows }
}

export interface NewList {
  id: string
  fileName: string
  fileSize: number
  effectiveOn: string
  complete: readonly string[]
  completeIn: string | null
}

/** @returns the list's number, JG-2026-0001 */
export async function addList(ctx: Context, list: NewList): Promise<string> {
  const { rows } = await sql<{ no: string }>`
    insert into unit_list (province_code, id, no, unit_id, file_name, file_size, effective_on, complete, complete_in, started_by_person, started_by_post)
    select ${ctx.actor.provinceCode}, ${list.id}, 'JG-' || ${ctx.today.slice(0, 4)}::text || '-' || lpad(nextval('unit_list_no')::text, 4, '0'), ${ctx.actor.unitId},
           ${list.fileName}, ${list.fileSize}, ${list.effectiveOn}::date, ${[...list.complete]}::text[], ${list.completeIn}, ${ctx.actor.personId}, ${ctx.actor.postId}
    returning no`.execute(ctx.db)
  const no = rows[0]?.no
  if (no === undefined) throw new Error('the list was not kept')
  return no
}

type ListChange = Partial<{
  format: ListRow['format']
  effective_on: string
  refusal: ListRow['refusal']
  progress: ListRow['progress']
  rows: number
  error_rows: number
  warnings: number
  unchanged: number
  read_at: Date | null
  cancelled_at: Date
  undone_at: Date
  undone_by_post: string
  undo_note: string | null
}>

/** Changes a list, and its revision with it. */
export async function changeList(ctx: Context, listId: string, change: ListChange): Promise<void> {
  const { refusal, progress, ...plain } = change
  const result = await ctx.db
    .updateTable('unit_list')
    .set({
      ...plain,
      ...(refusal !== undefined && { refusal: refusal === null ? null : JSON.stringify(refusal) }),
      ...(progress !== undefined && { progress: JSON.stringify(progress) }),
      revision: sql`revision + 1`,
    })
    .where('id', '=', listId)
    .executeTakeFirst()
  if (result.numUpdatedRows !== 1n) throw new Error('the list was not changed')
}

/** Drops what was staged of a list of which nothing was decided. */
export async function dropStaged(ctx: Context, listId: string): Promise<void> {
  await sql`delete from unit_list_row where list_id = ${listId}`.execute(ctx.db)
  await sql`delete from unit_list_finding where list_id = ${listId}`.execute(ctx.db)
}

/** Stages rows, some thousands a statement, as one JSON text: COPY is refused on a table with row-level security. */
export async function stageRows(ctx: Context, listId: string, rows: readonly StagedRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into unit_list_row (province_code, list_id, item, code, name, level, unit_province, parent_code, host, parent_why, division_code, school_type, category, type_derived,
                               organizer, region_code, managing_region_code, urban_rural, private, address, remark, state, into_codes, from_codes, phase)
    select ${ctx.actor.provinceCode}, ${listId}::uuid, item, code, name, level, unit_province, parent_code, host, parent_why, division_code, school_type, category, type_derived,
           organizer, region_code, managing_region_code, urban_rural, private, address, remark, state, into_codes, from_codes, phase
      from json_to_recordset(${JSON.stringify(rows)}::json) as r (item int, code text, name text, level text, unit_province text, parent_code text, host boolean, parent_why text,
           division_code text, school_type text, category text, type_derived boolean, organizer text, region_code text, managing_region_code text, urban_rural text,
           private boolean, address text, remark text, state text, into_codes text[], from_codes text[], phase smallint)`.execute(
    ctx.db,
  )
}

export async function keepFindings(ctx: Context, listId: string, findings: readonly KeptFinding[]): Promise<void> {
  if (findings.length === 0) return
  await sql`
    insert into unit_list_finding (province_code, list_id, row_no, n, "column", severity, code, message, expected, seen, remedy)
    select ${ctx.actor.provinceCode}, ${listId}::uuid, r."row", n, "column", severity, code, message, expected, seen, remedy
      from json_to_recordset(${JSON.stringify(findings)}::json) as r ("row" int, n int, "column" text, severity text, code text, message text, expected text, seen text, remedy text)`.execute(
    ctx.db,
  )
}

/** Every authority in force: some 3,300. */
export async function standingAuthorities(ctx: Context): Promise<Authority[]> {
  const { rows } = await sql<Authority>`
    select u.code, u.name, u.level, p.code as "parentCode", u.province_code as province
      from unit_now u left join unit_now p on p.id = u.parent_id where u.level in ('ministry', 'province', 'city', 'county')`.execute(
    ctx.db,
  )
  return rows
}

/** A list from this length on changes what the planner knows. */
export const manyRows = 2000

export async function measure(ctx: Context): Promise<void> {
  await sql`select app.measure_units()`.execute(ctx.db)
}
