import { type RawBuilder, sql } from 'kysely'
import type { Stage } from '../../contract/teacher.ts'
import type { Context } from '../platform/context.ts'

/** Which people are meant: those of one place (a school or an attached class), or of all schools under an authority. */
export interface Within {
  path: string
  /** only the unit itself, without what lies under it */
  alone: boolean
}

/** The path stands as a range beside row-level security: the planner needs it for the index. */
const within = ({ path, alone }: Within): RawBuilder<unknown> =>
  alone ? sql`t.unit_path = ${path}` : sql`t.unit_path >= ${path} and t.unit_path < ${`${path}~`}`

/** What a record is made of now: its open items, its rows in effect, the version it is judged by. Another text than the one kept: the judgement is out of date. */
const made = sql`
  join teacher_stage s on s.province_code = t.province_code and s.teacher_id = t.id
  left join change h on h.province_code = t.province_code and h.id = s.change_id and s.stage in ('sign', 'send', 'review')
  cross join lateral (select coalesce(h.profile_version, (select max(p.version) from profile p
     where p.province_code = t.province_code and p.category = t.category and p.in_force_on <= (now() at time zone 'Asia/Shanghai')::date)) as version) v
  cross join lateral (select count(*) as n, max(i.written_at) as at from change_item i join change c on c.province_code = i.province_code and c.id = i.change_id
     where i.province_code = t.province_code and i.teacher_id = t.id and i.superseded_at is null and i.settled_at is null and c.kind <> 'entry') i
  cross join lateral (select count(*) as n, max(r.effective_from) as at from record r
     where r.province_code = t.province_code and r.teacher_id = t.id and r.effective_to is null) r
  cross join lateral (select concat_ws('|', v.version, i.n, extract(epoch from i.at), r.n, extract(epoch from r.at)) as made) m`

/** Whose judgement is missing or out of date, oldest teachers first, and how many people there are. */
export async function staleOf(ctx: Context, place: Within, most: number): Promise<{ total: number; stale: string[] }> {
  const total = await sql<{ n: number }>`
    select count(*)::int as n from teacher t where ${within(place)} and t.left_on is null and t.cancelled_at is null`.execute(
    ctx.db,
  )
  const { rows } = await sql<{ id: string }>`
    select t.id from teacher t ${made}
      left join teacher_check k on k.province_code = t.province_code and k.teacher_id = t.id and k.unit_id = t.unit_id
     where ${within(place)} and k.seen is distinct from m.made order by t.id limit ${most}`.execute(ctx.db)
  return { total: total.rows[0]?.n ?? 0, stale: rows.map(({ id }) => id) }
}

export interface ToJudge {
  id: string
  province_code: string
  unit_id: string
  unit_path: string
  version: number | null
  made: string
}

export async function toJudge(ctx: Context, teacherIds: readonly string[]): Promise<ToJudge[]> {
  const { rows } =
    await sql<ToJudge>`select t.id, t.province_code, t.unit_id, t.unit_path, v.version, m.made from teacher t ${made} where t.id = any (${teacherIds}::uuid[])`.execute(
      ctx.db,
    )
  return rows
}

export interface Kept {
  province_code: string
  teacher_id: string
  unit_id: string
  profile_version: number
  seen: string
  errors: number
  warnings: number
  findings: { subset: string; row: string | null; field: string | null; severity: string; code: string }[]
  rows: Record<string, number>
}

export async function keep(ctx: Context, checks: readonly Kept[]): Promise<void> {
  if (checks.length === 0) return
  await sql`
    insert into teacher_check (province_code, teacher_id, unit_id, profile_version, seen, errors, warnings, findings, rows)
    select x.* from jsonb_to_recordset(${JSON.stringify(checks)}::jsonb) as x (province_code text, teacher_id uuid, unit_id bigint, profile_version int, seen text, errors int, warnings int, findings jsonb, rows jsonb)
    on conflict (province_code, teacher_id) do update set unit_id = excluded.unit_id, checked_at = now(), profile_version = excluded.profile_version, seen = excluded.seen,
      errors = excluded.errors, warnings = excluded.warnings, findings = excluded.findings, rows = excluded.rows`.execute(
    ctx.db,
  )
}

const current = sql`t.left_on is null and t.cancelled_at is null`
const checked = sql`left join teacher_check k on k.province_code = t.province_code and k.teacher_id = t.id and k.unit_id = t.unit_id`

