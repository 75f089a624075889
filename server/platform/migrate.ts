import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client, DatabaseError } from 'pg'
import { type Say, StartProblem } from './log.ts'
import type { DatabaseConfig } from './postgres-roles.ts'

type Migration = { number: number; name: string; sql: string; sha256: string }

/** Any constant: two starts on one database take turns on it. */
const lockKey = 7_246_201_118

/**
 * Brings a database to the state of the SQL files `NNNN_name.sql` of a folder, in order, each in one transaction, and
 * records them in `house.migration` (number, name, sha256, when).
 * @returns the names applied now
 * @throws StartProblem: an applied file was changed or is missing, or the database is newer than this program.
 */
export async function migrate(owner: DatabaseConfig, folder: string, say: Say = () => undefined): Promise<string[]> {
  const files = readMigrations(folder)
  const client = new Client(owner)
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await client.query(`
      create schema if not exists house;
      create table if not exists house.migration (number int primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now());
    `)
    const applied = await client.query<Omit<Migration, 'sql'>>(
      'select number, name, sha256 from house.migration order by number',
    )
    checkHistory(applied.rows, files)
    const pending = files.slice(applied.rows.length)
    for (const migration of pending) {
      say(`数据库升级：${migration.name}`)
      await apply(client, migration)
    }
    return pending.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  return names.map((name, index) => {
    const number = Number(/^(\d{4})_[a-z0-9_-]+\.sql$/.exec(name)?.[1])
    if (number !== index + 1)
      throw new Error(
        `${folder}: expected a migration numbered ${String(index + 1).padStart(4, '0')}_name.sql, found ${name}`,
      )
    const sql = readFileSync(join(folder, name), 'utf8')
    return { number, name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
  })
}

function checkHistory(applied: readonly Omit<Migration, 'sql'>[], files: readonly Migration[]): void {
  if (applied.length > files.length)
    throw new StartProblem(
      `数据库比程序新：库里已有 ${applied.at(-1)?.name}，本程序只到 ${files.at(-1)?.name ?? '（无）'}。请换用与数据库相配的新版程序。`,
    )
  for (const [index, done] of applied.entries()) {
    const file = files[index]
    if (!file || file.name !== done.name)
      throw new StartProblem(`数据库升级文件 ${done.name} 已经执行过，程序里却没有它；请恢复这个文件。`)
    if (file.sha256 !== done.sha256)
      throw new StartProblem(`数据库升级文件 ${done.name} 执行以后被改动过；请恢复原样，另写一个新的升级文件。`)
  }
}

async function apply(client: Client, migration: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(migration.sql)
    await client.query('insert into house.migration (number, name, sha256) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.sha256,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw new Error(
      `${migration.name}${lineOf(error, migration.sql)}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
}

/** `:12` for an error at a known position of the file. */
function lineOf(error: unknown, sql: string): string {
  const position = error instanceof DatabaseError ? Number(error.position) : Number.NaN
  return Number.isInteger(position) && position > 0 ? `:${sql.slice(0, position - 1).split('\n').length}` : ''
}
