import type { Finding, Person, ProfileField, ProfileSubset, Row, Values } from '../../standard/indicator.ts'
import { showValue } from '../../standard/show-value.ts'
import { validateRow, validateSubset } from '../../standard/validate.ts'
import { type Fault, readCell } from './cell.ts'
import { importFields, type MatchedColumn } from './match.ts'
import { type Identified, identityFindings } from './people.ts'
import type { Scene } from './plan.ts'
import { type CellFinding, cellAt, type StagedRow } from './staged.ts'

/** A person of the school as things stand, before the batch. */
export interface PersonNow {
  person: Person
  confirmed: Record<string, string>
}

/** What one row of the workbook would do to the person's record. */
export interface RowEffect {
  row: StagedRow
  subset: ProfileSubset
  /** the row it changes; null: a new one */
  rowId: string | null
  before: Values
  after: Values
  outcome: 'added' | 'updated' | 'unchanged'
}

export interface Verdict {
  row: StagedRow
  findings: CellFinding[]
  outcome: RowEffect['outcome'] | null
}

type Reading = { row: StagedRow; subset: ProfileSubset; given: Values; cleared: string[]; findings: CellFinding[] }

/**
 * Everything wrong with the rows of one person: cells that cannot be read, and what the judge of the standard says about the person as the
 * record would be after the import (what the school has ⊕ the rows). Only what stands at the rows themselves is told; the rest of the record
 * has its own 完整性检测.
 */
export function judgePerson(
  scene: Scene,
  now: PersonNow,
  rows: readonly StagedRow[],
  whoIs: (row: StagedRow) => Identified,
): Verdict[] {
  const known = { ...scene.known, confirmed: now.confirmed }
  const readings = readRows({ ...scene, known }, now, rows)
  const { person, effects } = compose(now.person, readings)
  const subsets = [...new Set(readings.map((reading) => reading.subset))]
  const found = subsets.flatMap((subset) => validateSubset(subset, person, known))
  return rows.map((row) => {
    const reading = readings.find((each) => each.row === row)
    if (!reading) return { row, findings: [], outcome: null }
    const judged = found.filter((finding) => finding.row === idOf(reading.row))
    const effect = effects.find((each) => each.row === reading.row)
    return {
      row: reading.row,
      findings: [
        ...identityFindings(scene, reading.row, whoIs(reading.row)),
        ...reading.findings,
        ...placed(scene, reading, judged, rows),
      ],
      outcome: effect?.outcome ?? null,
    }
  })
}

/** A row that belongs to nobody of the school: its identity, and what can be said of its cells alone. */
export function judgeStranger(scene: Scene, row: StagedRow, who: Identified): Verdict {
  const reading = readRow(scene, row)
  if (!reading) return { row, findings: [], outcome: null }
  const alone = validateRow(reading.subset, { id: idOf(row), values: reading.given }, {}, scene.known).filter(
    (finding) => finding.field !== 'id_number' && finding.code !== 'rule.needs-row',
  )
  const findings = [...identityFindings(scene, row, who), ...reading.findings, ...placed(scene, reading, alone, [row])]
  return { row, findings, outcome: null }
}

/** What the rows would do, for writing. Rows that nothing can be read from are left out by the caller. */
export function effectsOf(scene: Scene, now: PersonNow, rows: readonly StagedRow[]): RowEffect[] {
  return compose(now.person, readRows(scene, now, rows)).effects
}

function readRows(scene: Scene, now: PersonNow, rows: readonly StagedRow[]): Reading[] {
  return rows.flatMap((row) => {
    const reading = readRow(scene, row)
    return reading ? [settled(scene, reading, now)] : []
  })
}

