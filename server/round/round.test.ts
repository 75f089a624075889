import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type Voice, type World } from '../testing/world.ts'

const plan = {
  name: '秋季补充采集',
  startsOn: '2026-01-05',
  fillUntil: null,
  deadline: '2099-06-30',
  reviewUntil: null,
  categories: [] as string[],
  rootIds: [] as string[],
  filling: null,
  urgeHours: 24,
  note: '',
}

describe('采集轮次', () => {
  let world: World
  let province: Voice
  const rounds = async (voice: Voice) => (await voice.get('/rounds')).body.rows
  beforeAll(async () => {
    world = await openWorld()
    province = await world.as('information', '甲省教育厅')
  })
  afterAll(() => world.close())

  test('two open rounds that one school would be in are refused, with the name of the other', async () => {
    const refused = await province.post('/rounds', plan)
    expect(refused.status).toBe(409)
    expect(refused.body.title).toContain('“首次信息采集”')
    // every school is in the first one, so one category or one city is no way around it
    const city = await world.unitId('甲省东市教育局')
    expect((await province.post('/rounds', { ...plan, categories: ['k12'], rootIds: [city] })).status).toBe(409)
  })

  test('after it is closed, two may stand side by side that no school is in both of; who carries them on is told', async () => {
    const [first] = await rounds(province)
    expect(first).toMatchObject({ name: '首次信息采集', state: 'open', can: ['edit', 'close', 'deadline'] })
    expect((await province.post(`/rounds/${first.id}/close`, { reason: '已完成' })).status).toBe(200)
    const k12 = await province.post('/rounds', { ...plan, name: '中小学采集', categories: ['k12'] })
    const rest = await province.post('/rounds', { ...plan, name: '幼儿园采集', categories: ['kindergarten'] })
    expect([k12.status, rest.status]).toEqual([200, 200])
    const again = await province.post(`/rounds/${first.id}/reopening`, { deadline: '2099-06-30', reason: '补报' })
    expect(again.body.title).toMatch(/“(中小学|幼儿园)采集”/)

    const county = await world.as('information', '甲省东市甲县教育局')
    const told = (await county.get('/messages', { kind: 'round' })).body
    expect(told.rows.map(({ title }: { title: string }) => title)).toEqual([
      '采集轮次已开启：幼儿园采集',
      '采集轮次已开启：中小学采集',
    ])
    expect(told.rows[0].from).toBe('甲省教育厅 信息管理员')
    // the kindergarten class of a school is in its own round
    const { rows } = await world.owner.query(
      `select r.name from school_round r join unit_now u on u.id = r.unit_id where u.name in ('甲省东市甲县第一小学', '甲省东市甲县第一小学附设幼儿班') order by u.name`,
    )
    expect(rows.map(({ name }) => name)).toEqual(['中小学采集', '幼儿园采集'])
  })

  test('a county sets an earlier deadline within the round; its schools are late by that one, its neighbours are not', async () => {
    const county = await world.as('information', '甲省东市甲县教育局')
    const round = (await rounds(county)).find(({ name }: { name: string }) => name === '中小学采集')
    expect(round.can).toEqual(['deadline'])
    const set = (deadline: string | null, unitIds = [county.unitId], voice = county) =>
      voice.post(`/rounds/${round.id}/deadlines`, { unitIds, deadline })
    expect((await set('2099-07-01')).body.code).toBe('round.deadline-outside')
    expect((await set('2026-01-04')).body.code).toBe('round.deadline-outside')
    expect((await set('2026-03-01')).body).toEqual({ ok: true, set: 1 })
    // nobody else's county, and no school by itself
    expect((await set('2026-03-01', [await world.unitId('甲省东市乙县教育局')])).status).toBe(404)
    expect((await set('2026-03-01', [await world.unitId('甲省东市甲县第一小学')])).body.code).toBe(
      'round.deadline-level',
    )
    const clerk = await world.as('information', '甲省东市甲县第一小学')
    expect((await set('2026-03-01', [clerk.unitId], clerk)).status).toBe(403)
    expect((await set('2026-03-01', undefined, await world.as('information', '乙省教育厅'))).status).toBe(404)

    const home = (await clerk.get('/home')).body.round
    expect(home).toMatchObject({ name: '中小学采集', deadline: '2026-03-01' })
    expect(home.workdaysLeft).toBeLessThan(0)
    expect((await (await world.as('information', '甲省东市乙县第一小学')).get('/home')).body.round.deadline).toBe(
      '2099-06-30',
    )

    // taken back, the province's holds again
    expect((await set(null)).body.set).toBe(1)
    expect((await clerk.get('/home')).body.round.deadline).toBe('2099-06-30')
  })

  test('what is planned is changed with a reason by the own province only, and the log keeps before and after', async () => {
    const round = (await rounds(province)).find(({ name }: { name: string }) => name === '幼儿园采集')
    const { rootIds: _, ...body } = {
      ...plan,
      name: '幼儿园采集',
      categories: ['kindergarten'],
      deadline: '2099-05-30',
      v: round.v,
      reason: '与招生错开',
    }
    for (const [role, unit, status] of [
      ['information', '甲省东市教育局', 403],
      ['system', '甲省教育厅', 403],
      ['information', '乙省教育厅', 404],
      ['information', '教育部', 404],
    ] as const)
      expect((await (await world.as(role, unit)).post(`/rounds/${round.id}`, body)).status, `${role}@${unit}`).toBe(
        status,
      )
    expect((await province.post(`/rounds/${round.id}`, { ...body, fillUntil: '2099-06-01' })).body.code).toBe(
      'round.days',
    )
    expect((await province.post(`/rounds/${round.id}`, body)).status).toBe(200)
    expect((await province.post(`/rounds/${round.id}`, body)).body.code).toBe('changed-meanwhile')
    const { rows } = await world.owner.query(
      "select detail from audit_event where action = 'round.edit' and outcome = 'done'",
    )
    expect(rows.map(({ detail }) => detail)).toEqual([
      { before: { deadline: '2099-06-30' }, after: { deadline: '2099-05-30' }, reason: '与招生错开' },
    ])
  })

  test('a frame of the centre holds the provinces inside it', async () => {
    const centre = await world.as('information', '教育部')
    const framed = await centre.post('/rounds', { ...plan, name: '全国统一安排', deadline: '2098-12-31', frame: true })
    expect(framed.status).toBe(200)
    const other = await world.as('information', '乙省教育厅')
    const own = (await rounds(other)).find(({ frame }: { frame: boolean }) => !frame)
    expect((await other.post(`/rounds/${own.id}/close`, { reason: '已完成' })).status).toBe(200)
    expect((await other.post('/rounds', plan)).body.title).toContain('“全国统一安排”')
    expect((await other.post('/rounds', { ...plan, frame: true })).body.code).toBe('round.frame')
    expect((await other.post('/rounds', { ...plan, deadline: '2098-12-01' })).status).toBe(200)
    expect((await other.get('/messages', { kind: 'round' })).body.rows[0].title).toBe('采集轮次已开启：全国统一安排')
  })

  test('the centre keeps the calendar; a day it moves changes what is left everywhere', async () => {
    const centre = await world.as('information', '教育部')
    const body = { day: '2027-02-09', working: false, name: '春节', source: 'published' }
    expect((await province.post('/rounds/calendar', body)).status).toBe(403)
    const before = (await rounds(province))[0].workdaysLeft
    expect((await centre.post('/rounds/calendar', body)).status).toBe(200)
    expect((await rounds(province))[0].workdaysLeft).toBe(before - 1)
    expect((await province.get('/rounds/calendar', { year: '2027' })).body.days).toContainEqual(body)
  })
})
