import { applyChanges, applyParts } from './change/apply.ts'
import { modesOf } from './profile/modes.ts'
import { incompleteChanges, incompleteOf } from './record/judge.ts'
import type { Flow, WaitingCase } from './review/flow.ts'

/** 信息报送, the first collection: the clerk checks, the 负责人 signs, the clerk reports, the supervising authority reviews; then it is in effect. */
export const reportFlow: Flow = {
  name: 'report',
  title: '信息报送',
  steps: [
    {
      name: 'check',
      title: '学校信息管理员核对',
      role: 'information',
      at: { of: 'school', desk: 'unit' },
      deciding: false,
      ready: async (ctx, cases) => {
        const teachers = cases.map(({ teacherId }) => teacherId)
        return byCase(cases, 'teacherId', await incompleteOf(ctx, teachers))
      },
    },
    { name: 'sign', title: '学校负责人审核', role: 'head', at: { of: 'school', desk: 'unit' }, deciding: true },
    {
      name: 'send',
      title: '学校报送',
      role: 'information',
      at: { of: 'school', desk: 'unit' },
      deciding: false,
      withTheOneBefore: async (ctx, province) => (await modesOf(ctx, province)).signingSends,
      saidWithTheOneBefore: '负责人签字后即报送',
    },
    {
      name: 'review',
      title: '主管教育行政部门审核',
      role: 'information',
      at: { of: 'school', desk: 'authority' },
      deciding: true,
    },
  ],
  effect: (ctx, cases) =>
    applyChanges(
      ctx,
      cases.flatMap(({ changeId }) => changeId ?? []),
    ),
}

/** 新增信息: a row added to a record in effect. The clerk checks what the teacher added, the 负责人 signs, which reports it, the supervising authority reviews; then it is in effect. */
export const additionFlow: Flow = {
  name: 'addition',
  title: '新增信息',
  steps: [
    {
      name: 'check',
      title: '学校信息管理员核对',
      role: 'information',
      at: { of: 'school', desk: 'unit' },
      deciding: false,
      ready: async (ctx, cases) => byCase(cases, 'changeId', await incompleteChanges(ctx, cases)),
    },
    { name: 'sign', title: '学校负责人审核', role: 'head', at: { of: 'school', desk: 'unit' }, deciding: true },
    {
      name: 'review',
      title: '主管教育行政部门审核',
      role: 'information',
      at: { of: 'school', desk: 'authority' },
      deciding: true,
    },
  ],
  effect: reportFlow.effect,
  partly: applyParts,
}

/** 主管部门填报: the supervising authority enters rows for teachers of its schools; the school's 负责人 confirms, where there is none its 信息管理员; then they are in effect. */
export const entryFlow: Flow = {
  name: 'entry',
  title: '主管部门填报',
  steps: [
    { name: 'sign', title: '学校负责人确认', role: 'head', at: { of: 'school', desk: 'unit' }, deciding: true },
    {
      name: 'confirm',
      title: '学校信息管理员确认',
      role: 'information',
      at: { of: 'school', desk: 'unit' },
      deciding: true,
      insteadOf: 'sign',
    },
  ],
  effect: reportFlow.effect,
}

/** Every approval in the system, and what it does once agreed. */
export const flows: readonly Flow[] = [reportFlow, additionFlow, entryFlow]

const byCase = (cases: readonly WaitingCase[], of: 'teacherId' | 'changeId', whys: ReadonlyMap<string, string>) =>
  new Map(
    cases.flatMap((each): [string, string][] => {
      const why = whys.get(each[of])
      return why ? [[each.id, why]] : []
    }),
  )