/** 关键信息 was given with the account: an import may repeat it, and never changes it. */
function settled(scene: Scene, reading: Reading, now: PersonNow): Reading {
  const keys = reading.subset.name === 'basic_info' ? reading.subset.fields.filter((field) => field.key) : []
  const registered = now.person.basic_info?.[0]?.values ?? {}
  const given = { ...reading.given }
  const findings = [...reading.findings]
  for (const field of keys) {
    const value = given[field.name]
    delete given[field.name]
    const same = value === undefined || value === registered[field.name]
    if (same && !reading.cleared.includes(field.name)) continue
    const column = columnIn(scene, reading.row, reading.subset, field.name)
    const shown = showValue(field, registered[field.name], scene.known.tables)
    const message = shown
      ? `“${field.label}”在建账号时登记为“${shown}”，批量导入不能更改。请改回或留空；登记有误的，走关键信息变更。`
      : `“${field.label}”属于关键信息，批量导入不能填写。请清空，由系统管理员登记。`
    findings.push({
      subset: reading.subset.name,
      row: String(reading.row.row),
      field: field.name,
      column,
      severity: 'error',
      code: 'person.key',
      message,
      ...(shown && { expected: shown, suggestion: { value: shown, label: shown } }),
      ...(value !== undefined && { seen: showValue(field, value, scene.known.tables) }),
    })
  }
  const cleared = reading.cleared.filter((name) => !keys.some((field) => field.name === name))
  return { ...reading, given, cleared, findings }
}

function columnIn(scene: Scene, row: StagedRow, subset: ProfileSubset, field: string): number | null {
  const columns = scene.sheets.find((sheet) => sheet.index === row.sheet)?.columns ?? []
  return columnOf(columns, subset, field)
}

function readRow(scene: Scene, row: StagedRow): Reading | null {
  const plan = scene.sheets.find((sheet) => sheet.index === row.sheet)
  const subset = scene.profile.subsets.find((each) => each.name === plan?.subset)
  if (!plan || !subset) return null
  const given: Record<string, string | readonly string[]> = {}
  const cleared: string[] = []
  const findings: CellFinding[] = []
  for (const column of plan.columns) {
    const field = fieldOf(subset, column.field)
    if (!field) continue
    const reading = readCell(field, cellAt(row, column.column), scene.known)
    const put = (fault: Fault) =>
      findings.push({ ...fault, subset: subset.name, row: String(row.row), field: field.name, column: column.column })
    if (reading.kind === 'clear') cleared.push(field.name)
    if (reading.kind === 'value') given[field.name] = reading.value
    if (reading.kind === 'value' && reading.warning) put(reading.warning)
    if (reading.kind === 'fault') put(reading.fault)
  }
  return { row, subset, given, cleared, findings }
}

function fieldOf(subset: ProfileSubset, name: string | null): ProfileField | undefined {
  return name === null ? undefined : importFields(subset).find((field) => field.name === name)
}

/** Lays the rows over the record. A row with the natural key of an existing one changes it; a blank cell changes nothing. */
function compose(now: Person, readings: readonly Reading[]): { person: Person; effects: RowEffect[] } {
  const person: Record<string, readonly Row[]> = {}
  for (const [name, rows] of Object.entries(now)) if (rows) person[name] = rows
  const effects = readings.map((reading): RowEffect => {
    const rows = person[reading.subset.name] ?? []
    const own = rows.find((row) => !row.id.startsWith('#') && isSame(reading, row.values))
    const before = own?.values ?? {}
    const after = merged(before, reading)
    const fresh = !own || onlyRegistered(reading.subset, before)
    const outcome = fresh ? 'added' : sameValues(before, after) ? 'unchanged' : 'updated'
    const laid = { id: idOf(reading.row), values: after }
    person[reading.subset.name] = own ? rows.map((row) => (row === own ? laid : row)) : [...rows, laid]
    return { row: reading.row, subset: reading.subset, rowId: fresh ? null : (own?.id ?? null), before, after, outcome }
  })
  return { person, effects }
}

/** Of somebody about whom nothing was entered, 基本信息 holds what came with the account. */
function onlyRegistered(subset: ProfileSubset, values: Values): boolean {
  if (subset.name !== 'basic_info') return false
  return Object.keys(values).every((name) => {
    const field = subset.fields.find((each) => each.name === name)
    return !field || field.key || field.requirement === 'A'
  })
}

