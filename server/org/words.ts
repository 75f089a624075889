import { schoolTypes } from '../../standard/school-type.ts'
import { codeTable } from '../../standard/tables.ts'
import { centralDepartments, corpsOrganizer } from './central.ts'
import { divisionOf, divisionPath } from './divisions/divisions.ts'

/** Codes of an institution's attributes as people read them; a code that no table knows is shown as it is. Null stays null. */
export const words = {
  schoolType: (code: string | null) => named(code, typeNames),
  organizer: (code: string | null) => named(code, organizers),
  urbanRural: (code: string | null) => named(code, urban),
  /** 浙江省杭州市西湖区 */
  division: (code: string | null) => {
    const division = code === null ? undefined : divisionOf(code.slice(0, 6))
    return division ? divisionPath(division) : code
  },
}

const named = (code: string | null, names: ReadonlyMap<string, string>) =>
  code === null ? null : (names.get(code) ?? code)
const table = (name: string) => (codeTable(name)?.rows ?? []).map((row) => [row.code, row.name] as const)
const typeNames = new Map<string, string>(schoolTypes.map(({ code, name }) => [code, name]))
const organizers = new Map<string, string>([
  ...table('organizer_type'),
  ...centralDepartments.map(({ code, name }) => [code, name] as const),
  [corpsOrganizer, '新疆生产建设兵团'],
])
const urban = new Map<string, string>(table('urban_rural'))
