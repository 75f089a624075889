import list from './divisions.json' with { type: 'json' }

/**
 * A division of China as education is run in it.
 *
 * - `code`: six digits of GB/T 2260, or one of our own for the Corps (`own`).
 * - `parent`: the division above by administration, never by cutting digits: a county of 北京市 and 仙桃市 hang on the
 *   province. `null` for provinces.
 * - `zone`: a development zone of the statistics bureau (xx7x), not in GB/T 2260, but with an education office of its own.
 * - `outside`: listed (places of birth), takes no part in the system: 台湾, 香港, 澳门.
 * - `runBy`: the division of the Corps that runs this city and its schools (师市合一).
 */
export type Division = {
  code: string
  name: string
  level: 'province' | 'city' | 'county'
  parent: string | null
  zone?: true
  own?: true
  outside?: true
  runBy?: string
}

/** Finds a division by its six digits. */
export type DivisionLookup = (code: string) => Division | undefined

const all: readonly Division[] = list.rows.map(readRow)
const byCode = new Map(all.map((division) => [division.code, division]))

/** All 3,357 divisions, parents before children, by code within a level. The source stands in divisions.json. */
export function divisions(): readonly Division[] {
  return all
}

export const divisionOf: DivisionLookup = (code) => byCode.get(code)

/** Whether teachers are managed here: not outside the system, and not run by the Corps' division of the same city. */
export function hasAuthority(division: Division): boolean {
  return !division.outside && !division.runBy
}

/**
 * The name of the education authority: 浙江省教育厅, 北京市教育委员会, 杭州市教育局, 西湖区教育局, 新疆生产建设兵团第八师教育局.
 * Not unique in the country (four 鼓楼区教育局): show {@link divisionPath} beside it. Local names with 体育 or 科技 in them
 * are for the authority itself to set.
 * @throws Error for a division outside the system
 */
export function authorityName(division: Division): string {
  if (division.outside) throw new Error(`${division.code} ${division.name} has no authority in this system`)
  if (division.code === '660000') return '新疆生产建设兵团教育局'
  if (division.own) return `新疆生产建设兵团${division.name}教育局`
  if (division.level === 'province') return `${division.name}${division.name.endsWith('市') ? '教育委员会' : '教育厅'}`
  // The districts of 北京 and 重庆 have commissions, those of 天津 and 上海 have bureaus.
  if (division.parent === '110000' || division.parent === '500000') return `${division.name}教育委员会`
  return `${division.name.replace(/管委会$/, '')}教育局`
}

/** The full name from the province down: 浙江省杭州市西湖区. */
export function divisionPath(division: Division, lookup: DivisionLookup = divisionOf): string {
  return chain(division, lookup)
    .map((each) => each.name)
    .join('')
}

/** The division of this name, as far as the name leaves no doubt: 浙江省杭州市西湖区, 杭州市西湖区, or a name that only one division bears. */
export function divisionNamed(text: string): { value: string; label: string } | undefined {
  if (!named) {
    named = new Map()
    for (const division of divisions()) {
      const names = chain(division, divisionOf).map(({ name }) => name)
      for (let from = 0; from < names.length; from++) {
        const name = names.slice(from).join('')
        named.set(name, named.has(name) ? undefined : division)
      }
    }
  }
  const division = named.get(text.replaceAll(/\s/g, ''))
  return division && { value: division.code, label: divisionPath(division) }
}
let named: Map<string, Division | undefined> | undefined

/** The province a division lies in by administration; a province's own. */
export function provinceOf(division: Division, lookup: DivisionLookup = divisionOf): Division {
  const [province] = chain(division, lookup)
  return province ?? division
}

function chain(division: Division, lookup: DivisionLookup): Division[] {
  if (division.parent === null) return [division]
  const parent = lookup(division.parent)
  if (!parent)
    throw new Error(`${division.code} ${division.name} hangs on ${division.parent}, which is not in the list`)
  return [...chain(parent, lookup), division]
}

function readRow(row: string): Division {
  const [code, name, parent, flag] = row.split(' ')
  if (!code || !name || !parent) throw new Error(`divisions.json: '${row}' is not 'code name parent [flag]'`)
  const place = { code, name, ...levelOf(code, parent) }
  if (flag === undefined) return place
  if (flag === 'zone') return { ...place, zone: true }
  if (flag === 'own') return { ...place, own: true }
  if (flag === 'outside') return { ...place, outside: true }
  if (flag.startsWith('by:')) return { ...place, runBy: flag.slice(3) }
  throw new Error(`divisions.json: unknown flag in '${row}'`)
}

function levelOf(code: string, parent: string): Pick<Division, 'level' | 'parent'> {
  if (parent === '-') return { level: 'province', parent: null }
  return { level: code.endsWith('00') ? 'city' : 'county', parent }
}
