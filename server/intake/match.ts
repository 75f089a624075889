import type { Profile, ProfileField, ProfileSubset } from '../../standard/indicator.ts'
import { tidy } from '../../standard/text.ts'

/** How a column was understood. */
export type MatchKind = 'exact' | 'similar' | 'chosen' | 'unknown' | 'identity'

/** `field` is a field of the sheet's subset, or `@name` / `@id` for the two columns that say whose row it is. */
export interface MatchedColumn {
  column: number
  header: string
  field: string | null
  label: string | null
  how: MatchKind
}

export interface MatchedSheet {
  subset: string
  columns: MatchedColumn[]
}

export interface HeaderCell {
  column: number
  text: string
}

export const identity = { name: '@name', number: '@id' } as const
export const identityLabels: Record<string, string> = { '@name': '姓名', '@id': '身份证件号' }

const identityNames: Record<string, readonly string[]> = {
  '@name': ['姓名', '教师姓名', '名字', '职工姓名', '教职工姓名'],
  '@id': [
    '身份证件号',
    '身份证件号码',
    '证件号',
    '证件号码',
    '身份证号',
    '身份证号码',
    '公民身份号码',
    '身份证',
    '居民身份证号',
  ],
}

/** Names that schools use for a field in their own lists. The printed label of every category is tried before. */
const synonyms: Record<string, readonly string[]> = {
  ethnicity: ['族别', '民族成份', '民族成分'],
  political_status: ['政治面貌类别', '党派', '政治身份'],
  work_start_month: ['参加工作时间', '参加工作日期', '工作时间'],
  school_entry_month: [
    '进本校年月',
    '进本园年月',
    '进园年月',
    '进校年月',
    '来校时间',
    '到校时间',
    '进本校时间',
    '入校年月',
  ],
  birth_date: ['出生年月日', '生日'],
  staff_no: ['工号', '职工号', '教工号', '编号'],
  education: ['学历', '学历层次', '文化程度'],
  education_org: ['毕业院校', '毕业学校', '学历院校'],
  major: ['专业', '所学专业名称'],
  end_month: ['毕业时间', '毕业日期', '结束年月'],
  start_month: ['入学时间', '起始年月', '开始年月'],
  degree_level: ['学位'],
  post_category: ['岗位类型'],
  post_grade: ['岗位级别', '专业技术岗位等级'],
  mobile: ['手机', '手机号', '手机号码', '移动电话', '联系电话'],
  phone: ['固定电话', '办公电话', '座机'],
  email: ['邮箱', '电子邮箱', '电子信箱', 'E-mail', 'Email'],
  address: ['住址', '家庭住址', '联系地址'],
}

/** A header as it is compared: without stars, blanks, line breaks, brackets with remarks, or punctuation. */
export function plainHeader(text: string): string {
  return tidy(text)
    .replace(/[（(【[][^）)】\]]*[）)】\]]/g, (remark) => (/必填|选填|可选|示例|格式|文本/.test(remark) ? '' : remark))
    .replace(/[*＊★\s:：/、，,。.（）()【】[\]_-]/g, '')
    .toLowerCase()
}

const fillable = new WeakMap<ProfileSubset, readonly ProfileField[]>()

/** Fields that an import can fill: derived and automatic ones, pictures and files have other ways in. */
export function importFields(subset: ProfileSubset): readonly ProfileField[] {
  const before = fillable.get(subset)
  if (before) return before
  const fields = subset.fields.filter(
    (field) =>
      !['D', 'A'].includes(field.requirement) &&
      field.filledBy !== 'A' &&
      field.type !== 'image' &&
      field.type !== 'file' &&
      !(subset.name === 'basic_info' && (field.name === 'name' || field.name === 'id_number')),
  )
  fillable.set(subset, fields)
  return fields
}

export function importSubsets(profile: Profile): ProfileSubset[] {
  return profile.subsets.filter((subset) => subset.rows !== 'derived' && importFields(subset).length > 0)
}

/**
 * Understands one sheet by its name and header row. Null when it is no sheet of the profile: no subset is named or
 * recognised by its columns, or nothing says whose rows they are (no 身份证件号 column).
 */
