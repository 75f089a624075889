import { sql } from 'kysely'
import type { Context } from '../platform/context.ts'

/** For the start page of an authority: what it has entered and not submitted, and what schools have returned to it. */
export async function entriesWaiting(
  ctx: Context,
): Promise<{ key: 'draft' | 'returned'; count: number; oldest: Date | null }[]> {
  const { rows } = await sql<{ key: 'draft' | 'returned'; count: number; oldest: Date | null }>`
    select c.stage as key, count(*)::int as count, min(c.since) as oldest from change_stage c join unit u on u.id = c.unit_id
     where c.kind = 'entry' and c.stage in ('draft', 'returned') and u.parent_id = ${ctx.actor.unitId} group by c.stage`.execute(
    ctx.db,
  )
  return rows
}
