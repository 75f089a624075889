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

/**
 * Assignments of every typed column of `teacher t`, from the effective records of that teacher. Columns that stand in one row are taken from it in one look,
 * for each look passes row-level security anew.
 */
export function teacherAssignments(): RawBuilder<unknown> {
  const basic = sql`(${columns(typed)}) = (select ${sql.join(typed.map((name) => sql`r.body ->> ${sql.lit(name)}`))} from record r
    where r.province_code = t.province_code and r.teacher_id = t.id and r.subset = 'basic_info' and r.effective_to is null limit 1)`
  const alike = Map.groupBy(best.map(declared), ({ field: _, take: __, ...row }) => JSON.stringify(row))
  const derivations = [...alike.values()].map(
    (group) => sql`(${columns(group.map(({ field }) => field))}) = ${rowSql(group)}`,
  )
  return sql.join([basic, ...derivations], sql`, `)
}

const columns = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)))

function declared(name: string): Derivation {
  const derivation = derived.find(({ field }) => field === name)
  if (!derivation) throw new Error(`the standard declares no derivation of ${name}`)
  return derivation
}

/**
 * One declaration of standard/derive.ts as a scalar subquery over the effective rows of `teacher t`. The same order as in TypeScript: rank, then the later
 * `by` (rows without it last), then the greater row id.
 */
export const derivationSql = (derivation: Derivation): RawBuilder<unknown> => rowSql([derivation])

/** The same for several that take different values of the same row. */
function rowSql(group: readonly Derivation[]): RawBuilder<unknown> {
  const [derivation] = group
  if (!derivation) throw new Error('expected a derivation, saw none')
  const text = (field: string) => sql`(r.body ->> ${sql.lit(field)})`
  const order =
    derivation.pick === 'best'
      ? sql`array_position(${sql.lit(`{${derivation.order.join(',')}}`)}::text[], ${text(derivation.rank)})`
      : sql`(case when ${derivation.openFirst ? sql`coalesce(${text(derivation.openFirst)}, '') <> ''` : sql`false`} then 1 else 0 end)`
  const counts =
    derivation.pick === 'best'
      ? sql`and ${text(derivation.rank)} = any (${sql.lit(`{${derivation.order.join(',')}}`)}::text[])`
      : sql``
  return sql`(select ${sql.join(group.map(({ take }) => text(take)))} from record r
    where r.province_code = t.province_code and r.teacher_id = t.id and r.subset = ${sql.lit(derivation.from)} and r.effective_to is null ${counts}
    order by ${order}, ${text(derivation.by)} collate "C" desc nulls last, r.row_id desc limit 1)`
}
