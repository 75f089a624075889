import type { FastifyInstance } from 'fastify'
import { profileApi } from '../../contract/profile.ts'
import { standardApi } from '../../contract/standard.ts'
import { tableOf } from '../../standard/extension.ts'
import type { CodeTable } from '../../standard/indicator.ts'
import { profileFor } from '../../standard/profile.ts'
import { templateOf, workbookBuffer } from '../intake/template.ts'
import { divisions } from '../org/divisions/divisions.ts'
import type { Context } from '../platform/context.ts'
import { serve } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { signaturesOf } from '../review/signature.ts'
import { nationalOn } from '../standard/door.ts'
import { tableIn } from '../standard/overlay.ts'
import { differencesOf } from './compare.ts'
import { copy, discard, setFields, setOwn, setSubsets } from './draft.ts'
import { impactOf } from './impact.ts'
import { decideModes, modesView, proposeModes, withdrawModes } from './modes.ts'
import { decide, submit, withdraw } from './publish.ts'
import { asCategory, asSelection, knownFor, profileOf } from './rules.ts'
import * as store from './sql.ts'
import { choiceOf, listOf, sceneOf } from './view.ts'

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export function profileRoutes(app: FastifyInstance): void {
  serve(app, standardApi.profile, async (ctx, { query }) => {
    const category = query.category ?? ctx.actor.category
    if (!category) throw new Problem('not-found', { title: '请指明学校类别' })
    return profileOf(ctx, ctx.actor.provinceCode, category)
  })
  serve(app, standardApi.changedTables, async (ctx) => ({ tables: [...(await nationalOn(ctx, ctx.today)).tables] }))
  serve(app, standardApi.codeTable, async (ctx, { params }) => {
    if (params.name === 'area') return areaTable
    const table = tableIn(await nationalOn(ctx, ctx.today), params.name) ?? (await ownTable(ctx, params.name))
    if (!table) throw new Problem('not-found', { title: `没有名为 ${params.name} 的代码表` })
    return table
  })

  serve(app, profileApi.list, (ctx) => listOf(ctx))
  serve(app, profileApi.choice, (ctx, { params }) => choiceOf(ctx, params.category))
  serve(app, profileApi.set, (ctx, { params, body }) => setFields(ctx, params.category, body))
  serve(app, profileApi.setSubsets, (ctx, { params, body }) => setSubsets(ctx, params.category, body))
  serve(app, profileApi.setOwn, (ctx, { params, body }) => setOwn(ctx, params.category, body))
  serve(app, profileApi.copy, (ctx, { params, body }) => copy(ctx, params.category, body))
  serve(app, profileApi.discard, (ctx, { params, body }) => discard(ctx, params.category, body.v))
  serve(app, profileApi.impact, (ctx, { params }) => impactOf(ctx, params.category))
  serve(app, profileApi.preview, async (ctx, { params }) => (await draftProfile(ctx, params.category)).profile)
  serve(app, profileApi.template, async (ctx, { params }) => {
    const { profile, version } = await draftProfile(ctx, params.category)
    const known = knownFor(ctx, profile, { type: null, private: false, name: '' })
    const content = await workbookBuffer(templateOf(profile, known, [], ctx.now))
    return { name: `${profile.categoryName}教师信息采集模板-第${version}版草稿.xlsx`, type: xlsx, content }
  })
  serve(app, profileApi.submit, (ctx, { params, body }) => submit(ctx, params.category, body))
  serve(app, profileApi.withdraw, (ctx, { params, body }) => withdraw(ctx, params.category, body.v))
  serve(app, profileApi.decide, (ctx, { params, body }) => decide(ctx, params.category, body))
  serve(app, profileApi.versions, async (ctx, { params, query }) => {
    const { total, rows } = await store.pageOfVersions(ctx, params.category, query)
    const signed = await signaturesOf(
      ctx,
      rows.flatMap((row) => [row.submittedByPost, row.publishedByPost]),
    )
    const who = (post: string | null) => signed.get(post ?? '')?.person ?? null
    return {
      total,
      rows: rows.map((row) => ({
        version: row.version,
        publishedAt: row.publishedAt.toISOString(),
        inForceOn: row.inForceOn,
        reason: row.reason,
        submittedBy: who(row.submittedByPost),
        confirmedBy: who(row.publishedByPost),
      })),
    }
  })
  serve(app, profileApi.compare, async (ctx, { params, query }) => {
    const [from, to] = [
      await store.versionOf(ctx, params.category, query.from),
      await store.versionOf(ctx, params.category, query.to),
    ]
    if (!from || !to) throw new Problem('not-found', { title: '没有所选的版本，请刷新后重试' })
    const differences = differencesOf(asCategory(params.category), from.selection, to.selection)
    return { differences: differences.slice(0, 2000) }
  })

  serve(app, profileApi.modes, (ctx) => modesView(ctx))
  serve(app, profileApi.proposeModes, (ctx, { body }) => proposeModes(ctx, body))
  serve(app, profileApi.withdrawModes, (ctx) => withdrawModes(ctx))
  serve(app, profileApi.decideModes, (ctx, { body }) => decideModes(ctx, body))
}

/** What the draft would be in force. */
async function draftProfile(ctx: Context, category: string) {
  const scene = await sceneOf(ctx, category)
  const version = scene.newest.version + 1
  return { version, profile: profileFor(scene.category, { ...scene.selection, version }) }
}

/** A code table of the own province, as it was last published: for the category of the post first. */
async function ownTable(ctx: Context, name: string): Promise<CodeTable | undefined> {
  const row = await ctx.db
    .selectFrom('profile')
    .select('selection')
    .where('province_code', '=', ctx.actor.provinceCode)
    .where((on) => on('selection', '@>', JSON.stringify({ own: { tables: [{ name }] } })))
    .orderBy((on) => on('category', '=', ctx.actor.category ?? ''), 'desc')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  const table = row && asSelection(row.selection).own?.tables?.find((each) => each.name === name)
  return table && tableOf(table)
}

/** GB/T 2260 as a code table, for 籍贯 and 出生地. */
const areaTable: CodeTable = {
  name: 'area',
  label: '行政区划',
  standard: 'GB/T 2260',
  sure: 'high',
  rows: divisions().map((division) => ({
    code: division.code,
    name: division.name,
    ...(division.parent && { parent: division.parent }),
  })),
}
