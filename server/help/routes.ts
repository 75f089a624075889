import type { FastifyInstance } from 'fastify'
import { helpApi } from '../../contract/help.ts'
import { serve } from '../platform/http.ts'
import { answer, ask, close, deskRequests, myRequests } from './rules.ts'

export function helpRoutes(app: FastifyInstance): void {
  serve(app, helpApi.ask, (ctx, { body }) => ask(ctx, body))
  serve(app, helpApi.mine, (ctx, { query }) => myRequests(ctx, query))
  serve(app, helpApi.desk, (ctx, { query }) => deskRequests(ctx, query))
  serve(app, helpApi.answer, (ctx, { params, body }) => answer(ctx, params.helpId, body.answer))
  serve(app, helpApi.close, (ctx, { params }) => close(ctx, params.helpId))
}
