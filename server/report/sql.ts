import { sql } from 'kysely'
import { type Context, exactly } from '../platform/context.ts'

/** The open first-collection cases of these teachers, waiting at the step named (any, also returned ones, without it). */
export async function openCasesOf(
  ctx: Context,
  teacherIds: readonly string[],
  step?: string,
): Promise<{ id: string; round: number; teacherId: string }[]> {
  const { rows } = await sql<{ id: string; round: number; teacherId: string }>`
    select c.id, c.round, c.teacher_id as "teacherId" from review_case c
      left join review_step s on s.province_code = c.province_code and s.case_id = c.id and s.opened_at is not null and s.decided_at is null
     where c.teacher_id = any (${teacherIds}::uuid[]) and c.flow = 'report' and c.closed_at is null and (${step ?? null}::text is null or s.name = ${step ?? null})`.execute(
    ctx.db,
  )
  return rows
}

export async function namesOf(ctx: Context, teacherIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{
    id: string
    name: string
  }>`select id, name from teacher where id = any (${teacherIds}::uuid[])
      and unit_path >= ${ctx.actor.unitPath} and unit_path < ${`${ctx.actor.unitPath}~`}`.execute(ctx.db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** The change is out of its writers' hands; past the deadline that holds at the school it is marked late, and accepted all the same. */
export async function markSubmitted(ctx: Context, changeIds: readonly string[]): Promise<void> {
  exactly(
    changeIds.length,
    await sql`update change h set submitted_at = now(),
      late = exists (select from school_round r where r.unit_id = h.unit_id and r.deadline < ${ctx.today}::date)
    where h.id = any (${changeIds}::uuid[])`.execute(ctx.db),
  )
}
