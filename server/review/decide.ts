import { sql } from 'kysely'
import type { ItemResult, SetResult } from '../../contract/report.ts'
import { staleChanges, stampVersion } from '../change/door.ts'
import { auditAll } from '../platform/audit.ts'
import { type Context, withSubjects } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import type { CaseDecision } from './decision.ts'
import type { Flow, FlowStep } from './flow.ts'
import { mayPart, openSubsets, partsFit, writeParts } from './parts.ts'
import * as store from './sql.ts'
import { tellOutcome } from './told.ts'

/** Why a case was left out, said to the person who acted. */
const skips = {
  'not-found': '没有找到，或不在您的办理范围内',
  'moved-on': '已由他人办理，或已进入下一环节',
  'changed-since': '您查看之后内容有变化，请重新查看后再审核',
  'not-your-turn': '当前不在本岗位办理环节',
  'own-entry': '含有您本人录入的内容，须由他人审核',
  'about-yourself': '这是您本人的信息，须由他人审核',
  'reason-missing': '退回必须写明原因',
  'not-here': '本环节不能作此决定',
  'parts-wrong': '不能这样部分通过：仅限已生效人员的最后一级审核，且退回的理由须指在其余信息集',
  stale: '所依据的信息已更新，请退回后重新提交',
} as const
type Skip = keyof typeof skips

/**
 * Decides any number of cases in one act and a handful of statements, with a result for each. What may not be decided is left out and named; what is decided is decided.
 * The author of an item, and the person himself, never decides it, in no post.
 */
export async function decide(
  ctx: Context,
  flows: readonly Flow[],
  decisions: readonly CaseDecision[],
): Promise<SetResult> {
  const turns = new Map(
    (
      await store.lockTurns(
        ctx,
        decisions.map(({ id }) => id),
      )
    ).map((turn) => [turn.id, turn]),
  )
  // what is neither at the own desk nor any party's within the own reach does not exist
  const elsewhere = [...turns.values()].filter(({ desk_unit }) => desk_unit !== ctx.actor.unitId).map(({ id }) => id)
  const concerned = await store.partyTo(ctx, elsewhere)
  for (const id of elsewhere) if (!concerned.has(id)) turns.delete(id)
  const stale = await staleChanges(
    ctx,
    [...turns.values()].flatMap((turn) => turn.change_id ?? []),
  )
  const unready = await unreadyOf(ctx, flows, [...turns.values()])
  const parted = decisions.filter(({ passSubsets }) => passSubsets && passSubsets.length > 0)
  const open = await openSubsets(
    ctx,
    parted.flatMap(({ id }) => turns.get(id) ?? []),
  )
  const taken: { decision: CaseDecision; turn: store.Turn }[] = []
  const results: ItemResult[] = []
  const seen = new Set<string>()
  for (const decision of decisions) {
    const turn = turns.get(decision.id)
    const skip = seen.has(decision.id)
      ? 'moved-on'
      : (whyNot(ctx, decision, turn, stale) ?? whyNoParts(flows, decision, turn, stale, open))
    const unfit = decision.decision === 'pass' ? unready.get(turn?.id ?? '') : undefined
    seen.add(decision.id)
    const name = turn?.title ?? ''
    if (skip) results.push({ id: decision.id, name, outcome: 'skipped', code: skip, why: skips[skip] })
    else if (unfit) results.push({ id: decision.id, name, outcome: 'skipped', code: 'incomplete', why: unfit })
    else if (turn) {
      taken.push({ decision, turn })
      results.push({ id: decision.id, name, outcome: 'done', code: decision.decision, why: '' })
    }
  }
  await carryOut(ctx, flows, taken)
  return { done: taken.length, skipped: results.length - taken.length, results }
}

