import { sql } from 'kysely'
import { type Context, exactly } from '../platform/context.ts'
import {
  type Before,
  clearFindings,
  openBefore,
  openCells,
  openFindings,
  type StagedRow,
  sealBefore,
  sealCells,
  sealFindings,
} from './staged.ts'

export async function dropRows(ctx: Context, batchId: string): Promise<void> {
  await ctx.db
    .deleteFrom('import_row')
    .where('province_code', '=', ctx.actor.provinceCode)
    .where('batch_id', '=', batchId)
    .execute()
}

/** A row with what the judge said of it. `outcome`: what a commit would do, or did. */
export interface KeptRow extends StagedRow {
  outcome: string | null
}

/** What stands beside the cells: the verdict. */
function verdicts(ctx: Context, batchId: string, rows: readonly KeptRow[]) {
  const count = (row: KeptRow, severity: string) =>
    new Set(row.content.findings.filter((each) => each.severity === severity).map((each) => each.column)).size
  return {
    sheets: rows.map((row) => row.sheet),
    numbers: rows.map((row) => row.row),
    teachers: rows.map((row) => row.teacherId),
    found: rows.map((row) => sealFindings(ctx.keys, batchId, row, row.content.findings)),
    findings: rows.map((row) => JSON.stringify(clearFindings(ctx.keys, batchId, row.content))),
    errors: rows.map((row) => count(row, 'error')),
    warnings: rows.map((row) => count(row, 'warning')),
    outcomes: rows.map((row) => row.outcome),
  }
}

const cellsOf = (ctx: Context, batchId: string, rows: readonly KeptRow[]) =>
  rows.map((row) => sealCells(ctx.keys, batchId, row, row.content.cells))

/** Stages rows of one reading, some hundreds a statement. COPY is refused on a table with row-level security. */
export async function insertRows(ctx: Context, batchId: string, rows: readonly KeptRow[]): Promise<void> {
  if (rows.length === 0) return
  const p = verdicts(ctx, batchId, rows)
  const subsets = rows.map((row) => row.subset)
  await sql`insert into import_row (province_code, batch_id, sheet, row_no, subset, teacher_id, cells, found, findings, errors, warnings, outcome)
    select ${ctx.actor.provinceCode}, ${batchId}::uuid, x.*
      from unnest(${p.sheets}::int[], ${p.numbers}::int[], ${subsets}::text[], ${p.teachers}::uuid[], ${cellsOf(ctx, batchId, rows)}::bytea[],
                  ${p.found}::bytea[], ${p.findings}::jsonb[], ${p.errors}::int[], ${p.warnings}::int[], ${p.outcomes}::text[]) x`.execute(
    ctx.db,
  )
}

/** Writes the cells of mended rows over. */
export async function updateCells(ctx: Context, batchId: string, rows: readonly KeptRow[]): Promise<void> {
  if (rows.length === 0) return
  exactly(
    rows.length,
    await sql`update import_row r set cells = x.cells
      from unnest(${rows.map((row) => row.sheet)}::int[], ${rows.map((row) => row.row)}::int[], ${cellsOf(ctx, batchId, rows)}::bytea[]) as x (sheet, row_no, cells)
     where r.province_code = ${ctx.actor.provinceCode} and r.batch_id = ${batchId} and r.sheet = x.sheet and r.row_no = x.row_no`.execute(
      ctx.db,
    ),
  )
}

/** Writes what the judge says of rows whose cells stay as they are. */
export async function keepVerdicts(ctx: Context, batchId: string, rows: readonly KeptRow[]): Promise<void> {
  if (rows.length === 0) return
  const p = verdicts(ctx, batchId, rows)
  exactly(
    rows.length,
    await sql`update import_row r
      set teacher_id = x.teacher, found = x.found, findings = x.findings, errors = x.errors, warnings = x.warnings, outcome = x.outcome
    from unnest(${p.sheets}::int[], ${p.numbers}::int[], ${p.teachers}::uuid[], ${p.found}::bytea[],
                ${p.findings}::jsonb[], ${p.errors}::int[], ${p.warnings}::int[], ${p.outcomes}::text[])
         as x (sheet, row_no, teacher, found, findings, errors, warnings, outcome)
   where r.province_code = ${ctx.actor.provinceCode} and r.batch_id = ${batchId} and r.sheet = x.sheet and r.row_no = x.row_no`.execute(
      ctx.db,
    ),
  )
}

