import type { Values } from '../../standard/indicator.ts'
import { type DraftRow, saveDraftRows, writable } from '../change/draft.ts'
import { audit } from '../platform/audit.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import type { Plain } from '../record/body.ts'
import { peopleFor } from '../record/door.ts'
import { effectsOf, type RowEffect } from './judge.ts'
import type { Scene } from './plan.ts'
import type { KeptRow } from './rows.ts'
import * as kept from './rows.ts'
import { planChunks, sceneOf, schoolScene } from './scene.ts'
import type { BatchRow } from './sql.ts'
import * as store from './sql.ts'

/** Counted in rows of the workbook; `people` is how many were written to. */
export interface CommitResult {
  people: number
  added: number
  updated: number
  unchanged: number
  skipped: number
}

/** What a commit would do now. */
export async function trial(ctx: Context, batch: BatchRow): Promise<CommitResult & { locked: string[] }> {
  const counts = await store.trialOf(ctx, batch.id, writable.clerk)
  return { ...counts, locked: await store.lockedPeople(ctx, batch.id, writable.clerk) }
}

/**
 * Writes the batch into its people's open first collections, in the transaction of the request: all rows without errors, or nothing.
 * Records under review or in effect stay as they are and are counted as skipped.
 * @throws Problem import.has-errors unless rows with errors may be skipped
 */
export async function commit(ctx: Context, batch: BatchRow, skipErrors: boolean): Promise<CommitResult> {
  if (batch.errors > 0 && !skipErrors) throw new Problem('import.has-errors')
  const scene = await sceneOf(ctx, batch)
  const result = { people: 0, added: 0, updated: 0, unchanged: 0, skipped: 0 }
  for (const { keys } of await planChunks(ctx, batch.id)) {
    const good = keys.filter((key) => key.errors === 0 && key.teacherId !== null)
    const marks = keys.filter((key) => !good.includes(key)).map((key) => ({ ...key, outcome: 'skipped' }))
    const rows = await kept.rowsAt(ctx, batch.id, good)
    const written = await writeRows(ctx, scene, batch.id, rows)
    await kept.markRows(ctx, batch.id, [...marks, ...written.marks])
    for (const { outcome } of [...marks, ...written.marks]) result[outcomeOf(outcome)] += 1
    result.people += written.people
  }
  await store.changeBatch(ctx, batch.id, { result })
  await store.stampBatch(ctx, batch.id, 'committed_at')
  await store.countProgress(ctx)
  await audit(ctx, { action: 'import.commit', object: { type: 'batch', id: batch.id }, detail: { ...result } })
  return result
}

type Outcome = 'added' | 'updated' | 'unchanged' | 'skipped'

function outcomeOf(text: string): Outcome {
  return text === 'added' || text === 'updated' || text === 'unchanged' ? text : 'skipped'
}

async function writeRows(ctx: Context, scene: Scene, batchId: string, rows: readonly KeptRow[]) {
  const byTeacher = Map.groupBy(rows, (row) => row.teacherId ?? '')
  const people = await peopleFor(ctx, [...byTeacher.keys()])
  const effects = [...byTeacher].flatMap(([teacherId, own]) =>
    effectsOf(scene, people.get(teacherId) ?? { person: {}, confirmed: {} }, own),
  )
  const drafts = effects.map((effect) => draftOf(effect, batchId))
  const saved = await saveDraftRows(ctx, drafts, scene.profile.version)
  const marks = effects.map((effect, at) => ({
    sheet: effect.row.sheet,
    row: effect.row.row,
    outcome: saved.rowIds[at] ? effect.outcome : 'skipped',
  }))
  // 撤销本批 needs what stood there before; what was added is found by its source.
  const changed = effects.flatMap((effect, at) => {
    const rowId = saved.rowIds[at]
    const own = rows.find((row) => row === effect.row)
    if (!rowId || !own || effect.outcome !== 'updated') return []
    return [{ ...own, content: { ...own.content, undo: { rowId, before: effect.before } } }]
  })
  await kept.updateRows(ctx, batchId, changed)
  const written = effects.filter((_, at) => saved.rowIds[at])
  return { marks, people: new Set(written.map((effect) => effect.row.teacherId)).size }
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

/**
 * 撤销本批: what it added goes, what it changed is as before. Whole or not at all.
 * @throws Problem import.touched naming the people whose rows were edited or submitted since
 */
export async function undo(ctx: Context, batch: BatchRow): Promise<{ removed: number; restored: number }> {
  const rows = await store.committedRows(ctx, batch.id)
  const items = await store.writtenItems(ctx, batch.id, writable.clerk)
  const at = (row: { sheet: number; row: number }) => `${row.sheet}:${row.row}`
  const found = new Map(items.map((item) => [at(item), item]))
  const touched = rows.filter((row) => found.get(at(row))?.touched !== false)
  if (touched.length > 0) {
    const people = [...new Set(touched.map((row) => row.name))].slice(0, 20)
    const title = `不能整批撤销：${people.join('、')}${people.length < new Set(touched.map((row) => row.name)).size ? '等' : ''}的信息之后已被修改、删除或报送。请在教师档案中逐条处理`
    throw new Problem('import.touched', { title, people })
  }
  const added = rows.filter((row) => row.outcome === 'added').flatMap((row) => found.get(at(row)) ?? [])
  const updated = await kept.rowsAt(
    ctx,
    batch.id,
    rows.filter((row) => row.outcome === 'updated'),
  )
  await store.dropItems(
    ctx,
    added.map((item) => item.id),
  )
  const restored = updated.flatMap(({ teacherId, subset, content }): DraftRow[] =>
    teacherId && subset && content.undo
      ? [{ teacherId, subset, values: plain(content.undo.before), rowId: content.undo.rowId }]
      : [],
  )
  const { scene } = await schoolScene(ctx, batch)
  await saveDraftRows(ctx, restored, scene.profile.version)
  await store.stampBatch(ctx, batch.id, 'undone_at')
  await store.countProgress(ctx)
  const detail = { removed: added.length, restored: restored.length }
  await audit(ctx, { action: 'import.undo', object: { type: 'batch', id: batch.id }, detail })
  return detail
}
