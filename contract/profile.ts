import { z } from 'zod'
import { categories } from '../standard/categories.ts'
import { ownTypes } from '../standard/extension.ts'
import { endpoint } from './endpoint.ts'
import { Paging, pageOf } from './shape.ts'

/** 指标体系的选定: what a province (the centre, for the universities of central departments) collects from a category of school, chosen on top of the national core. */
export const CategoryId = z.enum(categories.map(({ id }) => id) as [string, ...string[]])
const params = z.object({ category: CategoryId })
/** The number of the draft that the page shows: another is a stale tab. */
const v = z.number().int().min(0)

/** How an indicator stands: off, on, required; open to teachers. */
export const Standing = z.object({ enabled: z.boolean(), required: z.boolean(), open: z.boolean() })
export type Standing = z.infer<typeof Standing>

const other = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/)
/** 附加校验, chosen from this list. */
export const Check = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('range'), min: z.number().optional(), max: z.number().optional() }),
  z.object({ kind: z.literal('length'), min: z.int().min(0).optional(), max: z.int().min(1).max(4000).optional() }),
  z.object({ kind: z.literal('only'), of: z.enum(['digits', 'latin', 'chinese']) }),
  z.object({ kind: z.literal('not-future') }),
  z.object({ kind: z.literal('not-before'), other }),
  z.object({ kind: z.literal('differs'), other }),
])
export type Check = z.infer<typeof Check>

/** One line of the grid. */
export const IndicatorLine = z.object({
  /** 'subset.field' */
  key: z.string(),
  subset: z.string(),
  subsetLabel: z.string(),
  label: z.string(),
  type: z.string(),
  codes: z.object({ name: z.string(), label: z.string(), standard: z.string() }).nullable(),
  /** 国家核心指标 */
  core: z.boolean(),
  /** the province's own */
  own: z.boolean(),
  /** of the standard for this category: R 必填, C 有条件必填, O 选填, D 由系统得出, A 由系统产生 */
  standard: z.enum(['R', 'C', 'O', 'D', 'A']),
  secrecy: z.number().int(),
  help: z.string(),
  hint: z.string(),
  checks: z.array(Check),
  inForce: Standing,
  draft: Standing,
  /** why one of the three cannot be changed here */
  locked: z.object({ enabled: z.string().optional(), required: z.string().optional(), open: z.string().optional() }),
})
export type IndicatorLine = z.infer<typeof IndicatorLine>

export const SubsetLine = z.object({
  name: z.string(),
  label: z.string(),
  core: z.boolean(),
  own: z.boolean(),
  inForce: z.boolean(),
  draft: z.boolean(),
  locked: z.string().nullable(),
})

export const DraftState = z.object({
  v,
  baseVersion: z.number().int(),
  changedAt: z.string().nullable(),
  changedBy: z.string().nullable(),
  submitted: z
    .object({ at: z.string(), by: z.string(), reason: z.string(), inForceOn: z.string(), digest: z.string() })
    .nullable(),
  returned: z.object({ at: z.string(), by: z.string(), why: z.string() }).nullable(),
  /** how many indicators differ from the version in force */
  differences: z.number().int(),
})

const OwnField = z.object({
  subset: z.string().max(60),
  name: z.string().max(40),
  label: z.string().trim().min(1, '指标名称不能为空').max(60),
  type: z.enum(ownTypes),
  length: z.int().min(1).max(4000).optional(),
  scale: z.int().min(0).max(6).optional(),
  codes: z.string().max(60).optional(),
  required: z.boolean(),
  filledBy: z.enum(['T', 'S']),
  secrecy: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  help: z.string().max(300).optional(),
  example: z.string().max(100).optional(),
})
const OwnSubset = z.object({
  name: z.string().max(40),
  label: z.string().trim().min(1, '信息子集名称不能为空').max(60),
  rows: z.enum(['single', 'multiple']),
  required: z.boolean(),
  naturalKey: z.array(z.string().max(60)).max(5),
  help: z.string().max(300).optional(),
})
const OwnTable = z.object({
  name: z.string().max(40),
  label: z.string().trim().min(1, '代码表名称不能为空').max(60),
  rows: z
    .array(
      z.object({
        code: z.string().max(20),
        name: z.string().max(100),
        parent: z.string().max(20).optional(),
        selectable: z.literal(false).optional(),
      }),
    )
    .max(5000, '一个代码表最多 5000 行'),
})
export const Own = z.object({
  fields: z.array(OwnField).max(200, '拓展指标最多 200 项'),
  subsets: z.array(OwnSubset).max(20, '拓展信息子集最多 20 个'),
  tables: z.array(OwnTable).max(50, '拓展代码表最多 50 个'),
})
export type Own = z.infer<typeof Own>

