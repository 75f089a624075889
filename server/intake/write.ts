import type { Values } from '../../standard/indicator.ts'
import { type DraftRow, saveComposedRows, saveDraftRows, writable } from '../change/draft.ts'
import { audit } from '../platform/audit.ts'
import { asActor, type Context, type House } from '../platform/context.ts'
import type { Plain } from '../record/body.ts'
import { personOf, type Standing } from '../record/door.ts'
import { actorOfPost } from '../session/actor.ts'
import { effectsOf, type RowEffect } from './judge.ts'
import * as kept from './rows.ts'
import { peopleAtOnce, sceneOf, schoolScene } from './scene.ts'
import type { BatchRow } from './sql.ts'
import * as store from './sql.ts'
import { Overtaken, type Work, type WorkPayload, working, workLater } from './work.ts'

/** Somebody's record went under review while all rows or none were to be written. */
class NotWhole extends Error {}

/** What a commit writes of the rows that the judge passed. */
const written = ['added', 'updated']

/**
 * The job: a commit or its undoing, some hundreds of people a transaction, in the order of their ids. Each transaction notes up to whom it is done, so that a run that
 * died goes on where it stood: no row is written twice and none is left out. A commit that is stopped, or that can no longer be whole, is taken back the same way.
 */
export async function writeBatch(house: House, payload: WorkPayload, atOnce?: number): Promise<void> {
  const actor = await actorOfPost(house, payload.postId)
  if (!actor) return
  const batch = await asActor(house, actor, (ctx) => store.startRun(ctx, payload.batchId))
  if (!batch) return
  const as = working(house, actor, batch.id, batch.work_run)
  try {
    if (batch.work === 'commit') await commitAll(as, atOnce)
    if (batch.work === 'undo' || batch.work === 'halt') await undoAll(as, atOnce)
  } catch (error) {
    if (error instanceof Overtaken) return
    if (!(error instanceof NotWhole)) throw error
    const title = '提交过程中，有人的信息进入了审核，不能全部写入；已写入的部分全部撤回。请重新试算。'
    await as((ctx) => haltLater(ctx, batch, title))
  }
}

/** Stops a commit that is under way: what it wrote is taken back, and the batch is as before. */
export async function haltLater(ctx: Context, batch: BatchRow, note: string): Promise<void> {
  await store.changeBatch(ctx, batch.id, {
    done_through: null,
    progress: { stage: '撤回已写入的内容', done: 0, of: batch.people, note },
  })
  await workLater(ctx, batch, 'halt')
}

async function commitAll(as: Work, atOnce?: number): Promise<void> {
  for (let step = 1; await as((ctx, batch) => commitSome(ctx, batch, atOnce)); step += 1)
    if (step === 1 || step === 8 || step === 64) await as(store.measureChanges)
  await as(async (ctx, batch) => {
    const result = await store.resultOf(ctx, batch.id)
    await store.changeBatch(ctx, batch.id, { result, done_through: null, work: null })
    await store.stampBatch(ctx, batch.id, 'committed_at')
    await store.countProgress(ctx, batch.id)
    await audit(ctx, { action: 'import.commit', object: { type: 'batch', id: batch.id }, detail: { ...result } })
  })
}

/** Writes the next people of the batch; false when there are no more. */
async function commitSome(ctx: Context, batch: BatchRow, atOnce = peopleAtOnce(batch, batch.rows)): Promise<boolean> {
  const ids = await kept.peopleAfter(ctx, batch.id, batch.done_through, atOnce)
  const last = ids.at(-1)
  if (last === undefined) return false
  const rows = (await kept.rowsOfTeachers(ctx, batch.id, ids)).filter((row) => row.errors === 0)
  const scene = await sceneOf(ctx, batch)
  const byTeacher = Map.groupBy(rows, (row) => row.teacherId ?? '')
  let effects: RowEffect[] = []
  const compose = (standings: ReadonlyMap<string, Standing>) => {
    effects = [...byTeacher].flatMap(([teacherId, own]) => {
      const standing = standings.get(teacherId)
      return standing ? effectsOf(scene, { person: personOf(standing), confirmed: standing.confirmed }, own) : []
    })
    return effects.map((effect) => draftOf(effect, batch.id))
  }
  const options = { version: scene.profile.version, counted: false }
  const { rowIds } = await saveComposedRows(ctx, [...byTeacher.keys()], compose, options)
  const outcomes = new Map(effects.map((effect, at) => [effect.row, rowIds[at] ? effect.outcome : 'skipped']))
  const marks = rows.flatMap((row) => {
    const outcome = outcomes.get(row) ?? 'skipped'
    return outcome === row.outcome ? [] : [{ sheet: row.sheet, row: row.row, outcome }]
  })
  if (batch.whole && marks.some(({ outcome }) => outcome === 'skipped')) throw new NotWhole()
  await kept.markRows(ctx, batch.id, marks)
  await kept.keepBefore(
    ctx,
    batch.id,
    effects.flatMap((effect, at) => {
      const rowId = rowIds[at]
      const { sheet, row } = effect.row
      return rowId && effect.outcome === 'updated' ? [{ sheet, row, before: { rowId, values: effect.before } }] : []
    }),
  )
  await store.noteStep(ctx, batch.id, last, progressOf(batch, '写入', ids.length))
  return true
}

