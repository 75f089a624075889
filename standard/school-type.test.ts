import { expect, test } from 'vitest'
import { categories } from './categories.ts'
import { categoryOf, schoolTypes } from './school-type.ts'
import { codeTable } from './tables.ts'

test('the appendix has 48 types, and each has one of the six categories', () => {
  expect(schoolTypes).toHaveLength(48)
  for (const type of schoolTypes) expect(categories.map((each) => each.id)).toContain(categoryOf(type.code).category)
})

test('the 48 rows are those of the code table of the appendix, each with its name, and none besides', () => {
  const printed = codeTable('school_type')?.rows.map(({ code, name }) => `${code} ${name}`)
  expect(schoolTypes.map(({ code, name }) => `${code} ${name}`).sort()).toEqual(printed?.sort())
})

test('the appendix prints 2, 21, 7, 5 and 13 types for its five kinds of institution', () => {
  const count = (...ids: string[]) => schoolTypes.filter((type) => ids.includes(type.category)).length
  expect([
    count('kindergarten'),
    count('k12'),
    count('secondary_vocational'),
    count('special_education'),
    count('undergraduate', 'higher_vocational'),
  ]).toEqual([2, 21, 7, 5, 13])
})

test('universities are 本科, higher vocational schools 高职（专科）', () => {
  for (const code of ['411', '412', '413']) expect(categoryOf(code).category).toBe('undergraduate')
  for (const code of ['414', '415']) expect(categoryOf(code).category).toBe('higher_vocational')
})

test('the eight kinds of attached class are marked', () => {
  const attached = schoolTypes.filter((type) => 'attached' in type).map((type) => type.code)
  expect(attached.sort()).toEqual(['119', '218', '219', '319', '329', '349', '368', '519'])
})

test('技工学校 is refused with its reason, an unknown code with its own', () => {
  expect(categoryOf('366')).toEqual({ message: expect.stringContaining('人力资源社会保障部门') })
  expect(categoryOf('999')).toEqual({ message: expect.stringContaining('999') })
})
