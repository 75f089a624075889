import type { z } from 'zod'
import type { NationalLine, NationalState, nationalApi, TableLine, TableView } from '../../contract/national.ts'
import type { Category } from '../../standard/categories.ts'
import type { CodeTable, Indicator, Subset } from '../../standard/indicator.ts'
import { type National, standardOf } from '../../standard/national.ts'
import { boundCodes, nationalLocks, tablesOf, whyFixed } from '../../standard/national-rules.ts'
import { forCategory } from '../../standard/profile.ts'
import { subsets } from '../../standard/subsets.ts'
import { codeTables } from '../../standard/tables.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { asCategory } from '../profile/rules.ts'
import { signaturesOf } from '../review/signature.ts'
import { differencesOf, textOf } from './compare.ts'
import { newestNational, publishedVersions } from './door.ts'
import { canonical, contentOf, digestOf, tableIn } from './overlay.ts'
import * as store from './sql.ts'

/** The newest version, the draft, and what would be edited: the draft or the newest version. */
export interface Scene {
  newest: National
  draft: store.DraftRow | undefined
  national: National
}

export async function sceneOf(ctx: Context, lock = false): Promise<Scene> {
  const draft = await store.draftOf(ctx, lock)
  const newest = await newestNational(ctx)
  return { newest, draft, national: draft?.national ?? newest }
}

/** What was submitted, as a short text that changes with anything in it: what is confirmed is what was shown. */
export function digestOfDraft({ national, submitted }: store.DraftRow): string {
  return digestOf(
    canonical([contentOf(national), submitted?.reason, submitted?.inForceOn, submitted?.at.toISOString()]),
  )
}

export async function stateOf(ctx: Context): Promise<NationalState> {
  const { newest, draft, national } = await sceneOf(ctx)
  const published = await publishedVersions(ctx)
  const inForce = published.filter(({ inForceOn }) => inForceOn <= ctx.today).at(-1)
  const last = published.at(-1)
  const submitted = draft?.submitted ?? null
  const returned = draft?.returned ?? null
  const signed = await signaturesOf(ctx, [draft?.changedByPost, submitted?.post, returned?.post])
  const who = (post: string) => signed.get(post)?.person ?? ''
  return {
    inForce: { version: inForce?.version ?? 0, since: inForce?.inForceOn ?? null },
    upcoming: last && last.version !== inForce?.version ? { version: last.version, from: last.inForceOn } : null,
    draft: {
      v: draft?.v ?? 0,
      baseVersion: draft?.baseVersion ?? newest.version,
      changedAt: draft?.changedAt.toISOString() ?? null,
      changedBy: draft ? who(draft.changedByPost) : null,
      submitted:
        draft && submitted
          ? {
              at: submitted.at.toISOString(),
              by: who(submitted.post),
              reason: submitted.reason,
              inForceOn: submitted.inForceOn,
              digest: digestOfDraft(draft),
            }
          : null,
      returned: returned && { at: returned.at.toISOString(), by: who(returned.post), why: returned.why },
      differences: differencesOf(newest, national).length,
    },
    can: abilities(ctx, draft),
  }
}

function abilities(ctx: Context, draft: store.DraftRow | undefined): NationalState['can'] {
  const here = { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath }
  const can: NationalState['can'] = []
  if (ctx.guard.can(ctx.actor, 'national.edit', here)) {
    if (!draft?.submitted) can.push('edit')
    if (draft && !draft.submitted) can.push('submit', 'discard')
    if (draft?.submitted) can.push('withdraw')
  }
  if (draft?.submitted && ctx.guard.can(ctx.actor, 'national.confirm', here)) {
    if (draft.submitted.person !== ctx.actor.personId) can.push('confirm')
    can.push('return')
  }
  return can
}

const mayEdit = (ctx: Context, draft: store.DraftRow | undefined): 'edit'[] =>
  abilities(ctx, draft).flatMap((each) => (each === 'edit' ? [each] : []))

