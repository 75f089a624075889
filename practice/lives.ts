import { sql } from 'kysely'
import type { Actor } from '../contract/policy.ts'
import { saveDraftRows } from '../server/change/draft.ts'
import { flows } from '../server/flows.ts'
import { asActor, asNobody, type Context, type House } from '../server/platform/context.ts'
import { standingOf } from '../server/record/door.ts'
import { handOver, send, submit } from '../server/report/rules.ts'
import { decide } from '../server/review/decide.ts'
import type { CaseDecision } from '../server/review/decision.ts'
import { actorOfPost } from '../server/session/actor.ts'
import type { Person } from '../standard/indicator.ts'
import type { RecordSchool } from './life.ts'
import type { PracticePerson } from './people.ts'
import { inventRecord } from './records.ts'
import { type Spoiling, spoil } from './spoil.ts'

export type SchoolRole = 'head' | 'information' | 'system' | 'query'

/** A practice school with its invented staff, as it stands in the database. */
export type Staffed = {
  unit: {
    id: string
    path: string
    code: string
    name: string
    category: string
    provinceCode: string
    schoolType: string
    private: boolean
  }
  /** the school as invented lives know it */
  place: RecordSchool
  people: { person: PracticePerson; personId: string; accountId: string; teacherId: string }[]
  /** the ids of the posts that are held: a very small school has no 负责人 */
  posts: { readonly [role in SchoolRole]?: string }
}

/** How far a teacher's record comes. */
const fates = [
  'effective',
  'review',
  'effective',
  'draft',
  'sign',
  'effective',
  'review',
  'check',
  'returned-by-authority',
  'effective',
  'send',
  'review',
  'empty',
  'effective',
  'returned-by-head',
  'draft',
  'sign',
  'effective',
  'spoiled',
  'review',
  'check',
  'effective',
  'empty',
] as const
type Fate = (typeof fates)[number]

/** Most schools are on their way; a few have done all, a few have not begun. */
function fateOf(school: number, teacher: number): Fate {
  if (school % 11 === 6) return 'effective'
  if (school % 13 === 9) return 'empty'
  // the people who hold the posts of the story's school are done, but for a teacher who has just been given an account
  if (teacher === 4) return 'empty'
  return fates[(school * 5 + teacher * 3) % fates.length] ?? 'draft'
}

/** Fills in, checks, signs, reports and reviews as the posts of the schools and their authorities do it: by the system's own rules, a set at a time. */
export async function liveThrough(house: House, ownerHouse: House, staffed: readonly Staffed[]): Promise<void> {
  for (const [at, school] of staffed.entries()) {
    // Weeks of life in seconds: autovacuum has no time to look, and without statistics every count would scan.
    if (at % 10 === 1) await sql`analyze`.execute(ownerHouse.database)
    await liveSchool(house, ownerHouse, school, at)
  }
  await asNobody(ownerHouse, ({ db }) => spreadOverWeeks(db))
}

async function liveSchool(house: House, ownerHouse: House, school: Staffed, at: number): Promise<void> {
  const clerk = await actorOf(house, school.posts.information)
  const head = school.posts.head === undefined ? null : await actorOf(house, school.posts.head)
  const reviewer = await reviewerOf(house, ownerHouse, school.unit.id)
  const people = school.people.map((each, nth) => ({ ...each, fate: fateOf(at, nth) }))
  const of = (...wanted: Fate[]) => people.filter(({ fate }) => wanted.includes(fate)).map(({ teacherId }) => teacherId)
  const beyondSchool = of('send', 'review', 'effective', 'returned-by-authority')
  const reported = of('review', 'effective', 'returned-by-authority')

  await asActor(house, clerk, (ctx) => enter(ctx, school, people))
  for (const { teacherId, personId } of people.filter(({ fate }) => fate === 'check'))
    await submitOwn(house, school, teacherId, personId)
  await asActor(house, clerk, (ctx) => handOver(ctx, [...beyondSchool, ...of('sign', 'returned-by-head')], false))
  // Without one the signature is left out: the next desk reads 校内无人可签.
  if (head)
    await asActor(house, head, async (ctx) => {
      await decideAll(ctx, beyondSchool, 'pass')
      await decideAll(ctx, of('returned-by-head'), 'return', {
        subset: 'post_appointment',
        field: 'post_grade',
        reason: '岗位等级与聘书不一致，请核对聘书后修改',
      })
    })
  await asActor(house, clerk, (ctx) => send(ctx, reported))
  if (!reviewer) return
  await asActor(house, reviewer, async (ctx) => {
    await decideAll(ctx, of('effective'), 'pass')
    await decideAll(ctx, of('returned-by-authority'), 'return', {
      subset: 'education_history',
      field: 'end_month',
      reason: '毕业年月与毕业证书不符',
    })
  })
}

