import { columnName } from '../platform/workbook/cells.ts'
import type { CellModel, RowModel, SheetModel, WorkbookModel } from '../platform/workbook/write.ts'
import type { SheetPlan } from './plan.ts'
import type { KeptRow } from './rows.ts'
import type { CellFinding, StagedCell } from './staged.ts'
import type { TemplateMark } from './template.ts'

/** The extra column at the end; an upload that brings it back is read without it. */
export const errorColumn = '错误说明'

const fills = { error: 'FFC7CE', warning: 'FFEB9C', mended: 'E2EFDA', header: 'DDEBF7' }

/**
 * The clerk's own workbook, written anew from the staged rows: his sheets, order, columns (unknown ones too) and values, each row in its place.
 * Wrong cells are coloured and say how to mend them; the last column says it all in words.
 */
export function annotatedModel(
  plans: readonly SheetPlan[],
  mark: TemplateMark,
  at: Date,
  rowsOf: (plan: SheetPlan) => AsyncIterable<KeptRow>,
): WorkbookModel {
  const metadata = Object.entries({
    kind: 'xingtan.template',
    province: mark.province,
    category: mark.category,
    version: mark.version === undefined ? undefined : String(mark.version),
    hash: mark.hash,
  }).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]))
  const names = sheetNames(plans)
  return {
    title: '批量导入批注文件',
    creator: '全国教师管理信息系统',
    created: at,
    ...(mark.category && { metadata: Object.fromEntries(metadata) }),
    sheets: plans.map((plan, i): SheetModel => {
      const last = Math.max(plan.width, ...plan.columns.map((column) => column.column))
      const width = plan.subset === null ? last : last + 1
      return {
        name: names[i] ?? `Sheet${i + 1}`,
        ...(plan.hidden && plans.some((each) => !each.hidden) && { state: 'hidden' as const }),
        columns: Array.from({ length: width }, (_, column) =>
          column === last ? { width: 60, wrap: true } : { width: column < 2 ? 20 : 16 },
        ),
        rows: sheetRows(plan, rowsOf(plan), last),
      }
    }),
  }
}

/** A .csv has no name for its sheet. */
function sheetNames(plans: readonly SheetPlan[]): string[] {
  const taken = new Set<string>()
  return plans.map((plan, i) => {
    const plain =
      plan.name
        .replace(/[[\]:*?/\\]/g, ' ')
        .replace(/^'|'$/g, '')
        .slice(0, 31)
        .trim() || `Sheet${i + 1}`
    const name = taken.has(plain.toLowerCase()) ? `${plain.slice(0, 26)}(${i + 1})` : plain
    taken.add(name.toLowerCase())
    return name
  })
}

/** Blank rows between are kept, for people find their way by row numbers; a gap of thousands is not. */
const widestGap = 1_000

async function* sheetRows(plan: SheetPlan, rows: AsyncIterable<KeptRow>, last: number): AsyncGenerator<RowModel> {
  let next = 1
  let headed = plan.header === 0
  for await (const row of rows) {
    if (!headed && row.row > plan.header) {
      for (; next < plan.header; next += 1) yield []
      yield headerRow(plan, last)
      next = plan.header + 1
      headed = true
    }
    if (row.row - next <= widestGap) for (; next < row.row; next += 1) yield []
    yield rowModel(row, last)
    next = row.row + 1
  }
  if (!headed) yield headerRow(plan, last)
}

function headerRow(plan: SheetPlan, last: number): RowModel {
  const cells: (CellModel | null)[] = Array.from({ length: last + 1 }, () => null)
  for (const column of plan.columns) cells[column.column - 1] = { text: column.header, fill: fills.header }
  if (plan.subset !== null) cells[last] = { text: errorColumn, fill: fills.error }
  return cells
}

function rowModel(row: KeptRow, last: number): RowModel {
  const findings = new Map<number, CellFinding[]>()
  for (const finding of row.content.findings)
    if (finding.column !== null) findings.set(finding.column, [...(findings.get(finding.column) ?? []), finding])
  const cells: (CellModel | null)[] = Array.from({ length: row.subset === null ? last : last + 1 }, () => null)
  for (const cell of row.content.cells) if (cell.column <= last) cells[cell.column - 1] = cellModel(cell)
  for (const [column, found] of findings) {
    const wrong = found.some((finding) => finding.severity === 'error')
    cells[column - 1] = {
      text: cells[column - 1]?.text ?? '',
      fill: wrong ? fills.error : fills.warning,
      note: found.map(remedy).join('\n'),
    }
  }
  if (row.subset !== null && row.content.findings.length > 0)
    cells[last] = {
      text: row.content.findings
        .map((finding) => `${finding.severity === 'error' ? '✖' : '⚠'} ${placeOf(finding)}${finding.message}`)
        .join('\n')
        .slice(0, 30_000),
    }
  return cells
}

const placeOf = (finding: CellFinding) => (finding.column === null ? '' : `${columnName(finding.column)} 列：`)

function remedy(finding: CellFinding): string {
  const { suggestion } = finding
  if (!suggestion) return finding.message
  const shown = suggestion.label === suggestion.value ? suggestion.value : `${suggestion.value} ${suggestion.label}`
  return `${finding.message}\n建议：${shown}`
}

function cellModel(cell: StagedCell): CellModel {
  return { text: cell.text, ...(cell.original !== undefined && { fill: fills.mended }) }
}
