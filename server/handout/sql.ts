import { type SqlBool, sql } from 'kysely'
import type { handoutStates } from '../../contract/handout.ts'
import type { Level, Role } from '../../contract/policy.ts'
import type { Context } from '../platform/context.ts'
import type { SeatAt } from './door.ts'

export type State = (typeof handoutStates)[number]

/** Which of the units directly under the own one: these, or all under this search and state. */
export interface Choice {
  unitIds?: readonly string[] | undefined
  search?: string | undefined
  state?: State | undefined
}

/** A unit directly under the own one, and how far its 系统管理员 (培训管理员) is. */
export interface BoardRow {
  unit_id: string
  code: string
  name: string
  level: Level
  province_code: string
  role: Role
  state: State
  slip_id: string | null
  slip_no: string | null
  made_at: Date | null
  downloaded_at: Date | null
  received_at: Date | null
  received_by: string | null
  expires_at: Date | null
  used_at: Date | null
  since: string | null
  holder: string | null
  holder_account: string | null
  urged_at: Date | null
  urged_seen_at: Date | null
}

/** The last slip that was not made void tells the course: of a holder how he came, of a vacant seat whether one is open. */
const board = (ctx: Context, { unitIds, search, state }: Choice) => {
  const plain = search?.trim().replace(/[\\%_]/g, '\\$&') || null
  return sql<BoardRow>`
  select * from (
    select u.id as unit_id, u.code, u.name, u.level, u.province_code, r.role, h.from_on as since, p.name as holder, a.id as holder_account,
           case when h.id is not null then 'activated' when s.id is null or s.used_at is not null then 'none' when s.expires_at <= now() then 'expired'
                when s.received_at is not null then 'received' when s.downloaded_at is not null then 'downloaded' else 'made' end as state,
           s.id as slip_id, s.slip_no, s.made_at, s.downloaded_at, s.received_at, s.received_by, s.expires_at, s.used_at, g.at as urged_at, g.seen_at as urged_seen_at
      from unit_now u
      cross join lateral (select case u.level when 'training' then 'training' else 'system' end as role) r
      left join post_holding h on h.unit_id = u.id and h.role = r.role and h.seat = 1 and h.to_on is null
      left join person p on p.province_code = h.person_province and p.id = h.person_id
      left join account a on a.province_code = p.province_code and a.person_id = p.id
      left join lateral (select * from post_slip s where s.unit_id = u.id and s.role = r.role and s.seat = 1 and s.voided_at is null order by s.made_at desc limit 1) s on true
      left join lateral (select g.at, g.seen_at from urging g where g.unit_id = u.id and g.kind = 'handout' order by g.at desc limit 1) g on true
     where u.parent_id = ${ctx.actor.unitId} and u.host_id is null
       and ${unitIds ? sql<SqlBool>`u.id = any (${[...unitIds]}::bigint[])` : sql<SqlBool>`true`}
       and ${plain === null ? sql<SqlBool>`true` : sql<SqlBool>`(u.name ilike ${`%${plain}%`} or u.code ilike ${`${plain}%`})`}) b
   where ${state ?? null}::text is null or b.state = ${state ?? null}`
}

/** One page of the board: authorities first, by code. */
export async function boardPage(
  ctx: Context,
  choice: Choice,
  { page, size }: { page: number; size: number },
): Promise<BoardRow[]> {
  const { rows } = await sql<BoardRow>`
    select * from (${board(ctx, choice)}) q order by q.level = 'training', q.level = 'school', q.code, q.unit_id limit ${size} offset ${(page - 1) * size}`.execute(
    ctx.db,
  )
  return rows
}

/** All that are chosen, at most `most`. */
export async function boardRows(ctx: Context, choice: Choice, most: number): Promise<BoardRow[]> {
  return boardPage(ctx, choice, { page: 1, size: most })
}

/** How many units are in each state under a search. */
export async function boardCounts(ctx: Context, search: string | undefined): Promise<{ state: State; n: number }[]> {
  const { rows } = await sql<{ state: State; n: number }>`
    select q.state, count(*)::int as n from (${board(ctx, { search })}) q group by q.state`.execute(ctx.db)
  return rows
}

/** Of all units under each, how many there are and how many have a 系统管理员. */
export async function belowOf(
  ctx: Context,
  unitIds: readonly string[],
): Promise<Map<string, { units: number; activated: number }>> {
  const { rows } = await sql<{ unit_id: string; units: number; held: number }>`
    select unit_id, units, held from app.posts_below(${[...unitIds]}::bigint[])`.execute(ctx.db)
  return new Map(rows.map(({ unit_id, units, held }) => [unit_id, { units, activated: held }]))
}

/** Numbers of slips that these units have had. */
export async function numbersOf(ctx: Context, unitIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ slip_no: string }>`
    select slip_no from post_slip where unit_id = any (${[...unitIds]}::bigint[])`.execute(ctx.db)
  return new Set(rows.map(({ slip_no }) => slip_no))
}

