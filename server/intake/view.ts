import type { z } from 'zod'
import type { BatchView, CellView, Facet, RowOfBatch } from '../../contract/intake.ts'
import type { Context } from '../platform/context.ts'
import type { SheetPlan } from './plan.ts'
import { facetsOf, type PagedRow, rowsAt } from './rows.ts'
import { plansOf } from './scene.ts'
import type { BatchRow, Tally } from './sql.ts'
import { cellAt } from './staged.ts'
import { titleOf } from './titles.ts'

type State = BatchView['state']

/** Where a batch stands follows from what happened to it, and from what is being done. */
export function stateOf(batch: BatchRow): State {
  if (batch.cancelled_at) return 'cancelled'
  if (batch.undone_at) return 'undone'
  if (batch.work === 'commit') return 'committing'
  if (batch.work === 'undo' || batch.work === 'halt') return 'undoing'
  if (batch.committed_at) return 'committed'
  if (batch.refusal) return 'refused'
  return batch.work === null && batch.parsed_at ? 'ready' : 'reading'
}

const deeds: Record<State, BatchView['can']> = {
  reading: ['cancel'],
  refused: ['reupload', 'cancel'],
  ready: ['mend', 'reupload', 'commit', 'cancel'],
  committing: ['halt'],
  committed: ['undo'],
  undoing: [],
  undone: [],
  cancelled: [],
}

export async function viewOf(
  ctx: Context,
  batch: BatchRow,
  tally: Tally | undefined,
  whole: boolean,
  unitName: string = ctx.actor.unitName,
): Promise<BatchView> {
  const plans = plansOf(batch)
  const state = stateOf(batch)
  // what read.ts and commit.ts wrote there
  const kept = batch as unknown as {
    template: { note?: string | null } | null
    refusal: { code: string; title: string } | null
    progress: {
      stage?: string
      done?: number
      of?: number | null
      note?: string
      removed?: number
      restored?: number
      kept?: number
    }
    result: BatchView['result']
  }
  return {
    id: batch.id,
    unitName,
    no: batch.no,
    state,
    fileName: batch.file_name,
    uploads: batch.uploads,
    uploadedAt: batch.uploaded_at.toISOString(),
    profileVersion: batch.profile_version,
    templateNote: kept.template?.note ?? null,
    refusal: kept.refusal && { code: kept.refusal.code, title: kept.refusal.title },
    progress: {
      stage: kept.progress.stage ?? '等待读取',
      done: kept.progress.done ?? 0,
      of: kept.progress.of ?? null,
      note: kept.progress.note ?? null,
    },
    people: batch.people,
    rows: batch.rows,
    errorCells: batch.errors,
    errorRows: tally?.errorRows ?? 0,
    warningCells: batch.warnings,
    unknownPeople: tally?.unknownPeople ?? 0,
    sheets: plans.map(({ index, name, subset, rows, columns }) => ({
      index,
      name,
      subset,
      rows,
      columns: columns.map((column) => ({ ...column })),
    })),
    facets: whole && state === 'ready' ? await facetViews(ctx, batch, plans) : [],
    result: kept.result,
    undone:
      state === 'undone'
        ? {
            removed: kept.progress.removed ?? 0,
            restored: kept.progress.restored ?? 0,
            kept: kept.progress.kept ?? 0,
          }
        : null,
    can: batch.purged_at ? [] : deeds[state],
  }
}

async function facetViews(
  ctx: Context,
  batch: BatchRow,
  plans: readonly SheetPlan[],
): Promise<z.input<typeof Facet>[]> {
  const facets = await facetsOf(ctx, batch.id)
  const samples = await rowsAt(
    ctx,
    batch.id,
    facets.map((facet) => ({ sheet: facet.sheet, row: facet.sample })),
  )
  return facets.map((facet) => {
    const row = samples.find((each) => each.sheet === facet.sheet && each.row === facet.sample)
    const column = plans[facet.sheet]?.columns.find((each) => each.column === facet.column)
    const finding = row?.content.findings.find((each) => each.column === facet.column && each.code === facet.code)
    const label = column?.label ?? column?.header ?? ''
    return {
      sheet: facet.sheet,
      column: facet.column,
      label,
      code: facet.code,
      severity: facet.severity,
      title: titleOf(facet.code),
      seen: (row && cellAt(row, facet.column)?.text) ?? '',
      count: facet.count,
      suggestion: finding?.suggestion ? { ...finding.suggestion } : null,
    }
  })
}

export function rowView(plans: readonly SheetPlan[], row: PagedRow): z.input<typeof RowOfBatch> {
  const plan = plans.find((each) => each.index === row.sheet)
  const nameColumn = plan?.columns.find((column) => column.field === '@name')?.column
  const columns = plan?.columns.map((column) => column.column) ?? []
  return {
    sheet: row.sheet,
    row: row.row,
    person: nameColumn === undefined ? '' : (cellAt(row, nameColumn)?.text ?? ''),
    cells: columns.map((column): z.input<typeof CellView> => {
      const cell = cellAt(row, column)
      return {
        column,
        text: cell?.text ?? '',
        original: cell?.original ?? null,
        findings: row.content.findings.filter((finding) => finding.column === column).map(findingView),
      }
    }),
    findings: row.content.findings.filter((finding) => finding.column === null).map(findingView),
    errors: row.errors,
    warnings: row.warnings,
  }
}

function findingView({ column: _, alternatives: __, suggestion, ...finding }: PagedRow['content']['findings'][number]) {
  return { ...finding, ...(suggestion && { suggestion: { ...suggestion } }) }
}
