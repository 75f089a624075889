import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type Voice, type World } from '../testing/world.ts'

const hosting = '甲省东市甲县第一小学'
const class_ = `${hosting}附设幼儿班`
const county = '甲省东市甲县教育局'

let world: World
let centre: Voice
beforeAll(async () => {
  world = await openWorld()
  centre = await world.as('system', '教育部')
})
afterAll(() => world.close())
const view = async (voice: Voice, name: string) => voice.get(`/units/${await world.unitId(name)}`)
const names = (units: { name: string }[]) => units.map(({ name }) => name)

describe('机构详情', () => {
  test('tells how an authority stands: the chain above it, what is below it at each level, how many people', async () => {
    const reader = await world.as('information', county)
    const { body } = await view(reader, county)
    expect(body).toMatchObject({
      code: '710101',
      level: 'county',
      state: 'active',
      chain: [
        { name: '教育部', open: false },
        { name: '甲省教育厅', open: false },
        { name: '甲省东市教育局', open: false },
      ],
      authority: { name: '甲省东市教育局' },
      below: [
        { level: 'school', count: 3 },
        { level: 'training', count: 1 },
      ],
      people: 7,
      posts: { filled: 3, seats: 4 },
      can: [],
    })
    expect((await view(centre, county)).body.chain.map(({ open }: { open: boolean }) => open)).toEqual([
      true,
      true,
      true,
    ])
  })

  test('numbers of people are for those who see people, and for those who move units', async () => {
    for (const [role, unit, people] of [
      ['query', county, 7],
      ['system', county, null],
      ['system', '甲省教育厅', 7],
      ['audit', '甲省教育厅', null],
    ] as const)
      expect((await view(await world.as(role, unit), county)).body.people).toBe(people)
  })

  test('an attached class names its host, stands under its authority and has no posts; the host names its classes', async () => {
    const host = await world.as('head', hosting)
    expect((await view(host, class_)).body).toMatchObject({
      host: { name: hosting },
      posts: null,
      authorityWhy: expect.stringContaining('主办学校'),
    })
    const { body } = await view(host, hosting)
    expect(names(body.attached)).toEqual([class_])
    expect(body).toMatchObject({ schoolType: '211', organizer: '县级教育部门', people: 4 })
  })

  test('what may be done with it is told: moved by the province, reported by its own 系统管理员', async () => {
    expect((await view(await world.as('system', '甲省教育厅'), county)).body.can).toEqual(['move', 'report'])
    expect((await view(await world.as('system', hosting), hosting)).body.can).toEqual(['report'])
    expect((await view(centre, '甲省教育厅')).body.can).toEqual([])
  })

  test('outside the own subtree there is nothing, also of the chain above', async () => {
    const reader = await world.as('information', county)
    for (const name of ['甲省东市教育局', '教育部', '甲省东市乙县第一小学', '乙省教育厅'])
      expect((await view(reader, name)).status).toBe(404)
    expect((await reader.get('/units/99999999')).status).toBe(404)
    expect((await reader.get('/units/abc')).status).toBe(400)
    expect((await view(await world.as('teacher', hosting), hosting)).status).toBe(403)
  })

  test('every version stands in the history with what it changed, in words; one that is no more says how and into whom', async () => {
    const id = await world.unitId('甲省西市乙县第二小学')
    const into = await world.unitId('甲省西市乙县第一小学')
    const list = '019aa000-0000-7000-8000-000000000001'
    await world.owner.query(
      `insert into unit_list (province_code, id, no, unit_id, file_name, file_size, effective_on, started_by_person, started_by_post)
       values ('00', $1, 'JG-2026-0009', $2, 'a.csv', 1, '2026-09-01', $3, $4)`,
      [list, centre.unitId, centre.personId, centre.postId],
    )
    await world.owner.query(`update unit_version set valid_to = '2026-05-01' where unit_id = $1`, [id])
    await world.owner.query(
      `insert into unit_version (unit_id, valid_from, valid_to, code, name, school_type, category, organizer, private, by_change, closed_as)
       select unit_id, '2026-05-01', '2026-09-01', code, '西市实验小学', '311', category, '999', true, $2, 'merged' from unit_version where unit_id = $1`,
      [id, list],
    )
    await world.owner.query(
      `insert into unit_succession (province_code, from_unit, to_unit, kind, on_day, by_change) values ('71', $1, $2, 'merged', '2026-09-01', $3)`,
      [id, into, list],
    )
    const reader = await world.as('information', '甲省西市乙县教育局')
    const { body } = await reader.get(`/units/${id}`)
    expect(body).toMatchObject({
      state: 'merged',
      name: '西市实验小学',
      successors: [{ name: '甲省西市乙县第一小学', how: '并入', on: '2026-09-01' }],
      posts: null,
      can: [],
    })
    expect(
      body.history.map(({ on, what, by }: { on: string; what: string; by: string | null }) => `${on} ${what} ${by}`),
    ).toEqual([
      '2026-09-01 ended 机构名单 JG-2026-0009',
      '2026-05-01 changed 机构名单 JG-2026-0009',
      '2026-01-01 registered null',
    ])
    expect(body.history[1].differences).toEqual([
      { label: '名称', before: '甲省西市乙县第二小学', after: '西市实验小学' },
      { label: '办学类型', before: '小学', after: '初级中学' },
      { label: '举办者', before: '县级教育部门', after: '民办' },
      { label: '办学性质', before: '公办', after: '民办' },
    ])
    expect((await reader.get(`/units/${into}`)).body.predecessors).toMatchObject([
      { name: '西市实验小学', how: '并入' },
    ])
    expect((await reader.get('/units', { state: 'gone' })).body).toMatchObject({
      total: 1,
      rows: [{ name: '西市实验小学', state: 'merged' }],
    })
    expect((await reader.get('/units', { search: '西市实验' })).body.total).toBe(0)
  })
})

describe('机构列表的筛选', () => {
  test('by level, category and type together, with how many were found at each level', async () => {
    const province = await world.as('query', '甲省教育厅')
    expect((await province.get('/units', { level: 'county' })).body).toMatchObject({
      total: 4,
      levels: [{ level: 'county', count: 4 }],
    })
    expect(
      (await province.get('/units', { category: 'kindergarten' })).body.rows.map(
        (row: { name: string; attached: boolean }) => [row.name, row.attached],
      ),
    ).toEqual([[class_, true]])
    expect((await province.get('/units', { schoolType: '415' })).body.total).toBe(1)
    expect((await province.get('/units', { category: 'k12', level: 'county' })).body.total).toBe(0)
    const all = (await province.get('/units', { search: '东市' })).body
    expect(all.levels.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(all.total)
    expect((await province.get('/units', { schoolType: '1' })).status).toBe(400)
  })
})
