import { sql } from 'kysely'
import type { RoundPlan, RoundRow } from '../../contract/round.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'

export type RoundLine = Omit<RoundRow, 'workdaysLeft' | 'sure' | 'state' | 'can'> & { provinceCode: string }

const columns = sql`r.id, r.province_code as "provinceCode", r.name, r.frame, r.starts_on::text as "startsOn", r.fill_until::text as "fillUntil", r.deadline::text as deadline,
  r.review_until::text as "reviewUntil", r.categories, r.filling, r.urge_hours as "urgeHours", r.note, r.closed_on::text as "closedOn", r.v`

/** With the deadline that holds at the own unit, and how many earlier ones are set at or below it. */
const here = (ctx: Context) => sql`
  least(r.deadline, (select min(d.deadline) from round_deadline d join unit a on a.id = d.unit_id
                      where d.province_code = r.province_code and d.round_id = r.id and ${ctx.actor.unitPath} ^@ a.path))::text as "deadlineHere",
  (select count(*)::int from round_deadline d join unit a on a.id = d.unit_id
    where d.province_code = r.province_code and d.round_id = r.id and d.deadline is not null and a.path >= ${ctx.actor.unitPath} and a.path < ${`${ctx.actor.unitPath}~`}) as earlier,
  coalesce((select jsonb_agg(jsonb_build_object('unitId', a.id::text, 'name', a.name) order by a.code) from unit_now a where a.id = any (r.roots)), '[]') as roots`

/** Rounds of the own province and the centre's frames. A frame concerns whoever works below the centre. */
const mine = (ctx: Context) => sql`(r.province_code = ${ctx.actor.provinceCode} or r.frame)`

export async function roundLines(
  ctx: Context,
  { state, page, size }: { state: 'open' | 'all'; page: number; size: number },
): Promise<{ total: number; rows: RoundLine[] }> {
  const which = state === 'open' ? sql`and r.closed_on is null` : sql``
  const { rows } = await sql<RoundLine>`select ${columns}, ${here(ctx)} from round r where ${mine(ctx)} ${which}
    order by r.closed_on is not null, r.starts_on desc, r.id desc limit ${size} offset ${(page - 1) * size}`.execute(
    ctx.db,
  )
  const count = await sql<{ n: number }>`select count(*)::int as n from round r where ${mine(ctx)} ${which}`.execute(
    ctx.db,
  )
  return { total: count.rows[0]?.n ?? 0, rows }
}

/** One of them, locked. */
export async function roundLine(ctx: Context, id: string): Promise<RoundLine | undefined> {
  const { rows } =
    await sql<RoundLine>`select ${columns}, ${here(ctx)} from round r where ${mine(ctx)} and r.id = ${id} for update of r`.execute(
      ctx.db,
    )
  return rows[0]
}

/** The name of an open round of the own province, another one, that a school could be in as well; a frame only stands beside frames. */
export async function overlapping(
  ctx: Context,
  id: string,
  plan: Pick<RoundPlan, 'categories' | 'rootIds'> & { frame: boolean },
): Promise<string | null> {
  const { rows } = await sql<{ name: string }>`
    select r.name from round r
     where r.province_code = ${ctx.actor.provinceCode} and r.closed_on is null and r.id <> ${id} and r.frame = ${plan.frame}
       and (r.categories = '{}' or ${plan.categories}::text[] = '{}' or r.categories && ${plan.categories}::text[])
       and (r.roots = '{}' or ${plan.rootIds}::bigint[] = '{}'
            or exists (select from unit a join unit b on a.path ^@ b.path or b.path ^@ a.path where a.id = any (r.roots) and b.id = any (${plan.rootIds}::bigint[])))
     order by r.starts_on limit 1`.execute(ctx.db)
  return rows[0]?.name ?? null
}

/** Units within the own reach that are to take part. @throws Problem not-found; round.roots for a unit of another province or an attached class */
export async function rootsOf(ctx: Context, ids: readonly string[]): Promise<{ unitId: string; unitPath: string }[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ unitId: string; unitPath: string; province: string; host: string | null }>`
    select id as "unitId", path as "unitPath", province_code as province, host_id as host from unit
     where id = any (${ids}::bigint[]) and path >= ${ctx.actor.unitPath} and path < ${`${ctx.actor.unitPath}~`}`.execute(
    ctx.db,
  )
  if (rows.length !== new Set(ids).size) throw new Problem('not-found')
  if (rows.some(({ province, host }) => province !== ctx.actor.provinceCode || host)) throw new Problem('round.roots')
  return rows
}
