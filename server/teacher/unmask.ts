import { sql } from 'kysely'
import type { UnmaskPurpose } from '../../contract/teacher.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demandFresh } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { securitySettings } from '../security/door.ts'
import { teacherFor } from './door.ts'
import { valueInClear } from './view.ts'

export interface UnmaskAsk {
  subset: string
  rowId: string
  field: string
  purpose: UnmaskPurpose
  reason: string
}

/** The part of the day's budget at which the log gets an alarm row (P06). */
const alarmAt = 0.8

/**
 * One value of class 4 in clear, for a stated purpose; always traced. Of somebody else's record only to who has just proved to be the person (A17), and
 * within the day's budget of the 安全策略 in force (P03); what one must compare at the desk where the case waits is outside it. `left`: what remains of
 * the budget; null where none is spent.
 * @throws Problem request.invalid, not-found, session.confirm-again, teacher.unmask-spent
 */
export async function unmask(
  ctx: Context,
  teacherId: string,
  ask: UnmaskAsk,
): Promise<{ value: string; left: number | null }> {
  if (ask.purpose === 'other' && ask.reason.trim().length < 2)
    throw new Problem('request.invalid', { fields: [{ at: '/reason', message: '请说明查看原因，至少 2 个字' }] })
  const standing = await teacherFor(ctx, 'teacher.unmask', teacherId)
  const own = standing.personId === ctx.actor.personId
  if (!own) demandFresh(ctx.request)
  const caseId = own ? null : await comparedAtMyDesk(ctx, teacherId, ask)
  const value = await valueInClear(ctx, standing, ask, caseId !== null)
  const left = own || caseId ? null : await spendOne(ctx)
  await audit(ctx, {
    action: 'teacher.unmask',
    object: { type: 'teacher', id: teacherId },
    detail: {
      subset: ask.subset,
      field: ask.field,
      purpose: ask.purpose,
      reason: ask.reason,
      ...(caseId && { case: caseId }),
    },
  })
  return { value, left }
}

/** The case open at this post's desk whose change holds this very row; null: there is none. */
async function comparedAtMyDesk(
  ctx: Context,
  teacherId: string,
  at: { subset: string; rowId: string },
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select c.id from review_case c
      join review_step s on s.province_code = c.province_code and s.case_id = c.id and s.opened_at is not null and s.decided_at is null
      join change_item i on i.province_code = c.province_code and i.change_id = c.change_id and i.settled_at is null and i.superseded_at is null
     where c.teacher_id = ${teacherId} and c.closed_at is null and s.deciding and s.unit_id = ${ctx.actor.unitId} and s.role = ${ctx.actor.role}
       and i.subset = ${at.subset} and i.row_id = ${at.rowId} limit 1`.execute(ctx.db)
  return rows[0]?.id ?? null
}

/** One statement counts and refuses: two requests at once cannot both take the last one. */
async function spendOne(ctx: Context): Promise<number> {
  const { unmaskADay: allowed } = await securitySettings(ctx)
  const { personProvince, personId } = ctx.actor
  const { rows } = await sql<{ opened: number }>`
    insert into unmask_count (province_code, person_id, day, opened)
    select ${personProvince}, ${personId}::uuid, ${ctx.today}::date, 1 where ${allowed}::int > 0
    on conflict (province_code, person_id, day) do update set opened = unmask_count.opened + 1 where unmask_count.opened < ${allowed}::int
    returning opened`.execute(ctx.db)
  const opened = rows[0]?.opened
  if (opened === undefined)
    throw new Problem('teacher.unmask-spent', {
      title:
        allowed === 0
          ? '按安全策略，本级不开放查看完整的敏感信息；确有需要的，请与安全管理员联系'
          : `您今日查看敏感信息已达 ${allowed} 项的上限，明日可再看；办理审核时的核对不计在内`,
    })
  if (opened === Math.ceil(allowed * alarmAt))
    await audit(ctx, {
      action: 'alarm.unmask',
      object: { type: 'person', id: personId },
      detail: { opened, allowed },
    })
  return allowed - opened
}
