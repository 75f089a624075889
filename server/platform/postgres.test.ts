import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { type Postgres, startPostgres } from './postgres.ts'
import { configFromUrl, type DatabaseConfig, prepareDatabase } from './postgres-roles.ts'
import { openDataFolder, openSecrets } from './secrets.ts'

const isRoot = process.getuid?.() === 0
const folder = mkdtempSync(join(tmpdir(), 'xingtan-pg-'))
/** One cluster for all but one of the tests (initdb takes a second); as root another account must pass through to it. */
const usual = `${folder}-data`
const long = `${folder}-${'学校'.repeat(16)}`
const running: Postgres[] = []

afterEach(async () => {
  for (const postgres of running.splice(0)) await postgres.stop()
})
afterAll(() => {
  for (const path of [folder, usual, long]) rmSync(path, { recursive: true, force: true })
})

async function start({ dataDir = usual, say }: { dataDir?: string; say?: (line: string) => void } = {}) {
  openDataFolder(dataDir)
  const secrets = openSecrets(dataDir)
  const postgres = await startPostgres({
    dataDir,
    superuserPassword: secrets.databasePasswords.superuser,
    ...(say ? { say } : {}),
  })
  running.push(postgres)
  return { postgres, secrets }
}

async function query<Row extends object>(config: DatabaseConfig, sql: string): Promise<Row[]> {
  const client = new Client(config)
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

describe('a cluster', () => {
  test('has checksums, scram, the built-in C.UTF-8, UTC, no TCP, a closed socket folder, and no id number in its log', async () => {
    const { postgres } = await start()
    const settings = await query<{ name: string; setting: string }>(
      postgres.admin,
      `select name, setting from pg_settings where name in
        ('data_checksums', 'listen_addresses', 'fsync', 'TimeZone', 'password_encryption', 'log_statement', 'shared_preload_libraries')
        union all select 'locale', datlocprovider::text || ' ' || datlocale || ' ' || pg_encoding_to_char(encoding) from pg_database where datname = current_database()`,
    )
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      data_checksums: 'on',
      fsync: 'on',
      listen_addresses: '',
      locale: 'b C.UTF-8 UTF8',
      log_statement: 'none',
      password_encryption: 'scram-sha-256',
      shared_preload_libraries: '',
      TimeZone: 'UTC',
    })
    expect(statSync(postgres.place.socketDir).mode & 0o777).toBe(0o700)
    expect(existsSync(join(postgres.place.socketDir, 'initdb-password'))).toBe(false)
    await expect(query({ ...postgres.admin, password: 'wrong' }, 'select 1')).rejects.toThrow(
      /password authentication failed/,
    )

    await query(postgres.admin, 'create table person (id_number text primary key)')
    const twice = `insert into person values ('110101190001010010'), ('110101190001010010')`
    await expect(query(postgres.admin, twice)).rejects.toThrow(/duplicate key/)
    const log = readFileSync(postgres.place.log, 'utf8')
    expect(log).toContain('duplicate key')
    expect(log).not.toContain('110101190001010010')
  })

  test.runIf(isRoot)('never runs as root: neither its processes nor its files are root’s', async () => {
    const { postgres } = await start()
    const account = postgres.place.account
    expect(account?.uid).toBeGreaterThan(0)
    expect(statSync(postgres.place.cluster).uid).toBe(account?.uid)
    expect(statSync(`/proc/${postgres.pid()}`).uid).toBe(account?.uid)
    expect(statSync(join(usual, 'secrets')).uid).toBe(0)
  })

  test('a path too long for a unix socket gets a short folder of its own', async () => {
    const { postgres } = await start({ dataDir: long })
    expect(postgres.place.socketDir).toMatch(/^\/tmp\/xingtan-\d+-[0-9a-f]{12}$/)
    expect(await query(postgres.admin, 'select 1 as one')).toEqual([{ one: 1 }])
    await postgres.stop()
    rmSync(postgres.place.socketDir, { recursive: true })
  })

  test('a second start on the folder is told so, and the first goes on', async () => {
    const { postgres } = await start()
    await expect(start()).rejects.toThrow(`正由另一个杏坛使用（进程 ${process.pid}）`)
    expect(await query(postgres.admin, 'select 1 as one')).toEqual([{ one: 1 }])
  })
})

describe('after kill -9', () => {
  test('of the postmaster the watchdog brings it back with what was committed', async () => {
    const said: string[] = []
    const { postgres } = await start({ say: (line) => said.push(line) })
    await query(postgres.admin, 'create table kept as select generate_series(1, 1000) as n')
    const first = postgres.pid() ?? 0
    process.kill(first, 'SIGKILL')
    await until(() => said.includes('嵌入式数据库已恢复'))
    expect(postgres.pid()).not.toBe(first)
    expect(await query(postgres.admin, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }])
  })

  test.each([
    ['our server', ['server']],
    ['our server and the postmaster together', ['server', 'postmaster']],
  ])('of %s the next start has every committed row', async (_, victims) => {
    const { server, postmaster, committed } = await writingServer()
    await until(() => committed() > 50)
    if (victims.includes('postmaster')) process.kill(postmaster, 'SIGKILL')
    server.kill('SIGKILL')
    await once(server, 'close')
    const { postgres } = await start()
    const [row] = await query<{ n: number; last: number }>(
      postgres.admin,
      'select count(*)::int as n, max(n) as last from written',
    )
    expect(row?.last).toBeGreaterThanOrEqual(committed())
    expect(row?.n).toBe(row?.last)
  })

  test('a postmaster.pid whose number is another program’s now does not block the start', async () => {
    const { postgres } = await start()
    await postgres.stop()
    running.pop()
    writeFileSync(join(postgres.place.cluster, 'postmaster.pid'), `${process.pid}\n${postgres.place.cluster}\n`)
    expect(await query((await start()).postgres.admin, 'select 1 as one')).toEqual([{ one: 1 }])
  })
})

