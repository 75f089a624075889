import { sql } from 'kysely'
import { audit } from '../platform/audit.ts'
import type { Context } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import { fillingAt } from '../profile/filling.ts'
import { signaturesOf } from '../review/signature.ts'

const why = {
  province: '本省规定',
  round: '本次采集规定',
  school: '本校选择',
} as const

export async function filling(ctx: Context) {
  const found = await fillingAt(ctx, ctx.actor)
  const signed = await signaturesOf(ctx, [found.chosenBy])
  return {
    teachersFill: found.teachersFill,
    mayChoose: found.mayChoose,
    why: why[found.by],
    since: found.since?.toISOString() ?? null,
    by: signed.get(found.chosenBy ?? '')?.person ?? null,
  }
}

/** @throws Problem filling.not-yours where the province or the round has decided it */
export async function chooseFilling(ctx: Context, teachersFill: boolean): Promise<void> {
  const before = await fillingAt(ctx, ctx.actor)
  if (!before.mayChoose) throw new Problem('filling.not-yours')
  await sql`insert into school_filling (province_code, id, unit_id, teachers_fill, set_by_person, set_by_post)
    values (${ctx.actor.provinceCode}, ${newId()}, ${ctx.actor.unitId}, ${teachersFill}, ${ctx.actor.personId}, ${ctx.actor.postId})`.execute(
    ctx.db,
  )
  await audit(ctx, {
    action: 'filling.choose',
    object: { type: 'unit', id: ctx.actor.unitId },
    detail: { before: before.teachersFill, after: teachersFill },
  })
}
