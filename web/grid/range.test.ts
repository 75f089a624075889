import { expect, test } from 'vitest'
import { moved, only, rangeOf, tabbed } from './range.ts'

const size = { rows: 3, columns: 2 }

test('arrows stop at the edges', () => {
  expect(moved(only({ row: 0, column: 0 }), { row: -1, column: 0 }, false, size).active).toEqual({ row: 0, column: 0 })
  expect(moved(only({ row: 0, column: 0 }), { row: Number.POSITIVE_INFINITY, column: 0 }, false, size).active).toEqual({
    row: 2,
    column: 0,
  })
})

test('Shift keeps the active cell and spans a range in any direction', () => {
  const wider = moved(only({ row: 2, column: 1 }), { row: -1, column: -1 }, true, size)
  expect(wider.active).toEqual({ row: 2, column: 1 })
  expect(rangeOf(wider)).toEqual({ top: 1, bottom: 2, left: 0, right: 1 })
})

test('an arrow without Shift goes on from the active cell and ends the range', () => {
  const ranged = { active: { row: 0, column: 0 }, head: { row: 2, column: 1 } }
  expect(moved(ranged, { row: 1, column: 0 }, false, size)).toEqual(only({ row: 1, column: 0 }))
})

test('Tab runs over the end of a row and leaves at both ends of the sheet', () => {
  expect(tabbed({ row: 0, column: 1 }, 1, size)).toEqual({ row: 1, column: 0 })
  expect(tabbed({ row: 1, column: 0 }, -1, size)).toEqual({ row: 0, column: 1 })
  expect(tabbed({ row: 2, column: 1 }, 1, size)).toBeNull()
  expect(tabbed({ row: 0, column: 0 }, -1, size)).toBeNull()
})