describe('prepareDatabase', () => {
  test('gives an owner that is no superuser and an application role that row-level security binds; twice changes nothing', async () => {
    const { postgres, secrets } = await start()
    const prepared = await prepareDatabase({ admin: postgres.admin, secrets, database: 'xingtan' })
    expect(await prepareDatabase({ admin: postgres.admin, secrets, database: 'xingtan' })).toEqual(prepared)
    const flags = `select current_user::text as who, rolsuper, rolbypassrls, rolcreaterole, pg_has_role('xingtan_app', 'member') as app from pg_roles where rolname = current_user`
    expect(await query(prepared.owner, flags)).toEqual([
      { who: 'xingtan_owner', rolsuper: false, rolbypassrls: false, rolcreaterole: true, app: false },
    ])
    expect(await query(prepared.app, flags)).toEqual([
      { who: 'xingtan_login_xingtan', rolsuper: false, rolbypassrls: false, rolcreaterole: false, app: true },
    ])
    await query(
      prepared.owner,
      `create table secret (n int); alter table secret enable row level security; insert into secret values (1); grant select on secret to xingtan_app`,
    )
    expect(await query(prepared.app, 'select * from secret')).toEqual([])
    await expect(query(prepared.app, 'create table mine (n int)')).rejects.toThrow(/permission denied/)
    await expect(query(prepared.app, 'select * from house.key_check')).rejects.toThrow(/permission denied/)
    expect(await query(prepared.owner, `select extname from pg_extension where extname = 'btree_gist'`)).toHaveLength(1)

    await expect(
      prepareDatabase({ admin: postgres.admin, secrets: { ...secrets, kek: Buffer.alloc(32) }, database: 'xingtan' }),
    ).rejects.toThrow(/另一套密钥/)
  })

  test('a DATABASE_URL is used as it is: a superuser’s sessions own through xingtan_owner, a plain user must be allowed', async () => {
    const { postgres, secrets } = await start()
    const { host, password } = postgres.admin
    await query(postgres.admin, `create database province; create role plain login password 'plain'`).catch(
      async () => {
        await query(postgres.admin, 'create database province')
        await query(postgres.admin, `create role plain login password 'plain'`)
      },
    )
    const url = (user: string, secret: string) =>
      configFromUrl(`postgres://${user}:${secret}@localhost/province?host=${encodeURIComponent(host)}`)
    const prepared = await prepareDatabase({ admin: url('postgres', password), secrets })
    expect(await query(prepared.owner, 'select current_user::text as who, current_database() as db')).toEqual([
      { who: 'xingtan_owner', db: 'province' },
    ])
    expect(await query(prepared.app, 'select current_user::text as who')).toEqual([{ who: 'xingtan_login_province' }])
    await expect(prepareDatabase({ admin: url('plain', 'plain'), secrets })).rejects.toThrow(
      /用户 plain 还不能：建角色/,
    )
    await query(postgres.admin, 'alter role plain createrole')
    await query(postgres.admin, 'create database county owner plain')
    const county = { ...url('plain', 'plain'), database: 'county' }
    await query(postgres.admin, 'grant xingtan_app to plain with admin true, inherit false, set false')
    const own = await prepareDatabase({ admin: county, secrets })
    expect(own.owner).toEqual(county)
    expect(await query(own.app, 'select current_user::text as who')).toEqual([{ who: 'xingtan_login_county' }])
    await expect(prepareDatabase({ admin: url('postgres', 'wrong'), secrets })).rejects.toThrow(/连不上数据库/)
  })
})

describe('a broken folder is told in one sentence and left as it is', () => {
  test('a cluster of another major version, one without pg_control, one without its keys', async () => {
    const { postgres } = await start()
    await postgres.stop()
    running.pop()
    const version = join(postgres.place.cluster, 'PG_VERSION')
    writeFileSync(version, '17\n')
    await expect(start()).rejects.toThrow(/是 PostgreSQL 17 的，本程序带的是 18/)
    writeFileSync(version, '18\n')
    rmSync(join(postgres.place.cluster, 'global/pg_control'))
    await expect(start()).rejects.toThrow(/已损坏：路径不存在/)
    rmSync(join(usual, 'secrets'), { recursive: true })
    await expect(start()).rejects.toThrow(/却没有密钥/)
    expect(existsSync(join(usual, 'secrets'))).toBe(false)
  })
})

/** A server in a process of its own that commits row after row. */
async function writingServer(): Promise<{ server: ChildProcess; postmaster: number; committed: () => number }> {
  const fixture = join(import.meta.dirname, 'postgres.fixture.ts')
  const server = spawn(process.execPath, [fixture, usual], { stdio: ['ignore', 'pipe', 'inherit'] })
  let committed = 0
  const postmaster = await new Promise<number>((resolve, reject) => {
    server.once('exit', () => reject(new Error('the server ended before it was ready')))
    createInterface({ input: server.stdout }).on('line', (line) => {
      const [word, number] = line.split(' ')
      if (word === 'ready') resolve(Number(number))
      else committed = Number(number)
    })
  })
  return { server, postmaster, committed: () => committed }
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('did not come true within 10 s')
    await sleep(10)
  }
}
