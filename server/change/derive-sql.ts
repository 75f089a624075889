import { type RawBuilder, sql } from 'kysely'
import { type Derivation, derived } from '../../standard/derive.ts'

/** Columns of the teacher row that stand in 基本信息 as typed there. */
const typed = [
  'staff_no',
  'ethnicity',
  'staff_category',
  'in_establishment',
  'personnel_status',
  'work_start_month',
  'school_entry_month',
] as const
/** Columns that are derived from other subsets; each must have a declaration in the standard. */
const best = [
  'highest_education',
  'highest_degree_level',
  'current_post_category',
  'current_post_grade',
  'current_technical_title',
] as const

export const teacherColumns = [...typed, ...best] as const

/** `column = expression` for every typed column of `teacher t`, from the effective records of that teacher. */
export function teacherAssignments(): RawBuilder<unknown> {
  const parts = [
    ...typed.map(
      (name) =>
        sql`${sql.ref(name)} = (select r.body ->> ${sql.lit(name)} from record r where r.province_code = t.province_code and r.teacher_id = t.id and r.subset = 'basic_info' and r.effective_to is null limit 1)`,
    ),
    ...best.map((name) => sql`${sql.ref(name)} = ${expression(name)}`),
  ]
  return sql.join(parts, sql`, `)
}

function expression(name: string): RawBuilder<unknown> {
  const derivation = derived.find(({ field }) => field === name)
  if (!derivation) throw new Error(`the standard declares no derivation of ${name}`)
  return derivationSql(derivation)
}

/**
 * One declaration of standard/derive.ts as a scalar subquery over the effective rows of `teacher t`. The same order as in TypeScript: rank, then the later
 * `by` (rows without it last), then the greater row id.
 */
export function derivationSql(derivation: Derivation): RawBuilder<unknown> {
  const text = (field: string) => sql`(r.body ->> ${sql.lit(field)})`
  const order =
    derivation.pick === 'best'
      ? sql`array_position(${sql.lit(`{${derivation.order.join(',')}}`)}::text[], ${text(derivation.rank)})`
      : sql`(case when ${derivation.openFirst ? sql`coalesce(${text(derivation.openFirst)}, '') <> ''` : sql`false`} then 1 else 0 end)`
  const counts =
    derivation.pick === 'best'
      ? sql`and ${text(derivation.rank)} = any (${sql.lit(`{${derivation.order.join(',')}}`)}::text[])`
      : sql``
  return sql`(select ${text(derivation.take)} from record r
    where r.province_code = t.province_code and r.teacher_id = t.id and r.subset = ${sql.lit(derivation.from)} and r.effective_to is null ${counts}
    order by ${order}, ${text(derivation.by)} collate "C" desc nulls last, r.row_id desc limit 1)`
}
