import { type Stage, stages } from '../../contract/teacher.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import * as store from './sql.ts'

export interface RosterAsk {
  page: number
  size: number
  search?: string | undefined
  stage?: Stage | undefined
  unitId?: string | undefined
  sort: 'name' | 'since' | 'unit'
}

/** 教师名册 of a unit and all below it, with the numbers of each stage. */
export async function roster(ctx: Context, ask: RosterAsk) {
  const unitPath = ask.unitId ? await store.unitPathOf(ctx, ask.unitId) : ctx.actor.unitPath
  if (!unitPath?.startsWith(ctx.actor.unitPath)) throw new Problem('not-found')
  const query = { ...ask, unitPath }
  const rows = await store.rosterPage(ctx, query)
  const counts = Object.fromEntries(stages.map((stage) => [stage, 0])) as Record<Stage, number>
  for (const { stage, n } of await store.rosterCounts(ctx, query)) counts[stage] = n
  const total = ask.stage ? counts[ask.stage] : Object.values(counts).reduce((sum, n) => sum + n, 0)
  return {
    total,
    counts,
    rows: rows.map((row) => ({
      id: row.id,
      name: row.name,
      gender: row.gender,
      birthDate: row.birth_date,
      nationalNo: row.national_no,
      unitId: row.unit_id,
      unitName: row.unit_name,
      staffCategory: row.staff_category,
      inEstablishment: row.in_establishment,
      highestEducation: row.highest_education,
      currentPostGrade: row.current_post_grade,
      personnelStatus: row.personnel_status,
      stage: row.stage,
      since: row.since.toISOString(),
      caseId: row.case_id,
      round: row.round,
    })),
  }
}
