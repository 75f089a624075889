import type { FastifyInstance } from 'fastify'
import { lessonApi } from '../../contract/lesson.ts'
import { mayEver } from '../../contract/policy.ts'
import { loadOf } from '../org/load.ts'
import { audit } from '../platform/audit.ts'
import { type Context, type House, later } from '../platform/context.ts'
import { serve } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { doneOf } from './checks.ts'
import { lessonOf, pageFor } from './manual.ts'

/** What a reset takes on two cores, rounded up (measured 2026-11: 15 s). */
const resetSeconds = 60

export function lessonRoutes(app: FastifyInstance): void {
  serve(app, lessonApi.read, async (ctx) => {
    const { since } = practiceOf(app.house)
    const page = pageFor(ctx.actor.role, ctx.actor.level)
    const { title, steps } = page ? lessonOf(page) : { title: '', steps: [] }
    const titles = steps.map((step) => step.title)
    const done = page ? await doneOf(ctx, since, page, titles) : []
    return {
      title,
      steps: steps.map((step, at) => ({ ...step, done: done[at] ?? false })),
      since: since.toISOString(),
      can: app.house.resettable && (await mayReset(ctx)) ? ['reset' as const] : [],
    }
  })

  serve(app, lessonApi.reset, async (ctx, { body }) => {
    practiceOf(app.house)
    if (!app.house.resettable) throw new Problem('practice.external')
    if (!(await mayReset(ctx))) throw new Problem('practice.other-province')
    await audit(ctx, { action: 'practice.reset', detail: { reason: body.reason } })
    await later(ctx, 'practice.reset', { postId: ctx.actor.postId }, 'practice.reset')
    return { seconds: resetSeconds }
  })
}

/** @throws Problem 'practice.none' outside of a practice environment */
function practiceOf({ practice, practiceSince }: House): { since: Date } {
  if (!practice || !practiceSince) throw new Problem('practice.none')
  return { since: practiceSince }
}

/** The 系统管理员 of the province whose schools are practised with. */
async function mayReset(ctx: Context): Promise<boolean> {
  if (!mayEver(ctx.actor, 'practice.reset')) return false
  const load = await loadOf(ctx, ctx.actor.unitId)
  return load !== undefined && load.people > 0
}
