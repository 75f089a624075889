import type { Level, Role } from '../../contract/policy.ts'

/** What a unit is, as far as its seats depend on it. */
export interface SeatedUnit {
  level: Level
  /** a class attached to a host school (附设班), whose posts do its work */
  attached: boolean
  /** more 信息管理员 than the usual one, granted by the province to a university */
  extra: number
}

export interface SeatName {
  role: Role
  /** from 1 */
  seat: number
}

const times = (role: Role, count: number): SeatName[] =>
  Array.from({ length: count }, (_, i) => ({ role, seat: i + 1 }))

/**
 * The seats (席位) of a unit, derived and kept nowhere. Mission document, section 四(二): 1 系统管理员, 1 信息管理员, 2 信息查询员 at every authority and every school;
 * S01: 2 安全管理员 and 1 审计管理员 beside them at the centre and in the provinces. 负责人 and teachers are counted elsewhere.
 */
export function seatsOf({ level, attached, extra }: SeatedUnit): SeatName[] {
  if (attached) return []
  if (level === 'training') return times('training', 1)
  const separated = level === 'ministry' || level === 'province'
  return [
    ...times('system', 1),
    ...times('information', 1 + extra),
    ...times('query', 2),
    ...(separated ? [...times('security', 2), ...times('audit', 1)] : []),
  ]
}

/** The one post of a unit that the 系统管理员 above it manages. */
export const leadingRole = (level: Level): Role => (level === 'training' ? 'training' : 'system')

/** Is there such a seat? */
export const hasSeat = (unit: SeatedUnit, { role, seat }: SeatName): boolean =>
  seatsOf(unit).some((each) => each.role === role && each.seat === seat)

/** The categories of school for which a province may add 信息管理员. */
export const quotaCategories: readonly string[] = ['undergraduate', 'higher_vocational']
