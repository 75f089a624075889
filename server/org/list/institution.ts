import { categoryOf, schoolTypes } from '../../../standard/school-type.ts'
import { codeTable } from '../../../standard/tables.ts'
import { centralDepartments, centre, corpsOrganizer, isCentral } from '../central.ts'
import { readSchoolId } from '../school-id.ts'
import { deriveSupervising } from '../supervising.ts'
import { readAuthority } from './authority-row.ts'
import type { Header } from './columns.ts'
import { type Fault, isError } from './findings.ts'
import type { Places } from './places.ts'
import { isOpen, readState, type Say, type Texts } from './row.ts'
import { blankRow, phaseOf, type StagedRow, wrongPhase } from './staged.ts'

/** A row as read. `late`: its division or authority is not known yet, and may stand further down in the list. */
export interface Reading {
  row: StagedRow
  faults: Fault[]
  late: boolean
}

/** Reads a row of a list of institutions of every kind: authorities, schools, attached classes. Every fault of the row is told. */
export function readInstitution(item: number, text: Texts, header: Header, places: Places): Reading {
  const faults: Fault[] = []
  const say: Say = (severity, field, fault) =>
    faults.push({ severity, column: header.names.get(field) ?? null, ...fault })
  const code = text('code').replace(/\s/g, '')
  const authority = text('type') === '' && (/^\d{6}$/.test(code) || code === centre || text('level') !== '')
  const reading = authority ? readAuthority(item, code, text, say, places) : readSchool(item, code, text, say, places)
  const { row } = reading
  readEnds(row, text, say)
  if (row.name.length > 100 || (row.name === '' && isOpen(row.state)))
    say('error', 'name', {
      code: 'list.name',
      message: row.name === '' ? '名称为空' : `名称有 ${row.name.length} 字`,
      expected: '1 至 100 字',
      seen: row.name,
      remedy: '请填写全称',
    })
  for (const field of ['address', 'remark'] as const)
    if (text(field).length > 200)
      say('error', field, {
        code: 'list.length',
        message: `内容有 ${text(field).length} 字`,
        expected: '不超过 200 字',
        seen: text(field),
        remedy: '请缩短',
      })
  row.address = text('address') || null
  row.remark = text('remark') || null
  if (faults.some(isError)) row.phase = wrongPhase
  return { row, faults, late: reading.late }
}

function readSchool(
  item: number,
  given: string,
  text: Texts,
  say: Say,
  places: Places,
): { row: StagedRow; late: boolean } {
  const row = blankRow(item, '', text('name'))
  const host = text('host').replace(/\s/g, '')
  readType(row, text, say)
  readCode(row, given, host, say)
  row.state = readState(text, say)
  if (!isOpen(row.state)) return { row, late: false }
  readOrganizer(row, text, say)
  const late = [readDivision('region', text, say, places), readDivision('managing', text, say, places)]
  row.region_code = late[0]?.code ?? null
  row.managing_region_code = late[1]?.code ?? null
  readUrban(row, text, say)
  if (row.host) {
    row.parent_code = host
    row.parent_why = '附设班随主办学校'
    row.phase = phaseOf('school', true)
    return { row, late: false }
  }
  if (late.some((each) => each.unknown)) return { row, late: true }
  return { row, late: readParent(row, text, say, places) }
}

const byTypeName = new Map<string, string>(schoolTypes.map(({ name, code }) => [name, code]))

/** 211, 小学, 211 小学, 211-小学. */
function readType(row: StagedRow, text: Texts, say: Say): void {
  const given = text('type')
  if (given === '') return
  const code =
    /^(\d{3})(?:\D|$)/.exec(given)?.[1] ?? byTypeName.get(given) ?? (given.includes('技工学校') ? '366' : given)
  const reading = categoryOf(code)
  if (!reading.category) {
    const remedy = '不在采集范围的机构请从名单中删去；类型填错的请改正'
    say('error', 'type', {
      code: 'list.type-unknown',
      message: reading.message,
      expected: '48 种办学类型之一',
      seen: given,
      remedy,
    })
    return
  }
  row.school_type = code
  row.category = reading.category
  row.host = reading.type.attached === true && text('host') !== ''
  if (reading.type.attached && text('host') === '' && !['218'].includes(code))
    say('error', 'host', {
      code: 'list.host-missing',
      message: `${reading.type.name}应附设在一所学校`,
      expected: '主办学校的 10 位学校标识码',
      remedy: '请在“主办学校标识码”列填写',
    })
}

