import type { FastifyInstance } from 'fastify'
import { fileApi } from '../../contract/file.ts'
import { serve } from '../platform/http.ts'
import { drop, keep, list, read } from './rules.ts'

export function fileRoutes(app: FastifyInstance): void {
  serve(app, fileApi.list, async (ctx, { params }) => ({ files: await list(ctx, params.teacherId) }))
  serve(app, fileApi.upload, (ctx, { params, query, file }) => keep(ctx, params.teacherId, query, file))
  serve(app, fileApi.remove, async (ctx, { params }) => {
    await drop(ctx, params.teacherId, params.fileId)
    return { ok: true as const }
  })
  serve(app, fileApi.download, async (ctx, { params, reply }) => {
    const file = await read(ctx, params.teacherId, params.fileId)
    // whatever a browser makes of it, it runs nothing and belongs to no origin (I12)
    void reply.header('content-security-policy', 'sandbox')
    return file
  })
}
