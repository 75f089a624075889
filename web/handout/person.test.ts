import { expect, test } from 'vitest'
import { checkCharacter } from '../../standard/id-number.ts'
import { blankPerson, differs, problemsOf, type TypedPerson, withNumber } from './person.ts'

/** Invented: region 339906 is nowhere. */
const one = { name: '沈知遥', gender: '2', birthDate: '1988-05-06', idNumber: numberOf('1988-05-06', '024') }
const other = { birthDate: '1991-10-12', idNumber: numberOf('1991-10-12', '031') }
const today = '2026-11-24'
const whole = (): TypedPerson => withNumber({ ...blankPerson, name: one.name }, one.idNumber)

test('the number fills in sex and birth date, and nothing is wrong', () => {
  expect(whole()).toMatchObject({ gender: one.gender === '1' ? '男' : '女', birthDate: one.birthDate })
  expect(problemsOf(whole(), today)).toEqual({})
})

test('a corrected number corrects what the first one filled in', () => {
  expect(withNumber(whole(), other.idNumber)).toMatchObject({ birthDate: other.birthDate })
})

test('what was typed by hand is kept, and told where it differs from the number', () => {
  const typed = withNumber({ ...blankPerson, name: one.name, birthDate: '1980-01-02' }, one.idNumber)
  expect(typed.birthDate).toBe('1980-01-02')
  expect(differs(typed)).toBe(true)
  expect(Object.keys(problemsOf(typed, today))).toEqual(['birthDateReason'])
  expect(problemsOf({ ...typed, birthDateReason: '人事档案最先记载' }, today)).toEqual({})
})

test('sex against the number has no way around it', () => {
  const wrong = { ...whole(), gender: one.gender === '1' ? ('女' as const) : ('男' as const) }
  expect(problemsOf(wrong, today).gender).toContain('第 17 位')
})

test('each blank is named, and a number with one digit wrong', () => {
  expect(Object.keys(problemsOf(blankPerson, today))).toEqual(['name', 'idNumber', 'gender', 'birthDate'])
  const last = one.idNumber.endsWith('7') ? '8' : '7'
  expect(problemsOf({ ...whole(), idNumber: one.idNumber.slice(0, 17) + last }, today).idNumber).toContain(
    '没有通过校验',
  )
})

test('nobody of fifteen is an administrator', () => {
  const young = { ...whole(), birthDate: '2015-01-01', birthDateReason: '档案' }
  expect(problemsOf(young, today).birthDate).toContain('16')
})

function numberOf(birthDate: string, order: string): string {
  const digits = `339906${birthDate.replaceAll('-', '')}${order}`
  return digits + checkCharacter(digits)
}
