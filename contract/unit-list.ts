import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { levels } from './policy.ts'
import { Day, Id, Paging, pageOf, Signature, UnitId } from './shape.ts'

/** What becomes of a unit by the yearly list of institutions (年度机构名单); several at once are possible. docs/domain/unit-list.md. */
export const changeKinds = [
  { id: 'new', name: '新设' },
  { id: 'reopened', name: '恢复办学' },
  { id: 'renamed', name: '更名' },
  { id: 'changed', name: '信息变化' },
  { id: 'recoded', name: '换标识码' },
  { id: 'retyped', name: '改变类型' },
  { id: 'moved', name: '变更主管部门' },
  { id: 'merged', name: '并入' },
  { id: 'split', name: '拆分' },
  { id: 'closed', name: '撤销' },
] as const
export type ChangeKind = (typeof changeKinds)[number]['id']

/** Of which units a list may say that it names them all: who stands here and not in the list is closed. */
export const completeKinds = [
  { id: 'authority', name: '教育行政部门' },
  { id: 'kindergarten', name: '幼儿园' },
  { id: 'k12', name: '中小学校' },
  { id: 'secondary_vocational', name: '中等职业学校' },
  { id: 'special_education', name: '特殊教育学校' },
  { id: 'university', name: '普通高等学校' },
  { id: 'adult_university', name: '成人高等学校' },
] as const
export type CompleteKind = (typeof completeKinds)[number]['id']

/** 读取中 · 无法读取 · 待核定 (differences are undecided) · 待生效 (all decided, the day is not yet) · 正在生效 · 已生效 · 已取消 · 已撤回 */
export const listStates = [
  { id: 'reading', name: '读取中' },
  { id: 'refused', name: '无法读取' },
  { id: 'deciding', name: '待核定' },
  { id: 'scheduled', name: '待生效' },
  { id: 'applying', name: '正在生效' },
  { id: 'effective', name: '已生效' },
  { id: 'cancelled', name: '已取消' },
  { id: 'undone', name: '已撤回' },
] as const
export type ListState = (typeof listStates)[number]['id']

/** 待核定 · 已采纳 · 不采纳 · 等待安置 (accepted, but the unit still holds people or units) · 已生效 · 未能生效 */
export const changeStates = [
  { id: 'undecided', name: '待核定' },
  { id: 'accepted', name: '已采纳' },
  { id: 'refused', name: '不采纳' },
  { id: 'waiting', name: '等待安置' },
  { id: 'applied', name: '已生效' },
  { id: 'failed', name: '未能生效' },
] as const
export type ChangeState = (typeof changeStates)[number]['id']

const Kind = z.enum(changeKinds.map(({ id }) => id))
const State = z.enum(changeStates.map(({ id }) => id))
const Risk = z.enum(['low', 'high'])

/** Which differences are meant: every given filter must hold. */
const filter = {
  kind: Kind.optional(),
  risk: Risk.optional(),
  state: State.optional(),
  level: z.enum(levels).optional(),
  /** the two digits of the code of the province that the unit belongs to, 00 the centre's own */
  province: z
    .string()
    .regex(/^\d\d$/)
    .optional(),
  /** part of a name, before or after, or the beginning of a code */
  search: z.string().max(50).optional(),
}

export const ListTally = z.object({
  /** differences by state */
  undecided: z.number().int(),
  accepted: z.number().int(),
  refused: z.number().int(),
  waiting: z.number().int(),
  applied: z.number().int(),
  failed: z.number().int(),
  /** rows of the file that change nothing */
  unchanged: z.number().int(),
})

export const UnitListView = z.object({
  id: Id,
  /** the number people call it by: JG-2026-0001 */
  no: z.string(),
  state: z.enum(listStates.map(({ id }) => id)),
  fileName: z.string(),
  fileSize: z.number().int(),
  uploadedAt: z.string(),
  uploadedBy: Signature.nullable(),
  /** which list was recognised: the Ministry's list of universities, or institutions of every kind */
  format: z.enum(['universities', 'institutions']).nullable(),
  effectiveOn: Day,
  complete: z.array(z.enum(completeKinds.map(({ id }) => id))),
  /** the province that `complete` is limited to; null: the whole country */
  completeIn: z.string().nullable(),
  refusal: z.object({ code: z.string(), title: z.string() }).nullable(),
  /** 读取名单 · 比对现有机构 · 完成; then 写入机构 while it takes effect */
  progress: z.object({ stage: z.string(), done: z.number().int(), of: z.number().int().nullable() }),
  /** filled rows below the header */
  rows: z.number().int(),
  /** rows that are kept out by an error, and warnings */
  errorRows: z.number().int(),
  warnings: z.number().int(),
  tally: ListTally,
  /** grows with every act on the list; whoever decides by filter says which one was seen */
  revision: z.number().int(),
  can: z.array(z.enum(['decide', 'reschedule', 'undo', 'cancel'])),
})
export type UnitListView = z.infer<typeof UnitListView>