/** Which indicators take their codes from a table, as 子集—指标. */
const users = Map.groupBy(
  (subsets as readonly Subset[]).flatMap((subset) =>
    subset.fields.flatMap((field) =>
      tablesOf(field).map((table) => ({ table, label: `${subset.label}—${forCategory(field.label, 'k12')}` })),
    ),
  ),
  ({ table }) => table,
)

export async function tableLines(ctx: Context): Promise<TableLine[]> {
  const { newest, national } = await sceneOf(ctx)
  return codeTables.map(({ name }) => lineOf(name, newest, national))
}

function lineOf(name: string, newest: National, national: National): TableLine {
  const table = tableIn(national, name)
  if (!table) throw new Problem('not-found', { title: `没有名为 ${name} 的代码表` })
  return {
    name,
    label: table.label,
    standard: table.standard,
    sure: table.sure,
    rows: table.rows.length,
    offered: table.rows.filter(({ selectable }) => selectable !== false).length,
    locked: whyFixed(table),
    usedBy: (users.get(name) ?? []).map(({ label }) => label).slice(0, 50),
    changed: canonical(tableIn(newest, name)?.rows) !== canonical(table.rows),
  }
}

/** A table before and after, with what may not be done to its codes. @throws Problem not-found */
export async function tableView(ctx: Context, name: string): Promise<TableView> {
  const { newest, draft, national } = await sceneOf(ctx)
  return {
    ...lineOf(name, newest, national),
    draft: { v: draft?.v ?? 0 },
    before: linesOf(tableIn(newest, name)),
    after: linesOf(tableIn(national, name)),
    bound: Object.fromEntries(boundCodes(name)),
    can: mayEdit(ctx, draft),
  }
}

/** The rows as they are edited. */
export const linesOf = (table: CodeTable | undefined): TableView['after'] =>
  (table?.rows ?? []).map(({ code, name, parent, selectable, successor }) => ({
    code,
    name,
    ...(parent !== undefined && { parent }),
    ...(selectable === false && { selectable }),
    ...(successor !== undefined && { successor }),
  }))

/** The indicators of a category: how each stands in the newest version and in the draft, and what may be chosen. */
export async function indicatorsOf(
  ctx: Context,
  given: string,
): Promise<z.input<typeof nationalApi.indicators.returns>> {
  const category = asCategory(given)
  const { newest, draft, national } = await sceneOf(ctx)
  const before = fieldsIn(newest, category)
  const after = fieldsIn(national, category)
  const indicators = (subsets as readonly Subset[]).flatMap((subset) => {
    if (forCategory(subset.requirement, category) === '-') return []
    return subset.fields.map((field): NationalLine => {
      const key = `${subset.name}.${field.name}`
      const [was, is] = [before.get(key) ?? field, after.get(key) ?? field]
      const requirement = forCategory(is.requirement, category)
      const locks = nationalLocks(category, subset, field, requirement)
      return {
        key,
        subset: subset.name,
        subsetLabel: subset.label,
        label: forCategory(field.label, category),
        type: field.type,
        before: { core: was.core, requirement: forCategory(was.requirement, category) },
        after: { core: is.core, requirement },
        help: textOf(is, 'help', category),
        example: textOf(is, 'example', category),
        reworded: (['help', 'example'] as const).some((what) => textOf(was, what) !== textOf(is, what)),
        requirements: [...locks.requirements],
        locked: {
          ...(locks.requirement && { requirement: locks.requirement }),
          ...(locks.core && { core: locks.core }),
        },
      }
    })
  })
  return { v: draft?.v ?? 0, indicators, can: mayEdit(ctx, draft) }
}

const fieldsIn = (national: National, category: Category) =>
  new Map<string, Indicator>(
    standardOf(category, national).flatMap((subset) =>
      subset.fields.map((field) => [`${subset.name}.${field.name}`, field] as const),
    ),
  )

/** For the start page of the centre's 信息管理员. */
export async function waitingNational(ctx: Context): Promise<{ count: number; oldest: Date | null }> {
  const submitted = (await store.draftOf(ctx))?.submitted
  return { count: submitted ? 1 : 0, oldest: submitted?.at ?? null }
}
