import type { ProfileSubset } from '../../standard/indicator.ts'
import { showValue } from '../../standard/show-value.ts'
import { knownAreas, tableOf } from './code-tables.ts'
import type { RowView } from './house.ts'

/** '大学本科毕业 · 某师范大学 · 2008-07': what tells this row from the others. Needs the tables of the subset. */
export function titleOf(subset: ProfileSubset, row: RowView): string {
  const names = subset.naturalKey.length > 0 ? subset.naturalKey : subset.fields.slice(0, 3).map((field) => field.name)
  return names
    .flatMap((name) => {
      const field = subset.fields.find((each) => each.name === name)
      return (field && showValue(field, row.values[name], tableOf, knownAreas())) || []
    })
    .join(' · ')
}
