import { categoryOf } from '../../../standard/school-type.ts'
import { corps, corpsOrganizer, type Department, readDepartment } from '../central.ts'
import { type Division, divisionOf, divisions, provinceOf } from '../divisions/divisions.ts'
import { readSchoolId } from '../school-id.ts'
import { deriveSupervising } from '../supervising.ts'
import type { Field, Header } from './columns.ts'
import { type Fault, isError } from './findings.ts'
import type { Places } from './places.ts'
import type { Texts } from './row.ts'
import { blankRow, type StagedRow, wrongPhase } from './staged.ts'

/**
 * Reads a row of the Ministry's yearly list of universities (全国高等学校名单: 学校标识码, 学校名称, 主管部门, 所在地, 办学层次, 备注). What the list does not say is
 * concluded and marked so: 办学类型 from level and name, 举办者 from the 主管部门.
 */
export function readUniversity(
  item: number,
  text: Texts,
  header: Header,
  places: Places,
): { row: StagedRow; faults: Fault[] } {
  const faults: Fault[] = []
  const say = (severity: Fault['severity'], field: Field, fault: Omit<Fault, 'severity' | 'column'>) =>
    faults.push({ severity, column: header.names.get(field) ?? null, ...fault })
  const [name, degree, remark] = [text('name'), text('degree'), text('remark')]

  const id = readSchoolId(text('code'))
  if ('problem' in id) {
    say('error', 'code', {
      code: 'list.school-id',
      message: id.problem,
      expected: '10 位数字',
      seen: text('code'),
      remedy: '请按教育部公布的学校标识码填写',
    })
  } else if (id.kind !== '41') {
    const message = `“${name}”的标识码以 ${id.kind} 开头，沿用了转设前的代码；办学类型不按标识码判断`
    say('warning', 'code', { code: 'list.old-id', message, seen: id.id, remedy: '属实则不必处理' })
  }
  if (name === '' || name.length > 100)
    say('error', 'name', {
      code: 'list.name',
      message: name === '' ? '学校名称为空' : `学校名称有 ${name.length} 字`,
      expected: '1 至 100 字',
      seen: name,
      remedy: '请填写全称',
    })
  const department = readDepartment(text('department'))
  if (!department)
    say('error', 'department', {
      code: 'list.department',
      message: `主管部门“${text('department')}”不认识`,
      expected: '中央部门、省级政府或省级教育行政部门',
      seen: text('department'),
      remedy: '请按教育部公布的名单填写',
    })
  const schoolType = typeOf(name, degree, remark)
  if (!schoolType)
    say('error', 'degree', {
      code: 'list.degree',
      message: `办学层次“${degree}”不认识`,
      expected: '本科或专科',
      seen: degree,
      remedy: '请核对后改正',
    })
  const wrong = (): { row: StagedRow; faults: Fault[] } => ({
    row: { ...blankRow(item, 'problem' in id ? '' : id.id, name), phase: wrongPhase },
    faults,
  })
  if ('problem' in id || !department || !schoolType || faults.some(isError)) return wrong()

  const home = department.kind === 'local' ? department.province : divisionOf(`${id.province}0000`)
  const place = text('region')
  const site = findPlace(place, [`${id.province}0000`, home?.code])
  if (!site)
    say('warning', 'region', {
      code: 'list.place',
      message: `所在地“${place}”在行政区划表中找不到，暂记为标识码所示省份`,
      seen: place,
      remedy: '请核对，必要时改用行政区划全称',
    })
  const regionCode = site?.code ?? `${id.province}0000`
  const organizer = organizerOf(department, remark)
  const elsewhere = home !== undefined && divisionOf(regionCode) !== undefined && home.code !== topCode(regionCode)
  const facts = { name, schoolType, organizer, regionCode, ...(elsewhere && { managingRegionCode: home.code }) }
  const supervising = deriveSupervising(facts, places.division)
  const authority = supervising.code === null ? undefined : places.authority(supervising.code)
  if (supervising.code === null || !authority) {
    say('error', 'department', {
      code: supervising.code === null ? 'list.supervising' : 'list.no-authority',
      message:
        supervising.code === null
          ? supervising.problem
          : `“${name}”的主管部门（行政区划代码 ${supervising.code}）在系统中没有机构`,
      seen: text('department'),
      remedy: '请先由名单新设该主管部门，或核对所在地和主管部门',
    })
    return wrong()
  }
  return {
    row: {
      ...blankRow(item, id.id, name),
      unit_province: authority.province,
      parent_code: authority.code,
      parent_why: supervising.why,
      school_type: schoolType,
      category: categoryOf(schoolType).category ?? null,
      type_derived: true,
      organizer,
      region_code: regionCode,
      managing_region_code: elsewhere ? home.code : null,
      private: remark.includes('民办'),
      remark: remark === '' ? null : remark.slice(0, 200),
    },
    faults,
  }
}

/**
 * The list has no 办学类型. 本科: 大学 411, 学院 412, a private 学院 or 分校 under the name of its university 413. 专科:
 * 高等专科学校 and other 专科学校 414, the rest 415.
 */
function typeOf(given: string, degree: string, remark: string): string | undefined {
  // 中国石油大学（北京） and 香港中文大学（深圳） end in a place; 专科学校 with 高等 elsewhere are seen in the list of 2025.
  const name = given.replace(/（[^）]*）$/, '')
  if (degree === '专科') return name.endsWith('专科学校') ? '414' : '415'
  if (degree !== '本科') return undefined
  if (remark.includes('民办') && /(大学|学院).+(学院|分校)$/.test(name)) return '413'
  return name.endsWith('大学') ? '411' : '412'
}

// The list tells who is in charge, not who runs it; only the remark shows a private organiser.
function organizerOf(department: Department, remark: string): string {
  if (department.kind === 'central') return department.code
  if (remark.includes('民办')) return '999'
  if (department.province.code === corps) return corpsOrganizer
  return department.education ? '811' : '812'
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
