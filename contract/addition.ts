import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { SetResult } from './report.ts'
import { Id, Paging, pageOf } from './shape.ts'

/** Where rows added to a record in effect (新增信息) are: with their writer, at a step of their case, or returned. */
export const additionStages = ['draft', 'returned', 'check', 'sign', 'review'] as const
export type AdditionStage = (typeof additionStages)[number]
export const additionStageNames: Record<AdditionStage, string> = {
  draft: '未提交',
  returned: '退回',
  check: '待校核对',
  sign: '待负责人',
  review: '待上级',
}

/** One addition of the school; its rows by subset, without their values. */
export const AdditionRow = z.object({
  changeId: Id,
  teacherId: Id,
  name: z.string(),
  unitName: z.string(),
  stage: z.enum(additionStages),
  since: z.string(),
  caseId: Id.nullable(),
  subsets: z.array(z.string()),
  /** the teacher began it and has not submitted it: it is not the school's to hand over */
  byTeacher: z.boolean(),
})
export type AdditionRow = z.infer<typeof AdditionRow>

export const additionApi = {
  /** what the own school has added and is not yet in effect, the oldest first; counts by stage without the filter */
  list: endpoint({
    method: 'GET',
    path: '/additions',
    summary: '本校新增信息的办理情况',
    permission: 'report.hand-over',
    query: z.object({ ...Paging, stage: z.enum(additionStages).optional(), search: z.string().max(50).optional() }),
    returns: pageOf(AdditionRow).extend({ counts: z.record(z.enum(additionStages), z.number().int()) }),
  }),
  /** the teacher hands the rows of one addition to the school; what is left for the school to fill does not stop it */
  submit: endpoint({
    method: 'POST',
    path: '/teachers/:teacherId/additions/:changeId/submission',
    summary: '教师提交新增信息',
    permission: 'teacher.submit',
    objects: { teacherId: 'teacher', changeId: 'addition' },
    params: z.object({ teacherId: Id, changeId: Id }),
    returns: z.object({ ok: z.literal(true) }),
  }),
  /** the clerk hands over every addition of these teachers that waits at his desk or that the school made; dry only says what would happen. Results are by addition */
  handOver: endpoint({
    method: 'POST',
    path: '/additions/hand-over',
    summary: '核对新增信息并提交负责人',
    permission: 'report.hand-over',
    objects: { teacherIds: 'teacher' },
    body: z.object({ teacherIds: z.array(Id).min(1).max(5000), dry: z.boolean().default(false) }),
    returns: SetResult,
  }),
}