/** What stands in the way of passing the step each case waits at, by case. */
async function unreadyOf(
  ctx: Context,
  flows: readonly Flow[],
  turns: readonly store.Turn[],
): Promise<Map<string, string>> {
  const unready = new Map<string, string>()
  for (const flow of flows)
    for (const step of flow.steps) {
      const here = turns
        .filter((turn) => turn.flow === flow.name && turn.name === step.name)
        .flatMap(({ id, change_id, teacher_id }) =>
          change_id && teacher_id ? [{ id, changeId: change_id, teacherId: teacher_id }] : [],
        )
      if (step.ready && here.length > 0) for (const [id, why] of await step.ready(ctx, here)) unready.set(id, why)
    }
  return unready
}

/** Why this post may not decide this case now; null when it may. Also what a page asks before it offers a button. */
export function barrier(ctx: Context, turn: store.Turn | undefined): Skip | null {
  if (!turn) return 'not-found'
  if (turn.ordinal === null) return 'moved-on'
  if (turn.desk_unit !== ctx.actor.unitId || turn.role !== ctx.actor.role) return 'not-your-turn'
  if (turn.subject_person === ctx.actor.personId) return 'about-yourself'
  if (turn.deciding && turn.authors.includes(ctx.actor.personId)) return 'own-entry'
  return null
}
export const sayBarrier = (skip: Skip): string => skips[skip]

function whyNot(
  ctx: Context,
  decision: CaseDecision,
  turn: store.Turn | undefined,
  stale: ReadonlySet<string>,
): Skip | null {
  const barred = barrier(ctx, turn)
  if (barred || !turn) return barred ?? 'not-found'
  if (turn.round !== decision.round) return 'changed-since'
  if (decision.decision === 'refuse' && ['report', 'addition', 'entry'].includes(turn.flow)) return 'not-here'
  if (decision.decision !== 'pass' && decision.reasons.length === 0) return 'reason-missing'
  if (decision.decision === 'pass' && turn.last && turn.change_id && stale.has(turn.change_id)) return 'stale'
  return null
}

function whyNoParts(
  flows: readonly Flow[],
  decision: CaseDecision,
  turn: store.Turn | undefined,
  stale: ReadonlySet<string>,
  open: ReadonlyMap<string, ReadonlySet<string>>,
): Skip | null {
  if (!decision.passSubsets?.length || !turn?.change_id) return null
  if (stale.has(turn.change_id)) return 'stale'
  return mayPart(flows, turn) && partsFit(decision, open.get(turn.change_id)) ? null : 'parts-wrong'
}

async function carryOut(
  ctx: Context,
  flows: readonly Flow[],
  taken: readonly { decision: CaseDecision; turn: store.Turn }[],
): Promise<void> {
  if (taken.length === 0) return
  const verdicts = taken.map(({ decision, turn }) => ({
    province_code: turn.province_code,
    case_id: turn.id,
    round: turn.round,
    ordinal: turn.ordinal ?? 0,
    decision: decision.decision,
    comment: decision.comment,
  }))
  const written = await store.writeVerdicts(ctx, verdicts)
  if (written !== verdicts.length) throw new Problem('case.moved-on')
  await store.insertReasons(
    ctx,
    taken.flatMap(({ decision, turn }) =>
      decision.reasons.map((reason) => ({
        province_code: turn.province_code,
        id: newId(),
        case_id: turn.id,
        round: turn.round,
        ordinal: turn.ordinal ?? 0,
        subset: reason.subset,
        row_id: reason.rowId,
        field: reason.field,
        reason: reason.reason,
      })),
    ),
  )
  const of = (wanted: CaseDecision['decision']) => taken.filter(({ decision }) => decision.decision === wanted)
  await passParts(ctx, flows, taken)
  await store.nextRound(
    ctx,
    of('return').flatMap(({ turn }) => turn.change_id ?? []),
  )
  await store.closeCases(
    ctx,
    of('refuse').map(({ turn }) => turn.id),
    'rejected',
  )
  await stampVersion(
    ctx,
    of('pass').flatMap(({ turn }) => (stepOf(flows, turn)?.ready && turn.change_id) || []),
  )
  await store.openNext(
    ctx,
    verdicts.filter((verdict, at) => verdict.decision === 'pass' && !taken[at]?.turn.last),
  )
  await goOn(
    ctx,
    flows,
    of('pass').map(({ turn }) => turn),
  )
  await complete(
    ctx,
    flows,
    of('pass').flatMap(({ turn }) => (turn.last ? [turn] : [])),
  )
  await auditAll(
    ctx,
    taken.map(({ decision, turn }) => ({
      action: 'case.decide',
      object: { type: 'case', id: turn.id },
      detail: { step: turn.name, round: turn.round, decision: decision.decision },
    })),
  )
  await tellOutcome(ctx, taken)
  await sql`select app.count_progress(${[...new Set(taken.map(({ turn }) => turn.unit_id))]}::bigint[])`.execute(ctx.db)
}

