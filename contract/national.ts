import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { CategoryId } from './profile.ts'
import { Paging, pageOf } from './shape.ts'

/** 国家标准: what the centre keeps of it, published as numbered national versions. */
const tableName = z
  .string()
  .max(60)
  .regex(/^[a-z0-9_]+$/)
const v = z.number().int().min(0)
const Collected = z.enum(['R', 'C', 'O', '-'])
export const mostCodes = 5000

/** A row as it is edited; what else the standard says of a code (类别, 学段 …) stays with it. */
export const CodeLine = z.object({
  code: z.string().max(40),
  name: z.string().max(200),
  parent: z.string().max(40).optional(),
  selectable: z.literal(false).optional(),
  /** offered no more: what is chosen instead */
  successor: z.string().max(40).optional(),
})
export type CodeLine = z.infer<typeof CodeLine>

/** One difference between two national versions. */
export const NationalDifference = z.object({
  /** name of a table, or 'subset.field' */
  key: z.string(),
  label: z.string(),
  what: z.enum([
    'code-added',
    'code-renamed',
    'code-moved',
    'code-withdrawn',
    'code-offered',
    'code-order',
    'core',
    'requirement',
    'help',
    'example',
  ]),
  /** of a code: the code; of an indicator: the category's name */
  of: z.string(),
  before: z.string(),
  after: z.string(),
})
export type NationalDifference = z.infer<typeof NationalDifference>

export const NationalState = z.object({
  /** 0: as shipped */
  inForce: z.object({ version: z.number().int(), since: z.string().nullable() }),
  upcoming: z.object({ version: z.number().int(), from: z.string() }).nullable(),
  draft: z.object({
    v,
    baseVersion: z.number().int(),
    changedAt: z.string().nullable(),
    changedBy: z.string().nullable(),
    submitted: z
      .object({ at: z.string(), by: z.string(), reason: z.string(), inForceOn: z.string(), digest: z.string() })
      .nullable(),
    returned: z.object({ at: z.string(), by: z.string(), why: z.string() }).nullable(),
    differences: z.number().int(),
  }),
  can: z.array(z.enum(['edit', 'submit', 'withdraw', 'discard', 'confirm', 'return'])),
})
export type NationalState = z.infer<typeof NationalState>

export const TableLine = z.object({
  name: z.string(),
  label: z.string(),
  standard: z.string(),
  sure: z.enum(['exact', 'high', 'medium', 'low', 'proposal']),
  rows: z.number().int(),
  offered: z.number().int(),
  /** why it is not edited here; null: it may be */
  locked: z.string().nullable(),
  /** indicators that take their codes from it */
  usedBy: z.array(z.string()).max(50),
  /** whether the draft differs from the newest version */
  changed: z.boolean(),
})
export type TableLine = z.infer<typeof TableLine>

export const TableView = TableLine.extend({
  draft: z.object({ v }),
  /** what it is in the newest version, which codes of it may never be removed */
  before: z.array(CodeLine).max(mostCodes),
  after: z.array(CodeLine).max(mostCodes),
  /** codes that the rules of the standard name, and the indicator whose rule does */
  bound: z.record(z.string(), z.string()),
  can: z.array(z.enum(['edit'])),
})
export type TableView = z.infer<typeof TableView>

const standing = z.object({ core: z.boolean(), requirement: z.enum(['R', 'C', 'O', 'D', 'A', '-']) })
export const NationalLine = z.object({
  key: z.string(),
  subset: z.string(),
  subsetLabel: z.string(),
  label: z.string(),
  type: z.string(),
  before: standing,
  after: standing,
  help: z.string(),
  example: z.string(),
  /** whether help or example differ from the newest version */
  reworded: z.boolean(),
  /** what the requirement may become; fewer than two: nothing */
  requirements: z.array(Collected),
  locked: z.object({ requirement: z.string().optional(), core: z.string().optional() }),
})
export type NationalLine = z.infer<typeof NationalLine>

export const NationalVersion = z.object({
  version: z.number().int(),
  publishedAt: z.string(),
  inForceOn: z.string(),
  reason: z.string(),
  submittedBy: z.string().nullable(),
  confirmedBy: z.string().nullable(),
  /** whether the own province has said that it has seen it; null where that is not asked */
  seen: z.boolean().nullable(),
})
export type NationalVersion = z.infer<typeof NationalVersion>

