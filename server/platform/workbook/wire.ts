import type { Cell, CellKind, CellProblem, Row } from './cells.ts'
import type { SheetInfo } from './read.ts'
import type { RefusalCode } from './refusal.ts'

/** A row as it crosses from the reader's process: names would double its length. Kind and problem only where they say something. */
export type PackedRow = [row: number, cells: PackedCell[]]
type PackedCell = [col: number, text: string, kind?: CellKind, problem?: CellProblem]

/** One line of the reader's speech. */
export type Wire =
  | { sheet: SheetInfo }
  | { rows: PackedRow[] }
  | { done: { sheets: number; rows: number; peakRss: number } }
  | { refused: { code: RefusalCode; message: string } }

export function packRow(row: Row): PackedRow {
  return [row.row, row.cells.map(packCell)]
}

export function unpackRow([row, cells]: PackedRow): Row {
  return { row, cells: cells.map(unpackCell) }
}

function packCell({ col, text, kind, problem }: Cell): PackedCell {
  if (problem !== undefined) return [col, text, kind, problem]
  return kind === 'text' ? [col, text] : [col, text, kind]
}

function unpackCell([col, text, kind = 'text', problem]: PackedCell): Cell {
  return problem === undefined ? { col, text, kind } : { col, text, kind, problem }
}
