import type { z } from 'zod'
import type { BatchView, Facet, RowOfBatch, SheetView } from '../../contract/intake.ts'

export type Batch = BatchView
export type Sheet = z.output<typeof SheetView>
export type OneFacet = z.output<typeof Facet>
export type BatchRow = z.output<typeof RowOfBatch>
type Found = BatchRow['findings'][number]

/** Errors of one kind in one column, whatever was seen there: one line in the list at the left. */
export interface FacetGroup {
  sheet: number
  column: number
  code: string
  label: string
  title: string
  severity: 'error' | 'warning'
  count: number
  /** by seen value, the most frequent first */
  facets: OneFacet[]
}

/** Errors before warnings, the most frequent first. */
export function groupsOf(facets: readonly OneFacet[]): FacetGroup[] {
  const groups: FacetGroup[] = []
  for (const facet of facets) {
    const { sheet, column, code, label, title, severity, count } = facet
    const group = groups.find(
      (each) => each.sheet === sheet && each.column === column && each.code === code && each.severity === severity,
    )
    if (group) {
      group.count += count
      group.facets.push(facet)
    } else groups.push({ sheet, column, code, label, title, severity, count, facets: [facet] })
  }
  return groups.sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning') || b.count - a.count)
}

/** What the list of rows shows. */
export interface RowFilter {
  sheet: number
  only: 'all' | 'errors' | 'warnings'
  /** of one group of errors; '' for any */
  code: string
  column: number
}

/** The sheet to begin with: where the errors are, else the first that was recognised. */
export function firstSheet(batch: Pick<Batch, 'sheets' | 'facets'>): number {
  const group = groupsOf(batch.facets)[0]
  return group?.sheet ?? (batch.sheets.find((sheet) => sheet.subset !== null) ?? batch.sheets[0])?.index ?? 0
}

/** How many errors stand in each sheet. */
export const errorsIn = (batch: Pick<Batch, 'facets'>, sheet: number): number =>
  batch.facets
    .filter((facet) => facet.sheet === sheet && facet.severity === 'error')
    .reduce((sum, facet) => sum + facet.count, 0)

/**
 * The rows on the screen after the server was asked again. Rows keep their place under the clerk's hands: one that no longer answers to the
 * filter was mended and stays, without what was wrong; new ones come at the end.
 */
export function merged(before: readonly BatchRow[], fresh: readonly BatchRow[], filter: RowFilter): BatchRow[] {
  const key = (row: BatchRow) => `${row.sheet}:${row.row}`
  const found = new Map(fresh.map((row) => [key(row), row]))
  const known = new Set(before.map(key))
  return [
    ...before.map((row) => found.get(key(row)) ?? mendedRow(row, filter)),
    ...fresh.filter((row) => !known.has(key(row))),
  ]
}

function mendedRow(row: BatchRow, filter: RowFilter): BatchRow {
  const gone = ({ severity, code }: Found) =>
    filter.code !== '' ? code === filter.code : severity === (filter.only === 'warnings' ? 'warning' : 'error')
  const left = (findings: readonly Found[]) => findings.filter((finding) => !gone(finding))
  const cells = row.cells.map((cell) => ({ ...cell, findings: left(cell.findings) }))
  return counted({ ...row, cells, findings: left(row.findings) })
}

function counted(row: BatchRow): BatchRow {
  const all = [...row.findings, ...row.cells.flatMap((cell) => cell.findings)]
  const warnings = all.filter((finding) => finding.severity === 'warning').length
  return { ...row, errors: all.length - warnings, warnings }
}

/** The rows with one cell written; its findings go until the server has judged it again. */
export function written(
  rows: readonly BatchRow[],
  which: (row: BatchRow, cell: BatchRow['cells'][number]) => boolean,
  text: string,
): BatchRow[] {
  return rows.map((row) => {
    if (!row.cells.some((cell) => which(row, cell))) return row
    const cells = row.cells.map((cell) => (which(row, cell) ? { ...cell, text, findings: [] } : cell))
    return counted({ ...row, cells })
  })
}

/** A suggestion is written into the cell in words (汉族, 2008-07), as the clerk would; they are read back. */
export const asWritten = (suggestion: { value: string; label: string }) => ({
  value: suggestion.label,
  label: suggestion.label,
})
