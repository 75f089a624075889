import type { HandoutBatch } from '../../contract/handout.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand } from '../platform/context.ts'
import type { FileAnswer } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { type BatchRow, batchPage, dropBatch, findBatch, takeFile } from './batch-sql.ts'
import { slipPlace, voidOne } from './sql.ts'

/** 台账: what the own unit has made, the newest first. */
export async function ledger(ctx: Context, paging: { page: number; size: number }) {
  demand(ctx, 'handout.read', { unitId: ctx.actor.unitId })
  const { total, rows } = await batchPage(ctx, paging)
  return { total, rows: rows.map(shown) }
}

export async function oneBatch(ctx: Context, batchId: string): Promise<HandoutBatch> {
  demand(ctx, 'handout.read', { unitId: ctx.actor.unitId })
  const batch = await findBatch(ctx, batchId)
  if (!batch) throw new Problem('not-found')
  return shown(batch)
}

const shown = (row: BatchRow): HandoutBatch => ({
  id: row.id,
  no: row.no,
  target: row.target,
  state: row.state,
  count: row.slips,
  done: row.progress,
  askedAt: row.asked_at.toISOString(),
  madeAt: row.made_at?.toISOString() ?? null,
  madeBy: row.made_by ?? '',
  downloadedAt: row.downloaded_at?.toISOString() ?? null,
  fileName: fileName(row),
  bytes: row.file_bytes,
  sm3: row.file_sm3,
  used: row.used,
  open: row.open,
  can: row.state === 'ready' ? ['download', 'cancel'] : ['making', 'failed'].includes(row.state) ? ['cancel'] : [],
})

const fileName = ({ no }: BatchRow) => `密码函_${no}.pdf`

/**
 * The sealed file, once: with this transaction it is gone.
 * @throws Problem 'not-found'; 'handout.moved-on' while it is being made; 'handout.file-gone'
 */
export async function fetchFile(ctx: Context, batchId: string): Promise<FileAnswer> {
  const batch = await ownBatch(ctx, batchId)
  if (batch.state === 'making') throw new Problem('handout.moved-on', { title: '密码函正在生成，请稍候再下载' })
  const content = batch.state === 'ready' ? await takeFile(ctx, batch) : null
  if (!content) throw new Problem('handout.file-gone')
  await audit(ctx, {
    action: 'handout.file',
    object: { type: 'handout', id: batchId },
    detail: { no: batch.no, bytes: content.length, sm3: batch.file_sm3 },
  })
  return { name: fileName(batch), type: 'application/pdf', content }
}

/** @throws Problem 'not-found'; 'handout.moved-on' when it was downloaded, cancelled or has expired already */
export async function cancelBatch(ctx: Context, batchId: string): Promise<{ ok: true }> {
  const batch = await ownBatch(ctx, batchId)
  if (!shown(batch).can.includes('cancel')) throw new Problem('handout.moved-on')
  const slips = await dropBatch(ctx, batch)
  await audit(ctx, {
    action: 'handout.cancel',
    object: { type: 'handout', id: batchId },
    detail: { no: batch.no, slips, before: batch.state, after: 'cancelled' },
  })
  return { ok: true }
}

/**
 * 作废 of one slip: of a seat of the own unit, or of a unit directly under it.
 * @throws Problem 'not-found'; 'handout.moved-on' when it is used or void already
 */
export async function voidSlip(ctx: Context, slipId: string, reason: string): Promise<{ ok: true }> {
  const place = await slipPlace(ctx, slipId)
  const resource = place && { unitId: place.unit_id, parentId: place.parent_id }
  if (!resource || !ctx.guard.can(ctx.actor, 'handout.make', resource)) throw new Problem('not-found')
  const gone = await voidOne(ctx, slipId)
  if (!gone) throw new Problem('handout.moved-on', { title: '该密码函已使用或已作废，请刷新后再看' })
  await audit(ctx, {
    action: 'handout.void',
    object: { type: 'slip', id: slipId },
    detail: { unit: gone.unit_id, role: gone.role, seat: gone.seat, reason },
  })
  return { ok: true }
}

/** A batch of the own unit, locked. */
async function ownBatch(ctx: Context, batchId: string): Promise<BatchRow> {
  demand(ctx, 'handout.make', { unitId: ctx.actor.unitId })
  const batch = await findBatch(ctx, batchId, true)
  if (!batch) throw new Problem('not-found')
  return batch
}
