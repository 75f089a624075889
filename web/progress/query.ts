import type { Ask } from '../../contract/endpoint.ts'
import type { Level } from '../../contract/policy.ts'
import { type progressApi, progressSorts } from '../../contract/progress.ts'

/** The view of 采集进度 in the address. `level` '': the units directly under; `stalled` '': all. */
export const start = { unitId: '', level: '', stalled: '', sort: 'done', stage: '', page: 1, size: 100 }
type State = Record<'unitId' | 'level' | 'stalled' | 'sort' | 'stage', string> & Record<'page' | 'size', number>

export const belowLevels = ['province', 'city', 'county', 'school'] as const
type Below = (typeof belowLevels)[number]
const levelIn = (word: string): Below | undefined => belowLevels.find((level) => level === word)

/** What the address says, as the endpoint asks it; what nobody could have said is left out. */
export function queryOf(state: State): NonNullable<Ask<typeof progressApi.view>['query']> {
  const level = levelIn(state.level)
  const sort = progressSorts.flatMap((each) => [each, `-${each}` as const]).find((each) => each === state.sort)
  return {
    page: state.page,
    size: Math.min(200, Math.max(1, state.size)),
    ...(/^\d{1,12}$/.test(state.unitId) && { unitId: state.unitId }),
    ...(level && { level }),
    ...(/^\d{1,4}$/.test(state.stalled) && { stalled: Number(state.stalled) }),
    ...(sort && { sort }),
  }
}

/** The level at which standing still is looked for: the authority that acts for schools, below it the schools. */
export function stalledLevel(level: Level): 'county' | 'school' | null {
  if (level === 'ministry' || level === 'province' || level === 'city') return 'county'
  return level === 'county' ? 'school' : null
}
