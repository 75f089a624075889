import { sql } from 'kysely'
import type { DecideReason, MarkView } from '../../contract/review.ts'
import type { Context } from '../platform/context.ts'
import { atMyDesk } from './look.ts'

export interface NewMark {
  id: string
  round: number
  verdict: MarkView['verdict']
  reasons: readonly DecideReason[]
  passSubsets: readonly string[]
}

/**
 * Keeps what this person means to decide, of cases that wait at the own desk in the round that was shown; a newer mark takes the place of an older one.
 * A return without a reason is no mark (constraint review_mark_reasoned); the contract's callers give one.
 * @returns how many were kept
 */
export async function putMarks(ctx: Context, marks: readonly NewMark[]): Promise<number> {
  const whole = marks.filter(({ verdict, reasons }) => verdict !== 'return' || reasons.length > 0)
  const said = whole.map((mark) => ({
    id: mark.id,
    round: mark.round,
    verdict: mark.verdict,
    reasons: mark.verdict === 'return' ? mark.reasons : [],
    parts: `{${mark.verdict === 'return' ? mark.passSubsets.map((name) => JSON.stringify(name)).join(',') : ''}}`,
  }))
  const { rows } = await sql<{ n: number }>`
    with m as (select * from json_to_recordset(${JSON.stringify(said)}::json) as m (id uuid, round int, verdict text, reasons jsonb, parts text[])),
    kept as (insert into review_mark (province_code, case_id, post_id, person_id, round, verdict, reasons, pass_subsets)
      select s.province_code, s.case_id, ${ctx.actor.postId}, ${ctx.actor.personId}, s.round, m.verdict, m.reasons, m.parts ${atMyDesk(ctx, whole)} join m on m.id = s.case_id
      on conflict (province_code, case_id, post_id) do update
        set round = excluded.round, verdict = excluded.verdict, reasons = excluded.reasons, pass_subsets = excluded.pass_subsets, person_id = excluded.person_id, at = now()
      returning 1)
    select count(*)::int as n from kept`.execute(ctx.db)
  return rows[0]?.n ?? 0
}

/** Takes own marks back. */
export async function dropMarks(ctx: Context, caseIds: readonly string[]): Promise<number> {
  const result =
    await sql`delete from review_mark where post_id = ${ctx.actor.postId} and case_id = any (${caseIds}::uuid[])`.execute(
      ctx.db,
    )
  return Number(result.numAffectedRows ?? 0n)
}

/** Clears away own marks that were sent, and those that nothing waits for any more. */
export async function clearMarks(ctx: Context, sent: readonly string[]): Promise<void> {
  await sql`delete from review_mark m where m.post_id = ${ctx.actor.postId} and (m.case_id = any (${sent}::uuid[]) or not exists (
      select from review_step s where s.province_code = m.province_code and s.case_id = m.case_id and s.round = m.round and s.opened_at is not null and s.decided_at is null))`.execute(
    ctx.db,
  )
}

export interface Marked extends MarkView {
  id: string
}

/** The own marks that still fit: the case waits here, in the round that was marked. Of one school, or of all. */
export async function marksOf(ctx: Context, unitId: string | null): Promise<Marked[]> {
  const { rows } = await sql<Marked>`
    select m.case_id as id, m.round, m.verdict, m.reasons, m.pass_subsets as "passSubsets" from review_mark m
      join review_case c on c.province_code = m.province_code and c.id = m.case_id and c.round = m.round and c.closed_at is null
      join review_step s on s.province_code = c.province_code and s.case_id = c.id and s.round = c.round and s.opened_at is not null and s.decided_at is null
     where m.post_id = ${ctx.actor.postId} and s.unit_id = ${ctx.actor.unitId} and s.role = ${ctx.actor.role}
       and (${unitId}::bigint is null or c.unit_id = ${unitId}::bigint)
     order by m.at, m.case_id limit 10000`.execute(ctx.db)
  return rows
}
