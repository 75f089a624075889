import { writable } from '../change/draft.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import type { BatchRow } from './sql.ts'
import * as store from './sql.ts'
import { workLater } from './work.ts'

/** Counted in rows of the workbook; `people` is how many are written to. */
export interface CommitResult {
  people: number
  added: number
  updated: number
  unchanged: number
  skipped: number
}

/** What a commit would do now; `locked` names people whose records are under review or in effect. */
export async function trial(ctx: Context, batch: BatchRow): Promise<CommitResult & { locked: string[] }> {
  const counts = await store.trialOf(ctx, batch.id, writable.clerk)
  return { ...counts, locked: await store.lockedPeople(ctx, batch.id, writable.clerk) }
}

/**
 * Has the batch written into its people's open first collections by the queue. People under review or in effect are skipped and counted, and so are rows with errors if
 * that is agreed; or with `whole` all rows are written or none.
 * @throws Problem import.has-errors; import.locked where all are to be written and some cannot
 */
export async function commit(
  ctx: Context,
  batch: BatchRow,
  { skipErrors, whole }: { skipErrors: boolean; whole: boolean },
): Promise<void> {
  if (batch.errors > 0 && (whole || !skipErrors)) throw new Problem('import.has-errors')
  const locked = whole ? await store.lockedPeople(ctx, batch.id, writable.clerk) : []
  if (locked.length > 0) {
    const title = `${locked.slice(0, 5).join('、')}${locked.length > 5 ? `等 ${locked.length} 人` : ''}的信息正在审核或已经生效，不能全部写入。请选择只写入能写的行`
    throw new Problem('import.locked', { title, people: locked })
  }
  const progress = { ...(batch.progress as object), stage: '写入', done: 0, of: batch.people }
  await store.changeBatch(ctx, batch.id, { whole, done_through: null, progress })
  await workLater(ctx, batch, 'commit')
}

/**
 * Has the batch taken back by the queue: all of it, or with `partial` what nobody touched since.
 * @throws Problem import.touched naming the people whose rows were edited or submitted since
 */
export async function undo(ctx: Context, batch: BatchRow, partial: boolean): Promise<void> {
  const { free, kept, people } = await store.undoable(ctx, batch.id, writable.clerk)
  if (kept > 0 && !partial) {
    const title = `${people.slice(0, 20).join('、')}${people.length > 20 ? '等' : ''}的 ${kept} 行之后已被修改、删除或报送，不能整批撤销。${free > 0 ? `可以只撤销其余 ${free} 行` : '请在教师档案中逐条处理'}`
    throw new Problem('import.touched', { title, people, kept, free })
  }
  const progress = { stage: '撤回已写入的内容', done: 0, of: batch.people }
  await store.changeBatch(ctx, batch.id, { done_through: null, progress })
  await workLater(ctx, batch, 'undo')
}
