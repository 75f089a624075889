import { createHmac } from 'node:crypto'
import type { Finding, Values } from '../../standard/indicator.ts'
import { type Keys, seal, unseal } from '../platform/cipher.ts'
import type { CellKind, CellProblem } from '../platform/workbook/cells.ts'

/** One cell of the clerk's workbook, as it stood and as it was mended in the page. `column` counts from 1. */
export interface StagedCell {
  column: number
  text: string
  kind: CellKind
  problem?: CellProblem
  /** what the file held, when the cell was mended */
  original?: string
}

/** A finding of the judge and the cell it stands at; null: at the row as a whole. */
export type CellFinding = Finding & { column: number | null }

/** What a row keeps encrypted: findings repeat what was seen, so they are as secret as the cells. */
export interface StagedContent {
  cells: StagedCell[]
  findings: CellFinding[]
}

/** For 撤销本批: the row that a commit wrote over, and what stood there before. */
export interface Before {
  rowId: string
  values: Values
}

/** A row of a batch: `sheet` counts from 0, `row` is the number that Excel shows. */
export interface StagedRow {
  sheet: number
  row: number
  subset: string | null
  teacherId: string | null
  content: StagedContent
}

/** The part of a finding that may stand in clear: where and of which kind. `g` tells equal seen values without showing them. */
export interface OpenFinding {
  c: number | null
  k: string
  s: 'error' | 'warning'
  g: string
}

export function cellAt(row: Pick<StagedRow, 'content'>, column: number): StagedCell | undefined {
  return row.content.cells.find((cell) => cell.column === column)
}

/** Bound to its row and part: what is sealed and moved to another place does not open. */
const place = (batchId: string, row: Place, part: string) => `import_row|${batchId}|${row.sheet}|${row.row}|${part}`
type Place = Pick<StagedRow, 'sheet' | 'row'>

// Without names a row of a hundred thousand is half as long, and half as long to seal.
type PackedCell = [column: number, text: string, kind?: CellKind | '', problem?: CellProblem | '', original?: string]

/** Cells are sealed once, when they are read, and again when they are mended. */
export function sealCells(keys: Keys, batchId: string, row: Place, cells: readonly StagedCell[]): Buffer {
  const packed = cells.map(({ column, text, kind, problem, original }): PackedCell => {
    if (original !== undefined) return [column, text, kind, problem ?? '', original]
    if (problem !== undefined) return [column, text, kind, problem]
    return kind === 'text' ? [column, text] : [column, text, kind]
  })
  return seal(keys, JSON.stringify(packed), place(batchId, row, 'cells'))
}

export function openCells(keys: Keys, batchId: string, row: Place, sealed: Buffer): StagedCell[] {
  // what sealCells wrote, proven by the tag
  const packed = JSON.parse(unseal(keys, sealed, place(batchId, row, 'cells'))) as PackedCell[]
  return packed.map(([column, text, kind, problem, original]) => ({
    column,
    text,
    kind: kind || 'text',
    ...(problem && { problem }),
    ...(original !== undefined && { original }),
  }))
}

/** Null where nothing was found, as in most rows. */
export function sealFindings(keys: Keys, batchId: string, row: Place, found: readonly CellFinding[]): Buffer | null {
  return found.length === 0 ? null : seal(keys, JSON.stringify(found), place(batchId, row, 'found'))
}

export function openFindings(keys: Keys, batchId: string, row: Place, sealed: Buffer | null): CellFinding[] {
  // what sealFindings wrote
  return sealed === null ? [] : (JSON.parse(unseal(keys, sealed, place(batchId, row, 'found'))) as CellFinding[])
}

export function sealBefore(keys: Keys, batchId: string, row: Place, before: Before): Buffer {
  return seal(keys, JSON.stringify(before), place(batchId, row, 'before'))
}

export function openBefore(keys: Keys, batchId: string, row: Place, sealed: Buffer): Before {
  // what sealBefore wrote
  return JSON.parse(unseal(keys, sealed, place(batchId, row, 'before'))) as Before
}

export function clearFindings(keys: Keys, batchId: string, content: StagedContent): OpenFinding[] {
  return content.findings.map((finding) => {
    const text = finding.column === null ? '' : (cellAt({ content }, finding.column)?.text ?? '')
    return { c: finding.column, k: finding.code, s: finding.severity, g: groupOf(keys, batchId, text) }
  })
}

/** A keyed hash: cells of one batch with equal text share it, and without the key nobody learns the text. */
export function groupOf(keys: Keys, batchId: string, text: string): string {
  return createHmac('sm3', keys.index).update(`import|${batchId}|${text}`).digest('base64url').slice(0, 16)
}
