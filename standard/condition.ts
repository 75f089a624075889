import type { Condition, ProfileField, ProfileSubset, Tables, Values } from './indicator.ts'

/** 'unknown' while a leading field is blank: what hangs on it can be neither demanded nor refused yet. */
export type Truth = 'yes' | 'no' | 'unknown'

export function isBlank(value: string | readonly string[] | undefined): boolean {
  return value === undefined || value.length === 0
}

export function holds(condition: Condition, values: Values): Truth {
  if ('anyOf' in condition) {
    const truths = condition.anyOf.map((each) => holds(each, values))
    return truths.includes('yes') ? 'yes' : truths.includes('unknown') ? 'unknown' : 'no'
  }
  const value = values[condition.field]
  if ('filled' in condition) return isBlank(value) ? 'no' : 'yes'
  if (value === undefined || value.length === 0) return 'unknown'
  const held = typeof value === 'string' ? [value] : value
  const inside = 'is' in condition ? condition.is : condition.not
  return held.some((code) => inside.includes(code)) === 'is' in condition ? 'yes' : 'no'
}

export function allHold(conditions: readonly Condition[], values: Values): Truth {
  const truths = conditions.map((condition) => holds(condition, values))
  return truths.includes('no') ? 'no' : truths.includes('unknown') ? 'unknown' : 'yes'
}

export function asList(conditions: Condition | readonly Condition[]): readonly Condition[] {
  return isList(conditions) ? conditions : [conditions]
}

function isList(conditions: Condition | readonly Condition[]): conditions is readonly Condition[] {
  return Array.isArray(conditions)
}

/** The fields of the row that a condition looks at. */
export function conditionFields(condition: Condition): string[] {
  return 'anyOf' in condition ? condition.anyOf.flatMap(conditionFields) : [condition.field]
}

/** Whether the row must fill this field, as its values are now. */
export function isRequired(subset: ProfileSubset, field: ProfileField, values: Values): boolean {
  if (field.filledBy === 'A' || isLocked(subset, field.name, values)) return false
  if (field.requirement === 'R') return true
  return field.requirement === 'C' && !!field.requiredWhen && allHold(field.requiredWhen, values) === 'yes'
}

/**
 * Whether the field must stay blank, as the row's values are now. While a required leading field is blank its finding
 * is enough; a blank optional one counts as "none".
 */
export function isLocked(subset: ProfileSubset, fieldName: string, values: Values): boolean {
  const field = subset.fields.find((each) => each.name === fieldName)
  if (!field?.openWhen) return false
  return field.openWhen.some((condition) => {
    const truth = holds(condition, values)
    if (truth !== 'unknown') return truth === 'no'
    if ('anyOf' in condition || !('is' in condition)) return false
    return subset.fields.find((each) => each.name === condition.field)?.requirement !== 'R'
  })
}

/** '“国籍/地区”为“中国”且…', for a sentence about a condition. */
export function sayConditions(conditions: readonly Condition[], subset: ProfileSubset, tables: Tables): string {
  return conditions.map((condition) => sayCondition(condition, subset, tables)).join('且')
}

function sayCondition(condition: Condition, subset: ProfileSubset, tables: Tables): string {
  if ('anyOf' in condition) {
    return condition.anyOf.map((each) => sayCondition(each, subset, tables)).join('或者')
  }
  const field = subset.fields.find((each) => each.name === condition.field)
  const label = `“${field?.label ?? condition.field}”`
  if ('filled' in condition) return `${label}已填写`
  const rows = (field?.codes ? tables(field.codes) : undefined)?.rows
  const codes = 'is' in condition ? condition.is : condition.not
  const names = codes.map((code) => `“${rows?.find((row) => row.code === code)?.name ?? code}”`).join('、')
  return 'is' in condition ? `${label}为${names}` : `${label}不是${names}`
}
