import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readUniversityList, type University } from './university-list.ts'

// Neither list has a quoted cell.
const rowsOf = (file: URL) =>
  readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.split(','))

const header = ['学校标识码', '学校名称', '主管部门', '所在地', '办学层次', '备注']
const one = (row: string[]) => {
  const { universities, findings } = readUniversityList([header, row])
  return { university: universities[0], findings }
}
const typeOf = (name: string, level: string, remark = '') =>
  one(['4133010337', name, '浙江省', '杭州市', level, remark]).university?.schoolType
const count = (universities: University[], authority: string) =>
  universities.filter((each) => each.authorityCode === authority).length

describe('the practice list', () => {
  const list = readUniversityList(rowsOf(new URL('../../practice/universities.csv', import.meta.url)))
  const named = (name: string) => list.universities.find((each) => each.name === name)

  test('is read whole, with one thing to look at: an id of before', () => {
    expect(list.universities.length).toBe(15)
    expect(list.findings.map((each) => each.code)).toEqual(['list.old-id'])
    expect(list.findings[0]?.message).toContain('宁波幼儿师范高等专科学校')
  })

  test('central universities go to the centre, those of the province to the province, those of the Corps to the Corps', () => {
    expect(count(list.universities, '00')).toBe(4)
    expect(count(list.universities, '330000')).toBe(10)
    expect(named('石河子大学')).toMatchObject({
      authorityCode: '660000',
      regionCode: '659001',
      managingRegionCode: '660000',
    })
  })

  test('a row is an institution with its type concluded and marked so', () => {
    expect(named('北京大学')).toEqual({
      row: 2,
      code: '4111010001',
      name: '北京大学',
      schoolType: '411',
      organizer: '360',
      regionCode: '110000',
      authorityCode: '00',
      remark: '',
      derived: ['schoolType'],
    })
    expect(named('浙江工业大学之江学院')).toMatchObject({ schoolType: '413', private: true, organizer: '999' })
  })
})

describe('办学类型', () => {
  test.each([
    ['浙江大学', '本科', '', '411'],
    ['金华职业技术大学', '本科', '', '411'],
    ['中国石油大学（北京）', '本科', '', '411'],
    ['湖州学院', '本科', '', '412'],
    ['温州商学院', '本科', '民办', '412'],
    ['同济大学浙江学院', '本科', '民办', '413'],
    ['云南艺术学院文华学院', '本科', '民办', '413'],
    ['北京师范大学珠海分校', '本科', '民办', '413'],
    ['宁波幼儿师范高等专科学校', '专科', '', '414'],
    ['菏泽医学专科学校', '专科', '', '414'],
    ['浙江金融职业学院', '专科', '', '415'],
    ['焦作大学', '专科', '', '415'],
  ])('%s (%s %s) is %s', (name, level, remark, type) => {
    expect(typeOf(name, level, remark)).toBe(type)
  })
})

describe('what is wrong is said, and keeps only its own row out', () => {
  const good = ['4133010337', '浙江工业大学', '浙江省', '杭州市', '本科', '']

  test('every error of a row at once', () => {
    const { university, findings } = one(['41330103', '', '某集团', '杭州市', '大专', ''])
    expect(university).toBeUndefined()
    expect(findings.map((each) => each.code)).toEqual(['list.school-id', 'list.name', 'list.department', 'list.level'])
    expect(findings.every((each) => each.severity === 'error' && each.message.startsWith('第 2 行：'))).toBe(true)
  })

  test('an id twice is an error that names the row before', () => {
    const list = readUniversityList([header, good, [...good]])
    expect(list.universities.length).toBe(1)
    expect(list.findings).toMatchObject([{ row: 3, code: 'list.twice', message: expect.stringContaining('第 2 行') }])
  })

  test('an unknown place is a warning, and the row counts for the province of its id', () => {
    const { university, findings } = one(good.with(3, '某某市'))
    expect(university).toMatchObject({ regionCode: '330000', authorityCode: '330000' })
    expect(findings).toMatchObject([{ severity: 'warning', code: 'list.place', column: '所在地' }])
  })

  test('a short name of a place is understood', () => {
    expect(one(['4162014825', '临夏现代职业学院', '甘肃省', '临夏州', '专科', '']).university?.regionCode).toBe(
      '622900',
    )
  })

  test('a university of one province on the land of another is managed by its own', () => {
    const { university } = one(['4113010080', '河北工业大学', '河北省', '天津市', '本科', ''])
    expect(university).toMatchObject({ regionCode: '120000', managingRegionCode: '130000', authorityCode: '130000' })
  })

  test('columns are found by name, below a title, in any order; blank rows are counted', () => {
    const list = readUniversityList([
      ['全国普通高等学校名单'],
      ['序号', '学校名称', '学校标识码 *', '办学层次', '所在地', '主管部门'],
      ['1', '浙江工业大学', '4133010337', '本科', '杭州市', '浙江省'],
      ['', '', ''],
    ])
    expect(list.universities).toMatchObject([{ row: 3, code: '4133010337' }])
    expect([list.findings, list.blankRows]).toEqual([[], 1])
  })

  test('a sheet that is another one is refused with the columns it lacks', () => {
    const list = readUniversityList([['花名册'], ['姓名', '学校名称']])
    expect(list.findings).toMatchObject([
      { row: 2, code: 'list.header', message: expect.stringContaining('缺少“学校标识码、主管部门') },
    ])
  })
})
