import type { MessageKind } from '../../contract/message.ts'
import { type Telling, tell } from '../message/door.ts'
import type { Context } from '../platform/context.ts'
import type { CaseDecision } from './decision.ts'
import type { Turn } from './sql.ts'

interface Taken {
  decision: CaseDecision
  turn: Turn
}

const kindOf = (flow: string): MessageKind => (flow === 'addition' || flow === 'entry' ? flow : 'report')

/** Tells those concerned: the person of a return and of what took effect, the school's desk once for each school with the number. The steps between are to-dos, not news. */
export async function tellOutcome(ctx: Context, taken: readonly Taken[]): Promise<void> {
  const back = taken.filter(({ decision }) => decision.decision === 'return')
  const inEffect = taken.filter(({ decision, turn }) => decision.decision === 'pass' && turn.last)
  await tell(ctx, [
    ...toPersons(back, '退回，请按理由修改后重新提交', ctx),
    ...toPersons(inEffect, '通过审核，已经生效', ctx),
    ...toSchools(ctx, back, (count) => `${count} 人被退回，请按理由修改`, '/teachers?stage=returned'),
    ...toSchools(ctx, inEffect, (count) => `${count} 人的信息通过审核，已经生效`, '/teachers?stage=effective'),
  ])
}

function toPersons(taken: readonly Taken[], what: string, ctx: Context): Telling[] {
  return taken.flatMap(({ turn, decision }): Telling[] =>
    turn.subject_person === null
      ? []
      : [
          {
            to: { personId: turn.subject_person },
            kind: kindOf(turn.flow),
            title:
              turn.flow === 'addition'
                ? `您新增的信息${decided(decision)}${what}`
                : `您的信息${decided(decision)}${what}`,
            text: `办理单位：${ctx.actor.unitName}`,
            link: turn.flow === 'addition' ? `/me.html#/addition/${turn.change_id}` : '/me.html#/',
            object: { type: 'case', id: turn.id },
          },
        ],
  )
}

const decided = ({ decision, passSubsets }: CaseDecision) =>
  decision === 'return' ? (passSubsets?.length ? '部分生效，其余被' : '被') : ''

function toSchools(ctx: Context, taken: readonly Taken[], title: (count: number) => string, link: string): Telling[] {
  const counts = new Map<string, number>()
  // the clerk who decides need not be told what he did; an entry is its authority's
  for (const { turn } of taken)
    if (turn.flow !== 'entry' && (turn.unit_id !== ctx.actor.unitId || ctx.actor.role !== 'information'))
      counts.set(turn.unit_id, (counts.get(turn.unit_id) ?? 0) + 1)
  return [...counts].map(([unitId, count]) => ({
    to: { unitId, role: 'information' },
    kind: 'report',
    title: title(count),
    text: `办理单位：${ctx.actor.unitName}`,
    link,
  }))
}
