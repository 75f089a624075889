import { conditionFields, isBlank, isLocked } from './condition.ts'
import { addMonths } from './dates.ts'
import { readIdNumber } from './id-number.ts'
import type { Known, ProfileField, ProfileSubset, Values } from './indicator.ts'

/** What defaults may draw on. */
export type Surroundings = Pick<Known, 'today' | 'school'>

type Draft = Record<string, string | readonly string[]>

/**
 * The row after one field was changed: what the new value locks is blanked, what depends on it is blanked or takes its
 * default, and an id number brings its birth date and sex where they are still blank. Values typed elsewhere stay.
 */
export function settle(subset: ProfileSubset, values: Values, changedField: string, around?: Surroundings): Values {
  const draft: Draft = { ...values }
  const queue = [changedField]
  const seen = new Set(queue)
  for (const name of queue) {
    for (const changed of follow(subset, draft, name, around)) {
      if (seen.has(changed)) continue
      seen.add(changed)
      queue.push(changed)
    }
  }
  return draft
}

/** The values a new row begins with. */
export function newRow(subset: ProfileSubset, around?: Surroundings): Values {
  const draft: Draft = {}
  for (const field of subset.fields) {
    const value = defaultOf(field, draft, around)
    const typed = field.requirement !== 'D' && field.requirement !== 'A'
    if (typed && value !== undefined && !isLocked(subset, field.name, draft)) draft[field.name] = value
  }
  return draft
}

/** Applies what one changed field means for the others; returns the names of those that changed. */
function follow(subset: ProfileSubset, draft: Draft, name: string, around: Surroundings | undefined): string[] {
  const changed: string[] = []
  const put = (field: string, value: string | readonly string[] | undefined) => {
    if (value === undefined) delete draft[field]
    else draft[field] = value
    changed.push(field)
  }
  for (const field of subset.fields) {
    const filled = !isBlank(draft[field.name])
    const cascades = subset.rules.some(
      (rule) => rule.kind === 'cascade' && rule.field === field.name && rule.on === name,
    )
    const hangs = field.openWhen?.some((condition) => conditionFields(condition).includes(name)) ?? false
    if (filled && (cascades || (hangs && isLocked(subset, field.name, draft)))) put(field.name, undefined)
    else if (!filled && hangs && !isLocked(subset, field.name, draft)) {
      const value = defaultOf(field, draft, around)
      if (value !== undefined) put(field.name, value)
    } else if (followsDefault(field, name, draft)) {
      const value = defaultOf(field, draft, around)
      if (value !== undefined && value !== draft[field.name]) put(field.name, value)
    }
  }
  for (const rule of subset.rules) {
    if (rule.kind !== 'id-number' || (name !== rule.number && name !== rule.type) || draft[rule.type] !== '1') continue
    const number = draft[rule.number]
    const reading = typeof number === 'string' ? readIdNumber(number) : undefined
    if (!reading?.ok) continue
    if (isBlank(draft[rule.birthDate])) put(rule.birthDate, reading.birthDate)
    if (isBlank(draft[rule.gender])) put(rule.gender, reading.gender)
  }
  return changed
}

/** A default that depends on the changed field, and the field still holds a default (or nothing). */
function followsDefault(field: ProfileField, changed: string, draft: Draft): boolean {
  if (typeof field.default !== 'object' || !('by' in field.default) || field.default.by !== changed) return false
  const value = draft[field.name]
  return isBlank(value) || (typeof value === 'string' && Object.values(field.default.values).includes(value))
}

/** The field's default as a value, or undefined where there is none or what it draws on is not known. */
export function defaultOf(
  field: ProfileField,
  values: Values,
  around: Surroundings | undefined,
): string | readonly string[] | undefined {
  const rule = field.default
  if (rule === undefined || typeof rule === 'string' || isList(rule)) return rule
  if ('by' in rule) {
    const lead = values[rule.by]
    return typeof lead === 'string' ? rule.values[lead] : undefined
  }
  if ('school' in rule) return around?.school?.name
  if (!around) return undefined
  switch (rule.today) {
    case 'date':
      return around.today
    case 'month':
      return around.today.slice(0, 7)
    case 'year':
      return around.today.slice(0, 4)
    case 'last-year':
      return addMonths(around.today.slice(0, 4), -12)
  }
}

function isList(value: NonNullable<ProfileField['default']>): value is readonly string[] {
  return Array.isArray(value)
}
