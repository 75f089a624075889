import { sql } from 'kysely'
import type { z } from 'zod'
import type { RoundPlan, RoundRow, roundApi } from '../../contract/round.ts'
import { tell } from '../message/door.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand, exactlyOne } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import { calendarBetween } from './door.ts'
import { overlapping, type RoundLine, rootsOf, roundLine, roundLines } from './sql.ts'
import { workdaysLeft } from './workdays.ts'

type Body<K extends 'open' | 'edit' | 'close' | 'reopen'> = z.output<NonNullable<(typeof roundApi)[K]['body']>>

/** 采集轮次 of the own province (of the centre: of the universities of central departments) and the centre's frames. */
export async function rounds(ctx: Context, query: { state: 'open' | 'all'; page: number; size: number }) {
  const { total, rows } = await roundLines(ctx, query)
  const { exceptions, sure } = await calendarBetween(ctx, ...rows.map(({ deadlineHere }) => deadlineHere))
  const opens = ctx.guard.can(ctx.actor, 'round.open', { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath })
  return {
    total,
    rows: rows.map((row): RoundRow => {
      const { provinceCode: _, ...shown } = row
      return {
        ...shown,
        workdaysLeft: workdaysLeft(ctx.today, row.deadlineHere, exceptions),
        sure: sure(row.deadlineHere),
        state: row.closedOn ? 'closed' : row.startsOn > ctx.today ? 'upcoming' : 'open',
        can: mayWith(ctx, row),
      }
    }),
    can: opens
      ? ctx.actor.level === 'ministry'
        ? (['open', 'frame'] as const).slice()
        : (['open'] as const).slice()
      : [],
  }
}

function mayWith(ctx: Context, row: RoundLine): RoundRow['can'] {
  const { actor, guard } = ctx
  const here = { unitId: actor.unitId, unitPath: actor.unitPath }
  const keeps = row.provinceCode === actor.provinceCode && guard.can(actor, 'round.keep', here)
  const sets =
    !row.frame && row.provinceCode === actor.provinceCode && guard.can(actor, 'round.deadline', here) && !row.closedOn
  return [
    ...(keeps ? (row.closedOn ? (['reopen'] as const) : (['edit', 'close'] as const)) : []),
    ...(sets ? (['deadline'] as const) : []),
  ]
}

/**
 * Opens a round for the schools of the own province, or a frame of the centre for the country.
 * @throws Problem round.days, round.outside-frame, round.overlaps (with the other's name), round.roots
 */
export async function openRound(ctx: Context, { frame, ...plan }: Body<'open'>): Promise<{ id: string }> {
  const { actor } = ctx
  for (const unit of await rootsOf(ctx, plan.rootIds)) demand(ctx, 'round.open', unit)
  demand(ctx, 'round.open', { unitId: actor.unitId, unitPath: actor.unitPath })
  if (frame && actor.level !== 'ministry') throw new Problem('round.frame')
  if (frame && plan.rootIds.length > 0)
    throw new Problem('round.roots', { title: '全国统一安排不限定单位，由各省自行安排范围' })
  if (plan.deadline < ctx.today)
    throw new Problem('round.days', { title: `学校报送截止日期不能早于今天（${ctx.today}）` })
  const id = newId()
  await lockRounds(ctx)
  await mayStand(ctx, id, { ...plan, frame })
  await ctx.db
    .insertInto('round')
    .values({
      province_code: actor.provinceCode,
      id,
      ...columnsOf(plan),
      roots: plan.rootIds,
      frame,
      opened_by_person: actor.personId,
      opened_by_post: actor.postId,
    })
    .execute()
  await audit(ctx, { action: 'round.open', object: { type: 'round', id }, detail: { ...plan, frame } })
  await tellBelow(ctx, id, { title: `采集轮次已开启：${plan.name}`, ...plan })
  return { id }
}

/**
 * Changes what was planned, before the start or after it; who works in it is told when a day moves.
 * @throws Problem not-found, changed-meanwhile, round.closed, and as openRound
 */
export async function editRound(
  ctx: Context,
  roundId: string,
  { v, reason, ...plan }: Body<'edit'>,
): Promise<{ ok: true }> {
  await lockRounds(ctx)
  const before = await own(ctx, roundId)
  if (before.closedOn) throw new Problem('round.closed')
  if (before.v !== v) throw new Problem('changed-meanwhile')
  const roots = before.roots.map(({ unitId }) => unitId)
  await mayStand(ctx, roundId, { ...plan, rootIds: roots, frame: before.frame })
  exactlyOne(
    await ctx.db
      .updateTable('round')
      .set({ ...columnsOf(plan), v: v + 1 })
      .where('province_code', '=', ctx.actor.provinceCode)
      .where('id', '=', roundId)
      .executeTakeFirstOrThrow(),
  )
  const kept: Record<string, unknown> = before
  const changed = Object.entries(plan).filter(([name, value]) => JSON.stringify(kept[name]) !== JSON.stringify(value))
  await audit(ctx, {
    action: 'round.edit',
    object: { type: 'round', id: roundId },
    detail: {
      before: Object.fromEntries(changed.map(([name]) => [name, kept[name]])),
      after: Object.fromEntries(changed),
      reason,
    },
  })
  if (changed.some(([name]) => ['startsOn', 'fillUntil', 'deadline', 'reviewUntil'].includes(name)))
    await tellBelow(ctx, roundId, { title: `采集轮次的日期已调整：${plan.name}`, ...plan })
  return { ok: true }
}

