import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { levels } from './policy.ts'
import { UnitId } from './shape.ts'
import { stages } from './teacher.ts'

export const Funnel = z.record(z.enum(stages), z.number().int())

export const ProgressRow = z.object({
  unitId: UnitId,
  name: z.string(),
  level: z.enum(levels),
  schools: z.number().int(),
  total: z.number().int(),
  counts: Funnel,
  /** whole percent, rounded down: 100 only when all are in effect */
  done: z.number().int(),
  movedAt: z.string().nullable(),
  /** days since anything moved */
  stalled: z.number().int().nullable(),
})
export type ProgressRow = z.infer<typeof ProgressRow>

export const progressApi = {
  /** A unit, its own sum and one row for each unit under it; a school's rows are its people, in the roster. */
  view: endpoint({
    method: 'GET',
    path: '/progress',
    summary: '采集进度',
    permission: 'progress.read',
    objects: { unitId: 'unit' },
    query: z.object({ unitId: UnitId.optional() }),
    returns: z.object({
      round: z.object({ name: z.string(), deadline: z.string(), daysLeft: z.number().int() }).nullable(),
      chain: z.array(z.object({ unitId: UnitId, name: z.string() })),
      unit: ProgressRow,
      rows: z.array(ProgressRow),
    }),
  }),
}
