import { describe, expect, test } from 'vitest'
import { authorityName, divisionOf } from '../server/org/divisions/divisions.ts'
import { readSchoolId } from '../server/org/school-id.ts'
import { deriveSupervising } from '../server/org/supervising.ts'
import { categories } from '../standard/categories.ts'
import { inventPeople, withCheckDigit } from './people.ts'
import { inventRecord } from './records.ts'
import { practiceCounties, practiceSchools } from './schools.ts'

describe('the schools of the practice province', () => {
  test('are 42, of all six categories, each with a right id and name of its own', () => {
    expect(practiceSchools.length).toBe(42)
    expect(new Set(practiceSchools.map((each) => each.category)).size).toBe(categories.length)
    expect(new Set(practiceSchools.map((each) => each.code)).size).toBe(42)
    expect(new Set(practiceSchools.map((each) => each.name)).size).toBe(42)
    for (const { code } of practiceSchools) expect(readSchoolId(code)).toMatchObject({ id: code, province: '33' })
  })

  test('belong to three counties, the city and the province', () => {
    const authorities = practiceSchools.map((each) => deriveSupervising(each, divisionOf).code ?? 'refused')
    const counts = Map.groupBy(authorities, (code) => code)
    expect([...counts].map(([code, each]) => [code, each.length])).toEqual([
      ['330106', 13],
      ['330110', 12],
      ['330122', 11],
      ['330100', 3],
      ['330000', 3],
    ])
    const names = practiceCounties.map((code) => divisionOf(code)).map((each) => each && authorityName(each))
    expect(names).toEqual(['西湖区教育局', '余杭区教育局', '桐庐县教育局'])
  })
})

describe('invented people', () => {
  const people = inventPeople('practice', 2000, { region: '330106' })

  test('are the same for the same seed, and others for another', () => {
    expect(inventPeople('practice', 20, { region: '330106' })).toEqual(people.slice(0, 20))
    expect(inventPeople('else', 20, { region: '330106' })).not.toEqual(people.slice(0, 20))
  })

  test('have id numbers of their own that nobody can own: 33 99', () => {
    expect(new Set(people.map((each) => each.idNumber)).size).toBe(2000)
    for (const { idNumber } of people) expect(idNumber).toMatch(/^339906(19[6-9]\d|200[01])\d{7}[\dX]$/)
  })

  test('have numbers that agree with birth date, sex and check digit', () => {
    // The example of GB 11643-1999 itself.
    expect(withCheckDigit('11010519491231002')).toBe('11010519491231002X')
    for (const { idNumber, birthDate, gender } of people) {
      expect(idNumber.slice(6, 14)).toBe(birthDate.replaceAll('-', ''))
      expect(Number(idNumber[16]) % 2).toBe(gender === '1' ? 1 : 0)
      expect(withCheckDigit(idNumber.slice(0, 17))).toBe(idNumber)
    }
  })

  test('have names and numbers as people have them', () => {
    for (const { name, mobile } of people) {
      expect(name).toMatch(/^\p{Script=Han}{2,4}$/u)
      expect(mobile).toMatch(/^1990000\d{4}$/)
    }
    expect(new Set(people.map((each) => each.name)).size).toBeGreaterThan(1500)
  })
})

describe('invented records', () => {
  test('are the same for the same person, school and day', () => {
    const [person] = inventPeople(1, 1, { region: '330122' })
    const [school] = practiceSchools
    if (!person || !school) throw new Error('nothing invented')
    expect(inventRecord(person, school, '2026-11-23')).toEqual(inventRecord(person, school, '2026-11-23'))
  })

  test('have nothing after today', () => {
    for (const today of ['2025-01-01', '2026-11-23', '2030-06-30']) {
      for (const person of inventPeople(today, 300, { region: '330110' })) {
        const text = JSON.stringify(inventRecord(person, { name: '某校', category: 'undergraduate' }, today))
        const months = text.match(/\b\d{4}-\d{2}\b/g) ?? []
        expect(months.filter((month) => month > today.slice(0, 7))).toEqual([])
      }
    }
  })
})
