import { expect, test } from 'vitest'
import {
  applied,
  filling,
  inverse,
  noHistory,
  pasting,
  recorded,
  redoing,
  type Sheet,
  undoing,
  writing,
} from './edits.ts'

const sheet: Sheet = {
  rows: [
    { a: '1', b: 'x', c: 'y' },
    { a: '2', b: '', c: '' },
  ],
  columns: [{ key: 'a' }, { key: 'b', readOnly: true }, { key: 'c' }],
  mostRows: 4,
}
const cell = (row: number, column: number) => ({ top: row, bottom: row, left: column, right: column })

test('a pasted block passes over locked columns, grows the rows and is cut off at the most rows', () => {
  const edits = pasting(sheet, cell(1, 0), [
    ['一', '锁', '三'],
    ['四', '锁', '六'],
    ['七', '', ''],
    ['八', '', ''],
  ])
  expect(edits.map(({ row, column, after }) => `${row}${column}=${after}`)).toEqual([
    '1a=一',
    '1c=三',
    '2a=四',
    '2c=六',
    '3a=七',
  ])
  expect(applied(sheet.rows, edits)).toEqual([
    { a: '1', b: 'x', c: 'y' },
    { a: '一', b: '', c: '三' },
    { a: '四', c: '六' },
    { a: '七' },
  ])
})

test('a single pasted cell fills the range', () => {
  const edits = pasting(sheet, { top: 0, bottom: 1, left: 0, right: 0 }, [['1']])
  expect(edits).toEqual([{ row: 1, column: 'a', before: '2', after: '1' }])
})

test('fill down copies the top row of a range, or the row above a single one', () => {
  expect(filling(sheet, { top: 0, bottom: 1, left: 0, right: 2 }).map((edit) => edit.after)).toEqual(['1', 'y'])
  expect(filling(sheet, cell(1, 2)).map((edit) => edit.after)).toEqual(['y'])
  expect(filling(sheet, cell(0, 2))).toEqual([])
})

test('clearing writes only where something stood', () => {
  expect(writing(sheet, { top: 0, bottom: 1, left: 2, right: 2 }, () => '')).toEqual([
    { row: 0, column: 'c', before: 'y', after: '' },
  ])
})

test('undo and redo give back what was, in order, and a new step forgets what was undone', () => {
  const first = [{ row: 0, column: 'a', before: '1', after: '9' }]
  const second = [{ row: 0, column: 'a', before: '9', after: '8' }]
  const both = recorded(recorded(noHistory, first), second)
  const back = undoing(both)
  expect(back?.edits).toEqual(inverse(second))
  const again = back && redoing(back.history)
  expect(again?.edits).toEqual(second)
  expect(back && redoing(recorded(back.history, first))).toBeNull()
  expect(undoing(noHistory)).toBeNull()
  const allBack = back && undoing(back.history)
  expect(allBack?.edits).toEqual(inverse(first))
  expect(allBack && redoing(allBack.history)?.edits).toEqual(first)
  expect(applied(applied(sheet.rows, second), inverse(second))[0]?.a).toBe('9')
})
