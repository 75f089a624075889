import { sql } from 'kysely'
import { builtInReviewSetting, type ReviewSetting } from '../../contract/review-desk.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand } from '../platform/context.ts'

interface Kept extends ReviewSetting {
  since: Date
}

/** What the own desk works by. */
export async function settingOf(ctx: Context): Promise<{ setting: ReviewSetting; since: Date | null }> {
  const { rows } = await sql<Kept>`
    select rate, at_least as "atLeast", at_most as "atMost", target_days as "targetDays", set_at as since from review_setting where unit_id = ${ctx.actor.unitId}`.execute(
    ctx.db,
  )
  const [kept] = rows
  if (!kept) return { setting: { ...builtInReviewSetting }, since: null }
  const { since, ...setting } = kept
  return { setting, since }
}

/** For the page: what holds, since when, and whether this post may change it. */
export async function viewSetting(ctx: Context) {
  const { setting, since } = await settingOf(ctx)
  const may = ctx.guard.can(ctx.actor, 'case.setting', { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath })
  return {
    setting,
    builtIn: since === null,
    since: since?.toISOString() ?? null,
    can: may ? (['set'] as const).slice() : [],
  }
}

/** Lists that are being worked on keep the rule they were drawn by. */
export async function setSetting(ctx: Context, wanted: ReviewSetting): Promise<void> {
  demand(ctx, 'case.setting', { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath })
  const { setting } = await settingOf(ctx)
  await sql`insert into review_setting (province_code, unit_id, rate, at_least, at_most, target_days, set_by_post)
    values (${ctx.actor.provinceCode}, ${ctx.actor.unitId}, ${wanted.rate}, ${wanted.atLeast}, ${wanted.atMost}, ${wanted.targetDays}, ${ctx.actor.postId})
    on conflict (province_code, unit_id) do update set rate = excluded.rate, at_least = excluded.at_least, at_most = excluded.at_most, target_days = excluded.target_days,
      set_by_post = excluded.set_by_post, set_at = now()`.execute(ctx.db)
  await audit(ctx, {
    action: 'case.setting',
    object: { type: 'unit', id: ctx.actor.unitId },
    detail: { before: setting, after: wanted },
  })
}