/** The number of differences of one kind, risk and state: the page adds them up as it needs. A difference of two kinds counts under both. */
export const ListFacet = z.object({ kind: Kind, risk: Risk, state: State, count: z.number().int() })

/** One attribute before and after, in words. */
export const Difference = z.object({
  field: z.string(),
  label: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
})
export const ListedUnit = z.object({ id: UnitId, code: z.string(), name: z.string() })

export const UnitChange = z.object({
  /** names the difference within its list */
  item: z.number().int(),
  /** the row of the file; null: the unit is missing from a list that is complete */
  row: z.number().int().nullable(),
  /** the unit as it stands; null: not yet there */
  unitId: UnitId.nullable(),
  code: z.string(),
  /** of the unit that stands, else of the list */
  name: z.string(),
  level: z.enum(levels),
  kinds: z.array(Kind).min(1),
  risk: Risk,
  /** why it is risky, and what goes along: sentences */
  why: z.array(z.string()),
  /** teachers in the unit and all below it, when the list was read */
  people: z.number().int(),
  /** units directly under it, in force */
  subunits: z.number().int(),
  differences: z.array(Difference),
  /** why this authority, in a sentence */
  authorityWhy: z.string().nullable(),
  /** why it cannot be accepted at all; only refuse it, and mend the list */
  blocked: z.string().nullable(),
  state: State,
  /** a closing unit holds people: it needs a destination, and waits until they have gone there */
  needsDestination: z.boolean(),
  /** where the people go: as decided, before that as the list says (合并到/去向) */
  destination: ListedUnit.nullable(),
  note: z.string().nullable(),
  decidedBy: Signature.nullable(),
  decidedAt: z.string().nullable(),
  appliedAt: z.string().nullable(),
  /** why it waits or could not take effect */
  failure: z.string().nullable(),
  can: z.array(z.enum(['accept', 'refuse', 'undo', 'destination'])),
})
export type UnitChange = z.infer<typeof UnitChange>

export const ListFinding = z.object({
  row: z.number().int(),
  /** the header of the column; null: the row as a whole */
  column: z.string().nullable(),
  severity: z.enum(['error', 'warning']),
  /** stable: list.type-unknown, list.code-dead … */
  code: z.string(),
  message: z.string(),
  expected: z.string().nullable(),
  seen: z.string().nullable(),
  remedy: z.string().nullable(),
})
export type ListFinding = z.infer<typeof ListFinding>

const params = z.object({ listId: Id })
const objects = { listId: 'list' } as const
const note = z.string().trim().max(500).optional()

