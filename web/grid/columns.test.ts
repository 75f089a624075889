import { expect, test } from 'vitest'
import {
  findingsAt,
  type GridColumn,
  type GridFinding,
  matching,
  nextFinding,
  optionsOf,
  settled,
  shownText,
} from './columns.ts'

const nation: GridColumn = {
  key: 'nation',
  title: '民族',
  kind: 'select',
  options: [
    { value: '01', label: '01 汉族' },
    { value: '02', label: '02 蒙古族' },
    { value: '05', label: '05 维吾尔族' },
  ],
}

test('options answer to code, name and pinyin initials', () => {
  const labels = (typed: string) => matching(optionsOf(nation), typed).map((option) => option.label)
  expect(labels('05')).toEqual(['05 维吾尔族'])
  expect(labels('蒙')).toEqual(['02 蒙古族'])
  expect(labels('hz')).toEqual(['01 汉族'])
  expect(labels('')).toHaveLength(3)
})

test('a pasted label becomes its value, other text stays for the judge', () => {
  expect(settled(nation, ' 01 汉族 ')).toBe('01')
  expect(settled(nation, '汉')).toBe('汉')
  expect(shownText(nation, '02')).toBe('02 蒙古族')
  expect(shownText({ key: 'a', title: 'a', options: ['x'] }, 'y')).toBe('y')
})

const finding = (row: number, column: string | null, severity: 'error' | 'warning' = 'error'): GridFinding => ({
  row,
  column,
  severity,
  message: `${row}${column}${severity}`,
})

test('at one cell errors come before warnings', () => {
  const at = findingsAt([finding(1, 'nation', 'warning'), finding(1, 'nation')])
  expect(
    at
      .get(1)
      ?.get('nation')
      ?.map((each) => each.severity),
  ).toEqual(['error', 'warning'])
})

test('F8 goes from finding to finding, round at the end', () => {
  const columns = [{ key: 'name', title: '姓名' }, nation]
  const at = findingsAt([finding(3, null), finding(0, 'nation'), finding(3, 'nation')])
  expect(nextFinding(at, columns, { row: 0, column: 1 }, 1)).toEqual({ row: 3, column: 0 })
  expect(nextFinding(at, columns, { row: 3, column: 1 }, 1)).toEqual({ row: 0, column: 1 })
  expect(nextFinding(at, columns, { row: 0, column: 1 }, -1)).toEqual({ row: 3, column: 1 })
  expect(nextFinding(findingsAt([]), columns, { row: 0, column: 0 }, 1)).toBeNull()
})
