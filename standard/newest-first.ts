import type { ProfileSubset, Values } from './indicator.ts'

const timeTypes = ['date', 'month', 'year']

/** The rows of a subset, the newest first by the first of its times that is filled; those without one last, in the order given. */
export function newestFirst<R extends { readonly values: Values }>(subset: ProfileSubset, rows: readonly R[]): R[] {
  const times = subset.fields.filter(({ type }) => timeTypes.includes(type)).map(({ name }) => name)
  const timeOf = ({ values }: R): string =>
    times.map((name) => values[name]).find((value): value is string => typeof value === 'string' && value !== '') ?? ''
  return [...rows].sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : timeOf(a) > timeOf(b) ? -1 : 0))
}
