import { sql } from 'kysely'
import type { ProfileField } from '../../standard/indicator.ts'
import { showValue } from '../../standard/show-value.ts'
import { isSealed } from '../platform/cipher.ts'
import type { Context } from '../platform/context.ts'
import { type Asked, askedFor, type Form } from './form.ts'

/** Most rows of a subset that one cell tells; who has more is better read in his record. */
const most = 20

/** The columns of a list as people read them, by teacher: what is in effect, several rows of a subset beside each other. In two statements, for a page or a part of an export. */
export async function cellsOf(
  ctx: Context,
  form: Form,
  keys: readonly string[],
  ids: readonly string[],
): Promise<Map<string, string[]>> {
  const columns = keys.map((key) => askedFor(form, key, 'listed'))
  const cells = new Map(ids.map((id) => [id, columns.map(() => '')]))
  if (columns.length === 0 || ids.length === 0) return cells
  await fromColumns(ctx, form, columns, cells)
  await fromRecords(ctx, form, columns, cells)
  return cells
}

async function fromColumns(ctx: Context, form: Form, columns: readonly Asked[], cells: Map<string, string[]>) {
  const typed = columns.flatMap(({ column }, at) => (column === null ? [] : [{ column, at }]))
  if (typed.length === 0) return
  const wanted = sql.join(typed.map(({ column }) => sql`t.${sql.ref(column)}::text`))
  const { rows } = await sql<{ id: string; got: (string | null)[] }>`
    select t.id, array[${wanted}] as got from teacher t where t.id = any (${[...cells.keys()]}::uuid[]) and t.in_effect_since is not null`.execute(
    ctx.db,
  )
  for (const { id, got } of rows)
    for (const [nth, { at }] of typed.entries()) put(form, cells, id, at, columns[at], got[nth] ?? undefined)
}

async function fromRecords(ctx: Context, form: Form, columns: readonly Asked[], cells: Map<string, string[]>) {
  const subsets = new Set(columns.filter(({ column }) => column === null).map(({ subset }) => subset.name))
  if (subsets.size === 0) return
  const { rows } = await sql<{ teacher_id: string; subset: string; body: Record<string, unknown> }>`
    select r.teacher_id, r.subset, r.body from teacher t
      join record r on r.province_code = t.province_code and r.teacher_id = t.id and r.subset = any (${[...subsets]}::text[]) and r.effective_to is null
     where t.id = any (${[...cells.keys()]}::uuid[]) order by r.teacher_id, r.subset, r.row_id`.execute(ctx.db)
  for (const { teacher_id, subset, body } of rows)
    for (const [at, asked] of columns.entries())
      if (asked.column === null && asked.subset.name === subset)
        put(form, cells, teacher_id, at, asked, body[asked.field.name])
}

function put(
  form: Form,
  cells: Map<string, string[]>,
  id: string,
  at: number,
  asked: Asked | undefined,
  value: unknown,
) {
  const line = cells.get(id)
  if (!line || !asked) return
  const text = inWords(form, asked.field, value)
  const before = line[at] ?? ''
  if (text === '' || before.split('；').length > most) return
  line[at] = before === '' ? text : `${before}；${text}`
}

/** A kept value in words; what is sealed is never told here, whatever the profile says of it. */
export function inWords(form: Form, field: ProfileField, value: unknown): string {
  if (isSealed(value)) return ''
  const plain = typeof value === 'string' ? value : Array.isArray(value) ? value.map(String) : undefined
  if (field.type === 'bool') return plain === '1' ? '是' : plain === '0' ? '否' : ''
  return showValue(field, plain, form.tables, form.areas)
}
