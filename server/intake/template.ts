import { createHash } from 'node:crypto'
import { choices } from '../../standard/choices.ts'
import type { Known, Profile, ProfileField, ProfileSubset } from '../../standard/indicator.ts'
import { showValue } from '../../standard/show-value.ts'
import { mask } from '../platform/cipher.ts'
import { type ColumnModel, type WorkbookModel, workbookBytes } from '../platform/workbook/write.ts'
import type { Standing } from '../record/door.ts'
import { clearMark } from './cell.ts'
import { importFields, importSubsets } from './match.ts'
import type { NumberedMember } from './roster.ts'

/** What a template says about itself on its hidden sheet, and what was said to the clerk about it. */
export interface TemplateMark {
  province?: string | undefined
  category?: string | undefined
  version?: number | undefined
  hash?: string | undefined
  note?: string | null
}

/**
 * The workbook of a school's category, drawn from the profile in force: a sheet for each subset in printed order, whose row it is first, then
 * the fields that people fill; required ones starred, codes with their lists, everything as text. With people, their names and numbers stand
 * on every sheet; with their standings also what is there, a line a row.
 */
export function templateOf(
  profile: Profile,
  known: Known,
  people: readonly NumberedMember[],
  at: Date,
  standings?: ReadonlyMap<string, Standing>,
): WorkbookModel {
  const lists = new Map<string, readonly string[]>()
  return {
    title: `${profile.categoryName}教师信息采集模板`,
    creator: '全国教师管理信息系统',
    created: at,
    metadata: {
      kind: 'xingtan.template',
      province: profile.province,
      category: profile.category,
      version: String(profile.version),
      hash: templateHash(profile),
    },
    sheets: importSubsets(profile).map((subset) => ({
      name: subset.label,
      columns: [
        ...identityColumns(subset),
        ...importFields(subset).map((field) => columnOf(subset, field, known, lists)),
      ],
      rows: people.flatMap((person) => linesOf(person, subset, known, standings?.get(person.teacherId))),
    })),
  }
}

/** A masked value comes back as it went and changes nothing (`cell.ts`). */
function linesOf(
  person: NumberedMember,
  subset: ProfileSubset,
  known: Known,
  standing: Standing | undefined,
): string[][] {
  const whose = [person.name, person.number]
  const rows = standing?.rows.flatMap((row) => (row.subset === subset.name && row.values ? [row.values] : [])) ?? []
  if (rows.length === 0) return [whose]
  return rows.map((values) => [
    ...whose,
    ...importFields(subset).map((field) => {
      const value = values[field.name]
      if (value === undefined) return ''
      if (field.secrecy === 4) return mask(String(value))
      if (field.type === 'area') return String(value)
      const text = showValue(field, value, known.tables)
      // as it stands on the drop-down list
      return field.codes !== undefined && field.type !== 'codes' ? listed(field, String(value), known) : text
    }),
  ])
}

function listed(field: ProfileField, code: string, known: Known): string {
  const row = field.codes === undefined ? undefined : known.tables(field.codes)?.rows.find((each) => each.code === code)
  return row ? `${row.code} ${row.name}` : code
}

export async function workbookBuffer(model: WorkbookModel): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of workbookBytes(model)) parts.push(part)
  return Buffer.concat(parts)
}

const fills = { required: 'FCE4D6', optional: 'DDEBF7', identity: 'E2EFDA' }

function identityColumns(subset: ProfileSubset): ColumnModel[] {
  const more = subset.rows === 'multiple' ? '一人有几条就写几行，每行都写姓名和证件号。' : '每人一行。'
  return [
    {
      header: '姓名*',
      width: 12,
      headerFill: fills.identity,
      headerNote: `与本校登记的姓名一致，用来核对证件号没有填错。${more}`,
    },
    {
      header: '身份证件号*',
      width: 22,
      headerFill: fills.identity,
      headerNote: '系统凭它确定本行是谁的信息。只能填本校已建账号的教师；本列已设为文本格式，请勿改为数值。',
    },
  ]
}

