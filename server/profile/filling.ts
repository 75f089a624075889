import { sql } from 'kysely'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { modesOf } from './modes.ts'

/** Who fills at a school, who said so, and whether the school may choose. */
export interface Filling {
  teachersFill: boolean
  by: 'province' | 'round' | 'school'
  mayChoose: boolean
  /** of a school's own choice */
  since: Date | null
  chosenBy: string | null
}

interface Line {
  filling: 'teachers' | 'school' | 'mixed' | null
  teachers_fill: boolean | null
  set_at: Date | null
  set_by_post: string | null
}

/**
 * 填报方式 of a school (flows of the mission document: the school enters all, or teachers fill in; a round may mix them): the open round says it, or leaves it to each school;
 * without a round's word the province's mode counts.
 */
export async function fillingAt(ctx: Context, place: { provinceCode: string; unitId: string }): Promise<Filling> {
  const { rows } = await sql<Line>`
    select r.filling, c.teachers_fill, c.set_at, c.set_by_post
      from unit u left join school_round r on r.unit_id = u.id and r.starts_on <= ${ctx.today}::date
      left join lateral (select teachers_fill, set_at, set_by_post from school_filling f where f.unit_id = coalesce(u.host_id, u.id) order by f.id desc limit 1) c on true
     where u.id = ${place.unitId}`.execute(ctx.db)
  const line = rows[0]
  const said = { mayChoose: false, since: null, chosenBy: null }
  if (line?.filling === 'teachers' || line?.filling === 'school')
    return { ...said, teachersFill: line.filling === 'teachers', by: 'round' }
  const { teachersFill } = await modesOf(ctx, place.provinceCode)
  if (line?.filling !== 'mixed') return { ...said, teachersFill, by: 'province' }
  if (line.teachers_fill === null) return { ...said, teachersFill, by: 'province', mayChoose: true }
  return {
    teachersFill: line.teachers_fill,
    by: 'school',
    mayChoose: true,
    since: line.set_at,
    chosenBy: line.set_by_post,
  }
}

/** Whether this post may fill in where the record stands: a teacher only where teachers fill in. */
export const mayFill = async (ctx: Context, place: { provinceCode: string; unitId: string }): Promise<boolean> =>
  ctx.actor.role !== 'teacher' || (await fillingAt(ctx, place)).teachersFill

/** @throws Problem teacher.by-school */
export async function demandFilling(ctx: Context, place: { provinceCode: string; unitId: string }): Promise<void> {
  if (!(await mayFill(ctx, place))) throw new Problem('teacher.by-school')
}
