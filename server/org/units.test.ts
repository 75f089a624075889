import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asActor } from '../platform/context.ts'
import { writeWorkbook } from '../platform/workbook/write.ts'
import { actorOfPost } from '../session/actor.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { addUnits } from './door.ts'
import { authorities } from './rules.ts'

let world: World
let centre: Voice
beforeAll(async () => {
  world = await openWorld()
  centre = await world.as('system', '教育部')
})
afterAll(() => world.close())

const names = (answer: { body: { rows: { name: string }[] } }) => answer.body.rows.map(({ name }) => name)
const many = async (sql: string, values: unknown[] = []) => (await world.owner.query(sql, values)).rows
const header = '学校标识码,学校名称,主管部门,所在地,办学层次,备注'
const list = (...rows: string[]) => ({ name: '名单.csv', content: [header, ...rows].join('\n') })
const send = (rows: string[], commit = 'no', voice = centre) =>
  voice.upload(`/units/lists?commit=${commit}`, list(...rows))

describe('机构', () => {
  test('begin with the own unit and open downwards, authorities before schools', async () => {
    const city = await world.as('information', '甲省东市教育局')
    const top = await city.get('/units')
    expect(top.body).toMatchObject({
      total: 1,
      rows: [{ name: '甲省东市教育局', level: 'city', authority: '甲省教育厅', childCount: 3 }],
    })
    const below = await city.get('/units', { parentId: top.body.rows[0].id })
    expect(names(below)).toEqual(['甲省东市甲县教育局', '甲省东市乙县教育局', '甲省东市直属中学'])
    expect(below.body.rows[2]).toMatchObject({ level: 'school', schoolType: '342', childCount: 0 })
  })

  test('are found by name or by the beginning of the code, within reach only', async () => {
    const city = await world.as('query', '甲省东市教育局')
    expect((await city.get('/units', { search: '第一小学' })).body.total).toBe(3)
    expect(names(await city.get('/units', { search: '21710011' }))).toEqual([
      '甲省东市甲县第一小学',
      '甲省东市甲县第一小学附设幼儿班',
      '甲省东市甲县第二小学',
    ])
    expect((await city.get('/units', { search: '甲省教育厅' })).body.total).toBe(0)
    expect((await city.get('/units', { search: '乙省' })).body.total).toBe(0)
    expect((await city.get('/units', { search: '%' })).body.total).toBe(0)
    expect((await centre.get('/units', { search: '第一小学', size: '3' })).body).toMatchObject({
      total: 10,
      rows: { length: 3 },
    })
  })

  test('outside one’s reach are not there, though the chain above is known by name', async () => {
    const city = await world.as('information', '甲省东市教育局')
    for (const name of ['甲省教育厅', '教育部', '乙省东市教育局', '甲省西市教育局'])
      expect(await city.get('/units', { parentId: await world.unitId(name) })).toMatchObject({ status: 404 })
  })

  test('are not listed by a teacher', async () => {
    const teacher = await world.as('teacher', '甲省东市甲县第一小学')
    expect((await teacher.get('/units')).status).toBe(403)
  })
})

describe('the authorities of the country', () => {
  test('stand under each other by administration, in a second or two', async () => {
    const actor = await actorOfPost(world.house, centre.postId)
    if (!actor) throw new Error('nobody at the centre')
    // the test country has its own centre
    const units = authorities().filter(({ code }) => code !== '00')
    const began = performance.now()
    const made = await asActor(world.house, actor, (ctx) => addUnits(ctx, units, 'test'))
    expect(performance.now() - began).toBeLessThan(20_000)
    expect(made.size).toBe(units.length)
    expect(units.length).toBeGreaterThan(3200)
    const chain = await many(
      `select p.name, p.level, p.province_code from unit_now u join unit_now p on u.path ^@ p.path where u.code = '330106' order by p.path`,
    )
    expect(chain).toEqual([
      { name: '教育部', level: 'ministry', province_code: '00' },
      { name: '浙江省教育厅', level: 'province', province_code: '33' },
      { name: '杭州市教育局', level: 'city', province_code: '33' },
      { name: '西湖区教育局', level: 'county', province_code: '33' },
    ])
    const [county] = await many(
      `select p.code from unit_now u join unit_now p on p.id = u.parent_id where u.code = '110108'`,
    )
    expect(county).toEqual({ code: '110000' })
  })
})

