import { expect, test } from 'vitest'
import { peopleIn, toItems } from './sheet.ts'

const person = { name: '王小明', gender: '男', birthDate: '1985-06-01', idNumber: '1' }

test('blank rows between people keep their place, those after the last go', () => {
  const items = toItems([person, {}, { ...person, birthDateReason: '档案' }, { name: ' ' }])
  expect(items.map((each) => each.name)).toEqual(['王小明', '', '王小明'])
  expect(items.map((each) => each.birthDateReason)).toEqual([undefined, undefined, '档案'])
})

test('a reason alone is nobody', () => {
  expect(peopleIn([{ birthDateReason: '档案' }, person, {}])).toBe(1)
  expect(toItems([{ birthDateReason: '档案' }])).toEqual([])
})
