import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { levels } from './policy.ts'
import { Paging, pageOf, UnitId } from './shape.ts'

export const UnitRow = z.object({
  id: UnitId,
  code: z.string(),
  name: z.string(),
  level: z.enum(levels),
  schoolType: z.string().nullable(),
  category: z.string().nullable(),
  typeDerived: z.boolean(),
  authority: z.string().nullable(),
  hasChildren: z.boolean(),
})
export type UnitRow = z.infer<typeof UnitRow>

/** What a list of institutions would do, before it does it. */
export const ListDiff = z.object({
  rows: z.number().int(),
  added: z.number().int(),
  renamed: z.number().int(),
  /** another type, organiser, place or remark under the same name */
  changed: z.number().int(),
  unchanged: z.number().int(),
  /** another authority: told and not applied, since teachers and open cases would have to go along */
  moved: z.number().int(),
  findings: z
    .array(
      z.object({
        row: z.number().int(),
        severity: z.enum(['error', 'warning']),
        code: z.string(),
        message: z.string(),
      }),
    )
    .max(500),
  findingsTotal: z.number().int(),
  sample: z
    .array(
      z.object({
        row: z.number().int(),
        code: z.string(),
        name: z.string(),
        what: z.enum(['added', 'renamed', 'changed', 'moved']),
        authority: z.string(),
        type: z.string(),
      }),
    )
    .max(200),
  committed: z.boolean(),
})
export type ListDiff = z.infer<typeof ListDiff>

export const unitApi = {
  list: endpoint({
    method: 'GET',
    path: '/units',
    summary: '机构：某单位的下级，或按名称、代码查找',
    permission: 'unit.read',
    objects: { parentId: 'unit' },
    query: z.object({ ...Paging, parentId: UnitId.optional(), search: z.string().max(50).optional() }),
    returns: pageOf(UnitRow),
  }),
  importList: endpoint({
    method: 'POST',
    path: '/units/lists',
    summary: '导入高等学校名单：先核对差异，确认后写入',
    permission: 'unit.import',
    kind: 'upload',
    query: z.object({ commit: z.enum(['yes', 'no']).default('no') }),
    returns: ListDiff,
  }),
}
