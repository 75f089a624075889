import { expect, test } from 'vitest'
import { type BatchRow, firstSheet, groupsOf, merged, type OneFacet, type RowFilter, written } from './view.ts'

const facet = (change: Partial<OneFacet>): OneFacet => ({
  sheet: 0,
  column: 3,
  label: '民族',
  code: 'code.unknown',
  severity: 'error',
  title: '代码不在列表',
  seen: '汉',
  count: 7,
  suggestion: null,
  ...change,
})

test('facets of one column and kind are one line, errors first, the most frequent first', () => {
  const groups = groupsOf([
    facet({ severity: 'warning', code: 'date.partial', count: 90 }),
    facet({ count: 2 }),
    facet({ code: 'date.unreadable', count: 8 }),
    facet({ seen: '汉民', count: 9 }),
  ])
  expect(groups.map((group) => [group.code, group.count, group.facets.length])).toEqual([
    ['code.unknown', 11, 2],
    ['date.unreadable', 8, 1],
    ['date.partial', 90, 1],
  ])
})

test('the sheet to begin with holds the most frequent error, or is the first that was recognised', () => {
  const sheets = [
    { index: 0, name: '说明', subset: null, rows: 3, columns: [] },
    { index: 1, name: '基本信息', subset: 'basic_info', rows: 3, columns: [] },
  ]
  expect(firstSheet({ sheets, facets: [facet({ sheet: 4 })] })).toBe(4)
  expect(firstSheet({ sheets, facets: [] })).toBe(1)
})

const finding = (code: string, severity: 'error' | 'warning'): BatchRow['findings'][number] => ({
  subset: 'basic_info',
  row: '12',
  field: 'ethnicity',
  severity,
  code,
  message: code,
})
const row = (number: number, findings: BatchRow['findings'], text = '汉'): BatchRow => ({
  sheet: 0,
  row: number,
  person: '王芳',
  cells: [{ column: 3, text, original: null, findings }],
  findings: [],
  errors: findings.filter((each) => each.severity === 'error').length,
  warnings: findings.filter((each) => each.severity === 'warning').length,
})
const errors: RowFilter = { sheet: 0, only: 'errors', code: '', column: -1 }

test('a mended row stays in its place without its errors, and new rows come at the end', () => {
  const before = [
    row(12, [finding('a', 'error'), finding('w', 'warning')], '01 汉族'),
    row(31, [finding('b', 'error')]),
  ]
  const fresh = [row(31, [finding('c', 'error')]), row(47, [finding('a', 'error')])]
  const after = merged(before, fresh, errors)
  expect(after.map((each) => [each.row, each.errors, each.warnings])).toEqual([
    [12, 0, 1],
    [31, 1, 0],
    [47, 1, 0],
  ])
  expect(after[0]?.cells[0]?.text).toBe('01 汉族')
  expect(after[1]?.cells[0]?.findings[0]?.code).toBe('c')
})

test('under a filter of one kind only that kind is gone from a mended row', () => {
  const filter: RowFilter = { sheet: 0, only: 'all', code: 'a', column: 3 }
  const [after] = merged([row(12, [finding('a', 'error'), finding('b', 'error')])], [], filter)
  expect(after?.cells[0]?.findings.map((each) => each.code)).toEqual(['b'])
  expect(after?.errors).toBe(1)
})

test('writing a cell takes its findings away and leaves other rows as they are', () => {
  const rows = [row(12, [finding('a', 'error')]), row(31, [finding('a', 'error')])]
  const after = written(rows, (each) => each.row === 31, '01 汉族')
  expect(after[0]).toBe(rows[0])
  expect(after[1]).toMatchObject({ errors: 0, cells: [{ text: '01 汉族', findings: [] }] })
})
