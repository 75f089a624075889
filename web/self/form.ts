import type { Finding } from '../../contract/shape.ts'
import { checkValue } from '../../standard/check-value.ts'
import { isLocked, isRequired } from '../../standard/condition.ts'
import type { Areas, ProfileField, ProfileSubset, Tables, Values } from '../../standard/indicator.ts'
import { readValue } from '../../standard/read-value.ts'
import { type Surroundings, settle } from '../../standard/settle.ts'

/** One row as it is being filled. */
export type Draft = {
  /** What would be saved now. */
  readonly values: Values
  /** Inputs under the fingers, as typed, until they are left. */
  readonly typed: Readonly<Record<string, string>>
  /** Typed text that cannot be read as a value; the value from before stays until it can. */
  readonly unread: Readonly<Record<string, Omit<Finding, 'subset' | 'row'>>>
  readonly touched: ReadonlySet<string>
}

export type Scene = {
  readonly subset: ProfileSubset
  readonly tables: Tables
  readonly areas: Areas | undefined
  readonly around: Surroundings
}

export function draftOf(values: Values): Draft {
  return { values, typed: {}, unread: {}, touched: new Set() }
}

/** The draft after one key in an input: read at once when it can be, else remembered with why it cannot. */
export function typeText(draft: Draft, field: ProfileField, text: string, scene: Scene): Draft {
  const typed = { ...draft.typed, [field.name]: text }
  const reading = readValue(field, text, scene.tables, scene.areas)
  if (reading.finding) return { ...draft, typed, unread: { ...draft.unread, [field.name]: reading.finding } }
  return { ...choose(draft, field.name, reading.value, scene), typed }
}

/** The draft after a choice; what the new value locks is blanked, and an empty choice is a blank. */
export function choose(
  draft: Draft,
  field: string,
  value: string | readonly string[] | undefined,
  scene: Scene,
): Draft {
  const values = { ...draft.values }
  if (value === undefined || value.length === 0) delete values[field]
  else values[field] = value
  return {
    values: settle(scene.subset, values, field, scene.around),
    typed: without(draft.typed, field),
    unread: without(draft.unread, field),
    touched: new Set(draft.touched).add(field),
  }
}

/** The draft after an input was left: what could be read now shows as it is stored. */
export function leave(draft: Draft, field: string): Draft {
  if (draft.unread[field]) return { ...draft, touched: new Set(draft.touched).add(field) }
  return { ...draft, typed: without(draft.typed, field), touched: new Set(draft.touched).add(field) }
}

/** The fields whose value cannot be stored as it stands: unreadable, of the wrong form, not in its code table. */
export function unstorable(draft: Draft, scene: Scene): string[] {
  const known = { today: scene.around.today, tables: scene.tables, ...(scene.areas && { areas: scene.areas }) }
  return scene.subset.fields.flatMap((field) => {
    if (!field.openToTeacher) return []
    if (draft.unread[field.name]) return [field.name]
    const value = draft.values[field.name]
    if (value === undefined) return []
    const found = checkValue(scene.subset, field, value, draft.values, known)
    return found.some((each) => each.severity === 'error') ? [field.name] : []
  })
}

/**
 * What is sent: the fields open to the teacher. One that cannot be stored goes as it was saved last, so that it does not
 * hold up the others. An absent value of class 4 means "as it stands", masked or not, so one that was emptied goes as
 * ''; any other absent value means blank.
 */
export function toSend(draft: Draft, scene: Scene, savedLast: Values): Record<string, string | string[]> {
  const sent: Record<string, string | string[]> = {}
  const held = unstorable(draft, scene)
  for (const field of scene.subset.fields) {
    if (!field.openToTeacher) continue
    const hold = held.includes(field.name)
    const value = hold ? savedLast[field.name] : draft.values[field.name]
    if (value !== undefined) sent[field.name] = typeof value === 'string' ? value : [...value]
    else if (field.secrecy === 4 && draft.touched.has(field.name) && !hold) sent[field.name] = ''
  }
  return sent
}

/** The row as it stands after a save: what was sent, and the closed fields as before. */
export function afterSave(subset: ProfileSubset, before: Values, sent: Values): Record<string, string | string[]> {
  const after: Record<string, string | string[]> = {}
  for (const { name, openToTeacher } of subset.fields) {
    const value = openToTeacher ? sent[name] : before[name]
    if (value !== undefined && value.length > 0) after[name] = typeof value === 'string' ? value : [...value]
  }
  return after
}

/** Most fields that one step of a form shows before the optional ones are opened. */
const perStep = 12

/**
 * The steps of a form: its fields in printed order, at most twelve that must be looked at in each. Blank optional fields
 * of a long form do not count, for they stay folded until asked for.
 */
export function stepsOf(subset: ProfileSubset): ProfileField[][] {
  let step: ProfileField[] = []
  const steps = [step]
  let count = 0
  for (const field of subset.fields) {
    const counts = !folds(subset, field)
    if (counts && count === perStep) {
      step = []
      steps.push(step)
      count = 0
    }
    step.push(field)
    if (counts) count++
  }
  return steps
}

/** Optional fields of a long form are folded while blank. */
export function folds(subset: ProfileSubset, field: ProfileField): boolean {
  return subset.fields.length > perStep && field.requirement === 'O'
}

export type FieldState = 'open' | 'required' | 'closed' | 'not-now' | 'shown'

/** 'closed': not the teacher's to fill; 'not-now': its leading field says that there is nothing to fill; 'shown': only read. */
export function stateOf(subset: ProfileSubset, field: ProfileField, values: Values): FieldState {
  if (!field.openToTeacher) return 'closed'
  if (isLocked(subset, field.name, values)) return 'not-now'
  return isRequired(subset, field, values) ? 'required' : 'open'
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  if (!(key in record)) return record
  const { [key]: _, ...rest } = record
  return rest
}
