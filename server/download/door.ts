import { createHash } from 'node:crypto'
import { type DownloadKind, downloadLimits } from '../../contract/download.ts'
import type { Actor } from '../../contract/policy.ts'
import { audit } from '../platform/audit.ts'
import { sealBytes } from '../platform/cipher.ts'
import { asActor, type Context, type House, later } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { actorOfPost } from '../session/actor.ts'
import { placeOfFile } from './rules.ts'
import * as store from './sql.ts'

export { waitingDownloads } from './sql.ts'

/** The payload of every job that makes a file: ids only. */
export interface DownloadPayload {
  downloadId: string
  postId: string
}

/** The part of the day's budget at which the log gets an alarm row (P06). */
const alarmAt = 0.8

/**
 * Asks for a file of 下载中心: one row, the audit's row, and the job `task` (server/jobs.ts), which calls `fillDownload`. Sensitive ones and those of more than
 * `downloadLimits.alone` people wait for the unit's 系统管理员, who reads title, purpose, scope and columns; then the job is added.
 * @param given.ask what the job needs to know, as JSON; `count` people; `log` more for the audit
 * @throws Problem download.nothing, download.too-many, download.spent
 */
export async function startDownload(
  ctx: Context,
  given: {
    kind: DownloadKind
    title: string
    purpose: string
    task: string
    ask: unknown
    scope: string
    columns: string[]
    count: number
    sensitive: boolean
    log?: Record<string, unknown>
  },
): Promise<string> {
  const { count, sensitive, purpose, scope, columns } = given
  if (count === 0) throw new Problem('download.nothing')
  if (count > downloadLimits.most) throw new Problem('download.too-many')
  const taken = await store.takenToday(ctx)
  if (taken + count > downloadLimits.aDay)
    throw new Problem('download.spent', {
      title: `每人每天最多导出 ${downloadLimits.aDay} 人，今日已导出 ${taken} 人，本次 ${count} 人。请明日再导出，或缩小范围`,
    })
  const confirm = sensitive || count > downloadLimits.alone
  const id = await store.addDownload(ctx, { ...given, said: { scope, columns }, confirm })
  await audit(ctx, {
    action: 'export.make',
    object: { type: 'download', id },
    detail: { kind: given.kind, people: count, scope, purpose, sensitive, waits: confirm, ...given.log },
  })
  const alarm = downloadLimits.aDay * alarmAt
  if (taken < alarm && taken + count >= alarm)
    await audit(ctx, {
      action: 'alarm.export',
      object: { type: 'person', id: ctx.actor.personId },
      detail: { people: taken + count, allowed: downloadLimits.aDay },
    })
  const payload: DownloadPayload = { downloadId: id, postId: ctx.actor.postId }
  if (!confirm) await later(ctx, given.task, payload, `${given.task}:${id}`)
  return id
}

/** What a job is told: who asked, for what; and how it works and says how far it is. */
export interface Filling<Ask> {
  actor: Actor
  row: store.DownloadRow
  ask: Ask
  scope: string
  columns: string[]
  /** one transaction with the reach of who asked */
  work: <T>(operation: (ctx: Context) => Promise<T>) => Promise<T>
  /** false: it was cancelled, and the rest need not be made */
  progress: (done: number) => Promise<boolean>
}

/**
 * The job's frame: reads with the reach of who asked, if the post is still held and what must be confirmed is; seals and keeps the file that `make` answers (null: it stopped
 * since it was cancelled). A confirmed number is not to be exceeded: `row.count`. What is unexpected is thrown, for the queue to try again.
 */
export async function fillDownload<Ask>(
  house: House,
  { downloadId, postId }: DownloadPayload,
  make: (filling: Filling<Ask>) => Promise<{ name: string; type: string; content: Buffer } | null>,
): Promise<void> {
  const actor = await actorOfPost(house, postId)
  if (!actor) return
  const work = <T>(operation: (ctx: Context) => Promise<T>) => asActor(house, actor, operation)
  const row = await work((ctx) => store.findDownload(ctx, downloadId))
  if (!row || row.made_at || row.cancelled_at || (row.needs_confirmation && row.agreed !== true)) return
  try {
    const { scope, columns } = row.said
    const made = await make({
      actor,
      row,
      // whoever started it gave it in this shape
      ask: row.ask as Ask,
      scope,
      columns,
      work,
      progress: (done) => work((ctx) => store.keepProgress(ctx, row, done)),
    })
    if (made) await work((ctx) => keep(ctx, row, made))
  } catch (error) {
    await work((ctx) => store.markFailed(ctx, row))
    throw error
  }
}

async function keep(
  ctx: Context,
  { id, no, count }: store.DownloadRow,
  made: { name: string; type: string; content: Buffer },
) {
  const row = await store.findDownload(ctx, id, true)
  if (!row || row.made_at || row.cancelled_at) return
  const { name, type, content } = made
  const sm3 = createHash('sm3').update(content).digest('hex')
  const sealed = sealBytes(ctx.keys, content, placeOfFile(id))
  await store.keepFile(ctx, row, { sealed, bytes: content.length, sm3, name, type })
  await audit(ctx, {
    action: 'download.made',
    object: { type: 'download', id },
    detail: { no, people: count, bytes: content.length, sm3 },
  })
}
