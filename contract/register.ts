import { z } from 'zod'
import { Download, Purpose } from './download.ts'
import { endpoint } from './endpoint.ts'
import { Day, Id, Name, Signature } from './shape.ts'

/** One subset in words, as people read it: what stood in the register on a day, or what the 登记表 prints. */
export const Part = z.object({
  subset: z.string(),
  label: z.string(),
  rows: z.enum(['single', 'multiple']),
  fields: z.array(z.object({ name: z.string(), label: z.string() })),
  lines: z.array(z.object({ rowId: Id, cells: z.array(z.string()) })),
})
export type Part = z.infer<typeof Part>

/** One row of a subset that differs between two days; `fields` in words, only those that differ. */
export const Difference = z.object({
  subset: z.string(),
  label: z.string(),
  rowId: Id,
  kind: z.enum(['added', 'ended', 'changed']),
  fields: z.array(z.object({ name: z.string(), label: z.string(), old: z.string(), new: z.string() })),
})
export type Difference = z.infer<typeof Difference>

/** Where a value in effect came from. */
export const Source = z.object({
  /** 首次采集, 新增信息 … */
  kind: z.string(),
  reason: z.string().nullable(),
  effectiveFrom: z.string(),
  /** the version of 指标体系 under which it was checked */
  profileVersion: z.number().int(),
  /** of an import: the workbook and the row in it; the name where this reader may see the batch */
  workbook: z
    .object({
      batchNo: z.string().nullable(),
      fileName: z.string().nullable(),
      sheet: z.string().nullable(),
      row: z.number().int(),
    })
    .nullable(),
  decisions: z.array(z.object({ title: z.string(), by: Signature.nullable(), at: z.string() })),
})
export type Source = z.infer<typeof Source>

export const Provenance = z.object({
  sources: z.array(Source),
  fields: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      value: z.string(),
      by: Signature.nullable(),
      at: z.string().nullable(),
      /** column of the workbook, as A, B … */
      column: z.string().nullable(),
      /** place in `sources` */
      source: z.number().int(),
    }),
  ),
})
export type Provenance = z.infer<typeof Provenance>

const params = z.object({ teacherId: Id })
const objects = { teacherId: 'teacher' } as const

export const registerApi = {
  /** the record as it was in effect at the end of a day; `days` are those on which it changed, newest first */
  asOf: endpoint({
    method: 'GET',
    path: '/teachers/:teacherId/as-of',
    summary: '历史：截至某日生效的信息',
    permission: 'teacher.read',
    objects,
    params,
    query: z.object({ on: Day }),
    returns: z.object({ on: Day, parts: z.array(Part), days: z.array(Day) }),
  }),
  compare: endpoint({
    method: 'GET',
    path: '/teachers/:teacherId/comparison',
    summary: '对比：两个日期之间生效信息的变化',
    permission: 'teacher.read',
    objects,
    params,
    query: z.object({ from: Day, to: Day }),
    returns: z.object({ differences: z.array(Difference) }),
  }),
  provenance: endpoint({
    method: 'GET',
    path: '/teachers/:teacherId/rows/:rowId/provenance',
    summary: '来源：一条生效信息的每一项由谁填报、从哪里来、谁审核',
    permission: 'teacher.read',
    objects,
    params: params.extend({ rowId: Id }),
    query: z.object({ subset: Name }),
    returns: Provenance,
  }),
  /**
   * 教师信息登记表, A4, as PDF: as it stands, or as it was in effect at the end of a day. A character the font lacks refuses the print with its place
   * (print.glyph); `lacking=codes` prints it as its code, to be written by hand.
   */
  form: endpoint({
    method: 'GET',
    path: '/teachers/:teacherId/registration-form',
    summary: '打印教师信息登记表',
    permission: 'teacher.read',
    kind: 'download',
    objects,
    params,
    query: z.object({ on: Day.optional(), lacking: z.enum(['refuse', 'codes']).default('refuse') }),
    returns: z.any(),
  }),
  /** of many people, as one PDF in 下载中心; a whole record waits for the unit's 系统管理员 as every export of sensitive indicators does */
  forms: endpoint({
    method: 'POST',
    path: '/registration-forms',
    summary: '打印多人的教师信息登记表',
    permission: 'register.print',
    fresh: true,
    objects: { teacherIds: 'teacher' },
    body: z.object({ teacherIds: z.array(Id).min(1).max(500, '一次最多 500 人'), purpose: Purpose }),
    returns: Download,
  }),
}
