import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type Voice, type World } from '../../testing/world.ts'
import { authorities } from '../rules.ts'
import { readHeader } from './columns.ts'
import { interpreterOf } from './interpret.ts'
import { addRealAuthorities, readRows, runApplying } from './list.fixture.ts'
import { type Authority, placesOf } from './places.ts'

const header = '学校标识码,学校名称,主管部门,所在地,办学层次,备注'
const places = () =>
  placesOf(
    authorities().map(({ code, name, level, parentCode, provinceCode }) => ({
      code,
      name,
      level: level as Authority['level'],
      parentCode,
      province: provinceCode,
    })),
  )
const cells = (line: string) => line.split(',').map((text, at) => ({ col: at + 1, text, kind: 'text' as const }))
const read = (lines: readonly string[]) => {
  const [head = '', ...rows] = lines
  const found = readHeader({ row: 1, cells: cells(head) })
  if (!found) throw new Error('no header')
  const interpreter = interpreterOf(found, places())
  const taken = interpreter.take(rows.map((line, at) => ({ row: at + 2, cells: cells(line) })))
  return { format: found.format, ...taken }
}
const one = (line: string) => {
  const { rows, findings } = read([header, line])
  return { university: rows[0], findings }
}
const practice = readFileSync(join(import.meta.dirname, '../../../practice/universities.csv'), 'utf8')
  .replace(/^\uFEFF/, '')
  .trim()
  .split(/\r?\n/)

describe('the Ministry’s list', () => {
  const list = read(practice)
  const named = (name: string) => list.rows.find((each) => each.name === name)

  test('is recognised by its columns and read whole, with one thing to look at: an id of before', () => {
    expect(list.format).toBe('universities')
    expect(list.rows.length).toBe(15)
    expect(list.findings.map(({ code, severity }) => [code, severity])).toEqual([['list.old-id', 'warning']])
    expect(list.findings[0]?.message).toContain('宁波幼儿师范高等专科学校')
  })

  test('central universities go to the centre, those of the province to the province, those of the Corps to the Corps', () => {
    const count = (code: string) => list.rows.filter(({ parent_code }) => parent_code === code).length
    expect([count('00'), count('330000'), count('660000')]).toEqual([4, 10, 1])
    expect(named('石河子大学')).toMatchObject({
      region_code: '659001',
      managing_region_code: '660000',
      unit_province: '66',
    })
    expect(named('北京大学')).toMatchObject({
      item: 2,
      code: '4111010001',
      school_type: '411',
      type_derived: true,
      category: 'undergraduate',
      organizer: '360',
      region_code: '110000',
      unit_province: '00',
      parent_why: '中央部门所属高校，由教育部主管',
    })
    expect(named('浙江工业大学之江学院')).toMatchObject({ school_type: '413', private: true, organizer: '999' })
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
  ])('%s (%s %s) is %s', (name, degree, remark, type) => {
    expect(one(`4133010337,${name},浙江省,杭州市,${degree},${remark}`).university?.school_type).toBe(type)
  })
})

describe('what is wrong is said', () => {
  test('every error of a row at once', () => {
    const { university, findings } = one('41330103,,某集团,杭州市,大专,')
    expect(university?.phase).toBe(-1)
    expect(findings.map(({ code, column }) => [code, column])).toEqual([
      ['list.school-id', '学校标识码'],
      ['list.name', '学校名称'],
      ['list.department', '主管部门'],
      ['list.degree', '办学层次'],
    ])
  })

  test('an unknown place is a warning, and the row counts for the province of its id', () => {
    const { university, findings } = one('4133010337,浙江工业大学,浙江省,某某市,本科,')
    expect(university).toMatchObject({ region_code: '330000', parent_code: '330000' })
    expect(findings).toMatchObject([{ severity: 'warning', code: 'list.place', column: '所在地' }])
  })

  test('a short name of a place is understood', () => {
    expect(one('4162014825,临夏现代职业学院,甘肃省,临夏州,专科,').university?.region_code).toBe('622900')
  })

  test('a university of one province on the land of another is managed by its own', () => {
    expect(one('4113010080,河北工业大学,河北省,天津市,本科,').university).toMatchObject({
      region_code: '120000',
      managing_region_code: '130000',
      parent_code: '130000',
    })
  })
})

