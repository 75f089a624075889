import { describe, expect, test } from 'vitest'
import type { IndicatorLine } from '../../contract/profile.ts'
import { wrongAt } from './own.ts'
import { pressed } from './press.ts'
import { rowFindings } from './sheet.ts'
import { changeOf, isChanged, isFound } from './words.ts'

const on = { enabled: true, required: false, open: true }
const line: IndicatorLine = {
  key: 'contact.phone',
  subset: 'contact',
  subsetLabel: '联系方式',
  label: '联系电话',
  type: 'string',
  codes: null,
  core: false,
  own: false,
  standard: 'O',
  secrecy: 2,
  help: '',
  hint: '',
  checks: [],
  inForce: on,
  draft: on,
  locked: {},
}

describe('the keys of the grid', () => {
  test('2 makes an indicator required, 1 optional again, 0 switches it off, T closes it to teachers', () => {
    expect(pressed(line, '2', true)).toEqual({ patch: { enabled: true, required: true } })
    expect(pressed({ ...line, draft: { ...on, required: true } }, '1', true)).toEqual({
      patch: { enabled: true, required: false },
    })
    expect(pressed(line, '0', true)).toEqual({ patch: { enabled: false } })
    expect(pressed(line, 't', true)).toEqual({ patch: { open: false } })
  })
  test('what stands so already is not changed', () => {
    expect(pressed(line, '1', true)).toBeNull()
    expect(pressed({ ...line, draft: { enabled: false, required: false, open: false } }, '0', true)).toBeNull()
  })
  test('a lock says why, and only where it stands', () => {
    const locked = { ...line, locked: { open: '应由学校统一填报。', enabled: '国家核心指标。' } }
    expect(pressed(locked, 't', false)).toEqual({ why: '“联系电话”：应由学校统一填报。' })
    expect(pressed(locked, '0', true)).toEqual({ why: '“联系电话”不能停用：国家核心指标。' })
    expect(pressed(locked, '2', true)).toEqual({ patch: { enabled: true, required: true } })
  })
  test('in a subset that is off nothing is switched on', () => {
    expect(pressed(line, '2', false)).toEqual({ why: '“联系方式”已停用，请先启用这个信息子集。' })
  })
})

test('a difference is said in words', () => {
  expect(changeOf({ ...line, draft: { enabled: true, required: true, open: false } })).toBe(
    '选填 → 必填，不再向教师开放',
  )
  expect(isChanged(line)).toBe(false)
  // what is off asks nothing of teachers: only being off is the difference
  expect(changeOf({ ...line, draft: { enabled: false, required: false, open: false } })).toBe('选填 → 停用')
})

test('an indicator is found by name, initials and code', () => {
  for (const typed of ['电话', 'lxdh', 'phone', 'contact.']) expect(isFound(line, typed)).toBe(true)
  expect(isFound(line, '手机')).toBe(false)
})

test('a sheet of codes shows a double code, a parent that is missing, a blank name', () => {
  const found = rowFindings([
    { code: '1', name: '步行' },
    { code: '1', name: '骑行', parent: '9' },
    {},
    { code: 'a b', name: '' },
  ])
  expect(found.map(({ row, column }) => `${row} ${column}`)).toEqual(['1 code', '1 parent', '3 code', '3 name'])
})

test('what the server found wrong stands at its item and row', () => {
  const problems = [
    { at: '/tables/1/rows/12', message: '重复' },
    { at: '/body/fields/0/label', message: '太长' },
  ]
  expect(wrongAt(problems, { list: 'tables', at: 1 })).toEqual([{ row: 12, message: '重复' }])
  expect(wrongAt(problems, { list: 'fields', at: 0 })).toEqual([{ row: null, message: '太长' }])
  expect(wrongAt(problems, { list: 'tables', at: 0 })).toEqual([])
})
