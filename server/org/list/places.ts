import type { Level } from '../../../contract/policy.ts'
import { centre } from '../central.ts'
import { type Division, divisionNamed, divisionOf } from '../divisions/divisions.ts'

/** An education authority, as it stands or as the list brings it. */
export interface Authority {
  code: string
  name: string
  level: Exclude<Level, 'school' | 'training'>
  /** null of the centre */
  parentCode: string | null
  /** two digits, 00 of the centre */
  province: string
}

/**
 * Divisions and their authorities as one: what has an authority in force is a division, also when the table of divisions does not (yet) know it, and its parent
 * is its authority's. A list adds its new ones as they are read.
 */
export interface Places {
  authority: (code: string) => Authority | undefined
  division: (code: string) => Division | undefined
  /** the code of a division by its name, where that leaves no doubt */
  named: (text: string) => string | undefined
  add: (authority: Authority) => void
}

export function placesOf(standing: readonly Authority[]): Places {
  const authorities = new Map(standing.map((each) => [each.code, each]))
  const divisions = new Map<string, Division | undefined>()
  const look = (code: string): Division | undefined => {
    const known = divisionOf(code)
    const authority = authorities.get(code)
    if (!authority || authority.level === 'ministry') return known
    const parent = authority.parentCode === centre ? null : authority.parentCode
    const { outside: _, ...rest } = known ?? { name: authority.name.replace(/教育(?:厅|局|委员会)$/, '') }
    return { ...rest, code, level: authority.level, parent }
  }
  return {
    authority: (code) => authorities.get(code),
    division: (code) => {
      if (!divisions.has(code)) divisions.set(code, look(code))
      return divisions.get(code)
    },
    named: (text) => divisionNamed(text)?.value,
    add: (authority) => {
      authorities.set(authority.code, authority)
      divisions.clear()
    },
  }
}
