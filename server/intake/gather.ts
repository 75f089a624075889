import type { Profile } from '../../standard/indicator.ts'
import type { Row } from '../platform/workbook/cells.ts'
import type { SheetInfo } from '../platform/workbook/read.ts'
import type { ChildEvent } from '../platform/workbook/read-process.ts'
import { choicesSheet, metadataSheet } from '../platform/workbook/write.ts'
import { errorColumn } from './annotate.ts'
import { type MatchedSheet, matchSheet, plainHeader } from './match.ts'
import type { SheetPlan } from './plan.ts'
import type { KeptRow } from './rows.ts'
import type { TemplateMark } from './template.ts'

/** What is known of the workbook while it is read, and all of it at the end. */
export interface Gathered {
  sheets: SheetPlan[]
  /** what our own template says about itself; empty for a workbook of the school's own */
  mark: TemplateMark
  /** names of all visible sheets */
  seen: string[]
  /** the reader's peak of memory in bytes, once it is done */
  peakRss: number
}

/** Titles and remarks may stand above the headers. */
const headerWithin = 15

/**
 * Turns the reader's events into staged rows. A sheet is recognised by its header row, looked for in the first filled rows; rows above it and
 * sheets that are not recognised are staged too, without a subset, so that the clerk gets the whole workbook back.
 */
export async function* gatherSheets(
  profile: Profile,
  events: AsyncIterable<ChildEvent>,
  gathered: Gathered,
): AsyncGenerator<KeptRow> {
  let open: Open | null = null
  for await (const event of events) {
    if ('sheet' in event) {
      if (open) yield* endSheet(open, gathered)
      open = beginSheet(event.sheet)
    } else if ('rows' in event && open) {
      for (const row of event.rows) yield* takeRow(profile, open, row, gathered)
    } else if ('done' in event) {
      if (open) yield* endSheet(open, gathered)
      open = null
      gathered.peakRss = event.done.peakRss
    }
  }
}

interface Open {
  info: SheetInfo
  use: 'people' | 'mark' | 'none'
  /** rows read before the header is found */
  above: Row[]
  plan: SheetPlan | null
  /** columns that are dropped: the remarks of an annotated workbook */
  dropped: Set<number>
}

function beginSheet(info: SheetInfo): Open {
  const use = info.name === metadataSheet ? 'mark' : info.name === choicesSheet ? 'none' : 'people'
  return { info, use, above: [], plan: null, dropped: new Set() }
}

function* takeRow(profile: Profile, open: Open, row: Row, gathered: Gathered): Generator<KeptRow> {
  if (open.use === 'none') return
  if (open.use === 'mark') {
    readMark(row, gathered.mark)
    return
  }
  if (open.plan) {
    yield staged(open, open.plan, row)
    return
  }
  const matched = matchSheet(
    profile,
    open.info.name,
    row.cells.map((cell) => ({ column: cell.col, text: cell.text })),
  )
  if (matched) {
    yield* openPlan(open, gathered, row, matched)
    return
  }
  open.above.push(row)
  if (open.above.length >= headerWithin) yield* openPlan(open, gathered, null, null)
}

function* openPlan(
  open: Open,
  gathered: Gathered,
  header: Row | null,
  matched: MatchedSheet | null,
): Generator<KeptRow> {
  for (const cell of header?.cells ?? [])
    if (plainHeader(cell.text) === plainHeader(errorColumn)) open.dropped.add(cell.col)
  const plan: SheetPlan = {
    index: gathered.sheets.length,
    name: open.info.name,
    subset: matched?.subset ?? null,
    rows: 0,
    header: header?.row ?? 0,
    width: 1,
    columns: (matched?.columns ?? []).filter((column) => !open.dropped.has(column.column)),
    ...(open.info.state !== 'visible' && { hidden: true as const }),
  }
  open.plan = plan
  gathered.sheets.push(plan)
  if (open.info.state === 'visible') gathered.seen.push(open.info.name)
  for (const row of open.above) yield staged(open, plan, row, null)
}

function* endSheet(open: Open, gathered: Gathered): Generator<KeptRow> {
  if (open.use === 'people' && !open.plan) yield* openPlan(open, gathered, null, null)
}

function staged(open: Open, plan: SheetPlan, row: Row, subset = plan.subset): KeptRow {
  if (subset !== null) plan.rows += 1
  const cells = row.cells
    .filter((cell) => !open.dropped.has(cell.col))
    .map(({ col, text, kind, problem }) => ({ column: col, text, kind, ...(problem && { problem }) }))
  plan.width = Math.max(plan.width, cells.at(-1)?.column ?? 1)
  return {
    sheet: plan.index,
    row: row.row,
    subset,
    teacherId: null,
    content: { cells, findings: [] },
    outcome: null,
  }
}

function readMark(row: Row, mark: TemplateMark): void {
  const [key, value] = [1, 2].map((col) => row.cells.find((cell) => cell.col === col)?.text ?? '')
  if (key === 'province') mark.province = value
  if (key === 'category') mark.category = value
  if (key === 'hash') mark.hash = value
  if (key === 'version' && /^\d{1,6}$/.test(value ?? '')) mark.version = Number(value)
}
