import { corps, corpsOrganizer, type Department, readDepartment } from './central.ts'
import { type Division, divisionOf, divisions, provinceOf } from './divisions/divisions.ts'
import { readSchoolId } from './school-id.ts'
import { deriveSupervising } from './supervising.ts'

/** A university as the Ministry's yearly list gives it. `derived` names what the list does not say and we concluded. */
export type University = {
  row: number
  code: string
  name: string
  schoolType: '411' | '412' | '413' | '414' | '415'
  organizer: string
  regionCode: string
  managingRegionCode?: string
  authorityCode: string
  private?: true
  remark: string
  derived: readonly ('schoolType' | 'organizer')[]
}

/** What is to be said about a row (1 is the header). An error keeps the row out; a warning asks somebody to look. */
export type ListFinding = {
  row: number
  column: string | null
  severity: 'error' | 'warning'
  code: string
  message: string
}

/** Every row after the header is in `universities`, or has an error in `findings`, or was wholly blank. */
export type UniversityList = { universities: University[]; findings: ListFinding[]; blankRows: number }

const columns = ['学校标识码', '学校名称', '主管部门', '所在地', '办学层次', '备注'] as const
type Column = (typeof columns)[number]
type Row = { row: number } & Record<Column, string>

/**
 * Reads the Ministry's list of universities (全国高等学校名单), rows of text with a header among the first ten (the
 * printed list has its title above). Columns are found by name; 备注 may be missing.
 */
export function readUniversityList(rows: readonly (readonly string[])[]): UniversityList {
  const known = (row: readonly string[]) => columns.filter((column) => row.map(plain).includes(column)).length
  const top = rows.slice(0, 10)
  const headerAt = top.reduce((best, row, at) => (known(row) > known(top[best] ?? []) ? at : best), 0)
  const header = (rows[headerAt] ?? []).map(plain)
  const missing = columns.filter((column) => column !== '备注' && !header.includes(column))
  if (missing.length > 0) {
    const seen = header.filter(Boolean).join('、') || '空白'
    const message = `表头应有“${columns.join('、')}”，缺少“${missing.join('、')}”，第 ${headerAt + 1} 行为：${seen}。请使用教育部公布的名单`
    const finding = {
      row: Math.max(headerAt, 0) + 1,
      column: null,
      severity: 'error',
      code: 'list.header',
      message,
    } as const
    return { universities: [], findings: [finding], blankRows: 0 }
  }

  const list: UniversityList = { universities: [], findings: [], blankRows: 0 }
  const codes = new Map<string, number>()
  const cellOf = (row: readonly string[], column: Column) => (row[header.indexOf(column)] ?? '').trim()
  rows.slice(headerAt + 1).forEach((cells, at) => {
    if (cells.every((cell) => cell.trim() === '')) {
      list.blankRows += 1
      return
    }
    const row: Row = {
      row: headerAt + at + 2,
      学校标识码: cellOf(cells, '学校标识码'),
      学校名称: cellOf(cells, '学校名称'),
      主管部门: cellOf(cells, '主管部门'),
      所在地: cellOf(cells, '所在地'),
      办学层次: cellOf(cells, '办学层次'),
      备注: cellOf(cells, '备注'),
    }
    const findings: ListFinding[] = []
    const university = readRow(row, codes, findings)
    list.findings.push(...findings)
    if (university) list.universities.push(university)
  })
  return list
}

