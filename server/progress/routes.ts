import type { FastifyInstance } from 'fastify'
import { progressApi } from '../../contract/progress.ts'
import { serve } from '../platform/http.ts'
import { people } from './people.ts'
import { progressOf } from './rules.ts'
import { urgePeople, urgeUnits } from './urge.ts'
import { progressWorkbook } from './workbook.ts'

export function progressRoutes(app: FastifyInstance): void {
  serve(app, progressApi.view, (ctx, { query }) => progressOf(ctx, query))
  serve(app, progressApi.workbook, (ctx, { query }) => progressWorkbook(ctx, query))
  serve(app, progressApi.people, (ctx, { query }) => people(ctx, query))
  serve(app, progressApi.urge, (ctx, { body }) => urgeUnits(ctx, body))
  serve(app, progressApi.urgePeople, (ctx, { body }) => urgePeople(ctx, body))
}