export const Choice = z.object({
  category: CategoryId,
  categoryName: z.string(),
  /** the version in force; upcoming: one that is published and not in force yet */
  inForce: z.object({ version: z.number().int(), since: z.string() }),
  upcoming: z.object({ version: z.number().int(), from: z.string() }).nullable(),
  round: z.object({ name: z.string(), deadline: z.string() }).nullable(),
  draft: DraftState,
  subsets: z.array(SubsetLine),
  indicators: z.array(IndicatorLine),
  own: Own,
  /** the prefix of every own name, `p33_` */
  prefix: z.string(),
  can: z.array(z.enum(['edit', 'submit', 'withdraw', 'discard', 'confirm', 'return'])),
})
export type Choice = z.infer<typeof Choice>

/** One difference between two choices. */
export const Difference = z.object({
  key: z.string(),
  label: z.string(),
  what: z.enum([
    'added',
    'removed',
    'required',
    'optional',
    'opened',
    'closed',
    'hint',
    'checks',
    'subset-on',
    'subset-off',
    'changed',
    'table',
  ]),
  before: z.string(),
  after: z.string(),
})
export type Difference = z.infer<typeof Difference>

export const Impact = z.object({
  differences: z.array(Difference).max(2000),
  /** teachers in effect of this category here, and how many of them would lack something required */
  teachers: z.number().int(),
  incomplete: z.number().int(),
  /** by what becomes required: how many lack it; `atMost` where a condition decides and is not asked here */
  lacking: z
    .array(z.object({ key: z.string(), label: z.string(), teachers: z.number().int(), atMost: z.boolean() }))
    .max(500),
  /** values that stand under what is switched off, and stay as read-only history */
  holding: z.array(z.object({ key: z.string(), label: z.string(), teachers: z.number().int() })).max(500),
  /** first collections and changes under way that hold values of what is switched off: kept to be read, no longer filled */
  openDrafts: z.number().int(),
  /** imports of this category that are read in and not committed: they go on under the version they were read under */
  openImports: z.number().int(),
  /** whether the columns of the workbook template change */
  template: z.boolean(),
  /** 信息子集 whose form changes, by name */
  forms: z.array(z.string()).max(100),
})
export type Impact = z.infer<typeof Impact>

export const VersionLine = z.object({
  version: z.number().int(),
  publishedAt: z.string(),
  inForceOn: z.string(),
  reason: z.string(),
  submittedBy: z.string().nullable(),
  confirmedBy: z.string().nullable(),
})

/** What a province works with besides the indicators: modules in use, who fills in, what signing does. */
export const ProvinceModes = z.object({
  /** off: in no menu, behind no door */
  modules: z.object({ training: z.boolean() }),
  /** whether teachers fill in themselves, or only the school */
  teachersFill: z.boolean(),
  /** whether the 负责人's signature reports to the authority at once, without a further step of the clerk */
  signingSends: z.boolean(),
})
export type ProvinceModes = z.infer<typeof ProvinceModes>
/** Without a version of its own a province works like this. */
export const builtInModes: ProvinceModes = { modules: { training: true }, teachersFill: true, signingSends: false }

export const Modes = z.object({
  inForce: ProvinceModes,
  version: z.number().int(),
  since: z.string().nullable(),
  proposal: z
    .object({
      modes: ProvinceModes,
      reason: z.string(),
      at: z.string(),
      by: z.string(),
      digest: z.string(),
    })
    .nullable(),
  /** the last one that was returned, until the next is proposed */
  returned: z.object({ at: z.string(), by: z.string(), why: z.string() }).nullable(),
  can: z.array(z.enum(['propose', 'withdraw', 'confirm', 'return'])),
})
export type Modes = z.infer<typeof Modes>

