import type { Level } from '../../../contract/policy.ts'
import type { ChangeKind, UnitChange } from '../../../contract/unit-list.ts'
import { categories } from '../../../standard/categories.ts'
import { words } from '../words.ts'

/** A difference as it is kept. */
export interface ChangeRow {
  item: number
  unit_id: string | null
  base_from: string | null
  code: string
  name: string
  level: Level
  phase: number
  kinds: ChangeKind[]
  risk: 'low' | 'high'
  why: string[]
  people: number
  subunits: number
  posts: number
  before: Record<string, string | boolean | null> | null
  parent_code: string | null
  parent_why: string | null
  blocked: string | null
  state: UnitChange['state']
  destination: string | null
  into_codes: string[] | null
  note: string | null
  decided_by_post: string | null
  decided_at: Date | null
  applied_at: Date | null
  failure: string | null
  school_type: string | null
  category: string | null
  type_derived: boolean
  organizer: string | null
  region_code: string | null
  managing_region_code: string | null
  urban_rural: string | null
  private: boolean
  address: string | null
  remark: string | null
  division_code: string | null
}

const labels = {
  code: '代码',
  name: '名称',
  parent_code: '主管部门',
  school_type: '办学类型',
  category: '学校类别',
  type_derived: '办学类型依据',
  organizer: '举办者',
  region_code: '所在地',
  managing_region_code: '属地管理',
  urban_rural: '城乡分类',
  private: '民办',
  address: '地址',
  remark: '备注',
  division_code: '行政区划',
} as const
type Field = keyof typeof labels

export function differencesOf(row: ChangeRow, nameOf: ReadonlyMap<string, string>): UnitChange['differences'] {
  const fields = (Object.keys(labels) as Field[]).filter((field) =>
    row.before === null ? shownOfNew(row, field) : field in row.before,
  )
  return fields.map((field) => ({
    field,
    label: labels[field],
    before: row.before === null ? null : inWord(field, row.before[field] ?? null, nameOf),
    after: inWord(field, row[field], nameOf),
  }))
}

const shownOfNew = (row: ChangeRow, field: Field) =>
  !['code', 'type_derived', 'division_code'].includes(field) && row[field] !== null && row[field] !== false

function inWord(field: Field, value: string | boolean | null, nameOf: ReadonlyMap<string, string>): string | null {
  if (value === null) return null
  if (field === 'type_derived') return value ? '推定' : '名单给出'
  if (typeof value === 'boolean') return value ? '是' : '否'
  switch (field) {
    case 'parent_code':
      return nameOf.get(value) ?? value
    case 'school_type':
      return words.schoolType(value)
    case 'category':
      return categories.find(({ id }) => id === value)?.name ?? value
    case 'organizer':
      return words.organizer(value)
    case 'urban_rural':
      return words.urbanRural(value)
    case 'region_code':
    case 'managing_region_code':
    case 'division_code':
      return words.division(value)
    default:
      return value
  }
}

export function whyWords(code: string, { people, subunits, posts, phase }: ChangeRow): string[] {
  const closing = phase >= 50
  switch (code) {
    case 'people':
      return [closing ? `有教职工 ${people} 人，须指定去向，安置完毕后才生效` : `有教职工 ${people} 人`]
    case 'subunits':
      return [closing ? `有在办的下级机构 ${subunits} 个，须先撤销或划出` : `有下级机构 ${subunits} 个`]
    case 'posts':
      return [`生效时结束 ${posts} 个管理岗位`]
    case 'category':
      return ['学校类别改变，教师今后填报另一套指标，已填内容保留']
    case 'moved':
      return ['教师、下级机构和在办事项随之转到新的主管部门']
    case 'recoded':
      return ['更换机构代码，旧代码今后不能再用']
    case 'absent':
      return ['名单中没有这个机构']
    case 'absent-many':
      return ['名单缺少的机构过多，请先核对名单是否完整']
    case 'same-name':
      return ['同一主管部门下已有同名机构']
    case 'by-hand':
      return ['主管部门由省级指定，不随名单改变']
    default:
      return []
  }
}

export function failureWords(failure: string | null): string | null {
  if (failure === null) return null
  if (failure.startsWith('move:')) return failure.slice(5)
  return failures[failure] ?? failure
}
const failures: Readonly<Record<string, string>> = {
  holds: '还有教职工或在办的下级机构，安置完毕后自动生效',
  changed: '名单读取之后，该机构又有其他变化。请撤回后重新上传名单比对',
  'code-taken': '代码已被其他机构使用。请撤回，改正名单后重新上传',
  'no-authority': '主管部门（或主办学校）还不是在办机构。请先采纳它，或改正名单后重新上传',
}
