import { describe, expect, test } from 'vitest'
import { levels } from '../../contract/policy.ts'
import { hasSeat, leadingRole, seatsOf } from './rules.ts'

const counted = (unit: Parameters<typeof seatsOf>[0]) => {
  const counts: Record<string, number> = {}
  for (const { role } of seatsOf(unit)) counts[role] = (counts[role] ?? 0) + 1
  return counts
}
const plain = { attached: false, extra: 0 }

describe('岗位数额', () => {
  test('每个教育行政部门和学校：系统管理员 1、信息管理员 1、信息查询员 2', () => {
    for (const level of ['city', 'county', 'school'] as const)
      expect(counted({ level, ...plain })).toEqual({ system: 1, information: 1, query: 2 })
  })
  test('中央和省另有安全管理员 2、审计管理员 1', () => {
    for (const level of ['ministry', 'province'] as const)
      expect(counted({ level, ...plain })).toEqual({ system: 1, information: 1, query: 2, security: 2, audit: 1 })
  })
  test('培训机构只有培训管理员 1', () => expect(counted({ level: 'training', ...plain })).toEqual({ training: 1 }))
  test('附设班没有岗位', () => expect(seatsOf({ level: 'school', attached: true, extra: 5 })).toEqual([]))
  test('增设只加信息管理员', () => {
    const unit = { level: 'school', attached: false, extra: 3 } as const
    expect(counted(unit)).toEqual({ system: 1, information: 4, query: 2 })
    expect(hasSeat(unit, { role: 'information', seat: 4 })).toBe(true)
    expect(hasSeat(unit, { role: 'information', seat: 5 })).toBe(false)
  })
  test('没有第二个系统管理员', () => {
    for (const level of levels) expect(hasSeat({ level, ...plain }, { role: 'system', seat: 2 })).toBe(false)
  })
  test('教师和负责人不在岗位数额之内', () => {
    for (const level of levels)
      for (const role of ['teacher', 'head'] as const)
        expect(hasSeat({ level, ...plain }, { role, seat: 1 })).toBe(false)
  })
  test('上级只管下级的系统管理员；培训机构的是培训管理员', () => {
    expect(levels.map(leadingRole)).toEqual(['system', 'system', 'system', 'system', 'system', 'training'])
  })
})
