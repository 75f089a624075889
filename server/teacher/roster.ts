import type { RosterRow } from '../../contract/teacher.ts'
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
  const under = { unitPath: await pathWithin(ctx, ask.unitId), search: ask.search }
  const { ids } = await store.rosterIds(ctx, { ...ask, ...under })
  const counts = await stageCounts(ctx, under)
  return { total: totalOf(counts, ask.stage), counts, rows: await rosterRows(ctx, ids) }
}

/** The ids of a page, and on demand how many there are in all; `where` and `order` speak of `teacher t`. For folders that ask more of a teacher than the roster does. */
export const rosterIds = store.rosterIds

/** The path of a unit of one's reach; the own one's where none is named. @throws Problem not-found */
export async function pathWithin(ctx: Context, unitId?: string): Promise<string> {
  const unitPath = unitId ? await store.unitPathOf(ctx, unitId) : ctx.actor.unitPath
  if (!unitPath?.startsWith(ctx.actor.unitPath)) throw new Problem('not-found')
  return unitPath
}

/** How many stand at each stage under a path. */
export async function stageCounts(ctx: Context, under: store.Under): Promise<Record<Stage, number>> {
  const counts = noCounts()
  for (const { stage, n } of await store.rosterCounts(ctx, under)) counts[stage] = n
  return counts
}

export const noCounts = () => Object.fromEntries(stages.map((stage) => [stage, 0])) as Record<Stage, number>

export const totalOf = (counts: Record<Stage, number>, stage: Stage | undefined): number =>
  stage ? counts[stage] : Object.values(counts).reduce((sum, n) => sum + n, 0)

/** Lines of the roster for these teachers, in their order. */
export async function rosterRows(ctx: Context, ids: readonly string[]): Promise<RosterRow[]> {
  if (ids.length === 0) return []
  return (await store.rosterLines(ctx, ids)).map((row) => ({
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
  }))
}
