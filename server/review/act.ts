import type { ItemResult, SetResult } from '../../contract/report.ts'
import type { DecideReason } from '../../contract/review.ts'
import { flows } from '../flows.ts'
import { audit } from '../platform/audit.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { decide } from './decide.ts'
import type { CaseDecision } from './decision.ts'
import { endIfDone, type List, openList, restOf, stateOf } from './list.ts'
import { look, unseenOf } from './look.ts'
import { clearMarks, marksOf } from './marks.ts'

/**
 * Decides what was named case by case. Of several that pass at once each must have been opened by this person in its present turn; who was not is left out as
 * `unseen`. One case alone, in the round that was shown, is a decision about that one, and counts as a look.
 */
export async function decideByHand(ctx: Context, decisions: readonly CaseDecision[]): Promise<SetResult> {
  if (decisions.length === 1) {
    await look(ctx, decisions)
    return decide(ctx, flows, decisions)
  }
  return decideSeen(ctx, decisions, decisions)
}

const unseen = '还没有查看。请逐人查看，或按名单完成必看和抽样后一并通过'

/** Of `byHand` only what was opened may pass; all others of `decisions` are the caller's to answer for. */
async function decideSeen(
  ctx: Context,
  decisions: readonly CaseDecision[],
  byHand: readonly CaseDecision[],
): Promise<SetResult> {
  const hidden = await unseenOf(
    ctx,
    byHand.filter(({ decision }) => decision === 'pass'),
  )
  const result = await decide(
    ctx,
    flows,
    decisions.filter(({ id }) => !hidden.has(id)),
  )
  const results = new Map(result.results.map((each) => [each.id, each]))
  for (const id of hidden) results.set(id, { id, name: '', outcome: 'skipped', code: 'unseen', why: unseen })
  return {
    done: result.done,
    skipped: result.skipped + hidden.size,
    results: decisions.flatMap(({ id }): ItemResult[] => {
      const found = results.get(id)
      return found ? [found] : []
    }),
  }
}

export interface Act {
  /** one school; null: all marks of this post */
  unitId: string | null
  rest: 'leave' | 'pass' | 'return'
  /** of a rest that goes back */
  reason: string
  /** what was answered with yes */
  expect: { pass: number; back: number; rest: number }
}

/**
 * Sends what is marked, and deals with the rest of a school by its list: passed only when everything that must be looked at and the sample are marked.
 * @throws Problem case.unseen (with what is missing), case.numbers-moved (the numbers are no longer those that were answered with yes), case.reason-missing
 */
export async function sendMarked(ctx: Context, act: Act): Promise<SetResult> {
  const marks = (await marksOf(ctx, act.unitId)).filter(({ verdict }) => verdict !== 'skip')
  const list = act.unitId ? await openList(ctx, act.unitId) : null
  const rest = act.rest === 'leave' ? [] : await restFor(ctx, act, list)
  const back = marks.filter(({ verdict }) => verdict === 'return').length
  const { expect } = act
  if (expect.pass !== marks.length - back || expect.back !== back || expect.rest !== rest.length)
    throw new Problem('case.numbers-moved')
  const byHand = marks.map(
    ({ id, round, verdict, reasons, passSubsets }): CaseDecision => ({
      id,
      round,
      decision: verdict === 'return' ? 'return' : 'pass',
      reasons,
      passSubsets,
      comment: '',
    }),
  )
  const whole: DecideReason[] =
    act.rest === 'return' ? [{ subset: null, rowId: null, field: null, reason: act.reason }] : []
  const unseenRest = rest.map(
    ({ id, round }): CaseDecision => ({
      id,
      round,
      decision: act.rest === 'return' ? 'return' : 'pass',
      reasons: whole,
      comment: '',
    }),
  )
  const result = await decideSeen(ctx, [...byHand, ...unseenRest], byHand)
  await clearMarks(
    ctx,
    marks.map(({ id }) => id),
  )
  if (list && act.rest !== 'leave')
    await audit(ctx, {
      action: 'case.sample',
      object: { type: 'unit', id: list.school_id },
      detail: { list: list.id, seed: list.seed, rest: rest.length, decision: act.rest },
    })
  if (list) await endIfDone(ctx, list)
  return result
}

async function restFor(ctx: Context, { rest, reason }: Act, list: List | null) {
  if (!list) throw new Problem('case.unseen', { title: '请先打开这所学校的名单，再一并办理' })
  if (rest === 'return' && reason === '') throw new Problem('case.reason-missing')
  if (rest === 'pass') {
    const { missing } = await stateOf(ctx, list)
    if (missing) throw new Problem('case.unseen', { title: missing })
  }
  return restOf(ctx, list, rest === 'return' ? 'return' : 'pass')
}
