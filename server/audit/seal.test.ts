import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openWorld, type World } from '../testing/world.ts'
import { checkNewest } from './check.ts'
import { sealRested } from './seal.ts'
import { startSealer } from './sealer.ts'

/** Sealing, while others write, take back, wait and are killed. */
let world: World
let owner: pg.Client
const clients: pg.Client[] = []

beforeAll(async () => {
  world = await openWorld()
  owner = await connect()
})
afterAll(async () => {
  for (const client of clients) await client.end()
  await world.close()
})

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ ...inject('cluster').owner, database: world.owner.database ?? '' })
  await client.connect()
  clients.push(client)
  return client
}

const write = (client: pg.Client, n = 1) =>
  client.query(
    `insert into audit_event (province_code, action, outcome, detail) select '00', 'test', 'done', jsonb_build_object('i', i) from generate_series(1, $1::int) i`,
    [n],
  )
const number = async (text: string, values: unknown[] = []): Promise<number> =>
  Number((await owner.query(text, values)).rows[0]?.n)
const unsealed = () =>
  number(
    `select count(*) as n from audit_event where txid >= coalesce((select max(txid_lt::text::bigint) from audit_block)::text, '0')::xid8`,
  )
const breaks = () => checkNewest(owner, 100_000, async () => undefined)

