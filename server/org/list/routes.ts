import { copyFile, rm } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { completeKinds, type UnitListView, unitListApi } from '../../../contract/unit-list.ts'
import { audit } from '../../platform/audit.ts'
import { type Context, demand, later } from '../../platform/context.ts'
import { serve } from '../../platform/http.ts'
import { newId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import { type WorkbookModel, workbookBytes } from '../../platform/workbook/write.ts'
import { findingsModel, type KeptRow, templateModel } from './books.ts'
import { decide, setDestination } from './decide.ts'
import { findingTitles } from './findings.ts'
import { type ReadListPayload, waitingFile } from './read.ts'
import * as store from './sql.ts'
import { changeOf, facetsOf, pageOfChanges, viewsOf } from './view.ts'

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export function unitListRoutes(app: FastifyInstance): void {
  serve(app, unitListApi.template, async (ctx) => {
    demand(ctx, 'unit.import', { unitId: ctx.actor.unitId })
    return { name: '机构名单模板.xlsx', type: xlsx, content: await buffer(templateModel(ctx.now)) }
  })

  serve(app, unitListApi.list, async (ctx, { query }) => {
    demand(ctx, 'unit.import', { unitId: ctx.actor.unitId })
    const { total, rows } = await store.pageOfLists(ctx, query.page, query.size)
    return { total, rows: await viewsOf(ctx, rows) }
  })

  serve(app, unitListApi.upload, async (ctx, { query, file }) => {
    demand(ctx, 'unit.import', { unitId: ctx.actor.unitId })
    demandDay(ctx, query.effectiveOn)
    const complete = query.complete === '' ? [] : query.complete.split(',')
    const odd = complete.find((kind) => !completeKinds.some(({ id }) => id === kind))
    if (odd) throw new Problem('request.invalid', { title: `没有“${odd}”这一类机构。请从页面列出的类别中选择` })
    const listId = newId()
    const no = await store.addList(ctx, {
      id: listId,
      fileName: file.name,
      fileSize: file.size,
      effectiveOn: query.effectiveOn,
      complete,
      completeIn: query.completeIn ?? null,
    })
    // the upload dies with its request: the job finds its copy in the house's private folder
    const path = waitingFile(app.house, listId)
    await copyFile(file.path, path)
    try {
      const payload: ReadListPayload = { listId, postId: ctx.actor.postId }
      await later(ctx, 'units.list.read', payload, `units.list.read:${listId}`)
      const detail = {
        no,
        size: file.size,
        effectiveOn: query.effectiveOn,
        complete,
        completeIn: query.completeIn ?? null,
      }
      await audit(ctx, { action: 'unit.list.upload', object: { type: 'list', id: listId }, detail })
    } catch (error) {
      await rm(path, { force: true })
      throw error
    }
    return { listId }
  })

  serve(app, unitListApi.view, async (ctx, { params }) => {
    const list = await listFor(ctx, params.listId)
    return { ...(await viewOf(ctx, list)), facets: list.read_at ? await facetsOf(ctx, list.id) : [] }
  })

  serve(app, unitListApi.changes, async (ctx, { params, query }) => {
    const list = await listFor(ctx, params.listId)
    if (!list.read_at) return { total: 0, rows: [], revision: list.revision }
    return { ...(await pageOfChanges(ctx, list.id, query)), revision: list.revision }
  })

  serve(app, unitListApi.findings, async (ctx, { params, query }) => {
    const list = await listFor(ctx, params.listId)
    const meant = sql`list_id = ${list.id} and severity = coalesce(${query.severity ?? null}, severity) and code = coalesce(${query.code ?? null}, code)`
    const { rows: facets } = await sql<{ code: KeptRow['code']; severity: 'error' | 'warning'; count: number }>`
      select code, severity, count(*)::int as count from unit_list_finding where list_id = ${list.id} group by 1, 2 order by 3 desc, 1`.execute(
      ctx.db,
    )
    const total = facets
      .filter(({ code, severity }) => (query.code ?? code) === code && (query.severity ?? severity) === severity)
      .reduce((sum, { count }) => sum + count, 0)
    const { rows } = await sql<KeptRow>`
      select row_no, n, "column", severity, code, message, expected, seen, remedy from unit_list_finding
       where ${meant} order by severity, row_no, n limit ${query.size} offset ${(query.page - 1) * query.size}`.execute(
      ctx.db,
    )
    return {
      total,
      rows: rows.map(({ row_no, n: _, ...finding }) => ({ row: row_no, ...finding })),
      facets: facets.map((facet) => ({ ...facet, title: findingTitles[facet.code] })),
    }
  })

  serve(app, unitListApi.findingsWorkbook, async (ctx, { params }) => {
    const list = await listFor(ctx, params.listId)
    await audit(ctx, {
      action: 'unit.list.findings',
      object: { type: 'list', id: list.id },
      detail: { errorRows: list.error_rows },
    })
    return { name: `机构名单-${list.no}-错误和提示.xlsx`, type: xlsx, content: await buffer(findingsModel(ctx, list)) }
  })

  serve(app, unitListApi.decide, async (ctx, { params, body }) => {
    const list = await listFor(ctx, params.listId, true)
    const result = await decide(ctx, list, body)
    return { ...result, list: await viewOf(ctx, await listFor(ctx, list.id)) }
  })

  serve(app, unitListApi.destination, async (ctx, { params, body }) => {
    const list = await listFor(ctx, params.listId, true)
    await setDestination(ctx, list, body)
    const change = await changeOf(ctx, list.id, body.item)
    if (!change) throw new Problem('not-found')
    return change
  })

  serve(app, unitListApi.reschedule, async (ctx, { params, body }) => {
    const list = await listFor(ctx, params.listId, true)
    demandDay(ctx, body.effectiveOn)
    await demandCan(ctx, list, 'reschedule')
    await store.changeList(ctx, list.id, { effective_on: body.effectiveOn })
    if (body.effectiveOn <= ctx.today) await later(ctx, 'units.list.apply', {}, 'units.list.apply')
    await audit(ctx, {
      action: 'unit.list.reschedule',
      object: { type: 'list', id: list.id },
      detail: { before: list.effective_on, after: body.effectiveOn },
    })
    return viewOf(ctx, await listFor(ctx, list.id))
  })

  serve(app, unitListApi.undo, async (ctx, { params, body }) => {
    const list = await listFor(ctx, params.listId, true)
    const { tally } = await demandCan(ctx, list, 'undo')
    await store.changeList(ctx, list.id, {
      undone_at: ctx.now,
      undone_by_post: ctx.actor.postId,
      undo_note: body.note ?? null,
    })
    const detail = { accepted: tally.accepted + tally.waiting, ...(body.note && { reason: body.note }) }
    await audit(ctx, { action: 'unit.list.undo', object: { type: 'list', id: list.id }, detail })
    return viewOf(ctx, await listFor(ctx, list.id))
  })

  serve(app, unitListApi.cancel, async (ctx, { params }) => {
    const list = await listFor(ctx, params.listId, true)
    await demandCan(ctx, list, 'cancel')
    await store.dropStaged(ctx, list.id)
    await store.changeList(ctx, list.id, { cancelled_at: ctx.now })
    await audit(ctx, { action: 'unit.list.cancel', object: { type: 'list', id: list.id } })
    return viewOf(ctx, await listFor(ctx, list.id))
  })
}

/** One list; locked for whoever acts on it. */
async function listFor(ctx: Context, listId: string, lock = false): Promise<store.ListRow> {
  const list = await store.findList(ctx, listId, lock)
  if (!list) throw new Problem('not-found')
  demand(ctx, 'unit.import', { unitId: list.unit_id })
  return list
}

async function viewOf(ctx: Context, list: store.ListRow): Promise<UnitListView> {
  const [view] = await viewsOf(ctx, [list])
  if (!view) throw new Error('a list without its view')
  return view
}

async function demandCan(ctx: Context, list: store.ListRow, act: UnitListView['can'][number]): Promise<UnitListView> {
  const view = await viewOf(ctx, list)
  if (view.can.includes(act)) return view
  if (act !== 'cancel' && view.tally.applied > 0)
    throw new Problem('unit.list-state', {
      title: `已有 ${view.tally.applied} 项生效，不能整份办理；尚未生效的可以逐项撤回`,
    })
  throw new Problem('unit.list-state')
}

function demandDay(ctx: Context, day: string): void {
  if (day < ctx.today) throw new Problem('unit.list-day')
}

async function buffer(model: WorkbookModel): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of workbookBytes(model)) parts.push(part)
  return Buffer.concat(parts)
}
