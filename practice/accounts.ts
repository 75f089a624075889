import { createHmac } from 'node:crypto'
import type { Role } from '../contract/policy.ts'
import { readCode } from '../server/session/activation-code.ts'

/** One seat of the practice environment: who sits where, and how one signs in there. */
export type Seat = {
  login: string
  level: string
  /** 六位行政区划代码, 学校标识码, or 00 */
  unit: string
  role: Role
  /** 1 unless told */
  seat?: number
  /** an administrator of an authority is invented by name; at a school the seat is taken by the nth of its invented staff */
  name?: string
  staff?: number
  /** still has to set a password: signs in with the one-time code */
  fresh?: true
}

const authority = (prefix: string, level: string, unit: string, names: readonly [string, string, string]): Seat[] => [
  { login: `${prefix}-sys`, level, unit, role: 'system', name: names[0] },
  { login: `${prefix}-info`, level, unit, role: 'information', name: names[1] },
  { login: `${prefix}-query`, level, unit, role: 'query', name: names[2] },
]

/** The two other administrations of centre and provinces: 安全管理员, two so that one confirms what the other proposes, and 审计管理员. */
const separated = (prefix: string, level: string, unit: string, names: readonly [string, string, string]): Seat[] => [
  { login: `${prefix}-security`, level, unit, role: 'security', name: names[0] },
  { login: `${prefix}-security2`, level, unit, role: 'security', seat: 2, name: names[1] },
  { login: `${prefix}-audit`, level, unit, role: 'audit', name: names[2] },
]

/** A school's staff in order: 0 the 负责人, 1 the 信息管理员, 2 the 系统管理员, 3 the 信息查询员, from 4 on teachers. */
const school = (prefix: string, unit: string): Seat[] => [
  { login: `${prefix}-sys`, level: '校', unit, role: 'system', staff: 2 },
  { login: `${prefix}-info`, level: '校', unit, role: 'information', staff: 1 },
  { login: `${prefix}-head`, level: '校', unit, role: 'head', staff: 0 },
]

/** The school in which a newcomer tells the whole story. */
export const storySchool = '2133990004'

/** The code that the first one registered is given. */
export const trainingInstitution = 'P00000001'

/** In the order in which a newcomer needs them: one school and its way up first, then the rest of the country. */
export const seats: readonly Seat[] = [
  ...school('chenxi', storySchool),
  { login: 'chenxi-query', level: '校', unit: storySchool, role: 'query', staff: 3 },
  { login: 'chenxi-new', level: '校', unit: storySchool, role: 'teacher', staff: 4, fresh: true },
  { login: 'chenxi-teacher', level: '校', unit: storySchool, role: 'teacher', staff: 5 },
  // whose record is in effect
  { login: 'chenxi-senior', level: '校', unit: storySchool, role: 'teacher', staff: 7 },
  ...authority('xihu', '县', '330106', ['顾闻溪', '秦望舒', '贺知秋']),
  ...authority('hangzhou', '市', '330100', ['沈星野', '陆知微', '柳含章']),
  ...authority('zhejiang', '省', '330000', ['江映雪', '林见山', '苏临川']),
  ...separated('zhejiang', '省', '330000', ['韩守拙', '邵闻笛', '严若衡']),
  ...authority('moe', '中央', '00', ['程北辰', '叶知行', '方书简']),
  ...separated('moe', '中央', '00', ['闻静渊', '陶知止', '石明鉴']),
  ...school('moxiang', '2133990005'),
  ...authority('yuhang', '县', '330110', ['俞晚晴', '何青禾', '谢疏桐']),
  ...school('tiaoxi', '2133990017'),
  ...school('qiushui', '3433990036'),
  ...school('yunxiu', '4133099040'),
  ...school('zju', '4133010335'),
  ...school('fenjiang', '1133990026'),
  ...school('baijiang', '3633990037'),
  ...school('jinglan', '5133990038'),
  ...school('zhiyuan', '4133099041'),
  { login: 'shishe-info', level: '校', unit: '2133990042', role: 'information', staff: 0 },
  { login: 'jinxiu-training', level: '培训', unit: trainingInstitution, role: 'training', name: '景行止' },
  ...authority('jiangsu', '省', '320000', ['范斯远', '唐若谷', '宋清和']),
]

/** A password of the seat: the same for the same data folder, and of no use elsewhere. 16 characters of four classes. */
export function passwordOf(key: Uint8Array, login: string): string {
  return `Xt-${readable(key, `password|${login}`, 10)}-${digits(key, login)}`
}

/** The one-time code of a seat that still has to set its password. */
export function codeOf(key: Uint8Array, login: string): string {
  const twelve = readable(key, `code|${login}`, 12).toUpperCase()
  const shown = [twelve.slice(0, 4), twelve.slice(4, 8), twelve.slice(8)].join('-')
  const check = [...`${alphabet.toUpperCase()}*~$=U`].find((last) => readCode(`${shown}-${last}`) !== null)
  if (!check) throw new Error('no check character fits')
  return `${shown}-${check}`
}

// Crockford's base 32: nothing that can be misread.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

function readable(key: Uint8Array, about: string, length: number): string {
  const bytes = createHmac('sm3', key).update(about).digest()
  return Array.from({ length }, (_, at) => alphabet[(bytes[at] ?? 0) % 32]).join('')
}

const digits = (key: Uint8Array, login: string) =>
  String((createHmac('sm3', key).update(`digits|${login}`).digest().readUInt16BE(0) % 90) + 10)
