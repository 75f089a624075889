import { sql } from 'kysely'
import { type Role, roleName } from '../../contract/policy.ts'
import type { Reason, StepView } from '../../contract/teacher.ts'
import type { Context } from '../platform/context.ts'
import { signaturesOf } from './signature.ts'

interface StepLine {
  name: string
  title: string
  unit_name: string
  role: Role
  note: string | null
  round: number
  opened_at: Date | null
  decided_at: Date | null
  decision: StepView['decision']
  comment: string | null
  decided_by_post: string | null
}

/** Where the ball is: the desks of a case in its present round (the last one that has steps). */
export async function stepsOf(ctx: Context, caseId: string): Promise<StepView[]> {
  const { rows } = await sql<StepLine>`
    select s.* from review_step s where s.case_id = ${caseId} and s.round = (select max(round) from review_step where case_id = ${caseId}) order by s.ordinal`.execute(
    ctx.db,
  )
  const signatures = await signaturesOf(
    ctx,
    rows.map((row) => row.decided_by_post),
  )
  return rows.map((row) => ({
    name: row.name,
    title: row.title,
    unit: row.unit_name,
    role: roleName(row.role),
    note: row.note,
    state: row.decided_at ? 'done' : row.opened_at ? 'open' : 'waiting',
    decision: row.decision,
    comment: row.comment,
    by: signatures.get(row.decided_by_post ?? '') ?? null,
    at: row.decided_at?.toISOString() ?? null,
    openedAt: row.opened_at?.toISOString() ?? null,
  }))
}

/** The reasons of the last return, anchored at fields. */
export async function reasonsOf(ctx: Context, caseId: string): Promise<Reason[]> {
  const { rows } = await sql<{
    subset: string | null
    row_id: string | null
    field: string | null
    reason: string
    decided_by_post: string
    decided_at: Date
  }>`
    select r.subset, r.row_id, r.field, r.reason, s.decided_by_post, s.decided_at
      from review_reason r join review_step s on s.province_code = r.province_code and s.case_id = r.case_id and s.round = r.round and s.ordinal = r.ordinal
     where r.case_id = ${caseId} and r.round = (select max(round) from review_reason where case_id = ${caseId}) order by r.id`.execute(
    ctx.db,
  )
  const signatures = await signaturesOf(
    ctx,
    rows.map((row) => row.decided_by_post),
  )
  return rows.flatMap((row) => {
    const by = signatures.get(row.decided_by_post)
    return by
      ? [
          {
            subset: row.subset,
            rowId: row.row_id,
            field: row.field,
            reason: row.reason,
            by,
            at: row.decided_at.toISOString(),
          },
        ]
      : []
  })
}
