import type { FastifyInstance } from 'fastify'
import { reviewApi } from '../../contract/review.ts'
import { reviewDeskApi } from '../../contract/review-desk.ts'
import { serve } from '../platform/http.ts'
import { decideByHand, sendMarked } from './act.ts'
import { inbox } from './inbox.ts'
import { drawList, enlargeList } from './list.ts'
import { look } from './look.ts'
import { dropMarks, putMarks } from './marks.ts'
import { addReason, reasonsFor, removeReason } from './reasons.ts'
import { schoolsAtDesk } from './schools.ts'
import { setSetting, viewSetting } from './setting.ts'
import { viewCase } from './view.ts'
import { withdraw } from './withdraw.ts'

export function reviewRoutes(app: FastifyInstance): void {
  serve(app, reviewApi.inbox, (ctx, { query }) => inbox(ctx, query))
  serve(app, reviewApi.view, (ctx, { params }) => viewCase(ctx, params.caseId))
  serve(app, reviewApi.decide, (ctx, { body }) => decideByHand(ctx, body.cases))

  serve(app, reviewDeskApi.schools, (ctx, { query }) => schoolsAtDesk(ctx, query))
  serve(app, reviewDeskApi.look, async (ctx, { body }) => ({ done: await look(ctx, body.cases) }))
  serve(app, reviewDeskApi.mark, async (ctx, { body }) => ({ done: await putMarks(ctx, body.cases) }))
  serve(app, reviewDeskApi.unmark, async (ctx, { body }) => ({ done: await dropMarks(ctx, body.ids) }))
  serve(app, reviewDeskApi.draw, async (ctx, { body }) => ({ list: await drawList(ctx, body.unitId) }))
  serve(app, reviewDeskApi.enlarge, async (ctx, { body }) => ({ list: await enlargeList(ctx, body.unitId) }))
  serve(app, reviewDeskApi.sendMarked, (ctx, { body }) => sendMarked(ctx, { ...body, unitId: body.unitId ?? null }))
  serve(app, reviewDeskApi.withdraw, (ctx, { body }) => withdraw(ctx, body.caseIds))

  serve(app, reviewDeskApi.setting, (ctx) => viewSetting(ctx))
  serve(app, reviewDeskApi.set, async (ctx, { body }) => {
    await setSetting(ctx, body)
    return { ok: true as const }
  })
  serve(app, reviewDeskApi.reasons, (ctx, { query }) => reasonsFor(ctx, query))
  serve(app, reviewDeskApi.addReason, async (ctx, { body }) => ({ id: await addReason(ctx, body) }))
  serve(app, reviewDeskApi.removeReason, async (ctx, { params }) => {
    await removeReason(ctx, params.reasonId)
    return { ok: true as const }
  })
}