const idOf = (row: StagedRow) => `#${row.sheet}:${row.row}`

function isSame(reading: Reading, values: Values): boolean {
  const { subset, given } = reading
  if (subset.rows === 'single') return true
  if (subset.naturalKey.length === 0) return false
  if (subset.naturalKey.every((name) => given[name] === undefined)) return false
  return subset.naturalKey.every((name) => JSON.stringify(given[name] ?? '') === JSON.stringify(values[name] ?? ''))
}

function merged(before: Values, reading: Reading): Values {
  const after: Record<string, string | readonly string[]> = { ...before, ...reading.given }
  for (const name of reading.cleared) delete after[name]
  return after
}

function sameValues(a: Values, b: Values): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]))
}

/** Puts what the judge found at the cells of the row, with the severity that it has in an import. */
function placed(scene: Scene, reading: Reading, found: readonly Finding[], rows: readonly StagedRow[]): CellFinding[] {
  const columns = scene.sheets.find((sheet) => sheet.index === reading.row.sheet)?.columns ?? []
  const unread = new Set(
    reading.findings.filter((finding) => finding.severity === 'error').map((finding) => finding.field),
  )
  return found.flatMap((finding): CellFinding[] => {
    const column = columnOf(columns, reading.subset, finding.field)
    const field = reading.subset.fields.find((each) => each.name === finding.field)
    const at = { row: String(reading.row.row), column }
    if (finding.field !== null && unread.has(finding.field)) return []
    // 关键信息 stands as registered: what is wrong with it is not this workbook's to mend.
    if (field?.key) return []
    if (finding.code === 'value.required') {
      // A column that the workbook does not have says nothing; what teachers fill may be left to them.
      if (column === null) return []
      if (!field?.openToTeacher) return [{ ...finding, ...at }]
      return [{ ...finding, ...at, severity: 'warning', message: `${finding.message}也可以留空，由教师本人填写。` }]
    }
    if (finding.code === 'rows.duplicate' || finding.code === 'rows.too-many')
      return [{ ...finding, ...at, ...repeated(columns, reading, finding, rows) }]
    // It cannot be mended where there is no column for it: 完整性检测 will hold the record back.
    return [column === null ? { ...finding, ...at, severity: 'warning' } : { ...finding, ...at }]
  })
}

function columnOf(columns: readonly MatchedColumn[], subset: ProfileSubset, field: string | null): number | null {
  const identity: Record<string, string> = { name: '@name', id_number: '@id' }
  const wanted = subset.name === 'basic_info' && field !== null ? (identity[field] ?? field) : field
  return columns.find((column) => column.field !== null && column.field === wanted)?.column ?? null
}

/** The same entry twice: said with the row numbers that Excel shows. */
function repeated(
  columns: readonly MatchedColumn[],
  reading: Reading,
  finding: Finding,
  rows: readonly StagedRow[],
): Pick<CellFinding, 'message' | 'column'> {
  const others = rows
    .filter((row) => row.sheet === reading.row.sheet && row.row < reading.row.row)
    .map((row) => row.row)
  const column =
    columnOf(columns, reading.subset, reading.subset.naturalKey[0] ?? null) ??
    columns.find((each) => each.field === '@id')?.column ??
    null
  if (finding.code === 'rows.too-many') {
    const message = `每人在“${reading.subset.label}”中只有一行，此人在第 ${others.join('、')} 行已经出现。请只保留正确的一行。`
    return { message, column }
  }
  const labels = reading.subset.naturalKey.map(
    (name) => reading.subset.fields.find((field) => field.name === name)?.label ?? name,
  )
  const same = labels.map((label) => `“${label}”`).join('、')
  return {
    message: `此人还有一行（第 ${others.join('、') || '…'} 行）的${same}与本行相同。请删除重复的一行，或改正填错的一行。`,
    column,
  }
}
