import type { Category } from '../standard/categories.ts'
import { categoryOf } from '../standard/school-type.ts'

/**
 * A school of the practice province. All are invented, with plausible names; the ids have the right shape and serials
 * from 990001 on, which no province has given out. The real universities of the practice environment are in
 * universities.csv.
 */
export type PracticeSchool = {
  /** 学校标识码. */
  code: string
  name: string
  category: Category
  /** 办学类型. */
  schoolType: string
  /** 举办者, JY/T 1001: 811 省级教育部门, 812 省级其他部门, 821 地级, 831 县级教育部门, 832 县级其他部门, 999 民办. */
  organizer: string
  /** 驻地. */
  regionCode: string
  /** 属地管理, where it is not the county of the site. */
  managingRegionCode?: string
  /** 城乡分类. */
  urbanRural: string
  private?: true
  /** 附设班: the code of the school it belongs to, whose posts do its work. */
  host?: string
  /** A school so small that nobody heads it, with this many people. */
  headless?: number
}

export const practiceProvince = '330000'
export const practiceCity = '330100'
/** 西湖区, 余杭区, 桐庐县. */
export const practiceCounties = ['330106', '330110', '330122'] as const

/** The number becomes the serial of the school's id: rows are appended, never renumbered. */
type Row = readonly [serial: number, schoolType: string, name: string, urbanRural: string, organizer?: string]

const xihu: readonly Row[] = [
  [1, '111', '西湖区晨曦幼儿园', '111'],
  [2, '111', '西湖区芸窗幼儿园', '111'],
  [3, '111', '西湖区小溪流幼儿园', '111', '999'],
  [4, '211', '西湖区晨曦小学', '111'],
  [5, '211', '西湖区墨香小学', '111'],
  [6, '211', '西湖区拾光小学', '111'],
  [7, '211', '西湖区听松小学', '112'],
  [8, '311', '西湖区听雨初级中学', '111'],
  [9, '312', '西湖区芸台学校', '112'],
  [10, '342', '西湖区秋实高级中学', '111'],
  [11, '345', '西湖区知远外国语学校', '112', '999'],
  [12, '365', '西湖区匠心职业高级中学', '111'],
  [13, '514', '西湖区星芽学校', '111'],
]

const yuhang: readonly Row[] = [
  [14, '111', '余杭区苕霅幼儿园', '121'],
  [15, '111', '余杭区禾苗幼儿园', '122'],
  [16, '111', '余杭区彩云幼儿园', '112', '999'],
  [17, '211', '余杭区苕霅小学', '121'],
  [18, '211', '余杭区禾苗小学', '122'],
  [19, '211', '余杭区望塘小学', '210'],
  [20, '311', '余杭区苕霅初级中学', '121'],
  [21, '311', '余杭区临溪初级中学', '112'],
  [22, '312', '余杭区数谷学校', '112'],
  [23, '341', '余杭区苕霅中学', '121'],
  [24, '361', '余杭区百工中等职业学校', '112'],
  [25, '513', '余杭区暖阳学校', '121'],
]

const tonglu: readonly Row[] = [
  [26, '111', '桐庐县分江幼儿园', '121'],
  [27, '111', '桐庐县竹里幼儿园', '220'],
  [28, '211', '桐庐县分江小学', '121'],
  [29, '211', '桐庐县竹里小学', '210'],
  [30, '211', '桐庐县白云坞小学', '220'],
  [31, '311', '桐庐县分江初级中学', '121'],
  [32, '312', '桐庐县竹里学校', '122'],
  [33, '342', '桐庐县钓台高级中学', '121'],
  [34, '362', '桐庐县山水旅游中等专业学校', '121', '832'],
  [35, '514', '桐庐县春芽学校', '121'],
]

const cityRun: readonly Row[] = [
  [36, '342', '杭州市秋水高级中学', '111'],
  [37, '361', '杭州市百匠职业技术学校', '111'],
  [38, '512', '杭州市静澜聋人学校', '111'],
]

const provinceRun: readonly Row[] = [
  [39, '111', '浙江省直属晨风幼儿园', '111', '812'],
  [40, '412', '浙江云岫学院', '111'],
  [41, '415', '浙江晨曦职业技术学院', '112'],
]

/** Two teachers up in the hills, and no 负责人. */
const hamlet: PracticeSchool = { ...school([42, '211', '桐庐县石舍村小学', '220'], '330122', '831'), headless: 2 }

/** 42 schools: all six categories, three counties, city-run and province-run ones, four of them private. */
export const practiceSchools: readonly PracticeSchool[] = [
  ...xihu.map((row) => school(row, '330106', '831')),
  ...yuhang.map((row) => school(row, '330110', '831')),
  ...tonglu.map((row) => school(row, '330122', '831')),
  ...cityRun.map((row) => ({ ...school(row, '330106', '821'), managingRegionCode: practiceCity })),
  ...provinceRun.map((row) => ({ ...school(row, '330106', '811'), managingRegionCode: practiceProvince })),
  hamlet,
]

/** The kindergarten class of 西湖区听松小学. */
export const attachedClass: PracticeSchool = {
  ...school([7, '119', '西湖区听松小学附设幼儿班', '112'], '330106', '831'),
  code: '2133990007-119',
  host: '2133990007',
}

function school([serial, schoolType, name, urbanRural, given]: Row, regionCode: string, usual: string): PracticeSchool {
  const { category } = categoryOf(schoolType)
  if (!category) throw new Error(`practice school of unknown type ${schoolType}`)
  // A university's serial is 0 and five digits.
  const serialText = schoolType.startsWith('4') ? `0${99000 + serial}` : String(990000 + serial)
  const organizer = given ?? usual
  return {
    code: `${schoolType.slice(0, 2)}33${serialText}`,
    name,
    category,
    schoolType,
    organizer,
    regionCode,
    urbanRural,
    ...(organizer === '999' ? { private: true as const } : {}),
  }
}
