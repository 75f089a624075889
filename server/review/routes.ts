import type { FastifyInstance } from 'fastify'
import { reviewApi } from '../../contract/review.ts'
import { flows } from '../flows.ts'
import { serve } from '../platform/http.ts'
import { decide } from './decide.ts'
import { inbox } from './inbox.ts'
import { viewCase } from './view.ts'

export function reviewRoutes(app: FastifyInstance): void {
  serve(app, reviewApi.inbox, (ctx, { query }) => inbox(ctx, query))
  serve(app, reviewApi.view, (ctx, { params }) => viewCase(ctx, params.caseId))
  serve(app, reviewApi.decide, (ctx, { body }) => decide(ctx, flows, body.cases))
}
