import { sql } from 'kysely'
import type { Filling, RoundHere } from '../../contract/round.ts'
import type { Context } from '../platform/context.ts'
import { daysBetween, type Exception, workdaysLeft } from './workdays.ts'

interface Line {
  id: string
  name: string
  startsOn: string
  fillUntil: string | null
  deadline: string
  reviewUntil: string | null
  filling: Filling | null
}

/** The open rounds that concern a unit and have begun, the nearest deadline first. `unitId` may be an attached class. */
async function openAt(ctx: Context, unitId: string): Promise<Line[]> {
  const { rows } = await sql<Line>`
    select r.id, r.name, r.starts_on::text as "startsOn", r.fill_until::text as "fillUntil", r.review_until::text as "reviewUntil", r.filling,
           least(r.deadline, (select min(d.deadline) from round_deadline d join unit a on a.id = d.unit_id
                               where d.province_code = r.province_code and d.round_id = r.id and u.path ^@ a.path))::text as deadline
      from unit_now u
      join round r on r.province_code = u.province_code and r.closed_on is null and not r.frame and r.starts_on <= ${ctx.today}::date
       and (u.level <> 'school' or r.categories = '{}' or u.category = any (r.categories))
       and (r.roots = '{}' or exists (select from unit a where a.id = any (r.roots) and (u.path ^@ a.path or a.path ^@ u.path)))
     where u.id = ${unitId} order by 7, r.id`.execute(ctx.db)
  return rows
}

/** The round that a unit works in, counted to the deadline that holds there; null: none is open. */
export async function roundHere(ctx: Context, unitId: string): Promise<RoundHere | null> {
  const [first, ...others] = await openAt(ctx, unitId)
  if (!first) return null
  const { exceptions, sure } = await calendarBetween(ctx, first.deadline)
  return {
    ...first,
    daysLeft: daysBetween(ctx.today, first.deadline),
    workdaysLeft: workdaysLeft(ctx.today, first.deadline, exceptions),
    sure: sure(first.deadline),
    more: others.length,
  }
}

/**
 * The round of a province that ends last, for what waits until the next one; `daysLeft` negative when its deadline has passed. '00': of the universities of central departments.
 */
export async function roundOf(
  ctx: Context,
  provinceCode: string,
): Promise<{ name: string; deadline: string; daysLeft: number } | null> {
  const { rows } = await sql<{ name: string; deadline: string }>`
    select name, deadline::text as deadline from round where province_code = ${provinceCode} and closed_on is null and not frame order by round.deadline desc, id limit 1`.execute(
    ctx.db,
  )
  const [row] = rows
  return row ? { ...row, daysLeft: daysBetween(ctx.today, row.deadline) } : null
}

/** Holidays and shifted days from today to the latest of some days, and whether the count up to a day is certain: each year's plan is published. */
export async function calendarBetween(
  ctx: Context,
  ...days: string[]
): Promise<{ exceptions: Exception[]; sure: (day: string) => boolean }> {
  const all = [ctx.today, ...days].sort()
  const { rows } = await sql<Exception & { source: string }>`
    select day::text as day, working, source from calendar_day
     where day between date_trunc('year', ${all[0]}::date) and date_trunc('year', ${all.at(-1)}::date) + interval '1 year'`.execute(
    ctx.db,
  )
  const published = new Set(rows.filter(({ source }) => source === 'published').map(({ day }) => day.slice(0, 4)))
  return {
    exceptions: rows,
    sure: (day) => [day, ctx.today].every((each) => published.has(each.slice(0, 4))),
  }
}