/** Of returned turns the subsets that take effect now; what is left goes back with the change. */
async function passParts(
  ctx: Context,
  flows: readonly Flow[],
  taken: readonly { decision: CaseDecision; turn: store.Turn }[],
): Promise<void> {
  const parts = taken.flatMap(({ decision, turn }) =>
    decision.passSubsets?.length ? [{ turn, subsets: decision.passSubsets }] : [],
  )
  if (parts.length === 0) return
  await writeParts(ctx, parts)
  for (const flow of flows) {
    const here = parts.filter(({ turn }) => turn.flow === flow.name)
    if (!flow.partly || here.length === 0) continue
    const { partly } = flow
    await withSubjects(
      ctx,
      here.flatMap(({ turn }) => turn.teacher_id ?? []),
      () =>
        partly(
          ctx,
          here.flatMap(({ turn, subsets }) => (turn.change_id ? [{ changeId: turn.change_id, subsets }] : [])),
        ),
    )
  }
}

const stepOf = (flows: readonly Flow[], turn: store.Turn, later = 0): FlowStep | undefined => {
  const steps = flows.find(({ name }) => name === turn.flow)?.steps ?? []
  const at = steps.findIndex(({ name }) => name === turn.name)
  return at < 0 ? undefined : steps[at + later]
}

/** Steps that are done with the one before, where the province works so: the same hand, the same moment, and the turn goes on. */
async function goOn(ctx: Context, flows: readonly Flow[], passed: readonly store.Turn[]): Promise<void> {
  const onward: store.Verdict[] = []
  for (const turn of passed) {
    const next = turn.last ? undefined : stepOf(flows, turn, 1)
    if (!next?.withTheOneBefore || !(await next.withTheOneBefore(ctx, turn.province_code))) continue
    onward.push({
      province_code: turn.province_code,
      case_id: turn.id,
      round: turn.round,
      ordinal: (turn.ordinal ?? 0) + 1,
      decision: 'pass',
      comment: next.saidWithTheOneBefore ?? '',
    })
  }
  if (onward.length === 0) return
  if ((await store.writeVerdicts(ctx, onward)) !== onward.length) throw new Problem('case.moved-on')
  await store.openNext(ctx, onward)
}

/** The last party has agreed: the cases close and their effects happen, flow by flow, reaching their subjects only. */
async function complete(ctx: Context, flows: readonly Flow[], agreed: readonly store.Turn[]): Promise<void> {
  if (agreed.length === 0) return
  await store.closeCases(
    ctx,
    agreed.map(({ id }) => id),
    'approved',
  )
  for (const name of new Set(agreed.map(({ flow }) => flow))) {
    const flow = flows.find((each) => each.name === name)
    if (!flow) throw new Error(`flow ${name} is not listed in server/flows.ts`)
    const cases = agreed.filter((turn) => turn.flow === name)
    await withSubjects(
      ctx,
      cases.flatMap(({ teacher_id }) => teacher_id ?? []),
      () =>
        flow.effect(
          ctx,
          cases.map((turn) => ({
            id: turn.id,
            provinceCode: turn.province_code,
            changeId: turn.change_id,
            teacherId: turn.teacher_id,
            body: turn.body,
          })),
        ),
    )
  }
}
