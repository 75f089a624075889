import { sql } from 'kysely'
import type { DownloadKind } from '../../contract/download.ts'
import { type Context, exactlyOne, type OpenContext } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'

export interface DownloadRow {
  id: string
  no: string
  kind: DownloadKind
  title: string
  task: string
  unit_id: string
  person_id: string
  post_id: string
  purpose: string
  ask: unknown
  said: Said
  count: number
  sensitive: boolean
  needs_confirmation: boolean
  asked_at: Date
  decided_at: Date | null
  agreed: boolean | null
  why: string | null
  progress: number
  made_at: Date | null
  file_bytes: number | null
  file_sm3: string | null
  downloaded_at: Date | null
  cancelled_at: Date | null
  failed_at: Date | null
  holds: boolean
  asked_by: string | null
  decided_by: string | null
  province_code: string
}

const downloads = sql<DownloadRow>`
  select e.province_code, e.id, e.no, e.kind, e.title, e.task, e.unit_id, e.person_id, e.post_id, e.purpose, e.ask, e.said, e.count, e.sensitive, e.needs_confirmation, e.asked_at, e.decided_at, e.agreed, e.why, e.progress,
         e.made_at, e.file_bytes, e.file_sm3, e.downloaded_at, e.cancelled_at, e.failed_at, e.file is not null and e.made_at > now() - interval '24 hours' as holds,
         by.person_name as asked_by, other.person_name as decided_by
    from download e
    left join lateral app.signatures(array[e.post_id]) by on true
    left join lateral app.signatures(array[e.decided_by_post]) other on true`

/** Files of the own post, or those that the own unit's 系统管理员 confirms; the newest first, what waits before all. */
export async function downloadPage(
  ctx: Context,
  whose: 'mine' | 'unit',
  { page, size }: { page: number; size: number },
): Promise<{ total: number; rows: DownloadRow[] }> {
  const where =
    whose === 'mine'
      ? sql`e.person_id = ${ctx.actor.personId} and e.post_id = ${ctx.actor.postId}`
      : sql`e.unit_id = ${ctx.actor.unitId} and e.needs_confirmation`
  const { rows: counts } = await sql<{
    n: number
  }>`select count(*)::int as n from download e where ${where}`.execute(ctx.db)
  const waits = sql`(${whose === 'unit'} and e.agreed is null and e.cancelled_at is null) desc`
  const { rows } = await sql<DownloadRow>`
    ${downloads} where ${where} order by ${waits}, e.asked_at desc, e.id limit ${size} offset ${(page - 1) * size}`.execute(
    ctx.db,
  )
  return { total: counts[0]?.n ?? 0, rows }
}

export async function findDownload(ctx: Context, id: string, lock = false): Promise<DownloadRow | null> {
  if (lock)
    await sql`select from download where province_code = ${ctx.actor.provinceCode} and id = ${id} for update`.execute(
      ctx.db,
    )
  const { rows } = await sql<DownloadRow>`
    ${downloads} where e.province_code = ${ctx.actor.provinceCode} and e.id = ${id}`.execute(ctx.db)
  return rows[0] ?? null
}

/** Files that wait for the own unit's 系统管理员, and since when. */
export async function waitingDownloads(ctx: Context): Promise<{ count: number; oldest: Date | null }> {
  const { rows } = await sql<{ count: number; oldest: Date | null }>`
    select count(*)::int as count, min(asked_at) as oldest from download
     where unit_id = ${ctx.actor.unitId} and needs_confirmation and agreed is null and cancelled_at is null and person_id <> ${ctx.actor.personId}`.execute(
    ctx.db,
  )
  return rows[0] ?? { count: 0, oldest: null }
}

