import { z } from 'zod'
import { additionStages } from './addition.ts'
import { endpoint } from './endpoint.ts'
import { Finding, Id, Paging, pageOf, Signature, UnitId, Values } from './shape.ts'

/** 记录所处环节: derived by the view teacher_stage and nowhere else. */
export const stages = ['empty', 'draft', 'check', 'sign', 'send', 'review', 'returned', 'effective'] as const
export type Stage = (typeof stages)[number]
export const stageNames: Record<Stage, string> = {
  empty: '未填',
  draft: '填报中',
  check: '待校核对',
  sign: '待负责人',
  send: '待报送',
  review: '待上级',
  returned: '退回',
  effective: '生效',
}

export const RosterRow = z.object({
  id: Id,
  name: z.string(),
  gender: z.string(),
  birthDate: z.string().nullable(),
  nationalNo: z.string(),
  unitId: UnitId,
  unitName: z.string(),
  staffCategory: z.string().nullable(),
  inEstablishment: z.string().nullable(),
  highestEducation: z.string().nullable(),
  currentPostGrade: z.string().nullable(),
  personnelStatus: z.string().nullable(),
  stage: z.enum(stages),
  since: z.string(),
  caseId: Id.nullable(),
  round: z.number().int().nullable(),
})
export type RosterRow = z.infer<typeof RosterRow>

/** One row of a subset, with where it stands. */
export const RowView = z.object({
  rowId: Id,
  values: Values,
  /** fields of class 4: shown masked; the value is left out of `values` and stands here as its mask */
  masked: z.record(z.string(), z.string()),
  state: z.enum(['effective', 'pending']),
  /** the values in effect, when the row is a pending edit of them */
  before: Values.optional(),
  op: z.enum(['add', 'edit', 'end']).optional(),
})
export const SubsetView = z.object({ subset: z.string(), rows: z.array(RowView) })

export const Reason = z.object({
  subset: z.string().nullable(),
  rowId: Id.nullable(),
  field: z.string().nullable(),
  reason: z.string(),
  by: Signature,
  at: z.string(),
})
export type Reason = z.infer<typeof Reason>

/** Where the ball is: the desks of the case under way. */
export const StepView = z.object({
  name: z.string(),
  title: z.string(),
  unit: z.string(),
  role: z.string(),
  note: z.string().nullable(),
  state: z.enum(['done', 'open', 'waiting']),
  decision: z.enum(['pass', 'return', 'refuse', 'withdraw']).nullable(),
  comment: z.string().nullable(),
  by: Signature.nullable(),
  at: z.string().nullable(),
  openedAt: z.string().nullable(),
})
export type StepView = z.infer<typeof StepView>

/** Rows added to the record in effect and not yet effective themselves: one change, one case, one way. */
export const AdditionView = z.object({
  changeId: Id,
  caseId: Id.nullable(),
  round: z.number().int(),
  stage: z.enum(additionStages),
  since: z.string(),
  rows: z.array(z.object({ subset: z.string(), rowId: Id })),
  /** why it was returned */
  reasons: z.array(Reason),
  steps: z.array(StepView),
  can: z.array(z.enum(['edit', 'submit', 'withdraw'])),
})
export type AdditionView = z.infer<typeof AdditionView>

export const TeacherView = z.object({
  id: Id,
  name: z.string(),
  nationalNo: z.string(),
  unitName: z.string(),
  unitId: UnitId,
  category: z.string(),
  stage: z.enum(stages),
  since: z.string(),
  caseId: Id.nullable(),
  round: z.number().int(),
  /** how much of it this reader may see: all, what is in effect, or nothing before it is reported */
  seen: z.enum(['whole', 'effective', 'nothing']),
  subsets: z.array(SubsetView),
  /** derived values (最高学历 …), from the rows shown */
  derived: Values,
  reasons: z.array(Reason),
  steps: z.array(StepView),
  /** edit: rows may be changed now; submit: 提交; unmask: the eye */
  can: z.array(z.enum(['edit', 'submit', 'unmask', 'hand-over'])),
  /** why it cannot be edited now, and by whom or when it can */
  lockedWhy: z.string().nullable(),
  /** of a record in effect: the subsets in which this reader may add rows (新增), and what was added and is under way */
  adds: z.array(z.string()),
  additions: z.array(AdditionView),
  deadline: z.string().nullable(),
})
export type TeacherView = z.infer<typeof TeacherView>

