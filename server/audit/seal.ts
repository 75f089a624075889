import type { Client } from 'pg'
import {
  type Block,
  blockFields,
  headOf,
  leavesOf,
  noHead,
  type RowTexts,
  rootOf,
  rowFields,
  txidOf,
} from './format.ts'

/** Rows of one block; a transaction is never divided, so one with more makes a larger block. */
const blockRows = 10_000
/** Any constant: one process seals at a time. */
const lockKey = 7_246_201_119

/**
 * Seals what has come to rest into blocks (L06): rows of transactions older than every one still running, in order of transaction and number. So no row comes late
 * under a bound, nobody who writes waits, and what was rolled back was never there. Each block in its own transaction: a kill leaves the chain as it was.
 * @param owner a connection as the owner of the tables
 * @returns how many blocks and rows were sealed
 */
export async function sealRested(owner: Client): Promise<{ blocks: number; rows: number }> {
  const sealed = { blocks: 0, rows: 0 }
  for (;;) {
    const n = await sealNext(owner)
    if (n === null) return sealed
    sealed.blocks += 1
    sealed.rows += n
  }
}

/** One block, or null: nothing has come to rest, or somebody else is sealing. */
async function sealNext(owner: Client): Promise<number | null> {
  await owner.query('begin')
  try {
    const { rows } = await owner.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [lockKey])
    const block = rows[0]?.mine ? await nextBlock(owner) : null
    if (block)
      await owner.query(
        `insert into audit_block (no, txid_lt, floor_seq, n, leaves, rows_root, prev, head, at)
         values ($1, $2::xid8, $3, $4, $5, $6, $7, $8, $9::timestamp at time zone 'UTC')`,
        [
          ...[block.no, block.txid_lt, block.floor_seq, block.n, block.leaves, block.rows_root, block.prev, block.head],
          block.at,
        ],
      )
    await owner.query('commit')
    return block ? block.n : null
  } catch (error) {
    await owner.query('rollback').catch(() => undefined)
    throw error
  }
}

async function nextBlock(owner: Client): Promise<Block | null> {
  const { rows: last } = await owner.query<Block>(`select ${blockFields} from audit_block b order by b.no desc limit 1`)
  const { rows: clock } = await owner.query<{ horizon: string; now: string }>(
    `select pg_snapshot_xmin(pg_current_snapshot())::text as horizon, to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as now`,
  )
  const { horizon = '0', now = '' } = clock[0] ?? {}
  const before = last[0]
  const from = { txid: before?.txid_lt ?? '0', floor: before?.floor_seq ?? '0' }
  const restored = BigInt(horizon) < BigInt(from.txid)
  const found = restored ? await endOfEpoch(owner, from) : await rested(owner, from, horizon)
  if (!restored && found.rows.length === 0) return null
  const leaves = leavesOf(found.rows)
  const block = {
    no: String(BigInt(before?.no ?? '0') + 1n),
    txid_lt: restored ? horizon : found.bound,
    floor_seq: found.floor,
    n: found.rows.length,
    rows_root: rootOf(leaves),
    prev: before?.head ?? noHead,
    at: now,
  }
  return { ...block, leaves, head: headOf(block) }
}

interface From {
  txid: string
  floor: string
}

/** The rows of one block, and the transaction that it ends before. */
async function rested(owner: Client, from: From, horizon: string) {
  const rows = await read(owner, `e.txid >= $1::xid8 and e.txid < $2::xid8 and e.seq > $3`, [
    from.txid,
    horizon,
    from.floor,
  ])
  const floor = from.floor
  if (rows.length <= blockRows) return { rows, bound: horizon, floor }
  const bound = txidOf(rows.at(-1) ?? [])
  const whole = rows.filter((row) => txidOf(row) !== bound)
  if (whole.length > 0) return { rows: whole, bound, floor }
  const large = await read(owner, `e.txid = $1::xid8 and e.seq > $2`, [bound, floor], null)
  return { rows: large, bound: String(BigInt(bound) + 1n), floor }
}

/**
 * The database counts its transactions anew: it was restored from a copy. What was written before and not sealed goes into one block, and above its row number
 * an epoch begins. Who writes meanwhile waits for us, and before us was refused (app.audit_in_epoch).
 */
async function endOfEpoch(owner: Client, from: From) {
  await owner.query('lock table audit_event in share mode')
  const rows = await read(owner, `e.txid >= $1::xid8 and e.seq > $2`, [from.txid, from.floor], null)
  const { rows: top } = await owner.query<{ seq: string }>('select coalesce(max(seq), 0)::text as seq from audit_event')
  return { rows, bound: '', floor: top[0]?.seq ?? from.floor }
}

async function read(
  owner: Client,
  where: string,
  values: unknown[],
  limit: number | null = blockRows + 1,
): Promise<RowTexts[]> {
  const { rows } = await owner.query<(string | null)[]>({
    text: `select ${rowFields} from audit_event e where ${where} order by e.txid, e.seq ${limit === null ? '' : `limit ${limit}`}`,
    values,
    rowMode: 'array',
  })
  return rows
}
