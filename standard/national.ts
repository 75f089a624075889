import type { Category } from './categories.ts'
import type { CodeTable, Indicator, Requirement, Subset } from './indicator.ts'
import { subsets } from './subsets.ts'

/**
 * 国家版本: what the centre has published on top of the shipped standard. It is kept whole, against the shipped standard, so that one version is enough to know
 * what counts; docs/decisions/0012-national-versions.md.
 */
export type National = {
  /** 1, 2, …; 0 is the standard as shipped */
  readonly version: number
  /** Tables that differ from the shipped ones, whole. */
  readonly tables: readonly CodeTable[]
  /** By 'subset.field'. */
  readonly indicators: Readonly<Record<string, IndicatorChange>>
}

/** What the centre says otherwise of an indicator; what is not said stays as shipped. */
export type IndicatorChange = {
  readonly help?: string
  readonly example?: string
  readonly core?: { readonly [C in Category]?: boolean }
  readonly requirement?: { readonly [C in Category]?: Collected }
}

/** What the centre may choose between; D and A are the system's. */
export type Collected = Extract<Requirement, 'R' | 'C' | 'O' | '-'>

export const shipped: National = { version: 0, tables: [], indicators: {} }

const resolved = new WeakMap<National, Map<Category, readonly Subset[]>>()

/** The 27 subsets for a category under a national version, in printed order: the same objects each time. */
export function standardOf(category: Category, national: National | undefined): readonly Subset[] {
  if (!national || Object.keys(national.indicators).length === 0) return subsets
  const before = resolved.get(national) ?? new Map<Category, readonly Subset[]>()
  resolved.set(national, before)
  const found = before.get(category) ?? subsets.map((subset) => changed(subset, category, national.indicators))
  before.set(category, found)
  return found
}

function changed(subset: Subset, category: Category, changes: National['indicators']): Subset {
  const fields = subset.fields.map((field) => {
    const change = changes[`${subset.name}.${field.name}`]
    return change ? withChange(field, category, change) : field
  })
  return fields.some((field, at) => field !== subset.fields[at]) ? { ...subset, fields } : subset
}

function withChange(field: Indicator, category: Category, change: IndicatorChange): Indicator {
  const requirement = change.requirement?.[category]
  const core = change.core?.[category]
  const { help, example } = change
  return {
    ...field,
    ...(requirement !== undefined && { requirement }),
    ...(core !== undefined && { core }),
    ...(help !== undefined && { help }),
    ...(example !== undefined && { example }),
  }
}