const edit = 'national.edit' as const
const read = 'national.read' as const
export const nationalApi = {
  state: endpoint({
    method: 'GET',
    path: '/national',
    summary: '国家标准：生效版本和草稿',
    permission: read,
    returns: NationalState,
  }),
  tables: endpoint({
    method: 'GET',
    path: '/national/tables',
    summary: '国家标准的代码表',
    permission: read,
    returns: z.object({ tables: z.array(TableLine).max(300) }),
  }),
  table: endpoint({
    method: 'GET',
    path: '/national/tables/:name',
    summary: '一个代码表的现行内容和草稿',
    permission: read,
    params: z.object({ name: tableName }),
    returns: TableView,
  }),
  setTable: endpoint({
    method: 'POST',
    path: '/national/draft/tables/:name',
    summary: '改动草稿中的代码表',
    permission: edit,
    params: z.object({ name: tableName }),
    body: z.object({ v, rows: z.array(CodeLine).max(mostCodes, `一个代码表最多 ${mostCodes} 行`) }),
    returns: TableView,
  }),
  /** reads a file and answers with its rows; nothing is kept before the page is saved */
  readTable: endpoint({
    method: 'POST',
    path: '/national/tables/:name/reading',
    summary: '读取代码表文件（不保存）',
    permission: edit,
    kind: 'upload',
    maxBytes: 2 * 1024 * 1024,
    params: z.object({ name: tableName }),
    returns: z.object({
      rows: z.array(CodeLine).max(mostCodes),
      differences: z.array(NationalDifference).max(mostCodes * 2),
      wrongs: z.array(z.object({ row: z.number().int().nullable(), code: z.string(), message: z.string() })).max(500),
    }),
  }),
  workbook: endpoint({
    method: 'GET',
    path: '/national/tables/:name/workbook',
    summary: '下载代码表',
    permission: read,
    kind: 'download',
    params: z.object({ name: tableName }),
    returns: z.any(),
  }),
  indicators: endpoint({
    method: 'GET',
    path: '/national/indicators',
    summary: '某学校类别的国家指标',
    permission: read,
    query: z.object({ category: CategoryId }),
    returns: z.object({ v, indicators: z.array(NationalLine).max(1000), can: z.array(z.enum(['edit'])) }),
  }),
  setIndicators: endpoint({
    method: 'POST',
    path: '/national/draft/indicators',
    summary: '改动草稿中的国家指标',
    permission: edit,
    body: z.object({
      v,
      category: CategoryId,
      indicators: z
        .array(
          z.object({
            key: z.string().max(120),
            core: z.boolean().optional(),
            requirement: Collected.optional(),
            /** of every category */
            help: z.string().trim().max(300).optional(),
            example: z.string().trim().max(100).optional(),
          }),
        )
        .min(1)
        .max(500),
    }),
    returns: NationalState,
  }),
  takeBack: endpoint({
    method: 'POST',
    path: '/national/draft/copy',
    summary: '草稿回到某一国家版本',
    permission: edit,
    body: z.object({ v, version: z.int().min(0) }),
    returns: NationalState,
  }),
  discard: endpoint({
    method: 'POST',
    path: '/national/draft/discard',
    summary: '放弃国家标准草稿',
    permission: edit,
    body: z.object({ v }),
    returns: NationalState,
  }),
  differences: endpoint({
    method: 'GET',
    path: '/national/draft/differences',
    summary: '草稿与最新国家版本的差异',
    permission: read,
    query: z.object({ ...Paging }),
    /** `provinces`: how many collect what the difference is about; `of`: of how many that have published a choice */
    returns: pageOf(NationalDifference.extend({ provinces: z.number().int() })).extend({ of: z.number().int() }),
  }),
  submit: endpoint({
    method: 'POST',
    path: '/national/submission',
    summary: '提交信息管理员确认',
    permission: edit,
    fresh: true,
    body: z.object({
      v,
      reason: z.string().trim().min(1, '请写明调整的依据').max(500),
      inForceOn: z.iso.date(),
    }),
    returns: NationalState,
  }),
  withdraw: endpoint({
    method: 'POST',
    path: '/national/submission/withdrawal',
    summary: '撤回提交',
    permission: edit,
    body: z.object({ v }),
    returns: NationalState,
  }),
  decide: endpoint({
    method: 'POST',
    path: '/national/submission/decision',
    summary: '确认发布国家版本，或退回',
    permission: 'national.confirm',
    fresh: true,
    body: z.union([
      z.object({ decision: z.literal('confirm'), digest: z.string().max(100) }),
      z.object({ decision: z.literal('return'), why: z.string().trim().min(1, '退回必须说明原因').max(500) }),
    ]),
    returns: NationalState,
  }),
  versions: endpoint({
    method: 'GET',
    path: '/national/versions',
    summary: '历次国家版本',
    permission: 'standard.read',
    query: z.object({ ...Paging }),
    returns: pageOf(NationalVersion),
  }),
  /** what the version changed against the one before, and which of it the own unit's indicators are touched by */
  version: endpoint({
    method: 'GET',
    path: '/national/versions/:version',
    summary: '某一国家版本更新了什么',
    permission: 'standard.read',
    params: z.object({ version: z.coerce.number().int().min(1) }),
    query: z.object({ ...Paging, touched: z.enum(['all', 'own']).default('all') }),
    returns: pageOf(NationalDifference.extend({ touches: z.array(z.string()).max(20) })).extend({
      version: NationalVersion,
      ownTotal: z.number().int(),
      can: z.array(z.enum(['see'])),
    }),
  }),
  seen: endpoint({
    method: 'POST',
    path: '/national/versions/:version/seen',
    summary: '本省已了解这一国家版本',
    permission: 'national.see',
    params: z.object({ version: z.coerce.number().int().min(1) }),
    returns: z.object({ seen: z.literal(true) }),
  }),
}
