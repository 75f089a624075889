import { sql } from 'kysely'
import type { SchoolAtDesk } from '../../contract/review-desk.ts'
import type { Context } from '../platform/context.ts'
import { shanghaiDay } from '../platform/context.ts'
import { calendarBetween } from '../round/door.ts'
import { workdaysLeft } from '../round/workdays.ts'
import { settingOf } from './setting.ts'

interface Line {
  unit_id: string
  unit_name: string
  count: number
  oldest: Date
  total: number
}

export interface SchoolsAsk {
  page: number
  size: number
  search?: string | undefined
  sort: 'age' | 'count' | 'name'
}

/** What waits at this desk, by school: how many, and how many working days the oldest has waited against the target. */
export async function schoolsAtDesk(ctx: Context, ask: SchoolsAsk) {
  const search = ask.search ?? ''
  const order = {
    age: sql`oldest, unit_id`,
    count: sql`count desc, oldest, unit_id`,
    name: sql`unit_name, unit_id`,
  }[ask.sort]
  const { rows } = await sql<Line>`
    select *, (count(*) over ())::int as total from (
      select c.unit_id, max(c.unit_name) as unit_name, count(*)::int as count, min(s.opened_at) as oldest
        from review_step s join review_case c on c.province_code = s.province_code and c.id = s.case_id
       where s.unit_id = ${ctx.actor.unitId} and s.role = ${ctx.actor.role} and s.opened_at is not null and s.decided_at is null and s.name <> 'send'
       group by c.unit_id) u
     where ${search} = '' or strpos(unit_name, ${search}) > 0
     order by ${order} limit ${ask.size} offset ${(ask.page - 1) * ask.size}`.execute(ctx.db)
  const { setting } = await settingOf(ctx)
  const waited = await workingDaysSince(
    ctx,
    rows.map(({ oldest }) => oldest),
  )
  return {
    total: rows[0]?.total ?? 0,
    targetDays: setting.targetDays,
    rows: rows.map((row): SchoolAtDesk => {
      const workingDays = waited(row.oldest)
      return {
        unitId: row.unit_id,
        unitName: row.unit_name,
        count: row.count,
        oldest: row.oldest.toISOString(),
        workingDays,
        overdue: workingDays > setting.targetDays,
      }
    }),
  }
}

/** Working days from a moment to today, by the calendar of holidays; 0 on the day itself. `moments`: all that will be asked for. */
export async function workingDaysSince(ctx: Context, moments: readonly Date[]): Promise<(moment: Date) => number> {
  if (moments.length === 0) return () => 0
  const first = new Date(Math.min(...moments.map((moment) => moment.getTime())))
  const { exceptions } = await calendarBetween(ctx, shanghaiDay(first))
  return (moment) => Math.max(0, -workdaysLeft(ctx.today, shanghaiDay(moment), exceptions))
}
