import { sql } from 'kysely'
import type { Context } from '../platform/context.ts'
import type { Standing } from '../record/door.ts'

type Whose = Pick<Standing, 'provinceCode' | 'teacherId'>

/** One version of one row of the register. */
export interface Version {
  subset: string
  row_id: string
  body: unknown
  profile_version: number
  from_change: string
  effective_from: Date
  effective_to: Date | null
}

/** What was in effect at the end of a day (Asia/Shanghai). */
export async function versionsOn(ctx: Context, { provinceCode, teacherId }: Whose, day: string): Promise<Version[]> {
  const { rows } = await sql<Version>`
    select subset, row_id, body, profile_version, from_change, effective_from, effective_to from record,
           lateral (select (${day}::date + 1)::timestamp at time zone 'Asia/Shanghai' as over) d
     where province_code = ${provinceCode} and teacher_id = ${teacherId} and effective_from < d.over and (effective_to is null or effective_to >= d.over)
     order by subset, row_id`.execute(ctx.db)
  return rows
}

/** The days on which anything of the record began or ended to be in effect; newest first, the last 200. */
export async function daysOf(ctx: Context, { provinceCode, teacherId }: Whose): Promise<string[]> {
  const { rows } = await sql<{ day: string }>`
    select distinct (m at time zone 'Asia/Shanghai')::date::text as day
      from record, unnest(array[effective_from, effective_to]) m
     where province_code = ${provinceCode} and teacher_id = ${teacherId} and m is not null
     order by day desc limit 200`.execute(ctx.db)
  return rows.map(({ day }) => day)
}

/** Every version of one row, oldest first. */
export async function versionsOfRow(
  ctx: Context,
  { provinceCode, teacherId }: Whose,
  subset: string,
  rowId: string,
): Promise<Version[]> {
  const { rows } = await sql<Version>`
    select subset, row_id, body, profile_version, from_change, effective_from, effective_to from record
     where province_code = ${provinceCode} and teacher_id = ${teacherId} and subset = ${subset} and row_id = ${rowId}
     order by effective_from`.execute(ctx.db)
  return rows
}

/** The change by which a version came, with what was written in it about the row. */
export interface Origin {
  change_id: string
  kind: string
  reason: string | null
  entered_by: Record<string, string> | null
  written_at: Date | null
  source_row: number | null
  source_sheet: number | null
  batch_no: string | null
  file_name: string | null
  sheets: { index: number; name: string; columns: { column: number; field: string | null }[] }[] | null
}

export async function originsOf(
  ctx: Context,
  { provinceCode, teacherId }: Whose,
  changeIds: readonly string[],
  subset: string,
  rowId: string,
): Promise<Map<string, Origin>> {
  const { rows } = await sql<Origin>`
    select c.id as change_id, c.kind, c.reason, i.entered_by, i.written_at, (i.source ->> 'row')::int as source_row, (i.source ->> 'sheet')::int as source_sheet,
           b.no as batch_no, b.file_name, b.sheets
      from change c
      left join lateral (select * from change_item i where i.province_code = c.province_code and i.change_id = c.id and i.subset = ${subset} and i.row_id = ${rowId}
                          order by i.round desc, i.written_at desc limit 1) i on true
      left join import_batch b on b.province_code = c.province_code and b.id = (i.source ->> 'batch')::uuid
     where c.province_code = ${provinceCode} and c.teacher_id = ${teacherId} and c.id = any (${[...changeIds]}::uuid[])`.execute(
    ctx.db,
  )
  return new Map(rows.map((row) => [row.change_id, row]))
}

/** The decisions by which changes took effect, in order. */
export async function decisionsOf(ctx: Context, { provinceCode, teacherId }: Whose, changeIds: readonly string[]) {
  const { rows } = await sql<{ change_id: string; title: string; decided_at: Date; decided_by_post: string }>`
    select c.change_id, s.title, s.decided_at, s.decided_by_post
      from review_case c join review_step s on s.province_code = c.province_code and s.case_id = c.id and s.round = c.round
     where c.province_code = ${provinceCode} and c.teacher_id = ${teacherId} and c.change_id = any (${[...changeIds]}::uuid[])
       and c.outcome = 'approved' and s.decision = 'pass'
     order by s.decided_at, s.ordinal`.execute(ctx.db)
  return rows
}
