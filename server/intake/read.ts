import { existsSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Actor } from '../../contract/policy.ts'
import { categories } from '../../standard/categories.ts'
import { atPlace } from '../org/place.ts'
import { audit } from '../platform/audit.ts'
import { asActor, type Context, type House } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { readInChild } from '../platform/workbook/read-process.ts'
import { WorkbookRefusal } from '../platform/workbook/refusal.ts'
import { actorOfPost } from '../session/actor.ts'
import { type Gathered, gatherSheets } from './gather.ts'
import { identify, type Roster } from './people.ts'
import { rosterOf } from './roster.ts'
import { dropRows, insertRows, type KeptRow, rowsAt } from './rows.ts'
import { judgeAndKeep, planChunks, plansOf, sceneOf, schoolScene } from './scene.ts'
import { changeBatch, countBatch, findBatch, stampBatch } from './sql.ts'
import { type TemplateMark, templateNote } from './template.ts'

/** The payload of the job `intake.read`: whose workbook, in which batch, and its how-manieth upload. */
export interface ReadPayload {
  provinceCode: string
  batchId: string
  postId: string
  upload: number
  /** the rows stand already: a column was understood anew, and they are judged again */
  again?: boolean
}

/** A workbook that can be read but not imported. `message` is for the clerk. */
export class ImportRefusal extends Error {
  override name = 'ImportRefusal'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** The batch was cancelled, or a newer workbook was uploaded to it, while this one was being read. */
class Overtaken extends Error {}

const rowsAtOnce = 500
/** One import carries at most so many people. */
const mostPeople = 100_000

/** Where an upload waits for its job. */
export const waitingFile = (house: Pick<House, 'filesDir'>, batchId: string, upload: number) =>
  join(house.filesDir, `intake-${batchId}-${upload}`)

/**
 * The job: upload → reader in a process of its own → staged rows → the judge. Short transactions, so that progress is seen and nothing is
 * locked for long; the batch becomes ready (`parsed_at`) only when all of it stands, and a run that died begins anew. The file is removed
 * when it was read or refused. Throws what is unexpected, for the queue to try again.
 */
export async function readBatch(house: House, payload: ReadPayload, people = mostPeople): Promise<void> {
  const path = waitingFile(house, payload.batchId, payload.upload)
  const actor = await actorOfPost(house, payload.postId)
  const discard = () => rm(path, { force: true })
  if (!actor) return discard()
  await sweep(house)
  const name = await asActor(house, actor, (ctx) => start(ctx, payload))
  if (name === null) return discard()
  try {
    await read(house, actor, payload, { path, name, people })
  } catch (error) {
    if (error instanceof Overtaken) return discard()
    const known = error instanceof WorkbookRefusal || error instanceof ImportRefusal || error instanceof Problem
    const refusal = known
      ? { code: error.code, title: error.message }
      : {
          code: 'import.failed',
          title: '读取时系统出现错误，未导入任何内容。请稍后重新上传；如仍出现，请联系上级管理员。',
        }
    await asActor(house, actor, (ctx) => refuse(ctx, payload, refusal))
    if (!known) throw error
  }
  await discard()
}

/** Clears what an earlier run left; null when there is nothing to read any more. */
async function start(ctx: Context, payload: ReadPayload): Promise<string | null> {
  const batch = await findBatch(ctx, payload.batchId, true)
  if (!batch || batch.uploads !== payload.upload || batch.parsed_at || batch.cancelled_at) return null
  if (!payload.again) await dropRows(ctx, batch.id)
  const stage = payload.again ? '核对内容' : '读取文件'
  await changeBatch(ctx, batch.id, { refusal: null, progress: { stage, done: 0, of: null } })
  return batch.file_name
}

async function refuse(ctx: Context, payload: ReadPayload, refusal: { code: string; title: string }): Promise<void> {
  const batch = await findBatch(ctx, payload.batchId, true)
  if (!batch || batch.uploads !== payload.upload || batch.cancelled_at) return
  await dropRows(ctx, batch.id)
  await changeBatch(ctx, batch.id, { refusal, sheets: [], progress: {} })
  await countBatch(ctx, batch.id)
  const deed = { action: 'import.refuse', object: { type: 'batch', id: batch.id }, outcome: 'failed' as const }
  await audit(ctx, { ...deed, detail: { code: refusal.code } })
}

type Work = <T>(work: (ctx: Context) => Promise<T>) => Promise<T>

/** Short transactions, each only while the batch is still this upload's. */
function working(house: House, actor: Actor, payload: ReadPayload): Work {
  return (work) =>
    asActor(house, actor, async (ctx) => {
      const batch = await findBatch(ctx, payload.batchId, true)
      if (!batch || batch.uploads !== payload.upload || batch.cancelled_at) throw new Overtaken()
      return work(await atPlace(ctx, batch.unit_id))
    })
}

interface File {
  path: string
  name: string
  /** the most people that it may hold */
  people: number
}

async function read(house: House, actor: Actor, payload: ReadPayload, file: File): Promise<void> {
  const as = working(house, actor, payload)
  const roster = await as(rosterOf)
  if (!payload.again && !existsSync(file.path))
    throw new ImportRefusal('import.file-lost', '上传的文件已不在服务器上，未导入任何内容。请重新上传。')
  const peakRss = payload.again ? undefined : await stage(as, payload.batchId, roster, file)
  await judgeAll(as, payload.batchId, roster, peakRss)
}

/** Puts the whole workbook into staged rows; returns the peak of the reader's memory in bytes. */
async function stage(as: Work, batchId: string, roster: Roster, file: File): Promise<number> {
  const { profile } = (await as(schoolScene)).scene
  const people = new Set<string>()
  const gathered: Gathered = { sheets: [], mark: {}, seen: [], peakRss: 0 }
  let waiting: KeptRow[] = []
  let done = 0
  const flush = async () => {
    const rows = waiting
    waiting = []
    done += rows.filter((row) => row.subset !== null).length
    await as(async (ctx) => {
      await insertRows(ctx, batchId, rows)
      await changeBatch(ctx, batchId, { progress: { stage: '读取文件', done, of: null } })
    })
  }
  const events = readInChild(file.path, { name: file.name })
  for await (const row of gatherSheets(profile, events, gathered)) {
    waiting.push(belonging(gathered, row, roster, people))
    if (people.size > file.people)
      throw new ImportRefusal(
        'import.too-many-people',
        `文件中的人员超过 ${file.people} 人，一批最多 ${file.people} 人。请拆分成几个文件分别上传。`,
      )
    if (waiting.length >= rowsAtOnce) await flush()
  }
  await flush()
  refuseUnfit(
    profile.category,
    gathered,
    profile.subsets.map((subset) => subset.label),
  )
  const template: TemplateMark = { ...gathered.mark, note: templateNote(profile, gathered.mark) }
  await as((ctx) =>
    changeBatch(ctx, batchId, {
      sheets: gathered.sheets,
      template,
      people: people.size,
      category: profile.category,
      profile_version: profile.version,
    }),
  )
  return gathered.peakRss
}

async function judgeAll(as: Work, batchId: string, roster: Roster, peakRss: number | undefined): Promise<void> {
  const { chunks, people, sheets, batch } = await as(async (ctx) => {
    const batch = await findBatch(ctx, batchId)
    if (!batch) throw new Overtaken()
    return { chunks: await planChunks(ctx, batchId), people: batch.people, sheets: plansOf(batch), batch }
  })
  let judged = 0
  for (const chunk of chunks) {
    await as(async (ctx) => {
      const rows = await rowsAt(ctx, batchId, chunk.keys)
      await judgeAndKeep(ctx, await sceneOf(ctx, batch), batchId, rows, roster)
      judged = Math.min(people, judged + chunk.people)
      await changeBatch(ctx, batchId, { progress: { stage: '核对内容', done: judged, of: people } })
    })
  }
  const rows = sheets.reduce((sum, sheet) => sum + sheet.rows, 0)
  await as(async (ctx) => {
    await countBatch(ctx, batchId)
    await changeBatch(ctx, batchId, { progress: { stage: '完成', done: rows, of: rows, peakRss } })
    await stampBatch(ctx, batchId, 'parsed_at')
    await audit(ctx, {
      action: 'import.match',
      object: { type: 'batch', id: batchId },
      detail: { people, rows, peakRss },
    })
  })
}

/** Whose row it is, as far as the school knows; the judge looks again. */
function belonging(gathered: Gathered, row: KeptRow, roster: Roster, people: Set<string>): KeptRow {
  if (row.subset === null) return row
  const who = identify(gathered, row, roster)
  if (who.number !== '') people.add(who.number)
  return { ...row, teacherId: who.member?.teacherId ?? null }
}

function refuseUnfit(category: string, gathered: Gathered, labels: readonly string[]): void {
  const nameOf = (id: string) => categories.find((each) => each.id === id)?.name ?? id
  if (gathered.mark.category && gathered.mark.category !== category)
    throw new ImportRefusal(
      'import.other-category',
      `上传的是“${nameOf(gathered.mark.category)}”的模板，本校是“${nameOf(category)}”，两者的指标不同。请下载本校的模板，把内容复制过去后重新上传。`,
    )
  if (!gathered.sheets.some((sheet) => sheet.subset !== null))
    throw new ImportRefusal(
      'import.no-sheet',
      `没有认出任何一张信息表。每张表要有表头，其中必须有“身份证件号”，表名或表头应与信息子集一致（${labels.slice(0, 4).join('、')}…）；现在的工作表是：${gathered.seen.slice(0, 5).join('、') || '空'}。请用下载的模板填写后重新上传。`,
    )
  if (!gathered.sheets.some((sheet) => sheet.rows > 0))
    throw new ImportRefusal('import.empty', '表中只有表头，没有任何人员的内容。请填写后重新上传。')
}

/** Files whose job never came back (a province restored, a queue emptied) do not lie about longer than a day. */
async function sweep(house: House): Promise<void> {
  for (const name of await readdir(house.filesDir)) {
    if (!name.startsWith('intake-')) continue
    const path = join(house.filesDir, name)
    const found = await stat(path).catch(() => null)
    if (found && Date.now() - found.mtimeMs > 24 * 3_600_000) await rm(path, { force: true })
  }
}
