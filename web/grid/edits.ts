import type { Range } from './range.ts'

export type SheetRow = Record<string, string>
/** One cell written: what stood there and what stands there now. */
export interface Edit {
  row: number
  column: string
  before: string
  after: string
}
/** A column that may be written, or not. */
export interface Writable {
  key: string
  readOnly?: boolean
}
/** The sheet as edits need it. `mostRows` is how many rows there may be: pasting below is cut off there. */
export interface Sheet {
  rows: readonly SheetRow[]
  columns: readonly Writable[]
  mostRows: number
}

export const textAt = (sheet: Sheet, row: number, column: number): string =>
  sheet.rows[row]?.[sheet.columns[column]?.key ?? ''] ?? ''

/** Writes one text into every cell of a range; locked columns and cells that hold it already are left out. */
export function writing(sheet: Sheet, range: Range, text: (row: number, column: number) => string): Edit[] {
  const edits: Edit[] = []
  for (let row = range.top; row <= Math.min(range.bottom, sheet.mostRows - 1); row++) {
    for (let place = range.left; place <= Math.min(range.right, sheet.columns.length - 1); place++) {
      const column = sheet.columns[place]
      const before = textAt(sheet, row, place)
      const after = text(row, place)
      if (column && !column.readOnly && before !== after) edits.push({ row, column: column.key, before, after })
    }
  }
  return edits
}

/** Pastes a block at the upper left of the range. One single cell fills the whole range. */
export function pasting(sheet: Sheet, range: Range, block: readonly (readonly string[])[]): Edit[] {
  const first = block[0] ?? []
  const one = block.length === 1 && first.length === 1 ? (first[0] ?? '') : null
  if (one !== null) return writing(sheet, range, () => one)
  return block.flatMap((cells, down) => {
    const row = range.top + down
    const line = { top: row, bottom: row, left: range.left, right: range.left + cells.length - 1 }
    return writing(sheet, line, (_, column) => cells[column - range.left] ?? '')
  })
}

/** Ctrl+D: the top row of the range into the rows beneath; of a single row, the row above into it. */
export function filling(sheet: Sheet, range: Range): Edit[] {
  const source = range.top === range.bottom ? range.top - 1 : range.top
  if (source < 0) return []
  return writing(sheet, { ...range, top: source + 1 }, (_, column) => textAt(sheet, source, column))
}

/** The rows after the edits; rows below the last one come to be. */
export function applied(rows: readonly SheetRow[], edits: readonly Edit[]): SheetRow[] {
  const length = Math.max(rows.length, ...edits.map((edit) => edit.row + 1))
  const after = Array.from({ length }, (_, place) => rows[place] ?? {})
  for (const { row, column, after: text } of edits) after[row] = { ...after[row], [column]: text }
  return after
}

export const inverse = (edits: readonly Edit[]): Edit[] =>
  [...edits].reverse().map((edit) => ({ ...edit, before: edit.after, after: edit.before }))

/** What was done, in steps, for Ctrl+Z and Ctrl+Y. The oldest of 200 steps are forgotten. */
export interface History {
  done: readonly (readonly Edit[])[]
  undone: readonly (readonly Edit[])[]
}
export const noHistory: History = { done: [], undone: [] }

export function recorded(history: History, edits: readonly Edit[]): History {
  return edits.length === 0 ? history : { done: [...history.done, edits].slice(-200), undone: [] }
}

/** The edits that take the last step back, and the history after it; null when there is none. */
export function undoing({ done, undone }: History): { edits: Edit[]; history: History } | null {
  const last = done[done.length - 1]
  return last ? { edits: inverse(last), history: { done: done.slice(0, -1), undone: [...undone, last] } } : null
}

export function redoing({ done, undone }: History): { edits: readonly Edit[]; history: History } | null {
  const last = undone[undone.length - 1]
  return last ? { edits: last, history: { done: [...done, last], undone: undone.slice(0, -1) } } : null
}
