import { type Division, divisions } from './divisions/divisions.ts'

/** The code of the centre (教育部) wherever the code of an authority is asked for. It is no division. */
export const centre = '00'

/** The province-level division of the Corps. */
export const corps = '660000'

/** The organiser 新疆生产建设兵团: ours, since JY/T 1001 has no code for it; 8 as in all its local organisers. */
export const corpsOrganizer = '866'

/**
 * The central bodies that run universities, by their name in the Ministry's list of 2025-06-20 (119 universities under
 * 22 bodies). 360 is the code of GB/T 4657; the C codes are ours.
 */
export const centralDepartments = [
  { code: '360', name: '教育部' },
  { code: 'C02', name: '工业和信息化部' },
  { code: 'C03', name: '国家民委' },
  { code: 'C04', name: '公安部' },
  { code: 'C05', name: '交通运输部（中国民用航空局）' },
  { code: 'C06', name: '应急管理部' },
  { code: 'C07', name: '中国科学院' },
  { code: 'C08', name: '中央统战部' },
  { code: 'C09', name: '中央办公厅' },
  { code: 'C10', name: '国家卫生健康委员会' },
  { code: 'C11', name: '外交部' },
  { code: 'C12', name: '国家体育总局' },
  { code: 'C13', name: '中华妇女联合会' },
  { code: 'C14', name: '共青团中央' },
  { code: 'C15', name: '中华全国总工会' },
  { code: 'C16', name: '中国社会科学院' },
  { code: 'C17', name: '民政部' },
  { code: 'C18', name: '中国地震局' },
  { code: 'C19', name: '司法部' },
  { code: 'C20', name: '交通运输部' },
  { code: 'C21', name: '海关总署' },
  { code: 'C22', name: '空军装备部' },
] as const satisfies readonly { code: string; name: string }[]

/**
 * Whether an organiser (举办者) is a central body. By code: those above, and the three digits of GB/T 4657; the local
 * organisers of JY/T 1001 all begin with 8, 999 is 民办.
 */
export function isCentral(organizer: string): boolean {
  return centralDepartments.some((each) => each.code === organizer) || /^[1-7]\d\d$/.test(organizer)
}

/** Who stands in the 主管部门 column of the Ministry's list. `education`: the authority itself (教育厅, 教委, 教育局). */
export type Department =
  | { kind: 'central'; code: string; name: string }
  | { kind: 'local'; province: Division; education: boolean }

/**
 * Reads the 主管部门 text. 教育部, 浙江省, 浙江省教育厅, 重庆市教委, 新疆生产建设兵团教育局; of several the first counts
 * (上海市 中国科学院 is Shanghai's). `undefined`: nobody known.
 */
export function readDepartment(text: string): Department | undefined {
  const [first = ''] = text.trim().split(/\s+/)
  const body = centralDepartments.find((each) => each.name === first)
  if (body) return { kind: 'central', ...body }
  const province = divisions().find((each) => each.level === 'province' && first.startsWith(each.name))
  if (!province || province.outside) return undefined
  return { kind: 'local', province, education: first.slice(province.name.length).includes('教') }
}