/** Marks what became of rows, where it is not what the judge had said. */
export async function markRows(
  ctx: Context,
  batchId: string,
  rows: readonly { sheet: number; row: number; outcome: string }[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`update import_row r set outcome = x.outcome
    from unnest(${rows.map((row) => row.sheet)}::int[], ${rows.map((row) => row.row)}::int[], ${rows.map((row) => row.outcome)}::text[]) as x (sheet, row_no, outcome)
   where r.province_code = ${ctx.actor.provinceCode} and r.batch_id = ${batchId} and r.sheet = x.sheet and r.row_no = x.row_no`.execute(
    ctx.db,
  )
}

/** Keeps what stood before a row was written over. */
export async function keepBefore(
  ctx: Context,
  batchId: string,
  rows: readonly (RowKey & { before: Before })[],
): Promise<void> {
  if (rows.length === 0) return
  const sealed = rows.map((row) => sealBefore(ctx.keys, batchId, row, row.before))
  exactly(
    rows.length,
    await sql`update import_row r set before = x.before
    from unnest(${rows.map((row) => row.sheet)}::int[], ${rows.map((row) => row.row)}::int[], ${sealed}::bytea[]) as x (sheet, row_no, before)
   where r.province_code = ${ctx.actor.provinceCode} and r.batch_id = ${batchId} and r.sheet = x.sheet and r.row_no = x.row_no`.execute(
      ctx.db,
    ),
  )
}

/** What stood before, of the rows of these people that a commit wrote over. */
export async function beforesOf(
  ctx: Context,
  batchId: string,
  teacherIds: readonly string[],
): Promise<(RowKey & Before & { teacherId: string; subset: string })[]> {
  const { rows } = await sql<{ sheet: number; row: number; teacher_id: string; subset: string; before: Buffer }>`
    select sheet, row_no as row, teacher_id, subset, before from import_row
     where province_code = ${ctx.actor.provinceCode} and batch_id = ${batchId} and teacher_id = any (${teacherIds}::uuid[]) and before is not null`.execute(
    ctx.db,
  )
  return rows.map(({ sheet, row, teacher_id, subset, before }) => ({
    sheet,
    row,
    teacherId: teacher_id,
    subset,
    ...openBefore(ctx.keys, batchId, { sheet, row }, before),
  }))
}

export interface RowKey {
  sheet: number
  row: number
}

/** The next people of a batch in the order of their ids, after one of them; only those with a row of these outcomes, if asked. */
export async function peopleAfter(
  ctx: Context,
  batchId: string,
  after: string | null,
  limit: number,
  outcomes: readonly string[] | null = null,
): Promise<string[]> {
  const { rows } = await sql<{ teacher_id: string }>`
    select distinct teacher_id from import_row
     where province_code = ${ctx.actor.provinceCode} and batch_id = ${batchId} and teacher_id > ${after ?? '00000000-0000-0000-0000-000000000000'}::uuid
       and (${outcomes}::text[] is null or outcome = any (${outcomes}::text[]))
     order by teacher_id limit ${limit}`.execute(ctx.db)
  return rows.map((row) => row.teacher_id)
}

/** The next rows of nobody. */
export async function strangersAfter(ctx: Context, batchId: string, after: RowKey, limit: number): Promise<KeptRow[]> {
  const { rows } = await sql<RawRow>`
    select ${columns} from import_row
     where province_code = ${ctx.actor.provinceCode} and batch_id = ${batchId} and teacher_id is null and subset is not null
       and (sheet, row_no) > (${after.sheet}, ${after.row}) order by sheet, row_no limit ${limit}`.execute(ctx.db)
  return rows.map((row) => opened(ctx, batchId, row))
}

interface RawRow {
  sheet: number
  row_no: number
  subset: string | null
  teacher_id: string | null
  cells: Buffer
  found: Buffer | null
  outcome: string | null
  errors: number
  warnings: number
}

const columns = sql`sheet, row_no, subset, teacher_id, cells, found, outcome, errors, warnings`

export async function rowsAt(ctx: Context, batchId: string, keys: readonly RowKey[]): Promise<KeptRow[]> {
  if (keys.length === 0) return []
  const { rows } = await sql<RawRow>`
    select r.sheet, r.row_no, r.subset, r.teacher_id, r.cells, r.found, r.outcome, r.errors, r.warnings
      from unnest(${keys.map((key) => key.sheet)}::int[], ${keys.map((key) => key.row)}::int[]) as x (sheet, row_no)
      join import_row r on r.province_code = ${ctx.actor.provinceCode} and r.batch_id = ${batchId} and r.sheet = x.sheet and r.row_no = x.row_no
     order by r.sheet, r.row_no`.execute(ctx.db)
  return rows.map((row) => opened(ctx, batchId, row))
}

/** All rows of one sheet, also those above its header, after `afterRow`. */
export async function rowsOfSheet(
  ctx: Context,
  batchId: string,
  sheet: number,
  afterRow: number,
  limit: number,
): Promise<KeptRow[]> {
  const { rows } = await sql<RawRow>`
    select ${columns} from import_row
     where province_code = ${ctx.actor.provinceCode} and batch_id = ${batchId} and sheet = ${sheet} and row_no > ${afterRow}
     order by row_no limit ${limit}`.execute(ctx.db)
  return rows.map((row) => opened(ctx, batchId, row))
}

export interface RowFilter {
  sheet?: number | undefined
  only: 'all' | 'errors' | 'warnings'
  column?: number | undefined
  code?: string | undefined
}

export interface PagedRow extends KeptRow {
  errors: number
  warnings: number
}

export async function pageOfRows(
  ctx: Context,
  batchId: string,
  filter: RowFilter,
  page: number,
  size: number,
): Promise<{ total: number; rows: PagedRow[] }> {
  const wanted = { ...(filter.column !== undefined && { c: filter.column }), ...(filter.code && { k: filter.code }) }
  const where = sql`province_code = ${ctx.actor.provinceCode} and batch_id = ${batchId} and subset is not null
    and (${filter.sheet ?? null}::int is null or sheet = ${filter.sheet ?? null})
    and (${filter.only} = 'all' or ${filter.only} = 'errors' and errors > 0 or ${filter.only} = 'warnings' and warnings > 0)
    and (${Object.keys(wanted).length === 0} or findings @> ${JSON.stringify([wanted])}::jsonb)`
  const count = await sql<{ total: number }>`select count(*)::int as total from import_row where ${where}`.execute(
    ctx.db,
  )
  const { rows } = await sql<RawRow>`
    select ${columns} from import_row where ${where}
     order by sheet, row_no limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  return {
    total: count.rows[0]?.total ?? 0,
    rows: rows.map((row) => ({ ...opened(ctx, batchId, row), errors: row.errors, warnings: row.warnings })),
  }
}

/** A page of the rows that would change one that stands, of people who may be written to, in the order of the workbook. */
export async function updatesOf(
  ctx: Context,
  batchId: string,
  writable: readonly string[],
  page: number,
  size: number,
): Promise<{ total: number; keys: (RowKey & { teacherId: string | null })[] }> {
  const where = sql`province_code = ${ctx.actor.provinceCode} and batch_id = ${batchId} and outcome = 'updated' and errors = 0
    and exists (select from teacher_stage s where s.teacher_id = import_row.teacher_id and s.stage = any (${writable}::text[]))`
  const count = await sql<{ total: number }>`select count(*)::int as total from import_row where ${where}`.execute(
    ctx.db,
  )
  const { rows } = await sql<RowKey & { teacherId: string | null }>`
    select sheet, row_no as row, teacher_id as "teacherId" from import_row where ${where}
     order by sheet, row_no limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  return { total: count.rows[0]?.total ?? 0, keys: rows }
}

/** The rows that hold one kind of finding on one column with one seen text (by its keyed hash). */
export async function rowsOfFacet(
  ctx: Context,
  batchId: string,
  facet: { sheet: number; column: number; code: string; group: string },
): Promise<KeptRow[]> {
  const { rows } = await sql<RawRow>`
    select ${columns} from import_row
     where province_code = ${ctx.actor.provinceCode} and batch_id = ${batchId} and sheet = ${facet.sheet}
       and findings @> ${JSON.stringify([{ c: facet.column, k: facet.code, g: facet.group }])}::jsonb
     order by row_no`.execute(ctx.db)
  return rows.map((row) => opened(ctx, batchId, row))
}

export async function rowsOfTeachers(
  ctx: Context,
  batchId: string,
  teacherIds: readonly string[],
): Promise<PagedRow[]> {
  if (teacherIds.length === 0) return []
  const { rows } = await sql<RawRow>`
    select ${columns} from import_row
     where province_code = ${ctx.actor.provinceCode} and batch_id = ${batchId} and teacher_id = any (${teacherIds}::uuid[])
     order by sheet, row_no`.execute(ctx.db)
  return rows.map((row) => opened(ctx, batchId, row))
}

export interface FacetRow {
  sheet: number
  column: number
  code: string
  severity: 'error' | 'warning'
  count: number
  sample: number
}

/** Findings of one kind on one column with one seen text, the most frequent first; `sample` is one row of each. */
export async function facetsOf(ctx: Context, batchId: string): Promise<FacetRow[]> {
  const { rows } = await sql<FacetRow>`
    select r.sheet, (f ->> 'c')::int as column, f ->> 'k' as code, f ->> 's' as severity, count(distinct r.row_no)::int as count, min(r.row_no) as sample
      from import_row r, jsonb_array_elements(r.findings) f
     where r.province_code = ${ctx.actor.provinceCode} and r.batch_id = ${batchId} and f ->> 'c' is not null
     group by r.sheet, f ->> 'c', f ->> 'k', f ->> 's', f ->> 'g'
     order by f ->> 's', count(distinct r.row_no) desc, r.sheet, (f ->> 'c')::int, min(r.row_no) limit 200`.execute(
    ctx.db,
  )
  return rows
}

function opened(ctx: Context, batchId: string, row: RawRow): PagedRow {
  const place = { sheet: row.sheet, row: row.row_no }
  const content = {
    cells: openCells(ctx.keys, batchId, place, row.cells),
    findings: openFindings(ctx.keys, batchId, place, row.found),
  }
  return {
    sheet: row.sheet,
    row: row.row_no,
    subset: row.subset,
    teacherId: row.teacher_id,
    content,
    outcome: row.outcome,
    errors: row.errors,
    warnings: row.warnings,
  }
}