export function matchSheet(profile: Profile, name: string, headers: readonly HeaderCell[]): MatchedSheet | null {
  const filled = headers.filter((header) => plainHeader(header.text) !== '')
  const number = filled.find((header) => isIdentity('@id', header.text))
  if (!number) return null
  const subset = subsetOf(profile, name, filled)
  return subset ? { subset: subset.name, columns: matchColumns(subset, filled) } : null
}

function subsetOf(profile: Profile, name: string, headers: readonly HeaderCell[]): ProfileSubset | undefined {
  const subsets = importSubsets(profile)
  const plain = plainHeader(name)
  const named = subsets.find((subset) => plainHeader(subset.label) === plain)
  if (named) return named
  const scored = subsets
    .map((subset) => {
      const labels = new Set(importFields(subset).map((field) => plainHeader(field.label)))
      const hits = headers.filter((header) => labels.has(plainHeader(header.text))).length
      return { subset, hits, alike: likeness(plain, plainHeader(subset.label)) }
    })
    .sort((a, b) => b.hits - a.hits || b.alike - a.alike)
  const [best, next] = scored
  if (!best) return undefined
  const others = headers.filter((header) => !isIdentity('@id', header.text) && !isIdentity('@name', header.text)).length
  const enough = best.hits >= 2 || others === 1
  const clear = best.hits >= 1 && enough && best.hits * 2 >= others && best.hits > (next?.hits ?? 0)
  return clear || (best.hits >= 1 && best.alike >= 0.6) ? best.subset : undefined
}

function matchColumns(subset: ProfileSubset, headers: readonly HeaderCell[]): MatchedColumn[] {
  const found = new Map<number, MatchedColumn>()
  const taken = new Set<string>()
  const take = (header: HeaderCell, field: string, label: string, how: MatchKind) => {
    taken.add(field)
    found.set(header.column, { column: header.column, header: header.text, field, label, how })
  }
  const left = () => headers.filter((header) => !found.has(header.column))
  const fields = importFields(subset)
  for (const which of [identity.name, identity.number]) {
    const header = headers.find((each) => isIdentity(which, each.text))
    if (header) take(header, which, identityLabels[which] ?? '', 'identity')
  }
  for (const field of fields) {
    const label = plainHeader(field.label)
    const header = left().find((each) => plainHeader(each.text) === label)
    if (header) take(header, field.name, field.label, 'exact')
  }
  for (const field of fields.filter((each) => !taken.has(each.name))) {
    const names = (synonyms[field.name] ?? []).map(plainHeader)
    const header = left().find((each) => names.includes(plainHeader(each.text)))
    if (header) take(header, field.name, field.label, 'similar')
  }
  for (const header of left()) {
    const field = nearest(
      plainHeader(header.text),
      fields.filter((each) => !taken.has(each.name)),
    )
    if (field) take(header, field.name, field.label, 'similar')
  }
  return headers.map(
    (header) =>
      found.get(header.column) ?? {
        column: header.column,
        header: header.text,
        field: null,
        label: null,
        how: 'unknown',
      },
  )
}

/** The one field whose label is clearly nearest; a header that could be either of two is left to the clerk. */
function nearest(header: string, fields: readonly ProfileField[]): ProfileField | undefined {
  const scored = fields
    .map((field) => ({ field, score: likeness(header, plainHeader(field.label)) }))
    .filter(({ score }) => score >= 0.65)
    .sort((a, b) => b.score - a.score)
  const [best, next] = scored
  return best && best.score - (next?.score ?? 0) >= 0.1 ? best.field : undefined
}

function isIdentity(which: string, header: string): boolean {
  const plain = plainHeader(header)
  return (identityNames[which] ?? []).some((name) => plainHeader(name) === plain)
}

/** Dice's coefficient over pairs of letters: 1 for equal texts, 0 for texts without a pair in common. */
export function likeness(a: string, b: string): number {
  if (a === b) return 1
  const pairs = (text: string) =>
    Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2))
  const left = pairs(a)
  const right = pairs(b)
  if (left.length === 0 || right.length === 0) return 0
  const rest = [...right]
  let common = 0
  for (const pair of left) {
    const at = rest.indexOf(pair)
    if (at < 0) continue
    rest.splice(at, 1)
    common += 1
  }
  return (2 * common) / (left.length + right.length)
}
