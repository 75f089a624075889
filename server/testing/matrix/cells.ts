import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { inject } from 'vitest'
import { buildApp } from '../../app.ts'
import type { House } from '../../platform/context.ts'
import { columnTypes } from '../../platform/database.ts'
import type { DB } from '../../platform/db.ts'
import type { World } from '../world.ts'

/** The same application over the world's database, on one connection inside one transaction: what a cell does is undone when it ends. */
export interface Cells {
  app: FastifyInstance
  /** Runs the work and rolls back what it did. */
  cell: <T>(work: () => Promise<T>) => Promise<T>
  /** The same, and tells the tables that the work wrote, but for those where every request may leave its trace. */
  writing: <T>(work: () => Promise<T>) => Promise<{ answer: T; wrote: string[] }>
  /** The same, and tells how many rows the work left in the log. */
  traced: <T>(work: () => Promise<T>) => Promise<{ answer: T; rows: number }>
  close: () => Promise<void>
}

/**
 * @param guard the application's own guard, or one that allows everything (first knock-out)
 * @param rowSecurity false: a role with the application's grants that row-level security does not bind (second knock-out)
 */
export async function openCells(
  world: World,
  { guard, rowSecurity }: { guard: House['guard']; rowSecurity: boolean },
): Promise<Cells> {
  const cluster = inject('cluster')
  const free = rowSecurity ? null : await makeFreeRole(cluster.admin)
  const client = new pg.Client({ ...cluster.app, ...free?.login, database: world.name, types: columnTypes })
  await client.connect()
  const settings = await settingsRead(world.owner)
  const reset = `select ${settings.map((name) => `set_config('${name}', '', true)`).join(', ')}`
  await client.query(`begin; ${reset}; savepoint cell`)

  const counted = async (): Promise<Map<string, number>> => {
    const { rows } = await client.query<{ name: string; n: string }>(
      `select relname as name, n_tup_ins + n_tup_upd + n_tup_del as n from pg_stat_xact_user_tables
        where schemaname = 'public' and n_tup_ins + n_tup_upd + n_tup_del > 0 and relname <> $1`,
      [trace],
    )
    return new Map(rows.map(({ name, n }) => [name, Number(n)]))
  }
  // PostgreSQL counts what an undone transaction wrote as well; where the count matters it is taken off.
  let undone: Map<string, number> | null = null
  let atBegin = new Map<string, number>()
  const pool = savepointPool(client, reset, {
    begun: async () => {
      if (undone) atBegin = await counted()
    },
    rolledBack: async () => {
      if (undone) for (const [name, n] of more(await counted(), atBegin)) undone.set(name, (undone.get(name) ?? 0) + n)
    },
  })
  const house: House = { ...world.house, guard, database: new Kysely<DB>({ dialect: new PostgresDialect({ pool }) }) }
  const app = await buildApp(house, null)
  await app.ready()

  // the counts after the last cell, as long as no other ran since
  let known: Map<string, number> | null = null
  const cell = async <T>(work: () => Promise<T>): Promise<T> => {
    known = null
    try {
      return await work()
    } finally {
      await client.query('rollback to savepoint cell')
    }
  }
  return {
    app,
    cell,
    writing: async (work) => {
      const before: Map<string, number> = known ?? (await counted())
      const answer = await cell(work)
      const after = await counted()
      known = after
      if (more(after, before).size === 0) return { answer, wrote: [] }
      // Something was written; whether it would have stood is looked at in a second run, statement by statement.
      undone = new Map()
      await cell(work)
      const stood = more(more(await counted(), after), undone)
      undone = null
      return { answer, wrote: [...stood].map(([name, n]) => `${name} ${n}`) }
    },
    traced: async (work) => {
      const traces = async () => {
        const { rows } = await client.query<{ n: string }>(
          'select n_tup_ins as n from pg_stat_xact_user_tables where relname = $1',
          [trace],
        )
        return Number(rows[0]?.n ?? 0)
      }
      const before = await traces()
      const answer = await cell(work)
      return { answer, rows: (await traces()) - before }
    },
    close: async () => {
      await app.close()
      await house.database.destroy()
      await client.end()
      await free?.drop()
    },
  }
}

/** The one table that a refused request may write. */
const trace = 'audit_event'

/** By how much the counts of `now` are larger than those of `before`. */
const more = (now: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>): Map<string, number> =>
  new Map([...now].map(([name, n]) => [name, n - (before.get(name) ?? 0)] as const).filter(([, n]) => n > 0))

/** Every app.* setting that a policy or a function of the database reads: what a fresh transaction finds empty. */
async function settingsRead(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select distinct m[1] as name from (
       select coalesce(qual, '') || coalesce(with_check, '') as text from pg_policies
       union all select prosrc from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'app') t,
     regexp_matches(text, $$current_setting\\('(app\\.\\w+)'$$, 'g') m order by 1`,
  )
  if (rows.length < 5)
    throw new Error(`expected the policies to read at least five app.* settings, found ${rows.length}`)
  return rows.map(({ name }) => name)
}

/** What kysely takes for a pool: transactions become savepoints on the one connection, which its users take one after the other. */
function savepointPool(
  client: pg.Client,
  reset: string,
  hooks: { begun: () => Promise<void>; rolledBack: () => Promise<void> },
): PostgresPool {
  let last: Promise<void> = Promise.resolve()
  const done = { command: 'RELEASE', rowCount: 0, rows: [] }
  const query = async (text: string, values: readonly unknown[]) => {
    const command = text.toLowerCase()
    if (command === 'begin' || command.startsWith('start transaction')) {
      await hooks.begun()
      return client.query('savepoint request')
    }
    if (command === 'commit') {
      await client.query(`release savepoint request; ${reset}`)
      return done
    }
    if (command === 'rollback') {
      await client.query('rollback to savepoint request; release savepoint request')
      await hooks.rolledBack()
      return done
    }
    return client.query(text, [...values])
  }
  return {
    connect: async () => {
      const before = last
      const { promise, resolve } = Promise.withResolvers<void>()
      last = promise
      await within(before)
      // kysely asks for no cursor here
      return { query, release: resolve } as unknown as PostgresPoolClient
    },
    end: async () => undefined,
    options: {},
  }
}

/** A request that asks for a second connection while it holds one would wait for itself. */
async function within(turn: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(new Error('a second connection was asked for while a transaction was open for more than 20 s')),
    20_000,
  )
  try {
    await Promise.race([turn, promise])
  } finally {
    clearTimeout(timer)
  }
}

/** A login with the application's grants that row-level security does not bind; it stands only while it is used. */
async function makeFreeRole(admin: pg.ClientConfig): Promise<{ login: pg.ClientConfig; drop: () => Promise<void> }> {
  const [user, password] = [`xingtan_free_${randomBytes(6).toString('hex')}`, randomBytes(16).toString('hex')]
  const run = async (text: string) => {
    const client = new pg.Client(admin)
    await client.connect()
    try {
      await client.query(text)
    } finally {
      await client.end()
    }
  }
  await run(`create role ${user} login nosuperuser bypassrls inherit in role xingtan_app password '${password}'`)
  return { login: { user, password }, drop: () => run(`drop role ${user}`) }
}
