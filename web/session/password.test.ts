import { expect, test } from 'vitest'
import { passwordRules } from './password.ts'

const met = (password: string, name = '王小明', login = 'qhxx0012') =>
  passwordRules(password, name, login).map((rule) => rule.met)

test('ten characters, three of four classes, neither name nor login', () => {
  expect(met('Abcdef-123')).toEqual([true, true, true])
  expect(met('Abcdef-12')).toEqual([false, true, true])
  expect(met('abcdefgh12')).toEqual([true, false, true])
  expect(met('王小明Abc-12345')).toEqual([true, true, false])
  expect(met('QHXX0012-Abc')).toEqual([true, true, false])
})

test('nothing typed yet meets nothing', () => {
  expect(met('')).toEqual([false, false, false])
})

test('a rare character counts as one', () => {
  expect(met('㛃𬍛Abc-123')[0]).toBe(false)
  expect(met('㛃𬍛Abc-1234')[0]).toBe(true)
})
