import { sql } from 'kysely'
import { stampVersion } from '../change/door.ts'
import type { Context } from '../platform/context.ts'
import type { Standing } from '../record/door.ts'
import type { Flow } from '../review/flow.ts'
import { openCases, type Subject } from '../review/open.ts'
import { markSubmitted } from './sql.ts'

/** A change that leaves its writers' hands. */
export interface Leaving {
  changeId: string | null
  round: number
  /** the case it goes on with after a return; null opens one */
  caseId: string | null
  standing: Standing
}

/**
 * Opens the case of each change, or the next round of a returned one, at the step named; each is stamped with the version by which it was just checked, and marked late
 * past the deadline.
 */
export async function openChanges(ctx: Context, flow: Flow, begin: string, leaving: readonly Leaving[]): Promise<void> {
  if (leaving.length === 0) return
  const subjects = leaving.map(({ changeId, round, caseId, standing }): Subject => {
    const items = standing.rows.flatMap(({ item }) => (item?.changeId === changeId ? [item] : []))
    return {
      provinceCode: standing.provinceCode,
      caseId,
      round,
      changeId,
      teacherId: standing.teacherId,
      personId: standing.personId,
      authors: [...new Set(items.flatMap(({ authors }) => authors))],
      units: { school: standing.unitId },
      home: 'school',
      title: standing.name,
    }
  })
  await openCases(ctx, flow, begin, subjects)
  const changeIds = subjects.flatMap(({ changeId }) => changeId ?? [])
  await markSubmitted(ctx, changeIds)
  await stampVersion(ctx, changeIds)
  await sql`select app.count_progress(${[...new Set(leaving.map(({ standing }) => standing.unitId))]}::bigint[])`.execute(
    ctx.db,
  )
}
