import { levelNames } from '../../contract/policy.ts'
import { stageNames, stages } from '../../contract/teacher.ts'
import { audit } from '../platform/audit.ts'
import { type Context, shanghaiDay } from '../platform/context.ts'
import type { FileAnswer } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { workbookBytes } from '../platform/workbook/write.ts'
import { rowOf, unitInReach } from './rules.ts'
import { linesOf } from './sql.ts'

/** Rows that one export may have: more units than a province has at any level. */
const most = 20_000

/** The table of 采集进度 as it is filtered and sorted on the page, all of its rows. @throws Problem not-found */
export async function progressWorkbook(
  ctx: Context,
  {
    unitId = ctx.actor.unitId,
    level,
    stalled,
    sort,
  }: {
    unitId?: string | undefined
    level?: 'province' | 'city' | 'county' | 'school' | undefined
    stalled?: number | undefined
    sort: string
  },
): Promise<FileAnswer> {
  const { unit } = await unitInReach(ctx, unitId)
  const lines = await linesOf(ctx, { under: unitId, level, stalled, sort, page: 1, size: most + 1 })
  if (lines.length > most) throw new Problem('request.too-large', { title: `超过 ${most} 行，请缩小范围后再导出` })
  const rows = [unit, ...lines.map((line) => rowOf(ctx, line))]
  const columns = [
    '单位',
    '层级',
    '学校数',
    '应采',
    ...stages.map((stage) => stageNames[stage]),
    '完成率',
    '及时率',
    '平均审核时长（小时）',
    '停滞（天）',
    '报送截止',
    '上次催办',
    '已阅',
  ]
  const parts: Buffer[] = []
  for await (const part of workbookBytes({
    title: '采集进度',
    created: ctx.now,
    sheets: [
      {
        name: '采集进度',
        columns: columns.map((header, at) => ({ header, width: at === 0 ? 30 : 12 })),
        rows: rows.map((row) => [
          row.name,
          levelNames[row.level],
          String(row.schools),
          String(row.total),
          ...stages.map((stage) => String(row.counts[stage] ?? 0)),
          row.total > 0 ? `${row.done}%` : null,
          row.onTime === null ? null : `${row.onTime}%`,
          row.reviewHours === null ? null : String(row.reviewHours),
          row.stalled === null ? null : String(row.stalled),
          row.deadline,
          row.urgedAt && shanghaiDay(new Date(row.urgedAt)),
          row.urgedSeenAt && shanghaiDay(new Date(row.urgedSeenAt)),
        ]),
        pageFooter: `${ctx.actor.unitName} ${ctx.today}`,
      },
    ],
  }))
    parts.push(part)
  await audit(ctx, {
    action: 'progress.read',
    object: { type: 'unit', id: unitId },
    detail: { export: rows.length, level: level ?? null, stalled: stalled ?? null },
  })
  return {
    name: `采集进度-${unit.name}-${ctx.today}.xlsx`,
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    content: Buffer.concat(parts),
  }
}
