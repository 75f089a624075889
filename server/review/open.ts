import type { Context } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import type { Flow, FlowStep } from './flow.ts'
import * as store from './sql.ts'

/** What a case is opened for. */
export interface Subject {
  provinceCode: string
  /** the case to go on with in a new round; null opens one */
  caseId: string | null
  round: number
  changeId: string | null
  teacherId: string | null
  /** whose record it is: he decides nothing of it */
  personId: string | null
  /** who entered what is to be decided: they decide nothing of it */
  authors: readonly string[]
  /** the units the flow speaks of, by name: {school: id} or {from: id, to: id} */
  units: Readonly<Record<string, string>>
  /** which of them the case belongs to */
  home: string
  title: string
  body?: object
}

/**
 * Opens cases of one flow, or the next round of returned ones, for any number of subjects in a few statements.
 * @param begin the step the subjects begin at; acts before it count as done by the actor (the clerk who hands over has checked)
 * @returns the case of each subject, in order
 */
export async function openCases(
  ctx: Context,
  flow: Flow,
  begin: string,
  subjects: readonly Subject[],
): Promise<string[]> {
  if (subjects.length === 0) return []
  const desks = await store.desksOf(
    ctx,
    subjects.flatMap(({ units }) => Object.values(units)),
  )
  const holders = new Map<string, Map<string, string[]>>()
  for (const role of new Set(flow.steps.map((step) => step.role)))
    holders.set(
      role,
      await store.holdersOf(
        ctx,
        [...desks.values()].map(({ desk_id }) => desk_id),
        role,
      ),
    )

  const rounds = {
    cases: [] as store.NewCase[],
    again: [] as { province_code: string; id: string; round: number }[],
    steps: [] as store.NewStep[],
    parties: [] as store.NewParty[],
  }
  const ids = subjects.map((subject) => {
    const id = subject.caseId ?? newId()
    const home = desks.get(subject.units[subject.home] ?? '')
    if (!home) throw new Error(`no unit ${subject.units[subject.home]}`)
    if (subject.caseId) rounds.again.push({ province_code: subject.provinceCode, id, round: subject.round })
    else
      rounds.cases.push({
        province_code: subject.provinceCode,
        id,
        flow: flow.name,
        change_id: subject.changeId,
        teacher_id: subject.teacherId,
        subject_person: subject.personId,
        unit_id: home.unit_id,
        unit_name: home.name,
        title: subject.title,
        body: subject.body ?? {},
        round: subject.round,
        opened_by_person: ctx.actor.personId,
        opened_by_post: ctx.actor.postId,
      })
    const turns = route(flow, subject, desks, holders)
    const first = Math.max(
      0,
      turns.findIndex(({ step }) => stepsFrom(flow, begin).includes(step.name)),
    )
    // The applicant is a party too, also where the first turn is another's.
    if (!subject.caseId)
      rounds.parties.push({
        province_code: subject.provinceCode,
        case_id: id,
        unit_id: home.unit_id,
        unit_path: home.path,
        role: ctx.actor.role,
      })
    for (const [ordinal, turn] of turns.entries()) {
      rounds.steps.push({
        province_code: subject.provinceCode,
        case_id: id,
        round: subject.round,
        ordinal,
        name: turn.step.name,
        title: turn.step.title,
        deciding: turn.step.deciding,
        role: turn.step.role,
        rule: `${turn.step.at.desk}:${turn.step.at.of}`,
        of_unit_id: subject.units[turn.step.at.of] ?? home.unit_id,
        unit_id: turn.unitId,
        unit_name: turn.unitName,
        note: turn.note,
        opened: ordinal === first,
        done: ordinal < first,
      })
      if (!subject.caseId)
        rounds.parties.push({
          province_code: subject.provinceCode,
          case_id: id,
          unit_id: turn.unitId,
          unit_path: turn.path,
          role: turn.step.role,
        })
    }
    return id
  })
  await store.insertRounds(ctx, rounds)
  return ids
}

const stepsFrom = (flow: Flow, begin: string) =>
  flow.steps.slice(flow.steps.findIndex(({ name }) => name === begin)).map(({ name }) => name)

interface TurnAt {
  step: FlowStep
  unitId: string
  unitName: string
  path: string
  note: string | null
}

/**
 * Finds the desk of every step. Left out are a step whose office does not exist, one that would ask the desk before it to decide again, and a step inside the school that
 * nobody may take (the only holder is the author or the person himself): then the next desk is told so, 校内无人可签 (product decision 1).
 */
function route(
  flow: Flow,
  subject: Subject,
  desks: ReadonlyMap<string, store.Desk>,
  holders: ReadonlyMap<string, Map<string, string[]>>,
): TurnAt[] {
  const turns: TurnAt[] = []
  let note: string | null = null
  for (const step of flow.steps) {
    const base = desks.get(subject.units[step.at.of] ?? '')
    const unit =
      step.at.desk === 'unit'
        ? base && { id: base.desk_id, name: base.desk_name, path: base.desk_path }
        : authorityOf(base)
    if (!unit) continue
    if (turns.some((turn) => turn.step.name === step.insteadOf)) continue
    const before = turns.at(-1)
    // Two decisions in a row at one desk are one; an act of the office (报送) stays an act of its own.
    if (step.deciding && before?.unitId === unit.id && before.step.role === step.role) continue
    if (step.at.desk === 'unit' && !mayBeTaken(step, subject, holders.get(step.role)?.get(unit.id) ?? [])) {
      if (step.deciding) note = '校内无人可签'
      continue
    }
    turns.push({ step, unitId: unit.id, unitName: unit.name, path: unit.path, note })
    note = null
  }
  return turns
}

function authorityOf(base: store.Desk | undefined): { id: string; name: string; path: string } | undefined {
  return base?.parent_id && base.parent_name && base.parent_path
    ? { id: base.parent_id, name: base.parent_name, path: base.parent_path }
    : undefined
}

function mayBeTaken(step: FlowStep, subject: Subject, holders: readonly string[]): boolean {
  // 报送 is an act of the office for a whole set, the clerk's own record among it.
  if (step.name === 'send') return true
  return holders.some((person) => person !== subject.personId && !(step.deciding && subject.authors.includes(person)))
}
