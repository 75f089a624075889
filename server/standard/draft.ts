import type { z } from 'zod'
import type { CodeLine, NationalState, nationalApi, TableView } from '../../contract/national.ts'
import { type Category, categories, categoryName } from '../../standard/categories.ts'
import type { CodeRow, CodeTable, Indicator, Subset } from '../../standard/indicator.ts'
import { type IndicatorChange, type National, shipped, standardOf } from '../../standard/national.ts'
import { nationalLocks } from '../../standard/national-rules.ts'
import { forCategory } from '../../standard/profile.ts'
import { subsets } from '../../standard/subsets.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { asCategory } from '../profile/rules.ts'
import type { Wrong } from '../profile/wrong.ts'
import { textOf } from './compare.ts'
import { nationalOf, publishedVersions } from './door.ts'
import { tableIn, withTable } from './overlay.ts'
import * as store from './sql.ts'
import { type Scene, sceneOf, stateOf, tableView } from './view.ts'
import { wrongIndicators, wrongTable } from './wrong.ts'

type Body<K extends 'setIndicators'> = z.output<NonNullable<(typeof nationalApi)[K]['body']>>

/**
 * The rows of one table in the draft, whole. The draft is always one that could be published: what is wrong is refused with all places at once, and nothing of it is kept.
 * @throws Problem not-found, changed-meanwhile (a stale page), profile.submitted, national.wrong
 */
export async function setTable(
  ctx: Context,
  name: string,
  { v, rows }: { v: number; rows: readonly CodeLine[] },
): Promise<TableView> {
  await edit(ctx, v, ({ newest, national }) => {
    const [before, now] = [tableIn(newest, name), tableIn(national, name)]
    if (!before || !now) throw new Problem('not-found', { title: `没有名为 ${name} 的代码表` })
    const table = withRows(now, rows)
    return { national: withTable(national, name, table.rows), wrongs: wrongTable(table, before) }
  })
  return tableView(ctx, name)
}

/** The table with the rows as they were edited; what the standard says of a code besides stays with it. */
export function withRows(table: CodeTable, rows: readonly CodeLine[]): CodeTable {
  const known = new Map(table.rows.map((row) => [row.code, row]))
  return {
    ...table,
    rows: rows.map(({ code, name, parent, selectable, successor }): CodeRow => {
      const before = known.get(code.trim())
      const { parent: _, selectable: __, successor: ___, short, ...rest } = before ?? { code: '', name: '' }
      return {
        ...rest,
        code: code.trim(),
        name: name.trim(),
        // the short name goes with the name it was made for
        ...(short && before?.name === name.trim() && { short }),
        ...(parent?.trim() && { parent: parent.trim() }),
        ...(selectable === false && { selectable: false }),
        ...(successor?.trim() && { successor: successor.trim() }),
      }
    }),
  }
}

/** Core, requirement, help and example of a category's indicators; help and example of every category. */
export async function setIndicators(
  ctx: Context,
  { v, category: given, indicators }: Body<'setIndicators'>,
): Promise<NationalState> {
  const category = asCategory(given)
  await edit(ctx, v, ({ national }) => {
    const wrongs: Wrong[] = []
    const changes: Record<string, IndicatorChange> = { ...national.indicators }
    for (const { key, ...asked } of indicators) {
      const place = find(key)
      if (!place) {
        wrongs.push({ at: key, code: 'field.unknown', message: `国家标准中没有指标 ${key}，请刷新后重试` })
        continue
      }
      wrongs.push(...refused(category, place, key, asked, national))
      const change = withChange(place.field, category, changes[key] ?? {}, asked)
      if (Object.keys(change).length > 0) changes[key] = change
      else delete changes[key]
    }
    const after: National = { ...national, indicators: changes }
    return { national: after, wrongs: [...wrongs, ...categories.flatMap(({ id }) => wrongIndicators(id, after))] }
  })
  return stateOf(ctx)
}

type Asked = Omit<Body<'setIndicators'>['indicators'][number], 'key'>
interface Place {
  subset: Subset
  field: Indicator
}

/** An indicator of the shipped standard. */
function find(key: string): Place | undefined {
  const [name, ...rest] = key.split('.')
  const subset = (subsets as readonly Subset[]).find((each) => each.name === name)
  const field = subset?.fields.find((each) => each.name === rest.join('.'))
  return subset && field && { subset, field }
}

