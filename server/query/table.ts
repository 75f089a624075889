import type { z } from 'zod'
import { type CrossTable, type queryApi, smallest } from '../../contract/query.ts'
import { audit } from '../platform/audit.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { withoutNumbers } from '../platform/trace.ts'
import { conditionOf } from './conditions.ts'
import { dimensionOf } from './dimension.ts'
import { formOf } from './form.ts'
import { hideSmall } from './small.ts'
import { crossCount, namesOfUnits } from './sql.ts'

export type TableAsk = z.output<NonNullable<typeof queryApi.table.body>>

const widest = { rows: 500, columns: 60 }

/**
 * 交叉表: teachers in effect under a unit, by one or two dimensions, with totals. Where the reader may not list who is behind a number (a sensitive indicator and a
 * 信息查询员), small numbers are hidden, and with them as many others as keep them from being reckoned.
 * @throws Problem not-found, query.no-indicator, query.value, query.too-wide
 */
export async function tableOf(ctx: Context, ask: TableAsk): Promise<CrossTable> {
  if (ask.rows === ask.columns)
    throw new Problem('query.value', { fields: [{ at: 'columns', message: '行和列不能是同一个指标' }] })
  const form = await formOf(ctx, ask)
  const rows = dimensionOf(ctx, form, ask.rows, 'a')
  const columns = ask.columns === undefined ? null : dimensionOf(ctx, form, ask.columns, 'b')
  const once = rows.once && (columns?.once ?? true)
  const most = (widest.rows + 1) * (widest.columns + 1) + 1
  const lines = await crossCount(ctx, {
    unitPath: form.unitPath,
    category: ask.category,
    where: conditionOf(form, ask.filters),
    rows: rows.sql,
    columns: columns?.sql ?? null,
    once,
    most,
  })
  const rowValues = lines.filter(({ g }) => g === 1).map(({ r }) => r)
  const columnValues = columns ? lines.filter(({ g }) => g === 2).map(({ c }) => c) : []
  if (lines.length === most || rowValues.length > widest.rows || columnValues.length > widest.columns)
    throw new Problem('query.too-wide')
  const [rowHeads, columnHeads] = [await rows.heads(rowValues), columns ? await columns.heads(columnValues) : []]
  const at = (row: string, column: string) => `${row}\u0000${column}`
  const counts = new Map(lines.map(({ r, c, g, n }) => [`${g}${at(r ?? '', c ?? '')}`, n]))
  const number = (g: number, row: string, column: string) => counts.get(`${g}${at(row, column)}`) ?? 0
  const drill = rows.listed && (columns?.listed ?? true)
  const plain = {
    cells: rowHeads.map((row) => columnHeads.map((column) => number(0, row.value, column.value))),
    rowTotals: rowHeads.map(({ value }) => number(1, value, '')),
    columnTotals: columnHeads.map(({ value }) => number(2, '', value)),
    total: number(3, '', ''),
  }
  await audit(ctx, {
    action: 'query.statistics',
    ...(ask.unitId && { object: { type: 'unit', id: ask.unitId } }),
    detail: {
      rows: ask.rows,
      columns: ask.columns ?? null,
      category: ask.category ?? null,
      filters: ask.filters.map((filter) => ({
        ...filter,
        values: filter.values.map((value) => withoutNumbers(value, ctx.keys)),
      })),
    },
  })
  return {
    rowLabel: rows.label,
    columnLabel: columns?.label ?? null,
    rows: rowHeads,
    columns: columnHeads,
    ...(drill ? plain : hideSmall(plain, smallest)),
    overlapping: !once,
    drill,
    at: ctx.now.toISOString(),
    unitName: await nameOf(ctx, ask.unitId),
    version: form.version,
  }
}

async function nameOf(ctx: Context, unitId: string | undefined): Promise<string> {
  if (unitId === undefined || unitId === ctx.actor.unitId) return ctx.actor.unitName
  return (await namesOfUnits(ctx, [unitId])).get(unitId) ?? ''
}
