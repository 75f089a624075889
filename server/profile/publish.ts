import type { z } from 'zod'
import type { Choice, profileApi } from '../../contract/profile.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { roundOf } from '../round/door.ts'
import { canonical } from './choice.ts'
import { differencesOf } from './compare.ts'
import { refuseWrong } from './draft.ts'
import { impactIn } from './impact.ts'
import * as store from './sql.ts'
import { choiceOf, digestOf, type Scene, sceneOf } from './view.ts'

type Body<K extends 'submit' | 'decide'> = z.output<NonNullable<(typeof profileApi)[K]['body']>>

/**
 * Hands the draft to the 信息管理员 of the own unit. `when`: now, or from the day after the open round's deadline. What stands under what is switched off
 * stays to be read only, and that has to be said.
 * @throws Problem changed-meanwhile, profile.submitted, profile.nothing-new, profile.wrong, profile.holds-values (with the counts)
 */
export async function submit(
  ctx: Context,
  category: string,
  { v, reason, when, keepsHistory }: Body<'submit'>,
): Promise<Choice> {
  demand(ctx, 'profile.edit', { unitId: ctx.actor.unitId })
  const scene = await sceneOf(ctx, category, true)
  if (scene.draft?.submitted) throw new Problem('profile.submitted')
  if (!scene.draft || scene.draft.v !== v) throw new Problem('changed-meanwhile')
  const { inForce, newest, selection } = scene
  if (canonical(newest.selection) === canonical(selection)) throw new Problem('profile.nothing-new')
  refuseWrong(scene, selection, await store.publishedOf(ctx, scene.category))
  const { holding, openDrafts, openImports } = await impactIn(ctx, scene)
  if (!keepsHistory && (holding.length > 0 || openDrafts > 0))
    throw new Problem('profile.holds-values', { holding: holding.slice(0, 20), openDrafts, openImports })
  const round = when === 'next-round' ? await roundOf(ctx, ctx.actor.provinceCode) : null
  const inForceOn = round && round.deadline >= ctx.today ? dayAfter(round.deadline) : ctx.today
  if (!(await store.submitDraft(ctx, scene.category, v, { reason, inForceOn, base: newest.version })))
    throw new Problem('changed-meanwhile')
  await audit(ctx, {
    action: 'profile.submit',
    object: { type: 'profile', id: scene.category },
    detail: { base: inForce.version, changes: changesOf(scene), reason, inForceOn },
  })
  return choiceOf(ctx, category)
}

/** Back to editing, by the unit's 系统管理员. @throws Problem changed-meanwhile when it does not wait any more */
export async function withdraw(ctx: Context, category: string, v: number): Promise<Choice> {
  demand(ctx, 'profile.edit', { unitId: ctx.actor.unitId })
  const scene = await sceneOf(ctx, category, true)
  if (scene.draft?.v !== v || !(await store.reopenDraft(ctx, scene.category, null)))
    throw new Problem('changed-meanwhile', { title: '已经确认或退回，请刷新后查看' })
  await audit(ctx, { action: 'profile.withdraw', object: { type: 'profile', id: scene.category }, detail: { v } })
  return choiceOf(ctx, category)
}

/**
 * The 信息管理员's word. A confirmation publishes exactly what was shown (`digest`) as the next version, in force on its day; a return says why.
 * @throws Problem changed-meanwhile (not what was shown, or decided already), profile.two-people, profile.wrong
 */
export async function decide(ctx: Context, category: string, body: Body<'decide'>): Promise<Choice> {
  demand(ctx, 'profile.confirm', { unitId: ctx.actor.unitId })
  const scene = await sceneOf(ctx, category, true)
  const { draft, newest, inForce } = scene
  if (!draft?.submitted) throw new Problem('changed-meanwhile', { title: '已经撤回或办理，请刷新后查看' })
  const { reason, person } = draft.submitted
  const object = { type: 'profile', id: scene.category }
  if (body.decision === 'return') {
    if (!(await store.reopenDraft(ctx, scene.category, body.why))) throw new Problem('changed-meanwhile')
    await audit(ctx, { action: 'profile.return', object, detail: { base: inForce.version, why: body.why } })
    return choiceOf(ctx, category)
  }
  if (person === ctx.actor.personId) throw new Problem('profile.two-people')
  if (draft.baseVersion !== newest.version)
    throw new Problem('changed-meanwhile', {
      title: '提交之后国家标准发布了新版本，请退回，由系统管理员核对后重新提交',
    })
  if (body.digest !== digestOf(draft)) throw new Problem('changed-meanwhile')
  refuseWrong(scene, draft.selection, await store.publishedOf(ctx, scene.category))
  const version = newest.version + 1
  const inForceOn = laterDay(draft.submitted.inForceOn, ctx.today)
  const selection = { ...draft.selection, province: ctx.actor.provinceCode, version }
  await store.publish(ctx, scene.category, version, selection, draft.submitted, inForceOn)
  if (!(await store.dropDraft(ctx, scene.category, draft.v))) throw new Problem('changed-meanwhile')
  await audit(ctx, {
    action: 'profile.confirm',
    object,
    detail: { version, base: inForce.version, changes: changesOf(scene), reason, inForceOn },
  })
  return choiceOf(ctx, category)
}

/** What changes, as before and after, for the log: at most 500 of them. */
function changesOf({ category, inForce, selection }: Scene) {
  const all = differencesOf(category, inForce.selection, selection)
  return all.slice(0, 500).map(({ key, what, before, after }) => ({ key, what, before, after }))
}

const laterDay = (a: string, b: string): string => [a, b].sort()[1] ?? b

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

/** For the start page of a 信息管理员: what waits for confirmation, how many and since when. */
export async function waitingDrafts(ctx: Context): Promise<{ count: number; oldest: Date | null }> {
  const times = [...(await store.draftsOf(ctx)).values()].flatMap(({ submitted }) => submitted?.at ?? [])
  return { count: times.length, oldest: times.sort((a, b) => a.getTime() - b.getTime())[0] ?? null }
}
