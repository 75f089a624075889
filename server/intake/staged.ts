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
  /** after the commit, for 撤销本批: the row it wrote to and what stood there before */
  undo?: { rowId: string; before: Values }
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

/** Bound to its row: a sealed row that is moved to another place does not open. */
const place = (batchId: string, sheet: number, row: number) => `import_row|${batchId}|${sheet}|${row}`

export function sealContent(keys: Keys, batchId: string, row: StagedRow): Buffer {
  return seal(keys, JSON.stringify(row.content), place(batchId, row.sheet, row.row))
}

export function openContent(keys: Keys, batchId: string, sheet: number, row: number, sealed: Buffer): StagedContent {
  // what sealContent wrote, proven by the tag
  return JSON.parse(unseal(keys, sealed, place(batchId, sheet, row))) as StagedContent
}

export function openFindings(keys: Keys, batchId: string, content: StagedContent): OpenFinding[] {
  return content.findings.map((finding) => {
    const text = finding.column === null ? '' : (cellAt({ content }, finding.column)?.text ?? '')
    return { c: finding.column, k: finding.code, s: finding.severity, g: groupOf(keys, batchId, text) }
  })
}

/** A keyed hash: cells of one batch with equal text share it, and without the key nobody learns the text. */
export function groupOf(keys: Keys, batchId: string, text: string): string {
  return createHmac('sm3', keys.index).update(`import|${batchId}|${text}`).digest('base64url').slice(0, 16)
}
