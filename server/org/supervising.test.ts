import { describe, expect, test } from 'vitest'
import { centralDepartments, corpsOrganizer, isCentral, readDepartment } from './central.ts'
import { divisionOf } from './divisions/divisions.ts'
import { readSchoolId } from './school-id.ts'
import { deriveSupervising, type SupervisedSchool } from './supervising.ts'

const school = (facts: Partial<SupervisedSchool>): SupervisedSchool => ({
  name: '晨曦小学',
  schoolType: '211',
  organizer: '831',
  regionCode: '330106',
  ...facts,
})
const authority = (facts: Partial<SupervisedSchool>) => deriveSupervising(school(facts), divisionOf).code
const problem = (facts: Partial<SupervisedSchool>) => {
  const answer = deriveSupervising(school(facts), divisionOf)
  return answer.code === null ? answer.problem : `none, but ${answer.code}`
}
const parentOf = (code: string | null) => divisionOf(code ?? '')?.parent

describe('schools and kindergartens', () => {
  test.each(['111', '211', '312', '342', '361', '514'])('type %s belongs to the county of its site', (schoolType) => {
    expect(authority({ schoolType })).toBe('330106')
  })

  test('the division that manages goes before the site', () => {
    expect(authority({ managingRegionCode: '330110' })).toBe('330110')
  })

  test('a city-run school (市直属) belongs to the city', () => {
    expect(authority({ managingRegionCode: '330100', organizer: '821' })).toBe('330100')
  })

  test('a province-run school (省直属) belongs to the province', () => {
    expect(authority({ managingRegionCode: '330000', organizer: '811' })).toBe('330000')
  })

  test('in a municipality the county has the province above it, no city', () => {
    expect(authority({ regionCode: '110102' })).toBe('110102')
    expect(parentOf('110102')).toBe('110000')
  })

  test('a 省直辖县级市 has the province above it', () => {
    expect(authority({ regionCode: '429004' })).toBe('429004')
    expect(parentOf('429004')).toBe('420000')
  })

  test('in 东莞, 中山, 嘉峪关 and 儋州 the city does the work of the county', () => {
    for (const regionCode of ['441900', '442000', '620200', '460400'])
      expect(authority({ regionCode })).toBe(regionCode)
  })

  test('a development zone manages its own schools', () => {
    expect(authority({ managingRegionCode: '320576', regionCode: '320506' })).toBe('320576')
  })

  test('a school attached to a central university belongs to its county', () => {
    expect(authority({ organizer: '360', schoolType: '312' })).toBe('330106')
    expect(authority({ organizer: '360', schoolType: '111', regionCode: '110108' })).toBe('110108')
  })

  test('in a city of the Corps the division of the Corps manages', () => {
    expect(authority({ regionCode: '659001' })).toBe('660800')
  })

  test('a school of the Corps elsewhere in Xinjiang belongs to its division, else to the Corps', () => {
    expect(authority({ regionCode: '653201', managingRegionCode: '661400', organizer: corpsOrganizer })).toBe('661400')
    expect(authority({ regionCode: '653201', organizer: corpsOrganizer })).toBe('660000')
  })
})

describe('universities', () => {
  test('of a central body belong to the centre, wherever they are', () => {
    expect(authority({ schoolType: '411', organizer: '360' })).toBe('00')
    expect(authority({ schoolType: '411', organizer: 'C04', regionCode: '110102' })).toBe('00')
  })

  test.each(['411', '412', '413', '414', '415', '423', '426'])(
    'of a province, type %s, belong to the province',
    (schoolType) => {
      expect(authority({ schoolType, organizer: '811', regionCode: '330700' })).toBe('330000')
    },
  )

  test('of a city belong to the province as well', () => {
    expect(authority({ schoolType: '415', organizer: '821', regionCode: '330100' })).toBe('330000')
  })

  test('of one province with a site in another belong to the one that manages', () => {
    expect(authority({ schoolType: '411', organizer: '811', regionCode: '120000', managingRegionCode: '130000' })).toBe(
      '130000',
    )
  })

  test('of the Corps belong to the Corps, although their site is in Xinjiang', () => {
    expect(authority({ schoolType: '411', organizer: corpsOrganizer, regionCode: '659001' })).toBe('660000')
    expect(authority({ schoolType: '411', organizer: '999', regionCode: '659002', managingRegionCode: '660000' })).toBe(
      '660000',
    )
  })
})

describe('set by hand and refused', () => {
  test('what the province has set wins over what is derived', () => {
    expect(authority({ override: '330100', managingRegionCode: '330110' })).toBe('330100')
    expect(authority({ schoolType: '411', organizer: '360', override: '330000' })).toBe('330000')
  })

  test('a technical school is refused with the reason, also when set by hand', () => {
    expect(problem({ schoolType: '366', override: '330100' })).toContain('人力资源社会保障部门')
  })

  test('an unknown type, an unknown division and a place outside are refused, with what was seen', () => {
    expect(problem({ schoolType: '九年' })).toContain('“九年”')
    expect(problem({ regionCode: '330199' })).toContain('“330199”')
    expect(problem({ override: '999999' })).toContain('“999999”')
    expect(problem({ override: '710000' })).toContain('台湾省')
    expect(problem({ override: '659001' })).toContain('石河子市')
    expect(problem({ regionCode: '710000' })).toContain('台湾省')
  })

  test('an answer says why', () => {
    expect(deriveSupervising(school({}), divisionOf)).toEqual({ code: '330106', why: '按属地管理，由西湖区主管' })
  })
})

describe('the 主管部门 of the list', () => {
  test('22 central bodies are known by name and by code', () => {
    expect(centralDepartments.length).toBe(22)
    for (const { code, name } of centralDepartments) {
      expect(isCentral(code)).toBe(true)
      expect(readDepartment(name)).toEqual({ kind: 'central', code, name })
    }
  })

  test('local organisers are not central', () => {
    for (const code of ['811', '812', '831', '894', '999', corpsOrganizer]) expect(isCentral(code)).toBe(false)
  })

  test.each([
    ['浙江省', '330000', false],
    ['浙江省教育厅', '330000', true],
    ['江西省       ', '360000', false],
    ['重庆市教委', '500000', true],
    ['上海市 中国科学院', '310000', false],
    ['新疆维吾尔自治区', '650000', false],
    ['新疆生产建设兵团', '660000', false],
    ['新疆生产建设兵团教育局', '660000', true],
  ])('%s is of %s', (text, code, education) => {
    expect(readDepartment(text)).toMatchObject({ kind: 'local', province: { code }, education })
  })

  test('nobody known is nobody', () => {
    for (const text of ['', '某某集团', '教育部门', '台湾省']) expect(readDepartment(text)).toBeUndefined()
  })
})

describe('学校标识码', () => {
  test('is taken apart, and its first digits are not the category', () => {
    expect(readSchoolId('4111010001')).toEqual({ id: '4111010001', kind: '41', province: '11', serial: '010001' })
    expect(readSchoolId(' 3622000335 ')).toMatchObject({ id: '3622000335', kind: '36' })
  })

  test.each(['411101000', '41110100011', '41110100O1', '', '4111010001.0'])('“%s” is not ten digits', (text) => {
    expect(readSchoolId(text)).toMatchObject({ problem: expect.stringContaining('10 位数字') })
  })

  test('an unknown trade or province is named', () => {
    expect(readSchoolId('9911010001')).toMatchObject({ problem: expect.stringContaining('“99”') })
    expect(readSchoolId('4199010001')).toMatchObject({ problem: expect.stringContaining('“99”') })
  })
})