async function actorOf(house: House, postId: string | undefined): Promise<Actor> {
  const actor = await actorOfPost(house, postId ?? '')
  if (!actor) throw new Error(`nobody holds post ${postId}`)
  return actor
}

/** The 信息管理员 of the supervising authority, where the practice environment has seated one: some have no practice account, and their schools' reports wait. */
async function reviewerOf(house: House, ownerHouse: House, unitId: string): Promise<Actor | null> {
  const { rows } = await sql<{ id: string }>`
    select h.id from unit c join unit u on u.id = coalesce(c.host_id, c.id) join post_holding h on h.unit_id = u.parent_id and h.role = 'information' and h.to_on is null where c.id = ${unitId}`.execute(
    ownerHouse.database,
  )
  return rows[0] ? actorOf(house, rows[0].id) : null
}

/** The school enters what it has: whole records, some of them with a mistake, some only begun. */
async function enter(
  ctx: Context,
  school: Staffed,
  people: readonly (Staffed['people'][number] & { fate: Fate })[],
): Promise<void> {
  const drafts = people.flatMap(({ person, teacherId, fate }) => {
    if (fate === 'empty') return []
    const whole = inventRecord(person, school.place, ctx.today)
    const record: Person =
      fate === 'spoiled'
        ? mistaken(person, whole)
        : fate === 'draft'
          ? { basic_info: spoil(whole, 'incomplete').basic_info }
          : whole
    return Object.entries(record).flatMap(([subset, rows]) =>
      (rows ?? []).map((row) => ({
        teacherId,
        subset,
        values: { ...row.values } as Record<string, string | string[]>,
      })),
    )
  })
  await saveDraftRows(ctx, drafts)
}

/** What a clerk gets wrong, of many kinds and each time an error among it; what is wrong with an identity is refused before it gets here. */
const mistakes: readonly (readonly Spoiling[])[] = [
  ['months-reversed'],
  ['no-education'],
  ['year-missing', 'months-reversed'],
  ['income-in-wan', 'incomplete'],
  ['warned', 'no-education'],
  ['incomplete'],
]
function mistaken(person: PracticePerson, right: Person): Person {
  // whoever is young has not worked for the years that could be missing
  const kinds = person.birthDate < '1992' ? mistakes[Number(person.mobile.slice(-2)) % mistakes.length] : mistakes[0]
  return (kinds ?? []).reduce(spoil, right)
}

/** A teacher adds the own mobile number and submits. */
async function submitOwn(house: House, school: Staffed, teacherId: string, personId: string): Promise<void> {
  const posts = await house.database.transaction().execute(async (tx) => {
    await sql`select set_config('app.person', ${personId}, true)`.execute(tx)
    return tx
      .selectFrom('post_holding')
      .select('id')
      .where('person_id', '=', personId)
      .where('role', '=', 'teacher')
      .execute()
  })
  const actor = await actorOf(house, posts[0]?.id ?? '')
  const mobile = school.people.find((each) => each.teacherId === teacherId)?.person.mobile ?? ''
  await asActor(house, actor, async (ctx) => {
    const contact = (await standingOf(ctx, [teacherId])).get(teacherId)?.rows.find(({ subset }) => subset === 'contact')
    const values = { ...contact?.values, mobile: `${mobile.slice(0, -1)}8` }
    await saveDraftRows(ctx, [{ teacherId, subset: 'contact', values }])
    await submit(ctx, teacherId)
  })
}