/** What the first two digits of a 学校标识码 once stood for. */
const kindOf: Readonly<Record<string, readonly string[]>> = {
  kindergarten: ['11'],
  k12: ['21', '22', '31', '32', '33', '34', '35', '37'],
  secondary_vocational: ['36'],
  special_education: ['51'],
  undergraduate: ['41', '42', '91', '92', '93'],
  higher_vocational: ['41', '42', '91', '92', '93'],
}

function readCode(row: StagedRow, given: string, host: string, say: Say): void {
  // a class without a code of its own is named by its host and its type
  if (given === '' && row.host && row.school_type !== null) {
    row.code = `${host}-${row.school_type}`
    return
  }
  if (row.host && given === `${host}-${row.school_type}`) {
    row.code = given
    return
  }
  const id = readSchoolId(given)
  if ('problem' in id) {
    say('error', 'code', {
      code: 'list.school-id',
      message: id.problem,
      expected: '10 位数字',
      seen: given,
      remedy: '请按教育部公布的学校标识码填写',
    })
    return
  }
  row.code = id.id
  if (row.category !== null && !kindOf[row.category]?.includes(id.kind))
    say('warning', 'code', {
      code: 'list.old-id',
      message: `标识码以 ${id.kind} 开头，与办学类型不是同一类；办学类型不按标识码判断`,
      seen: id.id,
      remedy: '属实则不必处理；类别改变而应换新标识码的，请填新标识码并在“原标识码”列填旧的',
    })
}

const organizerNames = new Map<string, string>([
  ...(codeTable('organizer_type')?.rows ?? []).map((each) => [each.name, each.code] as const),
  ...centralDepartments.map(({ name, code }) => [name, code] as const),
  ['新疆生产建设兵团', corpsOrganizer],
])
const organizerCodes = new Set(organizerNames.values())

