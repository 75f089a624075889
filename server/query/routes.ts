import type { FastifyInstance } from 'fastify'
import { queryApi } from '../../contract/query.ts'
import { audit } from '../platform/audit.ts'
import { serve } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { exportList } from './export.ts'
import { indicatorsOf } from './form.ts'
import { list } from './list.ts'
import { dropView, keepView, viewsOf } from './sql.ts'
import { tableOf } from './table.ts'
import { tableBook } from './table-book.ts'

const mostViews = 50

export function queryRoutes(app: FastifyInstance): void {
  serve(app, queryApi.indicators, (ctx, { query }) => indicatorsOf(ctx, query))
  serve(app, queryApi.list, (ctx, { body }) => list(ctx, body))
  serve(app, queryApi.views, async (ctx, { query }) => ({ views: await viewsOf(ctx, query.kind) }))
  serve(app, queryApi.keepView, async (ctx, { body: { kind, name, state } }) => {
    const now = await viewsOf(ctx, kind)
    if (now.length >= mostViews && !now.some((view) => view.name === name)) throw new Problem('query.views-full')
    const view = await keepView(ctx, kind, name, state)
    await audit(ctx, { action: 'query.view', detail: { kind, kept: view.id } })
    return view
  })
  serve(app, queryApi.dropView, async (ctx, { params }) => {
    await dropView(ctx, params.viewId)
    await audit(ctx, { action: 'query.view', detail: { dropped: params.viewId } })
    return { ok: true as const }
  })
  serve(app, queryApi.table, (ctx, { body }) => tableOf(ctx, body))
  serve(app, queryApi.tableBook, (ctx, { body }) => tableBook(ctx, body))
  serve(app, queryApi.exporting, (ctx, { body }) => exportList(ctx, body))
}
