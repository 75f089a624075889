import type { FastifyInstance } from 'fastify'
import { progressApi } from '../../contract/progress.ts'
import { serve } from '../platform/http.ts'
import { progressOf } from './rules.ts'

export function progressRoutes(app: FastifyInstance): void {
  serve(app, progressApi.view, (ctx, { query }) => progressOf(ctx, query.unitId))
}
