import { sql } from 'kysely'
import type { Context } from '../platform/context.ts'

/** A stored file without its content. */
export interface FileRow {
  id: string
  /** the indicator it was uploaded for; null in the 材料袋 */
  subset: string | null
  field: string | null
  /** of class 4: it stays with its one indicator */
  secret: boolean
  name: string
  media_type: string
  size: number
  used_at: Date | null
  stored_at: Date
}

export interface NewFile extends Omit<FileRow, 'stored_at'> {
  province_code: string
  teacher_id: string
  content: Buffer
  digest: Buffer | null
}

const columns = sql`id, subset, field, secret, name, media_type, size, used_at, stored_at`

export async function filesOf(ctx: Context, provinceCode: string, teacherId: string): Promise<FileRow[]> {
  const { rows } = await sql<FileRow>`
    select ${columns} from stored_file
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

/**
 * From now on a row names the file; false when the teacher has no such file.
 * @param at.shared any document of the teacher will do; else only one uploaded for this indicator
 */
export async function markUsed(
  ctx: Context,
  at: { provinceCode: string; teacherId: string; subset: string; field: string; shared: boolean; id: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`update stored_file set used_at = coalesce(used_at, now())
     where province_code = ${at.provinceCode} and teacher_id = ${at.teacherId} and id = ${at.id}
       and ((${at.shared} and not secret) or (subset = ${at.subset} and field = ${at.field}))`.execute(ctx.db)
  return numAffectedRows === 1n
}

/** The document of this content that the teacher already keeps. */
export async function sameContent(
  ctx: Context,
  provinceCode: string,
  teacherId: string,
  digest: Buffer,
): Promise<FileRow | undefined> {
  const { rows } = await sql<FileRow>`
    select ${columns} from stored_file
     where province_code = ${provinceCode} and teacher_id = ${teacherId} and digest = ${digest} and used_at is not null order by id limit 1`.execute(
    ctx.db,
  )
  return rows[0]
}

/** Drops one document, if no row names or ever named it: the wall knows (0023). */
export async function dropFile(ctx: Context, provinceCode: string, teacherId: string, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from stored_file
     where province_code = ${provinceCode} and teacher_id = ${teacherId} and id = ${id}`.execute(ctx.db)
  return numAffectedRows === 1n
}

/** Rows of a teacher that are to be decided at this post's desk now. */
export async function rowsAtMyDesk(ctx: Context, provinceCode: string, teacherId: string): Promise<Set<string>> {
  const { rows } = await sql<{ row_id: string }>`
    select distinct i.row_id from review_case c
      join review_step s on s.province_code = c.province_code and s.case_id = c.id and s.opened_at is not null and s.decided_at is null
      join change_item i on i.province_code = c.province_code and i.change_id = c.change_id and i.settled_at is null and i.superseded_at is null
     where c.province_code = ${provinceCode} and c.teacher_id = ${teacherId} and c.closed_at is null
       and s.unit_id = ${ctx.actor.unitId} and s.role = ${ctx.actor.role}`.execute(ctx.db)
  return new Set(rows.map((row) => row.row_id))
}

/** Numbers and bytes that lie in the 材料袋 of a teacher. */
export async function boxSize(
  ctx: Context,
  provinceCode: string,
  teacherId: string,
): Promise<{ files: number; bytes: number }> {
  const { rows } = await sql<{ files: number; bytes: number }>`
    select count(*)::int as files, coalesce(sum(size), 0)::float8 as bytes from stored_file
     where province_code = ${provinceCode} and teacher_id = ${teacherId} and field is null`.execute(ctx.db)
  return rows[0] ?? { files: 0, bytes: 0 }
}