function readOrganizer(row: StagedRow, text: Texts, say: Say): void {
  const given = text('organizer')
  if (given === '') return
  const code =
    /^([0-9C]\d\d)(?:\D|$)/.exec(given)?.[1] ??
    organizerNames.get(given) ??
    organizerNames.get(given.replace(/[（(].*$/, ''))
  if (code && (organizerCodes.has(code) || isCentral(code))) {
    row.organizer = code
    row.private = code === '999' || text('remark').includes('民办')
    return
  }
  say('error', 'organizer', {
    code: 'list.organizer',
    message: `举办者“${given}”不认识`,
    expected: '举办者代码或名称，如 831、县级教育部门、民办，或中央部门名称',
    seen: given,
    remedy: '请按模板批注中的代码填写',
  })
}

/** 6 digits, the 12 of the statistics bureau, or a name. `unknown`: six digits that nobody has yet. */
function readDivision(
  field: 'region' | 'managing',
  text: Texts,
  say: Say,
  places: Places,
): { code: string | null; unknown: boolean } {
  const given = text(field).replace(/\s/g, '')
  if (given === '') return { code: null, unknown: false }
  const digits = /^(\d{6})(?:\d{6})?$/.exec(given)?.[1]
  const code = digits ?? places.named(given)
  if (code && places.division(code)) return { code, unknown: false }
  say('error', field, {
    code: field === 'region' ? 'list.region' : 'list.managing',
    message: digits ? `行政区划“${given}”不在行政区划表中` : `“${given}”不能确定是哪个行政区划`,
    expected: '6 位或 12 位行政区划代码，或不会混淆的全称',
    seen: given,
    remedy: digits ? '请核对；新设的区划请在名单中同时列出其教育行政部门' : '请改填代码或从省份写起的全称',
  })
  return { code: code ?? null, unknown: digits !== undefined }
}

const urbanNames = new Map((codeTable('urban_rural')?.rows ?? []).map((each) => [each.name, each.code]))
const urbanCodes = new Set(urbanNames.values())

function readUrban(row: StagedRow, text: Texts, say: Say): void {
  const given = text('urbanRural')
  if (given === '') return
  const code = /^\d{3}/.exec(given)?.[0] ?? urbanNames.get(given)
  if (code && urbanCodes.has(code)) row.urban_rural = code
  else
    say('error', 'urbanRural', {
      code: 'list.urban-rural',
      message: `城乡分类“${given}”不认识`,
      expected: '111、112、121、122、123、210、220 或其名称',
      seen: given,
      remedy: '请改正',
    })
}

/** The supervising authority, by the derivation; whether it may still come further down in the list. */
function readParent(row: StagedRow, text: Texts, say: Say, places: Places): boolean {
  const { school_type: schoolType, organizer, region_code: regionCode } = row
  // a list without these columns changes nothing about them
  if (schoolType === null || organizer === null || regionCode === null) return false
  const managing = row.managing_region_code
  const facts = {
    name: row.name,
    schoolType,
    organizer,
    regionCode,
    ...(managing !== null && { managingRegionCode: managing }),
  }
  const found = deriveSupervising(facts, places.division)
  const field = managing !== null ? 'managing' : 'region'
  if (found.code === null) {
    say('error', field, {
      code: 'list.supervising',
      message: found.problem,
      seen: text(field),
      remedy: '请核对属地管理代码和所在地',
    })
    return false
  }
  const authority = places.authority(found.code)
  if (!authority) {
    say('error', field, {
      code: 'list.no-authority',
      message: `推导出的主管部门（行政区划代码 ${found.code}）在系统中没有机构`,
      seen: text(field),
      remedy: '请核对；或在名单中同时列出该教育行政部门',
    })
    return true
  }
  row.parent_code = authority.code
  row.parent_why = found.why
  row.unit_province = authority.province
  checkProvince(row, authority.province, say)
  return false
}

/** The third and fourth digit are a province that has something to do with the school: site, management or authority (the Corps' universities carry 65). */
function checkProvince(row: StagedRow, province: string, say: Say): void {
  const inCode = row.code.slice(2, 4)
  const fits = [row.region_code?.slice(0, 2), row.managing_region_code?.slice(0, 2), province]
  if (row.code === '' || fits.includes(inCode)) return
  say('error', 'code', {
    code: 'list.province',
    message: `标识码“${row.code}”中的省份是 ${inCode}，所在地和主管部门都不在该省`,
    expected: [...new Set(fits.filter((each) => each !== undefined))].join('、'),
    seen: inCode,
    remedy: '请核对标识码与所在地',
  })
}

const codesIn = (text: string): string[] | null => {
  const codes = text.split(/[、,，;；\s]+/).filter(Boolean)
  return codes.length > 0 ? codes : null
}

/** Where a unit came from and goes: codes; whether they are anybody's is asked of the database. */
function readEnds(row: StagedRow, text: Texts, say: Say): void {
  row.into_codes = codesIn(text('into'))
  row.from_codes = codesIn(text('from'))
  for (const [field, codes] of [
    ['into', row.into_codes],
    ['from', row.from_codes],
  ] as const) {
    const odd = codes?.find((code) => !/^\d{6}$|^\d{10}$/.test(code) || code === row.code)
    if (odd !== undefined || (codes && codes.length > 20))
      say('error', field, {
        code: field === 'into' ? 'list.into' : 'list.from',
        message: odd === row.code ? '不能是本机构自己' : odd === undefined ? '代码超过 20 个' : `“${odd}”不是机构代码`,
        expected: '其他机构的代码（学校 10 位，教育行政部门 6 位），几个用顿号分开',
        seen: text(field),
        remedy: '请改正',
      })
  }
  if ((row.state === 'merged' || row.state === 'split') && row.into_codes === null)
    say('warning', 'into', {
      code: 'list.into',
      message: row.state === 'merged' ? '没有写明合并到哪里' : '没有写明拆分成哪些机构',
      expected: '去向机构的代码',
      remedy: '可在核定时指定人员去向',
    })
}
