import type { Impact } from '../../contract/profile.ts'
import type { Profile } from '../../standard/indicator.ts'
import { profileFor } from '../../standard/profile.ts'
import { templateHash } from '../intake/template.ts'
import type { Context } from '../platform/context.ts'
import { differencesOf } from './compare.ts'
import { newlyRequired, switchedOff } from './lacking.ts'
import * as store from './sql.ts'
import { type Scene, sceneOf } from './view.ts'

/** 影响分析 of the draft against the version in force: what changes, and for how many. Counted set-wise in the database; no record leaves it. */
export async function impactOf(ctx: Context, category: string): Promise<Impact> {
  return impactIn(ctx, await sceneOf(ctx, category))
}

export async function impactIn(ctx: Context, { category, inForce, selection }: Scene): Promise<Impact> {
  const differences = differencesOf(category, inForce.selection, selection)
  const [before, after] = [profileFor(category, inForce.selection), profileFor(category, selection)]
  const demanded = newlyRequired(before, after).slice(0, 500)
  const left = switchedOff(before, after).slice(0, 500)
  const lacking = await store.effectOf(ctx, category, demanded)
  const holding = await store.effectOf(ctx, category, left)
  const counted = (wanted: typeof demanded, found: typeof lacking) =>
    wanted
      .map(({ key, label }) => ({ key, label, teachers: found.get(key)?.teachers ?? 0 }))
      .filter(({ teachers }) => teachers > 0)
      .sort((a, b) => b.teachers - a.teachers)
  return {
    differences: differences.slice(0, 2000),
    teachers: lacking.get('all')?.teachers ?? 0,
    incomplete: lacking.get('')?.teachers ?? 0,
    // conditions are asked of every row, so that none is only "up to"
    lacking: counted(demanded, lacking).map((row) => ({ ...row, atMost: false })),
    holding: counted(left, holding),
    openDrafts: holding.get('')?.changes ?? 0,
    openImports: await store.importsUnderWay(ctx, category),
    template: templateHash(before) !== templateHash(after),
    forms: formsOf(before, after).slice(0, 100),
  }
}

/** The names of the subsets whose form is another one. */
function formsOf(before: Profile, after: Profile): string[] {
  const [old, now] = [before, after].map(({ subsets }) => new Map(subsets.map((subset) => [subset.label, subset])))
  const labels = new Set([...(now?.keys() ?? []), ...(old?.keys() ?? [])])
  return [...labels].filter((label) => JSON.stringify(old?.get(label)) !== JSON.stringify(now?.get(label)))
}
