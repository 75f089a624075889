import type { z } from 'zod'
import type { Download } from '../../contract/download.ts'
import { type Actor, roleName } from '../../contract/policy.ts'
import type { queryApi } from '../../contract/query.ts'
import { type RosterRow, stageNames } from '../../contract/teacher.ts'
import { categoryName } from '../../standard/categories.ts'
import { codeName } from '../../standard/check-value.ts'
import type { Tables } from '../../standard/indicator.ts'
import { type DownloadPayload, type Filling, fillDownload, startDownload } from '../download/door.ts'
import { downloadOf } from '../download/rules.ts'
import type { Context, House } from '../platform/context.ts'
import { type SheetModel, workbookBytes } from '../platform/workbook/write.ts'
import { rosterRows } from '../teacher/roster.ts'
import { cellsOf } from './cells.ts'
import { askedFor, type Form, formOf } from './form.ts'
import { idsOf, type ListAsk } from './list.ts'
import { namesOfUnits } from './sql.ts'

export const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/**
 * 导出名册: counts whom it concerns and asks 下载中心 for the file, with the columns of the view.
 * @throws Problem not-found, query.no-indicator, query.value, download.*
 */
export async function exportList(
  ctx: Context,
  { purpose, ...ask }: z.output<NonNullable<typeof queryApi.exporting.body>>,
): Promise<Download> {
  const form = await formOf(ctx, ask)
  const columns = ask.columns.map((key) => askedFor(form, key, 'listed'))
  const filters = ask.filters.map(({ key }) => askedFor(form, key, 'listed'))
  const { total: count } = await idsOf(ctx, form, ask, { page: 1, size: 1, counted: true })
  const id = await startDownload(ctx, {
    kind: 'roster',
    title: '教师名册',
    purpose,
    task: 'query.export',
    ask,
    scope: await scopeOf(ctx, form, ask),
    columns: columns.map(({ label }) => label),
    count,
    // the day of birth stands in every list
    sensitive: [...columns, ...filters].some(({ field }) => field.secrecy === 3 && field.name !== 'birth_date'),
    log: { columns: ask.columns, filters: ask.filters.map(({ key, op }) => `${key} ${op}`) },
  })
  return downloadOf(ctx, id)
}

async function scopeOf(ctx: Context, form: Form, ask: ListAsk): Promise<string> {
  const other = ask.unitId !== undefined && ask.unitId !== ctx.actor.unitId ? ask.unitId : null
  const unit = other === null ? ctx.actor.unitName : ((await namesOfUnits(ctx, [other])).get(other) ?? '')
  const labels = new Set(ask.filters.map(({ key }) => askedFor(form, key, 'listed').label))
  return [
    unit,
    ...(form.category ? [categoryName(form.category)] : []),
    ...(ask.stage ? [stageNames[ask.stage]] : []),
    ...(ask.search ? ['按姓名查找'] : []),
    ...(labels.size > 0 ? [`按${[...labels].join('、')}筛选`] : []),
  ].join(' · ')
}

const part = 1000

/** The job `query.export`: a thousand people at a time. Who came in after the number was confirmed is left out. */
export function drawExport(house: House, payload: DownloadPayload): Promise<void> {
  return fillDownload<ListAsk>(house, payload, async (filling) => {
    const { ask, row, work, progress } = filling
    const begun = await work(async (ctx) => {
      const form = await formOf(ctx, ask)
      const { ids } = await idsOf(ctx, form, ask, { page: 1, size: row.count, counted: false })
      return { ids, at: ctx.now, version: form.version }
    })
    let cancelled = false
    const lines = async function* () {
      for (let from = 0; from < begun.ids.length && !cancelled; from += part) {
        const ids = begun.ids.slice(from, from + part)
        yield* await work(async (ctx) => {
          const form = await formOf(ctx, ask)
          const cells = await cellsOf(ctx, form, ask.columns, ids)
          const rows = await rosterRows(ctx, ids)
          return rows.map((each) => [...fixed(each, form.tables), ...(cells.get(each.id) ?? [])])
        })
        cancelled = !(await progress(Math.min(from + part, begun.ids.length)))
      }
    }
    const content = await drawn(filling, begun, lines())
    return cancelled ? null : { name: `教师名册 ${row.no}.xlsx`, type: xlsx, content }
  })
}

const fixedHeaders = ['姓名', '全国唯一编号', '性别', '出生日期', '学校', '环节']

function fixed(row: RosterRow, tables: Tables): string[] {
  const gender = tables('gender')
  const sex = gender ? codeName(gender, row.gender) : row.gender
  return [row.name, row.nationalNo, sex, row.birthDate ?? '', row.unitName, stageNames[row.stage]]
}

/** Who takes something out, for the file and every printed page (P05). */
export const signedBy = (actor: Actor): string => `${actor.unitName} ${roleName(actor.role)} ${actor.personName}`
export const minuteOf = (at: Date): string => at.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).slice(0, 16)

/** Every cell is text, so that none can be a formula. */
async function drawn(
  { actor, row, scope, columns }: Filling<ListAsk>,
  { at, version, ids }: { at: Date; version: number | null; ids: readonly string[] },
  rows: AsyncIterable<string[]>,
): Promise<Buffer> {
  const [who, when] = [signedBy(actor), minuteOf(at)]
  const headers = [...fixedHeaders, ...columns]
  const mark = `${who} ${when} 导出 编号 ${row.no}`
  const said = `所选指标取自导出时已生效的信息${version === null ? '' : `，按指标体系第 ${version} 版`}；一人有多条的以“；”分隔。`
  const list: SheetModel = {
    name: '教师名册',
    columns: headers.map((header) => ({ header, width: header === '学校' ? 30 : 18 })),
    rows,
    pageHeader: mark,
    pageFooter: `用途：${row.purpose}`,
  }
  const about = aboutSheet('导出说明', [
    ['导出编号', row.no],
    ['导出人', who],
    ['导出时间', when],
    ['用途', row.purpose],
    ['范围', scope],
    ['人数', String(ids.length)],
    ['列', headers.join('、')],
    ['口径', said],
    ['提醒', '本文件含个人信息，只能用于上述用途；用毕删除，不得转发、公开。每次导出和下载均有记录。'],
  ])
  return bookOf(`教师名册 ${row.no}`, mark, at, [list, about])
}

/** A sheet of what is said about another. */
export const aboutSheet = (name: string, rows: string[][]): SheetModel => ({
  name,
  columns: [
    { header: '项目', width: 16 },
    { header: '内容', width: 90, wrap: true },
  ],
  rows,
})

export async function bookOf(title: string, creator: string, created: Date, sheets: SheetModel[]): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const bytes of workbookBytes({ title, creator, created, sheets })) parts.push(bytes)
  return Buffer.concat(parts)
}
