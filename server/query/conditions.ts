import { type RawBuilder, sql } from 'kysely'
import type { Filter } from '../../contract/query.ts'
import type { CodeTable } from '../../standard/indicator.ts'
import { Problem } from '../platform/problem.ts'
import { type Asked, askedFor, type Form, opsOf } from './form.ts'

/**
 * The filters as one condition on `teacher t`, who must be in effect: what is not yet in effect has no values that others may rely on. Typed columns are compared
 * where they stand; what is asked of a subset becomes one jsonpath over its current rows, so that several conditions speak of the same row.
 * @throws Problem query.no-indicator, query.value
 */
export function conditionOf(form: Form, filters: readonly Filter[]): RawBuilder<unknown> {
  if (filters.length === 0) return sql`true`
  const parts: RawBuilder<unknown>[] = [sql`t.in_effect_since is not null`]
  const rows = new Map<string, string[]>()
  for (const filter of filters) {
    const asked = askedFor(form, filter.key, 'listed')
    check(asked, filter)
    const { subset, column } = asked
    if (column !== null) parts.push(ofColumn(form, asked, column, filter))
    else if (filter.op === 'blank')
      parts.push(sql`not exists (select from ${rowsOf(form, subset.name, [`exists(@.${asked.field.name})`])})`)
    else rows.set(subset.name, [...(rows.get(subset.name) ?? []), ofRow(form, asked, filter)])
  }
  for (const [subset, conditions] of rows) parts.push(sql`exists (select from ${rowsOf(form, subset, conditions)})`)
  return sql`(${sql.join(parts, sql` and `)})`
}

const rowsOf = (form: Form, subset: string, conditions: readonly string[]) =>
  sql`app.query_rows(${subset}, ${`$ ? (${conditions.join(' && ')})`}, ${form.unitPath}) q where q.teacher_id = t.id`

function check({ field, label }: Asked, { key, op, values }: Filter): void {
  const wrong = (message: string) =>
    new Problem('query.value', { fields: [{ at: key, message: `“${label}”${message}` }] })
  if (!opsOf(field).includes(op)) throw wrong('不能用这种条件筛选')
  if (op === 'blank' || op === 'filled') return
  if (values.every((value) => value.trim() === '')) throw wrong('没有填写要筛选的内容')
  if (op === 'between') {
    const shape = { date: /^\d{4}-\d\d-\d\d$/, month: /^\d{4}-\d\d$/, year: /^\d{4}$/ }[field.type as string]
    if (values.length !== 2) throw wrong('的区间应有起止两端')
    for (const value of values)
      if (value !== '' && !(shape ?? /^-?\d{1,15}(\.\d{1,6})?$/).test(value))
        throw wrong(
          shape
            ? `应填 ${{ date: '年-月-日', month: '年-月', year: '四位年份' }[field.type as string]}，看到“${value}”`
            : `应填数字，看到“${value}”`,
        )
    if (field.type === 'date' && values.some((value) => value !== '' && !isDay(value))) throw wrong('含有不存在的日期')
  }
}

const isDay = (text: string): boolean => {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

/** The codes named; of a heading, which nobody can choose in a form, all that stands under it. What can be chosen means itself, so that a number of a table and its list agree. */
function codesOf(form: Form, { field }: Asked, values: readonly string[]): string[] {
  const table = field.codes === undefined ? undefined : form.tables(field.codes)
  return table ? values.flatMap((code) => meant(table, code)) : [...values]
}

function meant(table: CodeTable, code: string): string[] {
  const below = table.rows.filter(({ parent }) => parent === code).map((row) => row.code)
  const heading = table.rows.find((row) => row.code === code)?.selectable === false || table.leafOnly === true
  return below.length === 0 || !heading ? [code] : [code, ...below.flatMap((each) => meant(table, each))]
}

/** Of a division the digits that all of it shares: 330000 → 33. */
const areaStem = (code: string): string => code.replace(/(00){1,2}$/, '')

function ofColumn(form: Form, asked: Asked, name: string, { op, values }: Filter): RawBuilder<unknown> {
  const column = sql.ref(`t.${name}`)
  if (op === 'is') return sql`${column} = any (${codesOf(form, asked, values)}::text[])`
  if (op === 'contains') return sql`strpos(lower(${column}), lower(${values[0] ?? ''})) > 0`
  const blank = name === 'birth_date' ? sql`${column} is null` : sql`coalesce(${column}, '') = ''`
  if (op === 'blank') return blank
  if (op === 'filled') return sql`not (${blank})`
  const [from = '', to = ''] = values
  const typed = (text: string) => (name === 'birth_date' ? sql`${text}::date` : sql`${text}`)
  return sql`(${from === '' ? sql`true` : sql`${column} >= ${typed(from)}`} and ${to === '' ? sql`true` : sql`${column} <= ${typed(to)}`})`
}

/** A part of a jsonpath over one row. Names are those of the profile; every value is a JSON text, which a jsonpath reads as it is. */
function ofRow(form: Form, asked: Asked, { op, values }: Filter): string {
  const { name, type } = asked.field
  const at = `@.${name}`
  const text = (value: string) => JSON.stringify(value)
  if (op === 'filled') return `exists(${at})`
  if (op === 'contains') return `${at} like_regex ${text(values[0] ?? '')} flag "iq"`
  if (op === 'is') {
    const each =
      type === 'area'
        ? values.map((value) => `${at} starts with ${text(areaStem(value))}`)
        : codesOf(form, asked, values).map((code) => `${at} == ${text(code)}`)
    return `(${each.join(' || ')})`
  }
  const [from = '', to = ''] = values
  const number = type === 'integer' || type === 'decimal'
  const [left, bound] = number ? [`${at}.double()`, (value: string) => value] : [at, text]
  return [from === '' ? '' : `${left} >= ${bound(from)}`, to === '' ? '' : `${left} <= ${bound(to)}`]
    .filter((part) => part !== '')
    .join(' && ')
}
