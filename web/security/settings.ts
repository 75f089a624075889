import { builtInSettings, type SecuritySettings, securityRules, securitySwitches } from '../../contract/security.ts'

export type Key = keyof SecuritySettings

/** One line of the table of settings, numbers and switches alike. */
export interface Line {
  key: Key
  name: string
  meaning: string
  builtIn: string
  /** what may be set */
  range: string
}

// the keys of constant objects, which TypeScript widens to string
const numbers = Object.keys(securityRules) as (keyof typeof securityRules)[]
const switches = Object.keys(securitySwitches) as (keyof typeof securitySwitches)[]
export const keys: readonly Key[] = [...numbers, ...switches]

/** A value as people read it: “15 分钟”, “开启”. */
export function say(key: Key, value: number | boolean): string {
  if (typeof value === 'boolean') return value ? '开启' : '关闭'
  return key in securityRules ? `${value} ${securityRules[key as keyof typeof securityRules].unit}` : String(value)
}

export const lines: readonly Line[] = [
  ...numbers.map((key) => {
    const { name, meaning, unit, least, most } = securityRules[key]
    return { key, name, meaning, builtIn: say(key, builtInSettings[key]), range: `${least}–${most} ${unit}` }
  }),
  ...switches.map((key) => ({
    key,
    name: securitySwitches[key].name,
    meaning: securitySwitches[key].meaning,
    builtIn: say(key, builtInSettings[key]),
    range: '关闭、开启',
  })),
]

export interface Change {
  key: Key
  name: string
  before: string
  after: string
  /** less strict than before: shown so that nobody confirms it unaware */
  looser: boolean
}

/** What a proposal changes, in the order of the table. */
export function changesOf(before: SecuritySettings, after: SecuritySettings): Change[] {
  return lines
    .filter(({ key }) => before[key] !== after[key])
    .map(({ key, name }) => ({
      key,
      name,
      before: say(key, before[key]),
      after: say(key, after[key]),
      // of a number the smaller value is the stricter one, of a switch the one that is on
      looser: typeof after[key] === 'boolean' ? !after[key] : Number(after[key]) > Number(before[key]),
    }))
}
