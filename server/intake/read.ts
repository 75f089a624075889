import { existsSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { categories } from '../../standard/categories.ts'
import { audit } from '../platform/audit.ts'
import { asActor, type Context, type House } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { readInChild } from '../platform/workbook/read-process.ts'
import { WorkbookRefusal } from '../platform/workbook/refusal.ts'
import { actorOfPost } from '../session/actor.ts'
import { type Gathered, gatherSheets } from './gather.ts'
import { identify, type Roster } from './people.ts'
import { rosterOf } from './roster.ts'
import {
  dropRows,
  insertRows,
  type KeptRow,
  keepVerdicts,
  peopleAfter,
  type RowKey,
  rowsOfTeachers,
  strangersAfter,
} from './rows.ts'
import { judgeRows, peopleAtOnce, plansOf, sceneOf, schoolScene } from './scene.ts'
import { type BatchRow, changeBatch, countBatch, findBatch, stampBatch, startRun } from './sql.ts'
import { type TemplateMark, templateNote } from './template.ts'
import { Overtaken, type Work, type WorkPayload, working } from './work.ts'

/** A workbook that can be read but not imported. `message` is for the clerk. */
export class ImportRefusal extends Error {
  override name = 'ImportRefusal'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

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
export async function readBatch(house: House, payload: WorkPayload, people = mostPeople): Promise<void> {
  const path = waitingFile(house, payload.batchId, payload.upload)
  const actor = await actorOfPost(house, payload.postId)
  const discard = () => rm(path, { force: true })
  if (!actor) return discard()
  await sweep(house)
  const batch = await asActor(house, actor, (ctx) => start(ctx, payload))
  if (!batch) return discard()
  const as = working(house, actor, batch.id, batch.work_run)
  try {
    await read(as, batch, { path, name: batch.file_name, people })
  } catch (error) {
    if (error instanceof Overtaken) {
      // A newer run of this very upload still needs the file.
      const now = await asActor(house, actor, (ctx) => findBatch(ctx, batch.id))
      if (now?.work !== 'read' || now.uploads !== payload.upload) await discard()
      return
    }
    const known = error instanceof WorkbookRefusal || error instanceof ImportRefusal || error instanceof Problem
    const refusal = known
      ? { code: error.code, title: error.message }
      : {
          code: 'import.failed',
          title: '读取时系统出现错误，未导入任何内容。请稍后重新上传；如仍出现，请联系上级管理员。',
        }
    await as((ctx) => refuse(ctx, batch.id, refusal))
    await discard()
    if (!known) throw error
  }
  await discard()
}

/** Clears what an earlier run left; null when there is nothing to read any more. */
async function start(ctx: Context, payload: WorkPayload): Promise<BatchRow | null> {
  const batch = await startRun(ctx, payload.batchId)
  if (!batch || batch.uploads !== payload.upload || (batch.work !== 'read' && batch.work !== 'judge')) return null
  if (batch.work === 'read') await dropRows(ctx, batch.id)
  const stage = batch.work === 'read' ? '读取文件' : '核对内容'
  await changeBatch(ctx, batch.id, { refusal: null, progress: { stage, done: 0, of: null } })
  return batch
}

async function refuse(ctx: Context, batchId: string, refusal: { code: string; title: string }): Promise<void> {
  await dropRows(ctx, batchId)
  await changeBatch(ctx, batchId, { refusal, sheets: [], progress: {}, work: null })
  await countBatch(ctx, batchId)
  const deed = { action: 'import.refuse', object: { type: 'batch', id: batchId }, outcome: 'failed' as const }
  await audit(ctx, { ...deed, detail: { code: refusal.code } })
}

interface File {
  path: string
  name: string
  /** the most people that it may hold */
  people: number
}

async function read(as: Work, batch: BatchRow, file: File): Promise<void> {
  const roster = await as(rosterOf)
  if (batch.work === 'judge') return judgeAll(as, roster, {})
  if (!existsSync(file.path))
    throw new ImportRefusal('import.file-lost', '上传的文件已不在服务器上，未导入任何内容。请重新上传。')
  const staged = await stage(as, batch.id, roster, file)
  await judgeAll(as, roster, staged)
}

/** What the reading leaves to the judge: `left` names the people still to be judged, without it all are; the reader's peak of memory in bytes. */
interface Staged {
  left?: ReadonlySet<string>
  peakRss?: number
}

/**
 * Puts the whole workbook into staged rows. The rows of its first sheet are judged as they come, and written once: where there is no other sheet, only people whose
 * rows stand far apart are left to be judged again. As soon as there is another, everybody is.
 */
async function stage(as: Work, batchId: string, roster: Roster, file: File): Promise<Staged> {
  const { profile, known } = (await as((ctx) => schoolScene(ctx))).scene
  const people = new Set<string>()
  const gathered: Gathered = { sheets: [], mark: {}, seen: [], peakRss: 0 }
  const judged = new Set<string>()
  const apart = new Set<string>()
  const alone = () => gathered.sheets.filter((sheet) => sheet.subset !== null).length === 1
  let done = 0
  const keep = (rows: readonly KeptRow[]) =>
    as(async (ctx) => {
      done += rows.filter((row) => row.subset !== null).length
      if (alone()) {
        const of = rows.filter((row) => row.subset !== null)
        for (const { teacherId } of of) if (teacherId !== null && judged.has(teacherId)) apart.add(teacherId)
        const now = await judgeRows(ctx, { profile, known, sheets: gathered.sheets }, batchId, of, roster)
        for (const { teacherId } of now) if (teacherId !== null) judged.add(teacherId)
        await insertRows(ctx, batchId, [...rows.filter((row) => row.subset === null), ...now])
      } else await insertRows(ctx, batchId, rows)
      await changeBatch(ctx, batchId, { progress: { stage: '读取文件', done, of: null } })
    })
  let waiting: KeptRow[] = []
  // One part is written while the next is read.
  let keeping: Promise<void> = Promise.resolve()
  const flush = async () => {
    await keeping
    keeping = keep(waiting)
    keeping.catch(() => undefined)
    waiting = []
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
  await keeping
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
  return { peakRss: gathered.peakRss, ...(alone() && { left: apart }) }
}

async function judgeAll(as: Work, roster: Roster, { left, peakRss }: Staged): Promise<void> {
  const { people, sheets } = await as(async (_, batch) => ({ people: batch.people, sheets: plansOf(batch) }))
  const rows = sheets.reduce((sum, sheet) => sum + sheet.rows, 0)
  let judged = 0
  const step = (work: (ctx: Context, batch: BatchRow) => Promise<readonly KeptRow[]>, count: number) =>
    as(async (ctx, batch) => {
      const found = await judgeRows(ctx, await sceneOf(ctx, batch), batch.id, await work(ctx, batch), roster)
      await keepVerdicts(ctx, batch.id, found)
      judged = Math.min(people, judged + count)
      await changeBatch(ctx, batch.id, { progress: { stage: '核对内容', done: judged, of: people } })
      return found
    })
  for (let after: string | null = null; ; ) {
    const from: string | null = after
    const ids: string[] = left
      ? [...left]
          .sort()
          .filter((id) => from === null || id > from)
          .slice(0, 200)
      : await as((ctx, batch) => peopleAfter(ctx, batch.id, from, peopleAtOnce(batch, rows)))
    if (ids.length === 0) break
    await step((ctx, batch) => rowsOfTeachers(ctx, batch.id, ids), ids.length)
    after = ids.at(-1) ?? null
  }
  for (let after: RowKey = { sheet: -1, row: 0 }; !left; ) {
    const from: RowKey = after
    const found = await step((ctx, batch) => strangersAfter(ctx, batch.id, from, rowsAtOnce), 0)
    const last = found.at(-1)
    if (!last) break
    after = { sheet: last.sheet, row: last.row }
  }
  await as(async (ctx, batch) => {
    await countBatch(ctx, batch.id)
    await changeBatch(ctx, batch.id, { progress: { stage: '完成', done: rows, of: rows, peakRss }, work: null })
    await stampBatch(ctx, batch.id, 'parsed_at')
    await audit(ctx, {
      action: 'import.match',
      object: { type: 'batch', id: batch.id },
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
