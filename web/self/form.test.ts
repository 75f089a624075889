import { expect, test } from 'vitest'
import { profileFor } from '../../standard/profile.ts'
import { codeTable } from '../../standard/tables.ts'
import {
  afterSave,
  choose,
  draftOf,
  folds,
  leave,
  type Scene,
  stateOf,
  stepsOf,
  toSend,
  typeText,
  unstorable,
} from './form.ts'

const selection = { province: '33', version: 1, subsets: ['education_history', 'contact'] }
const profile = profileFor('undergraduate', selection)
const scene = (name: string): Scene => {
  const subset = profile.subsets.find((each) => each.name === name)
  if (!subset) throw new Error(name)
  return { subset, tables: codeTable, areas: undefined, around: { today: '2026-11-23' } }
}
const field = (at: Scene, name: string) => {
  const found = at.subset.fields.find((each) => each.name === name)
  if (!found) throw new Error(name)
  return found
}

test('a month is read as soon as it can be, and shows as it is stored once the input is left', () => {
  const at = scene('education_history')
  const month = field(at, 'end_month')
  let draft = typeText(draftOf({}), month, '2008年7', at)
  expect(draft.values.end_month).toBe('2008-07')
  expect(draft.typed.end_month).toBe('2008年7')
  draft = leave(draft, 'end_month')
  expect(draft.typed.end_month).toBeUndefined()
})

test('unreadable text keeps the value from before and says what is expected', () => {
  const at = scene('education_history')
  const draft = leave(typeText(draftOf({ end_month: '2008-07' }), field(at, 'end_month'), '夏天', at), 'end_month')
  expect(draft.values.end_month).toBe('2008-07')
  expect(draft.typed.end_month).toBe('夏天')
  expect(draft.unread.end_month?.message).toContain('例如 2008-07')
  expect(choose(draft, 'end_month', '2009-07', at).unread).toEqual({})
})

test('“无学位” blanks and locks the fields of the degree', () => {
  const at = scene('education_history')
  const draft = choose(
    draftOf({ degree_level: '4', degree_org: '某师范大学', degree_country: '156' }),
    'degree_level',
    '0',
    at,
  )
  expect(draft.values).toEqual({ degree_level: '0' })
  expect(stateOf(at.subset, field(at, 'degree_org'), draft.values)).toBe('not-now')
  expect(stateOf(at.subset, field(at, 'degree_org'), { degree_level: '4' })).toBe('required')
})

test('only what is open to the teacher is sent', () => {
  const at = scene('basic_info')
  const draft = draftOf({ name: '李文静', nationality: '156', political_status: ['01'] })
  expect(toSend(draft, at, {})).toEqual({ nationality: '156', political_status: ['01'] })
  expect(stateOf(at.subset, field(at, 'name'), draft.values)).toBe('closed')
})

test('a value of class 4 is left alone until it is touched; emptied, it goes as empty', () => {
  const at = scene('contact')
  expect(toSend(draftOf({}), at, {})).toEqual({})
  expect(toSend(choose(draftOf({ mobile: '19900001234' }), 'mobile', '', at), at, {})).toEqual({ mobile: '' })
})

test('a value of the wrong form goes as it was saved last and does not hold up the others', () => {
  const at = scene('contact')
  const draft = typeText(draftOf({ email: 'li@example.com' }), field(at, 'mobile'), '199', at)
  expect(unstorable(draft, at)).toEqual(['mobile'])
  expect(toSend(draft, at, { mobile: '19900001234' })).toEqual({ mobile: '19900001234', email: 'li@example.com' })
  expect(toSend(draft, at, {})).toEqual({ email: 'li@example.com' })
})

test('after a save the closed fields stand as before', () => {
  const at = scene('basic_info')
  expect(afterSave(at.subset, { name: '李文静', nationality: '156' }, { nationality: '840', former_name: '' })).toEqual(
    {
      name: '李文静',
      nationality: '840',
    },
  )
})

test('no step asks more than twelve fields, and every field stands in one step, in printed order', () => {
  for (const subset of profile.subsets) {
    const steps = stepsOf(subset)
    expect(steps.flat()).toEqual(subset.fields)
    for (const step of steps) expect(step.filter((each) => !folds(subset, each)).length).toBeLessThanOrEqual(12)
  }
  expect(stepsOf(scene('basic_info').subset).length).toBeGreaterThan(2)
})