function refused(category: Category, { subset, field }: Place, key: string, asked: Asked, national: National): Wrong[] {
  const now = standardOf(category, national)
    .find(({ name }) => name === subset.name)
    ?.fields.find(({ name }) => name === field.name)
  const before = forCategory((now ?? field).requirement, category)
  const locks = nationalLocks(category, subset, field, asked.requirement ?? before)
  const label = `${categoryName(category)}“${subset.label}—${forCategory(field.label, category)}”`
  const wrongs: Wrong[] = []
  if (
    asked.requirement !== undefined &&
    asked.requirement !== before &&
    !locks.requirements.includes(asked.requirement)
  )
    wrongs.push({
      at: key,
      code: 'requirement.fixed',
      message: `${label}：${locks.requirement ?? '国家标准的填写条件不支持这样改'}`,
    })
  if (asked.core !== undefined && asked.core !== (now ?? field).core && locks.core)
    wrongs.push({ at: key, code: 'core.fixed', message: `${label}：${locks.core}` })
  return wrongs
}

/** What is said of an indicator, with this said too; what is as shipped is not said. */
function withChange(field: Indicator, category: Category, before: IndicatorChange, asked: Asked): IndicatorChange {
  const core = { ...before.core, ...(asked.core !== undefined && { [category]: asked.core }) }
  const requirement = {
    ...before.requirement,
    ...(asked.requirement !== undefined && { [category]: asked.requirement }),
  }
  const differing = <T>(said: { [C in Category]?: T }, standard: (id: Category) => unknown) =>
    Object.fromEntries(
      categories.flatMap(({ id }) => (said[id] !== undefined && said[id] !== standard(id) ? [[id, said[id]]] : [])),
    )
  const cores = differing(core, () => field.core)
  const requirements = differing(requirement, (id) => forCategory(field.requirement, id))
  const help = asked.help ?? before.help
  const example = asked.example ?? before.example
  return {
    ...(Object.keys(cores).length > 0 && { core: cores }),
    ...(Object.keys(requirements).length > 0 && { requirement: requirements }),
    ...(help !== undefined && help !== textOf(field, 'help') && { help }),
    ...(example !== undefined && example !== textOf(field, 'example') && { example }),
  }
}

/**
 * The draft becomes like an older version (0: as shipped). Codes that were published since stay readable: they are kept, offered no more.
 * @throws Problem not-found, and what `edit` throws
 */
export async function takeBack(ctx: Context, { v, version }: { v: number; version: number }): Promise<NationalState> {
  const known = version === 0 || (await publishedVersions(ctx)).some((each) => each.version === version)
  if (!known) throw new Problem('not-found', { title: `没有第 ${version} 版，请刷新后重试` })
  const older = version === 0 ? shipped : await nationalOf(ctx, version)
  await edit(ctx, v, ({ newest, national }) => {
    let back: National = { ...national, indicators: older.indicators, tables: older.tables }
    for (const later of newest.tables) {
      const rows = tableIn(older, later.name)?.rows ?? []
      const codes = new Set(rows.map(({ code }) => code))
      const since = later.rows.filter(({ code }) => !codes.has(code))
      if (since.length > 0)
        back = withTable(back, later.name, [
          ...rows,
          ...since.map(({ successor: _, ...row }) => ({ ...row, selectable: false as const })),
        ])
    }
    return { national: back, wrongs: [] }
  })
  return stateOf(ctx)
}

/** Discards the draft: what is published stays. */
export async function discard(ctx: Context, v: number): Promise<NationalState> {
  demand(ctx, 'national.edit', { unitId: ctx.actor.unitId })
  const { draft, newest } = await sceneOf(ctx, true)
  if (draft?.submitted) throw new Problem('profile.submitted')
  if (!draft || !(await store.dropDraft(ctx, v))) throw new Problem('changed-meanwhile')
  await audit(ctx, {
    action: 'national.discard',
    object: { type: 'national', id: String(newest.version + 1) },
    detail: { v },
  })
  return stateOf(ctx)
}

async function edit(
  ctx: Context,
  v: number,
  change: (scene: Scene) => { national: National; wrongs: Wrong[] },
): Promise<void> {
  demand(ctx, 'national.edit', { unitId: ctx.actor.unitId })
  const scene = await sceneOf(ctx, true)
  if (scene.draft?.submitted) throw new Problem('profile.submitted')
  if ((scene.draft?.v ?? 0) !== v) throw new Problem('changed-meanwhile')
  const { national, wrongs } = change(scene)
  refuseWrong(wrongs)
  if (scene.draft) {
    if (!(await store.keepDraft(ctx, v, national))) throw new Problem('changed-meanwhile')
  } else await store.beginDraft(ctx, scene.newest.version, national)
}

/** @throws Problem national.wrong with every place, code and remedy */
export function refuseWrong(wrongs: readonly Wrong[]): void {
  if (wrongs.length > 0) throw new Problem('national.wrong', { fields: wrongs.slice(0, 500), total: wrongs.length })
}
