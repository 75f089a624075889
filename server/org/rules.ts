import { categoryName } from '../../standard/categories.ts'
import { categoryOf } from '../../standard/school-type.ts'
import type { Cell } from '../platform/workbook/cells.ts'
import { centre } from './central.ts'
import { authorityName, divisions, hasAuthority, provinceOf } from './divisions/divisions.ts'
import type { NewUnit } from './door.ts'
import type { ListFinding, University } from './university-list.ts'

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

/** A school as it stands, by what the list may change. */
export interface StandingSchool {
  id: string
  code: string
  name: string
  school_type: string | null
  category: string | null
  type_derived: boolean
  organizer: string | null
  region_code: string | null
  managing_region_code: string | null
  private: boolean
  remark: string | null
  authority_code: string | null
  authority_name: string | null
}

export interface Authority {
  id: string
  code: string
  name: string
  province_code: string
}

/** One row of the list against what stands. `moved` is told and never applied: it takes the teachers and their open cases along. */
export interface Compared {
  university: University
  authority: Authority
  standing: StandingSchool | null
  /** as it would be kept */
  unit: NewUnit
  what: 'added' | 'renamed' | 'changed' | 'unchanged'
  moved: boolean
}

/** The whole list against what stands; what cannot be applied is a finding. */
export function compareList(
  universities: readonly University[],
  standing: ReadonlyMap<string, StandingSchool>,
  authorityOf: ReadonlyMap<string, Authority>,
): { compared: Compared[]; findings: ListFinding[] } {
  const compared: Compared[] = []
  const findings: ListFinding[] = []
  const say = ({ row }: University, severity: ListFinding['severity'], column: string, code: string, message: string) =>
    findings.push({ row, column, severity, code, message: `第 ${row} 行：${message}` })

  for (const university of universities) {
    const authority = authorityOf.get(university.authorityCode)
    if (!authority) {
      const message = `“${university.name}”的主管部门（行政区划代码 ${university.authorityCode}）在系统中没有机构，请先建立该主管部门`
      say(university, 'error', '主管部门', 'list.authority', message)
      continue
    }
    const was = standing.get(university.code) ?? null
    const unit = unitOf(university, authority, was)
    if (was && unit.category !== was.category) {
      const [before, after] = [was.category, unit.category].map(nameOfCategory)
      const message = `“${university.name}”的学校类别将由“${before}”变为“${after}”，教师填报的表随之改变，不由名单导入；类型暂不变，请单独办理`
      say(university, 'warning', '办学层次', 'list.category', message)
      unit.schoolType = was.school_type
      unit.category = was.category
      unit.typeDerived = was.type_derived
    }
    const moved = was !== null && was.authority_code !== university.authorityCode
    if (moved) {
      const message = `“${university.name}”的主管部门由“${was.authority_name ?? '无'}”变为“${authority.name}”。这会带走其教师和在办事项，不由名单导入；其余变化照常写入`
      say(university, 'warning', '主管部门', 'list.moved', message)
    }
    compared.push({ university, authority, standing: was, unit, what: whatOf(unit, was), moved })
  }
  return { compared, findings }
}

/** A type that somebody has confirmed is not overwritten by one that was concluded from the name. */
function unitOf(university: University, authority: Authority, was: StandingSchool | null): NewUnit {
  const confirmed = was !== null && !was.type_derived && was.school_type !== null
  const schoolType = confirmed ? was.school_type : university.schoolType
  return {
    code: university.code,
    name: university.name,
    level: 'school',
    parentCode: authority.code,
    provinceCode: authority.province_code,
    schoolType,
    category: categoryOf(schoolType ?? '').category ?? null,
    typeDerived: !confirmed,
    organizer: university.organizer,
    regionCode: university.regionCode,
    managingRegionCode: university.managingRegionCode ?? null,
    private: university.private ?? false,
    remark: university.remark === '' ? null : university.remark,
  }
}

function whatOf(unit: NewUnit, was: StandingSchool | null): Compared['what'] {
  if (!was) return 'added'
  if (unit.name !== was.name) return 'renamed'
  const same =
    unit.schoolType === was.school_type &&
    unit.organizer === was.organizer &&
    unit.regionCode === was.region_code &&
    unit.managingRegionCode === was.managing_region_code &&
    unit.private === was.private &&
    unit.remark === was.remark
  return same ? 'unchanged' : 'changed'
}

function nameOfCategory(category: string | null | undefined): string {
  const reading = categoryNames.get(category ?? '')
  return reading ?? category ?? '未定'
}
const categoryNames = new Map(
  (
    ['undergraduate', 'higher_vocational', 'secondary_vocational', 'k12', 'special_education', 'kindergarten'] as const
  ).map((id) => [id as string, categoryName(id)]),
)

/** Cells of a workbook as rows of text, and what is wrong with single cells below the header (a title above it is often merged). */
export function textRows(rows: readonly { row: number; cells: readonly Cell[] }[]): {
  texts: string[][]
  findings: ListFinding[]
} {
  const texts: string[][] = []
  const findings: ListFinding[] = []
  let body = false
  for (const { row, cells } of rows) {
    const text: string[] = []
    for (const cell of cells) {
      text[cell.col - 1] = cell.text
      if (body && cell.problem)
        findings.push({
          row,
          column: null,
          severity: 'error',
          code: `list.cell.${cell.problem}`,
          message: `第 ${row} 行：第 ${cell.col} 列${problemText[cell.problem] ?? '的内容不能直接使用'}，请改为直接填写的文字后重新上传`,
        })
    }
    body ||= text.some((each) => each?.replace(/\s/g, '') === '学校标识码')
    // blank rows are not read from the file; their numbers must not be lost
    while (texts.length < row - 1) texts.push([])
    texts.push(Array.from(text, (each) => each ?? ''))
  }
  return { texts, findings }
}

const problemText: Partial<Record<NonNullable<Cell['problem']>, string>> = {
  formula: '是公式',
  error: '是错误值',
  merged: '是合并单元格',
  scientific: '是科学记数法，数字已经丢失',
  rounded: '的数字超过 15 位，末位已经丢失',
  control: '含有控制字符',
  mojibake: '是乱码',
}
