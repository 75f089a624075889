import { expect, test } from 'vitest'
import type { Filter } from '../../contract/query.ts'
import { readColumns, readFilters, sayFilter, writeFilters } from './filters.ts'

test('filters stand in the address and come back as they were, whatever was typed', () => {
  const filters: Filter[] = [
    { key: 'basic_info.gender', op: 'is', values: ['1', '2'] },
    { key: 'education_history.education_org', op: 'contains', values: ['师范,大学;:%&=学院'] },
    { key: 'basic_info.work_start_month', op: 'between', values: ['', '2010-08'] },
    { key: 'skill_certificate.mandarin_level', op: 'blank', values: [] },
  ]
  expect(readFilters(writeFilters(filters))).toEqual(filters)
})

test('what nobody wrote so is left out', () => {
  expect(readFilters('basic_info.gender:drop:1;x;:is:1;%E0%A4%A.b:is:1')).toEqual([])
  expect(readFilters('basic_info.name:contains:%E0%A4%A')).toEqual([
    { key: 'basic_info.name', op: 'contains', values: ['%E0%A4%A'] },
  ])
  expect(readColumns('basic_info.gender,1;x,contact.')).toEqual(['basic_info.gender'])
})

test('a filter is said in words', () => {
  const say = (op: Filter['op'], ...values: string[]) =>
    sayFilter('年度', { key: 'a.b', op, values }, (value) => `〔${value}〕`)
  expect(say('is', '1', '2')).toBe('年度 等于 〔1〕、〔2〕')
  expect([say('between', '2020', ''), say('between', '', '2020'), say('between', '2019', '2020')]).toEqual([
    '年度 2020 起',
    '年度 至 2020',
    '年度 2019 至 2020',
  ])
  expect(say('blank')).toBe('年度 为空')
})
