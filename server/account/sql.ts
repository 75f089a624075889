import { sql } from 'kysely'
import type { CollectionScope } from '../../contract/account.ts'
import type { Level, Role } from '../../contract/policy.ts'
import { unseal } from '../platform/cipher.ts'
import { type Context, exactlyOne } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { personBlind, unknownPlace } from './door.ts'
import type { Known } from './rules.ts'

/** Somebody with a post in reach, and the account behind. */
export interface AccountRow {
  account_id: string
  province_code: string
  person_id: string
  name: string
  gender: string
  birth_date: string | null
  logins: string[]
  roles: Role[]
  /** where the post is by which the account is in reach */
  unit_id: string
  unit_name: string
  parent_id: string | null
  state: 'pending' | 'active' | 'locked' | 'stopped'
  factor_asked: boolean
}

/** `own`: everybody with a post at the own unit; `next`: the 系统管理员 (培训管理员) of the units directly under it. */
export type Scope = 'own' | 'next'

/** The own unit; of a school its attached classes too, whose teachers are its own to look after. */
const ownUnits = ({ actor }: Context) =>
  actor.level === 'school' ? sql`select id from unit where path ^@ ${actor.unitPath}` : sql`${actor.unitId}`

const roleOrder = sql`array_position('{system,information,query,security,audit,head,teacher,training}', role)`

const holders = (ctx: Context, scope: Scope) =>
  scope === 'own'
    ? sql`select person_province, person_id, (array_agg(unit_id order by unit_id = ${ctx.actor.unitId} desc, unit_id))[1] as unit_id, array_agg(role order by ${roleOrder}) as roles
            from post_holding where unit_id in (${ownUnits(ctx)}) and to_on is null group by person_province, person_id`
    : sql`select person_province, person_id, unit_id, array_agg(role order by ${roleOrder}) as roles
            from post_holding where unit_id in (select id from unit where parent_id = ${ctx.actor.unitId} and host_id is null)
             and role in ('system', 'training') and to_on is null group by person_province, person_id, unit_id`

const accounts = (ctx: Context, scope: Scope) => sql<AccountRow>`
  select a.id as account_id, a.province_code, p.id as person_id, p.name, p.gender, p.birth_date,
         array(select l.shown from login_name l where l.account_id = a.id and l.shown is not null order by length(l.shown), l.shown) as logins,
         h.roles, u.id as unit_id, u.name as unit_name, u.parent_id,
         case when a.stopped_at is not null then 'stopped' when a.locked_until > now() then 'locked'
              when a.password_hash is null then 'pending' else 'active' end as state,
         exists (select from account_request r where r.province_code in (${ctx.actor.provinceCode}, u.province_code) and r.account_id = a.id and r.decided_at is null) as factor_asked
    from (${holders(ctx, scope)}) h
    join unit_now u on u.id = h.unit_id
    join person p on p.province_code = h.person_province and p.id = h.person_id
    join account a on a.province_code = p.province_code and a.person_id = p.id`

/** Everybody with a post at the own unit, for finding by initials: a name is turned into letters here and not in the database. */
export async function namesOfUnit(ctx: Context): Promise<{ person_id: string; name: string }[]> {
  const { rows } = await sql<{ person_id: string; name: string }>`
    select distinct p.id as person_id, p.name from post_holding h join person p on p.id = h.person_id
     where h.unit_id in (${ownUnits(ctx)}) and h.to_on is null`.execute(ctx.db)
  return rows
}

/** One page of accounts; those with an office first, then by unit and name. `text` looks into name, login and, of the next level, the unit's name; `people` narrows to these. */
export async function accountPage(
  ctx: Context,
  {
    scope,
    text,
    people,
    page,
    size,
  }: { scope: Scope; text: string | null; people: string[] | null; page: number; size: number },
): Promise<{ total: number; rows: AccountRow[] }> {
  const like = text === null ? null : `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const found = sql`select * from (${accounts(ctx, scope)}) a
    where (${like}::text is null or a.name ilike ${like} or exists (select from unnest(a.logins) l where l ilike ${like})
           or (${scope === 'next'} and a.unit_name ilike ${like}))
      and (${people}::uuid[] is null or a.person_id = any (${people}::uuid[]))`
  const { rows: counts } = await sql<{ total: number }>`select count(*)::int as total from (${found}) f`.execute(ctx.db)
  const { rows } = await sql<AccountRow>`
    select * from (${found}) f order by f.roles = '{teacher}', case when ${scope === 'next'} then f.unit_name end, f.name, f.account_id, f.unit_id limit ${size} offset ${(page - 1) * size}`.execute(
    ctx.db,
  )
  return { total: counts[0]?.total ?? 0, rows }
}

/** An account in reach, of the own unit before the next level; null for any other, which is as if it were not there. */
export async function accountInReach(ctx: Context, accountId: string): Promise<AccountRow | null> {
  const { rows } = await sql<AccountRow>`
    select * from (select * from (${accounts(ctx, 'own')}) o union all select * from (${accounts(ctx, 'next')}) n) a
     where a.account_id = ${accountId} order by a.unit_id = ${ctx.actor.unitId} desc limit 1`.execute(ctx.db)
  return rows[0] ?? null
}

/** Who sits on which seat of 学校负责人 at the own school. */
export async function headSeats(ctx: Context): Promise<{ seat: number; person_id: string; post_id: string }[]> {
  const { rows } = await sql<{ seat: number; person_id: string; post_id: string }>`
    select seat, person_id, id as post_id from post_holding
     where unit_id = ${ctx.actor.unitId} and role = 'head' and to_on is null order by seat`.execute(ctx.db)
  return rows
}

/** Whether the person holds an office outside the reach of the actor's unit. */
export async function worksElsewhere(ctx: Context, personId: string): Promise<boolean> {
  const { rows } = await sql<{ elsewhere: boolean }>`
    select app.works_elsewhere(${personId}, ${ctx.actor.unitPath}) as elsewhere`.execute(ctx.db)
  return rows[0]?.elsewhere ?? true
}

/** The offices (posts but a teacher's) that the person holds in the actor's sight, each with the level of its unit. */
export async function officesOf(ctx: Context, personId: string): Promise<{ level: Level }[]> {
  const { rows } = await sql<{ level: Level }>`
    select u.level from post_holding h join unit u on u.id = h.unit_id
     where h.person_id = ${personId} and h.to_on is null and h.role <> 'teacher'`.execute(ctx.db)
  return rows
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

/** Nobody signs in to it any more. */
export async function stampStopped(ctx: Context, account: AccountRow): Promise<void> {
  exactlyOne(
    await ctx.db
      .updateTable('account')
      .set({ stopped_at: ctx.now })
      .where('province_code', '=', account.province_code)
      .where('id', '=', account.account_id)
      .executeTakeFirstOrThrow(),
  )
}

/** Ends all sessions of an account; whoever works in one is told why. */
export async function endSessions(ctx: Context, accountId: string): Promise<void> {
  await sql`delete from session where account_id = ${accountId}`.execute(ctx.db)
}

/** Counts one more reset by this user today, and tells how many that makes. */
export async function countReset(ctx: Context): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select app.throttle_count(${`resets:${ctx.actor.personId}:${ctx.today}`}, 1) as n`.execute(ctx.db)
  return rows[0]?.n ?? 0
}

