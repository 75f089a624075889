import { sql } from 'kysely'
import { flows } from '../flows.ts'
import type { Context } from '../platform/context.ts'
import { barrier, sayBarrier } from './decide.ts'
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

const dayOf = 24 * 60 * 60 * 1000

/** 待办: what waits at this post's desk, oldest first, with its schools and their numbers. */
export async function inbox(ctx: Context, ask: InboxAsk) {
  // 报送 is an act over a set, from the roster; what waits for it is no decision.
  const waiting = sql`from review_step s join review_case c on c.province_code = s.province_code and c.id = s.case_id
    where s.unit_id = ${ctx.actor.unitId} and s.role = ${ctx.actor.role} and s.opened_at is not null and s.decided_at is null and s.name <> 'send'
      and (${ask.step ?? null}::text is null or s.name = ${ask.step ?? null}) and (${ask.search ?? ''} = '' or c.title ^@ ${ask.search ?? ''})`
  const within = sql`${waiting} and (${ask.unitId ?? null}::bigint is null or c.unit_id = ${ask.unitId ?? null}::bigint)`
  const { rows } =
    await sql<Line>`select c.id, c.round, c.flow, c.title, c.teacher_id, c.unit_id, c.unit_name, s.name, s.title as step_title, s.note, s.opened_at ${within}
    order by s.opened_at, c.id limit ${ask.size} offset ${(ask.page - 1) * ask.size}`.execute(ctx.db)
  const units = await sql<{
    unit_id: string
    unit_name: string
    count: number
    oldest: Date
  }>`select c.unit_id, max(c.unit_name) as unit_name, count(*)::int as count, min(s.opened_at) as oldest ${waiting}
    group by c.unit_id order by 4 limit 500`.execute(ctx.db)
  const total = await sql<{ n: number }>`select count(*)::int as n ${within}`.execute(ctx.db)
  const turns = new Map(
    (
      await turnsOf(
        ctx,
        rows.map(({ id }) => id),
      )
    ).map((turn) => [turn.id, turn]),
  )
  return {
    total: total.rows[0]?.n ?? 0,
    units: units.rows.map((row) => ({
      unitId: row.unit_id,
      unitName: row.unit_name,
      count: row.count,
      oldest: row.oldest.toISOString(),
    })),
    rows: rows.map((row) => {
      const barred = barrier(ctx, turns.get(row.id))
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
      }
    }),
  }
}
