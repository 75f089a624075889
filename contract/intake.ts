import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Finding, Id, Paging, pageOf, UnitId } from './shape.ts'

/** Where a batch stands; derived from what happened to it. */
export const batchStates = [
  'reading',
  'refused',
  'ready',
  'committing',
  'committed',
  'undoing',
  'undone',
  'cancelled',
] as const

export const SheetView = z.object({
  index: z.number().int(),
  name: z.string(),
  subset: z.string().nullable(),
  rows: z.number().int(),
  columns: z.array(
    z.object({
      column: z.number().int(),
      header: z.string(),
      /** the field it was matched with, or `@name` and `@id` for the two columns that say whose row it is; null: unknown, kept as it is */
      field: z.string().nullable(),
      label: z.string().nullable(),
      how: z.enum(['exact', 'similar', 'chosen', 'unknown', 'identity']),
    }),
  ),
})

/** Errors of one kind on one column with one seen value: what can be mended at once. */
export const Facet = z.object({
  sheet: z.number().int(),
  column: z.number().int(),
  label: z.string(),
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  title: z.string(),
  seen: z.string().nullable(),
  count: z.number().int(),
  suggestion: z.object({ value: z.string(), label: z.string() }).nullable(),
})

export const BatchView = z.object({
  id: Id,
  /** the school, or one of its attached classes */
  unitName: z.string(),
  no: z.string(),
  state: z.enum(batchStates),
  fileName: z.string(),
  uploads: z.number().int(),
  uploadedAt: z.string(),
  profileVersion: z.number().int(),
  templateNote: z.string().nullable(),
  refusal: z.object({ code: z.string(), title: z.string() }).nullable(),
  /** while reading: rows read so far, then people judged and of how many; while committing or undoing: people done. `note`: why it was stopped */
  progress: z.object({
    stage: z.string(),
    done: z.number().int(),
    of: z.number().int().nullable(),
    note: z.string().nullable(),
  }),
  people: z.number().int(),
  rows: z.number().int(),
  errorCells: z.number().int(),
  errorRows: z.number().int(),
  warningCells: z.number().int(),
  unknownPeople: z.number().int(),
  sheets: z.array(SheetView),
  facets: z.array(Facet).max(200),
  /** after the commit: counted in rows of the workbook; `people` is how many were written to */
  result: z
    .object({
      people: z.number().int(),
      added: z.number().int(),
      updated: z.number().int(),
      unchanged: z.number().int(),
      skipped: z.number().int(),
    })
    .nullable(),
  /** after 撤销本批, in rows: taken out, put back as they were, left because they were changed since */
  undone: z.object({ removed: z.number().int(), restored: z.number().int(), kept: z.number().int() }).nullable(),
  can: z.array(z.enum(['mend', 'reupload', 'commit', 'halt', 'undo', 'cancel'])),
})
export type BatchView = z.infer<typeof BatchView>

export const CellView = z.object({
  column: z.number().int(),
  text: z.string(),
  original: z.string().nullable(),
  findings: z.array(Finding),
})
export const RowOfBatch = z.object({
  sheet: z.number().int(),
  row: z.number().int(),
  person: z.string(),
  cells: z.array(CellView),
  /** findings of the row that stand at no cell */
  findings: z.array(Finding),
  errors: z.number().int(),
  warnings: z.number().int(),
})

const params = z.object({ batchId: Id })
const objects = { batchId: 'batch' } as const

