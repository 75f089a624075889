import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { DB } from './db.ts'

// A birth date is a day, not a moment: dates stay text. Counts are written ::int in the queries; unit numbers stay text.
export const columnTypes = new pg.TypeOverrides()
columnTypes.setTypeParser(pg.types.builtins.DATE, (text: string) => text)

/** The pool of the application's own role. About four connections a core: 32 were slower than 8 on two cores. */
export function openDatabase(config: pg.PoolConfig, max = 8): Kysely<DB> {
  const pool = new pg.Pool({
    ...config,
    max,
    types: columnTypes,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    lock_timeout: 10_000,
  })
  // A connection that dies while idle (the database restarts) is replaced at the next use; unheard, the event would end the process.
  pool.on('error', () => undefined)
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
}
