import type { FastifyInstance } from 'fastify'
import { trainingApi } from '../../contract/training.ts'
import { readCreditCode } from '../../standard/credit-code.ts'
import { audit } from '../platform/audit.ts'
import { demand } from '../platform/context.ts'
import { serve } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { demandModule } from '../profile/modes.ts'
import { addInstitution, changeInstitution, institutionAt, pageOfInstitutions } from './sql.ts'

export function trainingRoutes(app: FastifyInstance): void {
  serve(app, trainingApi.list, async (ctx, { query }) => {
    await demandModule(ctx, 'training')
    demand(ctx, 'training.read', { unitId: ctx.actor.unitId })
    const search = query.search?.trim() || null
    const { total, rows } = await pageOfInstitutions(ctx, { search, page: query.page, size: query.size })
    const can = ctx.actor.role === 'system' ? (['hand-out'] as const) : (['change'] as const)
    return { total, rows: rows.map((row) => ({ ...row, can: [...can] })) }
  })

  serve(app, trainingApi.register, async (ctx, { body }) => {
    await demandModule(ctx, 'training')
    demand(ctx, 'training.register', { unitId: ctx.actor.unitId })
    const creditCode = creditCodeOf(body.creditCode)
    const made = await addInstitution(ctx, { ...body, creditCode })
    await audit(ctx, {
      action: 'training.register',
      object: { type: 'unit', id: made.unitId },
      detail: { after: { name: body.name, kind: body.kind, creditCode } },
    })
    return made
  })

  serve(app, trainingApi.change, async (ctx, { params, body }) => {
    const before = await institutionAt(ctx, params.unitId)
    if (!before) throw new Problem('not-found')
    await demandModule(ctx, 'training')
    demand(ctx, 'training.register', { unitId: ctx.actor.unitId })
    const creditCode = creditCodeOf(body.creditCode)
    await changeInstitution(ctx, before, { ...body, creditCode })
    const { name, kind } = before
    await audit(ctx, {
      action: 'training.change',
      object: { type: 'unit', id: params.unitId },
      detail: {
        before: { name, kind, creditCode: before.creditCode },
        after: { name: body.name, kind: body.kind, creditCode },
      },
    })
    return { unitId: before.unitId, code: before.code }
  })
}

/** @throws Problem 'training.wrong' at the field */
function creditCodeOf(text: string): string | null {
  if (text === '') return null
  const read = readCreditCode(text)
  if ('problem' in read) throw new Problem('training.wrong', { fields: [{ at: '/creditCode', message: read.problem }] })
  return read.code
}
