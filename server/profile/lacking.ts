import { isRequired } from '../../standard/condition.ts'
import type { Condition, Profile, ProfileField, ProfileSubset } from '../../standard/indicator.ts'

/** A question to the register, set-wise: which current rows of a subset are so. `rowless`: who has no row at all counts too. */
export interface Wanted {
  key: string
  label: string
  subset: string
  /** a jsonpath that finds something in the body of a row that is meant */
  path: string
  rowless: boolean
}

/** What the profile demands and the one before did not: by field, and by subset where no row at all is an error. */
export function newlyRequired(before: Profile, after: Profile): Wanted[] {
  return after.subsets.flatMap((subset): Wanted[] => {
    if (subset.rows === 'derived') return []
    const old = before.subsets.find(({ name }) => name === subset.name)
    const whole = subset.requirement === 'R' && subset.missing === 'error'
    const more = whole && subset.rows === 'multiple' && old?.requirement !== 'R'
    const fields = subset.fields.flatMap((field): Wanted[] => {
      const was =
        old &&
        lackingPath(
          old,
          old.fields.find(({ name }) => name === field.name),
        )
      const path = lackingPath(subset, field)
      if (path === null || path === was) return []
      // of a single subset the empty form is judged where the subset is required
      const rowless = whole && subset.rows === 'single' && isRequired(subset, field, {})
      return [
        {
          key: `${subset.name}.${field.name}`,
          label: `${subset.label}—${field.label}`,
          subset: subset.name,
          path,
          rowless,
        },
      ]
    })
    return more
      ? [
          { key: subset.name, label: subset.label, subset: subset.name, path: '$ ? (false == true)', rowless: true },
          ...fields,
        ]
      : fields
  })
}

/** What stands under what the profile no longer has. */
export function switchedOff(before: Profile, after: Profile): Wanted[] {
  return before.subsets.flatMap((subset): Wanted[] => {
    if (subset.rows === 'derived') return []
    const now = after.subsets.find(({ name }) => name === subset.name)
    const whole = { key: subset.name, label: subset.label, subset: subset.name, path: '$', rowless: false }
    if (!now) return [whole]
    return subset.fields
      .filter(({ name }) => !now.fields.some((field) => field.name === name))
      .map(({ name, label }) => ({
        key: `${subset.name}.${name}`,
        label: `${subset.label}—${label}`,
        subset: subset.name,
        path: `$ ? (exists(@.${name}))`,
        rowless: false,
      }))
  })
}

/**
 * A jsonpath that is met by a row which lacks the field though the judge demands it (standard/condition.ts `isRequired`, with the same three truths: a blank
 * leading field demands nothing); null: it is never demanded. Bodies hold plain text and lists under the fields' names; a list is met by any of its members.
 */
export function lackingPath(subset: ProfileSubset, field: ProfileField | undefined): string | null {
  if (!field || field.filledBy === 'A' || !['R', 'C'].includes(field.requirement)) return null
  if (field.requirement === 'C' && !field.requiredWhen) return null
  const when = field.requirement === 'C' ? (field.requiredWhen ?? []).map(surely) : []
  const open = (field.openWhen ?? []).map((condition) => notClosed(subset, condition))
  return `$ ? (${[`!exists(@.${field.name})`, ...when, ...open].join(' && ')})`
}

const has = (field: string) => `exists(@.${field})`
const among = (field: string, codes: readonly string[]) =>
  codes.length === 0 ? '(1 == 2)' : `(${codes.map((code) => `@.${field} == ${JSON.stringify(code)}`).join(' || ')})`

/** 'yes', and nothing less. */
function surely(condition: Condition): string {
  if ('anyOf' in condition) return `(${condition.anyOf.map(surely).join(' || ')})`
  if ('filled' in condition) return has(condition.field)
  if ('is' in condition) return among(condition.field, condition.is)
  return `(${has(condition.field)} && !${among(condition.field, condition.not)})`
}

/** Not 'no': what is not known yet closes nothing, but where the leading field is optional and blank. */
function notClosed(subset: ProfileSubset, condition: Condition): string {
  const leads = subset.fields.find(({ name }) => 'field' in condition && name === condition.field)
  if ('is' in condition && leads?.requirement !== 'R') return among(condition.field, condition.is)
  return maybe(condition)
}

function maybe(condition: Condition): string {
  if ('anyOf' in condition) return `(${condition.anyOf.map(maybe).join(' || ')})`
  if ('filled' in condition) return has(condition.field)
  if ('is' in condition) return `(!${has(condition.field)} || ${among(condition.field, condition.is)})`
  return `!${among(condition.field, condition.not)}`
}
