/** A cell by its place on the screen, from 0. */
export interface Cell {
  row: number
  column: number
}
/** What is selected: the active cell, where typing goes, and the opposite corner of the range. */
export interface Selection {
  active: Cell
  head: Cell
  /** chosen as a whole or pasted: the view stays where it is */
  still?: true
}
export interface Range {
  top: number
  bottom: number
  left: number
  right: number
}
export interface Size {
  rows: number
  columns: number
}

export const only = (cell: Cell): Selection => ({ active: cell, head: cell })

export function rangeOf({ active, head }: Selection): Range {
  return {
    top: Math.min(active.row, head.row),
    bottom: Math.max(active.row, head.row),
    left: Math.min(active.column, head.column),
    right: Math.max(active.column, head.column),
  }
}

/** One move of the arrow keys; `extend` (Shift) moves the far corner and leaves the active cell. Infinity goes to the edge. */
export function moved(selection: Selection, by: Cell, extend: boolean, size: Size): Selection {
  const from = extend ? selection.head : selection.active
  const to = { row: kept(from.row + by.row, size.rows), column: kept(from.column + by.column, size.columns) }
  return extend ? { active: selection.active, head: to } : only(to)
}

/** Tab: the next cell, over the end of the row; null where the sheet ends and the key leaves it. */
export function tabbed(cell: Cell, by: 1 | -1, size: Size): Cell | null {
  const place = cell.row * size.columns + cell.column + by
  if (place < 0 || place >= size.rows * size.columns) return null
  return { row: Math.floor(place / size.columns), column: place % size.columns }
}

const kept = (place: number, count: number) => Math.max(0, Math.min(count - 1, place))
