/**
 * Why a whole file is turned away. Things wrong with one cell are not here: they travel with the cell (`CellProblem` in
 * `read.ts`) so that a clerk sees all of them at once.
 */
export type RefusalCode =
  | 'workbook.too-big'
  | 'workbook.not-xlsx'
  | 'workbook.not-csv'
  | 'workbook.old-xls'
  | 'workbook.encrypted'
  | 'workbook.macros'
  | 'workbook.binary'
  | 'workbook.archive'
  | 'workbook.bomb'
  | 'workbook.xml'
  | 'workbook.encoding'
  | 'workbook.not-text'
  | 'workbook.quotes'
  | 'workbook.too-many-rows'
  | 'workbook.too-many-columns'
  | 'workbook.too-many-strings'
  | 'workbook.too-many-merges'
  | 'workbook.cell-too-long'
  | 'workbook.reader-died'

/** A file that is not read any further. `message` is a Chinese sentence for the clerk: what, expected, seen, what to do. */
export class WorkbookRefusal extends Error {
  override name = 'WorkbookRefusal'
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Everything that bounds one file. Bytes, characters (UTF-16 units) and counts. */
export interface WorkbookLimits {
  /** bytes of the file as it was sent */
  fileBytes: number
  /** entries in the archive's directory */
  entries: number
  /** bytes after inflating, over all parts that are read */
  inflatedBytes: number
  /** rows with at least one filled cell, over all sheets */
  rows: number
  /** the right-most column that may hold something */
  columns: number
  /** characters in one cell: Excel's own limit */
  cellLength: number
  sharedStrings: number
  sharedStringBytes: number
  merges: number
}

/** What one import may cost. A ratio of compression is no limit: sheets of blank, styled rows shrink 1,000 to 1. */
export const limits: WorkbookLimits = {
  fileBytes: 64 * 1024 * 1024,
  entries: 1_000,
  inflatedBytes: 2 * 1024 * 1024 * 1024,
  rows: 1_000_000,
  columns: 200,
  cellLength: 32_767,
  sharedStrings: 2_000_000,
  sharedStringBytes: 128 * 1024 * 1024,
  merges: 10_000,
}

/** Bytes for people: 64 MB, 2 GB. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB']
  let unit = 0
  let amount = bytes
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024
    unit += 1
  }
  return `${Number(amount.toFixed(1))} ${units[unit]}`
}
