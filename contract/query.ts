import { z } from 'zod'
import { Download, Purpose } from './download.ts'
import { endpoint } from './endpoint.ts'
import { Done, Id, pageOf, UnitId } from './shape.ts'
import { RosterRow, stages } from './teacher.ts'

/** What the database takes: no control character, no half of a pair. */
const line = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, '含有不能识别的字符')

/** An indicator by the name it has in a profile: 'basic_info.gender'. */
const Key = z
  .string()
  .max(125)
  .regex(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/, '指标应写作“信息集.指标”')

/**
 * What is asked of one indicator. `is`: one of these codes or what stands under them; `contains`: the text; `between`: from–to, both included, either may be '';
 * `blank`, `filled`. Several asked of one subset are asked of one and the same row, but `blank`, which asks that no row has it.
 */
export const filterOps = ['is', 'contains', 'between', 'blank', 'filled'] as const
export type FilterOp = (typeof filterOps)[number]
export const filterOpNames: Record<FilterOp, string> = {
  is: '等于',
  contains: '包含',
  between: '区间',
  blank: '为空',
  filled: '不为空',
}
export const Filter = z.object({
  key: Key,
  op: z.enum(filterOps),
  values: z.array(line(100)).max(100).default([]),
})
export type Filter = z.infer<typeof Filter>

/** Whom a list or a table speaks of. `category` decides by which profile indicators are read; without it only those that all categories share. */
const whom = {
  category: z.string().max(40).optional(),
  unitId: UnitId.optional(),
  filters: z.array(Filter).max(12, '最多同时用 12 个筛选条件').default([]),
}
const listed = { ...whom, search: line(50).optional(), stage: z.enum(stages).optional() }
const columns = z.array(Key).max(40, '最多选 40 列')

/** `sort`: name, since, unit, or the key of an indicator that can be sorted by, with '-' before it to turn it round. */
const Sort = z.string().max(130).default('name')

export const QueryField = z.object({
  key: Key,
  label: z.string(),
  type: z.string(),
  /** name of the code table */
  codes: z.string().nullable(),
  /** added by the province */
  own: z.boolean(),
  /** a list may be filtered by it and show it; else it is for counting only */
  listed: z.boolean(),
  counted: z.boolean(),
  sorted: z.boolean(),
  ops: z.array(z.enum(filterOps)),
})
export type QueryField = z.infer<typeof QueryField>

export const QueryForm = z.object({
  /** null: what all categories share */
  category: z.string().nullable(),
  version: z.number().int().nullable(),
  categories: z.array(z.object({ id: z.string(), name: z.string() })),
  subsets: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      multiple: z.boolean(),
      fields: z.array(QueryField),
    }),
  ),
})
export type QueryForm = z.infer<typeof QueryForm>

/** The address of a list or table, as the page keeps it. */
const ViewState = z.record(line(20), line(4000))
export const QueryView = z.object({ id: Id, name: z.string(), state: ViewState })
export type QueryView = z.infer<typeof QueryView>

/** What is counted by: an indicator, the unit below, or the age. */
const Dimension = z.union([z.enum(['unit', 'age']), Key])

/** One row or column of a table. `filters`: what to add to the list to see its people; `unitId` where it is a unit. */
export const Head = z.object({
  value: z.string(),
  label: z.string(),
  filters: z.array(Filter),
  unitId: UnitId.nullable(),
})
export type Head = z.infer<typeof Head>

/** Smaller numbers are hidden where people may not be listed (P08). */
export const smallest = 5
/** What stands in the place of a hidden number, which need not be a small one. */
export const hiddenSign = '＊'

/** 交叉表. A number is null where it is hidden. Totals are of people: where one may stand in several rows they are less than the sum. */
export const CrossTable = z.object({
  rowLabel: z.string(),
  columnLabel: z.string().nullable(),
  rows: z.array(Head),
  columns: z.array(Head),
  cells: z.array(z.array(z.number().int().nullable())),
  rowTotals: z.array(z.number().int().nullable()),
  columnTotals: z.array(z.number().int().nullable()),
  total: z.number().int().nullable(),
  /** somebody may stand in several rows or columns */
  overlapping: z.boolean(),
  /** the numbers lead to the people */
  drill: z.boolean(),
  /** 口径 */
  at: z.string(),
  unitName: z.string(),
  version: z.number().int().nullable(),
})
export type CrossTable = z.infer<typeof CrossTable>

const counted = z.object({ ...whom, rows: Dimension, columns: Dimension.optional() })

export const queryApi = {
  indicators: endpoint({
    method: 'GET',
    path: '/query/indicators',
    summary: '可用于筛选、列表和统计的指标',
    permission: 'teacher.list',
    objects: { unitId: 'unit' },
    query: z.object({ category: whom.category, unitId: UnitId.optional() }),
    returns: QueryForm,
  }),
  /** Filters and columns speak of what is in effect. */
  list: endpoint({
    method: 'POST',
    path: '/query/teachers',
    summary: '教师名册：按指标筛选、选列、排序',
    permission: 'teacher.list',
    trace: 'never',
    objects: { unitId: 'unit' },
    body: z.object({
      ...listed,
      columns: columns.default([]),
      sort: Sort,
      page: z.number().int().min(1).max(10_000).default(1),
      size: z.number().int().min(1).max(200).default(20),
    }),
    returns: pageOf(RosterRow.extend({ cells: z.array(z.string()) })).extend({
      counts: z.record(z.enum(stages), z.number().int()),
    }),
  }),
  views: endpoint({
    method: 'GET',
    path: '/query/views',
    summary: '我的视图',
    permission: 'teacher.list',
    query: z.object({ kind: z.enum(['list', 'table']) }),
    returns: z.object({ views: z.array(QueryView).max(50) }),
  }),
  keepView: endpoint({
    method: 'POST',
    path: '/query/views',
    summary: '保存视图；同名的被替换',
    permission: 'teacher.list',
    body: z.object({
      kind: z.enum(['list', 'table']),
      name: line(30).trim().min(1, '请填写视图名称'),
      state: ViewState,
    }),
    returns: QueryView,
  }),
  dropView: endpoint({
    method: 'POST',
    path: '/query/views/:viewId/removal',
    summary: '删除视图',
    permission: 'teacher.list',
    params: z.object({ viewId: Id }),
    returns: Done,
  }),
  table: endpoint({
    method: 'POST',
    path: '/query/statistics',
    summary: '交叉表：已生效的教师，按任意两个指标计数',
    permission: 'query.statistics',
    objects: { unitId: 'unit' },
    body: counted,
    returns: CrossTable,
  }),
  tableBook: endpoint({
    method: 'POST',
    path: '/query/statistics/workbook',
    summary: '导出交叉表',
    permission: 'query.statistics',
    kind: 'download',
    fresh: true,
    objects: { unitId: 'unit' },
    body: counted,
    returns: z.any(),
  }),
  /** The file comes by 下载中心. */
  exporting: endpoint({
    method: 'POST',
    path: '/query/export',
    summary: '导出名册',
    permission: 'export.make',
    fresh: true,
    objects: { unitId: 'unit' },
    body: z.object({ ...listed, columns: columns.default([]), sort: Sort, purpose: Purpose }),
    returns: Download,
  }),
}
