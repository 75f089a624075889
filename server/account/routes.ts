import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { accountApi, type AccountRow as ShownAccount } from '../../contract/account.ts'
import { roleName } from '../../contract/policy.ts'
import { readIdNumber } from '../../standard/id-number.ts'
import { atPlace } from '../org/place.ts'
import { audit, auditAll } from '../platform/audit.ts'
import { type Context, demand } from '../platform/context.ts'
import { serve } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { factorsOf } from '../session/door.ts'
import { checkSheet, noteLookup } from './check.ts'
import { endPost, givePosts, registerPeople } from './door.ts'
import { decideFactor, factorRequests, takeFactor } from './factor.ts'
import { initialsOf } from './initials.ts'
import { accountFor, loginOf } from './reach.ts'
import { answerScope, scopeQuestions } from './scope-answers.ts'
import { readSheet } from './sheet.ts'
import {
  type AccountRow,
  accountPage,
  headSeats,
  keepScopes,
  namesOfUnit,
  settleUnknown,
  unknownPeople,
} from './sql.ts'
import { renewCode, restart, stop, unlockAccount } from './upkeep.ts'

/** 负责人 that a school may have at once. */
const headsAllowed = 3

export function accountRoutes(app: FastifyInstance): void {
  serve(app, accountApi.list, async (ctx, { query }) => {
    demand(ctx, 'account.list', { unitId: ctx.actor.unitId })
    const search = query.search?.trim() || null
    // letters alone are initials of a name; a login has digits
    const byInitials = search !== null && /^[a-z]+$/i.test(search) ? search.toLowerCase() : null
    const people =
      byInitials === null || query.scope === 'next'
        ? null
        : (await namesOfUnit(ctx))
            .filter(({ name }) => initialsOf(name).startsWith(byInitials))
            .map(({ person_id }) => person_id)
    const { total, rows } = await accountPage(ctx, {
      scope: query.scope,
      text: people === null ? search : null,
      people,
      page: query.page,
      size: query.size,
    })
    const factors = await factorsOf(
      ctx,
      rows.map(({ account_id }) => account_id),
    )
    return { total, rows: rows.map((row) => shown(ctx, row, factors.has(row.account_id))) }
  })

  serve(app, accountApi.check, async (own, { body }) => {
    const ctx = await atPlace(own, body.unitId)
    demand(own, 'account.generate', { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath })
    const { rows, findings, newcomers, lookup } = await checkSheet(ctx, body.rows)
    await noteLookup(ctx, lookup)
    return { rows, findings, good: newcomers.length }
  })

  serve(app, accountApi.generate, async (own, { body }) => {
    const ctx = await atPlace(own, body.unitId)
    demand(own, 'account.generate', { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath })
    const { findings, newcomers, lookup } = await checkSheet(ctx, body.rows)
    if (newcomers.length === 0 || findings.some(({ severity }) => severity === 'error')) {
      // What was learned of other schools stays on record though nothing is written.
      await noteLookup(ctx, lookup, app.house)
      throw new Problem('account.rows-wrong', { findings })
    }
    await noteLookup(ctx, lookup)
    const { actor } = ctx
    if (actor.category === null) throw new Problem('not-allowed')
    const at = {
      id: actor.unitId,
      path: actor.unitPath,
      provinceCode: actor.provinceCode,
      category: actor.category,
    }
    const made = await registerPeople(ctx, newcomers, at)
    await keepScopes(
      ctx,
      at.id,
      at.provinceCode,
      made.flatMap(({ personId }, i) => {
        const scope = newcomers[i]?.scope
        return scope ? [{ personId, scope }] : []
      }),
    )
    const settled = await settleUnknown(
      ctx,
      body.unknownIds,
      made.flatMap(({ idNumber }) => (idNumber === null ? [] : [idNumber])),
    )
    await sql`select app.count_progress(array[${actor.unitId}]::bigint[])`.execute(ctx.db)
    await auditAll(
      ctx,
      made.map(({ accountId, teacherId }, i) => ({
        action: 'account.generate',
        object: { type: 'account', id: accountId },
        detail: {
          teacher: teacherId,
          of: made.length,
          archiveDate: newcomers[i]?.birthDateReason !== null,
          scope: newcomers[i]?.scope,
          settled,
        },
      })),
    )
    return {
      slips: made.map(({ name, login, code, codeExpiresOn }) => ({ name, login, code, expiresOn: codeExpiresOn })),
    }
  })

  serve(app, accountApi.scopeQuestions, (ctx, { query }) => scopeQuestions(ctx, query))
  serve(app, accountApi.answerScope, (ctx, { body }) => answerScope(ctx, body.answers))
  serve(app, accountApi.readSheet, (_, { file }) => readSheet(file))
  serve(app, accountApi.newCode, (ctx, { params, body }) => renewCode(ctx, params.accountId, body.checked))
  serve(app, accountApi.unlock, (ctx, { params, body }) => unlockAccount(ctx, params.accountId, body.checked))
  serve(app, accountApi.stop, (ctx, { params, body }) => stop(ctx, params.accountId, body.reason))
  serve(app, accountApi.restart, (ctx, { params, body }) => restart(ctx, params.accountId, body.reason))
  serve(app, accountApi.takeFactor, (ctx, { params, body }) => takeFactor(ctx, params.accountId, body))
  serve(app, accountApi.factorRequests, async (ctx) => ({ requests: await factorRequests(ctx) }))
  serve(app, accountApi.decideFactor, (ctx, { params, body }) => decideFactor(ctx, params.requestId, body))

  serve(app, accountApi.nameHead, async (ctx, { params }) => {
    const account = await accountFor(ctx, 'head.name', params.accountId)
    if (account.person_id === ctx.actor.personId) throw new Problem('account.own-head')
    if (!account.roles.includes('teacher')) throw new Problem('account.not-teacher')
    const seats = await headSeats(ctx)
    if (seats.some(({ person_id }) => person_id === account.person_id)) throw new Problem('account.already-head')
    const seat = Array.from({ length: headsAllowed }, (_, i) => i + 1).find(
      (n) => !seats.some((taken) => taken.seat === n),
    )
    if (seat === undefined) throw new Problem('account.heads-full')
    const [postId] = await givePosts(ctx, [
      {
        unitId: ctx.actor.unitId,
        provinceCode: ctx.actor.provinceCode,
        role: 'head',
        seat,
        personId: account.person_id,
        personProvince: account.province_code,
      },
    ])
    await audit(ctx, {
      action: 'head.name',
      object: { type: 'account', id: account.account_id },
      detail: { post: postId, seat },
    })
    return { ok: true as const }
  })

  serve(app, accountApi.endHead, async (ctx, { params }) => {
    const account = await accountFor(ctx, 'head.name', params.accountId)
    if (account.person_id === ctx.actor.personId) throw new Problem('account.own-head')
    const held = (await headSeats(ctx)).find(({ person_id }) => person_id === account.person_id)
    if (!held) throw new Problem('account.not-head')
    await endPost(ctx, held.post_id)
    await audit(ctx, {
      action: 'head.end',
      object: { type: 'account', id: account.account_id },
      detail: { post: held.post_id, seat: held.seat },
    })
    return { ok: true as const }
  })

  serve(app, accountApi.unknown, async (ctx) => {
    demand(ctx, 'account.generate', { unitId: ctx.actor.unitId })
    const people = await unknownPeople(ctx)
    return {
      people: people.map(({ id, at, unitId, named, idNumber }) => ({
        id,
        unitId,
        at: at.toISOString(),
        // batches are the 信息管理员's own
        batchNo: null,
        items: prefilled(named, idNumber),
      })),
    }
  })
}

