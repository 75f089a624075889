import { type RawBuilder, sql } from 'kysely'
import type { QueryView } from '../../contract/query.ts'
import type { Context } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'

type Kind = 'list' | 'table'

export async function viewsOf(ctx: Context, kind: Kind): Promise<QueryView[]> {
  const rows = await ctx.db
    .selectFrom('query_view')
    .select(['id', 'name', 'body'])
    .where('province_code', '=', ctx.actor.provinceCode)
    .where('post_id', '=', ctx.actor.postId)
    .where('kind', '=', kind)
    .orderBy('name')
    .limit(50)
    .execute()
  // its shape was checked when it was kept
  return rows.map(({ id, name, body }) => ({ id, name, state: body as QueryView['state'] }))
}

/** Keeps a view under its name; one of that name is replaced. */
export async function keepView(ctx: Context, kind: Kind, name: string, state: QueryView['state']): Promise<QueryView> {
  const { rows } = await sql<{ id: string }>`
    insert into query_view (province_code, id, person_id, post_id, kind, name, body)
    values (${ctx.actor.provinceCode}, ${newId()}, ${ctx.actor.personId}, ${ctx.actor.postId}, ${kind}, ${name}, ${JSON.stringify(state)}::jsonb)
    on conflict (province_code, post_id, kind, name) do update set body = excluded.body, kept_at = now() returning id`.execute(
    ctx.db,
  )
  const [row] = rows
  if (!row) throw new Error('a view was not kept')
  return { id: row.id, name, state }
}

/** A view of one's own is gone; what is not there, or not one's own, is left alone. */
export async function dropView(ctx: Context, id: string): Promise<void> {
  await ctx.db
    .deleteFrom('query_view')
    .where('province_code', '=', ctx.actor.provinceCode)
    .where('post_id', '=', ctx.actor.postId)
    .where('id', '=', id)
    .execute()
}

/** One line of a table: values of its row and column, which of both are summed over, and the people. */
export interface CountLine {
  r: string | null
  c: string | null
  g: number
  n: number
}

/** A dimension: what it reads of `teacher t`, and what must be joined for it. */
export interface DimensionSql {
  value: RawBuilder<unknown>
  join: RawBuilder<unknown>
}

/** Cells, totals of rows and columns and the whole, in one statement. `once`: nobody stands in two rows or columns. */
export async function crossCount(
  ctx: Context,
  ask: {
    unitPath: string
    category: string | undefined
    where: RawBuilder<unknown>
    rows: DimensionSql
    columns: DimensionSql | null
    once: boolean
    most: number
  },
): Promise<CountLine[]> {
  const { rows, columns, unitPath, category } = ask
  const province = ctx.actor.level === 'ministry' ? sql`true` : sql`t.province_code = ${ctx.actor.provinceCode}`
  const { rows: lines } = await sql<CountLine>`
    select x.r, x.c, grouping(x.r, x.c)::int as g, ${ask.once ? sql`count(*)` : sql`count(distinct x.id)`}::int as n
      from (select t.id, ${rows.value} as r, ${columns?.value ?? sql`null::text`} as c
              from teacher t ${rows.join} ${columns?.join ?? sql``}
             where ${province} and t.unit_path >= ${unitPath} and t.unit_path < ${`${unitPath}~`} and t.left_on is null and t.cancelled_at is null
               and t.in_effect_since is not null and ${category === undefined ? sql`true` : sql`t.category = ${category}`} and ${ask.where}) x
     group by cube (x.r, x.c) order by 1 nulls last, 2 nulls last limit ${ask.most}`.execute(ctx.db)
  return lines
}

export async function namesOfUnits(ctx: Context, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from unit_now where id = any (${[...ids]}::bigint[])`.execute(ctx.db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
