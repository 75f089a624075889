import { sql } from 'kysely'
import type { Level } from '../../contract/policy.ts'
import { type Stage, stages } from '../../contract/teacher.ts'
import type { Context } from '../platform/context.ts'

export interface Line extends Record<Stage, number> {
  id: string
  name: string
  level: Level
  code: string
  path: string
  province_code: string
  schools: number
  total: number
  sent: number
  late: number
  reviewed: number
  review_minutes: string
  moved_at: Date | null
  deadline: string | null
  urged_at: Date | null
  urged_seen_at: Date | null
  urge_hours: number
  /** how many rows there are on all pages */
  of: number
}

export type Wanted =
  | { self: string }
  | { ids: readonly string[] }
  | { under: string; level: Level | undefined; stalled: number | undefined; sort: string; page: number; size: number }

const stalledDays = (ctx: Context) =>
  sql`case when a.total > a.effective then floor(extract(epoch from ${ctx.now}::timestamptz - a.moved_at) / 86400)::int end`

const orders: Record<string, (ctx: Context) => ReturnType<typeof sql>> = {
  code: () => sql`n.code`,
  total: () => sql`coalesce(a.total, 0)`,
  done: () => sql`case when a.total > 0 then a.effective::float / a.total end`,
  stalled: stalledDays,
  onTime: () => sql`case when a.sent > 0 then 1 - a.late::float / a.sent end`,
  review: () => sql`case when a.reviewed > 0 then a.review_minutes::float / a.reviewed end`,
}

/**
 * Sums of the schools' counters under each of some units: no row above the school is kept, so none can be wrong. A school is put to its ancestor by the front part of its path, which
 * one hash join does for all units at once: 15,000 schools under 15 cities or 160 counties.
 */
export async function linesOf(ctx: Context, wanted: Wanted): Promise<Line[]> {
  const { unitPath, unitId } = ctx.actor
  const mine = sql`u.path >= ${unitPath} and u.path < ${`${unitPath}~`}`
  const page = 'under' in wanted ? wanted : null
  const chosen =
    'self' in wanted
      ? sql`u.id = ${wanted.self}`
      : 'ids' in wanted
        ? sql`u.id = any (${wanted.ids}::bigint[])`
        : wanted.level
          ? sql`u.path > (select path from unit where id = ${wanted.under}) and u.path < (select path || '~' from unit where id = ${wanted.under}) and u.level = ${wanted.level} and u.host_id is null`
          : sql`u.parent_id = ${wanted.under} and u.level <> 'training'`
  const counters = [...stages, 'total', 'sent', 'late', 'reviewed'] as const
  const sums = sql.join(counters.map((name) => sql`sum(${sql.ref(name)})::int as ${sql.ref(name)}`))
  const shown = sql.join(counters.map((name) => sql`coalesce(a.${sql.ref(name)}, 0) as ${sql.ref(name)}`))
  const key = page?.sort.replace(/^-/, '') ?? 'code'
  const order = (orders[key] ?? orders.code ?? (() => sql`n.code`))(ctx)
  // who has no people has nothing to be late with, and comes last in every order
  const sorted = sql`order by coalesce(a.total, 0) = 0, ${order} ${page?.sort.startsWith('-') ? sql`desc nulls last` : sql`asc nulls last`}, n.code`
  const { rows } = await sql<Line>`
    with n as materialized (select u.id, u.path, u.name, u.level, u.code, u.province_code from unit_now u where ${mine} and ${chosen}),
    b as materialized (select min(path) as first, max(path) || '~' as last from n),
    l as materialized (select distinct length(path) as len from n),
    s as materialized (
      select p.* from progress p where p.unit_path >= (select first from b) and p.unit_path < (select last from b)),
    a as materialized (
      select left(s.unit_path, l.len) as path, count(*)::int as schools, ${sums}, sum(review_minutes)::bigint as review_minutes, max(moved_at) filter (where total > 0) as moved_at
        from s join l on length(s.unit_path) >= l.len group by 1),
    w as (
      select n.*, coalesce(a.schools, 0) as schools, ${shown}, coalesce(a.review_minutes, 0)::text as review_minutes, a.moved_at, count(*) over ()::int as of
        from n left join a on a.path = n.path
       ${page?.stalled === undefined ? sql`` : sql`where ${stalledDays(ctx)} > ${page.stalled}`}
       ${sorted} ${page ? sql`limit ${page.size} offset ${(page.page - 1) * page.size}` : sql``})
    select w.*, g.at as urged_at, (select min(m.read_at) from message m where m.kind = 'urging' and m.from_unit = ${unitId} and m.to_unit = w.id and m.at = g.at) as urged_seen_at,
           r.deadline::text as deadline, coalesce(r.urge_hours, 24) as urge_hours
      from w
      left join lateral (select m.at from message m where m.kind = 'urging' and m.from_unit = ${unitId} and m.to_unit = w.id order by m.at desc limit 1) g on true
      left join lateral (
        select least(r.deadline, (select min(d.deadline) from round_deadline d join unit x on x.id = d.unit_id
                                   where d.province_code = r.province_code and d.round_id = r.id and w.path ^@ x.path)) as deadline, r.urge_hours
          from round r
         where r.province_code = w.province_code and r.closed_on is null and not r.frame and r.starts_on <= ${ctx.today}::date
           and (r.categories = '{}' or w.level <> 'school' or (select v.category from unit_now v where v.id = w.id) = any (r.categories))
           and (r.roots = '{}' or exists (select from unit x where x.id = any (r.roots) and (w.path ^@ x.path or x.path ^@ w.path)))
         order by 1, r.id limit 1) r on true`.execute(ctx.db)
  return rows
}

/** The way from the post's own unit down to this one; empty where it is not in reach. */
export async function chainTo(ctx: Context, unitId: string): Promise<{ unitId: string; name: string }[]> {
  const { rows } = await sql<{ unitId: string; name: string }>`
    select c.id as "unitId", c.name from unit u join unit_now c on u.path ^@ c.path and c.path ^@ ${ctx.actor.unitPath}
     where u.id = ${unitId} and u.path ^@ ${ctx.actor.unitPath} order by c.path`.execute(ctx.db)
  return rows
}