function readRow(row: Row, codes: Map<string, number>, findings: ListFinding[]): University | undefined {
  const say = (severity: ListFinding['severity'], column: Column, code: string, message: string) =>
    findings.push({ row: row.row, column, severity, code, message: `第 ${row.row} 行：${message}` })

  const id = readSchoolId(row.学校标识码)
  if ('problem' in id) {
    say('error', '学校标识码', 'list.school-id', id.problem)
  } else {
    const before = codes.get(id.id)
    if (before !== undefined) {
      say('error', '学校标识码', 'list.twice', `学校标识码“${id.id}”在第 ${before} 行已出现，请删去其中一行`)
    } else codes.set(id.id, row.row)
    if (id.kind !== '41') {
      const message = `“${row.学校名称}”的标识码以 ${id.kind} 开头，沿用了转设前的代码；办学类型不按标识码判断`
      say('warning', '学校标识码', 'list.old-id', message)
    }
  }
  if (row.学校名称 === '') say('error', '学校名称', 'list.name', '学校名称为空，请补上')
  const department = readDepartment(row.主管部门)
  if (!department) {
    const message = `主管部门应为中央部门、省级政府或省级教育行政部门，现为“${row.主管部门}”，请核对`
    say('error', '主管部门', 'list.department', message)
  }
  const schoolType = typeOf(row)
  if (!schoolType) say('error', '办学层次', 'list.level', `办学层次应为“本科”或“专科”，现为“${row.办学层次}”，请核对`)
  if ('problem' in id || !department || !schoolType || findings.some((each) => each.severity === 'error'))
    return undefined

  const home = provinceOfList(id.province, department)
  const site = findPlace(row.所在地, [`${id.province}0000`, home?.code])
  if (!site)
    say('warning', '所在地', 'list.place', `所在地“${row.所在地}”在行政区划表中找不到，暂记为标识码所示省份，请核对`)
  const regionCode = site?.code ?? `${id.province}0000`
  const organizer = organizerOf(department, row.备注)
  const elsewhere = home && divisionOf(regionCode) && home.code !== topCode(regionCode)
  const managed = elsewhere ? { managingRegionCode: home.code } : {}
  const facts = { name: row.学校名称, schoolType, organizer, regionCode, ...managed }
  const supervising = deriveSupervising(facts, divisionOf)
  if (supervising.code === null) {
    say('error', '主管部门', 'list.supervising', supervising.problem)
    return undefined
  }
  const isPrivate = row.备注.includes('民办') ? { private: true as const } : {}
  return {
    row: row.row,
    code: id.id,
    ...facts,
    authorityCode: supervising.code,
    ...isPrivate,
    remark: row.备注,
    derived: department.kind === 'central' ? ['schoolType'] : ['schoolType', 'organizer'],
  }
}

/**
 * The list has no 办学类型. 本科: 大学 411, 学院 412, a private 学院 or 分校 under the name of its university 413. 专科:
 * 高等专科学校 and other 专科学校 414, the rest 415.
 */
function typeOf(row: Row): University['schoolType'] | undefined {
  // 中国石油大学（北京） and 香港中文大学（深圳） end in a place; 专科学校 with 高等 elsewhere are seen in the list of 2025.
  const name = row.学校名称.replace(/（[^）]*）$/, '')
  if (row.办学层次 === '专科') return name.endsWith('专科学校') ? '414' : '415'
  if (row.办学层次 !== '本科') return undefined
  if (row.备注.includes('民办') && /(大学|学院).+(学院|分校)$/.test(name)) return '413'
  return name.endsWith('大学') ? '411' : '412'
}

// The list tells who is in charge, not who runs it; only the remark shows a private organiser.
function organizerOf(department: Department, remark: string): string {
  if (department.kind === 'central') return department.code
  if (remark.includes('民办')) return '999'
  if (department.province.code === corps) return corpsOrganizer
  return department.education ? '811' : '812'
}

function provinceOfList(idProvince: string, department: Department): Division | undefined {
  return department.kind === 'local' ? department.province : divisionOf(`${idProvince}0000`)
}

/** The place of a name, looked for in the given provinces first: exactly, then without 市, 州, 自治州 (临夏州), then anywhere. */
function findPlace(text: string, provinces: readonly (string | undefined)[]): Division | undefined {
  const byName = placesByName.get(text) ?? []
  const near = byName.filter((each) => provinces.includes(topCode(each.code)))
  // A city before a county of the same name.
  const exact = [...near].sort((a, b) => order(a) - order(b))[0]
  if (exact) return exact
  const stem = text.replace(/[省市州盟县区]$/, '')
  if (stem.length >= 2) {
    const alike = divisions().filter(
      (each) => each.level === 'city' && each.name.startsWith(stem) && provinces.includes(topCode(each.code)),
    )
    if (alike.length === 1) return alike[0]
  }
  return byName.length === 1 ? byName[0] : undefined
}

const placesByName = Map.groupBy(
  divisions().filter((each) => !each.outside),
  (each) => each.name,
)
const order = (division: Division) => ['province', 'city', 'county'].indexOf(division.level)

function topCode(code: string): string | undefined {
  const division = divisionOf(code)
  return division && provinceOf(division).code
}

function plain(cell: string): string {
  return cell.replace(/[\s*＊]/g, '')
}