/** Other files write to other databases of this cluster, and hold the horizon for moments. */
async function sealAll(): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    await sealRested(owner)
    if ((await unsealed()) === 0) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${await unsealed()} rows were not sealed in 10 s`)
}

test('every row comes into one block, and the blocks hang together', async () => {
  await write(owner, 3)
  await sealAll()
  await write(owner, 2)
  await sealAll()
  expect(await number('select sum(n) as n from audit_block')).toBe(
    await number('select count(*) as n from audit_event'),
  )
  expect(await number('select count(*) as n from audit_block')).toBeGreaterThanOrEqual(2)
  expect(await breaks()).toEqual([])
  expect(await sealRested(owner)).toEqual({ blocks: 0, rows: 0 })
})

test('a long transaction holds back what came after it, and nothing comes late', async () => {
  const slow = await connect()
  await slow.query('begin')
  await write(slow)
  await write(owner, 5)
  await sealRested(owner)
  expect(await unsealed()).toBe(5)
  await slow.query('commit')
  await sealAll()
  expect(await breaks()).toEqual([])
  expect(await number('select sum(n) as n from audit_block')).toBe(
    await number('select count(*) as n from audit_event'),
  )
})

test('what was rolled back, also to a savepoint, was never there', async () => {
  await owner.query('begin')
  await write(owner, 4)
  await owner.query('savepoint s')
  await write(owner, 4)
  await owner.query('rollback to s')
  await owner.query('commit')
  await owner.query('begin')
  await write(owner, 4)
  await owner.query('rollback')
  await sealAll()
  expect(await breaks()).toEqual([])
  expect(await number('select sum(n) as n from audit_block')).toBe(
    await number('select count(*) as n from audit_event'),
  )
})

test('eight who write at once and two who seal at once: each row once', async () => {
  const writers = await Promise.all(Array.from({ length: 8 }, connect))
  const sealer = await connect()
  let writing = true
  const sealing = [owner, sealer].map(async (client) => {
    while (writing) await sealRested(client)
  })
  await Promise.all(
    writers.map(async (client, at) => {
      for (let i = 0; i < 40; i += 1) {
        await client.query('begin')
        await write(client, 1 + (i % 3))
        await client.query((i + at) % 5 === 0 ? 'rollback' : 'commit')
      }
    }),
  )
  writing = false
  await Promise.all(sealing)
  await sealAll()
  expect(await breaks()).toEqual([])
  expect(await number('select sum(n) as n from audit_block')).toBe(
    await number('select count(*) as n from audit_event'),
  )
})

test('a sealer that is killed in the middle leaves the chain as it was; the next one goes on', async () => {
  const victim = await connect()
  victim.on('error', () => undefined)
  await write(owner, 20)
  const blocks = await number('select count(*) as n from audit_block')
  await victim.query('begin')
  await victim.query('select pg_try_advisory_xact_lock(7246201119)')
  await owner.query('select pg_terminate_backend($1)', [
    (await victim.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid,
  ])
  clients.splice(clients.indexOf(victim), 1)
  expect(await number('select count(*) as n from audit_block')).toBe(blocks)
  await sealAll()
  expect(await breaks()).toEqual([])
})

test('a transaction of more rows than a block is one block; many small ones are divided', async () => {
  await write(owner, 10_400)
  await write(owner, 10)
  await sealAll()
  expect(await number('select max(n) as n from audit_block')).toBeGreaterThanOrEqual(10_400)
  expect(await breaks()).toEqual([])
})

test('nobody changes or removes a row or a block, the owner neither', async () => {
  for (const table of ['audit_event', 'audit_block'])
    for (const act of [
      `update ${table} set at = now()`,
      `delete from ${table}`,
      `truncate ${table}`,
      `update ${table} set at = now() where false`,
    ])
      await expect(owner.query(act), act).rejects.toThrow('only added to')
})

test('what a row says of its moment and transaction is the database’s word', async () => {
  const { rows } = await owner.query(
    `insert into audit_event (province_code, action, outcome, txid, at) values ('00', 'test', 'done', '3', '2001-01-01') returning txid::text, at > now() - interval '1 minute' as now`,
  )
  expect(rows[0]).toMatchObject({ now: true })
  expect(rows[0].txid).not.toBe('3')
})

test('the sealer in the worker seals by itself, and answers a check', async () => {
  const auditor = await world.as('audit', '教育部')
  const sealer = startSealer({ ...inject('cluster').owner, database: world.owner.database ?? '' })
  try {
    expect((await auditor.post('/audit/verification', { blocks: 5 })).status).toBe(200)
    let chain = (await auditor.get('/audit/chain')).body
    for (let tries = 0; tries < 100 && !chain.check.doneAt; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      chain = (await auditor.get('/audit/chain')).body
    }
    expect(chain.check).toMatchObject({ blocks: 5, total: 5, checked: 5, breaks: [] })
    expect(chain.last.head).toMatch(/^[0-9a-f]{64}$/)
  } finally {
    await sealer.stop()
  }
})

// last: afterwards this database has counted its transactions twice
test('after a restore the transactions begin anew: nothing is written until the epoch has begun, then the chain goes on', async () => {
  await sealAll()
  // as a copy restored into a new cluster would look: the last bound lies far above the transactions of this one
  const superuser = new pg.Client({ ...inject('cluster').admin, database: world.owner.database ?? '' })
  await superuser.connect()
  try {
    await superuser.query(`set session_replication_role = replica`)
    await superuser.query(
      `insert into audit_event (province_code, action, outcome, txid) select '00', 'test', 'done', (900000000 + i)::text::xid8 from generate_series(1, 6) i`,
    )
    const { rows } = await superuser.query<{ no: string; head: Buffer }>(
      'select b.no::text, b.head from audit_block b order by b.no desc limit 1',
    )
    const { headOf, leavesOf, rootOf, rowFields } = await import('./format.ts')
    const { rows: sealed } = await superuser.query<(string | null)[]>({
      text: `select ${rowFields} from audit_event e where txid >= '900000000' and txid < '900000004' order by txid, seq`,
      rowMode: 'array',
    })
    const leaves = leavesOf(sealed)
    const block = {
      no: String(BigInt(rows[0]?.no ?? '0') + 1n),
      txid_lt: '900000004',
      floor_seq: '0',
      n: sealed.length,
      rows_root: rootOf(leaves),
      prev: rows[0]?.head ?? leaves,
      at: '2026-01-01 00:00:00.000000',
    }
    await superuser.query(
      `insert into audit_block (no, txid_lt, floor_seq, n, leaves, rows_root, prev, head, at) values ($1, $2, 0, $3, $4, $5, $6, $7, '2026-01-01T00:00:00Z')`,
      [block.no, block.txid_lt, block.n, leaves, block.rows_root, block.prev, headOf(block)],
    )
  } finally {
    await superuser.end()
  }
  await expect(write(owner)).rejects.toThrow('epoch')
  expect((await (await world.as('audit', '教育部')).post('/audit/verification', { blocks: 1 })).status).toBe(500)
  await sealRested(owner)
  await write(owner, 7)
  for (let tries = 0; tries < 100 && (await sealRested(owner)).rows < 7; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await breaks()).toEqual([])
  expect(await number('select sum(n) as n from audit_block')).toBe(
    await number('select count(*) as n from audit_event'),
  )
})
