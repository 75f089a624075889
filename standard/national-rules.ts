import { type Category, categories } from './categories.ts'
import { asList, conditionFields } from './condition.ts'
import type { CodeTable, Condition, Indicator, Requirement, Subset } from './indicator.ts'
import type { Collected } from './national.ts'
import { fieldsOf, forCategory } from './profile.ts'
import { subsets } from './subsets.ts'

/** Which of an indicator's standings the centre cannot change for a category, and why; and what it may choose of. */
export interface NationalLocks {
  /** what the requirement may be; one entry: it cannot be changed */
  requirements: readonly Collected[]
  requirement?: string
  core?: string
}

/**
 * What the rules of the standard leave open. `now`: the requirement as it would be, which decides whether there is anything to be core.
 */
export function nationalLocks(
  category: Category,
  subset: Subset,
  field: Indicator,
  now: Requirement = forCategory(field.requirement, category),
): NationalLocks {
  const fixed = (why: string): NationalLocks => ({ requirements: [], requirement: why, core: why })
  if (forCategory(subset.requirement, category) === '-') return fixed('该类学校不采集这个信息子集。')
  if (now === 'D' || now === 'A' || field.filledBy === 'A') return fixed('由系统得出，不需要填写。')
  if (field.key) return fixed('关键信息，各类学校都要采集。')
  const when = field.requiredWhen === undefined ? [] : asList(forCategory(field.requiredWhen, category))
  const conditional = when.length > 0 || forCategory(field.requirement, category) === 'C'
  const namedBy = dependants(subset, field.name)
  const needed =
    namedBy.length > 0 || subset.naturalKey.includes(field.name)
      ? `“${namedBy[0] ?? subset.label}”的填写和校验以它为依据，不能不采集。`
      : undefined
  const requirements: Collected[] = [conditional ? 'C' : 'R', 'O', ...(needed ? [] : (['-'] as const))]
  return {
    requirements,
    ...(needed && { requirement: needed }),
    ...(now === '-' && { core: '该类学校不采集这一项。' }),
  }
}

/** Labels of the indicators whose conditions or rules name this one. */
function dependants(subset: Subset, name: string): string[] {
  const key = `${subset.name}.${name}`
  return (subsets as readonly Subset[]).flatMap((other) => {
    const meant = other === subset || other.name === subset.name ? [name, key] : [key]
    const fields = other.fields.flatMap((field) => {
      const conditions = [...allOf(field.requiredWhen), ...allOf(field.openWhen)]
      const lead = typeof field.default === 'object' && 'by' in field.default ? [field.default.by] : []
      const named = [...conditions.flatMap(conditionFields), ...lead]
      return named.some((each) => meant.includes(each)) ? [labelIn(field)] : []
    })
    const rules = other.rules.some((rule) => fieldsOf(rule).some((each) => meant.includes(each)))
    return rules ? [...fields, other.label] : fields
  })
}

const labelIn = ({ label }: Indicator): string => (typeof label === 'string' ? label : label.default)

/** Every condition of a value per category, whichever category it stands for. */
function allOf(when: Indicator['requiredWhen']): readonly Condition[] {
  return when === undefined ? [] : categories.flatMap(({ id }) => asList(forCategory(when, id)))
}

/**
 * Codes that the standard itself names, in a condition, a rule or a default: such a code stays offered, with the indicator that names it. By code.
 */
export function boundCodes(table: string): ReadonlyMap<string, string> {
  const bound = new Map<string, string>()
  for (const subset of subsets as readonly Subset[]) {
    const mine = new Map(subset.fields.map((field) => [field.name, field]))
    const bind = (at: Subset, name: string, codes: readonly string[]) => {
      const field = at.fields.find((each) => each.name === name)
      if (!field || !tablesOf(field).includes(table)) return
      for (const code of codes) bound.set(code, `${at.label}—${labelIn(field)}`)
    }
    const see = (at: Subset, conditions: readonly Condition[]): void => {
      for (const condition of conditions) {
        if ('anyOf' in condition) see(at, condition.anyOf)
        else if ('is' in condition) bind(at, condition.field, condition.is)
        else if ('not' in condition) bind(at, condition.field, condition.not)
      }
    }
    for (const field of mine.values()) {
      see(subset, [...allOf(field.requiredWhen), ...allOf(field.openWhen)])
      const { default: given } = field
      if (typeof given === 'string') bind(subset, field.name, [given])
      else if (Array.isArray(given)) bind(subset, field.name, given as readonly string[])
      else if (typeof given === 'object' && 'by' in given) {
        bind(subset, field.name, Object.values(given.values))
        bind(subset, given.by, Object.keys(given.values))
      }
    }
    for (const rule of subset.rules) {
      if (rule.kind === 'cascade') {
        bind(subset, rule.on, Object.keys(rule.parents))
        bind(subset, rule.field, [...Object.values(rule.parents).flat(), ...(rule.always ?? [])])
      }
      if (rule.kind === 'own-school') bind(subset, rule.field, [rule.own])
      if ('when' in rule && rule.when) see(subset, asList(rule.when))
      if (rule.kind === 'implies') see(subset, [rule.must])
      if (rule.kind === 'needs-row') {
        const other = (subsets as readonly Subset[]).find(({ name }) => name === rule.subset)
        if (other) see(other, [rule.where])
      }
    }
  }
  return bound
}

/** The code tables that an indicator may use, over all categories. */
export function tablesOf(field: Indicator): readonly string[] {
  const { codes } = field
  return codes === undefined ? [] : [...new Set(categories.map(({ id }) => forCategory(codes, id)))]
}

/** 'high' and 'exact' are the national standards themselves; the rest the centre keeps. */
export const isEditable = (table: Pick<CodeTable, 'sure'>): boolean => !['exact', 'high'].includes(table.sure)

export function whyFixed(table: CodeTable): string | null {
  return isEditable(table)
    ? null
    : `“${table.label}”采用${table.standard === '国家系统' ? '国家系统现行代码' : ` ${table.standard} `}，已经核定，不在这里改动；标准修订时随系统更新。`
}
