import { applyChanges } from './change/apply.ts'
import { modesOf } from './profile/modes.ts'
import { incompleteOf } from './record/judge.ts'
import type { Flow } from './review/flow.ts'

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
      ready: incompleteOf,
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

/** Every approval in the system, and what it does once agreed. */
export const flows: readonly Flow[] = [reportFlow]
