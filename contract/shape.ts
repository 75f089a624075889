import { z } from 'zod'

/** Shapes that many endpoints share. */
export const Id = z.uuid()
export const UnitId = z.string().regex(/^\d{1,12}$/, '机构编号应为数字')
export const Day = z.iso.date()
export const Done = z.object({ ok: z.literal(true) })

/** A page of a list: 1-based, at most 200 rows; jumping ends at row 10,000, where filters serve better (docs/domain/list.md). */
export const Paging = {
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  size: z.coerce.number().int().min(1).max(200).default(20),
}

export function pageOf<T extends z.ZodType>(row: T) {
  return z.object({ total: z.number().int(), rows: z.array(row) })
}

/** Stored values of one row of a subset; a missing key is a blank. */
export const Values = z.record(
  z
    .string()
    .max(60)
    .regex(/^[a-z][a-z0-9_]*$/),
  z.union([z.string().max(4000), z.array(z.string().max(40)).max(50)]),
)
export type Values = z.infer<typeof Values>

/** The name of a subset, a field or a rule, as the standard writes it. */
export const Name = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9_.-]*$/)

/** Who did something, in which post. */
export const Signature = z.object({ person: z.string(), role: z.string(), unit: z.string() })
export type Signature = z.infer<typeof Signature>

/** One finding of the judge (standard/validate.ts). */
export const Finding = z.object({
  subset: z.string(),
  row: z.string().nullable(),
  field: z.string().nullable(),
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  message: z.string(),
  expected: z.string().optional(),
  seen: z.string().optional(),
  suggestion: z.object({ value: z.string(), label: z.string() }).optional(),
})
export type Finding = z.infer<typeof Finding>
