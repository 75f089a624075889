import { type RawBuilder, sql } from 'kysely'
import { type AuditFilter, clearActions, exportActions } from '../../contract/audit.ts'
import type { Role } from '../../contract/policy.ts'
import type { Context } from '../platform/context.ts'
import { type Block, blockFields, type RowTexts, rowFields } from './format.ts'

export interface EventRow {
  seq: string
  at: Date
  /** microseconds since 1970, for the place in the list */
  micros: string
  /** in Asia/Shanghai */
  day: string
  person_id: string | null
  role: Role | null
  unit_id: string | null
  action: string
  object_type: string | null
  object_id: string | null
  outcome: 'done' | 'refused' | 'failed'
  network: string | null
  request_id: string | null
  session: string | null
  agent: string | null
  detail: Record<string, unknown>
}

const fields =
  sql.raw(`e.seq::text, e.at, (extract(epoch from e.at) * 1000000)::bigint::text as micros, (e.at at time zone 'Asia/Shanghai')::date::text as day,
  e.person_id, e.role, e.unit_id::text, e.action, e.object_type, e.object_id, e.outcome, e.network, e.request_id,
  left(encode(e.session_hash, 'hex'), 12) as session, left(encode(e.agent_hash, 'hex'), 12) as agent, e.detail`)

export type Condition = RawBuilder<unknown>
const all = (conditions: readonly Condition[]): Condition => sql.join(conditions, sql` and `)

const below = (path: string): Condition =>
  sql`e.unit_id in (select u.id from unit u where u.path >= ${path} and u.path < ${`${path}~`})`

/** What an 审计管理员 reaches: the subtree; rows of nobody at a unit, of the own province, at the centre of all. The wall says the same. */
export function reachOfAuditor({ actor }: Context): Condition {
  if (actor.level === 'ministry') return sql`true`
  return sql`(${below(actor.unitPath)} or (e.unit_id is null and e.province_code = ${actor.provinceCode}))`
}

/** What a 系统管理员 reaches: deeds about accounts, posts and slips of the own unit, and of the 系统管理员 directly under it. */
export function reachOfAccounts({ actor }: Context): Condition {
  const own = actor.level === 'school' ? below(actor.unitPath) : sql`e.unit_id = ${actor.unitId}`
  const next = sql`e.unit_id in (select u.id from unit u where u.parent_id = ${actor.unitId})`
  return sql`e.object_type in ('account', 'post', 'slip') and (${own} or (e.role = 'system' and ${next}) or (e.role is null and e.object_type = 'account' and ${next}
    and e.object_id in (select a.id::text from post_holding h join account a on a.person_id = h.person_id join unit u on u.id = h.unit_id
                         where h.role = 'system' and u.parent_id = ${actor.unitId})))`
}

/** `unitPath`: of the unit that `unitId` names. Days are those of Asia/Shanghai, `to` included. */
export function conditionsOf(filter: AuditFilter, unitPath: string | null): Condition[] {
  const said: (Condition | false)[] = [
    unitPath !== null && below(unitPath),
    filter.from !== undefined && sql`e.at >= ${filter.from}::date::timestamp at time zone 'Asia/Shanghai'`,
    filter.to !== undefined && sql`e.at < (${filter.to}::date + 1)::timestamp at time zone 'Asia/Shanghai'`,
    filter.personId !== undefined && sql`e.person_id = ${filter.personId}::uuid`,
    filter.objectIds !== undefined && sql`e.object_id = any (${filter.objectIds.split(',')}::text[])`,
    filter.action !== undefined && sql`e.action = ${filter.action}`,
    filter.kind === 'clear' && sql`e.action = any (${clearActions}::text[])`,
    filter.kind === 'export' && sql`e.action = any (${exportActions}::text[])`,
    filter.outcome !== undefined && sql`e.outcome = ${filter.outcome}`,
    filter.network !== undefined && sql`e.network = ${filter.network}`,
    filter.requestId !== undefined && sql`e.request_id = ${filter.requestId}`,
  ]
  return said.filter((condition) => condition !== false)
}

