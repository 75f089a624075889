import { centre } from './central.ts'
import { authorityName, divisions, hasAuthority, provinceOf } from './divisions/divisions.ts'
import type { NewUnit } from './door.ts'

/** 教育部 and the education authorities of all divisions, parents first. Their code is the division's; the centre's is 00. */
export function authorities(): NewUnit[] {
  const ministry: NewUnit = { code: centre, name: '教育部', level: 'ministry', parentCode: null, provinceCode: '00' }
  return [
    ministry,
    ...divisions()
      .filter(hasAuthority)
      .map((division) => ({
        code: division.code,
        name: authorityName(division),
        level: division.level,
        parentCode: division.parent ?? centre,
        provinceCode: provinceOf(division).code.slice(0, 2),
        divisionCode: division.code,
      })),
  ]
}