export interface NewSlip extends SeatAt {
  id: string
  provinceCode: string
  slipNo: string
}

export async function nextBatchNo(ctx: Context): Promise<string> {
  const { rows } = await sql<{ no: string }>`
    select 'M' || ${ctx.today.replaceAll('-', '')} || '-' || lpad(nextval('handout_batch_no')::text, 5, '0') as no`.execute(
    ctx.db,
  )
  return rows[0]?.no ?? ''
}

export async function keepBatch(
  ctx: Context,
  batch: { id: string; no: string; target: 'next' | 'own'; pickup: Buffer },
  slips: readonly NewSlip[],
  expiresAt: Date,
): Promise<void> {
  const { actor } = ctx
  await ctx.db
    .insertInto('handout_batch')
    .values({
      province_code: actor.provinceCode,
      id: batch.id,
      no: batch.no,
      unit_id: actor.unitId,
      target: batch.target,
      slips: slips.length,
      pickup: batch.pickup,
      made_by_person: actor.personId,
      made_by_post: actor.postId,
    })
    .execute()
  await sql`
    insert into post_slip (province_code, id, slip_no, unit_id, role, seat, batch_province, batch_id, expires_at, made_by_person, made_by_post)
    select s."provinceCode", s.id, s."slipNo", s."unitId", s.role, s.seat, ${actor.provinceCode}, ${batch.id}, ${expiresAt}, ${actor.personId}, ${actor.postId}
      from jsonb_to_recordset(${JSON.stringify(slips)}::jsonb) as s ("provinceCode" text, id uuid, "slipNo" text, "unitId" bigint, role text, seat int)`.execute(
    ctx.db,
  )
}

/** 签收 of slips that were downloaded and not yet received. Returns how many. */
export async function keepReceipts(
  ctx: Context,
  slipIds: readonly string[],
  { by, on }: { by: string; on: string },
): Promise<number> {
  const { numAffectedRows } = await sql`
    update post_slip set received_at = case when ${on}::date = ${ctx.today}::date then now() else (${on}::date + time '12:00') at time zone 'Asia/Shanghai' end, received_by = ${by}
     where id = any (${[...slipIds]}::uuid[]) and downloaded_at is not null and received_at is null and used_at is null and voided_at is null`.execute(
    ctx.db,
  )
  return Number(numAffectedRows ?? 0n)
}

export async function keepUrgings(
  ctx: Context,
  urged: readonly { id: string; provinceCode: string; unitId: string; text: string }[],
): Promise<void> {
  await sql`
    insert into urging (province_code, id, unit_id, kind, text, by_post, by_unit_name)
    select g."provinceCode", g.id, g."unitId", 'handout', g.text, ${ctx.actor.postId}, ${ctx.actor.unitName}
      from jsonb_to_recordset(${JSON.stringify(urged)}::jsonb) as g ("provinceCode" text, id uuid, "unitId" bigint, text text)`.execute(
    ctx.db,
  )
}

/** What has come to the own unit in the last 30 days, the newest first. */
export async function ownUrgings(
  ctx: Context,
): Promise<{ id: string; text: string; from: string; at: Date; seen: boolean }[]> {
  const { rows } = await sql<{ id: string; text: string; from: string; at: Date; seen: boolean }>`
    select id, text, by_unit_name as "from", at, seen_at is not null as seen from urging
     where unit_id = ${ctx.actor.unitId} and kind = 'handout' and at > now() - interval '30 days' order by at desc limit 50`.execute(
    ctx.db,
  )
  return rows
}

export async function seeUrgings(ctx: Context): Promise<number> {
  const { numAffectedRows } = await sql`
    update urging set seen_at = now() where unit_id = ${ctx.actor.unitId} and kind = 'handout' and seen_at is null`.execute(
    ctx.db,
  )
  return Number(numAffectedRows ?? 0n)
}

/** A slip of the own unit's making or of its own seats, to be made void. Returns whose seat it was for; null: it is not open. */
export async function voidOne(
  ctx: Context,
  slipId: string,
): Promise<{ unit_id: string; role: Role; seat: number } | null> {
  const { rows } = await sql<{ unit_id: string; role: Role; seat: number }>`
    update post_slip set voided_at = now() where id = ${slipId} and used_at is null and voided_at is null returning unit_id, role, seat`.execute(
    ctx.db,
  )
  return rows[0] ?? null
}

/** Where a slip that the own unit has made stands. */
export async function slipPlace(
  ctx: Context,
  slipId: string,
): Promise<{ unit_id: string; parent_id: string | null } | null> {
  const { rows } = await sql<{ unit_id: string; parent_id: string | null }>`
    select s.unit_id, u.parent_id from post_slip s join unit u on u.id = s.unit_id join handout_batch b on b.id = s.batch_id
     where s.id = ${slipId} and b.unit_id = ${ctx.actor.unitId}`.execute(ctx.db)
  return rows[0] ?? null
}
