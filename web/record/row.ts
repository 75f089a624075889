import type { TeacherView } from '../../contract/teacher.ts'
import type { Person } from '../../standard/indicator.ts'

/** One row of a subset, with where it stands. */
export type RowView = TeacherView['subsets'][number]['rows'][number]

/** The rows of a teacher as the standard's rules take them. */
export function personOf(subsets: TeacherView['subsets']): Person {
  return Object.fromEntries(
    subsets.map(({ subset, rows }) => [subset, rows.map((row) => ({ id: row.rowId, values: row.values }))]),
  )
}

/** Where a field of a row stands on a page: for jumping to it. */
export const anchorOf = (subset: string, rowId: string | null, field: string | null): string =>
  ['at', subset, rowId ?? '', field ?? ''].join('-')

/** Brings a place into view and marks it for a while; false when it is not on the page. */
export function jumpTo(...places: string[]): boolean {
  const found = places.map((place) => document.getElementById(place)).find((element) => element !== null)
  if (!found) return false
  found.scrollIntoView({ block: 'center' })
  found.classList.add('xt-pointed')
  setTimeout(() => found.classList.remove('xt-pointed'), 4000)
  if (found.tabIndex < 0) found.tabIndex = -1
  found.focus({ preventScroll: true })
  return true
}