/** A page, newest first; `before`: microseconds and number of the last row seen. One row more than `size` says that there are more. */
export async function eventPage(
  ctx: Context,
  conditions: readonly Condition[],
  before: string | undefined,
  size: number,
): Promise<EventRow[]> {
  const [micros, seq] = before?.split('.') ?? []
  const older = micros
    ? [sql`(e.at, e.seq) < ('epoch'::timestamptz + ${micros}::bigint * interval '1 microsecond', ${seq}::bigint)`]
    : []
  const { rows } = await sql<EventRow>`select ${fields} from audit_event e where ${all([...conditions, ...older])}
    order by e.at desc, e.seq desc limit ${size + 1}`.execute(ctx.db)
  return rows
}

type Named = Pick<EventRow, 'day' | 'person_id' | 'unit_id' | 'object_type' | 'object_id'>

/** The names of people and units of these rows, as the units were called then; and of the accounts, teachers and units they are about. */
export async function namesOf(ctx: Context, rows: readonly Named[]) {
  const { rows: names } = await sql<{
    person_id: string | null
    unit_id: string | null
    day: string
    person_name: string | null
    unit_name: string | null
  }>`
    select person_id, unit_id::text, day::text, person_name, unit_name
      from app.audit_names(${rows.map((row) => row.person_id)}::uuid[], ${rows.map((row) => row.unit_id)}::bigint[], ${rows.map((row) => row.day)}::date[])`.execute(
    ctx.db,
  )
  const of = (types: readonly string[]) =>
    rows.flatMap(({ object_type, object_id }) => (object_id && types.includes(object_type ?? '') ? [object_id] : []))
  const { rows: people } = await sql<{ id: string; name: string }>`
    select id::text, name from app.audit_objects(${of(['account', 'teacher'])}::uuid[])`.execute(ctx.db)
  const units = of(['unit']).filter((id) => /^\d{1,12}$/.test(id))
  const { rows: unitNames } = await sql<{ id: string; name: string }>`
    select id::text, name from unit_now where id = any (${units}::bigint[])`.execute(ctx.db)
  return {
    people: new Map(names.map((each) => [each.person_id, each.person_name])),
    units: new Map(names.map((each) => [`${each.unit_id} ${each.day}`, each.unit_name])),
    objects: new Map([...people, ...unitNames].map(({ id, name }) => [id, name])),
  }
}

export async function unitPathOf(ctx: Context, unitId: string): Promise<string | null> {
  const { rows } = await sql<{ path: string }>`select path from unit where id = ${unitId}`.execute(ctx.db)
  return rows[0]?.path ?? null
}

export async function peopleNamed(ctx: Context, name: string) {
  const { rows } = await sql<{
    person_id: string
    name: string
    role: Role
    unit_name: string
    ended: string | null
    account_id: string | null
    teacher_id: string | null
  }>`select person_id, name, role, unit_name, ended::text, account_id, teacher_id from app.audit_people(${name})`.execute(
    ctx.db,
  )
  return rows
}

/** The newest block, and how many rows in reach are in none. */
export async function chainEnd(ctx: Context) {
  const { rows } = await sql<{ no: string; head: string; at: Date; n: number }>`
    select b.no::text, encode(b.head, 'hex') as head, b.at, b.n from audit_block b order by b.no desc limit 1`.execute(
    ctx.db,
  )
  const { rows: waiting } = await sql<{
    n: number
  }>`select count(*)::int as n from (select from audit_event e where ${reachOfAuditor(ctx)}
    and e.txid >= coalesce((select b.txid_lt from audit_block b order by b.no desc limit 1), '0'::xid8)
    and e.seq > coalesce((select b.floor_seq from audit_block b order by b.no desc limit 1), 0) limit 100000) w`.execute(
    ctx.db,
  )
  return { last: rows[0] ?? null, unsealed: waiting[0]?.n ?? 0 }
}

