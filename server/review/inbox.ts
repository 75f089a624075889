import { sql } from 'kysely'
import type { MarkView, Must } from '../../contract/review.ts'
import { flows } from '../flows.ts'
import type { Context } from '../platform/context.ts'
import { barrier, sayBarrier } from './decide.ts'
import { type List, openList, stateOf } from './list.ts'
import { marksOf } from './marks.ts'
import { turnsOf } from './sql.ts'

export interface InboxAsk {
  page: number
  size: number
  unitId?: string | undefined
  step?: string | undefined
  search?: string | undefined
}

interface Line {
  id: string
  round: number
  flow: string
  title: string
  teacher_id: string | null
  unit_id: string
  unit_name: string
  name: string
  step_title: string
  note: string | null
  opened_at: Date
}

export const flowTitle = (name: string): string => flows.find((flow) => flow.name === name)?.title ?? name

/** 待办: what waits at this post's desk. Of one school what must be looked at comes first, then the sample; else what was returned to be checked anew, then the oldest. */
export async function inbox(ctx: Context, ask: InboxAsk) {
  const { unitId = null } = ask
  const list = unitId ? await openList(ctx, unitId) : null
  // 报送 is an act over a set, from the roster; what waits for it is no decision.
  const waiting = sql`from review_step s join review_case c on c.province_code = s.province_code and c.id = s.case_id
    where s.unit_id = ${ctx.actor.unitId} and s.role = ${ctx.actor.role} and s.opened_at is not null and s.decided_at is null and s.name <> 'send'
      and (${ask.step ?? null}::text is null or s.name = ${ask.step ?? null}) and (${ask.search ?? ''} = '' or c.title ^@ ${ask.search ?? ''})
      and (${unitId}::bigint is null or c.unit_id = ${unitId}::bigint)`
  const risk = list
    ? sql`(select case when x.must <> '[]' then 0 when x.drawn > 0 then 1 else 2 end from review_listed x
        where x.province_code = ${list.province_code} and x.list_id = ${list.id} and x.case_id = c.id and x.round = c.round and x.ordinal = s.ordinal),`
    : sql``
  const { rows } =
    await sql<Line>`select c.id, c.round, c.flow, c.title, c.teacher_id, c.unit_id, c.unit_name, s.name, s.title as step_title, s.note, s.opened_at ${waiting}
    order by ${risk} (s.name = 'check' and c.round > 1) desc, s.opened_at, c.id limit ${ask.size} offset ${(ask.page - 1) * ask.size}`.execute(
      ctx.db,
    )
  const total = await sql<{ n: number }>`select count(*)::int as n ${waiting}`.execute(ctx.db)
  const ids = rows.map(({ id }) => id)
  const turns = new Map((await turnsOf(ctx, ids)).map((turn) => [turn.id, turn]))
  const lines = new Map((await linesOf(ctx, list, ids)).map((line) => [line.id, line]))
  const looked = await lookedAt(ctx, ids)
  const marks = new Map((await marksOf(ctx, unitId)).map((mark) => [mark.id, mark]))
  const count = (verdict: MarkView['verdict']) => [...marks.values()].filter((mark) => mark.verdict === verdict).length
  return {
    total: total.rows[0]?.n ?? 0,
    list: list && (await stateOf(ctx, list)),
    marks: { pass: count('pass'), back: count('return') },
    rows: rows.map((row) => {
      const barred = barrier(ctx, turns.get(row.id))
      const line = lines.get(row.id)
      const mark = marks.get(row.id)
      return {
        id: row.id,
        round: row.round,
        flow: row.flow,
        title: flowTitle(row.flow),
        subject: row.title,
        teacherId: row.teacher_id,
        unitId: row.unit_id,
        unitName: row.unit_name,
        step: row.name,
        stepTitle: row.step_title,
        since: row.opened_at.toISOString(),
        days: Math.floor((ctx.now.getTime() - row.opened_at.getTime()) / dayOf),
        note: row.note,
        barred: barred && sayBarrier(barred),
        must: line?.must ?? [],
        drawn: (line?.drawn ?? 0) > 0,
        listed: line !== undefined,
        looked: looked.has(row.id),
        mark: mark
          ? { round: mark.round, verdict: mark.verdict, reasons: mark.reasons, passSubsets: mark.passSubsets }
          : null,
      }
    }),
  }
}

const dayOf = 24 * 60 * 60 * 1000

async function linesOf(ctx: Context, list: List | null, caseIds: readonly string[]) {
  if (!list) return []
  const { rows } = await sql<{ id: string; must: Must[]; drawn: number }>`
    select x.case_id as id, x.must, x.drawn from review_listed x join review_case c on c.id = x.case_id and c.round = x.round
     where x.province_code = ${list.province_code} and x.list_id = ${list.id} and x.case_id = any (${caseIds}::uuid[])`.execute(
    ctx.db,
  )
  return rows
}

async function lookedAt(ctx: Context, caseIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select s.case_id as id from review_step s join review_look l on l.province_code = s.province_code and l.case_id = s.case_id and l.round = s.round and l.ordinal = s.ordinal
     where s.case_id = any (${caseIds}::uuid[]) and s.opened_at is not null and s.decided_at is null and l.person_id = ${ctx.actor.personId}`.execute(
    ctx.db,
  )
  return new Set(rows.map(({ id }) => id))
}
