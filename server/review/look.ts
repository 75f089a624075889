import { sql } from 'kysely'
import type { Context } from '../platform/context.ts'

/** A case in the round that was shown. */
export interface Shown {
  id: string
  round: number
}

/**
 * Notes that this person has cases of the own desk open before him, first when. What waits elsewhere or has moved on is left alone.
 * @returns how many waited here in that round
 */
export async function look(ctx: Context, cases: readonly Shown[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with here as (select s.province_code, s.case_id, s.round, s.ordinal ${atMyDesk(ctx, cases)}),
    noted as (insert into review_look (province_code, case_id, round, ordinal, person_id, post_id)
      select h.province_code, h.case_id, h.round, h.ordinal, ${ctx.actor.personId}, ${ctx.actor.postId} from here h
       where not exists (select from review_look l where l.province_code = h.province_code and l.case_id = h.case_id and l.round = h.round and l.ordinal = h.ordinal and l.person_id = ${ctx.actor.personId})
      on conflict do nothing)
    select count(*)::int as n from here`.execute(ctx.db)
  return rows[0]?.n ?? 0
}

/** The open steps, at the own desk, of these cases in these rounds. */
export const atMyDesk = (ctx: Context, cases: readonly Shown[]) => sql`
  from json_to_recordset(${JSON.stringify(cases.map(({ id, round }) => ({ id, round })))}::json) as w (id uuid, round int)
  join review_case c on c.id = w.id and c.round = w.round and c.closed_at is null
  join review_step s on s.province_code = c.province_code and s.case_id = c.id and s.round = w.round
   and s.unit_id = ${ctx.actor.unitId} and s.role = ${ctx.actor.role} and s.opened_at is not null and s.decided_at is null`

/** Of these cases the ones that wait here for a decision and that this person has not opened in their present turn. */
export async function unseenOf(ctx: Context, cases: readonly Shown[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select s.case_id as id ${atMyDesk(ctx, cases)}
     where s.deciding and not exists (select from review_look l
       where l.province_code = s.province_code and l.case_id = s.case_id and l.round = s.round and l.ordinal = s.ordinal and l.person_id = ${ctx.actor.personId})`.execute(
    ctx.db,
  )
  return new Set(rows.map(({ id }) => id))
}
