import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { Choice, IndicatorLine, profileApi } from '../../contract/profile.ts'
import { type Category, categories, categoryName } from '../../standard/categories.ts'
import { prefixOf, tableOf } from '../../standard/extension.ts'
import { forCategory, profileFor, type Selection } from '../../standard/profile.ts'
import { codeTable } from '../../standard/tables.ts'
import { type Context, shanghaiDay } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { signaturesOf } from '../review/signature.ts'
import { roundOf } from '../round/door.ts'
import { canonical, isCore, isOn, linesOf, locksOf, standingOf, subsetLock, subsetsOf } from './choice.ts'
import { differencesOf } from './compare.ts'
import { asCategory } from './rules.ts'
import * as store from './sql.ts'

/** A category as it stands in the own province: in force, newest, draft; what would be edited is the draft or the newest version. */
export interface Scene {
  category: Category
  inForce: store.VersionRow
  newest: store.VersionRow
  draft: store.DraftRow | undefined
  selection: Selection
}

/** @throws Problem not-found for a province without profile */
export async function sceneOf(ctx: Context, given: string, lock = false): Promise<Scene> {
  const category = asCategory(given)
  const draft = mayDraft(ctx) ? await store.draftOf(ctx, category, lock) : undefined
  const now = (await store.versionsNow(ctx, category)).get(category)
  if (!now) throw new Problem('not-found', { title: '本省尚未发布该类学校的指标体系，请联系省级系统管理员' })
  return {
    category,
    ...now,
    draft,
    selection: draft?.selection ?? (mayDraft(ctx) ? now.newest : now.inForce).selection,
  }
}

export const mayDraft = (ctx: Context): boolean =>
  ctx.guard.can(ctx.actor, 'profile.draft', { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath })

/** What was submitted, as a short text that changes with anything in it: what is confirmed is what was shown. */
export function digestOf(draft: store.DraftRow): string {
  const { submitted, selection } = draft
  return createHash('sm3')
    .update(
      JSON.stringify([canonical(selection), submitted?.reason, submitted?.inForceOn, submitted?.at.toISOString()]),
    )
    .digest('hex')
}

/** The grid of a category: every indicator, in force and in the draft, with what is locked and why. */
export async function choiceOf(ctx: Context, given: string): Promise<Choice> {
  const scene = await sceneOf(ctx, given)
  const { category, inForce, newest, draft, selection } = scene
  const round = await roundOf(ctx, ctx.actor.provinceCode)
  return {
    category,
    categoryName: categoryName(category),
    inForce: { version: inForce.version, since: sinceOf(inForce) },
    upcoming: newest.version > inForce.version ? { version: newest.version, from: newest.inForceOn } : null,
    round: round && { name: round.name, deadline: round.deadline },
    draft: await draftState(ctx, scene),
    subsets: subsetsOf(category, selection).map(({ subset, lines }) => ({
      name: subset.name,
      label: subset.label,
      core: isCore(subset),
      own: lines.some((line) => line.own) && !codeOfStandard(subset.id),
      inForce: isOn(inForce.selection, subset.name),
      draft: isOn(selection, subset.name),
      locked: subsetLock(subset, isOn(inForce.selection, subset.name)),
    })),
    indicators: indicatorsOf(category, inForce.selection, selection),
    own: {
      fields: [...(selection.own?.fields ?? [])],
      subsets: (selection.own?.subsets ?? []).map((subset) => ({ ...subset, naturalKey: [...subset.naturalKey] })),
      tables: (selection.own?.tables ?? []).map((table) => ({ ...table, rows: [...table.rows] })),
    },
    prefix: prefixOf(ctx.actor.provinceCode),
    can: abilities(ctx, draft),
  }
}

/** Own subsets are numbered B01 … after the printed ones. */
const codeOfStandard = (id: string) => !/^B\d\d$/.test(id)