/** Where the country already has people with these numbers; the caller audits that it asked. */
export async function knownPeople(
  ctx: Context,
  numbers: readonly { idType: string; idNumber: string }[],
): Promise<Known[]> {
  const asked = new Map(numbers.map((each) => [personBlind(ctx, each.idNumber, each.idType).toString('hex'), each]))
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
    idNumber: asked.get(row.blind.toString('hex'))?.idNumber ?? '',
    idType: asked.get(row.blind.toString('hex'))?.idType ?? '',
    teacher: row.teacher_id !== null,
    sameUnit: row.unit_id === ctx.actor.unitId,
    unitName: row.unit_name,
    inEstablishment: row.in_establishment,
    leftOn: row.left_on,
  }))
}

/** How many of other units' people this user has come upon today. */
export async function meetingsToday(ctx: Context): Promise<number> {
  const { rows } = await sql<{ met: number }>`select app.throttle_count(${meetingKey(ctx)}, 0) as met`.execute(ctx.db)
  return rows[0]?.met ?? 0
}

export async function countMeetings(ctx: Context, count: number): Promise<void> {
  await sql`select app.throttle_count(${meetingKey(ctx)}, ${count})`.execute(ctx.db)
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

/** Keeps what was answered about new teachers of a unit; the answers before are superseded. */
export async function keepScopes(
  ctx: Context,
  unitId: string,
  provinceCode: string,
  answers: readonly { personId: string; scope: Omit<CollectionScope, 'relation'> & { relation: string } }[],
): Promise<void> {
  if (answers.length === 0) return
  await sql`update collection_scope set superseded_at = now()
     where province_code = ${provinceCode} and unit_id = ${unitId} and superseded_at is null
       and person_id = any (${answers.map(({ personId }) => personId)}::uuid[])`.execute(ctx.db)
  await ctx.db
    .insertInto('collection_scope')
    .values(
      answers.map(({ personId, scope }) => ({
        province_code: provinceCode,
        id: newId(),
        person_id: personId,
        unit_id: unitId,
        relation: scope.relation,
        post_kind: scope.postKind,
        contract_from: scope.contractFrom,
        contract_to: scope.contractTo,
        answered_by_person: ctx.actor.personId,
        answered_by_post: ctx.actor.postId,
      })),
    )
    .execute()
}

export interface ScopeRow {
  person_id: string
  province_code: string
  name: string
  unit_id: string
  unit_name: string
  relation: 'establishment' | 'contract'
  post_kind: CollectionScope['postKind']
  contract_from: string
  contract_to: string
  days_left: number
}

/** Contracts of the own teachers that are over, or end within these days; those over first. `people`: only these. */
export async function endingContracts(
  ctx: Context,
  { within, people, page, size }: { within: number; people?: readonly string[]; page: number; size: number },
): Promise<{ total: number; rows: ScopeRow[] }> {
  const ending = sql`from collection_scope s
    where s.unit_id in (${ownUnits(ctx)}) and s.superseded_at is null and s.relation = 'contract' and s.contract_to <= ${ctx.today}::date + ${within}::int
      and (${people ?? null}::uuid[] is null or s.person_id = any (${people ?? null}::uuid[]))
      and exists (select from post_holding h where h.person_id = s.person_id and h.unit_id = s.unit_id and h.role = 'teacher' and h.to_on is null)`
  const { rows: counts } = await sql<{ total: number }>`select count(*)::int as total ${ending}`.execute(ctx.db)
  const { rows } = await sql<ScopeRow>`
    select e.*, p.name, u.name as unit_name, e.contract_to - ${ctx.today}::date as days_left
      from (select s.province_code, s.person_id, s.unit_id, s.relation, s.post_kind, s.contract_from, s.contract_to ${ending}) e
      join person p on p.province_code = e.province_code and p.id = e.person_id join unit_now u on u.id = e.unit_id
     order by e.contract_to, p.name, e.person_id limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  return { total: counts[0]?.total ?? 0, rows }
}
