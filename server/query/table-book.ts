import { type CrossTable, hiddenSign, smallest } from '../../contract/query.ts'
import type { Context } from '../platform/context.ts'
import type { FileAnswer } from '../platform/http.ts'
import { aboutSheet, bookOf, minuteOf, signedBy, xlsx } from './export.ts'
import { type TableAsk, tableOf } from './table.ts'

/** 交叉表 as a workbook, with its 口径 on a sheet of its own. What is hidden on the page is hidden here. */
export async function tableBook(ctx: Context, ask: TableAsk): Promise<FileAnswer> {
  const table = await tableOf(ctx, ask)
  const [who, when] = [signedBy(ctx.actor), minuteOf(ctx.now)]
  const title = [table.rowLabel, table.columnLabel].filter((label) => label !== null).join(' × ')
  const number = (n: number | null | undefined) => (n === null || n === undefined ? hiddenSign : String(n))
  const numbers = {
    name: '交叉表',
    columns: [table.rowLabel, ...table.columns.map(({ label }) => label), '合计'].map((header) => ({
      header,
      width: 16,
    })),
    rows: [
      ...table.rows.map(({ label }, r) => [label, ...(table.cells[r] ?? []).map(number), number(table.rowTotals[r])]),
      ['合计', ...table.columnTotals.map(number), number(table.total)],
    ],
    pageHeader: `${title} ${who} ${when}`,
  }
  const about = aboutSheet('口径', [
    ['统计对象', `${table.unitName}及其下级单位已生效的教师，一人计一次`],
    ['时间', when],
    ['指标体系', table.version === null ? '国家核心指标' : `第 ${table.version} 版`],
    ['筛选条件', ask.filters.length === 0 ? '无' : `${ask.filters.length} 个`],
    ...noteOf(table),
    ['导出人', who],
  ])
  return {
    name: `${title} ${ctx.today}.xlsx`,
    type: xlsx,
    content: await bookOf(title, who, ctx.now, [numbers, about]),
  }
}

function noteOf(table: CrossTable): string[][] {
  const notes: string[][] = []
  if (table.overlapping) notes.push(['说明', '一人可有多个取值，各项之和可能大于合计'])
  if (!table.drill)
    notes.push(['说明', `涉及敏感指标，小于 ${smallest} 的数及可推算出它们的数不显示，记作 ${hiddenSign}`])
  return notes
}
