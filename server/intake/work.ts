import type { Actor } from '../../contract/policy.ts'
import { atPlace } from '../org/place.ts'
import { asActor, type Context, type House, later } from '../platform/context.ts'
import { type BatchRow, beginWork, findBatch } from './sql.ts'

/** What is being done to a batch: its workbook is read, judged again, committed, taken back; or a commit that was stopped is taken back. */
export type Kind = 'read' | 'judge' | 'commit' | 'undo' | 'halt'

/** The payload of the jobs of an import: which batch, and in whose post. `upload`: the how-manieth workbook of the batch. */
export interface WorkPayload {
  provinceCode: string
  batchId: string
  postId: string
  upload: number
}

/** The work was cancelled, or another run of it has begun. */
export class Overtaken extends Error {}

/** One short transaction of a run, at the batch's place. */
export type Work = <T>(work: (ctx: Context, batch: BatchRow) => Promise<T>) => Promise<T>

/** Says in the batch's row what is to be done, and leaves it to the queue. What a crash interrupts is found there and taken up again. */
export async function workLater(ctx: Context, batch: Pick<BatchRow, 'id' | 'uploads'>, kind: Kind): Promise<void> {
  const { provinceCode, postId } = ctx.actor
  await beginWork(ctx, batch.id, kind)
  const payload: WorkPayload = { provinceCode, batchId: batch.id, postId, upload: batch.uploads }
  const task = kind === 'read' || kind === 'judge' ? 'intake.read' : 'intake.write'
  await later(ctx, task, payload, `${task}:${batch.id}`)
}

/** Transactions that are done only while `run` is the run that counts; the row is locked, so that cancelling waits for a step and not for the whole. */
export function working(house: House, actor: Actor, batchId: string, run: number): Work {
  return (work) =>
    asActor(house, actor, async (ctx) => {
      const batch = await findBatch(ctx, batchId, true)
      if (!batch || batch.work === null || batch.work_run !== run) throw new Overtaken()
      return work(await atPlace(ctx, batch.unit_id), batch)
    })
}