describe('imported', () => {
  let world: World
  let centre: Voice
  beforeAll(async () => {
    world = await openWorld()
    centre = await world.as('system', '教育部')
    await addRealAuthorities(world, centre)
  })
  afterAll(() => world.close())
  const many = async (text: string, values: unknown[] = []) => (await world.owner.query(text, values)).rows
  const view = async (listId: string) => (await centre.get(`/units/lists/${listId}`)).body
  const acceptLow = async (listId: string) => {
    const { tally, revision } = await view(listId)
    const which = { filter: { risk: 'low' }, count: tally.undecided, revision }
    const answer = await centre.post(`/units/lists/${listId}/decisions`, { decision: 'accept', which })
    expect(answer).toMatchObject({ status: 200, body: { done: tally.undecided } })
    await runApplying(world)
  }
  // the Ministry's whole list, where somebody has it; it is no part of the project, and the practice list stands for it
  const whole = process.env.XINGTAN_UNIVERSITY_LIST
  const lines = whole
    ? readFileSync(whole, 'utf8')
        .replace(/^\uFEFF/, '')
        .trim()
        .split(/\r?\n/)
    : practice

  test('every university of the list, without a hand’s help; a second time nothing changes', async () => {
    const [head = '', ...rows] = lines
    const listId = await readRows(world, centre, rows, { header: head })
    expect(await view(listId)).toMatchObject({
      format: 'universities',
      rows: rows.length,
      errorRows: 0,
      tally: { undecided: rows.length },
    })
    await acceptLow(listId)
    expect(await view(listId)).toMatchObject({ state: 'effective', tally: { applied: rows.length } })
    const [counted] = await many(
      `select count(*)::int as all, count(*) filter (where p.code = '00')::int as centre, count(*) filter (where p.code = '660000')::int as corps,
              count(*) filter (where u.path = p.path || app.path_step(u.id) and u.province_code = p.province_code)::int as placed
         from unit_now u join unit_now p on p.id = u.parent_id join unit_version v on v.unit_id = u.id and v.by_change = $1`,
      [listId],
    )
    expect(counted).toMatchObject({ all: rows.length, placed: rows.length })
    expect(counted).toMatchObject(whole ? { centre: 119, corps: 16 } : { centre: 4, corps: 1 })
    const again = await readRows(world, centre, rows, { header: head })
    expect(await view(again)).toMatchObject({ tally: { undecided: 0, unchanged: rows.length } })
  })

  test('a type that somebody confirmed, and a county that is known, are not replaced by what the list concludes', async () => {
    const row = '4133010999,杭州某某大学,浙江省,杭州市,本科,'
    await acceptLow(await readRows(world, centre, [row], { header }))
    await many(
      `update unit_version set school_type = '412', type_derived = false, region_code = '330106', organizer = '821' where code = '4133010999'`,
    )
    expect((await view(await readRows(world, centre, [row], { header }))).tally).toMatchObject({
      unchanged: 1,
      undecided: 0,
    })
  })

  test('missing ones of a complete list are closed, the adult ones not', async () => {
    await many(`update unit_version set school_type = '426', category = 'undergraduate' where code = '4133010999'`)
    const [head = '', ...rows] = lines
    const left = rows.filter((line) => !line.startsWith('4133010335'))
    const listId = await readRows(world, centre, left, { header: head, complete: 'university' })
    const { rows: changes } = (await centre.get(`/units/lists/${listId}/changes`, { size: '200' })).body
    // the test country's own universities are not in the real list either
    expect(changes.filter(({ code }: { code: string }) => !/^41(00|71|72)/.test(code))).toMatchObject([
      { code: '4133010335', name: '浙江大学', kinds: ['closed'], row: null },
    ])
  })
})
