interface Numbers<T> {
  cells: T[][]
  rowTotals: T[]
  columnTotals: T[]
  total: T
}

/**
 * Hides (null) every number from 1 to below `smallest`, and then others until nothing hidden can be reckoned from what is shown: each row and column with its total is an
 * equation, so what is hidden in one must be two numbers at least, and together no less than `smallest`. The smallest that does it goes.
 */
export function hideSmall(numbers: Numbers<number>, smallest: number): Numbers<number | null> {
  const flat = numbers.columnTotals.length === 0
  // the margins are a further column and row
  const grid = flat
    ? [...numbers.rowTotals.map((n) => [n]), [numbers.total]]
    : [
        ...numbers.cells.map((row, at) => [...row, numbers.rowTotals[at] ?? 0]),
        [...numbers.columnTotals, numbers.total],
      ]
  const hidden = grid.map((row) => row.map((n) => n > 0 && n < smallest))
  const width = grid[0]?.length ?? 0
  const lines: [number, number][][] = [
    ...(flat ? [] : grid.map((row, r) => row.map((_, c): [number, number] => [r, c]))),
    ...Array.from({ length: width }, (_, c) => grid.map((_, r): [number, number] => [r, c])),
  ]
  const value = ([r, c]: [number, number]) => grid[r]?.[c] ?? 0
  const isHidden = ([r, c]: [number, number]) => hidden[r]?.[c] ?? false
  const openly = (line: [number, number][]) => {
    const gone = line.filter(isHidden)
    return gone.length > 0 && (gone.length === 1 || gone.reduce((sum, at) => sum + value(at), 0) < smallest)
  }
  for (;;) {
    const line = lines.find((each) => openly(each) && each.some((at) => !isHidden(at)))
    if (!line) break
    const [r, c] = line.filter((at) => !isHidden(at)).sort((a, b) => rank(value(a)) - rank(value(b)))[0] ?? [0, 0]
    const row = hidden[r]
    if (row) row[c] = true
  }
  const shown = grid.map((row, r) => row.map((n, c) => (isHidden([r, c]) ? null : n)))
  const last = shown.at(-1) ?? []
  const body = shown.slice(0, -1)
  return {
    cells: flat ? body.map(() => []) : body.map((row) => row.slice(0, -1)),
    rowTotals: body.map((row) => row.at(-1) ?? null),
    columnTotals: flat ? [] : last.slice(0, -1),
    total: last.at(-1) ?? null,
  }
}

/** A zero hides nothing that helps, so it comes last. */
const rank = (n: number): number => (n === 0 ? Number.MAX_SAFE_INTEGER : n)
