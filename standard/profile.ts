import { type Category, categoryName, higherEducation } from './categories.ts'
import { asList, conditionFields } from './condition.ts'
import { type Check, type Extension, extended, ruleOf, tableOf } from './extension.ts'
import type {
  Condition,
  Indicator,
  PerCategory,
  Profile,
  ProfileField,
  ProfileSubset,
  Requirement,
  Rule,
  Subset,
} from './indicator.ts'
import { type National, standardOf } from './national.ts'
import { subsets } from './subsets.ts'

/** What a province decides on top of the national core, per category and version. */
export type Selection = {
  /** GB/T 2260, two digits. */
  readonly province: string
  readonly version: number
  /** Names of the subsets that are collected; 基本信息 always is. */
  readonly subsets: readonly string[]
  /** By 'subset.field'. What is not said stays as the standard has it. */
  readonly fields?: Readonly<Record<string, FieldSelection>>
  /** What the province adds of its own. */
  readonly own?: Extension
  /** The national version it stands on; absent: the standard as shipped. Kept beside the selection, not in it. */
  readonly national?: National
}

export type FieldSelection = {
  readonly enabled?: boolean
  readonly required?: boolean
  readonly openToTeacher?: boolean
  readonly hint?: string
  readonly checks?: readonly Check[]
}

/** 国家核心指标: what every province collects from a category. */
export function nationalCore(category: Category): Profile {
  const chosen = subsets.filter((subset) => subset.fields.some((field) => field.core))
  return build(category, '00', 1, chosen, (field) => field.core, {})
}

/**
 * The profile in force for a category of school in a province. A selection cannot break the standard: what it asks
 * against it (leaving out or loosening a core field, opening to teachers what the mission document keeps from them)
 * has no effect and is listed in `ignored` with the reason.
 */
export function profileFor(category: Category, selection: Selection): Profile {
  const all = extended(standardOf(category, selection.national), selection.own)
  const chosen = all
    .filter((subset) => subset.name === 'basic_info' || selection.subsets.includes(subset.name))
    .map((subset) => withChecks(subset, selection.fields ?? {}))
  const profile = build(
    category,
    selection.province,
    selection.version,
    chosen,
    () => true,
    selection.fields ?? {},
    all,
  )
  const used = new Set(profile.subsets.flatMap(({ fields }) => fields.flatMap(({ codes }) => codes ?? [])))
  const national = (selection.national?.tables ?? []).filter(({ name }) => used.has(name))
  const tables = [...(selection.own?.tables ?? []).map(tableOf), ...national]
  return {
    ...profile,
    ...(selection.national && { national: selection.national.version }),
    ...(tables.length > 0 && { tables }),
  }
}

/** The province's checks behind the standard's own. */
function withChecks(subset: Subset, selected: Readonly<Record<string, FieldSelection>>): Subset {
  const more = subset.fields.flatMap(({ name }) =>
    (selected[`${subset.name}.${name}`]?.checks ?? []).map((check) => ruleOf(name, check)),
  )
  return more.length > 0 ? { ...subset, rules: [...subset.rules, ...more] } : subset
}

function build(
  category: Category,
  province: string,
  version: number,
  chosen: readonly Subset[],
  wanted: (field: Indicator) => boolean,
  selected: Readonly<Record<string, FieldSelection>>,
  all: readonly Subset[] = subsets,
): Profile {
  const ignored: { key: string; message: string }[] = unknownKeys(selected, all)
  const kept = new Map<Subset, Indicator[]>()
  for (const subset of chosen) {
    if (forCategory(subset.requirement, category) === '-') continue
    const fields = subset.fields.filter((field) => {
      if (forCategory(field.requirement, category) === '-' || !wanted(field)) return false
      const key = `${subset.name}.${field.name}`
      if (selected[key]?.enabled !== false) return true
      if (field.core) ignored.push({ key, message: `“${labelOf(field, category)}”是国家核心指标，不能停用。` })
      return field.core
    })
    if (fields.length > 0) kept.set(subset, fields)
  }
  const present = new Map<string, string>()
  for (const [subset, fields] of kept) {
    for (const field of fields) present.set(`${subset.name}.${field.name}`, labelOf(field, category))
  }
  return {
    category,
    categoryName: categoryName(category),
    province,
    version,
    subsets: [...kept].map(([subset, fields]) => resolveSubset(subset, fields, category, present, selected, ignored)),
    ignored,
  }
}

