import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { levels } from './policy.ts'
import { Day, Id, Paging, pageOf, Signature, UnitId } from './shape.ts'

/** 在办 · 撤销 · 并入 · 拆分 */
export const unitStates = [
  { id: 'active', name: '在办' },
  { id: 'closed', name: '已撤销' },
  { id: 'merged', name: '已并入' },
  { id: 'split', name: '已拆分' },
] as const
export const UnitState = z.enum(unitStates.map(({ id }) => id))
export type UnitState = z.infer<typeof UnitState>

/** What may be wrong with an institution. */
export const reportKinds = [
  { id: 'missing', name: '缺少机构' },
  { id: 'name', name: '名称有误' },
  { id: 'type', name: '办学类型有误' },
  { id: 'authority', name: '主管部门有误' },
  { id: 'closed', name: '已撤销或合并' },
  { id: 'other', name: '其他' },
] as const
export const ReportKind = z.enum(reportKinds.map(({ id }) => id))
export type ReportKind = z.infer<typeof ReportKind>

export const NamedUnit = z.object({ id: UnitId, name: z.string() })
export type NamedUnit = z.infer<typeof NamedUnit>

export const UnitRow = z.object({
  id: UnitId,
  code: z.string(),
  name: z.string(),
  level: z.enum(levels),
  schoolType: z.string().nullable(),
  category: z.string().nullable(),
  typeDerived: z.boolean(),
  authority: z.string().nullable(),
  /** the authority was set by hand, against the derivation */
  authorityByHand: z.boolean(),
  /** an attached class: its host school */
  attached: z.boolean(),
  state: UnitState,
  /** units directly under it, in force */
  childCount: z.number().int(),
})
export type UnitRow = z.infer<typeof UnitRow>

/** One attribute of an institution before and after, in words. */
export const UnitDifference = z.object({
  label: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
})

export const UnitView = z.object({
  id: UnitId,
  code: z.string(),
  name: z.string(),
  level: z.enum(levels),
  state: UnitState,
  schoolType: z.string().nullable(),
  typeDerived: z.boolean(),
  category: z.string().nullable(),
  organizer: z.string().nullable(),
  private: z.boolean(),
  /** 所在地 and 属地管理, with their divisions above */
  site: z.string().nullable(),
  managing: z.string().nullable(),
  urbanRural: z.string().nullable(),
  remark: z.string().nullable(),
  /** from the centre down to the authority; those above the reader's own unit are known by name and cannot be opened */
  chain: z.array(NamedUnit.extend({ open: z.boolean() })),
  authority: NamedUnit.nullable(),
  authorityByHand: z.boolean(),
  /** one sentence: why this authority */
  authorityWhy: z.string(),
  host: NamedUnit.nullable(),
  attached: z.array(NamedUnit).max(50),
  predecessors: z.array(NamedUnit.extend({ on: Day, how: z.string() })).max(50),
  successors: z.array(NamedUnit.extend({ on: Day, how: z.string() })).max(50),
  /** units in force at each level below it */
  below: z.array(z.object({ level: z.enum(levels), count: z.number().int() })),
  /** teachers in it and below; null: not told to this post */
  people: z.number().int().nullable(),
  posts: z.object({ filled: z.number().int(), seats: z.number().int() }).nullable(),
  openReports: z.number().int(),
  /** newest first: registered, changed by a list, moved to another authority, closed */
  history: z.array(
    z.object({
      on: Day,
      what: z.enum(['registered', 'changed', 'moved', 'ended']),
      /** 机构名单 JG-2026-0001, or 由 浙江省教育厅 指定 */
      by: z.string().nullable(),
      reason: z.string().nullable(),
      differences: z.array(UnitDifference),
    }),
  ),
  can: z.array(z.enum(['move', 'report'])),
})
export type UnitView = z.infer<typeof UnitView>

/** A report that an institution is wrong or missing, where it is, and what became of it. */
export const UnitReport = z.object({
  id: Id,
  kind: ReportKind,
  about: NamedUnit.nullable(),
  /** as it was called when it was reported; of a missing one the name it should have */
  aboutName: z.string(),
  text: z.string(),
  proposed: z.object({
    name: z.string().optional(),
    code: z.string().optional(),
    schoolType: z.string().optional(),
    authority: z.string().optional(),
  }),
  by: Signature.nullable(),
  byUnit: z.string(),
  at: z.string(),
  state: z.enum(['open', 'answered', 'settled']),
  /** whose turn it is */
  desk: z.string(),
  deskSince: z.string(),
  /** the desks it came by, in order */
  path: z.array(z.object({ desk: z.string(), at: z.string(), by: Signature.nullable(), words: z.string().nullable() })),
  answer: z.string().nullable(),
  answeredBy: Signature.nullable(),
  closedAt: z.string().nullable(),
  settledBy: z.string().nullable(),
  can: z.array(z.enum(['forward', 'answer'])),
})
export type UnitReport = z.infer<typeof UnitReport>

