import type { Field } from './columns.ts'
import type { Fault } from './findings.ts'
import type { StagedState } from './staged.ts'

/** The texts of a row by what they hold, trimmed; '' where the list has none. */
export type Texts = (field: Field) => string

/** Notes a fault of the row at a column. */
export type Say = (severity: Fault['severity'], field: Field, fault: Omit<Fault, 'severity' | 'column'>) => void

export const isOpen = (state: StagedState): boolean => state === 'open' || state === 'reopened'

const states: Readonly<Record<string, StagedState>> = {
  '': 'open',
  在办: 'open',
  正常: 'open',
  恢复办学: 'reopened',
  恢复: 'reopened',
  复办: 'reopened',
  撤销: 'closed',
  停办: 'closed',
  关闭: 'closed',
  注销: 'closed',
  合并: 'merged',
  并入: 'merged',
  撤并: 'merged',
  拆分: 'split',
  分立: 'split',
}

export function readState(text: Texts, say: Say): StagedState {
  const state = states[text('state')]
  if (state) return state
  const expected = '在办、恢复办学、撤销、合并、拆分，或留空'
  say('error', 'state', {
    code: 'list.state',
    message: `状态“${text('state')}”不认识`,
    expected,
    seen: text('state'),
    remedy: '请改正',
  })
  return 'open'
}