/** How many people there are under a path, from the schools' counters. */
export async function peopleUnder(ctx: Context, path: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select coalesce(sum(g.total), 0)::int as n from progress g join unit u on u.id = g.unit_id where u.path >= ${path} and u.path < ${`${path}~`}`.execute(
    ctx.db,
  )
  return rows[0]?.n ?? 0
}

export interface CheckedLine {
  total: number
  checked: number
  with_errors: number
  oldest: Date | null
}
const counts = sql`count(*)::int as total, count(k.teacher_id)::int as checked, (count(*) filter (where k.errors > 0))::int as with_errors, min(k.checked_at) as oldest`

export async function countsOf(ctx: Context, place: Within): Promise<CheckedLine> {
  const { rows } =
    await sql<CheckedLine>`select ${counts} from teacher t ${checked} where ${within(place)} and ${current}`.execute(
      ctx.db,
    )
  return rows[0] ?? { total: 0, checked: 0, with_errors: 0, oldest: null }
}

export interface RuleLine {
  category: string
  subset: string
  field: string | null
  code: string
  severity: 'error' | 'warning'
  people: number
  places: number
}

/** How many people each rule found, by category of school. */
export async function rulesOf(
  ctx: Context,
  place: Within,
  teacherIds: readonly string[] | null = null,
): Promise<RuleLine[]> {
  const { rows } = await sql<RuleLine>`
    select t.category, f.subset, f.field, f.code, f.severity, count(distinct t.id)::int as people, count(*)::int as places
      from teacher t join teacher_check k on k.province_code = t.province_code and k.teacher_id = t.id and k.unit_id = t.unit_id
     cross join lateral jsonb_to_recordset(k.findings) as f (subset text, field text, code text, severity text)
     where ${within(place)} and ${current} and (${teacherIds}::uuid[] is null or t.id = any (${teacherIds}::uuid[]))
     group by 1, 2, 3, 4, 5 order by f.severity, people desc, 2, 3, 4 limit 500`.execute(ctx.db)
  return rows
}

export interface SchoolLine extends CheckedLine {
  unit_id: string
  name: string
}

/** One page of the schools under a unit that have people, by name. */
export async function schoolsOf(
  ctx: Context,
  path: string,
  page: number,
  size: number,
): Promise<{ total: number; rows: SchoolLine[] }> {
  const schools = sql`from progress g join unit u on u.id = g.unit_id where u.path >= ${path} and u.path < ${`${path}~`} and g.total > 0`
  const total = await sql<{ n: number }>`select count(*)::int as n ${schools}`.execute(ctx.db)
  const { rows } = await sql<SchoolLine>`
    with page as materialized (select u.id, u.path, n.name ${sql`from progress g join unit u on u.id = g.unit_id join unit_now n on n.id = u.id
        where u.path >= ${path} and u.path < ${`${path}~`} and g.total > 0`} order by n.name, u.id limit ${size} offset ${(page - 1) * size})
    select page.id as unit_id, page.name, ${counts} from page join teacher t on t.unit_path = page.path ${checked} where ${current} group by page.id, page.name order by page.name, page.id`.execute(
    ctx.db,
  )
  return { total: total.rows[0]?.n ?? 0, rows }
}

export interface PeopleAsk {
  page: number
  size: number
  subset?: string | undefined
  field?: string | undefined
  rule?: string | undefined
  search?: string | undefined
  stage?: Stage | undefined
}
export interface PersonLine {
  id: string
  name: string
  national_no: string
  stage: Stage
  checked_at: Date | null
  findings: Kept['findings'] | null
  rows: Record<string, number> | null
  total: number
}

/** One page of people by name; with a rule those whom the last check found. */
export async function peopleOf(ctx: Context, place: Within, ask: PeopleAsk): Promise<PersonLine[]> {
  const path = JSON.stringify([
    {
      ...(ask.subset && { subset: ask.subset }),
      ...(ask.field && { field: ask.field }),
      ...(ask.rule && { code: ask.rule }),
    },
  ])
  const { rows } = await sql<PersonLine>`
    select t.id, t.name, t.national_no, s.stage, k.checked_at, k.findings, k.rows, count(*) over ()::int as total
      from teacher t join teacher_stage s on s.province_code = t.province_code and s.teacher_id = t.id ${checked}
     where ${within(place)} and (${ask.rule ?? null}::text is null or k.findings @> ${path}::jsonb)
       and (${ask.stage ?? null}::text is null or s.stage = ${ask.stage ?? null})
       and (${ask.search ?? ''} = '' or t.name ^@ ${ask.search ?? ''} or t.initials ^@ ${(ask.search ?? '').toLowerCase()} or t.national_no = ${(ask.search ?? '').toUpperCase()})
     order by t.name, t.id limit ${ask.size} offset ${(ask.page - 1) * ask.size}`.execute(ctx.db)
  return rows
}

/** How many of these people have been judged at all. */
export async function checkedAmong(ctx: Context, teacherIds: readonly string[]): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n from teacher_check k where k.province_code = ${ctx.actor.provinceCode} and k.teacher_id = any (${teacherIds}::uuid[])`.execute(
    ctx.db,
  )
  return rows[0]?.n ?? 0
}