describe('导入高等学校名单', () => {
  test('is first compared, and writes nothing', async () => {
    const before = await many('select count(*) from unit')
    const { status, body } = await send([
      '4111010001,北京大学,教育部,北京市,本科,',
      '4133010335,浙江大学,教育部,杭州市,本科,',
      '4133010337,浙江工业大学,浙江省,杭州市,本科,',
    ])
    expect(status).toBe(200)
    expect(body).toMatchObject({ rows: 3, added: 3, renamed: 0, changed: 0, moved: 0, unchanged: 0, committed: false })
    expect(body.sample[2]).toEqual({
      row: 4,
      code: '4133010337',
      name: '浙江工业大学',
      what: 'added',
      authority: '浙江省教育厅',
      type: '大学',
    })
    expect(await many('select count(*) from unit')).toEqual(before)
  })

  test('then written, each under its authority, and audited', async () => {
    const { body } = await send(
      ['4111010001,北京大学,教育部,北京市,本科,', '4133010337,浙江工业大学,浙江省,杭州市,本科,'],
      'yes',
    )
    expect(body).toMatchObject({ added: 2, committed: true })
    expect(
      await many(
        `select u.code, u.name, u.level, u.province_code, u.category, u.school_type, u.type_derived, p.name as authority, u.path = p.path || app.path_step(u.id) as placed
           from unit_now u join unit_now p on p.id = u.parent_id where u.code in ('4111010001', '4133010337') order by u.code`,
      ),
    ).toEqual([
      {
        code: '4111010001',
        name: '北京大学',
        level: 'school',
        province_code: '00',
        category: 'undergraduate',
        school_type: '411',
        type_derived: true,
        authority: '教育部',
        placed: true,
      },
      {
        code: '4133010337',
        name: '浙江工业大学',
        level: 'school',
        province_code: '33',
        category: 'undergraduate',
        school_type: '411',
        type_derived: true,
        authority: '浙江省教育厅',
        placed: true,
      },
    ])
    expect(await many(`select post_id, outcome, detail from audit_event where action = 'unit.import'`)).toMatchObject([
      { post_id: centre.postId, outcome: 'done', detail: { added: 2, renamed: 0 } },
    ])
  })

  test('again changes nothing', async () => {
    const before = await many('select count(*) from unit_version')
    const { body } = await send(
      ['4111010001,北京大学,教育部,北京市,本科,', '4133010337,浙江工业大学,浙江省,杭州市,本科,'],
      'yes',
    )
    expect(body).toMatchObject({ added: 0, unchanged: 2, sample: [] })
    expect(await many('select count(*) from unit_version')).toEqual(before)
  })

  test('a new name is a new version from today; the old one stays in the history', async () => {
    await send(['4133010345,浙江师范学院,浙江省,金华市,本科,'], 'yes')
    await world.owner.query(`update unit_version set valid_from = '2020-01-01' where code = '4133010345'`)
    const { body } = await send(['4133010345,浙江师范大学,浙江省,金华市,本科,'], 'yes')
    expect(body).toMatchObject({ renamed: 1, added: 0 })
    expect(
      await many(
        `select name, school_type, valid_to is null as current, valid_from::text from unit_version where code = '4133010345' order by valid_from`,
      ),
    ).toMatchObject([
      { name: '浙江师范学院', school_type: '412', current: false, valid_from: '2020-01-01' },
      { name: '浙江师范大学', school_type: '411', current: true },
    ])
    // a slip of the same day is put right in its place: a version lasts a day at least
    await send(['4133010345,浙江师范大学（金华）,浙江省,金华市,本科,'], 'yes')
    expect(await many(`select name from unit_version where code = '4133010345' and valid_to is null`)).toEqual([
      { name: '浙江师范大学（金华）' },
    ])
    expect(await many(`select count(*)::int as n from unit_version where code = '4133010345'`)).toEqual([{ n: 2 }])
  })

  test('a type that somebody confirmed is not overwritten by one concluded from the name', async () => {
    await send(['4133010346,杭州师范大学,浙江省,杭州市,本科,'], 'yes')
    await world.owner.query(
      `update unit_version set school_type = '412', type_derived = false where code = '4133010346'`,
    )
    expect((await send(['4133010346,杭州师范大学,浙江省,杭州市,本科,'], 'yes')).body).toMatchObject({ unchanged: 1 })
    expect(await many(`select school_type from unit_now where code = '4133010346'`)).toEqual([{ school_type: '412' }])
  })

  test('another authority or category is told and not applied: teachers would have to go along', async () => {
    await send(['4133010347,杭州某某学院,浙江省,杭州市,本科,'], 'yes')
    const { body } = await send(['4133010347,杭州某某学院,江苏省,杭州市,专科,'], 'yes')
    expect(body.moved).toBe(1)
    expect(body.findings.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(['list.moved', 'list.category']),
    )
    expect(
      await many(
        `select p.code, u.category from unit_now u join unit_now p on p.id = u.parent_id where u.code = '4133010347'`,
      ),
    ).toEqual([{ code: '330000', category: 'undergraduate' }])
  })

  test('a wrong row is named and kept out, the others are written', async () => {
    const { body } = await send(['123,某大学,教育部,北京市,本科,', '4133010348,某某大学,浙江省,杭州市,本科,'], 'yes')
    expect(body).toMatchObject({ rows: 2, added: 1, committed: true })
    expect(body.findings[0]).toMatchObject({ row: 2, severity: 'error', code: 'list.school-id' })
    expect(body.findings[0].message).toContain('10 位')
  })

  test('schools that the list does not have are named, and stay', async () => {
    const { body } = await send(['4111010001,北京大学,教育部,北京市,本科,'], 'yes')
    const missing = body.findings.find(({ code }: { code: string }) => code === 'list.missing')
    expect(missing.message).toContain('部属师范大学')
    expect((await many(`select 1 from unit_now where name = '部属师范大学'`)).length).toBe(1)
  })

  test.each([
    ['not a list', '姓名,年龄\n甲,3', '表头应有'],
    ['empty', '', '空'],
    ['no workbook', '\u0000\u0001', ''],
  ])('a file that is %s is refused with nothing written', async (_, content, why) => {
    const before = await many('select count(*) from unit')
    const answer = await centre.upload('/units/lists?commit=yes', { name: 'x.csv', content })
    expect(answer).toMatchObject({ status: 422, body: { code: 'unit.list-unreadable' } })
    const compared = await centre.upload('/units/lists', { name: 'x.csv', content })
    expect(JSON.stringify([answer.body, compared.body])).toContain(why)
    expect(await many('select count(*) from unit')).toEqual(before)
  })

  test('as a workbook it is read like a .csv, with a title above the header', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'xingtan-list-')), 'list.xlsx')
    const columns = ['全国高等学校名单', '', '', '', '', ''].map((title) => ({ header: title, width: 20 }))
    const rows = [header.split(','), ['4133010349', '浙江某某学院', '浙江省', '杭州市', '本科', '民办']]
    await writeWorkbook(file, { sheets: [{ name: '名单', columns, rows }] })
    const answer = await centre.upload('/units/lists?commit=yes', { name: 'list.xlsx', content: readFileSync(file) })
    rmSync(dirname(file), { recursive: true })
    expect(answer.body).toMatchObject({ rows: 1, added: 1, committed: true })
    expect(answer.body.sample[0]).toMatchObject({ row: 3, name: '浙江某某学院' })
    expect(await many(`select private, remark, organizer from unit_now where code = '4133010349'`)).toEqual([
      { private: true, remark: '民办', organizer: '999' },
    ])
  })

  test('three thousand rows are compared and written in seconds', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `41330${String(20_000 + i)},浙江第${i}大学,浙江省,杭州市,本科,`)
    const began = performance.now()
    const { body } = await send(rows, 'yes')
    expect(body).toMatchObject({ rows: 3000, added: 3000, committed: true })
    expect(performance.now() - began).toBeLessThan(30_000)
  })

  test('the project’s own small list is read whole', async () => {
    const content = readFileSync(join(import.meta.dirname, '../../practice/universities.csv'), 'utf8')
    const { body } = await centre.upload('/units/lists', { name: 'universities.csv', content })
    expect(body.findings.filter(({ severity }: { severity: string }) => severity === 'error')).toEqual([])
    expect(body.rows).toBe(content.trim().split('\n').length - 1)
  })

  test.each([
    ['information', '教育部'],
    ['system', '甲省教育厅'],
    ['system', '甲省东市甲县第一小学'],
  ] as const)('is not for %s of %s', async (role, unit) => {
    const voice = await world.as(role, unit)
    expect(await send(['4111010001,北京大学,教育部,北京市,本科,'], 'yes', voice)).toMatchObject({
      status: 403,
      body: { code: 'not-allowed' },
    })
    expect(
      (await many(`select 1 from audit_event where post_id = $1 and outcome = 'refused'`, [voice.postId])).length,
    ).toBe(1)
  })
})
