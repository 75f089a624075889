import pg from 'pg'
import { type Header, hashOfBlock, hashOfRow, rootOfTree, type Texts, zeroHead } from './format.ts'
import type { Report } from './report.ts'

const rowQuery = `select province_code, seq::text, to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), txid::text, person_id::text, post_id::text, role, unit_id::text,
  encode(session_hash, 'hex'), network, request_id, encode(agent_hash, 'hex'), action, object_type, object_id, outcome, detail::text from audit_event`

interface Kept extends Header {
  leaves: { seq: string; hash: string }[]
}

/** Holds the whole log of a database against its blocks, in one snapshot. */
export async function verifyDatabase(config: pg.ClientConfig, report: Report): Promise<void> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 15_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const { rows: seen } = await client.query<{ all: boolean; hidden: boolean }>(
      `select row_security_active('audit_event') as hidden, pg_has_role(c.relowner, 'member') as all from pg_class c where c.oid = 'audit_event'::regclass`,
    )
    if (seen[0]?.hidden && !seen[0].all)
      throw new Error('这个数据库用户只看得到日志的一部分；请用拥有这些表的用户，或不受行级安全约束的用户')
    await walk(client, report)
  } finally {
    await client.end()
  }
}

/** The same over a connection that is already reading. */
export async function walk(client: pg.Client, report: Report): Promise<void> {
  const { rows: floors } = await client.query<{ floor: string }>(
    'select distinct floor_seq::text as floor from audit_block',
  )
  const raised = floors.map(({ floor }) => BigInt(floor)).sort((a, b) => (a < b ? -1 : 1))
  let before = { no: 0n, bound: 0n, floor: 0n, head: zeroHead }
  for (;;) {
    const { rows } = await client.query(
      `select no::text as number, txid_lt::text as bound, floor_seq::text as floor, n, leaves, encode(rows_root, 'hex') as root, encode(prev, 'hex') as prev, encode(head, 'hex') as head,
        to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as at from audit_block where no > $1 order by no limit 20`,
      [String(before.no)],
    )
    for (const row of rows) {
      const block = kept(row)
      report.block(block.no, block.head)
      for (let missing = before.no + 1n; missing < block.no; missing += 1n) report.broken(missing, null, '这个区块不见了')
      if (block.no === before.no + 1n && block.prev !== before.head) report.broken(block.no, null, '没有接在前一个区块之后')
      if (hashOfBlock(block) !== block.head) report.broken(block.no, null, '区块的头与内容不符：区块被改动过')
      if (rootOfTree(block.leaves.map(({ hash }) => hash)) !== block.root || block.leaves.length !== block.rows)
        report.broken(block.no, null, '区块里各行的摘要被改动过')
      if (block.bound < before.bound && block.floor === before.floor)
        report.broken(block.no, null, '区块的界限倒退：区块被改动过')
      const ceiling = raised.find((floor) => floor > block.floor)
      await holdRows(client, report, block, before, ceiling)
      if (block.floor !== before.floor) await strangers(client, report, block, ceiling)
      before = block
    }
    if (rows.length === 0) break
  }
  const { rows: rest } = await client.query<{ n: string }>(
    'select count(*)::text as n from audit_event where txid >= $1::xid8 and seq > $2',
    [String(before.bound), String(before.floor)],
  )
  report.waiting(Number(rest[0]?.n ?? 0))
}

function kept(row: Record<string, unknown>): Kept {
  const leaves = row.leaves as Buffer
  const list: Kept['leaves'] = []
  for (let at = 0; at + 40 <= leaves.length; at += 40)
    list.push({ seq: String(leaves.readBigInt64BE(at)), hash: leaves.toString('hex', at + 8, at + 40) })
  return {
    no: BigInt(String(row.number)),
    bound: BigInt(String(row.bound)),
    floor: BigInt(String(row.floor)),
    rows: Number(row.n),
    root: String(row.root),
    prev: String(row.prev),
    head: String(row.head),
    at: String(row.at),
    leaves: list,
  }
}

/** The rows that stand where this block's rows must stand, against what was sealed. */
async function holdRows(
  client: pg.Client,
  report: Report,
  block: Kept,
  before: { bound: bigint; floor: bigint },
  ceiling: bigint | undefined,
): Promise<void> {
  const epochEnds = block.floor !== before.floor
  const where = epochEnds
    ? 'where txid >= $1::xid8 and seq > $2 and seq <= $3'
    : 'where txid >= $1::xid8 and seq > $2 and txid < $3::xid8 and ($4::bigint is null or seq <= $4)'
  const values = [String(before.bound), String(before.floor)]
  const { rows } = await client.query<Texts>({
    text: `${rowQuery} ${where} order by txid, seq`,
    values: epochEnds ? [...values, String(block.floor)] : [...values, String(block.bound), ceiling === undefined ? null : String(ceiling)],
    rowMode: 'array',
  })
  const sealed = new Map(block.leaves.map(({ seq, hash }) => [seq, hash]))
  for (const texts of rows) {
    const seq = texts[1] ?? ''
    const hash = sealed.get(seq)
    if (hash === undefined) report.broken(block.no, seq, '这一行是封存以后插入（或从别处移来）的')
    else if (hash !== hashOfRow(texts)) report.broken(block.no, seq, '这一行在封存以后被改动过')
    sealed.delete(seq)
    report.row()
  }
  for (const seq of sealed.keys()) report.broken(block.no, seq, '这一行在封存以后被删除（或移到了别处）')
}

/** Rows of the epoch that begins here whose transaction is older than its beginning. */
async function strangers(client: pg.Client, report: Report, block: Kept, ceiling: bigint | undefined): Promise<void> {
  const { rows } = await client.query<{ seq: string }>(
    'select seq::text from audit_event where seq > $1 and txid < $2::xid8 and ($3::bigint is null or seq <= $3)',
    [String(block.floor), String(block.bound), ceiling === undefined ? null : String(ceiling)],
  )
  for (const { seq } of rows) report.broken(block.no, seq, '这一行不属于任何区块：是后来插入的')
}
