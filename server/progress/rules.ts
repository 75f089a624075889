import { sql } from 'kysely'
import type { Level } from '../../contract/policy.ts'
import type { ProgressRow } from '../../contract/progress.ts'
import { type Stage, stages } from '../../contract/teacher.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'

interface Line extends Record<Stage, number> {
  id: string
  name: string
  level: Level
  province_code: string
  schools: number
  total: number
  moved_at: Date | null
}

/** Sums of the schools' counters under each of some units: no row above the school is kept, so none can be wrong. */
async function sumsOf(ctx: Context, where: 'self' | 'children', unitId: string): Promise<Line[]> {
  const columns = sql.join(stages.map((stage) => sql`coalesce(sum(p.${sql.ref(stage)}), 0)::int as ${sql.ref(stage)}`))
  const { rows } = await sql<Line>`
    select n.id, n.name, n.level, n.province_code, count(p.unit_id)::int as schools, coalesce(sum(p.total), 0)::int as total, max(p.moved_at) filter (where p.total > 0) as moved_at, ${columns}
      from unit_now n
      left join unit s on s.path >= n.path and s.path < n.path || '~' and s.level = 'school'
      left join progress p on p.unit_id = s.id
     where ${where === 'self' ? sql`n.id = ${unitId}` : sql`n.parent_id = ${unitId}`}
     group by n.id, n.name, n.level, n.province_code, n.code order by n.code`.execute(ctx.db)
  return rows
}

function rowOf(ctx: Context, line: Line): ProgressRow {
  return {
    unitId: line.id,
    name: line.name,
    level: line.level,
    schools: line.schools,
    total: line.total,
    counts: Object.fromEntries(stages.map((stage) => [stage, line[stage]])) as Record<Stage, number>,
    done: line.total === 0 ? 0 : Math.floor((line.effective * 100) / line.total),
    movedAt: line.moved_at?.toISOString() ?? null,
    stalled: line.moved_at ? Math.floor((ctx.now.getTime() - line.moved_at.getTime()) / 86_400_000) : null,
  }
}

/** 采集进度 of a unit within reach: its own sum, one row for each unit below, and the way up to the post's own unit. */
export async function progressOf(ctx: Context, unitId: string = ctx.actor.unitId) {
  const [self] = await sumsOf(ctx, 'self', unitId)
  const path = (await ctx.db.selectFrom('unit').select('path').where('id', '=', unitId).executeTakeFirst())?.path
  if (!self || !path?.startsWith(ctx.actor.unitPath)) throw new Problem('not-found')
  const chain = await sql<{
    id: string
    name: string
  }>`select id, name from unit_now where ${path} ^@ path and path ^@ ${ctx.actor.unitPath} order by path`.execute(
    ctx.db,
  )
  return {
    round: await roundOf(ctx, self.province_code),
    chain: chain.rows.map((row) => ({ unitId: row.id, name: row.name })),
    unit: rowOf(ctx, self),
    rows: (await sumsOf(ctx, 'children', unitId)).map((line) => rowOf(ctx, line)),
  }
}

/** The open round of a province, with the days left; negative when the deadline has passed. */
export async function roundOf(
  ctx: Context,
  provinceCode: string,
): Promise<{ name: string; deadline: string; daysLeft: number } | null> {
  const { rows } = await sql<{ name: string; deadline: string; days: number }>`
    select name, deadline::text as deadline, (deadline - ${ctx.today}::date)::int as days from round where province_code = ${provinceCode} and closed_on is null`.execute(
    ctx.db,
  )
  const [row] = rows
  return row ? { name: row.name, deadline: row.deadline, daysLeft: row.days } : null
}
