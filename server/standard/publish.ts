import type { z } from 'zod'
import type { NationalState, nationalApi } from '../../contract/national.ts'
import { categories } from '../../standard/categories.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { differencesOf } from './compare.ts'
import { forgetVersions, publishedVersions } from './door.ts'
import { refuseWrong } from './draft.ts'
import { tableIn } from './overlay.ts'
import * as store from './sql.ts'
import { digestOfDraft, type Scene, sceneOf, stateOf } from './view.ts'
import { wrongIndicators, wrongTable } from './wrong.ts'

type Body<K extends 'submit' | 'decide'> = z.output<NonNullable<(typeof nationalApi)[K]['body']>>

/**
 * Hands the draft to the centre's 信息管理员. Its day is today or later, and not before that of a version that is published and not in force yet.
 * @throws Problem changed-meanwhile, profile.submitted, profile.nothing-new, national.day, national.wrong
 */
export async function submit(ctx: Context, { v, reason, inForceOn }: Body<'submit'>): Promise<NationalState> {
  demand(ctx, 'national.edit', { unitId: ctx.actor.unitId })
  const scene = await sceneOf(ctx, true)
  if (scene.draft?.submitted) throw new Problem('profile.submitted')
  if (!scene.draft || scene.draft.v !== v) throw new Problem('changed-meanwhile')
  if (differencesOf(scene.newest, scene.national).length === 0) throw new Problem('profile.nothing-new')
  if (inForceOn < (await earliest(ctx))) throw new Problem('national.day')
  refuseScene(scene)
  if (!(await store.submitDraft(ctx, v, { reason, inForceOn }))) throw new Problem('changed-meanwhile')
  await note(ctx, 'national.submit', scene, {
    base: scene.newest.version,
    changes: changesOf(scene),
    reason,
    inForceOn,
  })
  return stateOf(ctx)
}

/** Back to editing, by the 系统管理员. @throws Problem changed-meanwhile when it does not wait any more */
export async function withdraw(ctx: Context, v: number): Promise<NationalState> {
  demand(ctx, 'national.edit', { unitId: ctx.actor.unitId })
  const scene = await sceneOf(ctx, true)
  if (scene.draft?.v !== v || !(await store.reopenDraft(ctx, null)))
    throw new Problem('changed-meanwhile', { title: '已经确认或退回，请刷新后查看' })
  await note(ctx, 'national.withdraw', scene, { v })
  return stateOf(ctx)
}

/**
 * The 信息管理员's word. A confirmation publishes exactly what was shown (`digest`) as the next national version and puts every province's choice on it, from its day on.
 * @throws Problem changed-meanwhile (not what was shown, or decided already), profile.two-people, national.wrong
 */
export async function decide(ctx: Context, body: Body<'decide'>): Promise<NationalState> {
  demand(ctx, 'national.confirm', { unitId: ctx.actor.unitId })
  const scene = await sceneOf(ctx, true)
  const { draft, newest, national } = scene
  if (!draft?.submitted) throw new Problem('changed-meanwhile', { title: '已经撤回或办理，请刷新后查看' })
  if (body.decision === 'return') {
    if (!(await store.reopenDraft(ctx, body.why))) throw new Problem('changed-meanwhile')
    await note(ctx, 'national.return', scene, { base: newest.version, why: body.why })
    return stateOf(ctx)
  }
  if (draft.submitted.person === ctx.actor.personId) throw new Problem('profile.two-people')
  if (body.digest !== digestOfDraft(draft) || draft.baseVersion !== newest.version)
    throw new Problem('changed-meanwhile')
  refuseScene(scene)
  const version = newest.version + 1
  const inForceOn = laterDay(draft.submitted.inForceOn, await earliest(ctx))
  const profiles = await store.publish(ctx, { ...national, version }, draft.submitted, inForceOn)
  if (!(await store.dropDraft(ctx, draft.v))) throw new Problem('changed-meanwhile')
  forgetVersions(ctx)
  const { reason } = draft.submitted
  await note(ctx, 'national.confirm', scene, { version, changes: changesOf(scene), reason, inForceOn, profiles })
  return stateOf(ctx)
}

/** The first day a new version may count from. */
async function earliest(ctx: Context): Promise<string> {
  return laterDay((await publishedVersions(ctx)).at(-1)?.inForceOn ?? ctx.today, ctx.today)
}

const laterDay = (a: string, b: string): string => [a, b].sort()[1] ?? b

function refuseScene({ newest, national }: Scene): void {
  const tables = national.tables.flatMap((table) => wrongTable(table, tableIn(newest, table.name) ?? table))
  refuseWrong([...tables, ...categories.flatMap(({ id }) => wrongIndicators(id, national))])
}

/** What changes, as before and after, for the log: at most 500 of them. */
const changesOf = ({ newest, national }: Scene) =>
  differencesOf(newest, national)
    .slice(0, 500)
    .map(({ key, what, of, before, after }) => ({ key, what, of, before, after }))

/** The object is the version that the draft would become. */
const note = (ctx: Context, action: string, { newest }: Scene, detail: Record<string, unknown>) =>
  audit(ctx, { action, object: { type: 'national', id: String(newest.version + 1) }, detail })
