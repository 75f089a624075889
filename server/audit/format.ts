import { createHash } from 'node:crypto'

/**
 * The bytes that are hashed (docs/operations/audit-format.md is the authority; the independent program in verify/ is written from it, not from here).
 * A field is its length in four bytes, then its text in UTF-8; null is the length 0xffffffff alone. So no two rows have the same bytes.
 */

/** The fields of a row in their order, each as PostgreSQL's own text; the moment in UTC with microseconds, bytes as hexadecimal digits. */
export const rowFields = `e.province_code, e.seq::text, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), e.txid::text, e.person_id::text, e.post_id::text, e.role,
  e.unit_id::text, encode(e.session_hash, 'hex'), e.network, e.request_id, encode(e.agent_hash, 'hex'), e.action, e.object_type, e.object_id, e.outcome, e.detail::text`

/** A row as read with `rowFields`; the second is its number, the fourth its transaction. */
export type RowTexts = readonly (string | null)[]
export const seqOf = (row: RowTexts): string => row[1] ?? ''
export const txidOf = (row: RowTexts): string => row[3] ?? ''

/** A block as it stands in the table; numbers as decimal text, bytes as they are. */
export interface Block {
  no: string
  txid_lt: string
  floor_seq: string
  n: number
  leaves: Buffer
  rows_root: Buffer
  prev: Buffer
  head: Buffer
  /** in UTC with microseconds */
  at: string
}

export const blockFields = `b.no::text, b.txid_lt::text, b.floor_seq::text, b.n, b.leaves, b.rows_root, b.prev, b.head,
  to_char(b.at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as at`

const leafMark = Buffer.from([0])
const nodeMark = Buffer.from([1])

/** What the first block names as the one before it. */
export const noHead = Buffer.alloc(32)

export const rowHash = (row: RowTexts): Buffer => sm3(Buffer.concat([leafMark, fields(row)]))

/** Number and hash of each row, 40 bytes: with them a break is found to the row. */
export function leavesOf(rows: readonly RowTexts[]): Buffer {
  const leaves = Buffer.alloc(rows.length * 40)
  for (const [index, row] of rows.entries()) {
    leaves.writeBigInt64BE(BigInt(seqOf(row)), index * 40)
    rowHash(row).copy(leaves, index * 40 + 8)
  }
  return leaves
}

/** The numbers and hashes in `leaves`, in order. */
export function* eachLeaf(leaves: Buffer): Generator<{ seq: string; hash: Buffer }> {
  for (let at = 0; at < leaves.length; at += 40)
    yield { seq: String(leaves.readBigInt64BE(at)), hash: leaves.subarray(at + 8, at + 40) }
}

/** The root of the tree over the rows' hashes, as RFC 6962 builds it: so that an export of some rows can be held against the block. */
export function rootOf(leaves: Buffer): Buffer {
  return levels(leaves).at(-1)?.[0] ?? sm3(Buffer.alloc(0))
}

/** The tree from the hashes of the rows up to the root; a node without a partner is carried up as it is. */
export function levels(leaves: Buffer): Buffer[][] {
  let level = [...eachLeaf(leaves)].map(({ hash }) => hash)
  const all = [level]
  while (level.length > 1) {
    const next: Buffer[] = []
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]]
      if (left) next.push(right ? sm3(Buffer.concat([nodeMark, left, right])) : left)
    }
    level = next
    all.push(level)
  }
  return all
}

/** What the row at `index` lacks to reach the root, from below. */
export function pathOf(tree: readonly Buffer[][], index: number): Buffer[] {
  const path: Buffer[] = []
  for (let [depth, at] = [0, index]; depth < tree.length - 1; depth += 1, at = at >> 1) {
    const sibling = tree[depth]?.[at ^ 1]
    if (sibling) path.push(sibling)
  }
  return path
}

export const headOf = (block: Omit<Block, 'head' | 'leaves'>): Buffer =>
  sm3(
    fields([
      'xingtan audit block 1',
      block.no,
      block.txid_lt,
      block.floor_seq,
      String(block.n),
      block.rows_root.toString('hex'),
      block.prev.toString('hex'),
      block.at,
    ]),
  )

function fields(texts: RowTexts): Buffer {
  const parts: Buffer[] = []
  for (const text of texts) {
    const length = Buffer.alloc(4, 0xff)
    if (text === null) parts.push(length)
    else {
      const bytes = Buffer.from(text, 'utf8')
      length.writeUInt32BE(bytes.length)
      parts.push(length, bytes)
    }
  }
  return Buffer.concat(parts)
}

const sm3 = (bytes: Buffer): Buffer => createHash('sm3').update(bytes).digest()
