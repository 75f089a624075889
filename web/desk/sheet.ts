import { type SheetLine, type SheetResult, type SheetWrite, sheetSize, typedInSheet } from '../../contract/desk.ts'
import { choices } from '../../standard/choices.ts'
import type { FieldType, ProfileField, ProfileSubset } from '../../standard/indicator.ts'
import { showValue } from '../../standard/show-value.ts'
import type { GridColumn, GridFinding } from '../grid/columns.ts'
import type { SheetRow } from '../grid/edits.ts'
import type { Standard } from '../record/standard.tsx'

/** One line on the page: what the server has of it, what stands in its cells now, and what is to be said of them. */
export interface Line {
  key: string
  teacherId: string
  name: string
  rowId: string
  isNew: boolean
  locked: string | null
  /** as the server has it: the text of each cell when it was read or saved last */
  was: SheetRow
  cells: SheetRow
  findings: readonly SheetLine['findings'][number][]
  /** of cells that were not saved */
  left: readonly SheetResult['left'][number][]
}

export const fieldsOf = (subset: ProfileSubset): readonly ProfileField[] => subset.fields.filter(typedInSheet)

const widths: Record<FieldType, number> = {
  string: 160,
  text: 220,
  code: 170,
  codes: 200,
  area: 220,
  bool: 90,
  date: 120,
  month: 110,
  year: 90,
  decimal: 110,
  integer: 90,
  image: 0,
  file: 0,
}

export function columnsOf(standard: Standard, subset: ProfileSubset, fields: readonly string[]): GridColumn[] {
  return fieldsOf(subset)
    .filter(({ name }) => fields.length === 0 || fields.includes(name))
    .map((field) => {
      const table = field.codes === undefined || field.type === 'codes' ? undefined : standard.tables(field.codes)
      return {
        key: field.name,
        title: `${field.label}${field.requirement === 'R' ? ' *' : ''}`,
        width: Math.max(widths[field.type], field.label.length * 15 + 34),
        ...(table && {
          kind: 'select' as const,
          options: choices(subset, field, {}, table).map(({ code, name }) => ({
            value: code,
            label: `${code} ${name}`,
          })),
        }),
      }
    })
}

/** How the server says a value of a cell: a list joined, a secret as its mask. */
const kept = (line: Pick<SheetLine, 'values' | 'masked'>, field: string): string => {
  const value = line.values[field] ?? line.masked[field] ?? ''
  return typeof value === 'string' ? value : value.join('、')
}

/** How a value stands in its cell: a code where the column offers codes (its name is shown), words otherwise. */
function textOf(standard: Standard, field: ProfileField, line: Pick<SheetLine, 'values' | 'masked'>): string {
  const value = line.values[field.name]
  if (value === undefined) return line.masked[field.name] ?? ''
  if (field.codes !== undefined && field.type !== 'codes') return typeof value === 'string' ? value : value.join('、')
  return showValue(field, value, standard.tables, standard.areas)
}

export function lineOf(standard: Standard, subset: ProfileSubset, from: SheetLine, rowId: string): Line {
  const cells = Object.fromEntries(fieldsOf(subset).map((field) => [field.name, textOf(standard, field, from)]))
  return {
    key: `${from.teacherId}|${rowId}`,
    teacherId: from.teacherId,
    name: from.name,
    rowId,
    isNew: from.rowId === null,
    locked: from.locked,
    was: Object.fromEntries(fieldsOf(subset).map((field) => [field.name, kept(from, field.name)])),
    cells,
    findings: from.findings,
    left: [],
  }
}

/** The cells of lines as requests, at most so many lines each. */
export function requestsOf(
  edits: ReadonlyMap<string, ReadonlyMap<string, string>>,
  lines: readonly Line[],
): SheetWrite[][] {
  const writes: SheetWrite[] = []
  for (const line of lines) {
    const cells = edits.get(line.key)
    if (!cells || cells.size === 0) continue
    writes.push({
      teacherId: line.teacherId,
      rowId: line.rowId,
      isNew: line.isNew,
      cells: [...cells].map(([field, text]) => ({ field, was: line.was[field] ?? '', text })),
    })
  }
  const requests: SheetWrite[][] = []
  for (let at = 0; at < writes.length; at += sheetSize) requests.push(writes.slice(at, at + sheetSize))
  return requests
}

/**
 * A line after the server has answered. Cells that were typed in again meanwhile keep their text. A cell that somebody else changed shows what stands there now, with what was
 * typed as the suggestion; one that cannot be read keeps its text and says why.
 */
export function answered(
  standard: Standard,
  subset: ProfileSubset,
  line: Line,
  result: SheetResult,
  again: ReadonlyMap<string, string> | undefined,
  sent: ReadonlyMap<string, string>,
): Line {
  const fresh = result.line ? lineOf(standard, subset, result.line, line.rowId) : null
  const cells: SheetRow = { ...(fresh?.cells ?? line.cells) }
  for (const { field, code } of result.left)
    if (code !== 'changed-meanwhile') cells[field] = sent.get(field) ?? cells[field] ?? ''
  for (const [field, text] of again ?? []) cells[field] = text
  const settled = new Set(sent.keys())
  return {
    ...line,
    isNew: fresh ? false : line.isNew,
    locked: result.outcome === 'locked' ? result.why : (fresh?.locked ?? line.locked),
    was: fresh?.was ?? line.was,
    cells,
    findings: fresh?.findings ?? line.findings,
    left: [
      ...line.left.filter(({ field }) => !settled.has(field)),
      ...result.left.map((each) =>
        each.code === 'changed-meanwhile' ? { ...each, typed: sent.get(each.field) ?? '' } : each,
      ),
      ...(result.outcome === 'refused' && result.left.length === 0
        ? [{ field: '', code: 'refused', why: `${result.why}，没有保存`, now: '' }]
        : []),
    ],
  }
}

/** What is to be said at the cells of the sheet. */
export function gridFindings(lines: readonly Line[]): GridFinding[] {
  return lines.flatMap((line, row): GridFinding[] => {
    const left = new Set(line.left.map(({ field }) => field))
    return [
      ...(line.locked ? [{ row, column: null, severity: 'warning' as const, message: line.locked }] : []),
      ...line.left.map((each) => ({
        row,
        column: each.field === '' ? null : each.field,
        severity: 'error' as const,
        message: each.why,
        ...('typed' in each &&
          typeof each.typed === 'string' && { suggestion: { value: each.typed, label: each.typed } }),
      })),
      ...line.findings
        .filter(({ field }) => field === null || !left.has(field))
        .map(({ field, severity, message }) => ({ row, column: field, severity, message })),
    ]
  })
}
