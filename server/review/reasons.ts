import { sql } from 'kysely'
import type { ReturnReason } from '../../contract/review-desk.ts'
import { nationalReasons, reasonsFitting } from '../../standard/return-reasons.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'

export interface ReasonsAsk {
  page: number
  size: number
  subset?: string | undefined
  field?: string | undefined
  search?: string | undefined
}

/** A unit that needs more has not grouped them by field. */
const mostOwn = 500

/** 退回理由: the national ones and those of the own unit that fit a place; the nearest to the place first, of these the own before the national. */
export async function reasonsFor(ctx: Context, ask: ReasonsAsk) {
  const { rows: own } = await sql<ReturnReason>`
    select id, text, subset, field from return_reason where unit_id = ${ctx.actor.unitId} and ended_at is null order by added_at, id limit ${mostOwn}`.execute(
    ctx.db,
  )
  const national = nationalReasons.map(
    ({ text, subset, field }): ReturnReason => ({ id: null, text, subset: subset ?? null, field: field ?? null }),
  )
  const search = ask.search ?? ''
  const all = [...own, ...national].filter(({ text }) => text.includes(search))
  // without a place all are listed, for those who keep the library
  const fitting = ask.subset === undefined ? all : reasonsFitting(all, { subset: ask.subset, field: ask.field ?? null })
  const may = ctx.guard.can(ctx.actor, 'case.reason', { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath })
  return {
    total: fitting.length,
    rows: fitting.slice((ask.page - 1) * ask.size, ask.page * ask.size),
    can: may ? (['keep'] as const).slice() : [],
  }
}

/** @throws Problem case.reason-known */
export async function addReason(
  ctx: Context,
  { text, subset, field }: { text: string; subset: string | null; field: string | null },
): Promise<string> {
  demand(ctx, 'case.reason', { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath })
  const known = nationalReasons.some(
    (each) => each.text === text && (each.subset ?? null) === subset && (each.field ?? null) === field,
  )
  if (known) throw new Problem('case.reason-known')
  const id = newId()
  await sql`insert into return_reason (province_code, id, unit_id, text, subset, field, added_by_post)
    values (${ctx.actor.provinceCode}, ${id}, ${ctx.actor.unitId}, ${text}, ${subset}, ${field}, ${ctx.actor.postId})`.execute(
    ctx.db,
  )
  await audit(ctx, { action: 'case.reason', object: { type: 'unit', id: ctx.actor.unitId }, detail: { added: id } })
  return id
}

/** @throws Problem not-found, also of another unit's */
export async function removeReason(ctx: Context, id: string): Promise<void> {
  demand(ctx, 'case.reason', { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath })
  const ended =
    await sql`update return_reason set ended_at = now(), ended_by_post = ${ctx.actor.postId} where id = ${id} and unit_id = ${ctx.actor.unitId} and ended_at is null`.execute(
      ctx.db,
    )
  if (ended.numAffectedRows !== 1n) throw new Problem('not-found', { title: '没有这条理由，或已经删除' })
  await audit(ctx, { action: 'case.reason', object: { type: 'unit', id: ctx.actor.unitId }, detail: { removed: id } })
}
