import { sql } from 'kysely'
import type { Stage } from '../../contract/teacher.ts'
import type { Context } from '../platform/context.ts'

export interface RosterQuery {
  search?: string | undefined
  stage?: Stage | undefined
  unitPath: string
  sort: 'name' | 'since' | 'unit'
  page: number
  size: number
}

export interface RosterLine {
  id: string
  name: string
  gender: string
  birth_date: string | null
  national_no: string
  unit_id: string
  unit_name: string
  staff_category: string | null
  in_establishment: string | null
  highest_education: string | null
  current_post_grade: string | null
  personnel_status: string | null
  stage: Stage
  since: Date
  case_id: string | null
  round: number | null
}

/** The prefix of a name or of its initials, the whole national number; never a part in the middle: that would lose every index. */
function found(search: string | undefined) {
  if (!search) return sql`true`
  return sql`(t.name ^@ ${search} or t.initials ^@ ${search.toLowerCase()} or t.national_no = ${search.toUpperCase()})`
}

const orders = { name: sql`t.name, t.id`, since: sql`s.since, t.id`, unit: sql`t.unit_path, t.name, t.id` }

/** One page of the roster under a path. The path stands as a range beside row-level security: the planner needs it for the index. */
export async function rosterPage(ctx: Context, query: RosterQuery): Promise<RosterLine[]> {
  const { rows } = await sql<RosterLine>`
    select t.id, t.name, t.gender, t.birth_date, t.national_no, t.unit_id, u.name as unit_name, t.staff_category, t.in_establishment, t.highest_education,
           t.current_post_grade, t.personnel_status, s.stage, s.since, s.case_id, c.round
      from teacher t join teacher_stage s on s.province_code = t.province_code and s.teacher_id = t.id
      join unit_now u on u.id = t.unit_id
      left join review_case c on c.province_code = t.province_code and c.id = s.case_id
     where t.unit_path >= ${query.unitPath} and t.unit_path < ${`${query.unitPath}~`} and ${found(query.search)}
       and (${query.stage ?? null}::text is null or s.stage = ${query.stage ?? null})
     order by ${orders[query.sort]} limit ${query.size} offset ${(query.page - 1) * query.size}`.execute(ctx.db)
  return rows
}

/** Exact numbers by stage under a path, for the views of the roster. */
export async function rosterCounts(
  ctx: Context,
  query: Pick<RosterQuery, 'search' | 'unitPath'>,
): Promise<{ stage: Stage; n: number }[]> {
  if (!query.search) return countsOfProgress(ctx, query.unitPath)
  const { rows } = await sql<{ stage: Stage; n: number }>`
    select s.stage, count(*)::int as n from teacher t join teacher_stage s on s.province_code = t.province_code and s.teacher_id = t.id
     where t.unit_path >= ${query.unitPath} and t.unit_path < ${`${query.unitPath}~`} and ${found(query.search)} group by s.stage`.execute(
    ctx.db,
  )
  return rows
}

/** Without a search the counters of the schools are the answer: exact, and no record is read. */
async function countsOfProgress(ctx: Context, unitPath: string): Promise<{ stage: Stage; n: number }[]> {
  const { rows } = await sql<{ stage: Stage; n: number }>`
    select x.stage, sum(x.n)::int as n
      from unit u join progress p on p.unit_id = u.id,
           lateral (values ('empty', p.empty), ('draft', p.draft), ('check', p."check"), ('sign', p.sign), ('send', p.send), ('review', p.review), ('returned', p.returned), ('effective', p.effective)) x (stage, n)
     where u.path >= ${unitPath} and u.path < ${`${unitPath}~`} group by x.stage having sum(x.n) > 0`.execute(ctx.db)
  return rows
}

export interface StageLine {
  stage: Stage
  since: Date
  change_id: string | null
  case_id: string | null
  round: number
}

export async function stageOf(ctx: Context, teacherId: string): Promise<StageLine | undefined> {
  const { rows } = await sql<StageLine>`
    select s.stage, s.since, s.change_id, s.case_id, coalesce(h.round, 1) as round from teacher_stage s
      left join change h on h.province_code = s.province_code and h.id = s.change_id where s.teacher_id = ${teacherId}`.execute(
    ctx.db,
  )
  return rows[0]
}

/** The person's own record: the main one first. */
export async function ownTeacherId(ctx: Context): Promise<string | undefined> {
  const row = await ctx.db
    .selectFrom('teacher')
    .select('id')
    .where('person_id', '=', ctx.actor.personId)
    .where('cancelled_at', 'is', null)
    .orderBy('created_at')
    .executeTakeFirst()
  return row?.id
}

export async function unitPathOf(ctx: Context, unitId: string): Promise<string | undefined> {
  const row = await ctx.db.selectFrom('unit').select('path').where('id', '=', unitId).executeTakeFirst()
  return row?.path
}

export async function dropItem(ctx: Context, itemId: string): Promise<bigint> {
  const result = await ctx.db
    .deleteFrom('change_item')
    .where('id', '=', itemId)
    .where('settled_at', 'is', null)
    .executeTakeFirst()
  return result.numDeletedRows
}
