import { answers } from '../record/pinyin.ts'

export interface Option {
  value: string
  label: string
}
export interface GridColumn {
  key: string
  title: string
  /** px; 120 if not said */
  width?: number
  kind?: 'text' | 'select'
  /** of a 'select'; a plain text is its own value and label. Other text may be typed all the same: what it is worth is for the judge to say. */
  options?: readonly (Option | string)[]
  readOnly?: boolean
}
export interface GridFinding {
  row: number
  /** null: the whole row */
  column: string | null
  severity: 'error' | 'warning'
  message: string
  suggestion?: { value: string; label: string }
}
/** Findings by row, then by column ('' for the row as a whole), errors first. */
export type FindingsAt = ReadonlyMap<number, ReadonlyMap<string, readonly GridFinding[]>>

export const widthOf = (column: GridColumn): number => column.width ?? 120

interface Choices {
  all: readonly Option[]
  byText: ReadonlyMap<string, Option>
}
const none: Choices = { all: [], byText: new Map() }
/** Thousands of rows of a code table are looked through once a column, not once a cell. */
const remembered = new WeakMap<GridColumn, Choices>()

function choicesOf(column: GridColumn | undefined): Choices {
  if (column?.kind !== 'select' || !column.options) return none
  const known = remembered.get(column)
  if (known) return known
  const all = column.options.map((option) => (typeof option === 'string' ? { value: option, label: option } : option))
  const byLabel = all.map((option) => [option.label, option] as const)
  const choices = { all, byText: new Map([...byLabel, ...all.map((option) => [option.value, option] as const)]) }
  remembered.set(column, choices)
  return choices
}

export const optionsOf = (column: GridColumn | undefined): readonly Option[] => choicesOf(column).all

/** At most fifty options that answer to what was typed: by code, by name, by the first letters of its pinyin. */
export function matching(options: readonly Option[], typed: string): readonly Option[] {
  const found = options.filter((option) => answers({ code: option.value, name: option.label }, typed))
  return found.slice(0, 50)
}

/** Text that is the value or the label of an option becomes its value; any other stays. */
export function settled(column: GridColumn | undefined, text: string): string {
  return choicesOf(column).byText.get(text.trim())?.value ?? text
}

export function shownText(column: GridColumn | undefined, value: string): string {
  const found = choicesOf(column).byText.get(value)
  return found?.value === value ? found.label : value
}

export function findingsAt(findings: readonly GridFinding[]): FindingsAt {
  const rows = new Map<number, Map<string, GridFinding[]>>()
  for (const finding of [...findings].sort(
    (a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'),
  )) {
    const row = rows.get(finding.row) ?? new Map<string, GridFinding[]>()
    const key = finding.column ?? ''
    row.set(key, [...(row.get(key) ?? []), finding])
    rows.set(finding.row, row)
  }
  return rows
}

/** The next cell with a finding after a place (F8), or before it; round at the ends. Findings of a whole row count as its first column. */
export function nextFinding(
  at: FindingsAt,
  columns: readonly GridColumn[],
  from: { row: number; column: number },
  by: 1 | -1,
): { row: number; column: number } | null {
  const places = [...at].flatMap(([row, cells]) =>
    [...cells.keys()].map((key) => ({
      row,
      column: Math.max(
        0,
        columns.findIndex((column) => column.key === key),
      ),
    })),
  )
  const order = (place: { row: number; column: number }) => (place.row * columns.length + place.column) * by
  places.sort((a, b) => order(a) - order(b))
  return places.find((place) => order(place) > order(from)) ?? places[0] ?? null
}
