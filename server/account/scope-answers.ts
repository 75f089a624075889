import type { z } from 'zod'
import type { accountApi, CellFinding, ScopeQuestion } from '../../contract/account.ts'
import type { Input } from '../../contract/endpoint.ts'
import { auditAll } from '../platform/audit.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { readScope } from './scope.ts'
import { endingContracts, keepScopes, type ScopeRow } from './sql.ts'

/** A contract is asked about from so many days before its end. */
const askedBefore = 30

/** Contracts of the own teachers that are over or end soon: do they still belong to the collection? */
export async function scopeQuestions(
  ctx: Context,
  { page, size }: { page: number; size: number },
): Promise<{ total: number; rows: z.input<typeof ScopeQuestion>[] }> {
  const { total, rows } = await endingContracts(ctx, { within: askedBefore, page, size })
  return { total, rows: rows.map(shown) }
}

/** How many of them there are: for the start page. */
export const contractsWaiting = async (ctx: Context): Promise<number> =>
  (await endingContracts(ctx, { within: askedBefore, page: 1, size: 1 })).total

const shown = (row: ScopeRow): z.input<typeof ScopeQuestion> => ({
  personId: row.person_id,
  name: row.name,
  unitName: row.unit_name,
  scope: {
    relation: row.relation,
    postKind: row.post_kind,
    contractFrom: row.contract_from,
    contractTo: row.contract_to,
  },
  daysLeft: row.days_left,
})

type Answers = Input<typeof accountApi.answerScope>['body']['answers']

/**
 * Keeps what is answered about ended contracts; the answers before stay as history.
 * @throws Problem account.rows-wrong with every error at its cell; account.not-asked when somebody is not asked about
 */
export async function answerScope(ctx: Context, answers: Answers): Promise<{ done: number }> {
  const people = [...new Set(answers.map(({ personId }) => personId))]
  const asked = await endingContracts(ctx, { within: askedBefore, people, page: 1, size: 200 })
  const standing = new Map(asked.rows.map((row) => [row.person_id, row]))
  if (people.length !== answers.length || people.some((id) => !standing.has(id))) throw new Problem('account.not-asked')
  const findings: CellFinding[] = []
  const kept = answers.flatMap((answer, row) => {
    const before = standing.get(answer.personId)
    if (!before) return []
    const same = { postKind: before.post_kind, contractFrom: before.contract_from, contractTo: before.contract_to }
    const scope =
      answer.answer === 'ended'
        ? { ...same, relation: 'ended' as const }
        : readScope(answer, ctx.today, (field, code, message, more = {}) =>
            findings.push({ subset: 'scope', row: String(row), field, severity: 'error', code, message, ...more }),
          )
    return scope ? [{ before, personId: answer.personId, scope }] : []
  })
  if (findings.length > 0) throw new Problem('account.rows-wrong', { findings })
  for (const [unitId, ofUnit] of Map.groupBy(kept, ({ before }) => before.unit_id))
    await keepScopes(ctx, unitId, ofUnit[0]?.before.province_code ?? '', ofUnit)
  await auditAll(
    ctx,
    kept.map(({ personId, before, scope }) => ({
      action: 'account.scope',
      object: { type: 'person', id: personId },
      detail: { before: shown(before).scope, after: scope },
    })),
  )
  return { done: kept.length }
}
