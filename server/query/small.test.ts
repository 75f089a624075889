import { expect, test } from 'vitest'
import { hideSmall } from './small.ts'

const of = (cells: number[][]) => {
  const rowTotals = cells.map((row) => row.reduce((a, b) => a + b, 0))
  const columnTotals = (cells[0] ?? []).map((_, c) => cells.reduce((sum, row) => sum + (row[c] ?? 0), 0))
  return { cells, rowTotals, columnTotals, total: rowTotals.reduce((a, b) => a + b, 0) }
}

test('a small number is hidden, and with it what it could be reckoned from', () => {
  const { cells, rowTotals, columnTotals, total } = hideSmall(
    of([
      [2, 40, 30],
      [50, 60, 70],
      [9, 8, 20],
    ]),
    3,
  )
  expect(cells[0]?.[0]).toBeNull()
  // every row and column, with its total, lacks none or at least two
  const lines = [
    ...cells.map((row, r) => [...row, rowTotals[r]]),
    ...columnTotals.map((n, c) => [...cells.map((row) => row[c]), n]),
    [...rowTotals, total],
    [...columnTotals, total],
  ]
  for (const line of lines) expect(line.filter((n) => n === null)).not.toHaveLength(1)
  // the rest stays
  expect(cells[1]?.[2]).toBe(70)
  expect(total).toBe(289)
})

test('two hidden numbers that are one each would be told by their sum: a third goes', () => {
  const { rowTotals } = hideSmall({ cells: [[], [], [], []], rowTotals: [1, 1, 7, 20], columnTotals: [], total: 29 }, 3)
  expect(rowTotals).toEqual([null, null, null, 20])
})

test('nothing small hides nothing; zeros are told', () => {
  const plain = of([
    [0, 5],
    [6, 0],
  ])
  expect(hideSmall(plain, 3)).toEqual(plain)
})
