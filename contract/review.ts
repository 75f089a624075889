import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { SetResult } from './report.ts'
import { Id, Paging, pageOf, Signature, UnitId, Values } from './shape.ts'
import { Reason, StepView } from './teacher.ts'

export const decisions = ['pass', 'return', 'refuse'] as const

/** A reason of return, anchored at subset, row and field, or at the whole. */
export const DecideReason = z.object({
  subset: z.string().max(60).nullable().default(null),
  rowId: Id.nullable().default(null),
  field: z.string().max(60).nullable().default(null),
  reason: z.string().trim().min(1, '请写明原因').max(500),
})
export type DecideReason = z.output<typeof DecideReason>

/** Why somebody must be looked at before the rest may be passed (必看). */
export const mustKinds = {
  warning: '检测提醒',
  identity: '关键信息',
  late: '逾期报送',
  returned: '退回后重报',
  unsigned: '校内无人可签',
} as const
export const Must = z.object({
  kind: z.enum(Object.keys(mustKinds) as [keyof typeof mustKinds, ...(keyof typeof mustKinds)[]]),
  text: z.string(),
  subset: z.string().nullable(),
  field: z.string().nullable(),
})
export type Must = z.infer<typeof Must>

/** What somebody means to decide, kept until it is sent. */
export const MarkView = z.object({
  round: z.number().int(),
  verdict: z.enum(['pass', 'return', 'skip']),
  reasons: z.array(DecideReason),
  passSubsets: z.array(z.string()),
})
export type MarkView = z.output<typeof MarkView>

/** The recorded list (名单) of a school at this desk: who must be looked at, the sample, and whether the rest may be passed unseen. */
export const ListView = z.object({
  id: Id,
  drawnAt: z.string(),
  seed: z.string(),
  /** per cent, and its bounds in people */
  rate: z.number().int(),
  atLeast: z.number().int(),
  atMost: z.number().int(),
  total: z.number().int(),
  must: z.number().int(),
  mustDone: z.number().int(),
  drawn: z.number().int(),
  drawnDone: z.number().int(),
  /** of the sample, returned */
  failed: z.number().int(),
  /** neither to be looked at, nor marked, nor decided */
  rest: z.number().int(),
  /** neither marked nor decided: what a return of the whole concerns */
  unmarked: z.number().int(),
  /** came after the list was drawn */
  newer: z.number().int(),
  /** what still stands in the way of passing the rest; null when nothing does */
  missing: z.string().nullable(),
  /** the sample has failed: return all, or enlarge it */
  choose: z.boolean(),
})
export type ListView = z.infer<typeof ListView>

/** One case at my desk. */
export const InboxRow = z.object({
  id: Id,
  round: z.number().int(),
  flow: z.string(),
  title: z.string(),
  subject: z.string(),
  teacherId: Id.nullable(),
  unitId: UnitId,
  unitName: z.string(),
  step: z.string(),
  stepTitle: z.string(),
  since: z.string(),
  days: z.number().int(),
  note: z.string().nullable(),
  /** own entry, or about oneself: shown, never decided */
  barred: z.string().nullable(),
  /** of the list of this school: why it must be looked at; whether it was drawn */
  must: z.array(Must),
  drawn: z.boolean(),
  /** on the list of this school; false before one is drawn, and of what came later */
  listed: z.boolean(),
  /** this person opened it in its present turn */
  looked: z.boolean(),
  mark: MarkView.nullable(),
})
export type InboxRow = z.infer<typeof InboxRow>

/** A row of a subset as the reviewer must compare it: only what differs from what is in effect. */
export const CaseItem = z.object({
  subset: z.string(),
  rowId: Id,
  op: z.enum(['add', 'edit', 'end']),
  values: Values,
  before: Values,
  /** fields that differ from what is in effect, compared in clear */
  changed: z.array(z.string()),
  /** fields that changed since the last return; null in a first round */
  changedSince: z.array(z.string()).nullable(),
  enteredBy: z.record(z.string(), Signature),
})

export const CaseView = z.object({
  id: Id,
  round: z.number().int(),
  flow: z.string(),
  title: z.string(),
  subject: z.string(),
  teacherId: Id.nullable(),
  unitName: z.string(),
  category: z.string().nullable(),
  outcome: z.enum(['approved', 'rejected', 'withdrawn']).nullable(),
  steps: z.array(StepView),
  items: z.array(CaseItem),
  reasons: z.array(Reason),
  /** findings of the judge, for the reviewer to look at */
  findings: z.array(
    z.object({
      subset: z.string(),
      row: z.string().nullable(),
      field: z.string().nullable(),
      severity: z.enum(['error', 'warning']),
      message: z.string(),
    }),
  ),
  /** part: subsets without remarks may take effect while the rest goes back */
  can: z.array(z.enum(['pass', 'return', 'refuse', 'part'])),
  barred: z.string().nullable(),
})
export type CaseView = z.infer<typeof CaseView>

export const reviewApi = {
  inbox: endpoint({
    method: 'GET',
    path: '/cases',
    summary: '待办：等待本岗位处理的事项',
    permission: 'case.list',
    objects: { unitId: 'unit' },
    query: z.object({
      ...Paging,
      /** one school: then what must be looked at comes first, and its list comes along */
      unitId: UnitId.optional(),
      step: z.string().max(20).optional(),
      search: z.string().max(50).optional(),
    }),
    returns: pageOf(InboxRow).extend({
      /** of the school asked for */
      list: ListView.nullable(),
      /** own marks in what was asked for, on whatever page */
      marks: z.object({ pass: z.number().int(), back: z.number().int() }),
    }),
  }),
  view: endpoint({
    method: 'GET',
    path: '/cases/:caseId',
    summary: '查看事项',
    permission: 'case.read',
    objects: { caseId: 'case' },
    params: z.object({ caseId: Id }),
    returns: CaseView,
  }),
  /**
   * One act over a set: each case with the round that was shown; what moved since is left out and named. Of several passed at once each must have been opened
   * (`looks`), else it is left out as `unseen`; the unseen rest of a school is passed by its list (contract/review-desk.ts).
   */
  decide: endpoint({
    method: 'POST',
    path: '/cases/decisions',
    summary: '审核：通过、退回（附理由）',
    permission: 'case.decide',
    objects: { cases: 'case' },
    body: z.object({
      cases: z
        .array(
          z.object({
            id: Id,
            round: z.number().int().min(1),
            decision: z.enum(decisions),
            reasons: z.array(DecideReason).max(100).default([]),
            /** with a return: subsets that take effect all the same (部分通过) */
            passSubsets: z.array(z.string().max(60)).max(40).default([]),
            comment: z.string().max(500).default(''),
          }),
        )
        .min(1)
        .max(10_000),
    }),
    returns: SetResult,
  }),
}
