import { describe, expect, test } from 'vitest'
import {
  authorityName,
  type Division,
  divisionNamed,
  divisionOf,
  divisionPath,
  divisions,
  hasAuthority,
  provinceOf,
} from './divisions.ts'

function at(code: string): Division {
  const division = divisionOf(code)
  if (!division) throw new Error(`no ${code}`)
  return division
}
const below = (code: string) => divisions().filter((each) => each.parent === code)

describe('the tree of divisions', () => {
  test('has 35 provinces, 347 cities and 2,975 counties, each code once', () => {
    const count = (level: Division['level']) => divisions().filter((each) => each.level === level).length
    expect([count('province'), count('city'), count('county')]).toEqual([35, 347, 2975])
    expect(new Set(divisions().map((each) => each.code)).size).toBe(divisions().length)
  })

  test('a parent always comes before its children and is one level up, or the province', () => {
    const seen = new Map<string, Division>()
    for (const division of divisions()) {
      if (division.parent !== null) {
        const parent = seen.get(division.parent)
        expect(parent, `${division.code} ${division.name}`).toBeDefined()
        expect(parent?.level).toBe(
          division.level === 'city' ? 'province' : parent?.level === 'city' ? 'city' : 'province',
        )
      }
      seen.set(division.code, division)
    }
  })

  test('codes are six digits and names are whole Chinese names', () => {
    for (const { code, name } of divisions()) {
      expect(code).toMatch(/^\d{6}$/)
      expect(name).toMatch(/^\p{Script=Han}{2,}$/u)
    }
  })

  test('no level of cutting digits is left: 市辖区, 县, 省直辖', () => {
    expect(divisions().filter(({ name }) => name === '市辖区' || name === '县' || name.includes('直辖'))).toEqual([])
  })

  test('counties of municipalities hang on the province', () => {
    for (const province of ['110000', '120000', '310000', '500000']) {
      expect(below(province).length).toBeGreaterThanOrEqual(16)
      expect(below(province).every((each) => each.level === 'county')).toBe(true)
    }
    expect(at('500235').parent).toBe('500000')
  })

  test('省直辖县级市 hang on the province', () => {
    for (const code of ['419001', '429004', '429021', '469001', '659001']) {
      expect(at(code)).toMatchObject({ level: 'county', parent: `${code.slice(0, 2)}0000` })
    }
  })

  test('cities without counties have none', () => {
    for (const code of ['441900', '442000', '460400', '620200']) {
      expect(at(code).level).toBe('city')
      expect(below(code)).toEqual([])
    }
  })

  test('every other city has counties', () => {
    const bare = divisions().filter((each) => each.level === 'city' && !each.own && below(each.code).length === 0)
    expect(bare.map((each) => each.name)).toEqual(['东莞市', '中山市', '儋州市', '嘉峪关市'])
  })

  test('the newest counties are there: 和康, 和安, 西沙, 南沙, 临平, 白杨', () => {
    const names = ['653228', '653229', '460302', '460303', '330113', '659012'].map((code) => at(code).name)
    expect(names).toEqual(['和康县', '和安县', '西沙区', '南沙区', '临平区', '白杨市'])
  })

  test('development zones are kept and flagged', () => {
    const zones = divisions().filter((each) => each.zone)
    expect(zones.length).toBe(124)
    expect(at('320576')).toMatchObject({ name: '苏州工业园区', parent: '320500', zone: true })
  })

  test('the Corps has 14 divisions at city level, under codes of our own', () => {
    expect(at('660000')).toMatchObject({ level: 'province', own: true })
    expect(below('660000').map((each) => each.name)).toEqual(
      '一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四'.split(' ').map((numeral) => `第${numeral}师`),
    )
    expect(below('660000').every((each) => each.level === 'city' && each.own)).toBe(true)
  })

  test('the twelve cities of the Corps are run by twelve different divisions of it', () => {
    const cities = divisions().filter((each) => each.runBy)
    expect(cities.length).toBe(12)
    expect(new Set(cities.map((each) => each.runBy)).size).toBe(12)
    for (const city of cities) expect(at(city.runBy ?? '').parent).toBe('660000')
  })

  test('32 provinces take part; 台湾, 香港, 澳门 are listed only', () => {
    const provinces = divisions().filter((each) => each.level === 'province')
    expect(provinces.filter(hasAuthority).length).toBe(32)
    expect(provinces.filter((each) => !hasAuthority(each)).map((each) => each.code)).toEqual([
      '710000',
      '810000',
      '820000',
    ])
  })
})

describe('names', () => {
  test('a full name, or one that leaves no doubt, finds its division; a name that several bear finds none', () => {
    expect(divisionNamed('浙江省杭州市西湖区')).toEqual({ value: '330106', label: '浙江省杭州市西湖区' })
    expect(divisionNamed('杭州市 西湖区')?.value).toBe('330106')
    expect(divisionNamed('余杭区')?.value).toBe('330110')
    expect(divisionNamed('西湖区')).toBeUndefined()
    expect(divisionNamed('桃花源')).toBeUndefined()
  })

  test.each([
    ['330000', '浙江省教育厅'],
    ['450000', '广西壮族自治区教育厅'],
    ['110000', '北京市教育委员会'],
    ['660000', '新疆生产建设兵团教育局'],
    ['660800', '新疆生产建设兵团第八师教育局'],
    ['330100', '杭州市教育局'],
    ['532900', '大理白族自治州教育局'],
    ['152200', '兴安盟教育局'],
    ['542500', '阿里地区教育局'],
    ['330106', '西湖区教育局'],
    ['110102', '西城区教育委员会'],
    ['500235', '云阳县教育委员会'],
    ['310101', '黄浦区教育局'],
    ['441900', '东莞市教育局'],
    ['152571', '乌拉盖管理区教育局'],
  ])('the authority of %s is %s', (code, name) => {
    expect(authorityName(at(code))).toBe(name)
  })

  test('there is no authority for a place outside the system', () => {
    expect(() => authorityName(at('710000'))).toThrow('台湾省')
  })

  test('two places of one name differ by their path', () => {
    expect(divisionPath(at('330106'))).toBe('浙江省杭州市西湖区')
    expect(divisionPath(at('360103'))).toBe('江西省南昌市西湖区')
    expect(divisionPath(at('429004'))).toBe('湖北省仙桃市')
    expect(provinceOf(at('110102')).code).toBe('110000')
  })

  test('paths are unique in the country', () => {
    expect(new Set(divisions().map((each) => divisionPath(each))).size).toBe(divisions().length)
  })
})
