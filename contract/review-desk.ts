import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { SetResult } from './report.ts'
import { DecideReason, ListView } from './review.ts'
import { Done, Id, Name, Paging, pageOf, UnitId } from './shape.ts'

/** 抽样规则与审核时限: what a desk works by until its unit says otherwise (per cent, people, people, working days). */
export const builtInReviewSetting = { rate: 10, atLeast: 5, atMost: 50, targetDays: 5 } as const
export const ReviewSetting = z
  .object({
    rate: z.number().int().min(1).max(100),
    atLeast: z.number().int().min(1).max(1000),
    atMost: z.number().int().min(1).max(1000),
    targetDays: z.number().int().min(1).max(60),
  })
  .refine((setting) => setting.atLeast <= setting.atMost, { error: '最多人数不能少于最少人数', path: ['atMost'] })
export type ReviewSetting = z.infer<typeof ReviewSetting>

const Turns = z.array(z.object({ id: Id, round: z.number().int().min(1) })).min(1)

/** National or own: a reason that fits everywhere, a subset, or one field of it. */
export const ReturnReason = z.object({
  /** null of the national ones, which stay */
  id: Id.nullable(),
  text: z.string(),
  subset: z.string().nullable(),
  field: z.string().nullable(),
})
export type ReturnReason = z.infer<typeof ReturnReason>

export const SchoolAtDesk = z.object({
  unitId: UnitId,
  unitName: z.string(),
  count: z.number().int(),
  oldest: z.string(),
  /** working days that the oldest has waited */
  workingDays: z.number().int(),
  overdue: z.boolean(),
})
export type SchoolAtDesk = z.infer<typeof SchoolAtDesk>

export const reviewDeskApi = {
  schools: endpoint({
    method: 'GET',
    path: '/cases/schools',
    summary: '待办按学校汇总',
    permission: 'case.list',
    query: z.object({
      ...Paging,
      search: z.string().max(50).optional(),
      sort: z.enum(['age', 'count', 'name']).default('age'),
    }),
    returns: pageOf(SchoolAtDesk).extend({ targetDays: z.number().int() }),
  }),
  /** this person has the cases open before him; says nothing of what is at another desk */
  look: endpoint({
    method: 'POST',
    path: '/cases/looks',
    summary: '记录查看',
    permission: 'case.decide',
    objects: { cases: 'case' },
    // every reading of a case leaves its own row
    trace: 'never',
    body: z.object({ cases: Turns.max(200) }),
    returns: z.object({ done: z.number().int() }),
  }),
  mark: endpoint({
    method: 'POST',
    path: '/cases/marks',
    summary: '标记拟定的审核决定',
    permission: 'case.decide',
    objects: { cases: 'case' },
    // no decision yet: what is sent leaves its row
    trace: 'never',
    body: z.object({
      cases: z
        .array(
          z.object({
            id: Id,
            round: z.number().int().min(1),
            verdict: z.enum(['pass', 'return', 'skip']),
            reasons: z.array(DecideReason).max(100).default([]),
            passSubsets: z.array(z.string().max(60)).max(40).default([]),
          }),
        )
        .min(1)
        .max(200),
    }),
    returns: z.object({ done: z.number().int() }),
  }),
  unmark: endpoint({
    method: 'POST',
    path: '/cases/marks/removal',
    summary: '撤销标记',
    permission: 'case.decide',
    objects: { ids: 'case' },
    trace: 'never',
    body: z.object({ ids: z.array(Id).min(1).max(200) }),
    returns: z.object({ done: z.number().int() }),
  }),
  /** opens the desk for one school: the list that is being worked on, or a new one with its must-looks and its sample */
  draw: endpoint({
    method: 'POST',
    path: '/cases/lists',
    summary: '开始审核一所学校：列出必看、抽取样本',
    permission: 'case.list',
    objects: { unitId: 'unit' },
    body: z.object({ unitId: UnitId }),
    /** null: nothing of this school waits here */
    returns: z.object({ list: ListView.nullable() }),
  }),
  /** after a failure in the sample: twice as many are to be looked at */
  enlarge: endpoint({
    method: 'POST',
    path: '/cases/lists/enlarging',
    summary: '扩大抽样',
    permission: 'case.list',
    objects: { unitId: 'unit' },
    body: z.object({ unitId: UnitId }),
    /** null: nothing of this school waits here */
    returns: z.object({ list: ListView.nullable() }),
  }),
  /** sends the own marks, of one school or of all, and deals with the rest of a school by its list */
  sendMarked: endpoint({
    method: 'POST',
    path: '/cases/decisions/marked',
    summary: '提交已标记的决定，其余按名单一并办理',
    permission: 'case.decide',
    objects: { unitId: 'unit' },
    body: z
      .object({
        unitId: UnitId.optional(),
        rest: z.enum(['leave', 'pass', 'return']).default('leave'),
        /** of the rest that goes back */
        reason: z.string().trim().max(500).default(''),
        /** the numbers that were answered with yes; others are refused */
        expect: z.object({ pass: z.number().int(), back: z.number().int(), rest: z.number().int() }),
      })
      .refine(({ rest, unitId }) => rest === 'leave' || unitId !== undefined, { error: '请先选择学校' }),
    returns: SetResult,
  }),
  withdraw: endpoint({
    method: 'POST',
    path: '/cases/withdrawals',
    summary: '撤回：收回尚未被下一环节打开的事项',
    permission: 'case.withdraw',
    objects: { caseIds: 'case' },
    body: z.object({ caseIds: z.array(Id).min(1).max(5000) }),
    returns: SetResult,
  }),
  setting: endpoint({
    method: 'GET',
    path: '/cases/setting',
    summary: '抽样规则与审核时限',
    permission: 'case.list',
    returns: z.object({
      setting: ReviewSetting,
      builtIn: z.boolean(),
      since: z.string().nullable(),
      can: z.array(z.literal('set')),
    }),
  }),
  set: endpoint({
    method: 'POST',
    path: '/cases/setting',
    summary: '设定本单位的抽样规则与审核时限',
    permission: 'case.setting',
    body: ReviewSetting,
    returns: Done,
  }),
  /** those that fit the place come first: its field, its subset, then everywhere */
  reasons: endpoint({
    method: 'GET',
    path: '/cases/reasons',
    summary: '退回理由库',
    permission: 'case.list',
    query: z.object({
      ...Paging,
      subset: Name.optional(),
      field: Name.optional(),
      search: z.string().max(50).optional(),
    }),
    returns: pageOf(ReturnReason).extend({ can: z.array(z.literal('keep')) }),
  }),
  addReason: endpoint({
    method: 'POST',
    path: '/cases/reasons',
    summary: '增加本单位的退回理由',
    permission: 'case.reason',
    body: z
      .object({
        text: z.string().trim().min(2, '请写明理由，至少 2 个字').max(100),
        subset: z.string().max(60).nullable().default(null),
        field: z.string().max(60).nullable().default(null),
      })
      .refine(({ subset, field }) => field === null || subset !== null, { error: '请先选择信息集' }),
    returns: z.object({ id: Id }),
  }),
  removeReason: endpoint({
    method: 'POST',
    path: '/cases/reasons/:reasonId/removal',
    summary: '删除本单位的退回理由',
    permission: 'case.reason',
    objects: { reasonId: 'reason' },
    params: z.object({ reasonId: Id }),
    returns: Done,
  }),
}
