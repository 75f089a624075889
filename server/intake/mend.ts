import type { Profile } from '../../standard/indicator.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { importFields, importSubsets, type MatchedColumn } from './match.ts'
import type { SheetPlan } from './plan.ts'
import { type KeptRow, rowsAt, rowsOfFacet } from './rows.ts'
import { judgeTouched, plansOf } from './scene.ts'
import type { BatchRow } from './sql.ts'
import { cellAt, groupOf, type StagedCell } from './staged.ts'

export interface OneCell {
  sheet: number
  row: number
  column: number
  text: string
}

export interface WholeFacet {
  sheet: number
  column: number
  code: string
  /** the text that all these cells hold */
  seen: string
  text: string
}

/** A range pasted into the sheet. */
export interface ManyCells {
  cells: readonly OneCell[]
}

/** Writes new texts into one cell, every cell of a facet or the cells of a range, and judges the people of those rows again. Returns how many cells changed. */
export async function mend(ctx: Context, batch: BatchRow, what: OneCell | WholeFacet | ManyCells): Promise<number> {
  return 'cells' in what ? mendRange(ctx, batch, what.cells) : mendAlike(ctx, batch, what)
}

/** All of it or nothing: a cell that cannot be mended refuses the range. */
async function mendRange(ctx: Context, batch: BatchRow, cells: readonly OneCell[]): Promise<number> {
  for (const cell of cells) demandColumn(batch, cell)
  const byRow = Map.groupBy(cells, ({ sheet, row }) => `${sheet}:${row}`)
  const rows = (
    await rowsAt(
      ctx,
      batch.id,
      [...byRow.values()].flatMap((own) => own.slice(0, 1)),
    )
  ).filter((row) => row.subset !== null)
  if (rows.length !== byRow.size) throw new Problem('changed-meanwhile')
  const mended = rows.map((row) => {
    const own = byRow.get(`${row.sheet}:${row.row}`) ?? []
    return own.reduce((found, { column, text }) => withText(found, column, text), row)
  })
  await judgeTouched(ctx, batch, mended)
  return cells.length
}

function demandColumn(batch: BatchRow, what: { sheet: number; column: number }): void {
  const plan = plansOf(batch).find((sheet) => sheet.index === what.sheet)
  if (!plan?.columns.some((column) => column.column === what.column && column.field !== null))
    throw new Problem('not-found', { title: '没有这一列，或这一列没有对应到指标，不能在此修改' })
}

async function mendAlike(ctx: Context, batch: BatchRow, what: OneCell | WholeFacet): Promise<number> {
  demandColumn(batch, what)
  const rows = await rowsMeant(ctx, batch.id, what)
  if (rows.length === 0) throw new Problem('changed-meanwhile')
  await judgeTouched(
    ctx,
    batch,
    rows.map((row) => withText(row, what.column, what.text)),
  )
  return rows.length
}

async function rowsMeant(ctx: Context, batchId: string, what: OneCell | WholeFacet): Promise<KeptRow[]> {
  if ('row' in what) return (await rowsAt(ctx, batchId, [what])).filter((row) => row.subset !== null)
  const group = groupOf(ctx.keys, batchId, what.seen)
  return rowsOfFacet(ctx, batchId, { sheet: what.sheet, column: what.column, code: what.code, group })
}

/** What the file held is kept beside it: the clerk sees what was changed, and the annotated workbook shows it. */
function withText(row: KeptRow, column: number, text: string): KeptRow {
  const old = cellAt(row, column)
  const mended: StagedCell = { column, text, kind: 'text', original: old?.original ?? old?.text ?? '' }
  const others = row.content.cells.filter((cell) => cell.column !== column)
  const cells = [...others, mended].sort((a, b) => a.column - b.column)
  return { ...row, content: { ...row.content, cells } }
}

/** Says anew what a column means (null: nothing). The sheets with the change; the rows are to be judged again. */
export function withColumn(
  profile: Profile,
  plans: readonly SheetPlan[],
  choice: { sheet: number; column: number; field: string | null },
): SheetPlan[] {
  const plan = plans.find((sheet) => sheet.index === choice.sheet)
  const subset = importSubsets(profile).find((each) => each.name === plan?.subset)
  const field = subset && importFields(subset).find((each) => each.name === choice.field)
  const column = plan?.columns.find((each) => each.column === choice.column)
  if (!plan || !column || column.how === 'identity' || (choice.field !== null && !field))
    throw new Problem('not-found', { title: '没有这一列，或不能对应到这一指标' })
  const columns = plan.columns.map((each): MatchedColumn => {
    if (each === column)
      return { ...each, field: field?.name ?? null, label: field?.label ?? null, how: field ? 'chosen' : 'unknown' }
    // One field is filled from one column.
    return field && each.field === field.name ? { ...each, field: null, label: null, how: 'unknown' } : each
  })
  return plans.map((each) => (each === plan ? { ...plan, columns } : each))
}
