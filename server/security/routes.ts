import type { FastifyInstance } from 'fastify'
import { securityApi } from '../../contract/security.ts'
import { serve } from '../platform/http.ts'
import { decide, propose, securityOf, withdraw } from './rules.ts'

export function securityRoutes(app: FastifyInstance): void {
  serve(app, securityApi.read, (ctx, { query }) => securityOf(ctx, query))
  serve(app, securityApi.propose, async (ctx, { body }) => ({ id: await propose(ctx, body) }))
  serve(app, securityApi.decide, async (ctx, { params, body }) => {
    await decide(ctx, params.proposalId, body)
    return { ok: true as const }
  })
  serve(app, securityApi.withdraw, async (ctx, { params, body }) => {
    await withdraw(ctx, params.proposalId, body.reason)
    return { ok: true as const }
  })
}