function columnOf(
  subset: ProfileSubset,
  field: ProfileField,
  known: Known,
  lists: Map<string, readonly string[]>,
): ColumnModel {
  const required = field.requirement === 'R'
  const list = listOf(subset, field, known, lists)
  return {
    header: `${field.label}${required ? '*' : ''}`,
    headerNote: noteOf(field, list),
    headerFill: required ? fills.required : fills.optional,
    width: Math.min(30, Math.max(12, field.label.length * 2 + 4, field.type === 'text' ? 30 : 0)),
    // A list of several codes cannot be picked from Excel's list, which would refuse what is typed.
    ...(list.length > 0 &&
      field.type !== 'codes' && {
        choices: list,
        choicesMessage: `“${field.label}”请从列表中选择。`,
      }),
  }
}

function listOf(
  subset: ProfileSubset,
  field: ProfileField,
  known: Known,
  lists: Map<string, readonly string[]>,
): readonly string[] {
  const table = field.codes === undefined ? undefined : known.tables(field.codes)
  if (!table) return []
  const codes = choices(subset, field, {}, table).map((row) => `${row.code} ${row.name}`)
  // Excel refuses what is not on its list, so that the mark for clearing stands on it where a field may be blank.
  const list = field.requirement === 'R' || field.key ? codes : [...codes, clearMark]
  const key = `${table.name}|${list.length}|${list[0] ?? ''}`
  const before = lists.get(key)
  if (before) return before
  lists.set(key, list)
  return list
}

const requirementWords: Record<string, string> = { R: '必填。', C: '符合条件时必填。', O: '选填。' }

function noteOf(field: ProfileField, list: readonly string[]): string {
  const who = field.openToTeacher ? '教师本人或学校填写' : '学校填写'
  const shapes: Partial<Record<ProfileField['type'], string>> = {
    date: '格式：年-月-日，例如 2008-07-01。',
    month: '格式：年-月，例如 2008-07。',
    year: '格式：四位年份。',
    codes: `可填多项，用“、”分隔：${list
      .slice(0, 40)
      .filter((each) => each !== clearMark)
      .join('；')}`,
    area: '填 6 位行政区划代码。',
  }
  return [
    `${requirementWords[field.requirement] ?? ''}${who}。`,
    field.key ? '建立账号时已经登记，可留空；填写的须与登记一致。' : '',
    shapes[field.type] ?? '',
    field.help ?? '',
    field.example ? `例：${field.example}` : '',
    field.key ? '' : `留空表示不修改；写“${clearMark}”表示清空。`,
  ]
    .filter(Boolean)
    .join('\n')
}

/** Equal for equal columns: a template whose hash is not that of the profile in force was drawn from another one. */
export function templateHash(profile: Profile): string {
  const columns = importSubsets(profile).map((subset) => [
    subset.name,
    importFields(subset).map((field) => [field.name, field.label, field.requirement, field.codes ?? '']),
  ])
  return createHash('sha256')
    .update(JSON.stringify([profile.province, profile.category, columns]))
    .digest('hex')
    .slice(0, 16)
}

/** What the clerk should know about the workbook's template; null when it is the one in force. */
export function templateNote(profile: Profile, mark: TemplateMark): string | null {
  if (!mark.category) return '这不是本系统的模板，各列已按表头名称对应，请核对。'
  if (mark.province !== undefined && mark.province !== profile.province)
    return '这是其他省的模板，各列已按表头名称对应到本省的指标，请核对。'
  if (mark.version !== undefined && mark.version !== profile.version)
    return `这是第 ${mark.version} 版的模板，现在执行的是第 ${profile.version} 版；各列已按表头名称对应，请核对，缺少的列可在本页补填。`
  if (mark.hash !== undefined && mark.hash !== templateHash(profile))
    return '模板的列与现在执行的指标不同，各列已按表头名称对应，请核对。'
  return null
}
