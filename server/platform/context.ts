import { type Kysely, sql, type Transaction } from 'kysely'
import type { Action, Actor, Guard, Resource } from '../../contract/policy.ts'
import type { Keys } from './cipher.ts'
import type { DB } from './db.ts'
import { Problem } from './problem.ts'

/** What every operation is given: one transaction, one clock, the keys; and who asked from where. */
export interface OpenContext {
  db: Transaction<DB>
  keys: Keys
  now: Date
  /** the day in Asia/Shanghai, YYYY-MM-DD */
  today: string
  request: {
    id: string
    network: string
    sessionHash: Buffer | null
    freshUntil?: Date | null
    /** who asks, also where no post is asked for */
    personId?: string | null
    /** SM3 of what the browser calls itself */
    agentHash?: Buffer | null
  }
}

/** An operation done by somebody in a post. */
export interface Context extends OpenContext {
  actor: Actor
  guard: Guard
}

/** What outlives a request: the database as the application's role, and the keys. */
export interface House {
  database: Kysely<DB>
  keys: Keys
  /** the first of the two walls: the policy table. Only the test that tries the second wall alone puts another in its place */
  guard: Guard
  /** a practice environment (演练环境): said on every page; the second factor is not demanded there */
  practice: boolean
  /** when the practice environment was filled: what people did there since is theirs */
  practiceSince?: Date
  /** its database is the program's own, to be dropped and filled anew */
  resettable?: true
  /** a private folder (0700) for files that wait for a job */
  filesDir: string
}

// making one takes a third of a millisecond, and every request asks
const shanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' })
export const shanghaiDay = (moment: Date): string => shanghai.format(moment)

const nowhere: OpenContext['request'] = { id: '', network: '', sessionHash: null }

/** One transaction without anybody: row-level security shows nothing; only doors open. */
export function asNobody<T>(
  house: House,
  work: (ctx: OpenContext) => Promise<T>,
  request: OpenContext['request'] = nowhere,
): Promise<T> {
  return inTransaction(house, async (tx) => {
    const now = await clock(tx)
    return work({ db: tx, keys: house.keys, now, today: shanghaiDay(now), request })
  })
}

/** Runs one operation in one transaction, with row-level security set to the post's reach. */
export function asActor<T>(
  house: House,
  actor: Actor,
  work: (ctx: Context) => Promise<T>,
  request: OpenContext['request'] = nowhere,
): Promise<T> {
  return inTransaction(house, async (tx) => {
    await setReach(tx, actor)
    const now = await clock(tx)
    return work({ db: tx, keys: house.keys, actor, guard: house.guard, now, today: shanghaiDay(now), request })
  })
}

function inTransaction<T>(house: House, work: (tx: Transaction<DB>) => Promise<T>): Promise<T> {
  return house.database.transaction().execute(work)
}

async function clock(tx: Transaction<DB>): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select now()`.execute(tx)
  return rows[0]?.now ?? new Date()
}

/**
 * A teacher acts for the own record only: no subtree. Everybody else reaches the own unit and all below. `app.own` ends the range of what is the own unit's alone:
 * of an authority the unit itself ('!' sorts before every digit), of a school its attached classes too.
 */
async function setReach(
  tx: Transaction<DB>,
  actor: Pick<Actor, 'personId' | 'role' | 'level' | 'unitPath'>,
): Promise<void> {
  const self = actor.role === 'teacher'
  await sql`select set_config('app.person', ${actor.personId}, true), set_config('app.role', ${actor.role}, true),
    set_config('app.scope', ${self ? '' : actor.unitPath}, true), set_config('app.self', ${self ? actor.personId : ''}, true),
    set_config('app.own', ${self ? '' : actor.unitPath + (actor.level === 'school' ? '~' : '!')}, true),
    set_config('app.place', ${actor.unitPath}, true),
    set_config('app.subjects', '', true)`.execute(tx)
}

/**
 * Acts for one unit by the power of an activation slip: the 系统管理员 who made it has said that its bearer may take the post. The caller has checked
 * the one-time code in this transaction. `personId`: the bearer's, as soon as there is one.
 */
export async function asSlipBearer(
  ctx: OpenContext,
  unit: { level: Actor['level']; path: string },
  personId: string,
): Promise<void> {
  await setReach(ctx.db, { personId, role: 'system', level: unit.level, unitPath: unit.path })
}

/** Says who the person is, before there is a post: so that one can sign in and set one's own password. */
export async function asPerson(ctx: OpenContext, personId: string): Promise<void> {
  await sql`select set_config('app.person', ${personId}, true), set_config('app.role', '', true)`.execute(ctx.db)
}

/** The agreement of every party is itself the permission: the effect of an approved case reaches its subjects, never the country. */
export async function withSubjects<T>(ctx: Context, teacherIds: readonly string[], work: () => Promise<T>): Promise<T> {
  await sql`select set_config('app.subjects', ${teacherIds.join(',')}, true)`.execute(ctx.db)
  const result = await work()
  await sql`select set_config('app.subjects', '', true)`.execute(ctx.db)
  return result
}

/** Refuses unless the policy table allows this post to do this to that. */
export function demand(ctx: Context, action: Action, resource: Resource): void {
  if (!ctx.guard.can(ctx.actor, action, resource)) throw new Problem('not-allowed')
}

/** Refuses a post that may never do this, wherever. The door asks it before the operation begins. */
export function demandEver(house: House, actor: Actor, action: Action): void {
  if (!house.guard.mayEver(actor, action)) throw new Problem('not-allowed')
}

/** Refuses a dangerous act unless the person has just proved to be the person (A17); the page asks, and sends the request again. */
export function demandFresh({ freshUntil }: { freshUntil?: Date | null }): void {
  if (!freshUntil || freshUntil <= new Date()) throw new Problem('session.confirm-again')
}

/** Row-level security makes a forbidden update touch nothing, silently; so every write to one row says so. */
export function exactlyOne(result: { numUpdatedRows: bigint }): void {
  if (result.numUpdatedRows !== 1n) throw new Error(`expected to update 1 row, updated ${result.numUpdatedRows}`)
}

/** The same for a set: a write that row-level security let touch fewer rows than it must is a broken invariant, not a smaller success. */
export function exactly(expected: number, result: { numAffectedRows?: bigint | undefined }): void {
  const touched = Number(result.numAffectedRows ?? 0n)
  if (touched !== expected) throw new Error(`expected to write ${expected} rows, wrote ${touched}`)
}

/** Adds work for later in this transaction: it runs only if the deed is committed. The payload holds ids, never personal data. */
export async function later(ctx: OpenContext, task: string, payload: object, key?: string): Promise<void> {
  await sql`select app.later(${task}, ${JSON.stringify(payload)}::json, ${key ?? null})`.execute(ctx.db)
}