export const unitListApi = {
  template: endpoint({
    method: 'GET',
    path: '/units/lists/template',
    summary: '下载机构名单模板',
    permission: 'unit.import',
    kind: 'download',
    returns: z.any(),
  }),
  list: endpoint({
    method: 'GET',
    path: '/units/lists',
    summary: '历次机构名单',
    permission: 'unit.import',
    query: z.object({ ...Paging }),
    returns: pageOf(UnitListView),
  }),
  /** `.xlsx` or `.csv`, at most 64 MB; read by a job */
  upload: endpoint({
    method: 'POST',
    path: '/units/lists',
    summary: '上传年度机构名单（教育行政部门和学校），由后台读取并与现有机构比对',
    permission: 'unit.import',
    kind: 'upload',
    query: z.object({
      /** not before today */
      effectiveOn: Day,
      /** ids of `completeKinds`, separated by commas; none: nobody is closed for not being named */
      complete: z
        .string()
        .max(200)
        .regex(/^([a-z_0-9]+(,[a-z_0-9]+)*)?$/)
        .default(''),
      completeIn: z
        .string()
        .regex(/^\d\d$/)
        .optional(),
    }),
    returns: z.object({ listId: Id }),
  }),
  view: endpoint({
    method: 'GET',
    path: '/units/lists/:listId',
    summary: '机构名单概况',
    permission: 'unit.import',
    objects,
    params,
    returns: UnitListView.extend({ facets: z.array(ListFacet).max(500) }),
  }),
  /** risky ones first, then by code */
  changes: endpoint({
    method: 'GET',
    path: '/units/lists/:listId/changes',
    summary: '名单与现有机构的差异',
    permission: 'unit.import',
    objects,
    params,
    query: z.object({ ...Paging, ...filter }),
    returns: z.object({ total: z.number().int(), rows: z.array(UnitChange), revision: z.number().int() }),
  }),
  findings: endpoint({
    method: 'GET',
    path: '/units/lists/:listId/findings',
    summary: '名单中的错误和提示',
    permission: 'unit.import',
    objects,
    params,
    query: z.object({
      ...Paging,
      severity: z.enum(['error', 'warning']).optional(),
      code: z.string().max(60).optional(),
    }),
    returns: pageOf(ListFinding).extend({
      /** how many of each kind, the most frequent first */
      facets: z
        .array(
          z.object({
            code: z.string(),
            severity: z.enum(['error', 'warning']),
            title: z.string(),
            count: z.number().int(),
          }),
        )
        .max(60),
    }),
  }),
  /** every finding of every row, as .xlsx */
  findingsWorkbook: endpoint({
    method: 'GET',
    path: '/units/lists/:listId/findings/workbook',
    summary: '下载全部错误和提示',
    permission: 'unit.import',
    kind: 'download',
    objects,
    params,
    returns: z.any(),
  }),
  /**
   * Accepts, refuses, or takes a decision back that has not taken effect. Either named differences, or all of a filter together: then they must be of low risk, and
   * `count` and `revision` are what the person saw; if they are not so any more, nothing is done (`changed-meanwhile`). Accepted ones take effect on the
   * list's day, at once when that day has come.
   */
  decide: endpoint({
    method: 'POST',
    path: '/units/lists/:listId/decisions',
    summary: '采纳、不采纳差异，或撤回尚未生效的决定',
    permission: 'unit.import',
    fresh: true,
    objects,
    params,
    body: z.object({
      decision: z.enum(['accept', 'refuse', 'undo']),
      note,
      which: z.union([
        z.object({ items: z.array(z.number().int()).min(1).max(200) }),
        z.object({ filter: z.object(filter), count: z.number().int().min(1), revision: z.number().int() }),
      ]),
    }),
    returns: z.object({
      done: z.number().int(),
      /** which were left out, and why */
      left: z.array(z.object({ item: z.number().int(), name: z.string(), title: z.string() })).max(200),
      list: UnitListView,
    }),
  }),
  /** where the people of a closing, merging or splitting unit go; null takes it back */
  destination: endpoint({
    method: 'POST',
    path: '/units/lists/:listId/destinations',
    summary: '指定撤并单位人员的去向',
    permission: 'unit.import',
    objects,
    params,
    body: z.object({ item: z.number().int(), unitId: UnitId.nullable() }),
    returns: UnitChange,
  }),
  /** while nothing has taken effect */
  reschedule: endpoint({
    method: 'POST',
    path: '/units/lists/:listId/effective-day',
    summary: '更改生效日期',
    permission: 'unit.import',
    fresh: true,
    objects,
    params,
    body: z.object({ effectiveOn: Day }),
    returns: UnitListView,
  }),
  /** takes the whole list back, as long as nothing of it has taken effect */
  undo: endpoint({
    method: 'POST',
    path: '/units/lists/:listId/undo',
    summary: '撤回整份名单（生效前）',
    permission: 'unit.import',
    fresh: true,
    objects,
    params,
    body: z.object({ note }),
    returns: UnitListView,
  }),
  /** stops the reading, or drops a list of which nothing was decided */
  cancel: endpoint({
    method: 'POST',
    path: '/units/lists/:listId/cancel',
    summary: '取消本份名单',
    permission: 'unit.import',
    objects,
    params,
    returns: UnitListView,
  }),
}
