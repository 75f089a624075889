import { sql } from 'kysely'
import type { Context } from '../platform/context.ts'
import { openContent, openFindings, type StagedContent, type StagedRow, sealContent } from './staged.ts'

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

function packed(ctx: Context, batchId: string, rows: readonly KeptRow[]) {
  const count = (row: KeptRow, severity: string) =>
    new Set(row.content.findings.filter((each) => each.severity === severity).map((each) => each.column)).size
  return {
    sheets: rows.map((row) => row.sheet),
    numbers: rows.map((row) => row.row),
    subsets: rows.map((row) => row.subset),
    teachers: rows.map((row) => row.teacherId),
    cells: rows.map((row) => sealContent(ctx.keys, batchId, row)),
    findings: rows.map((row) => JSON.stringify(openFindings(ctx.keys, batchId, row.content))),
    errors: rows.map((row) => count(row, 'error')),
    warnings: rows.map((row) => count(row, 'warning')),
    outcomes: rows.map((row) => row.outcome),
  }
}

/** Stages rows of one reading, some hundreds a statement. COPY is refused on a table with row-level security. */
export async function insertRows(ctx: Context, batchId: string, rows: readonly KeptRow[]): Promise<void> {
  if (rows.length === 0) return
  const p = packed(ctx, batchId, rows)
  await sql`insert into import_row (province_code, batch_id, sheet, row_no, subset, teacher_id, cells, findings, errors, warnings, outcome)
    select ${ctx.actor.provinceCode}, ${batchId}::uuid, x.*
      from unnest(${p.sheets}::int[], ${p.numbers}::int[], ${p.subsets}::text[], ${p.teachers}::uuid[], ${p.cells}::bytea[],
                  ${p.findings}::jsonb[], ${p.errors}::int[], ${p.warnings}::int[], ${p.outcomes}::text[]) x`.execute(
    ctx.db,
  )
}

export async function updateRows(ctx: Context, batchId: string, rows: readonly KeptRow[]): Promise<void> {
  if (rows.length === 0) return
  const p = packed(ctx, batchId, rows)
  const done = await sql`update import_row r
      set teacher_id = x.teacher, cells = x.cells, findings = x.findings, errors = x.errors, warnings = x.warnings, outcome = x.outcome
    from unnest(${p.sheets}::int[], ${p.numbers}::int[], ${p.teachers}::uuid[], ${p.cells}::bytea[],
                ${p.findings}::jsonb[], ${p.errors}::int[], ${p.warnings}::int[], ${p.outcomes}::text[])
         as x (sheet, row_no, teacher, cells, findings, errors, warnings, outcome)
   where r.province_code = ${ctx.actor.provinceCode} and r.batch_id = ${batchId} and r.sheet = x.sheet and r.row_no = x.row_no`.execute(
    ctx.db,
  )
  if (Number(done.numAffectedRows) !== rows.length)
    throw new Error(`expected to update ${rows.length} rows, updated ${done.numAffectedRows}`)
}

/** Marks what became of rows whose content stays as it is. */
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

export interface RowKey {
  sheet: number
  row: number
}

/** The rows of people, without their content: to plan the judging of many. */
export async function rowKeys(
  ctx: Context,
  batchId: string,
): Promise<(RowKey & { teacherId: string | null; errors: number })[]> {
  const { rows } = await sql<{ sheet: number; row: number; teacherId: string | null; errors: number }>`
    select sheet, row_no as row, teacher_id as "teacherId", errors from import_row
     where province_code = ${ctx.actor.provinceCode} and batch_id = ${batchId} and subset is not null order by sheet, row_no`.execute(
    ctx.db,
  )
  return rows
}

interface RawRow {
  sheet: number
  row_no: number
  subset: string | null
  teacher_id: string | null
  cells: Buffer
  outcome: string | null
  errors: number
  warnings: number
}

export async function rowsAt(ctx: Context, batchId: string, keys: readonly RowKey[]): Promise<KeptRow[]> {
  if (keys.length === 0) return []
  const { rows } = await sql<RawRow>`
    select r.sheet, r.row_no, r.subset, r.teacher_id, r.cells, r.outcome, r.errors, r.warnings
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
    select sheet, row_no, subset, teacher_id, cells, outcome, errors, warnings from import_row
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
    select sheet, row_no, subset, teacher_id, cells, outcome, errors, warnings from import_row where ${where}
     order by sheet, row_no limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  return {
    total: count.rows[0]?.total ?? 0,
    rows: rows.map((row) => ({ ...opened(ctx, batchId, row), errors: row.errors, warnings: row.warnings })),
  }
}

/** The rows that hold one kind of finding on one column with one seen text (by its keyed hash). */
export async function rowsOfFacet(
  ctx: Context,
  batchId: string,
  facet: { sheet: number; column: number; code: string; group: string },
): Promise<KeptRow[]> {
  const { rows } = await sql<RawRow>`
    select sheet, row_no, subset, teacher_id, cells, outcome, errors, warnings from import_row
     where province_code = ${ctx.actor.provinceCode} and batch_id = ${batchId} and sheet = ${facet.sheet}
       and findings @> ${JSON.stringify([{ c: facet.column, k: facet.code, g: facet.group }])}::jsonb
     order by row_no`.execute(ctx.db)
  return rows.map((row) => opened(ctx, batchId, row))
}

export async function rowsOfTeachers(ctx: Context, batchId: string, teacherIds: readonly string[]): Promise<KeptRow[]> {
  if (teacherIds.length === 0) return []
  const { rows } = await sql<RawRow>`
    select sheet, row_no, subset, teacher_id, cells, outcome, errors, warnings from import_row
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
  const content: StagedContent = openContent(ctx.keys, batchId, row.sheet, row.row_no, row.cells)
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
