import { sql } from 'kysely'
import type { Filter, Head } from '../../contract/query.ts'
import { codeName } from '../../standard/check-value.ts'
import type { Context } from '../platform/context.ts'
import { askedFor, type Form } from './form.ts'
import { type DimensionSql, namesOfUnits } from './sql.ts'

/** One side of a table: how it is counted, and how its values are called and ordered. */
export interface Dimension {
  label: string
  sql: DimensionSql
  /** nobody has two values of it */
  once: boolean
  /** its people may be listed by this reader */
  listed: boolean
  heads: (values: readonly (string | null)[]) => Promise<Head[]>
}

const nothing = sql``

/** @param alias names its join, since a table has two sides. @throws Problem query.no-indicator */
export function dimensionOf(ctx: Context, form: Form, key: string, alias: 'a' | 'b'): Dimension {
  if (key === 'unit') return byUnit(ctx, form)
  if (key === 'age') return byAge(ctx)
  const { column, field, subset, label, listed } = askedFor(form, key, 'counted')
  const dated = ['date', 'month', 'year'].includes(field.type)
  const value = column === null ? sql`${sql.ref(alias)}.value` : sql`nullif(t.${sql.ref(column)}::text, '')`
  return {
    label: dated ? `${label}（年份）` : label,
    once: subset.rows === 'single' && field.type !== 'codes',
    listed,
    sql: {
      value: dated && column !== null ? sql`left(${value}, 4)` : value,
      join:
        column !== null
          ? nothing
          : sql`left join app.query_values(${subset.name}, ${field.name}, ${dated}, ${form.unitPath}) ${sql.ref(alias)} on ${sql.ref(alias)}.teacher_id = t.id`,
    },
    heads: async (values) => {
      const table = field.codes === undefined ? undefined : form.tables(field.codes)
      const place = new Map(table?.rows.map(({ code }, at) => [code, at]))
      const nameOf = (code: string) =>
        field.type === 'bool'
          ? code === '1'
            ? '是'
            : code === '0'
              ? '否'
              : code
          : table
            ? codeName(table, code)
            : code
      return inOrder(values, (code) =>
        field.type === 'bool' ? (code === '1' ? 0 : 1) : (place.get(code) ?? Number.MAX_SAFE_INTEGER),
      ).map((code) => ({
        value: code ?? '',
        label: code === null ? '未填' : dated ? `${code} 年` : nameOf(code),
        filters: [filterOf(key, field.type, code)],
        unitId: null,
      }))
    },
  }
}

function filterOf(key: string, type: string, code: string | null): Filter {
  if (code === null) return { key, op: 'blank', values: [] }
  const ends = { date: [`${code}-01-01`, `${code}-12-31`], month: [`${code}-01`, `${code}-12`], year: [code, code] }
  if (type === 'date' || type === 'month' || type === 'year') return { key, op: 'between', values: ends[type] }
  return { key, op: 'is', values: [code] }
}

/** Blanks last. */
function inOrder(values: readonly (string | null)[], place: (code: string) => number): (string | null)[] {
  return [...values].sort((a, b) =>
    a === null ? 1 : b === null ? -1 : place(a) - place(b) || (a < b ? -1 : a > b ? 1 : 0),
  )
}

/** The units directly under the one asked for; what belongs to none of them is its own. */
function byUnit(ctx: Context, form: Form): Dimension {
  const step = sql`split_part(substr(t.unit_path, ${form.unitPath.length + 1}::int), '.', 1)`
  return {
    label: '下级单位',
    once: true,
    listed: true,
    sql: { value: sql`nullif(${step}, '')`, join: nothing },
    heads: async (values) => {
      const ids = values.flatMap((value) => (value === null ? [] : [String(Number(value))]))
      const names = await namesOfUnits(ctx, ids)
      return inOrder(values, Number).map((value) => {
        const id = value === null ? null : String(Number(value))
        return { value: value ?? '', label: id === null ? '本单位' : (names.get(id) ?? id), filters: [], unitId: id }
      })
    },
  }
}

/** Oldest age of each band; whoever is older than the last is in a band of their own. */
const bands = [25, 30, 35, 40, 45, 50, 55, 60]

/** By the day of birth against today, so that a number and the list behind it cannot differ by how years are counted. */
function byAge(ctx: Context): Dimension {
  const lines = bands.map((oldest, at) => {
    const youngest = (bands[at - 1] ?? -1) + 1
    return {
      value: String(oldest),
      from: dayAfter(yearsBefore(ctx.today, oldest + 1)),
      to: at === 0 ? '' : yearsBefore(ctx.today, youngest),
      label: at === 0 ? `${oldest} 岁及以下` : `${youngest}–${oldest} 岁`,
    }
  })
  const oldest = { value: '99', from: '', to: yearsBefore(ctx.today, (bands.at(-1) ?? 0) + 1), label: '61 岁及以上' }
  const cases = sql.join(
    lines.map(({ value, from }) => sql`when t.birth_date >= ${from}::date then ${value}`),
    sql` `,
  )
  return {
    label: '年龄',
    once: true,
    listed: true,
    sql: { value: sql`case when t.birth_date is null then null ${cases} else ${oldest.value} end`, join: nothing },
    heads: async (values) =>
      inOrder(values, Number).map((value) => {
        const band = [...lines, oldest].find((each) => each.value === value)
        const key = 'basic_info.birth_date'
        return {
          value: value ?? '',
          label: band?.label ?? '未填',
          filters: [
            band
              ? { key, op: 'between' as const, values: [band.from, band.to] }
              : { key, op: 'blank' as const, values: [] },
          ],
          unitId: null,
        }
      }),
  }
}

const yearsBefore = (day: string, years: number): string => {
  const moved = `${String(Number(day.slice(0, 4)) - years).padStart(4, '0')}${day.slice(4)}`
  const date = new Date(`${moved}T00:00:00Z`)
  // 29 February of a year that has none is 1 March, as JavaScript counts on
  return date.toISOString().slice(0, 10)
}

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
