import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { standingOf } from '../record/door.ts'
import { findingsOf } from '../record/judge.ts'
import { placeFor } from './place.ts'
import * as store from './sql.ts'

/**
 * 完整性检测 of a set, kept: where and which rule, never a value. A set of 200 is one request; a school is as many requests as it takes, so that its page shows how far it is.
 * People out of reach are left out.
 * @returns how many were judged
 */
export async function checkSet(ctx: Context, teacherIds: readonly string[]): Promise<{ done: number }> {
  const ids = [...new Set(teacherIds)]
  // what the record is made of is read first: what is written meanwhile makes the judgement out of date, never silently missed
  const wanted = (await store.toJudge(ctx, ids)).filter(({ unit_id, unit_path }) =>
    ctx.guard.can(ctx.actor, 'problem.read', { unitId: unit_id, unitPath: unit_path }),
  )
  const standings = await standingOf(
    ctx,
    wanted.map(({ id }) => id),
  )
  const kept: store.Kept[] = []
  for (const teacher of wanted) {
    const standing = standings.get(teacher.id)
    // a province that has published nothing for a category asks nothing of it
    if (!standing || teacher.version === null) continue
    const findings = await findingsOf(ctx, standing, teacher.version)
    const rows: Record<string, number> = {}
    for (const row of standing.rows) if (row.values) rows[row.subset] = (rows[row.subset] ?? 0) + 1
    kept.push({
      province_code: teacher.province_code,
      teacher_id: teacher.id,
      unit_id: teacher.unit_id,
      profile_version: teacher.version,
      seen: teacher.made,
      errors: findings.filter(({ severity }) => severity === 'error').length,
      warnings: findings.filter(({ severity }) => severity === 'warning').length,
      findings: findings.map(({ subset, row, field, severity, code }) => ({ subset, row, field, severity, code })),
      rows,
    })
  }
  await store.keep(ctx, kept)
  return { done: kept.length }
}

/** Whose judgement is missing or out of date at one school: what a page has checked, set by set. Of many schools at once nobody asks. */
export async function staleAt(ctx: Context, unitId?: string): Promise<{ total: number; stale: string[] }> {
  const place = await placeFor(ctx, unitId)
  if (!place.alone) throw new Problem('desk.choose-school')
  return store.staleOf(ctx, place, 20_000)
}
