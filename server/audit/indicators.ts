import type { Subset } from '../../standard/indicator.ts'
import { subsets } from '../../standard/subsets.ts'

/** Subsets and fields of the standard under their names: `contact` → 联系方式, `contact.mobile` → 手机. */
const labels = new Map<string, string>(
  (subsets as readonly Subset[]).flatMap((subset): [string, string][] => [
    [subset.name, subset.label],
    ...subset.fields.map((field): [string, string] => [
      `${subset.name}.${field.name}`,
      typeof field.label === 'string' ? field.label : field.label.default,
    ]),
  ]),
)

/** The details of a row with subset and fields in the words of the standard; a province's own stand as they were written. */
export function inWords(detail: Record<string, unknown>): Record<string, unknown> {
  const { subset } = detail
  if (typeof subset !== 'string') return detail
  const labelOf = (field: unknown) => labels.get(`${subset}.${String(field)}`) ?? field
  return {
    ...detail,
    subset: labels.get(subset) ?? subset,
    ...('field' in detail && { field: labelOf(detail.field) }),
    ...(Array.isArray(detail.fields) && { fields: detail.fields.map(labelOf) }),
  }
}
