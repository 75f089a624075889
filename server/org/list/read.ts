import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Actor } from '../../../contract/policy.ts'
import { audit } from '../../platform/audit.ts'
import { asActor, type Context, type House } from '../../platform/context.ts'
import type { Row } from '../../platform/workbook/cells.ts'
import { readInChild } from '../../platform/workbook/read-process.ts'
import { WorkbookRefusal } from '../../platform/workbook/refusal.ts'
import { actorOfPost } from '../../session/actor.ts'
import { readHeader } from './columns.ts'
import { compareList } from './compare.ts'
import { type Interpreter, interpreterOf, type Staged } from './interpret.ts'
import { placesOf } from './places.ts'
import type { ReadFigures, Work } from './scene.ts'
import * as store from './sql.ts'

/** The payload of the job `units.list.read`: which list, in whose post. */
export interface ReadListPayload {
  listId: string
  postId: string
}

/** A file that can be read but is no list. `message` is for the administrator. */
export class ListRefusal extends Error {
  override name = 'ListRefusal'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** The list was cancelled while it was being read. */
class Overtaken extends Error {}

const rowsAtOnce = 4000

/** Where an upload waits for its job. */
export const waitingFile = (house: Pick<House, 'filesDir'>, listId: string): string =>
  join(house.filesDir, `unit-list-${listId}`)

/**
 * The job: upload → reader in a process of its own → staged rows → compared with what stands, set-wise. Short transactions, so that progress is seen and a cancel is
 * heard; the list is there to be decided (`read_at`) only when all of it stands, and a run that died begins anew. Memory is bounded: a batch of rows is staged while the
 * next one is read. Throws what is unexpected, for the queue to try again.
 */
export async function readList(house: House, { listId, postId }: ReadListPayload): Promise<void> {
  const path = waitingFile(house, listId)
  const discard = () => rm(path, { force: true })
  const actor = await actorOfPost(house, postId)
  if (!actor) return discard()
  const list = await asActor(house, actor, (ctx) => start(ctx, listId))
  if (list === null) return discard()
  const as = working(house, actor, listId)
  try {
    if (!existsSync(path))
      throw new ListRefusal('list.file-lost', '上传的文件已不在服务器上，没有读取任何内容。请重新上传')
    const read = await stage(as, listId, { path, name: list.file_name })
    await compareList(as, list, read)
  } catch (error) {
    if (error instanceof Overtaken) return discard()
    const known = error instanceof WorkbookRefusal || error instanceof ListRefusal
    const title = known
      ? error.message
      : '读取时系统出现错误，没有写入任何内容。请稍后重新上传；如仍出现，请联系维护人员'
    const refusal = { code: known ? error.code : 'list.failed', title }
    await asActor(house, actor, (ctx) => refuse(ctx, listId, refusal))
    if (!known) throw error
  }
  await discard()
}

/** Clears what an earlier run left; null when there is nothing to read any more. */
async function start(ctx: Context, listId: string): Promise<store.ListRow | null> {
  const list = await store.findList(ctx, listId, true)
  if (!list || list.read_at || list.cancelled_at) return null
  await store.dropStaged(ctx, listId)
  await store.changeList(ctx, listId, { refusal: null, progress: { stage: '读取名单', done: 0, of: null } })
  return list
}

async function refuse(ctx: Context, listId: string, refusal: { code: string; title: string }): Promise<void> {
  const list = await store.findList(ctx, listId, true)
  if (!list || list.cancelled_at) return
  await store.dropStaged(ctx, listId)
  await store.changeList(ctx, listId, { refusal, progress: {} })
  await audit(ctx, {
    action: 'unit.list.refuse',
    object: { type: 'list', id: listId },
    outcome: 'failed',
    detail: { code: refusal.code },
  })
}

/** Short transactions, each only while the list is not cancelled. */
function working(house: House, actor: Actor, listId: string): Work {
  return (work) =>
    asActor(house, actor, async (ctx) => {
      const list = await store.findList(ctx, listId, true)
      if (!list || list.cancelled_at) throw new Overtaken()
      return work(ctx)
    })
}

async function stage(as: Work, listId: string, file: { path: string; name: string }): Promise<ReadFigures> {
  const places = placesOf(await as(store.standingAuthorities))
  let interpreter: Interpreter | null = null
  let waiting: Row[] = []
  let peakRss = 0
  // of the sheet at hand: how many rows may still be its header, and whether it is the list
  let looking = 0
  let listed = false
  let pending: Promise<void> = Promise.resolve()
  const push = async (staged: Staged) => {
    // the rows before are in, before more go; meanwhile the next were read
    await pending
    pending = as(async (ctx) => {
      await store.stageRows(ctx, listId, staged.rows)
      await store.keepFindings(ctx, listId, staged.findings)
      await store.changeList(ctx, listId, { progress: { stage: '读取名单', done: staged.done, of: null } })
    })
    // awaited above or below; until then a refusal must not count as unhandled
    pending.catch(() => undefined)
  }
  const take = (row: Row) => {
    if (listed) return void waiting.push(row)
    if (looking === 0) return
    looking -= 1
    const header = readHeader(row)
    if (!header) return
    if (interpreter)
      throw new ListRefusal('list.sheets', '有两张工作表都像名单。请把全部机构放在一张工作表中，其余删去')
    interpreter = interpreterOf(header, places)
    listed = true
  }
  try {
    for await (const event of readInChild(file.path, { name: file.name })) {
      if ('sheet' in event) {
        looking = event.sheet.state === 'visible' ? headerRows : 0
        listed = false
      } else if ('rows' in event) {
        for (const row of event.rows) take(row)
        if (interpreter !== null && waiting.length >= rowsAtOnce) {
          const rows = waiting
          waiting = []
          await push((interpreter as Interpreter).take(rows))
        }
      } else peakRss = event.done.peakRss
    }
    // assigned inside `take`, which the compiler does not follow
    const read = interpreter as Interpreter | null
    if (read === null) throw noHeader()
    await push(read.take(waiting))
    const last = read.end()
    if (last.done === 0) throw new ListRefusal('list.empty', '名单中只有表头，没有任何机构。请填写后重新上传')
    await push(last)
    await pending
    return { header: read.header, rows: last.done, peakRss }
  } catch (error) {
    await pending.catch(() => undefined)
    throw error
  }
}

const headerRows = 20
const noHeader = () =>
  new ListRefusal(
    'list.header',
    '没有认出表头：前 20 行中应有一行写着“机构代码”（或“学校标识码”）和“机构名称”（或“学校名称”）。请使用下载的模板，或教育部公布的高等学校名单',
  )
