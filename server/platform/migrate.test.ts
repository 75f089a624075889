import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { migrate } from './migrate.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { type DatabaseConfig, dropDatabase, prepareDatabase } from './postgres-roles.ts'
import { openDataFolder, openSecrets, type Secrets } from './secrets.ts'

const folder = mkdtempSync(join(tmpdir(), 'xingtan-migrate-'))
const dataDir = `${folder}-data`
let postgres: Postgres
let secrets: Secrets
let owner: DatabaseConfig

beforeAll(async () => {
  openDataFolder(dataDir)
  secrets = openSecrets(dataDir)
  const settings = { fsync: 'off' }
  postgres = await startPostgres({ dataDir, superuserPassword: secrets.databasePasswords.superuser, settings })
})
afterAll(async () => {
  await postgres.stop()
  for (const path of [folder, dataDir]) rmSync(path, { recursive: true, force: true })
})
beforeEach(async () => {
  await dropDatabase(postgres.admin, 'xingtan')
  owner = (await prepareDatabase({ admin: postgres.admin, secrets, database: 'xingtan' })).owner
})

const sqlFolder = (files: Record<string, string>) => {
  const path = mkdtempSync(join(folder, 'sql-'))
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(path, name), sql)
  return path
}
const first = { '0001_unit.sql': 'create table unit (n int); insert into unit values (1);' }
const second = { '0002_more.sql': 'insert into unit values (2);' }

async function units(): Promise<number[]> {
  const client = new Client(owner)
  await client.connect()
  try {
    return (await client.query<{ n: number }>('select n from unit order by n')).rows.map(({ n }) => n)
  } finally {
    await client.end()
  }
}

test('files are applied in order, each once, also by two starts at a time', async () => {
  expect(await migrate(owner, sqlFolder(first))).toEqual(['0001_unit.sql'])
  const both = sqlFolder({ ...second, ...first })
  const applied = await Promise.all([migrate(owner, both), migrate(owner, both)])
  expect(applied.flat()).toEqual(['0002_more.sql'])
  expect(await units()).toEqual([1, 2])
})

test('a file that fails leaves nothing of itself, and says its line', async () => {
  const broken = { '0002_more.sql': 'insert into unit values (2);\n\ninsert into nowhere values (3);' }
  await expect(migrate(owner, sqlFolder({ ...first, ...broken }))).rejects.toThrow(/0002_more.sql:3: .*nowhere/)
  expect(await units()).toEqual([1])
  expect(await migrate(owner, sqlFolder({ ...first, ...second }))).toEqual(['0002_more.sql'])
})

test('a changed file, a missing one and a newer database are refused', async () => {
  await migrate(owner, sqlFolder({ ...first, ...second }))
  await expect(migrate(owner, sqlFolder({ ...first, '0002_more.sql': 'select 1' }))).rejects.toThrow(
    /0002_more.sql 执行以后被改动过/,
  )
  await expect(migrate(owner, sqlFolder({ '0001_other.sql': 'select 1', ...second }))).rejects.toThrow(
    /0001_unit.sql 已经执行过/,
  )
  await expect(migrate(owner, sqlFolder(first))).rejects.toThrow(
    /数据库比程序新：库里已有 0002_more.sql，本程序只到 0001_unit.sql/,
  )
  await expect(migrate(owner, sqlFolder({ ...first, '0003_gap.sql': '' }))).rejects.toThrow(
    /expected a migration numbered 0002/,
  )
})
