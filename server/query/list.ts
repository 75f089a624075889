import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { queryApi } from '../../contract/query.ts'
import { audit } from '../platform/audit.ts'
import type { Context } from '../platform/context.ts'
import { withoutNumbers } from '../platform/trace.ts'
import { noCounts, rosterIds, rosterRows, stageCounts, totalOf } from '../teacher/roster.ts'
import { cellsOf } from './cells.ts'
import { conditionOf } from './conditions.ts'
import { askedFor, type Form, formOf } from './form.ts'

export type ListAsk = Omit<z.output<NonNullable<typeof queryApi.list.body>>, 'page' | 'size'>

/**
 * 教师名册 by any indicator: filtered, with chosen columns, in the order of a typed one. Without filters it is the roster itself, with the counters' totals.
 * @throws Problem not-found, query.no-indicator, query.value
 */
export async function list(ctx: Context, ask: ListAsk & { page: number; size: number }) {
  const form = await formOf(ctx, ask)
  const under = { unitPath: form.unitPath, search: ask.search, category: ask.category }
  if (ask.page === 1 && (ask.filters.length > 0 || ask.search)) await note(ctx, ask)
  const found = await idsOf(ctx, form, ask, ask)
  // whom a filter finds is in effect
  const counts = ask.filters.length > 0 ? { ...noCounts(), effective: found.total } : await stageCounts(ctx, under)
  const [rows, cells] = [await rosterRows(ctx, found.ids), await cellsOf(ctx, form, ask.columns, found.ids)]
  return {
    total: ask.filters.length > 0 ? found.total : totalOf(counts, ask.stage),
    counts,
    rows: rows.map((row) => ({ ...row, cells: cells.get(row.id) ?? [] })),
  }
}

/** The teachers of one page of such a list; `total` where there are filters, or where it is asked for. */
export function idsOf(
  ctx: Context,
  form: Form,
  ask: ListAsk,
  { page, size, counted = ask.filters.length > 0 }: { page: number; size: number; counted?: boolean },
): Promise<{ ids: string[]; total: number }> {
  return rosterIds(ctx, {
    unitPath: form.unitPath,
    search: ask.search,
    category: ask.category,
    stage: ask.stage,
    ...orderOf(form, ask.sort),
    where: conditionOf(form, ask.filters),
    counted,
    page,
    size,
  })
}

function orderOf(form: Form, said: string): { sort: 'name' | 'since' | 'unit'; order?: RawBuilder<unknown> } {
  const plain = (['name', 'since', 'unit'] as const).find((each) => each === said)
  if (plain) return { sort: plain }
  const back = said.startsWith('-')
  const { column } = askedFor(form, back ? said.slice(1) : said, 'listed')
  if (column === null) return { sort: 'name' }
  return { sort: 'name', order: sql`t.${sql.ref(column)} ${back ? sql`desc` : sql`asc`} nulls last, t.name, t.id` }
}

/** A search leaves its criteria in the log (L01); turning its pages leaves nothing more. */
async function note(ctx: Context, ask: ListAsk): Promise<void> {
  await audit(ctx, {
    action: 'teacher.list',
    ...(ask.unitId && { object: { type: 'unit', id: ask.unitId } }),
    detail: {
      criteria: {
        ...(ask.search && { search: withoutNumbers(ask.search, ctx.keys) }),
        ...(ask.category && { category: ask.category }),
        ...(ask.stage && { stage: ask.stage }),
        filters: ask.filters.map(({ key, op, values }) => ({
          key,
          op,
          values: values.map((value) => withoutNumbers(value, ctx.keys)),
        })),
      },
    },
  })
}
