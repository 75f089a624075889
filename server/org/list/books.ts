import { sql } from 'kysely'
import { schoolTypes } from '../../../standard/school-type.ts'
import { codeTable } from '../../../standard/tables.ts'
import type { Context } from '../../platform/context.ts'
import type { RowModel, WorkbookModel } from '../../platform/workbook/write.ts'
import { columns, type Field } from './columns.ts'
import { findingTitles } from './findings.ts'
import type { ListRow } from './sql.ts'

const required: readonly Field[] = ['code', 'name']
const choices: Partial<Record<Field, readonly string[]>> = {
  type: schoolTypes.map(({ code, name }) => `${code} ${name}`),
  urbanRural: (codeTable('urban_rural')?.rows ?? [])
    .filter(({ code }) => code.length === 3)
    .map(({ code, name }) => `${code} ${name}`),
  state: ['在办', '恢复办学', '撤销', '合并', '拆分'],
  level: ['省', '市', '县'],
}

/** The empty list: one sheet, a note on every column, codes to pick from. */
export function templateModel(at: Date): WorkbookModel {
  const own = columns.filter(({ note }) => note !== '')
  return {
    title: '机构名单模板',
    creator: '全国教师管理信息系统',
    created: at,
    sheets: [
      {
        name: '机构名单',
        columns: own.map(({ field, header, note }) => ({
          header: `${header}${required.includes(field) ? '*' : ''}`,
          headerNote: note,
          headerFill: required.includes(field) ? 'FCE4D6' : 'DDEBF7',
          width: field === 'name' || field === 'address' ? 30 : 16,
          ...(choices[field] && { choices: choices[field], choicesMessage: `“${header}”请从列表中选择。` }),
        })),
      },
    ],
  }
}

/** Every finding of a list, pulled page by page. */
export function findingsModel(ctx: Context, list: ListRow): WorkbookModel {
  const headers: [string, number][] = [
    ['行', 8],
    ['列', 16],
    ['程度', 8],
    ['问题', 24],
    ['说明', 60],
    ['应为', 36],
    ['现为', 24],
    ['怎么办', 50],
    ['问题代码', 20],
  ]
  return {
    title: `机构名单 ${list.no} 的错误和提示`,
    creator: '全国教师管理信息系统',
    created: ctx.now,
    sheets: [
      {
        name: '错误和提示',
        columns: headers.map(([header, width]) => ({ header, width, wrap: width > 30 })),
        rows: findingRows(ctx, list.id),
      },
    ],
  }
}

const rowsAtOnce = 5000

async function* findingRows(ctx: Context, listId: string): AsyncGenerator<RowModel> {
  for (let after = { row_no: -1, n: -1 }; ; ) {
    const { rows } = await sql<KeptRow>`
      select row_no, n, "column", severity, code, message, expected, seen, remedy from unit_list_finding
       where list_id = ${listId} and (row_no, n) > (${after.row_no}, ${after.n}) order by row_no, n limit ${rowsAtOnce}`.execute(
      ctx.db,
    )
    for (const row of rows)
      yield [
        row.row_no > 10_000_000 ? '' : String(row.row_no),
        row.column,
        row.severity === 'error' ? '错误' : '提示',
        findingTitles[row.code],
        row.message,
        row.expected,
        row.seen,
        row.remedy,
        row.code,
      ]
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) return
    after = last
  }
}

export interface KeptRow {
  row_no: number
  n: number
  column: string | null
  severity: 'error' | 'warning'
  code: keyof typeof findingTitles
  message: string
  expected: string | null
  seen: string | null
  remedy: string | null
}
