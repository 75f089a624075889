import { Client } from 'pg'
import type { DatabaseConfig } from './postgres-roles.ts'

/** What a database was begun as. */
export type HouseKind = {
  /** A practice environment; else an empty system for real use. Fixed when the database is begun. */
  practice: boolean
  /** Since when the practice environment is whole; null while it is not. */
  filledAt: Date | null
  /** A filling was begun and never finished: killed half-way. */
  fillBroken: boolean
}

/**
 * Reads what a database was begun as; a new one is marked with what this start was asked for.
 * @param owner a migrated database
 */
export async function readHouseKind(owner: DatabaseConfig, practice: boolean): Promise<HouseKind> {
  const [row] = await onHouse<HouseKind>(
    owner,
    `insert into house.kind (practice) values ($1) on conflict (only_row) do update set only_row = true
     returning practice, filled_at as "filledAt", fill_began_at is not null and filled_at is null as "fillBroken"`,
    [practice],
  )
  if (!row) throw new Error('house.kind has no row')
  return row
}

export async function markFillBegun(owner: DatabaseConfig): Promise<void> {
  await onHouse(owner, 'update house.kind set fill_began_at = now(), filled_at = null')
}

export async function markFilled(owner: DatabaseConfig): Promise<Date> {
  const [row] = await onHouse<{ filledAt: Date }>(
    owner,
    'update house.kind set filled_at = now() returning filled_at as "filledAt"',
  )
  if (!row) throw new Error('house.kind has no row')
  return row.filledAt
}

async function onHouse<Row extends object>(owner: DatabaseConfig, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client(owner)
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(`
      create table if not exists house.kind (
        only_row boolean primary key default true check (only_row),
        practice boolean not null, fill_began_at timestamptz, filled_at timestamptz)`)
    return (await client.query<Row>(sql, values)).rows
  } finally {
    await client.end()
  }
}
