import { Tag } from 'antd'
import { type UnitState, unitStates } from '../../contract/unit.ts'

const names = new Map(unitStates.map(({ id, name }) => [id, name]))

/** How an institution ended; of one that is in force nothing is said. */
export function StateTag({ state }: { state: UnitState }) {
  return state === 'active' ? null : <Tag color="red">{names.get(state)}</Tag>
}
