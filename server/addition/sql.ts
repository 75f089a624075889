import { sql } from 'kysely'
import type { AdditionStage } from '../../contract/addition.ts'
import type { Context } from '../platform/context.ts'

export interface AdditionLine {
  change_id: string
  teacher_id: string
  name: string
  unit_name: string
  stage: AdditionStage
  since: Date
  case_id: string | null
  round: number
  subsets: string[]
  by_teacher: boolean
}

const within = (ctx: Context) => sql`a.kind = 'addition' and a.unit_id = any (
  array(select u.id from unit u where u.path >= ${ctx.actor.unitPath} and u.path < ${`${ctx.actor.unitPath}~`}))`

/** Open additions of the own school, the oldest first; the prefix of a name finds. */
export async function additionsPage(
  ctx: Context,
  ask: { page: number; size: number; stage?: AdditionStage | undefined; search?: string | undefined },
): Promise<AdditionLine[]> {
  const { rows } = await sql<AdditionLine>`
    select a.change_id, a.teacher_id, t.name, u.name as unit_name, a.stage, a.since, a.case_id, a.round,
           array(select distinct i.subset from change_item i where i.province_code = a.province_code and i.change_id = a.change_id and i.superseded_at is null order by 1) as subsets,
           a.submitted_at is null and a.opened_by_person = t.person_id as by_teacher
      from change_stage a join teacher t on t.province_code = a.province_code and t.id = a.teacher_id join unit_now u on u.id = a.unit_id
     where ${within(ctx)} and t.name ^@ ${ask.search ?? ''} and (${ask.stage ?? null}::text is null or a.stage = ${ask.stage ?? null})
     order by a.since, a.change_id limit ${ask.size} offset ${(ask.page - 1) * ask.size}`.execute(ctx.db)
  return rows
}

export async function additionCounts(
  ctx: Context,
  search: string | undefined,
): Promise<{ stage: AdditionStage; n: number }[]> {
  const { rows } = await sql<{ stage: AdditionStage; n: number }>`
    select a.stage, count(*)::int as n from change_stage a join teacher t on t.province_code = a.province_code and t.id = a.teacher_id
     where ${within(ctx)} and t.name ^@ ${search ?? ''} group by a.stage`.execute(ctx.db)
  return rows
}

/** Of these open changes those that the person himself began and never submitted. */
export async function begunByTeacher(ctx: Context, changeIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select h.id from change h join teacher t on t.province_code = h.province_code and t.id = h.teacher_id
     where h.id = any (${changeIds}::uuid[]) and h.submitted_at is null and h.opened_by_person = t.person_id`.execute(
    ctx.db,
  )
  return new Set(rows.map(({ id }) => id))
}

/** The open additions of one teacher, in the order they were begun. */
export async function additionsOf(
  ctx: Context,
  teacherId: string,
): Promise<{ change_id: string; stage: AdditionStage; round: number; case_id: string | null; since: Date }[]> {
  const { rows } = await sql<{
    change_id: string
    stage: AdditionStage
    round: number
    case_id: string | null
    since: Date
  }>`select change_id, stage, round, case_id, since from change_stage
      where teacher_id = ${teacherId} and kind = 'addition' order by opened_at, change_id`.execute(ctx.db)
  return rows
}

/** Ends an addition that has no row left, and the returned case it had; false while a row is left. */
export async function endEmpty(ctx: Context, changeId: string): Promise<boolean> {
  const ended =
    await sql`update change h set closed_at = now() where h.id = ${changeId} and h.closed_at is null and not exists (
      select from change_item i where i.province_code = h.province_code and i.change_id = h.id and i.superseded_at is null)`.execute(
      ctx.db,
    )
  if (ended.numAffectedRows !== 1n) return false
  await sql`update review_case set closed_at = now(), outcome = 'withdrawn' where change_id = ${changeId} and closed_at is null`.execute(
    ctx.db,
  )
  return true
}
