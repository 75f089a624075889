import { expect, test } from 'vitest'
import { profileFor } from '../../standard/profile.ts'
import { importFields, importSubsets, likeness, matchSheet, plainHeader } from './match.ts'

const subsets = ['basic_info', 'education_history', 'post_appointment', 'contact']
const k12 = profileFor('k12', { province: '33', version: 1, subsets })
const kindergarten = profileFor('kindergarten', { province: '33', version: 1, subsets })
const headers = (...texts: string[]) => texts.map((text, at) => ({ column: at + 1, text }))
const fieldsOf = (name: string, ...texts: string[]) =>
  matchSheet(k12, name, headers(...texts))?.columns.map((column) => `${column.field ?? '-'}:${column.how}`)

test('a header is compared without stars, blanks, line breaks, width and remarks', () => {
  for (const text of [
    '参加工作年月*',
    ' 参加工作\n年月 ＊',
    '参加工作年月（必填）',
    '参加工作年月：',
    '参加 工作年月(格式：2008-07)',
  ])
    expect(plainHeader(text)).toBe('参加工作年月')
})

test('every column of the template is recognised exactly, for every subset and category', () => {
  for (const profile of [k12, kindergarten])
    for (const subset of importSubsets(profile)) {
      const labels = importFields(subset).map((field) => `${field.label}*`)
      const matched = matchSheet(profile, subset.label, headers('姓名*', '身份证件号*', ...labels))
      expect(matched?.subset).toBe(subset.name)
      expect(matched?.columns.map((column) => column.field)).toEqual([
        '@name',
        '@id',
        ...importFields(subset).map((field) => field.name),
      ])
      expect(matched?.columns.slice(2).every((column) => column.how === 'exact')).toBe(true)
    }
})

test('the words of schools are understood, and said to be similar', () => {
  expect(fieldsOf('基本信息', '姓 名', '身份证号码', '族别', '参加工作时间', '来校时间')).toEqual([
    '@name:identity',
    '@id:identity',
    'ethnicity:similar',
    'work_start_month:similar',
    'school_entry_month:similar',
  ])
})

test('a column that nothing resembles stays unknown, and a second column of one name too', () => {
  expect(fieldsOf('基本信息', '身份证号', '民族', '民族', '办公室门牌')).toEqual([
    '@id:identity',
    'ethnicity:exact',
    '-:unknown',
    '-:unknown',
  ])
})

test('a sheet is recognised by its columns when its name says nothing', () => {
  const education = k12.subsets.find((subset) => subset.name === 'education_history')
  const labels = (education?.fields ?? []).slice(0, 6).map((field) => field.label)
  expect(matchSheet(k12, 'Sheet1', headers('姓名', '身份证号', ...labels))?.subset).toBe('education_history')
  expect(matchSheet(k12, '', headers('姓名', '身份证号', ...labels))?.subset).toBe('education_history')
})

test('without a column for the id number nobody can tell whose rows they are', () => {
  expect(matchSheet(k12, '基本信息', headers('姓名', '民族', '政治面貌'))).toBeNull()
})

test('a sheet of something else is not taken for a subset', () => {
  expect(matchSheet(k12, '工资表', headers('姓名', '身份证号', '应发', '实发'))).toBeNull()
})

test('derived and automatic fields, pictures, name and number have no column to fill', () => {
  const basic = k12.subsets.find((subset) => subset.name === 'basic_info')
  const names = basic ? importFields(basic).map((field) => field.name) : []
  expect(names).toContain('ethnicity')
  for (const name of ['national_teacher_no', 'highest_education', 'photo', 'name', 'id_number'])
    expect(names).not.toContain(name)
})

test('likeness is 1 for equal texts and 0 for texts without a pair of letters in common', () => {
  expect(likeness('参加工作年月', '参加工作年月')).toBe(1)
  expect(likeness('民族', '学历')).toBe(0)
  expect(likeness('毕业院校', '毕业学校')).toBeGreaterThan(0)
})
