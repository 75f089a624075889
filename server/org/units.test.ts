import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asActor } from '../platform/context.ts'
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