function shown(ctx: Context, row: AccountRow, factor: boolean): ShownAccount {
  const head = row.roles.includes('head')
  const self = row.person_id === ctx.actor.personId
  const acts: ShownAccount['can'] = [
    'new-code',
    ...(row.state === 'locked' ? ['unlock' as const] : []),
    row.state === 'stopped' ? 'restart' : 'stop',
    ...(factor && !row.factor_asked ? ['take-factor' as const] : []),
  ]
  return {
    accountId: row.account_id,
    name: row.name,
    gender: row.gender,
    birthDate: row.birth_date,
    login: loginOf(row),
    roles: row.roles.map(roleName),
    unitId: row.unit_id,
    unitName: row.unit_name,
    state: row.state,
    head,
    factor,
    factorAsked: row.factor_asked,
    can: self ? [] : [...(ctx.actor.level === 'school' ? headActs(row, head) : []), ...acts],
  }
}

const headActs = (row: AccountRow, head: boolean) =>
  head ? ['end-head' as const] : row.roles.includes('teacher') ? ['name-head' as const] : []

/** What the number tells is filled in for the 系统管理员 to compare with the document. */
function prefilled(name: string, idNumber: string) {
  const id = readIdNumber(idNumber)
  return {
    name,
    gender: id.ok ? (id.gender === '1' ? '男' : '女') : '',
    birthDate: id.ok ? id.birthDate : '',
    idNumber,
  }
}
