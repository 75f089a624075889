import type { FastifyInstance } from 'fastify'
import { handoutApi, slipApi } from '../../contract/handout.ts'
import { serve } from '../platform/http.ts'
import { serveBare } from '../session/bare.ts'
import { board, receive, see, urge, urgings } from './board.ts'
import { cancelBatch, fetchFile, ledger, oneBatch, voidSlip } from './ledger.ts'
import { makeSlips } from './make.ts'
import { openSlip, redeem, redeemWith } from './redeem.ts'

export function handoutRoutes(app: FastifyInstance): void {
  const { house } = app
  serve(app, handoutApi.board, (ctx, { query }) => board(ctx, query))
  serve(app, handoutApi.make, (ctx, { body }) => makeSlips(ctx, body))
  serve(app, handoutApi.batches, (ctx, { query }) => ledger(ctx, query))
  serve(app, handoutApi.batch, (ctx, { params }) => oneBatch(ctx, params.batchId))
  serve(app, handoutApi.cancel, (ctx, { params }) => cancelBatch(ctx, params.batchId))
  serve(app, handoutApi.file, (ctx, { params }) => fetchFile(ctx, params.batchId))
  serve(app, handoutApi.voidSlip, (ctx, { params, body }) => voidSlip(ctx, params.slipId, body.reason))
  serve(app, handoutApi.receive, (ctx, { body }) => receive(ctx, body))
  serve(app, handoutApi.urge, (ctx, { body }) => urge(ctx, body))
  serve(app, handoutApi.urgings, (ctx) => urgings(ctx))
  serve(app, handoutApi.seen, (ctx) => see(ctx))

  serveBare(app, slipApi.open, ({ body, from }) => openSlip(house, body, from))
  serveBare(app, slipApi.redeem, ({ body, from }) => redeem(house, body, from))
  serveBare(app, slipApi.redeemWith, ({ body, from }) => redeemWith(house, body, from))
}