function progressOf(batch: BatchRow, stage: string, people: number): object {
  // what an earlier step wrote there
  const before = batch.progress as { stage?: string; done?: number; note?: string; peakRss?: number }
  const done = Math.min(batch.people, (before.stage === stage ? (before.done ?? 0) : 0) + people)
  return { ...before, stage, done, of: batch.people }
}

function draftOf(effect: RowEffect, batchId: string): DraftRow {
  return {
    teacherId: effect.row.teacherId ?? '',
    subset: effect.subset.name,
    values: plain(effect.after),
    ...(effect.rowId && { rowId: effect.rowId }),
    source: { batch: batchId, sheet: effect.row.sheet, row: effect.row.row },
  }
}

function plain(values: Values): Plain {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  )
}

/** 撤销本批: what it added goes, what it changed is as before; what was edited or submitted since stays. */
async function undoAll(as: Work, atOnce?: number): Promise<void> {
  while (await as((ctx, batch) => undoSome(ctx, batch, atOnce)));
  await as(async (ctx, batch) => {
    await store.countProgress(ctx, batch.id)
    if (batch.work === 'halt') {
      await store.forgetSteps(ctx, batch.id)
      await workLater(ctx, batch, 'judge')
      return
    }
    await store.changeBatch(ctx, batch.id, { work: null })
    await store.stampBatch(ctx, batch.id, 'undone_at')
    await audit(ctx, { action: 'import.undo', object: { type: 'batch', id: batch.id }, detail: { ...undoneOf(batch) } })
  })
}

async function undoSome(ctx: Context, batch: BatchRow, atOnce = peopleAtOnce(batch, batch.rows)): Promise<boolean> {
  const ids = await kept.peopleAfter(ctx, batch.id, batch.done_through, atOnce, written)
  const last = ids.at(-1)
  if (last === undefined) return false
  const items = await store.writtenItems(ctx, batch.id, ids, writable.clerk)
  const at = (row: { sheet: number; row: number }) => `${row.sheet}:${row.row}`
  const free = new Map(items.filter((item) => !item.touched).map((item) => [at(item), item]))
  const befores = await kept.beforesOf(ctx, batch.id, ids)
  const restored = befores.filter((row) => free.has(at(row)))
  for (const row of befores) free.delete(at(row))
  await store.dropItems(
    ctx,
    [...free.values()].map((item) => item.id),
  )
  const { scene } = await schoolScene(ctx, batch)
  const drafts = restored.map(
    ({ teacherId, subset, rowId, values }): DraftRow => ({ teacherId, subset, values: plain(values), rowId }),
  )
  await saveDraftRows(ctx, drafts, { version: scene.profile.version, counted: false })
  const sofar = undoneOf(batch)
  const progress = {
    ...progressOf(batch, '撤回已写入的内容', ids.length),
    removed: sofar.removed + free.size,
    restored: sofar.restored + restored.length,
    kept: sofar.kept + items.filter((item) => item.touched).length,
  }
  await store.changeBatch(ctx, batch.id, { done_through: last, progress })
  return true
}

/** Counted in rows of the register's drafts. */
function undoneOf(batch: BatchRow): { removed: number; restored: number; kept: number } {
  // what undoSome wrote there
  const {
    removed = 0,
    restored = 0,
    kept: left = 0,
  } = batch.progress as { removed?: number; restored?: number; kept?: number }
  return { removed, restored, kept: left }
}
