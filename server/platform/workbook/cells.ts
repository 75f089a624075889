/** What a cell holds, as the file says it. */
export type CellKind = 'text' | 'number' | 'date' | 'bool' | 'error' | 'formula'

/**
 * Why a cell must not be taken as it stands. Found and said, never repaired by guessing:
 * - `formula` holds a formula; its stored result may be stale or foreign
 * - `error` an error value (#N/A, #REF! …)
 * - `merged` lies in a merged range, so that it is unclear which rows the value speaks of
 * - `scientific` text in scientific notation (1.10101E+17): digits are lost
 * - `rounded` a number beyond 15 digits: Excel has put zeros in place of the last ones
 * - `not-a-date` a date format on a number that is no day of the calendar
 * - `partial-date` a date whose format hides year or day: what the clerk saw is less than what is stored
 * - `time` a time of day, alone or behind the date
 * - `control` control or text-direction characters
 * - `mojibake` replacement, private-use or broken characters: the file was read in a wrong encoding somewhere before
 * - `quotes` a .csv field with text behind its closing quote
 */
export type CellProblem =
  | 'formula'
  | 'error'
  | 'merged'
  | 'scientific'
  | 'rounded'
  | 'not-a-date'
  | 'partial-date'
  | 'time'
  | 'control'
  | 'mojibake'
  | 'quotes'

/** One filled cell. `col` counts from 1. Dates are 'YYYY-MM-DD', bools 'TRUE' or 'FALSE', integers all their digits. */
export interface Cell {
  col: number
  text: string
  kind: CellKind
  problem?: CellProblem
}

/** One row with at least one filled cell. `row` is the number Excel shows, from 1. */
export interface Row {
  row: number
  cells: Cell[]
}

/** A block of cells; all four count from 1 and belong to it. */
export interface Range {
  top: number
  left: number
  bottom: number
  right: number
}

const lastRow = 1_048_576
const lastColumn = 16_384

/** 'B12' as row 12, column 2; null if it is no cell of a sheet. */
export function parseCell(ref: string): { row: number; col: number } | null {
  let col = 0
  let i = 0
  for (; i < ref.length; i += 1) {
    const code = ref.charCodeAt(i) & ~32
    if (code < 65 || code > 90) break
    col = col * 26 + code - 64
    if (col > lastColumn) return null
  }
  if (i === 0 || i === ref.length) return null
  let row = 0
  for (; i < ref.length; i += 1) {
    const digit = ref.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return null
    row = row * 10 + digit
    if (row > lastRow) return null
  }
  return row === 0 ? null : { row, col }
}

/** 'A1:C3' or 'A1' as a block; null if it is none. */
export function parseRange(ref: string): Range | null {
  const [from, to] = ref.split(':')
  const a = parseCell(from ?? '')
  const b = to === undefined ? a : parseCell(to)
  if (!a || !b || b.row < a.row || b.col < a.col) return null
  return { top: a.row, left: a.col, bottom: b.row, right: b.col }
}

/** Column 1 as 'A', 28 as 'AB'. */
export function columnName(col: number): string {
  let name = ''
  for (let n = col; n > 0; n = Math.floor((n - 1) / 26)) name = String.fromCharCode(65 + ((n - 1) % 26)) + name
  return name
}

const breaking = String.raw`\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff`
const control = new RegExp(`[${breaking}]`)
const mojibake = /[\p{Co}\p{Cs}\ufffd]/u
// A quick look first: nearly every cell of a hundred thousand rows is clean.
const suspicious = new RegExp(String.raw`[${breaking}\ud800-\uf8ff\ufffd]`)
/** The shape in which Excel shows a number that does not fit, and in which it is copied as text. */
const scientific = /^[+-]?\d(?:\.\d+)?E[+-]\d{2,3}$/i

/** What is wrong with a text that came out of a file. */
export function textProblem(text: string): CellProblem | undefined {
  if (suspicious.test(text)) {
    if (mojibake.test(text)) return 'mojibake'
    if (control.test(text)) return 'control'
  }
  return scientific.test(text) ? 'scientific' : undefined
}

/**
 * A stored number as a person would write it: no exponent, no binary dust (Excel itself shows 15 digits and no more).
 * From 10^15 on the last digits cannot be trusted, as in an 18-digit id number typed into a number cell.
 */
export function numberText(value: string): { text: string; problem?: CellProblem } | null {
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number)) return null
  const size = Math.abs(number)
  if (size >= 1e15) {
    const text = size < 1e21 ? String(BigInt(number)) : value
    return { text, problem: 'rounded' }
  }
  if (Number.isInteger(number)) return { text: String(number) }
  const short = Number(number.toPrecision(15))
  return { text: size < 1e-6 ? short.toFixed(20).replace(/\.?0+$/, '') : String(short) }
}