export async function askCheck(ctx: Context, id: string, blocks: number): Promise<void> {
  await sql`insert into audit_check (province_code, id, asked_by_person, blocks)
    values (${ctx.actor.provinceCode}, ${id}, ${ctx.actor.personId}, ${blocks})`.execute(ctx.db)
}

export async function lastCheck(ctx: Context) {
  const { rows } = await sql<{
    asked_at: Date
    blocks: number
    total: number | null
    checked: number
    rows_checked: string
    done_at: Date | null
    found:
      | { block: string; seq: string | null; kind: 'changed' | 'removed' | 'inserted' | 'block'; message: string }[]
      | null
  }>`select asked_at, blocks, total, checked, rows_checked::text, done_at, found from audit_check
      where asked_by_person = ${ctx.actor.personId} order by asked_at desc limit 1`.execute(ctx.db)
  return rows[0] ?? null
}

/** The block that holds a row: of its epoch the first bound above its transaction; of what was left when the epoch ended, the block that ended it. */
const blockOfRow = sql.raw(`coalesce(
  (select b.no from audit_block b where b.floor_seq = (select max(f.floor_seq) from audit_block f where f.floor_seq < e.seq) and b.txid_lt > e.txid order by b.txid_lt limit 1),
  (select min(b.no) from audit_block b where b.floor_seq >= e.seq))::text`)

/** Rows as they were hashed, in the order of the chain, above a place in it (transaction, number), with their blocks; null: not sealed yet. */
export async function textsAfter(
  ctx: Context,
  conditions: readonly Condition[],
  after: { txid: string; seq: string },
  size: number,
): Promise<{ texts: RowTexts; block: string | null }[]> {
  const { rows } = await sql<{ texts: RowTexts; block: string | null }>`
    select array[${sql.raw(rowFields)}] as texts, ${blockOfRow} as block from audit_event e
     where ${all(conditions)} and (e.txid, e.seq) > (${after.txid}::xid8, ${after.seq}::bigint) order by e.txid, e.seq limit ${size}`.execute(
    ctx.db,
  )
  return rows
}

export async function blockAt(ctx: Context, no: string): Promise<Block | null> {
  const { rows } = await sql<Block>`select ${sql.raw(blockFields)} from audit_block b where b.no = ${no}`.execute(
    ctx.db,
  )
  return rows[0] ?? null
}

/** Who looked at the records of the signed-in teacher: a line for each reader, day and kind of reading, newest first. */
export async function readersPage(ctx: Context, actions: readonly string[], page: number, size: number) {
  const { rows } = await sql<{
    day: string
    last_at: Date
    person_id: string | null
    role: Role | null
    unit_id: string | null
    action: string
    fields: string[]
    reasons: string[]
    times: number
  }>`select (e.at at time zone 'Asia/Shanghai')::date::text as day, max(e.at) as last_at, e.person_id, e.role, e.unit_id::text, e.action,
      array_remove(array_agg(distinct concat_ws('.', e.detail ->> 'subset', e.detail ->> 'field')), '') as fields,
      array_remove(array_agg(distinct e.detail ->> 'reason'), null) as reasons, count(distinct e.request_id)::int as times
    from audit_event e
   where e.outcome = 'done' and e.action = any (${actions}::text[]) and e.person_id is distinct from ${ctx.actor.personId}::uuid
     and ((e.object_type = 'teacher' and e.object_id in (select t.id::text from teacher t where t.person_id = ${ctx.actor.personId}))
       or (e.object_type = 'case' and e.object_id in (select c.id::text from review_case c join teacher t on t.province_code = c.province_code and t.id = c.teacher_id
                                                       where t.person_id = ${ctx.actor.personId})))
   group by 1, 3, 4, 5, 6 order by 2 desc limit ${size + 1} offset ${(page - 1) * size}`.execute(ctx.db)
  return rows
}
