import { higherEducation } from '../../standard/categories.ts'
import { categoryOf } from '../../standard/school-type.ts'
import { centre, corps, corpsOrganizer, isCentral } from './central.ts'
import { type Division, type DivisionLookup, hasAuthority } from './divisions/divisions.ts'

/** What of a school decides who supervises it. */
export type SupervisedSchool = {
  name: string
  /** 办学类型, three digits. */
  schoolType: string
  /** 举办者: a code of JY/T 1001, of a central body, or {@link corpsOrganizer}. */
  organizer: string
  /** 驻地: the division of the site. */
  regionCode: string
  /** 属地管理: the division that manages it, if it is another one. */
  managingRegionCode?: string
  /** The authority that the province has set by hand. It wins over everything derived. */
  override?: string
}

/** `code` is {@link centre} or a division's six digits. `why` is one sentence for the page; a refusal has no code. */
export type Supervising = { code: string; why: string } | { code: null; problem: string }

/**
 * The authority that supervises a school (主管教育行政部门), from its type, its organiser and its divisions:
 * universities of central bodies → the centre, other universities → the province (the Corps' to the Corps, although
 * their site is in Xinjiang), everything else → the division that manages it, at whatever level that is.
 */
export function deriveSupervising(school: SupervisedSchool, lookup: DivisionLookup): Supervising {
  const reading = categoryOf(school.schoolType)
  if (!reading.category) return { code: null, problem: `“${school.name}”：${reading.message}` }
  if (school.override !== undefined) return byHand(school, school.override, lookup)

  const university = higherEducation.includes(reading.category)
  if (university && isCentral(school.organizer)) return { code: centre, why: '中央部门所属高校，由教育部主管' }
  const given = school.managingRegionCode ?? school.regionCode
  const division = lookup(given)
  if (!division) return refuse(school, `的属地管理代码“${given}”不在行政区划表中，请核对`)
  const outside = topOf(division, lookup)?.outside
  if (outside) return refuse(school, `的属地管理代码“${given}”（${division.name}）不在本系统采集范围内`)
  return university ? byProvince(school, division, lookup) : byPlace(school, division, lookup)
}

function byHand(school: SupervisedSchool, override: string, lookup: DivisionLookup): Supervising {
  if (override === centre) return { code: centre, why: '由省级指定：教育部' }
  const division = lookup(override)
  if (!division) return refuse(school, `由省级指定的主管部门代码“${override}”不在行政区划表中，请重新指定`)
  if (!hasAuthority(division))
    return refuse(school, `由省级指定的“${division.name}”在本系统没有教育行政部门，请重新指定`)
  return { code: override, why: `由省级指定：${division.name}` }
}

function byProvince(school: SupervisedSchool, division: Division, lookup: DivisionLookup): Supervising {
  if (school.organizer === corpsOrganizer) return { code: corps, why: '兵团所属高校，由新疆生产建设兵团主管' }
  const province = topOf(division, lookup)
  if (!province) return refuse(school, `所在的“${division.name}”没有上级省份，请核对行政区划表`)
  return { code: province.code, why: `地方高校，由${province.name}主管` }
}

function byPlace(school: SupervisedSchool, division: Division, lookup: DivisionLookup): Supervising {
  if (division.runBy) return { code: division.runBy, why: `${division.name}由兵团管理，学校归所在师主管` }
  // A school of the Corps on the land of a county of Xinjiang: which division runs it only the Corps knows, and sets it.
  if (school.organizer === corpsOrganizer && topOf(division, lookup)?.code !== corps) {
    return { code: corps, why: '兵团举办而未注明所属师，暂由新疆生产建设兵团主管' }
  }
  return { code: division.code, why: `按属地管理，由${division.name}主管` }
}

function topOf(division: Division, lookup: DivisionLookup): Division | undefined {
  if (division.parent === null) return division
  const parent = lookup(division.parent)
  return parent && topOf(parent, lookup)
}

function refuse(school: SupervisedSchool, what: string): Supervising {
  return { code: null, problem: `“${school.name}”${what}` }
}
