import { sql } from 'kysely'
import type { z } from 'zod'
import { type Level, levelNames } from '../../contract/policy.ts'
import type { CalendarDay, EarlierDeadline } from '../../contract/round.ts'
import { tell } from '../message/door.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { signaturesOf } from '../review/signature.ts'

/** Earlier deadlines of open rounds at or below the own unit. */
export async function deadlines(ctx: Context, { page, size }: { page: number; size: number }) {
  const from = sql`from round_deadline d
      join round r on r.province_code = d.province_code and r.id = d.round_id and r.closed_on is null
      join unit_now u on u.id = d.unit_id and u.path >= ${ctx.actor.unitPath} and u.path < ${`${ctx.actor.unitPath}~`}
     where d.deadline is not null`
  const { rows } = await sql<Omit<z.output<typeof EarlierDeadline>, 'setAt' | 'setBy'> & { at: Date; post: string }>`
    select d.round_id as "roundId", d.unit_id as "unitId", u.name, u.level, d.deadline::text as deadline, d.set_at as at, d.set_by_post as post ${from}
     order by d.deadline, u.code limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  const total = await sql<{ n: number }>`select count(*)::int as n ${from}`.execute(ctx.db)
  const signed = await signaturesOf(
    ctx,
    rows.map(({ post }) => post),
  )
  return {
    total: total.rows[0]?.n ?? 0,
    rows: rows.map(({ at, post, ...row }) => ({
      ...row,
      setAt: at.toISOString(),
      setBy: signed.get(post)?.unit ?? '',
    })),
  }
}

/**
 * Sets an earlier deadline for cities and counties, or takes it back. It lies within the round: not after the round's own, not before it begins.
 * @throws Problem not-found, round.closed, round.deadline-level, round.deadline-outside
 */
export async function setDeadlines(
  ctx: Context,
  roundId: string,
  { unitIds, deadline }: { unitIds: readonly string[]; deadline: string | null },
): Promise<{ ok: true; set: number }> {
  const round = await seenRound(ctx, roundId)
  const units = await sql<{ id: string; path: string; level: Level; before: string | null }>`
    select u.id, u.path, u.level, d.deadline::text as before from unit u
      left join round_deadline d on d.province_code = ${round.provinceCode} and d.round_id = ${roundId} and d.unit_id = u.id
     where u.id = any (${unitIds}::bigint[]) and u.path >= ${ctx.actor.unitPath} and u.path < ${`${ctx.actor.unitPath}~`} order by u.id`.execute(
    ctx.db,
  )
  if (units.rows.length !== new Set(unitIds).size) throw new Problem('not-found')
  for (const { id, path, level } of units.rows) {
    demand(ctx, 'round.deadline', { unitId: id, unitPath: path })
    if (level !== 'city' && level !== 'county')
      throw new Problem('round.deadline-level', {
        title: `只能为市、县设定提前的截止日期，所选单位中有${levelNames[level]}级的`,
      })
  }
  if (round.closedOn) throw new Problem('round.closed')
  if (deadline && (deadline > round.deadline || deadline < round.startsOn))
    throw new Problem('round.deadline-outside', {
      title: `提前的截止日期应在本轮开始（${round.startsOn}）与截止（${round.deadline}）之间`,
    })
  const moved = units.rows.filter(({ before }) => before !== deadline)
  if (moved.length > 0)
    await ctx.db
      .insertInto('round_deadline')
      .values(
        moved.map(({ id }) => ({
          province_code: round.provinceCode,
          round_id: roundId,
          unit_id: id,
          deadline,
          set_by_person: ctx.actor.personId,
          set_by_post: ctx.actor.postId,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['province_code', 'round_id', 'unit_id']).doUpdateSet({
          deadline,
          set_by_person: ctx.actor.personId,
          set_by_post: ctx.actor.postId,
          set_at: ctx.now,
        }),
      )
      .execute()
  await audit(ctx, {
    action: 'round.deadline',
    object: { type: 'round', id: roundId },
    detail: { deadline, units: moved.map(({ id, before }) => ({ id, before })) },
  })
  await tell(
    ctx,
    moved
      .filter(({ id }) => id !== ctx.actor.unitId)
      .map(({ id }) => ({
        to: { unitId: id, role: 'information' as const },
        kind: 'round' as const,
        title: deadline ? `报送截止提前到 ${deadline}` : '提前的报送截止已取消',
        text: `“${round.name}”：${deadline ? `本单位所辖学校应在 ${deadline} 前报送。` : `按 ${round.deadline} 截止。`}`,
        link: '/rounds',
        object: { type: 'round', id: roundId },
      })),
  )
  return { ok: true, set: moved.length }
}

async function seenRound(ctx: Context, roundId: string) {
  const round = await ctx.db
    .selectFrom('round')
    .select(['province_code as provinceCode', 'name'])
    .select(sql<string>`deadline::text`.as('deadline'))
    .select(sql<string>`starts_on::text`.as('startsOn'))
    .select(sql<string | null>`closed_on::text`.as('closedOn'))
    .where('id', '=', roundId)
    .where('province_code', '=', ctx.actor.provinceCode)
    .where('frame', '=', false)
    .executeTakeFirst()
  if (!round) throw new Problem('not-found')
  return round
}

export async function calendar(ctx: Context, year: number) {
  const { rows } = await sql<CalendarDay>`
    select day::text as day, working, name, source from calendar_day where day >= make_date(${year}, 1, 1) and day < make_date(${year} + 1, 1, 1) order by day`.execute(
    ctx.db,
  )
  return {
    days: rows,
    can: ctx.guard.can(ctx.actor, 'round.calendar', { unitId: ctx.actor.unitId }) ? ['set' as const] : [],
  }
}

/** A day of the year's plan as the State Council's office publishes it, or one set for this system. */
export async function setDay(
  ctx: Context,
  { day, working, name, source }: Omit<CalendarDay, 'source'> & { source: 'published' | 'set' },
): Promise<{ ok: true }> {
  demand(ctx, 'round.calendar', { unitId: ctx.actor.unitId })
  const by = { set_by_person: ctx.actor.personId, set_by_post: ctx.actor.postId, set_at: ctx.now }
  const { rows } =
    await sql<CalendarDay>`select day::text as day, working, name, source from calendar_day where day = ${day}::date`.execute(
      ctx.db,
    )
  await ctx.db
    .insertInto('calendar_day')
    .values({ day, working, name, source, ...by })
    .onConflict((conflict) => conflict.column('day').doUpdateSet({ working, name, source, ...by }))
    .execute()
  await audit(ctx, {
    action: 'round.calendar',
    object: { type: 'unit', id: ctx.actor.unitId },
    detail: { before: rows[0] ?? null, after: { day, working, name, source } },
  })
  return { ok: true }
}
