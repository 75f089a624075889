import { sql } from 'kysely'
import type { ItemResult, SetResult } from '../../contract/report.ts'
import { auditAll } from '../platform/audit.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import * as store from './sql.ts'

/** Why a case stays where it is, said to whoever would take it back. */
const skips = {
  'not-found': '没有找到，或不是您可以撤回的',
  'moved-on': '已办结，或正在您处修改，不需要撤回',
  opened: '对方已经打开查看，不能撤回。需要修改的请联系对方退回',
  'passed-on': '学校已经核对，不能撤回。需要修改的请联系学校信息管理员',
  'own-desk': '正等待您核对，请直接退回教师',
} as const
type Skip = keyof typeof skips

interface Place {
  id: string
  unit_id: string
  unit_path: string
  person_id: string
  opened: boolean
}

/**
 * 撤回, for any number of cases: the school takes back what the desk it waits at has not opened, and what waits for its own 报送; a teacher what the school has not
 * opened. The case ends `withdrawn`; its change goes on in a new round, so that what was decided on stays as it was. Whatever stands otherwise is left out and named.
 */
export async function withdraw(ctx: Context, caseIds: readonly string[]): Promise<SetResult> {
  const ids = [...new Set(caseIds)]
  const turns = new Map((await store.lockTurns(ctx, ids)).map((turn) => [turn.id, turn]))
  const places = new Map((await placesOfCases(ctx, ids)).map((place) => [place.id, place]))
  const results: ItemResult[] = []
  const taken: store.Turn[] = []
  for (const id of ids) {
    const [turn, place] = [turns.get(id), places.get(id)]
    const mine = place !== undefined && mayTouch(ctx, place)
    const skip = !turn || !mine ? 'not-found' : whyNot(ctx, turn, place)
    const name = mine ? (turn?.title ?? '') : ''
    if (skip) results.push({ id, name, outcome: 'skipped', code: skip, why: skips[skip] })
    else if (turn) {
      taken.push(turn)
      results.push({ id, name, outcome: 'done', code: 'withdraw', why: '' })
    }
  }
  if (taken.length > 0) await takeBack(ctx, taken)
  return { done: taken.length, skipped: results.length - taken.length, results }
}

const mayTouch = (ctx: Context, { unit_id, unit_path, person_id }: Place): boolean =>
  ctx.guard.can(ctx.actor, 'case.withdraw', { unitId: unit_id, unitPath: unit_path, personId: person_id })

function whyNot(ctx: Context, turn: store.Turn, place: Place): Skip | null {
  if (turn.ordinal === null) return 'moved-on'
  if (ctx.actor.role === 'teacher') {
    if (turn.name !== 'check') return 'passed-on'
    return place.opened ? 'opened' : null
  }
  if (turn.desk_unit === ctx.actor.unitId && turn.role === ctx.actor.role)
    return turn.name === 'send' ? null : 'own-desk'
  return place.opened ? 'opened' : null
}

async function placesOfCases(ctx: Context, caseIds: readonly string[]): Promise<Place[]> {
  const { rows } = await sql<Place>`
    select c.id, t.unit_id, t.unit_path, t.person_id,
           exists (select from review_step s join review_look l on l.province_code = s.province_code and l.case_id = s.case_id and l.round = s.round and l.ordinal = s.ordinal
                    where s.province_code = c.province_code and s.case_id = c.id and s.opened_at is not null and s.decided_at is null) as opened
      from review_case c join teacher t on t.province_code = c.province_code and t.id = c.teacher_id
     where c.id = any (${caseIds}::uuid[]) and c.closed_at is null`.execute(ctx.db)
  return rows
}

async function takeBack(ctx: Context, taken: readonly store.Turn[]): Promise<void> {
  const verdicts = taken.map(
    (turn): store.Verdict => ({
      province_code: turn.province_code,
      case_id: turn.id,
      round: turn.round,
      ordinal: turn.ordinal ?? 0,
      decision: 'withdraw',
      comment: '',
    }),
  )
  if ((await store.writeVerdicts(ctx, verdicts)) !== verdicts.length) throw new Problem('case.moved-on')
  await store.nextRound(
    ctx,
    taken.flatMap(({ change_id }) => change_id ?? []),
  )
  await store.closeCases(
    ctx,
    taken.map(({ id }) => id),
    'withdrawn',
  )
  await auditAll(
    ctx,
    taken.map((turn) => ({
      action: 'case.withdraw',
      object: { type: 'case', id: turn.id },
      detail: { step: turn.name, round: turn.round },
    })),
  )
  await sql`select app.count_progress(${[...new Set(taken.map(({ unit_id }) => unit_id))]}::bigint[])`.execute(ctx.db)
}
