import { createHash } from 'node:crypto'

/** docs/operations/audit-format.md, written a second time: nothing here comes from the program that seals. */

export type Texts = (string | null)[]

export interface Header {
  no: bigint
  bound: bigint
  floor: bigint
  rows: number
  root: string
  prev: string
  head: string
  at: string
}

const sm3 = (...parts: Uint8Array[]): string => {
  const hash = createHash('sm3')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

function encode(texts: Texts): Buffer {
  let size = 0
  for (const text of texts) size += 4 + (text === null ? 0 : Buffer.byteLength(text))
  const bytes = Buffer.allocUnsafe(size)
  let at = 0
  for (const text of texts) {
    if (text === null) {
      at = bytes.writeUInt32BE(0xffffffff, at)
      continue
    }
    const length = Buffer.byteLength(text)
    at = bytes.writeUInt32BE(length, at)
    at += bytes.write(text, at)
  }
  return bytes
}

export const hashOfRow = (texts: Texts): string => sm3(Uint8Array.of(0), encode(texts))

const hashOfNode = (left: string, right: string): string =>
  sm3(Uint8Array.of(1), Buffer.from(left, 'hex'), Buffer.from(right, 'hex'))

/** RFC 6962, 2.1, by its own recursive words. */
export function rootOfTree(hashes: readonly string[]): string {
  if (hashes.length === 0) return sm3()
  if (hashes.length === 1) return hashes[0] ?? ''
  let half = 1
  while (half * 2 < hashes.length) half *= 2
  return hashOfNode(rootOfTree(hashes.slice(0, half)), rootOfTree(hashes.slice(half)))
}

/** RFC 6962, 2.1.1: the root that a row reaches from its place with its path; null when the path does not fit the tree. */
export function rootFromPath(hash: string, index: number, rows: number, path: readonly string[]): string | null {
  if (index < 0 || index >= rows) return null
  const rest = [...path]
  const climb = (at: number, size: number): string | null => {
    if (size === 1) return hash
    let half = 1
    while (half * 2 < size) half *= 2
    const inner = at < half ? climb(at, half) : climb(at - half, size - half)
    const sibling = rest.shift()
    if (inner === null || sibling === undefined) return null
    return at < half ? hashOfNode(inner, sibling) : hashOfNode(sibling, inner)
  }
  const root = climb(index, rows)
  return rest.length === 0 ? root : null
}

export const hashOfBlock = (block: Omit<Header, 'head'>): string =>
  sm3(
    encode([
      'xingtan audit block 1',
      String(block.no),
      String(block.bound),
      String(block.floor),
      String(block.rows),
      block.root,
      block.prev,
      block.at,
    ]),
  )

export const zeroHead = '0'.repeat(64)
