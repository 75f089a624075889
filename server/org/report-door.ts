import { sql } from 'kysely'
import { auditAll } from '../platform/audit.ts'
import type { Context } from '../platform/context.ts'

/**
 * Open reports that a list in effect settles: about units it has changed, and missing ones that it has brought. Only the centre's 系统管理员 reaches them all.
 * @param unitIds units that changes of the list concerned
 * @param codes 标识码 of units it has opened, for reports of a missing institution that name the code
 * @returns how many were settled
 */
export async function settleReports(
  ctx: Context,
  listId: string,
  unitIds: readonly string[],
  codes: readonly string[],
): Promise<number> {
  if (unitIds.length === 0 && codes.length === 0) return 0
  // a missing one that names no code is met by its name under the same province
  const { rows } = await sql<{ id: string }>`
    update unit_report r set closed_at = now(), outcome = 'settled', settled_by_list = ${listId}
     where r.closed_at is null and (
       r.about_unit_id = any (${unitIds}::bigint[])
       or r.kind = 'missing' and (
         r.proposed->>'code' = any (${codes}::text[])
         or r.proposed->>'code' is null and exists (
           select from unit_now n where n.code = any (${codes}::text[]) and n.name = r.about_name and n.province_code = r.province_code)))
    returning r.id`.execute(ctx.db)
  await auditAll(
    ctx,
    rows.map(({ id }) => ({
      action: 'unit.report.answer',
      object: { type: 'report', id },
      detail: { before: { state: 'open' }, after: { state: 'settled' }, list: listId },
    })),
  )
  return rows.length
}

/** Reports that wait at this post's desk, and since when the oldest does: for the start page. */
export async function reportsAtDesk(ctx: Context): Promise<{ count: number; oldest: Date | null }> {
  const { rows } = await sql<{ count: number; oldest: Date | null }>`
    select count(*)::int as count, min(desk_since) as oldest from unit_report where desk_unit_id = ${ctx.actor.unitId} and closed_at is null`.execute(
    ctx.db,
  )
  return rows[0] ?? { count: 0, oldest: null }
}