const edit = 'profile.edit' as const
const draft = 'profile.draft' as const
export const profileApi = {
  list: endpoint({
    method: 'GET',
    path: '/profiles',
    summary: '各学校类别的指标体系',
    permission: 'profile.read',
    returns: z.object({
      categories: z.array(
        z.object({
          category: CategoryId,
          name: z.string(),
          version: z.number().int(),
          since: z.string(),
          upcoming: z.string().nullable(),
          indicators: z.number().int(),
          required: z.number().int(),
          own: z.number().int(),
          draft: z.enum(['none', 'editing', 'submitted', 'returned']),
          differences: z.number().int(),
        }),
      ),
      can: z.array(z.enum(['edit', 'confirm'])),
    }),
  }),
  choice: endpoint({
    method: 'GET',
    path: '/profiles/:category',
    summary: '某学校类别的指标选定',
    permission: 'profile.read',
    params,
    returns: Choice,
  }),
  set: endpoint({
    method: 'POST',
    path: '/profiles/:category/draft/fields',
    summary: '改动草稿中的指标',
    permission: edit,
    params,
    body: z.object({
      v,
      fields: z
        .array(
          z.object({
            key: z.string().max(120),
            enabled: z.boolean().optional(),
            required: z.boolean().optional(),
            open: z.boolean().optional(),
            hint: z.string().max(200).optional(),
            checks: z.array(Check).max(10).optional(),
          }),
        )
        .min(1)
        .max(500),
    }),
    returns: Choice,
  }),
  setSubsets: endpoint({
    method: 'POST',
    path: '/profiles/:category/draft/subsets',
    summary: '启用或停用信息子集',
    permission: edit,
    params,
    body: z.object({
      v,
      subsets: z
        .array(z.object({ name: z.string().max(60), enabled: z.boolean() }))
        .min(1)
        .max(60),
    }),
    returns: Choice,
  }),
  setOwn: endpoint({
    method: 'POST',
    path: '/profiles/:category/draft/own',
    summary: '拓展指标、信息子集和代码表',
    permission: edit,
    params,
    body: Own.extend({ v }),
    returns: Choice,
  }),
  copy: endpoint({
    method: 'POST',
    path: '/profiles/:category/draft/copy',
    summary: '取用另一学校类别或某一版本的选定',
    permission: edit,
    params,
    body: z.union([z.object({ v, from: CategoryId }), z.object({ v, version: z.int().min(1) })]),
    returns: z.object({ choice: Choice, leftOut: z.array(z.string()).max(500) }),
  }),
  discard: endpoint({
    method: 'POST',
    path: '/profiles/:category/draft/discard',
    summary: '放弃草稿',
    permission: edit,
    params,
    body: z.object({ v }),
    returns: Choice,
  }),
  impact: endpoint({
    method: 'GET',
    path: '/profiles/:category/impact',
    summary: '影响分析',
    permission: draft,
    params,
    returns: Impact,
  }),
  /** what the draft would be in force: the JSON of standard/profile.ts */
  preview: endpoint({
    method: 'GET',
    path: '/profiles/:category/preview',
    summary: '预览草稿',
    permission: draft,
    params,
    returns: z.custom<import('../standard/indicator.ts').Profile>(
      (value) => typeof value === 'object' && value !== null,
    ),
  }),
  template: endpoint({
    method: 'GET',
    path: '/profiles/:category/template',
    summary: '按草稿生成的采集模板',
    permission: draft,
    kind: 'download',
    params,
    returns: z.any(),
  }),
  submit: endpoint({
    method: 'POST',
    path: '/profiles/:category/submission',
    summary: '提交信息管理员确认',
    permission: edit,
    fresh: true,
    params,
    body: z.object({
      v,
      reason: z.string().trim().min(1, '请写明调整的依据').max(500),
      when: z.enum(['now', 'next-round']),
      /** said after profile.holds-values: what stands under what is switched off stays to be read */
      keepsHistory: z.boolean().default(false),
    }),
    returns: Choice,
  }),
  withdraw: endpoint({
    method: 'POST',
    path: '/profiles/:category/submission/withdrawal',
    summary: '撤回提交',
    permission: edit,
    params,
    body: z.object({ v }),
    returns: Choice,
  }),
  decide: endpoint({
    method: 'POST',
    path: '/profiles/:category/submission/decision',
    summary: '确认发布，或退回',
    permission: 'profile.confirm',
    fresh: true,
    params,
    body: z.union([
      z.object({ decision: z.literal('confirm'), digest: z.string().max(100) }),
      z.object({ decision: z.literal('return'), why: z.string().trim().min(1, '退回必须说明原因').max(500) }),
    ]),
    returns: Choice,
  }),
  versions: endpoint({
    method: 'GET',
    path: '/profiles/:category/versions',
    summary: '历次版本',
    permission: 'profile.read',
    params,
    query: z.object({ ...Paging }),
    returns: pageOf(VersionLine),
  }),
  compare: endpoint({
    method: 'GET',
    path: '/profiles/:category/comparison',
    summary: '比较两个版本',
    permission: 'profile.read',
    params,
    query: z.object({ from: z.coerce.number().int().min(1), to: z.coerce.number().int().min(1) }),
    returns: z.object({ differences: z.array(Difference).max(2000) }),
  }),
  modes: endpoint({
    method: 'GET',
    path: '/province-modes',
    summary: '业务模块与工作模式',
    permission: 'profile.read',
    returns: Modes,
  }),
  proposeModes: endpoint({
    method: 'POST',
    path: '/province-modes/proposal',
    summary: '提交业务模块与工作模式的调整',
    permission: edit,
    fresh: true,
    body: z.object({
      /** the version that the page shows */
      version: z.int().min(0),
      modes: ProvinceModes,
      reason: z.string().trim().min(1, '请写明调整的依据').max(500),
    }),
    returns: Modes,
  }),
  withdrawModes: endpoint({
    method: 'POST',
    path: '/province-modes/proposal/withdrawal',
    summary: '撤回提交的调整',
    permission: edit,
    returns: Modes,
  }),
  decideModes: endpoint({
    method: 'POST',
    path: '/province-modes/proposal/decision',
    summary: '确认，或退回',
    permission: 'profile.confirm',
    fresh: true,
    body: z.union([
      z.object({ decision: z.literal('confirm'), digest: z.string().max(100) }),
      z.object({ decision: z.literal('return'), why: z.string().trim().min(1, '退回必须说明原因').max(500) }),
    ]),
    returns: Modes,
  }),
}