function indicatorsOf(category: Category, inForce: Selection, selection: Selection): IndicatorLine[] {
  const own = new Map((selection.own?.tables ?? []).map((table) => [table.name, tableOf(table)]))
  const none = { enabled: false, required: false, open: false }
  const before = new Map(linesOf(category, inForce).map((line) => [line.key, standingOf(line, inForce)]))
  return linesOf(category, selection).map((line): IndicatorLine => {
    const { field, key } = line
    const codes = field.codes === undefined ? undefined : forCategory(field.codes, category)
    const table = codes === undefined ? undefined : (codeTable(codes) ?? own.get(codes))
    const choice = selection.fields?.[key]
    return {
      key,
      subset: line.subset.name,
      subsetLabel: line.subsetLabel,
      label: line.label,
      type: field.type,
      codes: table ? { name: table.name, label: table.label, standard: table.standard } : null,
      core: field.core,
      own: line.own,
      standard: line.requirement,
      secrecy: field.secrecy,
      help: field.help ?? '',
      hint: choice?.hint ?? '',
      checks: [...(choice?.checks ?? [])],
      inForce: before.get(key) ?? none,
      draft: standingOf(line, selection),
      locked: locksOf(line),
    }
  })
}

async function draftState(
  ctx: Context,
  { category, inForce, newest, draft, selection }: Scene,
): Promise<Choice['draft']> {
  const differences = differencesOf(category, inForce.selection, selection).length
  if (!draft)
    return {
      v: 0,
      baseVersion: newest.version,
      changedAt: null,
      changedBy: null,
      submitted: null,
      returned: null,
      differences,
    }
  const { submitted, returned } = draft
  const signed = await signaturesOf(ctx, [draft.changedByPost, submitted?.post, returned?.post])
  const who = (post: string) => signed.get(post)?.person ?? ''
  return {
    v: draft.v,
    baseVersion: draft.baseVersion,
    changedAt: draft.changedAt.toISOString(),
    changedBy: who(draft.changedByPost),
    submitted: submitted && {
      at: submitted.at.toISOString(),
      by: who(submitted.post),
      reason: submitted.reason,
      inForceOn: submitted.inForceOn,
      digest: digestOf(draft),
    },
    returned: returned && { at: returned.at.toISOString(), by: who(returned.post), why: returned.why },
    differences,
  }
}

function abilities(ctx: Context, draft: store.DraftRow | undefined): Choice['can'] {
  const here = { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath }
  const can: Choice['can'] = []
  if (ctx.guard.can(ctx.actor, 'profile.edit', here)) {
    if (!draft?.submitted) can.push('edit')
    if (draft && !draft.submitted) can.push('submit', 'discard')
    if (draft?.submitted) can.push('withdraw')
  }
  if (draft?.submitted && ctx.guard.can(ctx.actor, 'profile.confirm', here)) {
    if (draft.submitted.person !== ctx.actor.personId) can.push('confirm')
    can.push('return')
  }
  return can
}

/** The day from which a version counts: the later of its own day and the day it was published. */
export const sinceOf = ({ inForceOn, publishedAt }: store.VersionRow): string => {
  const published = shanghaiDay(publishedAt)
  return inForceOn > published ? inForceOn : published
}

/** 各学校类别的指标体系, one line each. */
export async function listOf(ctx: Context): Promise<z.input<typeof profileApi.list.returns>> {
  const now = await store.versionsNow(ctx)
  const drafts = mayDraft(ctx) ? await store.draftsOf(ctx) : new Map<string, store.DraftRow>()
  const here = { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath }
  return {
    categories: categories.flatMap(({ id, name }) => {
      const versions = now.get(id)
      if (!versions) return []
      const { inForce, newest } = versions
      const draft = drafts.get(id)
      const fields = profileFor(id, inForce.selection).subsets.flatMap((subset) => subset.fields)
      return [
        {
          category: id,
          name,
          version: inForce.version,
          since: sinceOf(inForce),
          upcoming: newest.version > inForce.version ? newest.inForceOn : null,
          indicators: fields.length,
          required: fields.filter(({ requirement }) => requirement === 'R').length,
          own: inForce.selection.own?.fields?.length ?? 0,
          draft: !draft ? 'none' : draft.submitted ? 'submitted' : draft.returned ? 'returned' : 'editing',
          differences: draft ? differencesOf(id, inForce.selection, draft.selection).length : 0,
        },
      ]
    }),
    can: [
      ...(ctx.guard.can(ctx.actor, 'profile.edit', here) ? (['edit'] as const) : []),
      ...(ctx.guard.can(ctx.actor, 'profile.confirm', here) ? (['confirm'] as const) : []),
    ],
  }
}
