import { sql } from 'kysely'
import type { Stage } from '../../contract/teacher.ts'
import type { Context } from '../platform/context.ts'

/** A stored file without its content. */
export interface FileRow {
  id: string
  subset: string
  field: string
  name: string
  media_type: string
  size: number
  used_at: Date | null
}

export interface NewFile extends Omit<FileRow, 'used_at'> {
  province_code: string
  teacher_id: string
  content: Buffer
}

/** The record's stage as its view tells it; in effect when the record is closed. */
export async function stageOf(ctx: Context, provinceCode: string, teacherId: string): Promise<Stage> {
  const { rows } = await sql<{ stage: Stage }>`
    select stage from teacher_stage where province_code = ${provinceCode} and teacher_id = ${teacherId}`.execute(ctx.db)
  return rows[0]?.stage ?? 'effective'
}

export async function filesOf(ctx: Context, provinceCode: string, teacherId: string): Promise<FileRow[]> {
  const { rows } = await sql<FileRow>`
    select id, subset, field, name, media_type, size, used_at from stored_file
     where province_code = ${provinceCode} and teacher_id = ${teacherId} order by id`.execute(ctx.db)
  return rows
}

export async function contentOf(ctx: Context, provinceCode: string, id: string): Promise<Buffer> {
  const { rows } = await sql<{ content: Buffer }>`
    select content from stored_file where province_code = ${provinceCode} and id = ${id}`.execute(ctx.db)
  if (!rows[0]) throw new Error('a stored file that was listed is gone')
  return rows[0].content
}

export async function insertFile(ctx: Context, file: NewFile): Promise<void> {
  await ctx.db
    .insertInto('stored_file')
    .values({ ...file, stored_by_post: ctx.actor.postId })
    .execute()
}

/** Removes this teacher's uploads that were never saved, older than a day; says how many younger ones wait. */
export async function sweepUnsaved(ctx: Context, provinceCode: string, teacherId: string): Promise<number> {
  await sql`delete from stored_file
     where province_code = ${provinceCode} and teacher_id = ${teacherId} and used_at is null and stored_at < now() - interval '1 day'`.execute(
    ctx.db,
  )
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from stored_file
     where province_code = ${provinceCode} and teacher_id = ${teacherId} and used_at is null`.execute(ctx.db)
  return rows[0]?.waiting ?? 0
}

/** From now on a row names the file; false when the teacher has no such file for this indicator. */
export async function markUsed(
  ctx: Context,
  at: { provinceCode: string; teacherId: string; subset: string; field: string; id: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`update stored_file set used_at = coalesce(used_at, now())
     where province_code = ${at.provinceCode} and teacher_id = ${at.teacherId} and subset = ${at.subset} and field = ${at.field} and id = ${at.id}`.execute(
    ctx.db,
  )
  return numAffectedRows === 1n
}
