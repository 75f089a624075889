import { isLocked, isRequired } from '../../standard/condition.ts'
import type { ProfileField, ProfileSubset, Values } from '../../standard/indicator.ts'
import type { RowView } from './row.ts'

/** Who fills the form: the school's 信息管理员 writes what the school or the teacher fills; a teacher what the profile opens. */
export type Filler = 'clerk' | 'teacher'

/**
 * What may be done with a field as the row's values are now. 'closed': not this person's, `why` says who fills it; 'not-now': its leading field says that there is
 * nothing to fill.
 */
export type FieldState = { kind: 'open'; required: boolean } | { kind: 'closed' | 'not-now'; why: string }

export function fieldState(subset: ProfileSubset, field: ProfileField, values: Values, by: Filler): FieldState {
  if (field.requirement === 'D' || field.filledBy === 'A' || field.requirement === 'A')
    return { kind: 'closed', why: field.lockedWhy ?? '由系统自动得出，不需要填写。' }
  if (field.key)
    return {
      kind: 'closed',
      why: '关键信息，建立账号时已登记；有误请联系本校系统管理员。',
    }
  if (by === 'teacher' && !field.openToTeacher)
    return { kind: 'closed', why: field.lockedWhy ?? '由学校信息管理员填写，有误请联系学校。' }
  if (isLocked(subset, field.name, values)) return { kind: 'not-now', why: '按前面的选择，这一项不用填。' }
  return { kind: 'open', required: isRequired(subset, field, values) }
}

/**
 * What is sent for a row: everything this person may write, as it stands in the form. A masked value that was not touched is left out and stays as it is; one that
 * was emptied goes as ''.
 */
export function toSend(
  subset: ProfileSubset,
  values: Values,
  by: Filler,
  row: Pick<RowView, 'masked'> | null,
  touched: ReadonlySet<string>,
): Record<string, string | string[]> {
  const sent: Record<string, string | string[]> = {}
  for (const field of subset.fields) {
    if (fieldState(subset, field, values, by).kind === 'closed') continue
    const value = values[field.name]
    if (value !== undefined && value.length > 0) sent[field.name] = typeof value === 'string' ? value : [...value]
    else if (row?.masked[field.name] !== undefined && touched.has(field.name)) sent[field.name] = ''
  }
  return sent
}

/** Digits typed one after another get their dashes: 20080 → 2008-0. Only while typing at the end; pasted and edited text stays. */
export function maskDate(before: string, typed: string, type: 'date' | 'month'): string {
  if (typed.length !== before.length + 1 || !typed.startsWith(before) || !/^[\d-]*$/.test(typed)) return typed
  const digits = typed.replace(/-/g, '')
  if (typed.endsWith('-') || digits.length > (type === 'date' ? 8 : 6)) return typed
  const parts = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)]
  return parts.filter((part) => part !== '').join('-')
}
