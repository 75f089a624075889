import type { Answer } from '../../contract/endpoint.ts'
import type { reviewApi } from '../../contract/review.ts'
import type { ProfileField, ProfileSubset, Values } from '../../standard/indicator.ts'
import { inWords, type Standard, subsetOf } from '../record/standard.tsx'

export type CaseView = Answer<typeof reviewApi.view>
export type CaseItem = CaseView['items'][number]

/** One field of one row under review: what stands there, what was there before. */
export interface Place {
  subset: ProfileSubset
  item: CaseItem
  field: ProfileField
  old: string
  now: string
  changed: boolean
}

/** The fields of a case in the order of the forms; only what differs, or with `all` also what stayed. */
export function placesOf(standard: Standard, view: CaseView, all: boolean): Place[] {
  return view.items.flatMap((item) => {
    const subset = subsetOf(standard, item.subset)
    if (!subset) return []
    return subset.fields.flatMap((field): Place[] => {
      // what the system sets is nobody's to return
      if (field.requirement === 'A' || field.requirement === 'D') return []
      const [before, after] = [blank(item.before, field), blank(item.values, field)]
      const changed = JSON.stringify(before) !== JSON.stringify(after)
      if (!changed && (!all || after === '')) return []
      return [
        { subset, item, field, changed, old: inWords(standard, field, before), now: inWords(standard, field, after) },
      ]
    })
  })
}

const blank = (values: Values, field: ProfileField) => values[field.name] ?? ''

/** The rows of a case as groups under their subset, in the order of the profile. */
export function groupsOf(standard: Standard, view: CaseView): { subset: ProfileSubset; items: CaseItem[] }[] {
  return standard.profile.subsets
    .map((subset) => ({ subset, items: view.items.filter((item) => item.subset === subset.name) }))
    .filter(({ items }) => items.length > 0)
}
