import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { SetResult } from './report.ts'
import { Id, Paging, pageOf, Signature, UnitId, Values } from './shape.ts'
import { Reason, StepView } from './teacher.ts'

export const decisions = ['pass', 'return', 'refuse'] as const

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
})
export type InboxRow = z.infer<typeof InboxRow>

/** A row of a subset as the reviewer must compare it: only what differs from what is in effect. */
export const CaseItem = z.object({
  subset: z.string(),
  rowId: Id,
  op: z.enum(['add', 'edit', 'end']),
  values: Values,
  before: Values,
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
  can: z.array(z.enum(['pass', 'return', 'refuse'])),
  barred: z.string().nullable(),
})
export type CaseView = z.infer<typeof CaseView>

export const DecideReason = z.object({
  subset: z.string().max(60).nullable().default(null),
  rowId: Id.nullable().default(null),
  field: z.string().max(60).nullable().default(null),
  reason: z.string().min(1, '请写明原因').max(500),
})

export const reviewApi = {
  inbox: endpoint({
    method: 'GET',
    path: '/cases',
    summary: '待办：等待本岗位处理的事项',
    permission: 'case.list',
    objects: { unitId: 'unit' },
    query: z.object({
      ...Paging,
      unitId: UnitId.optional(),
      step: z.string().max(20).optional(),
      search: z.string().max(50).optional(),
    }),
    returns: pageOf(InboxRow).extend({
      units: z.array(z.object({ unitId: UnitId, unitName: z.string(), count: z.number().int(), oldest: z.string() })),
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
  /** One act over a set: each case with the round that was shown; what moved since is left out and named. */
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
            comment: z.string().max(500).default(''),
          }),
        )
        .min(1)
        .max(10_000),
    }),
    returns: SetResult,
  }),
}
