import { sql } from 'kysely'
import type { Context } from '../platform/context.ts'
import type { CaseDecision } from './decision.ts'
import type { Flow } from './flow.ts'
import type { Turn } from './sql.ts'

/** 部分通过 is the last desk's, and only where a flow says how a part takes effect: of records that are in effect already. */
export const mayPart = (flows: readonly Flow[], turn: Turn): boolean =>
  turn.last && turn.change_id !== null && flows.find(({ name }) => name === turn.flow)?.partly !== undefined

/** The subsets in which each of these changes has something open. */
export async function openSubsets(ctx: Context, turns: readonly Turn[]): Promise<Map<string, Set<string>>> {
  const { rows } = await sql<{ change_id: string; subsets: string[] }>`
    select change_id, array_agg(distinct subset) as subsets from change_item
     where province_code = any (${[...new Set(turns.map(({ province_code }) => province_code))]}) and change_id = any (${turns.flatMap(({ change_id }) => change_id ?? [])}::uuid[])
       and superseded_at is null and settled_at is null group by change_id`.execute(ctx.db)
  return new Map(rows.map((row) => [row.change_id, new Set(row.subsets)]))
}

/** Do the parts add up: each is open in the change, none has a reason of return, every reason stands at one that goes back? */
export function partsFit(decision: CaseDecision, open: ReadonlySet<string> | undefined): boolean {
  const parts = new Set(decision.passSubsets)
  if (decision.decision !== 'return' || !open) return false
  const back = decision.reasons.map(({ subset }) => subset)
  return (
    [...parts].every((subset) => open.has(subset)) &&
    back.every((subset) => subset !== null && open.has(subset) && !parts.has(subset)) &&
    [...open].some((subset) => !parts.has(subset))
  )
}

export interface Part {
  turn: Turn
  subsets: readonly string[]
}

/** Keeps which subsets of a returned turn took effect all the same. */
export async function writeParts(ctx: Context, parts: readonly Part[]): Promise<void> {
  const rows = parts.flatMap(({ turn, subsets }) =>
    [...new Set(subsets)].map((subset) => ({
      province_code: turn.province_code,
      case_id: turn.id,
      round: turn.round,
      ordinal: turn.ordinal,
      subset,
    })),
  )
  await sql`insert into review_part (province_code, case_id, round, ordinal, subset)
    select x.* from json_to_recordset(${JSON.stringify(rows)}::json) as x (province_code text, case_id uuid, round int, ordinal int, subset text)`.execute(
    ctx.db,
  )
}
