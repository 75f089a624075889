import { sql } from 'kysely'
import type { Context } from '../platform/context.ts'

/** For the 工作台 of a school's clerk: additions returned, and those that the school began and has not handed over. */
export async function additionsWaiting(
  ctx: Context,
): Promise<{ key: 'addition-returned' | 'addition-draft'; count: number; oldest: Date | null }[]> {
  const { rows } = await sql<{ key: 'addition-returned' | 'addition-draft'; count: number; oldest: Date | null }>`
    select 'addition-' || a.stage as key, count(*)::int as count, min(a.since) as oldest
      from change_stage a join teacher t on t.province_code = a.province_code and t.id = a.teacher_id
     where a.kind = 'addition' and a.stage in ('returned', 'draft') and (a.stage = 'returned' or a.submitted_at is not null or a.opened_by_person <> t.person_id)
       and a.unit_id = any (array(select u.id from unit u where u.path >= ${ctx.actor.unitPath} and u.path < ${`${ctx.actor.unitPath}~`}))
     group by a.stage`.execute(ctx.db)
  return rows
}
