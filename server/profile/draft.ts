import type { z } from 'zod'
import type { Choice, Own, profileApi } from '../../contract/profile.ts'
import { categoryName } from '../../standard/categories.ts'
import { type Check, type Extension, prefixOf } from '../../standard/extension.ts'
import type { FieldSelection, Selection } from '../../standard/profile.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { isOn, linesOf, locksOf, standingOf, subsetLock, subsetsOf, tidied, withField } from './choice.ts'
import { named } from './own.ts'
import * as store from './sql.ts'
import { choiceOf, type Scene, sceneOf } from './view.ts'
import { type Published, type Wrong, wrongsOf } from './wrong.ts'

type Body<K extends 'set' | 'setSubsets'> = z.output<NonNullable<(typeof profileApi)[K]['body']>>

/**
 * Changes any number of indicators of the draft in one act; the draft begins with the first change. A draft is always one that could be published: what
 * would not be is refused with everything that is wrong, and nothing of it is kept.
 * @throws Problem changed-meanwhile (a stale page), profile.submitted, profile.wrong
 */
export function setFields(ctx: Context, category: string, { v, fields }: Body<'set'>): Promise<Choice> {
  return edit(ctx, category, v, (scene) => {
    const lines = new Map(linesOf(scene.category, scene.selection).map((line) => [line.key, line]))
    const wrongs: Wrong[] = []
    let selection = scene.selection
    for (const { key, enabled, required, open, hint, checks } of fields) {
      const line = lines.get(key)
      if (!line) {
        wrongs.push({ at: key, code: 'field.unknown', message: `该类学校没有指标 ${key}，请刷新后重试` })
        continue
      }
      const locks = locksOf(line)
      const now = standingOf(line, selection)
      const refuse = (code: string, why: string) =>
        wrongs.push({ at: key, code, message: `“${line.subsetLabel}—${line.label}”：${why}` })
      if (enabled === false && locks.enabled) refuse('field.core', locks.enabled)
      if (required !== undefined && locks.required && required !== now.required)
        refuse('field.required', locks.required)
      if (open && locks.open) refuse('field.kept', locks.open)
      if (enabled && !isOn(selection, line.subset.name))
        refuse('field.subset-off', `所在的信息子集“${line.subsetLabel}”没有启用，请先启用它`)
      const change: FieldSelection = {
        ...(enabled !== undefined && { enabled }),
        ...(required !== undefined && !locks.required && { required }),
        ...(open !== undefined && !locks.open && { openToTeacher: open }),
        ...(hint !== undefined && { hint: hint.trim() }),
        ...(checks !== undefined && { checks: withoutBlanks<readonly Check[]>(checks) }),
      }
      selection = withField(selection, line, change)
    }
    return { selection, wrongs }
  })
}

/** What is absent is absent, not undefined, as it will come back from the database. */
const withoutBlanks = <T>(value: unknown): T => JSON.parse(JSON.stringify(value)) as T

/** Switches whole 信息子集 on and off. */
export function setSubsets(ctx: Context, category: string, { v, subsets }: Body<'setSubsets'>): Promise<Choice> {
  return edit(ctx, category, v, (scene) => {
    const known = new Map(subsetsOf(scene.category, scene.selection).map(({ subset }) => [subset.name, subset]))
    const wrongs: Wrong[] = []
    const on = new Set(scene.selection.subsets)
    for (const { name, enabled } of subsets) {
      const subset = known.get(name)
      const locked = subset && !enabled ? subsetLock(subset, isOn(scene.inForce.selection, name)) : null
      if (!subset)
        wrongs.push({ at: name, code: 'subset.unknown', message: `该类学校没有信息子集 ${name}，请刷新后重试` })
      else if (locked) wrongs.push({ at: name, code: 'subset.core', message: `“${subset.label}”${locked}` })
      else if (enabled) on.add(name)
      else on.delete(name)
    }
    return { selection: { ...scene.selection, subsets: [...on] }, wrongs }
  })
}

/** The province's own fields, subsets and tables, whole. A new subset is switched on; what is gone takes its choices along. */
export function setOwn(ctx: Context, category: string, { v, ...given }: Own & { v: number }): Promise<Choice> {
  return edit(ctx, category, v, (scene) => {
    const own = named(given, prefixOf(ctx.actor.provinceCode))
    const before = new Set((scene.selection.own?.subsets ?? []).map(({ name }) => name))
    const added = (own.subsets ?? []).flatMap(({ name }) => (before.has(name) ? [] : [name]))
    const selection = { ...scene.selection, own, subsets: [...scene.selection.subsets, ...added] }
    return { selection: tidied(scene.category, selection), wrongs: [] }
  })
}

/**
 * Takes over the choice of another category, or of an older version (回退 is a new version like it). What does not exist here is left out and told.
 * @throws Problem not-found, and what `edit` throws
 */
