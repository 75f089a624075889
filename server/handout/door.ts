import { sql } from 'kysely'
import { mayEver, type Role } from '../../contract/policy.ts'
import { type Context, shanghaiDay } from '../platform/context.ts'
import { showSlipNo } from './rules.ts'

/** One seat of a unit. */
export interface SeatAt {
  unitId: string
  role: Role
  seat: number
}

/** An open slip as its unit sees it. */
export interface ShownSlip {
  id: string
  role: Role
  seat: number
  slipNo: string
  batchId: string
  madeAt: Date
  downloadedAt: Date | null
  receivedAt: Date | null
  /** YYYY-MM-DD */
  expiresOn: string
  expired: boolean
  /** the own unit has made it, and may void it */
  mine: boolean
}

/** The slips that are open for seats of a unit, expired ones too. */
export async function openSlips(ctx: Context, unitId: string): Promise<ShownSlip[]> {
  const { rows } = await sql<ShownSlip & { expires_at: Date }>`
    select id, role, seat, slip_no as "slipNo", batch_id as "batchId", made_at as "madeAt", downloaded_at as "downloadedAt", received_at as "receivedAt", expires_at,
           expires_at <= now() as expired,
           exists (select from handout_batch b where b.id = post_slip.batch_id and b.unit_id = ${ctx.actor.unitId}) as mine
      from post_slip where unit_id = ${unitId} and used_at is null and voided_at is null`.execute(ctx.db)
  return rows.map(({ expires_at, ...slip }) => ({
    ...slip,
    slipNo: showSlipNo(slip.slipNo),
    expiresOn: shanghaiDay(expires_at),
  }))
}

/** Open slips for these seats die, and their codes with them. Returns how many. */
export async function voidSlips(ctx: Context, seats: readonly SeatAt[]): Promise<number> {
  const { numAffectedRows } = await sql`
    update post_slip s set voided_at = now()
      from jsonb_to_recordset(${JSON.stringify(seats)}::jsonb) w ("unitId" bigint, role text, seat int)
     where s.unit_id = w."unitId" and s.role = w.role and s.seat = w.seat and s.used_at is null and s.voided_at is null`.execute(
    ctx.db,
  )
  return Number(numAffectedRows ?? 0n)
}

/** What the hand-out has for the workbench: urgings from above that nobody has read, and a file of slips that waits to be fetched. */
export async function handoutWaiting(
  ctx: Context,
): Promise<{ key: 'urged' | 'slips'; count: number; oldest: Date | null }[]> {
  if (!mayEver(ctx.actor, 'handout.make')) return []
  const { rows } = await sql<{ key: 'urged' | 'slips'; count: number; oldest: Date | null }>`
    select 'urged' as key, count(*)::int as count, min(at) as oldest from urging
     where unit_id = ${ctx.actor.unitId} and kind = 'handout' and seen_at is null and at > now() - interval '30 days' having count(*) > 0
    union all
    select 'slips', count(*)::int, min(made_at) from handout_batch where unit_id = ${ctx.actor.unitId} and file is not null having count(*) > 0`.execute(
    ctx.db,
  )
  return rows
}