export const intakeApi = {
  template: endpoint({
    method: 'GET',
    path: '/intake/template',
    summary: '下载本校采集模板（按生效中的指标体系生成）',
    permission: 'import.read',
    kind: 'download',
    objects: { unitId: 'unit' },
    /** `filled`: also with what stands, values of class 4 masked. `unitId`: of an attached class, whose category has a template of its own */
    query: z.object({ withPeople: z.enum(['yes', 'no', 'filled']).default('yes'), unitId: UnitId.optional() }),
    returns: z.any(),
  }),
  list: endpoint({
    method: 'GET',
    path: '/intake/batches',
    summary: '导入批次',
    permission: 'import.read',
    query: z.object({ ...Paging }),
    returns: pageOf(BatchView),
  }),
  upload: endpoint({
    method: 'POST',
    path: '/intake/batches',
    summary: '上传工作簿',
    permission: 'import.work',
    kind: 'upload',
    objects: { unitId: 'unit' },
    query: z.object({ unitId: UnitId.optional() }),
    returns: z.object({ batchId: Id }),
  }),
  /** the same batch continued with the mended workbook */
  reupload: endpoint({
    method: 'POST',
    path: '/intake/batches/:batchId/uploads',
    summary: '重新上传到本批',
    permission: 'import.work',
    kind: 'upload',
    objects,
    params,
    returns: z.object({ batchId: Id }),
  }),
  view: endpoint({
    method: 'GET',
    path: '/intake/batches/:batchId',
    summary: '批次概况',
    permission: 'import.read',
    objects,
    params,
    returns: BatchView,
  }),
  rows: endpoint({
    method: 'GET',
    path: '/intake/batches/:batchId/rows',
    summary: '批次各行',
    permission: 'import.read',
    objects,
    params,
    query: z.object({
      ...Paging,
      sheet: z.coerce.number().int().min(0).max(100).optional(),
      only: z.enum(['all', 'errors', 'warnings']).default('errors'),
      column: z.coerce.number().int().optional(),
      code: z.string().max(60).optional(),
    }),
    returns: pageOf(RowOfBatch),
  }),
  /** mends one cell, every cell of a facet at once, or the cells of a pasted range */
  mend: endpoint({
    method: 'POST',
    path: '/intake/batches/:batchId/mending',
    summary: '修改单元格，或把同类错误一次改好',
    permission: 'import.work',
    objects,
    params,
    body: z.union([
      z.object({
        sheet: z.number().int(),
        row: z.number().int(),
        column: z.number().int(),
        text: z.string().max(4000),
      }),
      z.object({
        sheet: z.number().int(),
        column: z.number().int(),
        code: z.string().max(60),
        seen: z.string().max(4000),
        text: z.string().max(4000),
      }),
      z.object({
        cells: z
          .array(
            z.object({
              sheet: z.number().int(),
              row: z.number().int(),
              column: z.number().int(),
              text: z.string().max(4000),
            }),
          )
          .min(1)
          .max(2000),
      }),
    ]),
    returns: z.object({ cells: z.number().int() }),
  }),
  /** says anew which field a column holds (null: none); the batch is judged again and is `reading` until that is done */
  columns: endpoint({
    method: 'POST',
    path: '/intake/batches/:batchId/columns',
    summary: '指定某一列对应的指标',
    permission: 'import.work',
    objects,
    params,
    body: z.object({
      sheet: z.number().int(),
      column: z.number().int(),
      field: z
        .string()
        .max(60)
        .regex(/^[a-z][a-z0-9_]*$/)
        .nullable(),
    }),
    returns: BatchView,
  }),
  /** the clerk's own workbook, written anew from the staged rows, wrong cells coloured and commented */
  annotated: endpoint({
    method: 'GET',
    path: '/intake/batches/:batchId/workbook',
    summary: '下载批注文件',
    permission: 'import.read',
    kind: 'download',
    objects,
    params,
    returns: z.any(),
  }),
  /** what a commit would do, in rows: new, updated, unchanged, skipped; `locked` names people whose records are under review or in effect */
  trial: endpoint({
    method: 'GET',
    path: '/intake/batches/:batchId/trial',
    summary: '试算',
    permission: 'import.read',
    objects,
    params,
    returns: z.object({
      people: z.number().int(),
      added: z.number().int(),
      updated: z.number().int(),
      unchanged: z.number().int(),
      skipped: z.number().int(),
      locked: z.array(z.string()).max(200),
    }),
  }),
  /** field by field, what a commit would change in rows that stand */
  changes: endpoint({
    method: 'GET',
    path: '/intake/batches/:batchId/changes',
    summary: '试算：更新的各行改了什么',
    permission: 'import.read',
    objects,
    params,
    query: z.object({ ...Paging }),
    returns: pageOf(
      z.object({
        sheet: z.number().int(),
        row: z.number().int(),
        person: z.string(),
        subset: z.string(),
        fields: z.array(z.object({ label: z.string(), before: z.string(), after: z.string() })),
      }),
    ),
  }),
  /** begins it; the batch is `committing` until the queue has done it. `skipErrors`: without the rows that have errors; `whole`: all rows or none */
  commit: endpoint({
    method: 'POST',
    path: '/intake/batches/:batchId/commit',
    summary: '提交本批：写入各教师的填报信息',
    permission: 'import.work',
    objects,
    params,
    body: z.object({ skipErrors: z.boolean().default(false), whole: z.boolean().default(false) }),
    returns: BatchView,
  }),
  /** stops a commit that is under way: what it wrote is taken back */
  halt: endpoint({
    method: 'POST',
    path: '/intake/batches/:batchId/halt',
    summary: '停止提交，撤回已写入的内容',
    permission: 'import.work',
    objects,
    params,
    returns: BatchView,
  }),
  /** begins it; `partial`: what was changed since stays, the rest is taken back */
  undo: endpoint({
    method: 'POST',
    path: '/intake/batches/:batchId/undo',
    summary: '撤销本批',
    permission: 'import.work',
    objects,
    params,
    query: z.object({ partial: z.enum(['yes', 'no']).default('no') }),
    returns: BatchView,
  }),
  cancel: endpoint({
    method: 'POST',
    path: '/intake/batches/:batchId/cancel',
    summary: '取消本批',
    permission: 'import.work',
    objects,
    params,
    returns: BatchView,
  }),
}