async function decideAll(
  ctx: Context,
  teacherIds: readonly string[],
  decision: CaseDecision['decision'],
  because?: { subset: string; field: string; reason: string },
): Promise<void> {
  if (teacherIds.length === 0) return
  const cases = await ctx.db
    .selectFrom('review_case')
    .select(['id', 'round', 'teacher_id'])
    .where('teacher_id', 'in', [...teacherIds])
    .where('closed_at', 'is', null)
    .execute()
  const rows = because
    ? await ctx.db
        .selectFrom('change_item')
        .select(['teacher_id', 'row_id'])
        .where('teacher_id', 'in', [...teacherIds])
        .where('subset', '=', because.subset)
        .where('superseded_at', 'is', null)
        .execute()
    : []
  await decide(
    ctx,
    flows,
    cases.map(({ id, round, teacher_id }) => ({
      id,
      round,
      decision,
      comment: '',
      reasons: because
        ? [
            {
              subset: because.subset,
              field: because.field,
              reason: because.reason,
              rowId: rows.find((row) => row.teacher_id === teacher_id)?.row_id ?? null,
            },
          ]
        : [],
    })),
  )
}

/**
 * All of it happened within seconds; a practice environment should look lived in. Each teacher's story moves back by 2 to 21 days and into office hours: entered in the
 * morning, checked, signed and reported during the day, decided the next morning. Only invented data, and only here: nothing else ever rewrites a time.
 */
async function spreadOverWeeks(db: Context['db']): Promise<void> {
  const day = (teacher: string) =>
    sql`((date_trunc('day', now() at time zone 'Asia/Shanghai') - (2 + abs(hashtext(${sql.ref(teacher)}::text)) % 20) * interval '1 day') at time zone 'Asia/Shanghai')`
  const hours = (hour: number) => sql`interval '1 minute' * ${sql.lit(Math.round(hour * 60))}`
  const inEffect = hours(33.7)
  const decided = sql`interval '1 minute' * (case s.name when 'check' then 630 when 'sign' then 860 when 'send' then 965 else 2022 end)`
  const opened = sql`interval '1 minute' * (case s.name when 'check' then 575 when 'sign' then 630 when 'send' then 860 else 965 end)`
  const kept = (column: string, moment: ReturnType<typeof hours>, teacher = 'x.teacher_id') =>
    sql`${sql.ref(column)} = case when x.${sql.ref(column)} is not null then ${day(teacher)} + ${moment} end`
  await sql`update change x set ${kept('opened_at', hours(9.1))}, ${kept('submitted_at', hours(9.6))}, ${kept('applied_at', inEffect)}, ${kept('closed_at', inEffect)}`.execute(
    db,
  )
  await sql`update change_item x set ${kept('written_at', hours(9.2))}, ${kept('settled_at', inEffect)}`.execute(db)
  await sql`update review_case x set ${kept('opened_at', hours(9.6))}, ${kept('closed_at', inEffect)}`.execute(db)
  await sql`update review_step s set opened_at = case when s.opened_at is not null then ${day('x.teacher_id')} + ${opened} end,
      decided_at = case when s.decided_at is not null then ${day('x.teacher_id')} + ${decided} end
    from review_case x where x.province_code = s.province_code and x.id = s.case_id`.execute(db)
  await sql`update record x set ${kept('effective_from', inEffect)}`.execute(db)
  await sql`update teacher_version x set ${kept('effective_from', inEffect)}`.execute(db)
  await sql`update teacher x set ${kept('in_effect_since', inEffect, 'x.id')}`.execute(db)
  await sql`update progress p set moved_at = coalesce((select max(greatest(s.opened_at, s.decided_at)) from review_case c join review_step s on s.province_code = c.province_code and s.case_id = c.id
    where c.unit_id = p.unit_id), now() - interval '25 days')`.execute(db)
}
