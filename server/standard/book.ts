import type { CodeLine } from '../../contract/national.ts'
import { mostCodes } from '../../contract/national.ts'
import type { CodeTable } from '../../standard/indicator.ts'
import { Problem } from '../platform/problem.ts'
import type { Row } from '../platform/workbook/cells.ts'
import { readInChild } from '../platform/workbook/read-process.ts'
import { WorkbookRefusal } from '../platform/workbook/refusal.ts'
import type { WorkbookModel } from '../platform/workbook/write.ts'
import type { Wrong } from '../profile/wrong.ts'

const columns = [
  { key: 'code', header: '代码', width: 14 },
  { key: 'name', header: '名称', width: 40 },
  { key: 'parent', header: '上级代码', width: 14 },
  { key: 'offered', header: '是否提供选择', width: 14 },
  { key: 'successor', header: '后继代码', width: 14 },
] as const
type Key = (typeof columns)[number]['key']

/** A table as a workbook: what is downloaded can be edited and read back. */
export function bookOf(table: CodeTable, at: Date): WorkbookModel {
  return {
    title: `代码表 ${table.label}`,
    creator: '全国教师管理信息系统',
    created: at,
    sheets: [
      {
        name: '代码表',
        columns: columns.map(({ key, header, width }) => ({
          header,
          width,
          headerFill: key === 'code' || key === 'name' ? 'FCE4D6' : 'DDEBF7',
          ...(key === 'offered' && { choices: ['是', '否'] }),
        })),
        rows: table.rows.map((row) => [
          row.code,
          row.name,
          row.parent ?? '',
          row.selectable === false ? '否' : '是',
          row.successor ?? '',
        ]),
      },
    ],
  }
}

/**
 * The rows of a table in an .xlsx or .csv; the heads 代码 and 名称 are looked for in its first ten rows. A cell that must not be taken as it stands (a formula,
 * a rounded number, a date) is said with its row, all of them at once.
 * @throws Problem file.refused: cannot be read, no such heads, more than 5,000 rows
 */
export async function readBook(file: { path: string; name: string }): Promise<{ rows: CodeLine[]; wrongs: Wrong[] }> {
  const rows: CodeLine[] = []
  const wrongs: Wrong[] = []
  let heads: ReadonlyMap<number, Key> | null = null
  let looked = 0
  const take = (row: Row) => {
    if (!heads) {
      looked += 1
      heads = looked <= 10 ? headsOf(row) : null
      return
    }
    if (rows.length >= mostCodes) throw new Problem('file.refused', { title: `一个代码表最多 ${mostCodes} 行，请拆分` })
    const line = lineOf(row, heads, wrongs, rows.length)
    if (line) rows.push(line)
  }
  try {
    for await (const event of readInChild(file.path, { name: file.name, cpuSeconds: 20 })) {
      if ('sheet' in event) {
        if (heads) break
        looked = 0
      }
      if ('rows' in event) for (const row of event.rows) take(row)
    }
  } catch (error) {
    if (error instanceof WorkbookRefusal)
      throw new Problem('file.refused', { title: error.message, reason: error.code })
    throw error
  }
  if (!heads)
    throw new Problem('file.refused', { title: '没有找到表头。第一行应有“代码”和“名称”两列，请按下载的代码表填写' })
  return { rows, wrongs }
}

function headsOf(row: Row): ReadonlyMap<number, Key> | null {
  const found = new Map<number, Key>()
  for (const cell of row.cells) {
    const column = columns.find(({ header }) => header === cell.text.replace(/[\s*＊]/g, ''))
    if (column) found.set(cell.col, column.key)
  }
  const keys = [...found.values()]
  return keys.includes('code') && keys.includes('name') ? found : null
}

function lineOf(row: Row, heads: ReadonlyMap<number, Key>, wrongs: Wrong[], at: number): CodeLine | null {
  const values: Partial<Record<Key, string>> = {}
  for (const cell of row.cells) {
    const key = heads.get(cell.col)
    if (!key) continue
    const text = cell.text.trim()
    values[key] = text
    if (cell.problem || cell.kind === 'date')
      wrongs.push({
        at: String(at),
        code: 'cell.unsure',
        message: `第 ${row.row} 行“${columns.find((column) => column.key === key)?.header}”不是普通文本（${text}），请设为文本后重新填写`,
      })
  }
  const { code = '', name = '', parent, offered, successor } = values
  if (code === '' && name === '') return null
  return {
    code: code.slice(0, 40),
    name: name.slice(0, 200),
    ...(parent && { parent: parent.slice(0, 40) }),
    ...(offered === '否' && { selectable: false as const }),
    ...(successor && { successor: successor.slice(0, 40) }),
  }
}
