import type { FastifyInstance } from 'fastify'
import { deskApi, entryApi } from '../../contract/desk.ts'
import { serve } from '../platform/http.ts'
import { checkSet, staleAt } from './check.ts'
import { entrySheet, schoolFor, submitEntries } from './entry.ts'
import { chooseFilling, filling } from './filling.ts'
import { ownPlace } from './place.ts'
import { heat, people, problems, schools } from './problems.ts'
import { readSheet, schoolSheet, writeSheet } from './sheet.ts'
import { summary } from './summary.ts'

export function deskRoutes(app: FastifyInstance): void {
  serve(app, deskApi.problems, (ctx, { query }) => problems(ctx, query.unitId))
  serve(app, deskApi.schools, (ctx, { query }) => schools(ctx, query))
  serve(app, deskApi.people, (ctx, { query }) => people(ctx, query))
  serve(app, deskApi.heat, (ctx, { query }) => heat(ctx, query))
  serve(app, deskApi.stale, (ctx, { query }) => staleAt(ctx, query.unitId))
  serve(app, deskApi.check, (ctx, { body }) => checkSet(ctx, body.teacherIds))
  serve(app, deskApi.sheet, async (ctx, { query }) =>
    readSheet(ctx, await ownPlace(ctx, query.unitId), schoolSheet, query),
  )
  serve(app, deskApi.write, async (ctx, { body }) =>
    writeSheet(ctx, await ownPlace(ctx, body.unitId), schoolSheet, body.subset, body.rows),
  )
  serve(app, deskApi.summary, (ctx) => summary(ctx))
  serve(app, deskApi.filling, (ctx) => filling(ctx))
  serve(app, deskApi.chooseFilling, async (ctx, { body }) => {
    await chooseFilling(ctx, body.teachersFill)
    return { ok: true as const }
  })
  serve(app, entryApi.sheet, async (ctx, { query }) =>
    readSheet(ctx, await schoolFor(ctx, query.unitId), entrySheet, query),
  )
  serve(app, entryApi.write, async (ctx, { body }) =>
    writeSheet(ctx, await schoolFor(ctx, body.unitId), entrySheet, body.subset, body.rows),
  )
  serve(app, entryApi.submit, async (ctx, { body }) => submitEntries(ctx, await schoolFor(ctx, body.unitId), body.dry))
}