/** One event in the history of a record, with old and new values of what it moved. */
export const HistoryEvent = z.object({
  at: z.string(),
  what: z.enum([
    'entered',
    'submitted',
    'checked',
    'signed',
    'sent',
    'approved',
    'returned',
    'refused',
    'withdrawn',
    'effective',
  ]),
  title: z.string(),
  by: Signature.nullable(),
  comment: z.string().nullable(),
  changes: z.array(
    z.object({
      subset: z.string(),
      rowId: Id,
      field: z.string(),
      old: z.union([z.string(), z.array(z.string())]).nullable(),
      new: z.union([z.string(), z.array(z.string())]).nullable(),
      by: Signature.nullable(),
    }),
  ),
})
export type HistoryEvent = z.infer<typeof HistoryEvent>

/** 查看敏感信息的原因 */
export const unmaskPurposes = ['documents', 'contact', 'business', 'other'] as const
export type UnmaskPurpose = (typeof unmaskPurposes)[number]
export const unmaskPurposeNames: Record<UnmaskPurpose, string> = {
  documents: '核对证件原件',
  contact: '联系本人',
  business: '办理业务',
  other: '其他',
}

const params = z.object({ teacherId: Id })
const objects = { teacherId: 'teacher' } as const

export const teacherApi = {
  list: endpoint({
    method: 'GET',
    path: '/teachers',
    summary: '教师名册',
    permission: 'teacher.list',
    objects: { unitId: 'unit' },
    query: z.object({
      ...Paging,
      search: z.string().max(50).optional(),
      stage: z.enum(stages).optional(),
      unitId: UnitId.optional(),
      sort: z.enum(['name', 'since', 'unit']).default('name'),
    }),
    returns: pageOf(RosterRow).extend({ counts: z.record(z.enum(stages), z.number().int()) }),
  }),
  /** one's own records: a teacher has one, unless two schools hold one */
  mine: endpoint({
    method: 'GET',
    path: '/teachers/mine',
    summary: '我的信息',
    permission: 'teacher.submit',
    returns: TeacherView,
  }),
  view: endpoint({
    method: 'GET',
    path: '/teachers/:teacherId',
    summary: '教师档案',
    permission: 'teacher.read',
    objects,
    params,
    returns: TeacherView,
  }),
  history: endpoint({
    method: 'GET',
    path: '/teachers/:teacherId/history',
    summary: '信息沿革：谁填报、谁审核、谁批准',
    permission: 'teacher.read',
    objects,
    params,
    returns: z.object({ events: z.array(HistoryEvent) }),
  }),
  /** shows one value of class 4 in clear; audited with its reason. Of somebody else's record it asks for a fresh confirmation (session.confirm-again) and spends the day's budget */
  unmask: endpoint({
    method: 'POST',
    path: '/teachers/:teacherId/unmask',
    summary: '查看一项敏感信息',
    permission: 'teacher.unmask',
    objects,
    params,
    body: z.object({
      subset: z.string().max(60),
      rowId: Id,
      field: z.string().max(60),
      purpose: z.enum(unmaskPurposes).default('other'),
      /** of 'other' at least two characters, else as one likes */
      reason: z.string().max(100, '查看原因最多 100 个字').default(''),
    }),
    /** left: how many more this person may look at today; null where none is counted: one's own record, a comparison at the desk of a case */
    returns: z.object({ value: z.string(), left: z.number().int().nullable() }),
  }),
  /** saves one row of a subset as part of the change being made; findings do not prevent saving but for the form of a value */
  saveRow: endpoint({
    method: 'POST',
    path: '/teachers/:teacherId/rows',
    summary: '保存一条信息（填报中）',
    permission: 'teacher.edit',
    objects,
    params,
    body: z.object({
      subset: z.string().max(60),
      rowId: Id.optional(),
      values: Values,
    }),
    returns: z.object({ rowId: Id, findings: z.array(Finding) }),
  }),
  removeRow: endpoint({
    method: 'POST',
    path: '/teachers/:teacherId/rows/:rowId/removal',
    summary: '删除一条未生效的信息',
    permission: 'teacher.edit',
    objects,
    params: params.extend({ rowId: Id }),
    body: z.object({ subset: z.string().max(60) }),
    returns: z.object({ ok: z.literal(true) }),
  }),
  /** 完整性检测: everything that is wrong with the whole person */
  check: endpoint({
    method: 'GET',
    path: '/teachers/:teacherId/findings',
    summary: '完整性检测',
    permission: 'teacher.read',
    objects,
    params,
    returns: z.object({ findings: z.array(Finding), errors: z.number().int(), warnings: z.number().int() }),
  }),
  /** the teacher hands the own part to the school; what is left for the school to fill does not stop it */
  submit: endpoint({
    method: 'POST',
    path: '/teachers/:teacherId/submission',
    summary: '教师提交',
    permission: 'teacher.submit',
    objects,
    params,
    returns: TeacherView,
  }),
}
