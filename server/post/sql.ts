import { sql } from 'kysely'
import type { Level, Role } from '../../contract/policy.ts'
import type { Context } from '../platform/context.ts'
import type { SeatedUnit } from './rules.ts'

/** A unit in force, with what its seats depend on. */
export interface UnitRow extends SeatedUnit {
  id: string
  code: string
  name: string
  path: string
  level: Level
  parentId: string | null
  provinceCode: string
  category: string | null
}

/** A unit of the subtree in force, or null. */
export async function findUnit(ctx: Context, unitId: string): Promise<UnitRow | null> {
  const { rows } = await sql<UnitRow>`
    select u.id, u.code, u.name, u.path, u.level, u.parent_id as "parentId", u.province_code as "provinceCode", u.category, u.host_id is not null as attached,
           coalesce(q.extra, 0) as extra
      from unit_now u left join post_quota q on q.unit_id = u.id
     where u.id = ${unitId} and u.path ^@ ${ctx.actor.unitPath}`.execute(ctx.db)
  return rows[0] ?? null
}

/** Somebody on a seat. */
export interface HolderRow {
  post_id: string
  unit_id: string
  role: Role
  seat: number
  person_id: string
  account_id: string
  account_province: string
  name: string
  since: string
  activated: boolean
  predecessor: string | null
  /** the last day of a holding that is over */
  ended: string | null
}

const holders = sql<HolderRow>`
  select h.id as post_id, h.unit_id, h.role, h.seat, p.id as person_id, a.id as account_id, a.province_code as account_province, p.name, h.from_on as since,
         a.password_hash is not null as activated, before.person_name as predecessor, h.to_on as ended
    from post_holding h
    join person p on p.province_code = h.person_province and p.id = h.person_id
    join account a on a.province_code = p.province_code and a.person_id = p.id
    left join lateral app.signatures(array[h.handed_from]) before on h.handed_from is not null
   where h.role not in ('teacher', 'head')`

/** Who sits on the seats of a unit. */
export async function holdersOf(ctx: Context, unitId: string): Promise<HolderRow[]> {
  const { rows } =
    await sql<HolderRow>`select * from (${holders}) h where h.unit_id = ${unitId} and h.ended is null`.execute(ctx.db)
  return rows
}

/** One holding, locked, so that of two who end it the second sees that it is ended. */
export async function lockHolder(ctx: Context, postId: string): Promise<HolderRow | null> {
  await sql`select from post_holding where id = ${postId} for update`.execute(ctx.db)
  const { rows } = await sql<HolderRow>`select * from (${holders}) h where h.post_id = ${postId}`.execute(ctx.db)
  return rows[0] ?? null
}

/** What waits at a desk, in numbers. */
export async function mattersAt(
  ctx: Context,
  unitId: string,
  role: Role,
): Promise<{ key: 'review' | 'import' | 'unknown' | 'factor' | 'report'; count: number; oldest: Date | null }[]> {
  const { rows } = await sql<{
    key: 'review' | 'import' | 'unknown' | 'factor' | 'report'
    count: number
    oldest: Date | null
  }>`select * from app.desk_matters(${unitId}, ${role})`.execute(ctx.db)
  return rows
}

/** The highest seat of 信息管理员 that is held at a unit, which is not in the actor's sight; 0: none. */
export async function highestSeat(ctx: Context, unitId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select app.highest_seat(${unitId}, 'information') as n`.execute(ctx.db)
  return rows[0]?.n ?? 0
}

export async function keepQuota(
  ctx: Context,
  unit: UnitRow,
  { extra, reason }: { extra: number; reason: string },
): Promise<void> {
  await sql`
    insert into post_quota (province_code, unit_id, extra, reason, set_by_post) values (${unit.provinceCode}, ${unit.id}, ${extra}, ${reason}, ${ctx.actor.postId})
    on conflict (province_code, unit_id) do update set extra = excluded.extra, reason = excluded.reason, set_by_post = excluded.set_by_post, set_at = now()`.execute(
    ctx.db,
  )
}
