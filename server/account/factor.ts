import { sql } from 'kysely'
import type { FactorRequest } from '../../contract/account.ts'
import { mayEver } from '../../contract/policy.ts'
import { audit } from '../platform/audit.ts'
import type { Context } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import { factorsOf, takeAwayFactor } from '../session/door.ts'
import { accountFor } from './reach.ts'
import { officesOf, worksElsewhere } from './sql.ts'
import type { IdentityCheck } from './upkeep.ts'

/**
 * 解除两步验证 (R03). Of somebody who holds offices at schools only it is done at once. Of everybody else it is asked for, and a second person decides: the 系统管理员 of the
 * authority above the asking unit, or a 安全管理员 of the asking unit.
 * @throws Problem 'account.own'; 'account.no-factor'; 'account.works-elsewhere'; 'account.factor-asked' when a request is open
 */
export async function takeFactor(
  ctx: Context,
  accountId: string,
  { checked, reason }: { checked: IdentityCheck; reason: string },
): Promise<{ done: boolean }> {
  const account = await accountFor(ctx, 'account.factor', accountId)
  if (account.person_id === ctx.actor.personId) throw new Problem('account.own')
  if (await worksElsewhere(ctx, account.person_id)) throw new Problem('account.works-elsewhere')
  if (!(await factorsOf(ctx, [account.account_id])).has(account.account_id)) throw new Problem('account.no-factor')
  const object = { type: 'account', id: account.account_id }
  if ((await officesOf(ctx, account.person_id)).every(({ level }) => level === 'school')) {
    await takeAwayFactor(ctx, account.account_id)
    await audit(ctx, { action: 'account.factor', object, detail: { checked, reason, unit: account.unit_id } })
    return { done: true }
  }
  const id = newId()
  await ctx.db
    .insertInto('account_request')
    .values({
      province_code: ctx.actor.provinceCode,
      id,
      kind: 'factor',
      unit_id: ctx.actor.unitId,
      account_province: account.province_code,
      account_id: account.account_id,
      account_name: account.name,
      account_unit_name: account.unit_name,
      checked,
      reason,
      asked_by_person: ctx.actor.personId,
      asked_by_post: ctx.actor.postId,
    })
    .execute()
  await audit(ctx, {
    action: 'account.factor.ask',
    object,
    detail: { request: id, checked, reason, unit: account.unit_id },
  })
  return { done: false }
}

interface RequestRow {
  id: string
  province_code: string
  account_id: string
  account_name: string
  account_unit_name: string
  reason: string
  checked: IdentityCheck
  unit_id: string
  parent_id: string | null
  asked_by_person: string
  asked_by: string
  asked_at: Date
  decided_by: string | null
  decided_at: Date | null
  agreed: boolean | null
}

const requests = sql<RequestRow>`
  select r.id, r.province_code, r.account_id, r.account_name, r.account_unit_name, r.reason, r.checked, r.unit_id, u.parent_id, r.asked_by_person,
         asked.unit_name || ' ' || asked.person_name as asked_by, r.asked_at, decided.unit_name || ' ' || decided.person_name as decided_by, r.decided_at, r.agreed
    from account_request r
    join unit u on u.id = r.unit_id
    left join lateral app.signatures(array[r.asked_by_post]) asked on true
    left join lateral app.signatures(array[r.decided_by_post]) decided on r.decided_by_post is not null`

/** Requests that the own unit has made or may decide on: the open ones, and those decided in the last 30 days. */
export async function factorRequests(ctx: Context): Promise<FactorRequest[]> {
  const { rows } = await sql<RequestRow>`
    select * from (${requests}) q
     where (q.unit_id = ${ctx.actor.unitId} or (${ctx.actor.role === 'system'} and q.parent_id = ${ctx.actor.unitId})) and (q.decided_at is null or q.decided_at > now() - interval '30 days')
     order by q.decided_at is not null, q.asked_at desc, q.id limit 200`.execute(ctx.db)
  return rows.map((row) => ({
    id: row.id,
    name: row.account_name,
    unitName: row.account_unit_name,
    reason: row.reason,
    checked: row.checked,
    askedBy: row.asked_by ?? '',
    askedAt: row.asked_at.toISOString(),
    state: row.agreed === null ? 'open' : row.agreed ? 'agreed' : 'refused',
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.toISOString() ?? null,
    can: row.agreed === null && mayDecide(ctx, row) ? ['decide'] : [],
  }))
}

/** Another person: above the asking unit, or of its security. */
function mayDecide(ctx: Context, row: RequestRow): boolean {
  if (row.asked_by_person === ctx.actor.personId) return false
  return ctx.actor.role === 'security' ? row.unit_id === ctx.actor.unitId : row.parent_id === ctx.actor.unitId
}

/**
 * The second person's word. Agreed, the factor is gone and the person is told.
 * @throws Problem 'not-found'; 'account.second-person' for the one who asked; 'changed-meanwhile' when it is decided already
 */
export async function decideFactor(
  ctx: Context,
  requestId: string,
  { agree, reason }: { agree: boolean; reason?: string | undefined },
): Promise<{ ok: true }> {
  const { rows } = await sql<RequestRow>`select * from (${requests}) q where q.id = ${requestId}`.execute(ctx.db)
  const request = rows[0]
  const resource = request && { unitId: request.unit_id, parentId: request.parent_id }
  if (!request || !resource || !ctx.guard.can(ctx.actor, 'account.factor.confirm', resource))
    throw new Problem('not-found')
  if (!mayDecide(ctx, request)) throw new Problem('account.second-person')
  if (request.agreed !== null) throw new Problem('changed-meanwhile')
  const { numAffectedRows } = await sql`
      update account_request set decided_by_person = ${ctx.actor.personId}, decided_by_post = ${ctx.actor.postId}, decided_at = now(), agreed = ${agree}, decided_reason = ${reason ?? null}
       where province_code = ${request.province_code} and id = ${requestId} and decided_at is null`.execute(ctx.db)
  // of two who decide at the same moment the second finds it decided
  if (numAffectedRows !== 1n) throw new Problem('changed-meanwhile')
  await audit(ctx, {
    action: 'account.factor.confirm',
    object: { type: 'account', id: request.account_id },
    detail: { request: requestId, agree, reason: reason ?? null, before: 'open', after: agree ? 'agreed' : 'refused' },
  })
  if (agree) await takeAwayFactor(ctx, request.account_id)
  return { ok: true }
}

/** How many requests wait for the second person in this post, for the workbench; none: an empty list. */
export async function factorsWaiting(ctx: Context): Promise<{ key: 'factor'; count: number; oldest: Date | null }[]> {
  if (!mayEver(ctx.actor, 'account.factor.confirm')) return []
  const here =
    ctx.actor.role === 'security'
      ? sql`r.unit_id = ${ctx.actor.unitId}`
      : sql`r.unit_id in (select id from unit where parent_id = ${ctx.actor.unitId})`
  const { rows } = await sql<{ key: 'factor'; count: number; oldest: Date | null }>`
    select 'factor' as key, count(*)::int as count, min(r.asked_at) as oldest from account_request r
     where r.decided_at is null and r.asked_by_person <> ${ctx.actor.personId} and ${here} having count(*) > 0`.execute(
    ctx.db,
  )
  return rows
}