function resolveSubset(
  subset: Subset,
  fields: readonly Indicator[],
  category: Category,
  present: ReadonlyMap<string, string>,
  selected: Readonly<Record<string, FieldSelection>>,
  ignored: { key: string; message: string }[],
): ProfileSubset {
  const full = (name: string) => (name.includes('.') ? name : `${subset.name}.${name}`)
  const rules = subset.rules.filter((rule) => fieldsOf(rule).every((name) => present.has(full(name))))
  const foreign = rules.flatMap(fieldsOf).filter((name) => name.includes('.'))
  const requirement = forCategory(subset.requirement, category)
  return {
    id: subset.id,
    name: subset.name,
    label: subset.label,
    ...(subset.group && { group: subset.group }),
    category,
    rows: subset.rows,
    requirement: requirement === '-' ? 'O' : requirement,
    missing: subset.missing ?? 'error',
    naturalKey: subset.naturalKey.filter((name) => present.has(full(name))),
    ...(subset.help && { help: subset.help }),
    fields: fields.map((field) => resolveField(subset, field, category, present, selected, ignored)),
    rules,
    labels: Object.fromEntries(foreign.map((name) => [name, present.get(name) ?? name])),
  }
}

function resolveField(
  subset: Subset,
  field: Indicator,
  category: Category,
  present: ReadonlyMap<string, string>,
  selected: Readonly<Record<string, FieldSelection>>,
  ignored: { key: string; message: string }[],
): ProfileField {
  const key = `${subset.name}.${field.name}`
  const choice = selected[key] ?? {}
  const label = labelOf(field, category)
  const conditions = (which: Indicator['requiredWhen']) =>
    which === undefined ? [] : keepPresent(asList(forCategory(which, category)), subset.name, present)
  const requirement = chosenRequirement(field, forCategory(field.requirement, category), choice, key, label, ignored)
  const required = requirement === 'C' ? conditions(field.requiredWhen) : []
  const own = conditions(field.openWhen)
  const open = own.length > 0 ? own : conditions(field.requiredWhen)
  const locked = whyLocked(subset, field, choice)
  if (choice.openToTeacher && locked) ignored.push({ key, message: `“${label}”不能向教师开放：${locked}` })
  const help = [field.help, choice.hint].filter(Boolean).join('')
  const { name, type, length, scale, maxKb, codes, freeText, format, filledBy, core, secrecy, example } = field
  return {
    name,
    label,
    type,
    ...(length !== undefined && { length }),
    ...(scale !== undefined && { scale }),
    ...(maxKb !== undefined && { maxKb }),
    ...(codes !== undefined && { codes: forCategory(codes, category) }),
    ...(freeText && { freeText }),
    ...(format && { format }),
    requirement,
    ...(required.length > 0 && { requiredWhen: required }),
    ...(open.length > 0 && { openWhen: open }),
    ...(field.default !== undefined && { default: field.default }),
    filledBy,
    openToTeacher: !locked,
    ...(locked && { lockedWhy: locked }),
    core,
    secrecy,
    ...(field.key && { key: field.key }),
    ...(help && { help }),
    ...(example !== undefined && { example: forCategory(example, category) }),
  }
}

function chosenRequirement(
  field: Indicator,
  standard: Requirement,
  choice: FieldSelection,
  key: string,
  label: string,
  ignored: { key: string; message: string }[],
): ProfileField['requirement'] {
  if (choice.required === true && standard === 'O') return 'R'
  if (choice.required === false && standard === 'R') {
    if (!field.core) return 'O'
    ignored.push({ key, message: `“${label}”是国家核心必填指标，不能改为选填。` })
  }
  return standard === '-' ? 'O' : standard
}

