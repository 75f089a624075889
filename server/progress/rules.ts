import type { z } from 'zod'
import type { ProgressRow, progressApi } from '../../contract/progress.ts'
import { type Stage, stages } from '../../contract/teacher.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { roundHere } from '../round/door.ts'
import { chainTo, type Line, linesOf } from './sql.ts'

type Query = z.output<NonNullable<(typeof progressApi.view)['query']>>

/** 采集进度 of a unit within reach: its own sum, a page of the units below, and the way up to the post's own unit. @throws Problem not-found */
export async function progressOf(ctx: Context, { unitId = ctx.actor.unitId, ...query }: Partial<Query> = {}) {
  const { unit, chain } = await unitInReach(ctx, unitId)
  const rows = await linesOf(ctx, {
    under: unitId,
    level: query.level,
    stalled: query.stalled,
    sort: query.sort ?? 'done',
    page: query.page ?? 1,
    size: query.size ?? 100,
  })
  return {
    round: await roundHere(ctx, unitId),
    chain,
    unit,
    total: rows[0]?.of ?? 0,
    rows: rows.map((line) => rowOf(ctx, line)),
  }
}

/** A unit's own numbers. @throws Problem not-found */
export async function unitInReach(ctx: Context, unitId: string) {
  const chain = await chainTo(ctx, unitId)
  const [self] = chain.length > 0 ? await linesOf(ctx, { self: unitId }) : []
  if (!self) throw new Problem('not-found')
  return { chain, unit: rowOf(ctx, self) }
}

export function rowOf(ctx: Context, line: Line): ProgressRow {
  const row = {
    unitId: line.id,
    name: line.name,
    level: line.level,
    schools: line.schools,
    total: line.total,
    counts: Object.fromEntries(stages.map((stage) => [stage, line[stage]])) as Record<Stage, number>,
    done: line.total === 0 ? 0 : Math.floor((line.effective * 100) / line.total),
    onTime: line.sent === 0 ? null : Math.floor(((line.sent - line.late) * 100) / line.sent),
    reviewHours: line.reviewed === 0 ? null : Math.round(Number(line.review_minutes) / line.reviewed / 6) / 10,
    movedAt: line.moved_at?.toISOString() ?? null,
    stalled:
      line.moved_at && line.effective < line.total
        ? Math.floor((ctx.now.getTime() - line.moved_at.getTime()) / 86_400_000)
        : null,
    deadline: line.deadline,
    urgedAt: line.urged_at?.toISOString() ?? null,
    urgedSeenAt: line.urged_seen_at?.toISOString() ?? null,
  }
  const may =
    line.id !== ctx.actor.unitId && ctx.guard.can(ctx.actor, 'progress.urge', { unitId: line.id, unitPath: line.path })
  return { ...row, can: may && isBehind(line) && !coolsUntil(ctx, line.urged_at, line.urge_hours) ? ['urge'] : [] }
}

/** Something is still to be done there. */
export const isBehind = ({ total, effective }: Pick<Line, 'total' | 'effective'>): boolean => effective < total

/** Until when nobody there is urged again by the own unit; null: it may be. */
export function coolsUntil(ctx: Context, urgedAt: Date | null, hours: number): Date | null {
  const until = urgedAt && new Date(urgedAt.getTime() + hours * 3_600_000)
  return until && until > ctx.now ? until : null
}
