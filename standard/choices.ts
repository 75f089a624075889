import type { Category } from './categories.ts'
import type { CodeRow, CodeTable, ProfileField, ProfileSubset, Rule, Values } from './indicator.ts'

/**
 * The rows of the field's code table that may be chosen as the row's values are now: leaves where only leaves count,
 * those of the school's category, those that the leading field allows. Usual ones of the category come first.
 */
export function choices(subset: ProfileSubset, field: ProfileField, values: Values, table: CodeTable): CodeRow[] {
  const parents = parentCodes(table)
  const cascade = cascadeOf(subset, field.name)
  const allowed = table.rows.filter(
    (row) =>
      !whyNotChosen(row, table, parents, subset.category) &&
      (!cascade || cascadeAllows(cascade, row, values) !== false),
  )
  const usual = allowed.filter((row) => row.offeredFirst?.includes(subset.category))
  return [...usual, ...allowed.filter((row) => !usual.includes(row))]
}

/** Why a row of the table cannot stand in a form, or undefined. */
export function whyNotChosen(
  row: CodeRow,
  table: CodeTable,
  parents: ReadonlySet<string>,
  category: Category,
): 'not-selectable' | 'not-leaf' | 'not-here' | undefined {
  if (row.selectable === false) return 'not-selectable'
  if (table.leafOnly && parents.has(row.code)) return 'not-leaf'
  return row.applies && !row.applies.includes(category) ? 'not-here' : undefined
}

const known = new WeakMap<CodeTable, ReadonlySet<string>>()

/** Codes that have rows below them. */
export function parentCodes(table: CodeTable): ReadonlySet<string> {
  const before = known.get(table)
  if (before) return before
  const parents = new Set(table.rows.flatMap((row) => row.parent ?? []))
  known.set(table, parents)
  return parents
}

export type Cascade = Extract<Rule, { kind: 'cascade' }>

export function cascadeOf(subset: ProfileSubset, fieldName: string): Cascade | undefined {
  return subset.rules.find((rule): rule is Cascade => rule.kind === 'cascade' && rule.field === fieldName)
}

/** Whether the leading field allows the row; undefined while it is blank. */
export function cascadeAllows(cascade: Cascade, row: CodeRow, values: Values): boolean | undefined {
  const lead = values[cascade.on]
  if (typeof lead !== 'string' || lead === '') return undefined
  if (cascade.always?.includes(row.code)) return true
  return row.parent !== undefined && (cascade.parents[lead] ?? []).includes(row.parent)
}