export const unitReportApi = {
  list: endpoint({
    method: 'GET',
    path: '/unit-reports',
    summary: '机构信息有误的报告：本单位报告的、待本单位办理的，或本单位及以下全部',
    permission: 'unit.report.read',
    objects: { aboutUnitId: 'unit' },
    query: z.object({
      ...Paging,
      which: z.enum(['mine', 'desk', 'all']).default('all'),
      state: z.enum(['open', 'closed']).optional(),
      kind: ReportKind.optional(),
      aboutUnitId: UnitId.optional(),
    }),
    returns: pageOf(UnitReport),
  }),
  make: endpoint({
    method: 'POST',
    path: '/unit-reports',
    summary: '向上级报告机构信息有误或缺少机构',
    permission: 'unit.report',
    objects: { aboutUnitId: 'unit' },
    body: z.object({
      kind: ReportKind,
      /** the institution; none when one is missing */
      aboutUnitId: UnitId.optional(),
      text: z.string().trim().min(1).max(500),
      proposed: z
        .object({
          name: z.string().trim().min(1).max(100).optional(),
          code: z
            .string()
            .regex(/^[0-9A-Z]{2,20}$/)
            .optional(),
          schoolType: z
            .string()
            .regex(/^\d{3}$/)
            .optional(),
          authority: z.string().trim().min(1).max(100).optional(),
        })
        .strict()
        .default({}),
    }),
    returns: UnitReport,
  }),
  forward: endpoint({
    method: 'POST',
    path: '/unit-reports/:reportId/forwarding',
    summary: '转报上级',
    permission: 'unit.report.answer',
    objects: { reportId: 'report' },
    params: z.object({ reportId: Id }),
    body: z.object({ words: z.string().trim().max(500).default('') }),
    returns: UnitReport,
  }),
  answer: endpoint({
    method: 'POST',
    path: '/unit-reports/:reportId/answer',
    summary: '答复并办结',
    permission: 'unit.report.answer',
    objects: { reportId: 'report' },
    params: z.object({ reportId: Id }),
    body: z.object({ answer: z.string().trim().min(1).max(500) }),
    returns: UnitReport,
  }),
}

export const unitApi = {
  list: endpoint({
    method: 'GET',
    path: '/units',
    summary: '机构：某单位的下级，或按名称、代码、层级、类别、类型、状态查找',
    permission: 'unit.read',
    objects: { parentId: 'unit' },
    query: z.object({
      ...Paging,
      parentId: UnitId.optional(),
      search: z.string().max(50).optional(),
      level: z.enum(levels).optional(),
      category: z.string().max(40).optional(),
      schoolType: z
        .string()
        .regex(/^\d{3}$/)
        .optional(),
      state: z.enum(['active', 'gone']).optional(),
    }),
    /** `levels`: of all that were found, how many at each level */
    returns: pageOf(UnitRow).extend({ levels: z.array(z.object({ level: z.enum(levels), count: z.number().int() })) }),
  }),
  view: endpoint({
    method: 'GET',
    path: '/units/:unitId',
    summary: '机构详情：登记信息、主管部门及依据、沿革、下级与岗位的数目',
    permission: 'unit.read',
    objects: { unitId: 'unit' },
    params: z.object({ unitId: UnitId }),
    returns: UnitView,
  }),
  /** what a change of the authority would be, and what would go along */
  authority: endpoint({
    method: 'GET',
    path: '/units/:unitId/authority',
    summary: '调整主管部门前：推导的主管部门及依据，随之调整的学校、人员、在办事项',
    permission: 'unit.move',
    objects: { unitId: 'unit' },
    params: z.object({ unitId: UnitId }),
    returns: z.object({
      present: NamedUnit.nullable(),
      byHand: z.boolean(),
      derived: NamedUnit.nullable(),
      /** why that one, or why none could be derived */
      why: z.string(),
      /** the unit itself and the schools below it */
      schools: z.number().int(),
      people: z.number().int(),
      openCases: z.number().int(),
    }),
  }),
  setAuthority: endpoint({
    method: 'POST',
    path: '/units/:unitId/authority',
    summary: '调整主管部门：指定（authorityId）或恢复按规则推导（derived），下级、人员、在办事项一并调整',
    permission: 'unit.move',
    fresh: true,
    objects: { unitId: 'unit', authorityId: 'unit' },
    params: z.object({ unitId: UnitId }),
    body: z.object({ authorityId: z.union([UnitId, z.literal('derived')]), reason: z.string().trim().min(1).max(500) }),
    returns: z.object({ units: z.number().int(), people: z.number().int(), openCases: z.number().int() }),
  }),
}
