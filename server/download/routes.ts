import type { FastifyInstance } from 'fastify'
import { downloadApi } from '../../contract/download.ts'
import { serve } from '../platform/http.ts'
import { cancelDownload, decideDownload, downloadsOf, fetchDownload } from './rules.ts'

export function downloadRoutes(app: FastifyInstance): void {
  serve(app, downloadApi.list, (ctx, { query }) => downloadsOf(ctx, 'mine', query))
  serve(app, downloadApi.cancel, async (ctx, { params }) => {
    await cancelDownload(ctx, params.downloadId)
    return { ok: true as const }
  })
  serve(app, downloadApi.file, (ctx, { params }) => fetchDownload(ctx, params.downloadId))
  serve(app, downloadApi.requests, (ctx, { query }) => downloadsOf(ctx, 'unit', query))
  serve(app, downloadApi.decide, async (ctx, { params, body }) => {
    await decideDownload(ctx, params.downloadId, body)
    return { ok: true as const }
  })
}
