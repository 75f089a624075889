import type { CodeTable, FilledBy, Indicator, Profile, Rule, Secrecy, Subset, Tables } from './indicator.ts'

/**
 * 拓展指标: what a province adds to the standard (mission document, section 3(3): 可根据需要进行研制拓展). Plain data, kept with the selection. Every name begins with
 * the province's prefix (`p33_`), so that it never meets one of the standard or of another province, and a person who leaves takes none of it along.
 */
export type Extension = {
  readonly fields?: readonly OwnField[]
  readonly subsets?: readonly OwnSubset[]
  readonly tables?: readonly OwnTable[]
}

export type OwnField = {
  /** the subset it stands in: one of the standard, or an own one */
  readonly subset: string
  readonly name: string
  readonly label: string
  readonly type: OwnType
  readonly length?: number
  readonly scale?: number
  /** a table of the standard or an own one, for 'code' and 'codes' */
  readonly codes?: string
  readonly required: boolean
  readonly filledBy: Exclude<FilledBy, 'A'>
  readonly secrecy: Secrecy
  readonly help?: string
  readonly example?: string
}

export const ownTypes = [
  'string',
  'text',
  'code',
  'codes',
  'bool',
  'date',
  'month',
  'year',
  'integer',
  'decimal',
  'file',
] as const
export type OwnType = (typeof ownTypes)[number]

export type OwnSubset = {
  readonly name: string
  readonly label: string
  readonly rows: 'single' | 'multiple'
  readonly required: boolean
  /** fields that tell two rows apart; [] where there is one row */
  readonly naturalKey: readonly string[]
  readonly help?: string
}

export type OwnTable = {
  readonly name: string
  readonly label: string
  /** a code that was once used stays; `selectable: false` offers it no more */
  readonly rows: readonly {
    readonly code: string
    readonly name: string
    readonly parent?: string
    readonly selectable?: false
  }[]
}

/** A check that a province puts on an indicator: chosen from this list, with parameters; nothing is programmed. */
export type Check =
  | { readonly kind: 'range'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'length'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'only'; readonly of: 'digits' | 'latin' | 'chinese' }
  | { readonly kind: 'not-future' }
  | { readonly kind: 'not-before'; readonly other: string }
  | { readonly kind: 'differs'; readonly other: string }

/** What every own name of a province begins with: `p33_`; the centre's is `p00_`. */
export const prefixOf = (province: string): string => `p${province}_`

/** The check as a rule of the subset. */
export function ruleOf(field: string, check: Check): Rule {
  switch (check.kind) {
    case 'range':
      return { field, ...check }
    case 'length':
    case 'only':
      return { field, ...check, kind: 'text', ...(check.kind === 'only' ? { only: check.of } : {}) }
    case 'not-future':
      return { kind: 'not-future', field }
    case 'not-before':
      return { kind: 'order', field, notBefore: check.other }
    case 'differs':
      return { kind: 'differs', field, from: check.other }
  }
}

/** The subsets of the standard with a province's own fields behind theirs, then its own subsets. */
export function extended(standard: readonly Subset[], extension: Extension | undefined): readonly Subset[] {
  if (!extension) return standard
  const own = Map.groupBy(extension.fields ?? [], ({ subset }) => subset)
  const more = (subset: Subset): Subset => {
    const fields = own.get(subset.name)
    return fields ? { ...subset, fields: [...subset.fields, ...fields.map(indicatorOf)] } : subset
  }
  return [...standard.map(more), ...(extension.subsets ?? []).map((subset, at) => more(subsetOf(subset, at)))]
}

function indicatorOf({ subset: _, required, ...field }: OwnField): Indicator {
  return { ...field, requirement: required ? 'R' : 'O', core: false }
}

function subsetOf({ required, ...subset }: OwnSubset, at: number): Subset {
  return {
    ...subset,
    // after the 27 of the printed standard
    id: `B${String(at + 1).padStart(2, '0')}`,
    requirement: required ? 'R' : 'O',
    fields: [],
    rules: [],
  }
}

/** An own table as the standard has its tables. */
export const tableOf = ({ name, label, rows }: OwnTable): CodeTable => ({
  name,
  label,
  standard: '本省拓展',
  sure: 'exact',
  rows,
})

const withOwn = new WeakMap<Profile, Tables>()

/** The tables of the standard and those that the profile brings along: two versions, two categories, two provinces never meet. */
export function tablesWith(profile: Profile, standard: Tables): Tables {
  const own = profile.tables
  if (!own) return standard
  const before = withOwn.get(profile)
  if (before) return before
  const byName = new Map(own.map((table) => [table.name, table]))
  const tables: Tables = (name) => byName.get(name) ?? standard(name)
  withOwn.set(profile, tables)
  return tables
}
