import { sql } from 'kysely'
import type { Role } from '../../contract/policy.ts'
import { unseal } from '../platform/cipher.ts'
import { type Context, exactlyOne } from '../platform/context.ts'
import { personBlind, unknownPlace } from './door.ts'
import type { Known } from './rules.ts'

/** Somebody with a post at the actor's own unit, and the account behind. */
export interface AccountRow {
  account_id: string
  province_code: string
  person_id: string
  name: string
  gender: string
  birth_date: string | null
  logins: string[]
  roles: Role[]
  state: 'pending' | 'active' | 'locked' | 'stopped'
}

/** The own unit; of a school its attached classes too, whose teachers are its own to look after. */
const ownUnits = ({ actor }: Context) =>
  actor.level === 'school' ? sql`select id from unit where path ^@ ${actor.unitPath}` : sql`${actor.unitId}`

const accounts = (ctx: Context) => sql<AccountRow>`
  select a.id as account_id, a.province_code, p.id as person_id, p.name, p.gender, p.birth_date,
         array(select l.shown from login_name l where l.account_id = a.id and l.shown is not null order by length(l.shown), l.shown) as logins,
         h.roles,
         case when a.stopped_at is not null then 'stopped' when a.locked_until > now() then 'locked'
              when a.password_hash is null then 'pending' else 'active' end as state
    from (select person_id, array_agg(role order by array_position('{system,information,query,head,teacher}', role)) as roles
            from post_holding where unit_id in (${ownUnits(ctx)}) and to_on is null group by person_id) h
    join person p on p.id = h.person_id
    join account a on a.person_id = p.id`

/** Everybody with a post at the own unit, for finding by initials: a name is turned into letters here and not in the database. */
export async function namesOfUnit(ctx: Context): Promise<{ person_id: string; name: string }[]> {
  const { rows } = await sql<{ person_id: string; name: string }>`
    select distinct p.id as person_id, p.name from post_holding h join person p on p.id = h.person_id
     where h.unit_id in (${ownUnits(ctx)}) and h.to_on is null`.execute(ctx.db)
  return rows
}

