import { sql } from 'kysely'
import type { HandoutBatch } from '../../contract/handout.ts'
import type { Role } from '../../contract/policy.ts'
import { type Context, exactly, type OpenContext } from '../platform/context.ts'

export interface BatchRow {
  id: string
  province_code: string
  no: string
  target: 'next' | 'own'
  slips: number
  progress: number
  pickup: Buffer | null
  file_bytes: number | null
  file_sm3: string | null
  asked_at: Date
  made_at: Date | null
  made_by: string | null
  state: HandoutBatch['state']
  downloaded_at: Date | null
  used: number
  open: number
}

/** A job that has not ended in an hour has died with its process, or its maker has left the post. */
const batches = sql<BatchRow>`
  select b.id, b.province_code, b.unit_id, b.no, b.target, b.slips, b.progress, b.pickup, b.file_bytes, b.file_sm3, b.asked_at, b.made_at, by.person_name as made_by, b.downloaded_at,
         case when b.cancelled_at is not null then 'cancelled' when b.downloaded_at is not null then 'downloaded'
              when b.made_at is not null then case when b.file is not null and b.made_at > now() - interval '24 hours' then 'ready' else 'expired' end
              when b.failed_at is not null or b.asked_at < now() - interval '1 hour' then 'failed' else 'making' end as state,
         (select count(*)::int from post_slip s where s.batch_id = b.id and s.used_at is not null) as used,
         (select count(*)::int from post_slip s where s.batch_id = b.id and s.used_at is null and s.voided_at is null and s.expires_at > now()) as open
    from handout_batch b left join lateral app.signatures(array[b.made_by_post]) by on true`

/** The own unit's batches, the newest first. */
export async function batchPage(
  ctx: Context,
  { page, size }: { page: number; size: number },
): Promise<{ total: number; rows: BatchRow[] }> {
  const { rows: counts } = await sql<{ n: number }>`
    select count(*)::int as n from handout_batch where unit_id = ${ctx.actor.unitId}`.execute(ctx.db)
  const { rows } = await sql<BatchRow>`
    select * from (${batches}) b where b.unit_id = ${ctx.actor.unitId} order by b.asked_at desc, b.id limit ${size} offset ${(page - 1) * size}`.execute(
    ctx.db,
  )
  return { total: counts[0]?.n ?? 0, rows }
}

/** One batch of the own unit. `lock`: nobody else changes it until this transaction ends. */
export async function findBatch(ctx: Context, batchId: string, lock = false): Promise<BatchRow | null> {
  if (lock) await sql`select from handout_batch where id = ${batchId} for update`.execute(ctx.db)
  const { rows } = await sql<BatchRow>`
    select * from (${batches}) b where b.id = ${batchId} and b.unit_id = ${ctx.actor.unitId}`.execute(ctx.db)
  return rows[0] ?? null
}

/** An open slip of a batch, with what its letter says. */
export interface SlipToDraw {
  id: string
  slip_no: string
  role: Role
  expires_at: Date
  unit_name: string
  unit_code: string
}

export async function slipsToDraw(ctx: Context, batchId: string): Promise<SlipToDraw[]> {
  const { rows } = await sql<SlipToDraw>`
    select s.id, s.slip_no, s.role, s.expires_at, u.name as unit_name, u.code as unit_code
      from post_slip s join unit_now u on u.id = s.unit_id
     where s.batch_id = ${batchId} and s.used_at is null and s.voided_at is null order by u.code, s.role, s.seat`.execute(
    ctx.db,
  )
  return rows
}

/** How far the drawing is; false: the batch was cancelled meanwhile. */
export async function keepProgress(ctx: Context, batch: BatchRow, drawn: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update handout_batch set progress = ${drawn} where province_code = ${batch.province_code} and id = ${batch.id} and cancelled_at is null`.execute(
    ctx.db,
  )
  return numAffectedRows === 1n
}

/** The file stands, and only now its codes open anything. A slip made void meanwhile stays so: its code opens nothing. */
export async function keepFile(
  ctx: Context,
  batch: BatchRow,
  file: { content: Buffer; sm3: string },
  codes: readonly { id: string; hash: Buffer }[],
): Promise<void> {
  await sql`
    update post_slip s set code_hash = c.hash from unnest(${codes.map(({ id }) => id)}::uuid[], ${codes.map(({ hash }) => hash)}::bytea[]) c (id, hash)
     where s.id = c.id and s.voided_at is null`.execute(ctx.db)
  exactly(
    1,
    await sql`
      update handout_batch set progress = slips, pickup = null, file = ${file.content}, file_bytes = ${file.content.length}, file_sm3 = ${file.sm3}, made_at = now(), failed_at = null
       where province_code = ${batch.province_code} and id = ${batch.id}`.execute(ctx.db),
  )
}

export async function markFailed(ctx: Context, batch: BatchRow): Promise<void> {
  await sql`
    update handout_batch set failed_at = now() where province_code = ${batch.province_code} and id = ${batch.id} and made_at is null`.execute(
    ctx.db,
  )
}

/** The file, once: it is gone with this transaction. */
export async function takeFile(ctx: Context, batch: BatchRow): Promise<Buffer | null> {
  const { rows } = await sql<{ file: Buffer | null }>`
    select file from handout_batch where province_code = ${batch.province_code} and id = ${batch.id}`.execute(ctx.db)
  await sql`
    update handout_batch set file = null, downloaded_at = now() where province_code = ${batch.province_code} and id = ${batch.id}`.execute(
    ctx.db,
  )
  await sql`
    update post_slip set downloaded_at = now() where batch_id = ${batch.id} and used_at is null and voided_at is null`.execute(
    ctx.db,
  )
  return rows[0]?.file ?? null
}

/** The batch and all its open slips die. */
export async function dropBatch(ctx: Context, batch: BatchRow): Promise<number> {
  await sql`
    update handout_batch set cancelled_at = now(), file = null, pickup = null where province_code = ${batch.province_code} and id = ${batch.id}`.execute(
    ctx.db,
  )
  const { numAffectedRows } = await sql`
    update post_slip set voided_at = now() where batch_id = ${batch.id} and used_at is null and voided_at is null`.execute(
    ctx.db,
  )
  return Number(numAffectedRows ?? 0n)
}

/** Files that nobody has fetched in a day, whoever's, are gone. */
export async function sweepFiles(ctx: OpenContext): Promise<void> {
  await sql`select app.handout_sweep()`.execute(ctx.db)
}
