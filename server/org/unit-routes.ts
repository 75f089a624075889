import type { FastifyInstance } from 'fastify'
import { unitApi, unitReportApi } from '../../contract/unit.ts'
import { demand } from '../platform/context.ts'
import { serve } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { deriveAuthority, setAuthority, supervisedUnit } from './authority.ts'
import { viewUnit } from './detail.ts'
import { loadOf } from './load.ts'
import { answerReport, forwardReport, makeReport, reportPage } from './report.ts'
import { unitPage, unitPath } from './tree.ts'

export function unitRoutes(app: FastifyInstance): void {
  serve(app, unitApi.list, async (ctx, { query }) => {
    if (query.parentId !== undefined) await demandRead(ctx, query.parentId)
    const { search, parentId, level, category, schoolType, state, page, size } = query
    return unitPage(ctx, {
      parentId: parentId ?? null,
      search: search?.trim() || null,
      level: level ?? null,
      category: category ?? null,
      schoolType: schoolType ?? null,
      state: state ?? 'active',
      page,
      size,
    })
  })

  serve(app, unitApi.view, (ctx, { params }) => viewUnit(ctx, params.unitId))

  serve(app, unitApi.authority, async (ctx, { params }) => {
    const unit = await supervisedUnit(ctx, params.unitId)
    demand(ctx, 'unit.move', { unitId: unit.id, unitPath: unit.path })
    const derived = await deriveAuthority(ctx, unit)
    const load = await loadOf(ctx, unit.id)
    const present = unit.parent_id ? await nameOf(ctx, unit.parent_id) : null
    return {
      present,
      byHand: unit.authority_by_hand,
      derived: derived.unit,
      why: derived.why,
      schools: load?.schools ?? 0,
      people: load?.people ?? 0,
      openCases: load?.cases ?? 0,
    }
  })

  serve(app, unitApi.setAuthority, async (ctx, { params, body }) => {
    const unit = await supervisedUnit(ctx, params.unitId)
    demand(ctx, 'unit.move', { unitId: unit.id, unitPath: unit.path })
    return setAuthority(ctx, unit.id, body)
  })

  serve(app, unitReportApi.list, async (ctx, { query }) => {
    if (query.aboutUnitId !== undefined) await demandRead(ctx, query.aboutUnitId)
    return reportPage(ctx, query)
  })
  serve(app, unitReportApi.make, (ctx, { body }) => makeReport(ctx, body))
  serve(app, unitReportApi.forward, (ctx, { params, body }) => forwardReport(ctx, params.reportId, body.words))
  serve(app, unitReportApi.answer, (ctx, { params, body }) => answerReport(ctx, params.reportId, body.answer))
}

/** The chain above is known by name, and its other branches are not. */
async function demandRead(ctx: Parameters<typeof unitPath>[0], unitId: string): Promise<void> {
  const path = await unitPath(ctx, unitId)
  if (!path?.startsWith(ctx.actor.unitPath)) throw new Problem('not-found')
  demand(ctx, 'unit.read', { unitId, unitPath: path })
}

async function nameOf(ctx: Parameters<typeof unitPath>[0], id: string): Promise<{ id: string; name: string } | null> {
  const found = await ctx.db.selectFrom('unit_now').select('name').where('id', '=', id).executeTakeFirst()
  return found?.name ? { id, name: found.name } : null
}
