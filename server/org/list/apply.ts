import { sql } from 'kysely'
import { asActor, asNobody, type Context, type House } from '../../platform/context.ts'
import { type ActorRow, actorOf } from '../../session/actor.ts'
import { settleReports } from '../report-door.ts'
import { refuseChunk } from './apply-checks.ts'
import { auditChunk, closeUnits, makeUnits, moveUnitsOf, renewUnits } from './apply-units.ts'
import * as store from './sql.ts'

/** Units in one transaction: short enough that nobody waits for long, long enough that a hundred statements do half a million. */
const unitsAtOnce = 5000

/**
 * The job `units.list.apply`: what was accepted takes effect on the list's day, and what waited for its people to go is looked at again. By the decision that was taken, in
 * the post then held: no session and no present holder is asked for. Chunks of units, each wholly or not at all; a run that died goes on where it stood.
 */
export async function applyDueLists(house: House): Promise<void> {
  const due = await asNobody(house, async (ctx) => {
    const { rows } = await sql<
      ActorRow & { list_id: string }
    >`select * from app.unit_lists_due(${ctx.today}::date)`.execute(ctx.db)
    return rows
  })
  const broken: unknown[] = []
  for (const row of due)
    try {
      await applyList(house, row)
    } catch (error) {
      // a list that cannot go on must not hold up the others; the queue tries again, and tells
      broken.push(error)
    }
  if (broken.length > 0)
    throw new AggregateError(broken, `${broken.length} lists of institutions could not take effect`)
}

async function applyList(house: House, row: ActorRow & { list_id: string }): Promise<void> {
  const as = <T>(work: (ctx: Context) => Promise<T>) => asActor(house, actorOf(row), work)
  const phases = await as((ctx) => openPhases(ctx, row.list_id))
  const of = phases.reduce((sum, { count }) => sum + count, 0)
  let done = 0
  for (const { phase } of phases)
    for (let after: number | null = -1; after !== null; ) {
      const from: number = after
      const chunk = await as((ctx) => applyChunk(ctx, row.list_id, { phase, after: from, done, of }))
      done += chunk?.size ?? 0
      after = chunk?.last ?? null
    }
  if (phases.length > 0)
    await as(async (ctx) => {
      const list = await store.findList(ctx, row.list_id)
      if (list && list.rows >= store.manyRows) await store.measure(ctx)
    })
}

const open = sql`decision = 'accepted' and applied_at is null and coalesce(failure, 'holds') = 'holds'`

async function openPhases(ctx: Context, listId: string): Promise<{ phase: number; count: number }[]> {
  const { rows } = await sql<{ phase: number; count: number }>`
    select phase, count(*)::int as count from unit_list_row where list_id = ${listId} and ${open} group by phase order by phase`.execute(
    ctx.db,
  )
  return rows
}

/** One chunk of one phase, after an item. Whoever decides locks the list too, so that its rows need no locks of their own. @returns its last item and its size; null when there was none */
async function applyChunk(
  ctx: Context,
  listId: string,
  { phase, after, done, of }: { phase: number; after: number; done: number; of: number },
): Promise<{ last: number; size: number } | null> {
  const list = await store.findList(ctx, listId, true)
  if (!list || list.cancelled_at || list.undone_at || list.effective_on > ctx.today) return null
  const { rows } = await sql<{ item: number }>`
    select item from unit_list_row
     where province_code = ${ctx.actor.provinceCode} and list_id = ${listId} and item > ${after} and phase = ${phase} and ${open}
     order by item limit ${unitsAtOnce}`.execute(ctx.db)
  const last = rows.at(-1)?.item
  if (last === undefined) return null
  const chunk = { list, items: rows.map(({ item }) => item), phase }
  const items = await refuseChunk(ctx, chunk)
  if (items.length > 0) {
    const ready = { ...chunk, items }
    await makeUnits(ctx, ready)
    await renewUnits(ctx, ready)
    await closeUnits(ctx, ready)
    const units = await stamp(ctx, ready.list.id, items)
    await moveUnitsOf(ctx, ready)
    await auditChunk(ctx, ready)
    await settleReports(
      ctx,
      listId,
      units.map(({ unit_id }) => unit_id),
      units.map(({ code }) => code),
    )
    const progress = { ...list.progress, stage: '写入机构', done: done + rows.length, of }
    await store.changeList(ctx, listId, { progress })
  }
  return { last, size: rows.length }
}

/** New units were stamped as they got their numbers. */
async function stamp(
  ctx: Context,
  listId: string,
  items: readonly number[],
): Promise<{ unit_id: string; code: string }[]> {
  const mine = sql`list_id = ${listId} and item = any (${[...items]}::int[])`
  await sql`update unit_list_row set applied_at = ${ctx.now}, failure = null where ${mine} and applied_at is null`.execute(
    ctx.db,
  )
  const { rows } = await sql<{ unit_id: string; code: string }>`
    select unit_id, code from unit_list_row where ${mine} and applied_at is not null`.execute(ctx.db)
  if (rows.length !== items.length)
    throw new Error(`expected to stamp ${items.length} differences, stamped ${rows.length}`)
  return rows
}
