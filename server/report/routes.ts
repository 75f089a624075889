import type { FastifyInstance } from 'fastify'
import { reportApi } from '../../contract/report.ts'
import { serve } from '../platform/http.ts'
import { handOver, send } from './rules.ts'

export function reportRoutes(app: FastifyInstance): void {
  serve(app, reportApi.handOver, (ctx, { body }) => handOver(ctx, body.teacherIds, body.dry))
  serve(app, reportApi.send, (ctx, { body }) => send(ctx, body.teacherIds))
}