/** @throws Problem not-found, round.closed */
export async function closeRound(ctx: Context, roundId: string, { reason }: Body<'close'>): Promise<{ ok: true }> {
  const before = await own(ctx, roundId)
  if (before.closedOn) throw new Problem('round.closed')
  await setClosed(ctx, roundId, { closed_on: ctx.today, v: before.v + 1 })
  await audit(ctx, { action: 'round.close', object: { type: 'round', id: roundId }, detail: { reason } })
  return { ok: true }
}

/** @throws Problem not-found, round.still-open, and as openRound */
export async function reopenRound(
  ctx: Context,
  roundId: string,
  { deadline, reason }: Body<'reopen'>,
): Promise<{ ok: true }> {
  await lockRounds(ctx)
  const before = await own(ctx, roundId)
  if (!before.closedOn) throw new Problem('round.still-open')
  if (deadline < ctx.today) throw new Problem('round.days', { title: `学校报送截止日期不能早于今天（${ctx.today}）` })
  const reviewUntil = before.reviewUntil && before.reviewUntil < deadline ? null : before.reviewUntil
  const plan = { ...before, deadline, reviewUntil, rootIds: before.roots.map(({ unitId }) => unitId) }
  await mayStand(ctx, roundId, plan)
  await setClosed(ctx, roundId, { closed_on: null, deadline, review_until: reviewUntil, v: before.v + 1 })
  await audit(ctx, {
    action: 'round.reopen',
    object: { type: 'round', id: roundId },
    detail: { before: { closedOn: before.closedOn, deadline: before.deadline }, after: { deadline }, reason },
  })
  await tellBelow(ctx, roundId, { title: `采集轮次已重新开启：${before.name}`, ...plan })
  return { ok: true }
}

async function setClosed(
  ctx: Context,
  roundId: string,
  set: { closed_on: string | null; v: number; deadline?: string; review_until?: string | null },
): Promise<void> {
  exactlyOne(
    await ctx.db
      .updateTable('round')
      .set(set)
      .where('province_code', '=', ctx.actor.provinceCode)
      .where('id', '=', roundId)
      .where('v', '=', set.v - 1)
      .executeTakeFirstOrThrow(),
  )
}

/** A round of the own province. @throws Problem not-found; not-allowed where the post may not keep it */
async function own(ctx: Context, roundId: string): Promise<RoundLine> {
  const row = await roundLine(ctx, roundId)
  if (!row || row.provinceCode !== ctx.actor.provinceCode) throw new Problem('not-found')
  demand(ctx, 'round.keep', { unitId: ctx.actor.unitId })
  return row
}

/** One opens or changes rounds of a province at a time, so that no two that overlap pass the question together. */
const lockRounds = (ctx: Context) =>
  sql`select pg_advisory_xact_lock(hashtextextended('round ' || ${ctx.actor.provinceCode}, 0))`.execute(ctx.db)

async function mayStand(ctx: Context, id: string, plan: Omit<RoundPlan, 'note'> & { frame: boolean }): Promise<void> {
  const { startsOn, fillUntil, deadline, reviewUntil } = plan
  if (
    startsOn > deadline ||
    (fillUntil && (fillUntil < startsOn || fillUntil > deadline)) ||
    (reviewUntil && reviewUntil < deadline)
  )
    throw new Problem('round.days')
  const other = await overlapping(ctx, id, plan)
  if (other)
    throw new Problem('round.overlaps', {
      title: `与已开启的“${other}”范围重叠，同一学校不能同时在两个轮次中。请调整范围，或先结束该轮次`,
    })
  if (plan.frame) return
  const { rows } = await sql<{ name: string; deadline: string }>`
    select name, coalesce(review_until, deadline)::text as deadline from round where province_code = '00' and frame and closed_on is null and coalesce(review_until, deadline) < ${deadline}::date limit 1`.execute(
    ctx.db,
  )
  const [frame] = rows
  if (frame)
    throw new Problem('round.outside-frame', {
      title: `应在全国统一安排“${frame.name}”截止（${frame.deadline}）之前完成`,
    })
}

const columnsOf = (plan: Omit<RoundPlan, 'rootIds'>) => ({
  name: plan.name,
  starts_on: plan.startsOn,
  fill_until: plan.fillUntil,
  deadline: plan.deadline,
  review_until: plan.reviewUntil,
  categories: plan.categories,
  filling: plan.filling,
  urge_hours: plan.urgeHours,
  note: plan.note,
})

/** The 信息管理员 of the authorities that carry it on, and of the schools directly under the own unit. Of a frame: the provinces. */
async function tellBelow(
  ctx: Context,
  id: string,
  { title, startsOn, deadline }: { title: string; startsOn: string; deadline: string },
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select u.id from unit u join round r on r.province_code = ${ctx.actor.provinceCode} and r.id = ${id}
     where u.path > ${ctx.actor.unitPath} and u.path < ${`${ctx.actor.unitPath}~`} and u.host_id is null
       and case when r.frame then u.level = 'province'
                else u.province_code = r.province_code and (u.level in ('city', 'county') or u.level = 'school' and u.parent_id = ${ctx.actor.unitId}) end
       and (r.roots = '{}' or exists (select from unit a where a.id = any (r.roots) and (u.path ^@ a.path or a.path ^@ u.path)))`.execute(
    ctx.db,
  )
  await tell(
    ctx,
    rows.map((unit) => ({
      to: { unitId: unit.id, role: 'information' as const },
      kind: 'round' as const,
      title: title.slice(0, 100),
      text: `自 ${startsOn} 开始，学校报送截止 ${deadline}。`,
      link: '/rounds',
      object: { type: 'round', id },
    })),
  )
}
