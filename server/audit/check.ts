import type { Client } from 'pg'
import {
  type Block,
  blockFields,
  eachLeaf,
  headOf,
  type RowTexts,
  rootOf,
  rowFields,
  rowHash,
  seqOf,
} from './format.ts'

/** What does not agree: one row, or the block itself. */
export interface Break {
  block: string
  seq: string | null
  kind: 'changed' | 'removed' | 'inserted' | 'block'
  message: string
}

/** As many as anybody reads; after them the log is broken anyhow. */
const mostBreaks = 100

/**
 * Holds the newest `blocks` blocks against the rows of the log: chain, bounds, every row. The program in verify/ does the same for all of them, with code of its own.
 * @param owner a connection that sees every row
 * @param progress hears after each block
 */
export async function checkNewest(
  owner: Client,
  blocks: number,
  progress: (checked: number, rows: number, total: number) => Promise<void>,
): Promise<Break[]> {
  const { rows: numbers } = await owner.query<{ no: string }>(
    'select b.no::text from audit_block b order by b.no desc limit $1',
    [blocks],
  )
  const first = numbers.at(-1)?.no
  if (!first) return []
  const found: Break[] = []
  if (numbers.length < blocks && first !== '1')
    found.push({ block: '1', seq: null, kind: 'block', message: '最早的区块不见了' })
  let before = await blockAt(owner, String(BigInt(first) - 1n))
  let [checked, rows] = [0, 0]
  for (let no = BigInt(first); no <= BigInt(numbers[0]?.no ?? first) && found.length < mostBreaks; no += 1n) {
    const block = await blockAt(owner, String(no))
    if (!block) {
      found.push({ block: String(no), seq: null, kind: 'block', message: '这个区块不见了' })
      before = null
      continue
    }
    found.push(...linkBreaks(block, before))
    if (before || no === 1n) {
      const standing = await rowsOf(owner, block, before)
      found.push(...rowBreaks(block, standing))
      rows += standing.length
    }
    before = block
    checked += 1
    await progress(checked, rows, numbers.length)
  }
  return found.slice(0, mostBreaks)
}

async function blockAt(owner: Client, no: string): Promise<Block | null> {
  const { rows } = await owner.query<Block>(`select ${blockFields} from audit_block b where b.no = $1`, [no])
  return rows[0] ?? null
}

function linkBreaks(block: Block, before: Block | null): Break[] {
  const wrong = (message: string): Break => ({ block: block.no, seq: null, kind: 'block', message })
  return [
    ...(before && !block.prev.equals(before.head) ? [wrong('没有接在前一个区块之后')] : []),
    ...(headOf(block).equals(block.head) ? [] : [wrong('区块的头与内容不符，区块被改动过')]),
    ...(rootOf(block.leaves).equals(block.rows_root) ? [] : [wrong('区块里的行摘要被改动过')]),
  ]
}

/** What stands in the log now between the bounds of this block and the one before. */
async function rowsOf(owner: Client, block: Block, before: Block | null): Promise<RowTexts[]> {
  const from = [before?.txid_lt ?? '0', before?.floor_seq ?? '0']
  const epochEnds = block.floor_seq !== from[1]
  const { rows: next } = await owner.query<{ floor: string }>(
    'select floor_seq::text as floor from audit_block where no > $1 and floor_seq <> $2 order by no limit 1',
    [block.no, block.floor_seq],
  )
  const { rows } = await owner.query<(string | null)[]>({
    text: `select ${rowFields} from audit_event e where e.txid >= $1::xid8 and e.seq > $2 and ${
      epochEnds ? 'e.seq <= $3' : 'e.txid < $3::xid8 and ($4::bigint is null or e.seq <= $4)'
    } order by e.txid, e.seq`,
    values: [...from, ...(epochEnds ? [block.floor_seq] : [block.txid_lt, next[0]?.floor ?? null])],
    rowMode: 'array',
  })
  return rows
}

function rowBreaks(block: Block, standing: readonly RowTexts[]): Break[] {
  const sealed = new Map<string, string>()
  for (const { seq, hash } of eachLeaf(block.leaves)) sealed.set(seq, hash.toString('hex'))
  const found: Break[] = []
  const wrong = (seq: string, kind: Break['kind'], message: string) =>
    found.push({ block: block.no, seq, kind, message })
  for (const row of standing) {
    const seq = seqOf(row)
    const hash = sealed.get(seq)
    if (hash === undefined) wrong(seq, 'inserted', '封存以后插入的行')
    else if (hash !== rowHash(row).toString('hex')) wrong(seq, 'changed', '封存以后被改动的行')
    sealed.delete(seq)
  }
  for (const seq of sealed.keys()) wrong(seq, 'removed', '封存以后被删除或移走的行')
  return found
}