/** One page of the unit's accounts; those with an office first, then by name. `text` looks into name and login; `people` narrows to these. */
export async function accountPage(
  ctx: Context,
  { text, people, page, size }: { text: string | null; people: string[] | null; page: number; size: number },
): Promise<{ total: number; rows: AccountRow[] }> {
  const like = text === null ? null : `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const found = sql`select * from (${accounts(ctx)}) a
    where (${like}::text is null or a.name ilike ${like} or exists (select from unnest(a.logins) l where l ilike ${like}))
      and (${people}::uuid[] is null or a.person_id = any (${people}::uuid[]))`
  const { rows: counts } = await sql<{ total: number }>`select count(*)::int as total from (${found}) f`.execute(ctx.db)
  const { rows } = await sql<AccountRow>`
    select * from (${found}) f order by f.roles = '{teacher}', f.name, f.account_id limit ${size} offset ${(page - 1) * size}`.execute(
    ctx.db,
  )
  return { total: counts[0]?.total ?? 0, rows }
}

/** An account of the own unit; null for any other, which is as if it were not there. */
export async function accountOfUnit(ctx: Context, accountId: string): Promise<AccountRow | null> {
  const { rows } = await sql<AccountRow>`select * from (${accounts(ctx)}) a where a.account_id = ${accountId}`.execute(
    ctx.db,
  )
  return rows[0] ?? null
}

/** Who sits on which seat of 学校负责人 at the own school. */
export async function headSeats(ctx: Context): Promise<{ seat: number; person_id: string; post_id: string }[]> {
  const { rows } = await sql<{ seat: number; person_id: string; post_id: string }>`
    select seat, person_id, id as post_id from post_holding
     where unit_id = ${ctx.actor.unitId} and role = 'head' and to_on is null order by seat`.execute(ctx.db)
  return rows
}

/** Ends a post at once: its last day is yesterday, or today when it began today, and its sessions are gone. */
export async function endPost(ctx: Context, postId: string): Promise<void> {
  exactlyOne(
    await ctx.db
      .updateTable('post_holding')
      .set({ to_on: sql`greatest(from_on, ${ctx.today}::date - 1)` })
      .where('id', '=', postId)
      .where('to_on', 'is', null)
      .executeTakeFirstOrThrow(),
  )
  await sql`delete from session where post_id = ${postId}`.execute(ctx.db)
}

/** Whether the person holds an office outside the reach of the actor's unit. */
export async function worksElsewhere(ctx: Context, personId: string): Promise<boolean> {
  const { rows } = await sql<{ elsewhere: boolean }>`
    select app.works_elsewhere(${personId}, ${ctx.actor.unitPath}) as elsewhere`.execute(ctx.db)
  return rows[0]?.elsewhere ?? true
}

/** Takes from an account what opened it: password, open code, sessions, locks. */
export async function closeAccount(ctx: Context, { account_id, province_code }: AccountRow): Promise<void> {
  exactlyOne(
    await ctx.db
      .updateTable('account')
      .set({ password_hash: null, password_set_at: null, locked_until: null })
      .where('province_code', '=', province_code)
      .where('id', '=', account_id)
      .executeTakeFirstOrThrow(),
  )
  await sql`update activation_code set used_at = now() where province_code = ${province_code} and account_id = ${account_id} and used_at is null`.execute(
    ctx.db,
  )
  await sql`delete from session where account_id = ${account_id}`.execute(ctx.db)
}

/** Where the country already has people with these numbers; the caller audits that it asked. */
export async function knownPeople(ctx: Context, numbers: readonly string[]): Promise<Known[]> {
  const asked = new Map(numbers.map((idNumber) => [personBlind(ctx, idNumber).toString('hex'), idNumber]))
  const blinds = [...asked.keys()].map((hex) => Buffer.from(hex, 'hex'))
  const { rows } = await sql<{
    blind: Buffer
    teacher_id: string | null
    unit_id: string | null
    unit_name: string | null
    in_establishment: string | null
    left_on: string | null
  }>`select blind, teacher_id, unit_id, unit_name, in_establishment, left_on from app.person_find(${blinds}::bytea[])
      order by unit_id = ${ctx.actor.unitId} desc, left_on desc nulls first`.execute(ctx.db)
  return rows.map((row) => ({
    idNumber: asked.get(row.blind.toString('hex')) ?? '',
    teacher: row.teacher_id !== null,
    sameUnit: row.unit_id === ctx.actor.unitId,
    unitName: row.unit_name,
    inEstablishment: row.in_establishment,
    leftOn: row.left_on,
  }))
}

/** How many of other units' people this user has come upon today. */
export async function meetingsToday(ctx: Context): Promise<number> {
  const { rows } = await sql<{ failures: number }>`
    select failures from app.throttle_state(array[${meetingKey(ctx)}])`.execute(ctx.db)
  return rows[0]?.failures ?? 0
}

export async function countMeetings(ctx: Context, count: number, allowed: number): Promise<void> {
  await sql`select app.throttle_fail(array[${meetingKey(ctx)}], ${allowed}) from generate_series(1, ${count}::int)`.execute(
    ctx.db,
  )
}

const meetingKey = (ctx: Context) => `meet:${ctx.actor.personId}:${ctx.today}`

export interface UnknownRow {
  id: string
  unitId: string
  at: Date
  named: string
  idNumber: string
}

/** The people whom an import named and the school does not have, oldest first. */
export async function unknownPeople(ctx: Context): Promise<UnknownRow[]> {
  const { rows } = await sql<Omit<UnknownRow, 'idNumber'> & { identity: Buffer }>`
    select u.id, u.unit_id as "unitId", u.at, u.named, u.identity from unknown_person u
     where u.unit_id in (${ownUnits(ctx)}) and u.settled_at is null order by u.at, u.id limit 500`.execute(ctx.db)
  return rows.map(({ identity, ...row }) => ({
    ...row,
    idNumber: unseal(ctx.keys, identity, unknownPlace(row.id)),
  }))
}

/** Settles the to-dos given, and all others of the same people. */
export async function settleUnknown(ctx: Context, ids: readonly string[], numbers: readonly string[]): Promise<number> {
  const blinds = numbers.map((idNumber) => personBlind(ctx, idNumber))
  const { numAffectedRows } = await sql`
    update unknown_person set settled_at = now(), settled_by_post = ${ctx.actor.postId}
     where unit_id = ${ctx.actor.unitId} and settled_at is null
       and (id = any (${[...ids]}::uuid[]) or blind = any (${blinds}::bytea[]))`.execute(ctx.db)
  return Number(numAffectedRows ?? 0n)
}
