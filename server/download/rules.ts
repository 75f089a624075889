import { type Download, type DownloadState, downloadLimits } from '../../contract/download.ts'
import { audit } from '../platform/audit.ts'
import { unsealBytes } from '../platform/cipher.ts'
import { asNobody, type Context, type House, later } from '../platform/context.ts'
import type { FileAnswer } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import * as store from './sql.ts'

export const placeOfFile = (id: string) => `download|${id}|file`

const mine = (ctx: Context, row: store.DownloadRow) =>
  row.person_id === ctx.actor.personId && row.post_id === ctx.actor.postId

/** A making that has not ended in an hour has died with its process, or its maker has left the post. */
const longest = 3_600_000

function stateOf(ctx: Context, row: store.DownloadRow): DownloadState {
  if (row.cancelled_at) return 'cancelled'
  if (row.agreed === false) return 'refused'
  if (row.needs_confirmation && row.agreed === null) return 'waiting'
  if (row.made_at) return row.holds ? 'ready' : 'gone'
  const begun = row.decided_at ?? row.asked_at
  return row.failed_at || ctx.now.getTime() - begun.getTime() > longest ? 'failed' : 'making'
}

function viewOf(ctx: Context, row: store.DownloadRow): Download {
  const state = stateOf(ctx, row)
  const can: Download['can'] = []
  if (mine(ctx, row)) {
    if (state === 'ready') can.push('download')
    if (['waiting', 'making', 'ready'].includes(state)) can.push('cancel')
  } else if (state === 'waiting' && row.person_id !== ctx.actor.personId) can.push('decide')
  return {
    id: row.id,
    no: row.no,
    kind: row.kind,
    title: row.title,
    state,
    purpose: row.purpose,
    scope: row.said.scope,
    columns: row.said.columns,
    people: row.count,
    done: row.progress,
    sensitive: row.sensitive,
    askedAt: row.asked_at.toISOString(),
    askedBy: row.asked_by ?? '',
    decidedBy: row.decided_by,
    why: row.why,
    madeAt: row.made_at?.toISOString() ?? null,
    until: row.made_at ? new Date(row.made_at.getTime() + downloadLimits.hours * 3_600_000).toISOString() : null,
    downloadedAt: row.downloaded_at?.toISOString() ?? null,
    bytes: row.file_bytes,
    sm3: row.file_sm3,
    can,
  }
}

/** One of them, as the pages show it, just after it was asked for. */
export async function downloadOf(ctx: Context, id: string): Promise<Download> {
  const row = await store.findDownload(ctx, id)
  if (!row) throw new Error('a download that was just kept is not there')
  return viewOf(ctx, row)
}

/** 下载中心 of one's post, or what the unit's 系统管理员 has to confirm. */
export async function downloadsOf(ctx: Context, whose: 'mine' | 'unit', paging: { page: number; size: number }) {
  const { total, rows } = await store.downloadPage(ctx, whose, paging)
  return { total, rows: rows.map((row) => viewOf(ctx, row)) }
}

/** @throws Problem download.moved-on, also of what is not one's own: which of the two it is tells nobody anything */
export async function cancelDownload(ctx: Context, id: string): Promise<void> {
  const row = await store.findDownload(ctx, id, true)
  if (!row || !viewOf(ctx, row).can.includes('cancel')) throw new Problem('download.moved-on')
  await store.cancel(ctx, row)
  await audit(ctx, { action: 'download.cancel', object: { type: 'download', id }, detail: { no: row.no } })
}

/**
 * The unit's 系统管理员 has read purpose, columns and number, and sees no row.
 * @throws Problem download.moved-on, also for what is not the own unit's; download.two-people; request.invalid without a reason for refusing
 */
export async function decideDownload(
  ctx: Context,
  id: string,
  { agree, why = '' }: { agree: boolean; why?: string | undefined },
): Promise<void> {
  const row = await store.findDownload(ctx, id, true)
  if (!row || row.unit_id !== ctx.actor.unitId) throw new Problem('download.moved-on')
  if (row.person_id === ctx.actor.personId) throw new Problem('download.two-people')
  if (stateOf(ctx, row) !== 'waiting') throw new Problem('download.moved-on')
  if (!agree && why.length < 2)
    throw new Problem('request.invalid', { fields: [{ at: '/why', message: '请写明不同意的原因，至少 2 个字' }] })
  await store.decideOn(ctx, row, agree, why === '' ? null : why)
  await audit(ctx, {
    action: agree ? 'export.confirm' : 'export.refuse',
    object: { type: 'download', id },
    detail: { no: row.no, people: row.count, ...(why !== '' && { why }) },
  })
  if (agree) await later(ctx, row.task, { downloadId: id, postId: row.post_id }, `${row.task}:${id}`)
}

/** @throws Problem download.gone, also of what is not one's own */
export async function fetchDownload(ctx: Context, id: string): Promise<FileAnswer> {
  const row = await store.findDownload(ctx, id)
  const kept = row && viewOf(ctx, row).can.includes('download') ? await store.takeFile(ctx, row) : undefined
  if (!row || !kept?.file || kept.file_name === null || kept.media_type === null) throw new Problem('download.gone')
  const content = unsealBytes(ctx.keys, kept.file, placeOfFile(id))
  await audit(ctx, {
    action: 'download.file',
    object: { type: 'download', id },
    detail: { no: row.no, people: row.count, bytes: content.length, sm3: row.file_sm3 },
  })
  return { name: kept.file_name, type: kept.media_type, content }
}

/** Hourly: files that have lain their days are gone. */
export async function sweepDownloads(house: House): Promise<void> {
  await asNobody(house, store.sweepFiles)
}
