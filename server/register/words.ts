import type { Difference, Part } from '../../contract/register.ts'
import type { Known, Profile, ProfileField, ProfileSubset } from '../../standard/indicator.ts'
import { newestFirst } from '../../standard/newest-first.ts'
import { showValue } from '../../standard/show-value.ts'
import type { Plain } from '../record/body.ts'

/** One row with what its reader may see: values in clear, and the masks of the others. */
export interface SeenRow {
  rowId: string
  values: Plain
  masked: Record<string, string>
}
export type SeenSubset = { subset: string; rows: readonly SeenRow[] }

type Words = Pick<Known, 'tables' | 'areas'>

/**
 * Subsets in words, in the order of the profile, with the fields that say something.
 * @param all for a form: also subsets without rows, and the blank fields of those with one row
 */
export function partsOf(
  profile: Profile,
  seen: readonly SeenSubset[],
  known: Words,
  { all = false, derived = {} }: { all?: boolean; derived?: Plain } = {},
): Part[] {
  return profile.subsets
    .filter(({ rows }) => rows !== 'derived')
    .flatMap((subset) => {
      const standing = seen.find(({ subset: name }) => name === subset.name)?.rows ?? []
      // as a life is told: from the beginning
      const rows = newestFirst(subset, standing)
        .reverse()
        .map((row) => (subset.name === 'basic_info' ? { ...row, values: { ...row.values, ...derived } } : row))
      const fields = subset.fields.filter(
        (field) =>
          field.type !== 'image' &&
          field.type !== 'file' &&
          ((all && subset.rows === 'single') || rows.some((row) => said(row, field, known) !== '')),
      )
      if (!all && rows.length === 0) return []
      return [
        {
          subset: subset.name,
          label: subset.label,
          rows: subset.rows === 'single' ? ('single' as const) : ('multiple' as const),
          fields: fields.map(({ name, label }) => ({ name, label })),
          lines: rows.map((row) => ({ rowId: row.rowId, cells: fields.map((field) => said(row, field, known)) })),
        },
      ]
    })
}

/** What differs between two states of a record, row by row, in words. Masked values that differ under one mask are told as differing. */
export function differencesOf(
  profile: Profile,
  before: readonly SeenSubset[],
  after: readonly SeenSubset[],
  known: Words,
  differs: (subset: string, rowId: string, field: string) => boolean,
): Difference[] {
  return profile.subsets.flatMap((subset) => {
    const of = (state: readonly SeenSubset[]) =>
      new Map((state.find(({ subset: name }) => name === subset.name)?.rows ?? []).map((row) => [row.rowId, row]))
    const [old, now] = [of(before), of(after)]
    return [...new Set([...old.keys(), ...now.keys()])].flatMap((rowId): Difference[] => {
      const [from, to] = [old.get(rowId), now.get(rowId)]
      const fields = subset.fields
        .filter((field) => differs(subset.name, rowId, field.name))
        .map((field) => ({
          name: field.name,
          label: field.label,
          old: from ? said(from, field, known) : '',
          new: to ? said(to, field, known) : '',
        }))
      if (fields.length === 0) return []
      const kind = from ? (to ? 'changed' : 'ended') : 'added'
      return [{ subset: subset.name, label: subset.label, rowId, kind, fields }]
    })
  })
}

export const said = (row: SeenRow, field: ProfileField, { tables, areas }: Words): string =>
  row.masked[field.name] ?? showValue(field, row.values[field.name], tables, areas)

export const fieldsOf = (profile: Profile, subset: string): ProfileSubset['fields'] =>
  profile.subsets.find(({ name }) => name === subset)?.fields ?? []