/**
 * Who fills a field that teachers cannot, and why. The mission document, section 5, leaves pay, assessment, ethics and
 * technical titles to the school or the authority; post appointments follow the same reason.
 */
function whyLocked(subset: Subset, field: Indicator, choice: FieldSelection): string | undefined {
  const kept = whyKept(subset, field)
  if (kept) return kept
  return choice.openToTeacher === false ? '本省没有向教师开放这一项，由学校信息管理员填写。' : undefined
}

/** Why no province can open the field to teachers; undefined: it may. */
export function whyKept(subset: Subset, field: Indicator): string | undefined {
  if (field.filledBy === 'A') {
    return subset.rows !== 'derived' && forAny(field.requirement, 'D')
      ? '由系统根据其他信息自动得出，不需要填写。'
      : '由系统自动生成，不需要填写。'
  }
  if (subset.neverTeachers)
    return `“${subset.label}”按规定由学校或主管部门填写，教师可以查看，有误请联系学校信息管理员。`
  if (field.key) return '关键信息由学校填写；生效后只能通过“关键信息变更”修改，有误请联系学校信息管理员。'
  return field.filledBy === 'S' ? '由学校信息管理员填写，有误请联系学校。' : undefined
}

function forAny(requirement: PerCategory<Requirement>, wanted: Requirement): boolean {
  return typeof requirement === 'string' ? requirement === wanted : Object.values(requirement).includes(wanted)
}

function labelOf(field: Indicator, category: Category): string {
  return forCategory(field.label, category)
}

/** The value for one category. */
export function forCategory<T>(value: PerCategory<T>, category: Category): T {
  // A plain value is a text or a list or a condition, and none of these has a key named 'default'.
  if (!variesByCategory(value)) return value as T
  const shared = higherEducation.includes(category) ? value.higher_education : undefined
  return value[category] ?? shared ?? value.default
}

function variesByCategory<T>(value: PerCategory<T>): value is Exclude<PerCategory<T>, T> {
  return typeof value === 'object' && value !== null && 'default' in value
}

function keepPresent(
  conditions: readonly Condition[],
  subset: string,
  present: ReadonlyMap<string, string>,
): readonly Condition[] {
  return conditions.flatMap((condition): Condition[] => {
    if (!('anyOf' in condition)) return present.has(`${subset}.${condition.field}`) ? [condition] : []
    const rest = keepPresent(condition.anyOf, subset, present)
    return rest.length > 0 ? [{ anyOf: rest }] : []
  })
}

function unknownKeys(
  selected: Readonly<Record<string, FieldSelection>>,
  all: readonly Subset[],
): { key: string; message: string }[] {
  const known = new Set(all.flatMap((subset) => subset.fields.map((field) => `${subset.name}.${field.name}`)))
  return Object.keys(selected)
    .filter((key) => !known.has(key))
    .map((key) => ({ key, message: `指标“${key}”不在国家标准中，未采用。` }))
}

/** The fields that a rule speaks of, those of other subsets as 'subset.field'. */
export function fieldsOf(rule: Rule): string[] {
  switch (rule.kind) {
    case 'order':
      return [rule.field, rule.notBefore]
    case 'at-least':
      return [rule.field, rule.other]
    case 'cascade':
      return [rule.field, rule.on]
    case 'differs':
      return [rule.field, rule.from]
    case 'own-school':
      return [rule.field, rule.org]
    case 'implies':
      return [...asList(rule.when).flatMap(conditionFields), ...conditionFields(rule.must)]
    case 'needs-row':
      return [
        rule.field,
        ...asList(rule.when).flatMap(conditionFields),
        ...conditionFields(rule.where).map((name) => `${rule.subset}.${name}`),
      ]
    case 'id-number':
      return [rule.type, rule.number, rule.birthDate, rule.gender]
    case 'no-overlap':
      return [rule.start, rule.end]
    case 'age':
      return [rule.field, 'basic_info.birth_date', ...(rule.when ? conditionFields(rule.when) : [])]
    default:
      return [rule.field]
  }
}
