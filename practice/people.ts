import { type Random, randomFrom } from './random.ts'

/**
 * An invented person. `idNumber` has a right check digit, birth date and sex, but begins with the province and 99, a
 * city that does not exist: nobody can own it. `mobile` is of the shape of a number only.
 */
export type PracticePerson = {
  name: string
  gender: '1' | '2'
  /** YYYY-MM-DD, from 1968 (women: 1978) to 2001. */
  birthDate: string
  idNumber: string
  mobile: string
  /** A real county (GB/T 2260), for 籍贯 and 出生地. */
  regionCode: string
}

const surnames = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戚莫孔向汤祝楼',
  '欧阳',
  '诸葛',
  '上官',
]
const maleGiven = [...'伟强磊军洋勇杰涛超明刚平辉鹏华飞斌波宇浩凯健俊帆帅旭宁龙林阳建亮成翔峰亮新志远博文天泽']
const femaleGiven = [...'芳娜敏静丽艳娟霞秀燕玲桂萍红梅莉兰英洁雪琳晶妍茜倩婷玉瑶怡婧颖蕾薇蓉菲岚澜芸苗若清']
const sharedGiven = [...'晨曦思雨安然一可子乐嘉佳欣春秋书言知行之云舟亦文修远卓青禾']

/**
 * `n` people for one place, the same for the same seed. Id numbers are unique within one call; people of two calls may
 * share one unless their regions differ in the last two digits.
 *
 * @param options.region six digits of a county; people come from there
 */
export function inventPeople(seed: string | number, n: number, options: { region: string }): PracticePerson[] {
  const random = randomFrom(`${seed}/${options.region}`)
  const people: PracticePerson[] = []
  const taken = new Set<string>()
  while (people.length < n) {
    const person = inventPerson(random, options.region)
    if (taken.has(person.idNumber)) continue
    taken.add(person.idNumber)
    people.push(person)
  }
  return people
}

function inventPerson(random: Random, region: string): PracticePerson {
  // About as in the country's schools: two women to one man.
  const gender = random.chance(66) ? '2' : '1'
  const own = gender === '1' ? maleGiven : femaleGiven
  const given = random.pick([...own, ...sharedGiven]) + (random.chance(72) ? random.pick([...own, ...sharedGiven]) : '')
  const month = String(1 + random.below(12)).padStart(2, '0')
  const day = String(1 + random.below(28)).padStart(2, '0')
  // Nobody past the age of retirement, which women in 工勤 posts reach at 50 and a little.
  const birthDate =
    gender === '1' ? `${1968 + random.below(34)}-${month}-${day}` : `${1978 + random.below(24)}-${month}-${day}`
  const order = String(random.below(500) * 2 + (gender === '1' ? 1 : 0)).padStart(3, '0')
  return {
    name: random.pick(surnames) + given,
    gender,
    birthDate,
    idNumber: withCheckDigit(`${region.slice(0, 2)}99${region.slice(4)}${birthDate.replaceAll('-', '')}${order}`),
    mobile: `1990000${String(random.below(10_000)).padStart(4, '0')}`,
    regionCode: region,
  }
}

/** The 18 characters of 17 digits: GB 11643, ISO 7064 MOD 11-2. */
export function withCheckDigit(digits: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0)
  return digits + '10X98765432'.charAt(sum % 11)
}
