import type { FastifyInstance } from 'fastify'
import { roundApi } from '../../contract/round.ts'
import { serve } from '../platform/http.ts'
import { calendar, deadlines, setDay, setDeadlines } from './deadlines.ts'
import { closeRound, editRound, openRound, reopenRound, rounds } from './rules.ts'

export function roundRoutes(app: FastifyInstance): void {
  serve(app, roundApi.list, (ctx, { query }) => rounds(ctx, query))
  serve(app, roundApi.deadlines, (ctx, { query }) => deadlines(ctx, query))
  serve(app, roundApi.calendar, (ctx, { query }) => calendar(ctx, query.year))
  serve(app, roundApi.setDay, (ctx, { body }) => setDay(ctx, body))
  serve(app, roundApi.open, (ctx, { body }) => openRound(ctx, body))
  serve(app, roundApi.edit, (ctx, { params, body }) => editRound(ctx, params.roundId, body))
  serve(app, roundApi.close, (ctx, { params, body }) => closeRound(ctx, params.roundId, body))
  serve(app, roundApi.reopen, (ctx, { params, body }) => reopenRound(ctx, params.roundId, body))
  serve(app, roundApi.setDeadlines, (ctx, { params, body }) => setDeadlines(ctx, params.roundId, body))
}
