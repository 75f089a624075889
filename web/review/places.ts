import type { Answer } from '../../contract/endpoint.ts'
import type { reviewApi } from '../../contract/review.ts'
import type { ProfileField, ProfileSubset, Values } from '../../standard/indicator.ts'
import { inWords, type Standard, subsetOf } from '../record/standard.tsx'

export type CaseView = Answer<typeof reviewApi.view>
export type CaseItem = CaseView['items'][number]

/** changed: what differs from what is in effect; since: what changed after the last return; flagged: what the checks or the last return speak of, and what differs in identity; all: everything filled in. */
export type Shown = 'changed' | 'since' | 'flagged' | 'all'

/** One field of one row under review: what stands there, what was there before. */
export interface Place {
  subset: ProfileSubset
  item: CaseItem
  field: ProfileField
  old: string
  now: string
  changed: boolean
}

/** The fields of a case in the order of the forms. */
export function placesOf(standard: Standard, view: CaseView, shown: Shown): Place[] {
  return view.items.flatMap((item) => {
    const subset = subsetOf(standard, item.subset)
    if (!subset) return []
    return subset.fields.flatMap((field): Place[] => {
      // what the system sets is nobody's to return
      if (field.requirement === 'A' || field.requirement === 'D') return []
      const changed = item.changed.includes(field.name)
      const [before, after] = [blank(item.before, field), blank(item.values, field)]
      if (!isShown(view, item, field, shown, changed, after)) return []
      return [
        { subset, item, field, changed, old: inWords(standard, field, before), now: inWords(standard, field, after) },
      ]
    })
  })
}

function isShown(
  view: CaseView,
  item: CaseItem,
  field: ProfileField,
  shown: Shown,
  changed: boolean,
  after: Values[string],
): boolean {
  switch (shown) {
    case 'all':
      return changed || after !== ''
    case 'changed':
      return changed
    case 'since':
      return item.changedSince?.includes(field.name) ?? false
    case 'flagged': {
      const here = (at: { subset: string | null; field: string | null }) =>
        at.subset === item.subset && at.field === field.name
      const said = view.findings.some(
        (finding) => here(finding) && (finding.row === null || finding.row === item.rowId),
      )
      const returned = view.reasons.some((reason) => here(reason) && reason.rowId === item.rowId)
      return said || returned || (changed && (item.op === 'edit' || field.key === true))
    }
  }
}

const blank = (values: Values, field: ProfileField) => values[field.name] ?? ''

/** The rows of a case as groups under their subset, in the order of the profile. */
export function groupsOf(standard: Standard, view: CaseView): { subset: ProfileSubset; items: CaseItem[] }[] {
  return standard.profile.subsets
    .map((subset) => ({ subset, items: view.items.filter((item) => item.subset === subset.name) }))
    .filter(({ items }) => items.length > 0)
}
