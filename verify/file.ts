import { createReadStream, openSync, readSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { type Header, hashOfBlock, hashOfRow, rootFromPath, type Texts } from './format.ts'
import type { Report } from './report.ts'

type Line = Record<string, unknown>

/** Holds an export against the heads of its blocks; no database is asked. */
export async function verifyFile(path: string, report: Report): Promise<void> {
  const start = Buffer.alloc(2)
  readSync(openSync(path, 'r'), start)
  const raw = createReadStream(path)
  const input = start[0] === 0x1f && start[1] === 0x8b ? raw.pipe(createGunzip()) : raw
  let line = 0
  let block: Header | null = null
  let unsealed = 0
  let newest: string | null = null
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1
    if (text === '') continue
    const said = parse(text, line)
    if (line === 1) {
      if (said.format !== 'xingtan audit export 1') throw new Error('不是审计日志的导出文件：第一行应有 "xingtan audit export 1"')
      newest = typeof said.head === 'string' ? said.head : null
    } else if (said.block !== null && typeof said.block === 'object') {
      const next = headerOf(said.block as Line)
      if (hashOfBlock(next) !== next.head) report.broken(next.no, null, '区块的头与内容不符：区块被改动过')
      if (block && next.no === block.no + 1n && next.prev !== block.head) report.broken(next.no, null, '没有接在前一个区块之后')
      if (block && next.no <= block.no) report.broken(next.no, null, '区块的次序颠倒')
      if (newest?.startsWith(`${next.no}:`) && newest !== `${next.no}:${next.head}`)
        report.broken(next.no, null, '区块的头与文件开头所记的不同')
      block = next
      report.block(next.no, next.head)
    } else if (Array.isArray(said.row)) {
      const texts = said.row as Texts
      const seq = texts[1] ?? '?'
      report.row()
      if (said.block === null) {
        unsealed += 1
        continue
      }
      const path = Array.isArray(said.path) ? (said.path as string[]) : []
      if (!block || String(block.no) !== said.block) report.broken(null, seq, '这一行不在它所说的区块之下')
      else if (rootFromPath(hashOfRow(texts), Number(said.index), block.rows, path) !== block.root)
        report.broken(block.no, seq, '这一行被改动过，或不是这个区块的')
    } else throw new Error(`第 ${line} 行无法识别`)
  }
  report.waiting(unsealed)
}

function parse(text: string, line: number): Line {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Line
  } catch {
    // said below
  }
  throw new Error(`第 ${line} 行不是 JSON，文件不完整或被改动过`)
}

const headerOf = (block: Line): Header => ({
  no: BigInt(String(block.no)),
  bound: BigInt(String(block.txid_lt)),
  floor: BigInt(String(block.floor_seq)),
  rows: Number(block.n),
  root: String(block.rows_root),
  prev: String(block.prev),
  head: String(block.head),
  at: String(block.at),
})
