import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type AuditFilter, type AuditRow, exportMost, objectNames, outcomeNames } from '../../contract/audit.ts'
import type { Context } from '../platform/context.ts'
import type { FileAnswer } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { workbookBytes } from '../platform/workbook/write.ts'
import { eachLeaf, levels, pathOf, seqOf, txidOf } from './format.ts'
import { blockAt, type Condition, chainEnd, type EventRow, eventPage, textsAfter } from './sql.ts'

export interface Exported {
  answer: FileAnswer
  rows: number
  /** SM3 of the file, hexadecimal */
  sm3: string
  /** the newest block when it was made: its number and head */
  head?: string
}

const pageSize = 5000

/** The block whose rows are being written. */
interface Opened {
  no: string | null
  tree: Buffer[][]
  places: Map<string, number>
}

/**
 * The rows as they were hashed, one JSON object a line, each with its block and the way through the block's tree: the program in verify/ holds them against the
 * heads without the database (docs/operations/audit-format.md). Gzipped.
 * @throws Problem 'audit.too-many'
 */
export async function ledger(ctx: Context, conditions: readonly Condition[], filter: AuditFilter): Promise<Exported> {
  const { last } = await chainEnd(ctx)
  const lines: string[] = []
  const head = last ? `${last.no}:${last.head}` : undefined
  lines.push(
    JSON.stringify({ format: 'xingtan audit export 1', at: ctx.now.toISOString(), filter, head: head ?? null }),
  )
  let rows = 0
  let open: Opened = { no: null, tree: [], places: new Map() }
  let after = { txid: '0', seq: '0' }
  for (;;) {
    const page = await textsAfter(ctx, conditions, after, pageSize)
    for (const { texts, block: no } of page) {
      if (no !== null && open.no !== no) {
        const block = await blockAt(ctx, no)
        if (!block) throw new Error(`audit block ${no} is missing`)
        const { leaves, rows_root, prev, head: own, ...plain } = block
        const [root, before, itself] = [rows_root, prev, own].map((bytes) => bytes.toString('hex'))
        lines.push(JSON.stringify({ block: { ...plain, rows_root: root, prev: before, head: itself } }))
        open = { no, tree: levels(leaves), places: new Map([...eachLeaf(leaves)].map(({ seq }, at) => [seq, at])) }
      }
      const index = no === null ? undefined : open.places.get(seqOf(texts))
      lines.push(
        JSON.stringify({
          row: texts,
          block: no,
          ...(index !== undefined && { index, path: pathOf(open.tree, index).map((hash) => hash.toString('hex')) }),
        }),
      )
      rows += 1
    }
    if (rows > exportMost) throw new Problem('audit.too-many')
    const end = page.at(-1)
    if (!end || page.length < pageSize) break
    after = { txid: txidOf(end.texts), seq: seqOf(end.texts) }
  }
  const content = await promisify(gzip)(`${lines.join('\n')}\n`)
  return {
    answer: { name: `审计日志 ${ctx.today}.ndjson.gz`, type: 'application/gzip', content },
    rows,
    sm3: sm3(content),
    ...(head && { head }),
  }
}

const columns: { header: string; width: number; of: (row: AuditRow) => string }[] = [
  { header: '序号', width: 12, of: (row) => row.seq },
  { header: '时间', width: 22, of: (row) => beijing(row.at) },
  { header: '姓名', width: 12, of: (row) => row.person ?? '' },
  { header: '岗位', width: 14, of: (row) => row.role ?? '' },
  { header: '单位', width: 30, of: (row) => row.unit ?? '' },
  { header: '动作', width: 24, of: (row) => row.actionName },
  { header: '对象', width: 12, of: (row) => objectNames[row.objectType ?? ''] ?? row.objectType ?? '' },
  { header: '对象名称', width: 20, of: (row) => row.objectName ?? '' },
  { header: '对象编号', width: 38, of: (row) => row.objectId ?? '' },
  { header: '结果', width: 10, of: (row) => outcomeNames[row.outcome] },
  { header: '来源网络', width: 18, of: (row) => row.network ?? '' },
  { header: '请求编号', width: 38, of: (row) => row.requestId ?? '' },
  { header: '会话', width: 16, of: (row) => row.session ?? '' },
  { header: '详情', width: 60, of: (row) => JSON.stringify(row.detail) },
]

/**
 * The same rows as a workbook for reading, newest first.
 * @throws Problem 'audit.too-many'
 */
export async function tableOf(
  ctx: Context,
  conditions: readonly Condition[],
  shown: (ctx: Context, rows: readonly EventRow[]) => Promise<AuditRow[]>,
): Promise<Exported> {
  let rows = 0
  const lines = async function* () {
    let before: string | undefined
    for (;;) {
      const page = await eventPage(ctx, conditions, before, pageSize)
      rows += Math.min(page.length, pageSize)
      if (rows > exportMost) throw new Problem('audit.too-many')
      for (const row of await shown(ctx, page.slice(0, pageSize))) yield columns.map(({ of }) => of(row))
      const end = page[pageSize - 1]
      if (page.length <= pageSize || !end) return
      before = `${end.micros}.${end.seq}`
    }
  }
  const parts: Buffer[] = []
  const sheets = [{ name: '审计日志', columns: columns.map(({ header, width }) => ({ header, width })), rows: lines() }]
  const model = { title: '审计日志', creator: '全国教师管理信息系统', created: ctx.now, sheets }
  for await (const part of workbookBytes(model)) parts.push(part)
  const content = Buffer.concat(parts)
  return {
    answer: {
      name: `审计日志 ${ctx.today}.xlsx`,
      type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      content,
    },
    rows,
    sm3: sm3(content),
  }
}

const sm3 = (bytes: Buffer): string => createHash('sm3').update(bytes).digest('hex')

const beijing = (at: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' }).format(
    new Date(at),
  )