export async function copy(
  ctx: Context,
  category: string,
  from: { v: number } & ({ from: string } | { version: number }),
): Promise<{ choice: Choice; leftOut: string[] }> {
  const leftOut: string[] = []
  const choice = await edit(ctx, category, from.v, async (scene) => {
    const source = 'from' in from ? await selectionFrom(ctx, from.from) : await selectionAt(ctx, category, from.version)
    const own = grown(source.own, scene.newest.selection.own)
    const { national: _, ...chosen } = source
    const { national } = scene.selection
    const wanted: Selection = {
      ...chosen,
      ...(own && { own: fitting(scene, own, leftOut) }),
      ...(national && { national }),
    }
    const selection = tidied(scene.category, wanted)
    const mine = new Map(linesOf(scene.category, selection).map((line) => [line.key, line]))
    const theirs = 'from' in from ? linesOf(from.from as Scene['category'], source) : linesOf(scene.category, source)
    for (const line of theirs)
      if (!mine.has(line.key) && standingOf(line, source).enabled)
        leftOut.push(`“${line.subsetLabel}—${line.label}”不属于${categoryName(scene.category)}的指标`)
    // core subsets that are on stay on, whatever the other choice says
    const kept = subsetsOf(scene.category, selection).flatMap(({ subset }) =>
      subsetLock(subset, isOn(scene.inForce.selection, subset.name)) ? [subset.name] : [],
    )
    return { selection: { ...selection, subsets: [...new Set([...selection.subsets, ...kept])] }, wrongs: [] }
  })
  return { choice, leftOut: leftOut.slice(0, 500) }
}

async function selectionFrom(ctx: Context, category: string): Promise<Selection> {
  return (await sceneOf(ctx, category)).newest.selection
}

async function selectionAt(ctx: Context, category: string, version: number): Promise<Selection> {
  const found = await store.versionOf(ctx, category, version)
  if (!found) throw new Problem('not-found', { title: `没有第 ${version} 版，请刷新后重试` })
  return found.selection
}

/** Codes that were published since stay readable: an older table gets them back, no longer offered. */
function grown(own: Extension | undefined, newest: Extension | undefined): Extension | undefined {
  if (!own?.tables || !newest?.tables) return own
  const later = new Map(newest.tables.map((table) => [table.name, table]))
  return {
    ...own,
    tables: own.tables.map((table) => {
      const known = new Set(table.rows.map(({ code }) => code))
      const more = (later.get(table.name)?.rows ?? []).filter(({ code }) => !known.has(code))
      return { ...table, rows: [...table.rows, ...more.map((row) => ({ ...row, selectable: false as const }))] }
    }),
  }
}

/** Own fields that stand in a subset which this category has. */
function fitting(scene: Scene, own: Extension, leftOut: string[]): Extension {
  const here = new Set(subsetsOf(scene.category, { ...scene.selection, own }).map(({ subset }) => subset.name))
  const fields = (own.fields ?? []).filter((field) => {
    if (here.has(field.subset)) return true
    leftOut.push(`拓展指标“${field.label}”所在的信息子集不属于${categoryName(scene.category)}`)
    return false
  })
  return { ...own, fields }
}

/** Discards the draft: what is in force stays. */
export async function discard(ctx: Context, category: string, v: number): Promise<Choice> {
  demand(ctx, 'profile.edit', { unitId: ctx.actor.unitId })
  const scene = await sceneOf(ctx, category, true)
  if (scene.draft?.submitted) throw new Problem('profile.submitted')
  if (!scene.draft || !(await store.dropDraft(ctx, scene.category, v))) throw new Problem('changed-meanwhile')
  await audit(ctx, { action: 'profile.discard', object: { type: 'profile', id: scene.category }, detail: { v } })
  return choiceOf(ctx, category)
}

async function edit(
  ctx: Context,
  category: string,
  v: number,
  change: (
    scene: Scene,
  ) => { selection: Selection; wrongs: Wrong[] } | Promise<{ selection: Selection; wrongs: Wrong[] }>,
): Promise<Choice> {
  demand(ctx, 'profile.edit', { unitId: ctx.actor.unitId })
  const scene = await sceneOf(ctx, category, true)
  if (scene.draft?.submitted) throw new Problem('profile.submitted')
  if ((scene.draft?.v ?? 0) !== v) throw new Problem('changed-meanwhile')
  const { selection, wrongs } = await change(scene)
  const published = await store.publishedOf(ctx, scene.category)
  refuseWrong(scene, selection, published, wrongs)
  if (scene.draft) {
    if (!(await store.keepDraft(ctx, scene.category, v, selection))) throw new Problem('changed-meanwhile')
  } else await store.beginDraft(ctx, scene.category, scene.newest.version, selection)
  return choiceOf(ctx, category)
}

/** @throws Problem profile.wrong with every place, code and remedy */
export function refuseWrong(
  scene: Scene,
  selection: Selection,
  published: Published,
  wrongs: readonly Wrong[] = [],
): void {
  const all = [...wrongs, ...wrongsOf(scene.category, selection, published)]
  if (all.length > 0) throw new Problem('profile.wrong', { fields: all.slice(0, 500), total: all.length })
}
