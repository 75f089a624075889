import { type RawBuilder, sql } from 'kysely'
import type { Stage } from '../../contract/teacher.ts'
import type { Context } from '../platform/context.ts'

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

/** Whose rows a roster has: those at work under a path. The path stands as a range beside row-level security: the planner needs it for the index. */
export interface Under {
  unitPath: string
  search?: string | undefined
  category?: string | undefined
}

/** Behind every text that begins with another one, in the database's order by code point. */
const last = '\u{10FFFF}'

/**
 * The beginning of a name or of its initials, the whole national number; never a part in the middle: that would lose every index. As ranges, for of a
 * comparison the wall knows that it tells nobody anything, of `^@` it does not, and would look at every teacher first.
 */
function found(search: string | undefined): RawBuilder<unknown> {
  if (!search) return sql`true`
  const begins = (column: string, text: string) =>
    sql`(${sql.ref(column)} >= ${text} and ${sql.ref(column)} < ${text + last})`
  return sql`(${begins('t.name', search)} or ${begins('t.initials', search.toLowerCase())} or t.national_no = ${search.toUpperCase()})`
}

const under = (ctx: Context, { unitPath, search, category }: Under): RawBuilder<unknown> => {
  // the centre alone reaches more than one province
  const province = ctx.actor.level === 'ministry' ? sql`true` : sql`t.province_code = ${ctx.actor.provinceCode}`
  return sql`${province} and t.unit_path >= ${unitPath} and t.unit_path < ${`${unitPath}~`} and t.left_on is null and t.cancelled_at is null and ${found(search)}
    and ${category === undefined ? sql`true` : sql`t.category = ${category}`}`
}

const inStage = (stage: Stage | undefined): RawBuilder<unknown> =>
  stage === undefined
    ? sql`true`
    : stage === 'effective'
      ? sql`t.in_effect_since is not null`
      : sql`t.in_effect_since is null and s.stage = ${stage}`

export interface IdsAsk extends Under {
  stage?: Stage | undefined
  sort: 'name' | 'since' | 'unit'
  /** what else is asked of `teacher t`, and an order of its columns instead of `sort` */
  where?: RawBuilder<unknown> | undefined
  order?: RawBuilder<unknown> | undefined
  page: number
  size: number
  /** whether the exact total is wanted too: of a set that nobody keeps a counter of */
  counted?: boolean
}

/** The teachers of one page, in their order. Only a stage that is not in the teacher's own row, or its age, costs a look at the changes under way. */
export async function rosterIds(ctx: Context, ask: IdsAsk): Promise<{ ids: string[]; total: number }> {
  const staged = ask.sort === 'since' || (ask.stage !== undefined && ask.stage !== 'effective')
  const orders = { name: sql`t.name, t.id`, since: sql`s.since, t.id`, unit: sql`t.unit_path, t.name, t.id` }
  const { rows } = await sql<{ id: string; total: number }>`
    select t.id, ${ask.counted ? sql`count(*) over ()::int` : sql`0`} as total from teacher t
      ${staged ? sql`join teacher_stage s on s.province_code = t.province_code and s.teacher_id = t.id` : sql``}
     where ${under(ctx, ask)} and ${inStage(ask.stage)} and ${ask.where ?? sql`true`}
     order by ${ask.order ?? orders[ask.sort]} limit ${ask.size} offset ${(ask.page - 1) * ask.size}`.execute(ctx.db)
  if (rows.length === 0 && ask.counted && ask.page > 1)
    return { ids: [], total: (await rosterIds(ctx, { ...ask, page: 1, size: 1 })).total }
  return { ids: rows.map(({ id }) => id), total: rows[0]?.total ?? 0 }
}

/** These teachers as lines of a roster, in the order of the ids. */
export async function rosterLines(ctx: Context, ids: readonly string[]): Promise<RosterLine[]> {
  const { rows } = await sql<RosterLine>`
    select t.id, t.name, t.gender, t.birth_date, t.national_no, t.unit_id, u.name as unit_name, t.staff_category, t.in_establishment, t.highest_education,
           t.current_post_grade, t.personnel_status, s.stage, s.since, s.case_id, c.round
      from unnest(${[...ids]}::uuid[]) with ordinality w (id, at)
      join teacher t on t.id = w.id join teacher_stage s on s.province_code = t.province_code and s.teacher_id = t.id
      join unit_now u on u.id = t.unit_id
      left join review_case c on c.province_code = t.province_code and c.id = s.case_id
     order by w.at`.execute(ctx.db)
  return rows
}

/** Exact numbers by stage under a path, for the views of the roster. */
export async function rosterCounts(ctx: Context, query: Under): Promise<{ stage: Stage; n: number }[]> {
  if (!query.search) return countsOfProgress(ctx, query)
  const { rows } = await sql<{ stage: Stage; n: number }>`
    select s.stage, count(*)::int as n from teacher t join teacher_stage s on s.province_code = t.province_code and s.teacher_id = t.id
     where ${under(ctx, query)} group by s.stage`.execute(ctx.db)
  return rows
}

/** Without a search the counters of the schools are the answer: exact, and no record is read. */
async function countsOfProgress(ctx: Context, { unitPath, category }: Under): Promise<{ stage: Stage; n: number }[]> {
  const { rows } = await sql<{ stage: Stage; n: number }>`
    select x.stage, sum(x.n)::int as n
      from unit u join progress p on p.unit_id = u.id,
           lateral (values ('empty', p.empty), ('draft', p.draft), ('check', p."check"), ('sign', p.sign), ('send', p.send), ('review', p.review), ('returned', p.returned), ('effective', p.effective)) x (stage, n)
     where u.path >= ${unitPath} and u.path < ${`${unitPath}~`}
       and ${category === undefined ? sql`true` : sql`exists (select from unit_version v where v.unit_id = u.id and v.valid_to is null and v.category = ${category})`}
     group by x.stage having sum(x.n) > 0`.execute(ctx.db)
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

export async function roundOf(ctx: Context, changeId: string): Promise<number> {
  const row = await ctx.db.selectFrom('change').select('round').where('id', '=', changeId).executeTakeFirstOrThrow()
  return row.round
}
