import type { FastifyInstance } from 'fastify'
import { postApi } from '../../contract/post.ts'
import { serve } from '../platform/http.ts'
import { end, give, handOver, matters, seats, setQuota } from './seats.ts'

export function postRoutes(app: FastifyInstance): void {
  serve(app, postApi.list, (ctx, { query }) => seats(ctx, query.unitId ?? ctx.actor.unitId))
  serve(app, postApi.give, (ctx, { body }) => give(ctx, body))
  serve(app, postApi.end, (ctx, { params, body }) => end(ctx, params.postId, body.reason))
  serve(app, postApi.matters, (ctx, { params }) => matters(ctx, params.postId))
  serve(app, postApi.handOver, (ctx, { params, body }) => handOver(ctx, params.postId, body.accountId))
  serve(app, postApi.quota, (ctx, { params, body }) => setQuota(ctx, params.unitId, body))
}