/** How many people this person has taken out today. Two who ask at once wait for each other. */
export async function takenToday(ctx: Context): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`download|${ctx.actor.personId}`}, 0))`.execute(ctx.db)
  const { rows } = await sql<{ n: number }>`
    select coalesce(sum(count), 0)::int as n from download
     where person_id = ${ctx.actor.personId} and (asked_at at time zone 'Asia/Shanghai')::date = ${ctx.today}::date
       and cancelled_at is null and failed_at is null and agreed is distinct from false`.execute(ctx.db)
  return rows[0]?.n ?? 0
}

export interface NewDownload {
  kind: DownloadKind
  title: string
  purpose: string
  task: string
  ask: unknown
  said: Said
  count: number
  sensitive: boolean
  confirm: boolean
}

/** What the second person reads beside the purpose: never whom one searched for. */
export interface Said {
  scope: string
  columns: string[]
}

export async function addDownload(ctx: Context, given: NewDownload): Promise<string> {
  const id = newId()
  const { provinceCode, unitId, personId, postId } = ctx.actor
  await sql`
    insert into download (province_code, id, no, kind, title, unit_id, person_id, post_id, purpose, task, ask, said, count, sensitive, needs_confirmation)
    values (${provinceCode}, ${id}, to_char(now() at time zone 'Asia/Shanghai', 'YYYYMMDD') || '-' || lpad(nextval('download_no')::text, 6, '0'), ${given.kind}, ${given.title}, ${unitId},
      ${personId}, ${postId}, ${given.purpose}, ${given.task}, ${JSON.stringify(given.ask)}::jsonb, ${JSON.stringify(given.said)}::jsonb, ${given.count}, ${given.sensitive}, ${given.confirm})`.execute(
    ctx.db,
  )
  return id
}

const at = (row: Pick<DownloadRow, 'province_code' | 'id'>) =>
  sql`province_code = ${row.province_code} and id = ${row.id}`
const one = (result: { numAffectedRows?: bigint | undefined }) =>
  exactlyOne({ numUpdatedRows: result.numAffectedRows ?? 0n })

export async function decideOn(ctx: Context, row: DownloadRow, agree: boolean, why: string | null): Promise<void> {
  one(
    await sql`
      update download set decided_at = now(), decided_by_person = ${ctx.actor.personId}, decided_by_post = ${ctx.actor.postId}, agreed = ${agree}, why = ${why} where ${at(row)}`.execute(
      ctx.db,
    ),
  )
}

export async function cancel(ctx: Context, row: DownloadRow): Promise<void> {
  one(await sql`update download set cancelled_at = now(), file = null where ${at(row)}`.execute(ctx.db))
}

/** How far the making is; false: it was cancelled meanwhile. */
export async function keepProgress(ctx: Context, row: DownloadRow, done: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update download set progress = ${done} where ${at(row)} and cancelled_at is null`.execute(ctx.db)
  return numAffectedRows === 1n
}

export async function keepFile(
  ctx: Context,
  row: DownloadRow,
  file: { sealed: Buffer; bytes: number; sm3: string; name: string; type: string },
): Promise<void> {
  one(
    await sql`
      update download set progress = count, file = ${file.sealed}, file_bytes = ${file.bytes}, file_sm3 = ${file.sm3}, file_name = ${file.name}, media_type = ${file.type}, made_at = now(), failed_at = null
       where ${at(row)}`.execute(ctx.db),
  )
}

export async function markFailed(ctx: Context, row: DownloadRow): Promise<void> {
  await sql`update download set failed_at = now() where ${at(row)} and made_at is null`.execute(ctx.db)
}

export async function takeFile(
  ctx: Context,
  row: DownloadRow,
): Promise<{ file: Buffer | null; file_name: string | null; media_type: string | null } | undefined> {
  const { rows } = await sql<{ file: Buffer | null; file_name: string | null; media_type: string | null }>`
    select file, file_name, media_type from download where ${at(row)}`.execute(ctx.db)
  one(await sql`update download set downloaded_at = now(), file = null where ${at(row)}`.execute(ctx.db))
  return rows[0]
}

/** Files that have lain their days, whoever's, are gone. */
export async function sweepFiles(ctx: OpenContext): Promise<void> {
  await sql`select app.download_sweep()`.execute(ctx.db)
}
