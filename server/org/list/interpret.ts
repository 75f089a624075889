import type { Cell, Row } from '../../platform/workbook/cells.ts'
import { cellsOf, type Field, type Header } from './columns.ts'
import { type Fault, type KeptFinding, keptFindings } from './findings.ts'
import { type Reading, readInstitution } from './institution.ts'
import type { Places } from './places.ts'
import { type StagedRow, wrongPhase } from './staged.ts'
import { readUniversity } from './university.ts'

/** What a batch of rows became; `done`: rows seen so far. */
export interface Staged {
  rows: StagedRow[]
  findings: KeptFinding[]
  done: number
}

export interface Interpreter {
  header: Header
  take: (rows: readonly Row[]) => Staged
  /** the rows that waited for an authority further down */
  end: () => Staged
}

/** So many rows may stand above their authority; more are judged as they are. */
const mostLate = 20_000

/** Understands a list row by row. Authorities of the list count from their row on; schools that stand before theirs wait for the end. */
export function interpreterOf(header: Header, places: Places): Interpreter {
  const late: Row[] = []
  let done = 0
  const read = (row: Row): Reading & { faults: Fault[] } => {
    const cells = cellsOf(header, row.cells)
    const text = (field: Field) => cells.get(field)?.text.trim() ?? ''
    const reading =
      header.format === 'universities'
        ? { ...readUniversity(row.row, text, header, places), late: false }
        : readInstitution(row.row, text, header, places)
    const broken = cellFaults(header, cells)
    if (broken.length > 0) reading.row.phase = wrongPhase
    return { ...reading, faults: [...broken, ...reading.faults] }
  }
  const keep = (staged: Staged, { row, faults }: Reading) => {
    staged.rows.push(row)
    if (faults.length > 0) staged.findings.push(...keptFindings(row.item, faults))
  }
  return {
    header,
    take: (rows) => {
      const staged: Staged = { rows: [], findings: [], done: 0 }
      for (const row of rows) {
        if (row.cells.every(({ text }) => text.trim() === '')) continue
        done += 1
        const reading = read(row)
        if (reading.late && late.length < mostLate) late.push(row)
        else keep(staged, reading)
      }
      staged.done = done
      return staged
    },
    end: () => {
      const staged: Staged = { rows: [], findings: [], done }
      let left = late
      const circling = circlesOf(header, late)
      // a county before its city before its province: at most as many rounds as there are levels
      for (let round = 0; round < 4 && left.length > 0; round += 1) {
        const again: Row[] = []
        for (const row of left) {
          const reading = read(row)
          if (reading.late && round < 3) again.push(row)
          else keep(staged, circling.has(row) ? asCircle(header, reading) : reading)
        }
        left = again
      }
      return staged
    },
  }
}

/** Of rows that wait for each other's: the authorities whose superiors lead back to themselves. */
function circlesOf(header: Header, late: readonly Row[]): Set<Row> {
  const textOf = (row: Row, field: Field) => cellsOf(header, row.cells).get(field)?.text.replace(/\s/g, '') ?? ''
  const above = new Map(late.map((row) => [textOf(row, 'code'), textOf(row, 'parent')]))
  return new Set(
    late.filter((row) => {
      const start = textOf(row, 'code')
      let at = above.get(start)
      for (let steps = 0; at && at !== start && steps < 10; steps += 1) at = above.get(at)
      return at !== undefined && at === start
    }),
  )
}

function asCircle(header: Header, { row, late }: Reading): Reading {
  const fault: Fault = {
    severity: 'error',
    code: 'list.circular',
    column: header.names.get('parent') ?? null,
    message: '上级又以本机构为上级，主管关系成环',
    expected: '不在本机构之下的上级',
    remedy: '请改正上级代码',
  }
  return { row: { ...row, phase: wrongPhase }, faults: [fault], late }
}

const problemWords: Partial<Record<NonNullable<Cell['problem']>, string>> = {
  formula: '是公式',
  error: '是错误值',
  merged: '在合并单元格中',
  scientific: '是科学记数法，数字已经丢失',
  rounded: '的数字超过 15 位，末位已经丢失',
  control: '含有看不见的控制字符',
  mojibake: '是乱码',
  quotes: '的引号不成对',
  'not-a-date': '不是有效的日期',
}

function cellFaults(header: Header, cells: ReadonlyMap<Field, Cell>): Fault[] {
  const faults: Fault[] = []
  for (const [field, cell] of cells)
    if (cell.problem !== undefined)
      faults.push({
        severity: 'error',
        code: 'list.cell',
        column: header.names.get(field) ?? null,
        message: `单元格${problemWords[cell.problem] ?? '的内容不能直接使用'}`,
        expected: '直接填写的文字或数字',
        seen: cell.text,
        remedy: '请改为直接填写后重新上传',
      })
  return faults
}
