import type { Category } from './categories.ts'

/**
 * 办学类型: the 48 types of school whose teachers are collected (appendix 信息采集学校范围 of the mission document), and
 * the category whose form their teachers fill.
 *
 * The appendix prints 本科 and 高职（专科） on one line. 411 to 413 are 本科 and 414, 415 专科 by JY/T 1001. For 419 and
 * the adult institutions (`derived`) neither says: 教育学院 (424) and 广播电视大学 (426) were founded to grant degrees
 * and count as 本科, the others mostly run 专科 courses; a school's own category may be set by its province.
 *
 * `attached` classes belong to a host school and have no accounts of their own unless they have an id of their own.
 */
export const schoolTypes = [
  { code: '111', name: '幼儿园', category: 'kindergarten' },
  { code: '119', name: '附设幼儿班', category: 'kindergarten', attached: true },
  { code: '211', name: '小学', category: 'k12' },
  { code: '218', name: '小学教学点', category: 'k12', attached: true },
  { code: '219', name: '附设小学班', category: 'k12', attached: true },
  { code: '221', name: '职工小学', category: 'k12' },
  { code: '222', name: '农民小学', category: 'k12' },
  { code: '228', name: '小学班', category: 'k12' },
  { code: '229', name: '扫盲班', category: 'k12' },
  { code: '311', name: '初级中学', category: 'k12' },
  { code: '312', name: '九年一贯制学校', category: 'k12' },
  { code: '319', name: '附设普通初中班', category: 'k12', attached: true },
  { code: '321', name: '职业初中', category: 'k12' },
  { code: '329', name: '附设职业初中班', category: 'k12', attached: true },
  { code: '331', name: '成人职工初中', category: 'k12' },
  { code: '332', name: '成人农民初中', category: 'k12' },
  { code: '341', name: '完全中学', category: 'k12' },
  { code: '342', name: '高级中学', category: 'k12' },
  { code: '345', name: '十二年一贯制学校', category: 'k12' },
  { code: '349', name: '附设普通高中班', category: 'k12', attached: true },
  { code: '351', name: '成人职工高中', category: 'k12' },
  { code: '352', name: '成人农民高中', category: 'k12' },
  { code: '371', name: '工读学校', category: 'k12' },
  { code: '361', name: '调整后中等职业学校', category: 'secondary_vocational' },
  { code: '362', name: '中等技术学校', category: 'secondary_vocational' },
  { code: '363', name: '中等师范学校', category: 'secondary_vocational' },
  { code: '364', name: '成人中等专业学校', category: 'secondary_vocational' },
  { code: '365', name: '职业高中学校', category: 'secondary_vocational' },
  { code: '368', name: '附设中职班', category: 'secondary_vocational', attached: true },
  { code: '369', name: '其他中职机构', category: 'secondary_vocational' },
  { code: '511', name: '盲人学校', category: 'special_education' },
  { code: '512', name: '聋人学校', category: 'special_education' },
  { code: '513', name: '弱智学校', category: 'special_education' },
  { code: '514', name: '其他特教学校', category: 'special_education' },
  { code: '519', name: '附设特教班', category: 'special_education', attached: true },
  { code: '411', name: '大学', category: 'undergraduate' },
  { code: '412', name: '学院', category: 'undergraduate' },
  { code: '413', name: '独立学院', category: 'undergraduate' },
  { code: '414', name: '高等专科学校', category: 'higher_vocational' },
  { code: '415', name: '高等职业学校', category: 'higher_vocational' },
  { code: '419', name: '其他普通高教机构：分校、大专班', category: 'higher_vocational', derived: true },
  { code: '421', name: '职工高校', category: 'higher_vocational', derived: true },
  { code: '422', name: '农民高校', category: 'higher_vocational', derived: true },
  { code: '423', name: '管理干部学院', category: 'higher_vocational', derived: true },
  { code: '424', name: '教育学院', category: 'undergraduate', derived: true },
  { code: '425', name: '独立函授学院', category: 'higher_vocational', derived: true },
  { code: '426', name: '广播电视大学', category: 'undergraduate', derived: true },
  { code: '429', name: '其他成人高教机构', category: 'higher_vocational', derived: true },
] as const satisfies readonly SchoolType[]

export type SchoolType = {
  readonly code: string
  readonly name: string
  readonly category: Category
  readonly attached?: true
  readonly derived?: true
}

export type CategoryReading =
  | { readonly category: Category; readonly type: SchoolType }
  | { readonly category?: never; readonly message: string }

const byCode = new Map<string, SchoolType>(schoolTypes.map((type) => [type.code, type]))

/** The category of a 办学类型 code, or a Chinese sentence that says why its teachers are not collected. */
export function categoryOf(code: string): CategoryReading {
  const type = byCode.get(code)
  if (type) return { category: type.category, type }
  if (code === '366') {
    return { message: '办学类型 366 技工学校由人力资源社会保障部门主管，不在教师信息采集范围内。' }
  }
  return { message: `办学类型“${code}”不在教师信息采集范围的 48 种之内，请核对学校的办学类型代码。` }
}
