import type { FastifyInstance } from 'fastify'
import { type AuditFilter, type AuditRow, actionNames, auditApi, readingActions } from '../../contract/audit.ts'
import { roleName } from '../../contract/policy.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand } from '../platform/context.ts'
import { serve } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import { ledger, tableOf } from './export.ts'
import { inWords } from './indicators.ts'
import {
  askCheck,
  type Condition,
  chainEnd,
  conditionsOf,
  type EventRow,
  eventPage,
  lastCheck,
  namesOf,
  peopleNamed,
  reachOfAccounts,
  reachOfAuditor,
  readersPage,
  unitPathOf,
} from './sql.ts'

/** 审计: search the log, see that it is whole, take it out; each for the part in reach. Nothing here writes but the log itself and the request for a check. */
export function auditRoutes(app: FastifyInstance): void {
  const page = async (ctx: Context, conditions: Condition[], ask: { before?: string | undefined; size: number }) => {
    const found = await eventPage(ctx, conditions, ask.before, ask.size)
    const rows = found.slice(0, ask.size)
    const last = rows.at(-1)
    return {
      rows: await shown(ctx, rows, (endpoint) => summaries().get(endpoint)),
      next: found.length > ask.size && last ? `${last.micros}.${last.seq}` : null,
    }
  }
  /** What each endpoint is for, in its own words; every feature has been added by the time somebody asks. */
  const summaries = () => {
    known ??= new Map(app.served.map((spec) => [`${spec.method} ${spec.path}`, spec.summary]))
    return known
  }
  let known: Map<string, string> | undefined

  serve(app, auditApi.events, async (ctx, { query }) => {
    const { before, size, ...filter } = query
    return page(ctx, await reached(ctx, filter), { before, size })
  })

  serve(app, auditApi.people, async (ctx, { query }) => ({
    people: (await peopleNamed(ctx, query.name)).map((row) => ({
      personId: row.person_id,
      name: row.name,
      role: roleName(row.role),
      unit: row.unit_name,
      ended: row.ended,
      objectIds: [row.account_id, row.teacher_id].filter((id) => id !== null).join(','),
    })),
  }))

  serve(app, auditApi.chain, async (ctx) => {
    const { last, unsealed } = await chainEnd(ctx)
    const check = await lastCheck(ctx)
    return {
      last: last && { no: last.no, head: last.head, at: last.at.toISOString(), rows: last.n },
      unsealed,
      check: check && {
        askedAt: check.asked_at.toISOString(),
        blocks: check.blocks,
        total: check.total,
        checked: check.checked,
        rows: Number(check.rows_checked),
        doneAt: check.done_at?.toISOString() ?? null,
        breaks: check.found ?? [],
      },
    }
  })

  serve(app, auditApi.verify, async (ctx, { body }) => {
    await askCheck(ctx, newId(), body.blocks)
    await audit(ctx, { action: 'audit.verify', detail: { blocks: body.blocks } })
    return { ok: true as const }
  })

  serve(app, auditApi.exporting, async (ctx, { body }) => {
    const { format, ...filter } = body
    const conditions = await reached(ctx, filter)
    const file = format === 'xlsx' ? await tableOf(ctx, conditions, shown) : await ledger(ctx, conditions, filter)
    await audit(ctx, {
      action: 'audit.export',
      detail: { format, rows: file.rows, sm3: file.sm3, ...(file.head && { head: file.head }), criteria: filter },
    })
    return file.answer
  })

  serve(app, auditApi.accounts, async (ctx, { query }) => {
    demand(ctx, 'audit.accounts', { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath })
    const { before, size, ...filter } = query
    return page(ctx, [reachOfAccounts(ctx), ...conditionsOf(filter, null)], { before, size })
  })

  serve(app, auditApi.readers, async (ctx, { query }) => {
    demand(ctx, 'audit.readers', { personId: ctx.actor.personId })
    const found = await readersPage(ctx, readingActions, query.page, readersSize)
    const rows = found.slice(0, readersSize)
    const names = await namesOf(
      ctx,
      rows.map((row) => ({ ...row, object_type: null, object_id: null })),
    )
    return {
      more: found.length > readersSize,
      rows: rows.map((row) => ({
        day: row.day,
        lastAt: row.last_at.toISOString(),
        person: names.people.get(row.person_id) ?? '（已注销）',
        role: row.role === null ? '' : roleName(row.role),
        unit: names.units.get(`${row.unit_id} ${row.day}`) ?? '',
        action: row.action,
        actionName: actionNames[row.action] ?? row.action,
        fields: row.fields,
        reasons: row.reasons,
        times: row.times,
      })),
    }
  })
}

const readersSize = 50

/** The part of the log that this 审计管理员 reaches, narrowed by what is asked. A unit out of reach is not there. */
async function reached(ctx: Context, filter: AuditFilter): Promise<Condition[]> {
  let path: string | null = null
  if (filter.unitId !== undefined) {
    path = await unitPathOf(ctx, filter.unitId)
    if (!path?.startsWith(ctx.actor.unitPath)) throw new Problem('not-found')
  }
  demand(ctx, 'audit.read', { unitId: filter.unitId ?? ctx.actor.unitId, unitPath: path ?? ctx.actor.unitPath })
  return [reachOfAuditor(ctx), ...conditionsOf(filter, path)]
}

/** Rows with their names, in the words of the pages. */
async function shown(
  ctx: Context,
  rows: readonly EventRow[],
  summaryOf: (endpoint: string) => string | undefined = () => undefined,
): Promise<AuditRow[]> {
  const names = await namesOf(ctx, rows)
  return rows.map((row) => ({
    seq: row.seq,
    at: row.at.toISOString(),
    person: names.people.get(row.person_id) ?? null,
    personId: row.person_id,
    role: row.role === null ? null : roleName(row.role),
    unit: names.units.get(`${row.unit_id} ${row.day}`) ?? null,
    action: row.action,
    actionName: actionNames[row.action] ?? summaryOf(row.action) ?? row.action,
    what: summaryOf(String(row.detail.endpoint ?? '')) ?? null,
    objectType: row.object_type,
    objectId: row.object_id,
    objectName: names.objects.get(row.object_id ?? '') ?? null,
    outcome: row.outcome,
    network: row.network,
    requestId: row.request_id,
    session: row.session,
    agent: row.agent,
    detail: inWords(row.detail),
  }))
}
