import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Id } from './shape.ts'

/** What became of each thing in an act over many; the reason is a sentence for the person who acted. */
export const ItemResult = z.object({
  id: Id,
  name: z.string(),
  outcome: z.enum(['done', 'skipped']),
  code: z.string(),
  why: z.string(),
})
export type ItemResult = z.infer<typeof ItemResult>
export const SetResult = z.object({ done: z.number().int(), skipped: z.number().int(), results: z.array(ItemResult) })
export type SetResult = z.infer<typeof SetResult>

/** 信息报送: the clerk's two acts over a set of teachers; the 负责人's signature between them is a decision (review.ts). */
export const reportApi = {
  /** what may be handed over, what stands in the way, with counts (交接单) */
  handOver: endpoint({
    method: 'POST',
    path: '/reports/hand-over',
    summary: '核对并提交负责人',
    permission: 'report.hand-over',
    objects: { teacherIds: 'teacher' },
    body: z.object({ teacherIds: z.array(Id).min(1).max(5000), dry: z.boolean().default(false) }),
    returns: SetResult,
  }),
  send: endpoint({
    method: 'POST',
    path: '/reports/send',
    summary: '报送上级主管部门',
    permission: 'report.send',
    objects: { teacherIds: 'teacher' },
    body: z.object({ teacherIds: z.array(Id).min(1).max(5000) }),
    returns: SetResult,
  }),
}
