import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asActor } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { actorOfPost } from '../session/actor.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { settleReports } from './report-door.ts'

const school = '甲省东市甲县第二小学'
const county = '甲省东市甲县教育局'

let world: World
let clerk: Voice
let atCounty: Voice
let atCity: Voice
let atProvince: Voice
let centre: Voice
beforeAll(async () => {
  world = await openWorld()
  clerk = await world.as('system', school)
  atCounty = await world.as('system', county)
  atCity = await world.as('system', '甲省东市教育局')
  atProvince = await world.as('system', '甲省教育厅')
  centre = await world.as('system', '教育部')
})
afterAll(() => world.close())

const say = async (voice: Voice, body: object) => voice.post('/unit-reports', body)
const wrongName = async () =>
  (
    await say(clerk, {
      kind: 'name',
      aboutUnitId: clerk.unitId,
      text: '校名应为“第二实验小学”',
      proposed: { name: '第二实验小学' },
    })
  ).body
const seen = async (voice: Voice, id: string, query: Record<string, string> = {}) =>
  (await voice.get('/unit-reports', { size: '200', ...query })).body.rows.some((row: { id: string }) => row.id === id)
const todo = async (voice: Voice) =>
  (await voice.get('/home')).body.todos.find(({ key }: { key: string }) => key === 'unit-report')

describe('报告机构信息有误', () => {
  test('begins at the desk of the supervising authority, and is its to-do', async () => {
    const report = await wrongName()
    expect(report).toMatchObject({
      kind: 'name',
      aboutName: school,
      byUnit: school,
      state: 'open',
      desk: county,
      can: [],
      path: [{ desk: county, words: null }],
    })
    expect(await todo(atCounty)).toMatchObject({ count: 1, to: '/units/reports?which=desk' })
    expect(await todo(atCity)).toBeUndefined()
  })

  test('is seen along the chain up to the centre, and by nobody else', async () => {
    const { id } = await wrongName()
    for (const voice of [clerk, atCounty, atCity, atProvince, centre]) expect(await seen(voice, id)).toBe(true)
    for (const [role, unit] of [
      ['system', '甲省东市甲县第一小学'],
      ['system', '甲省东市乙县教育局'],
      ['system', '甲省西市教育局'],
      ['system', '乙省教育厅'],
    ] as const)
      expect(await seen(await world.as(role, unit), id)).toBe(false)
    expect(await seen(atCounty, id, { which: 'mine' })).toBe(false)
    expect(await seen(atCounty, id, { which: 'desk' })).toBe(true)
    expect(await seen(atCity, id, { which: 'desk' })).toBe(false)
    expect(await seen(clerk, id, { which: 'mine', state: 'open', kind: 'name', aboutUnitId: clerk.unitId })).toBe(true)
    expect((await (await world.as('information', county)).get('/unit-reports')).status).toBe(403)
  })

  test('goes up one desk at a time, each with its words, to the centre and no further', async () => {
    const { id } = await wrongName()
    for (const [voice, next] of [
      [atCounty, '甲省东市教育局'],
      [atCity, '甲省教育厅'],
      [atProvince, '教育部'],
    ] as const) {
      const answer = await voice.post(`/unit-reports/${id}/forwarding`, { words: `请${next}处理` })
      expect(answer).toMatchObject({ status: 200, body: { desk: next } })
    }
    const top = await centre.post(`/unit-reports/${id}/forwarding`, {})
    expect(top.body).toMatchObject({ status: 409, code: 'unit.report-top' })
    const { body } = await clerk.get('/unit-reports', { which: 'mine', size: '200' })
    const report = body.rows.find((row: { id: string }) => row.id === id)
    expect(report.path.map(({ desk, words }: { desk: string; words: string | null }) => [desk, words])).toEqual([
      [county, null],
      ['甲省东市教育局', '请甲省东市教育局处理'],
      ['甲省教育厅', '请甲省教育厅处理'],
      ['教育部', '请教育部处理'],
    ])
    expect(report.path[1].by).toMatchObject({ unit: county, role: '系统管理员' })
  })

  test('only the desk that holds it hands it on or answers; the centre answers wherever it waits', async () => {
    const { id } = await wrongName()
    for (const voice of [atCity, atProvince]) {
      expect((await voice.post(`/unit-reports/${id}/forwarding`, {})).body.code).toBe('unit.report-elsewhere')
      expect((await voice.post(`/unit-reports/${id}/answer`, { answer: 'x' })).body.code).toBe('unit.report-elsewhere')
    }
    expect((await clerk.post(`/unit-reports/${id}/answer`, { answer: 'x' })).status).toBe(403)
    expect(
      (await (await world.as('system', '乙省教育厅')).post(`/unit-reports/${id}/answer`, { answer: 'x' })).status,
    ).toBe(404)
    const answered = await centre.post(`/unit-reports/${id}/answer`, { answer: '已转发展规划部门，下一份名单更正' })
    expect(answered.body).toMatchObject({ state: 'answered', answer: '已转发展规划部门，下一份名单更正', can: [] })
    const again = await atCounty.post(`/unit-reports/${id}/answer`, { answer: '不同的话' })
    expect(again.body).toMatchObject({ status: 409, code: 'unit.report-closed' })
    expect((await atCounty.post(`/unit-reports/${id}/forwarding`, {})).body.code).toBe('unit.report-closed')
  })

  test('of two who act on it at once, one does', async () => {
    const { id } = await wrongName()
    const answers = await Promise.all([
      ...Array.from({ length: 3 }, () => atCounty.post(`/unit-reports/${id}/answer`, { answer: '县' })),
      ...Array.from({ length: 3 }, () => centre.post(`/unit-reports/${id}/answer`, { answer: '部' })),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409])
  })

  test('a missing institution needs its name, and names no unit; any other kind names one that is in reach', async () => {
    const missing = { kind: 'missing', text: '新设学校未列入', proposed: { name: '甲县第三小学', code: '2171009999' } }
    expect((await say(clerk, missing)).body).toMatchObject({ kind: 'missing', about: null, aboutName: '甲县第三小学' })
    expect((await say(clerk, { kind: 'missing', text: '新设学校未列入' })).body.code).toBe('unit.report-about')
    expect((await say(clerk, { ...missing, aboutUnitId: clerk.unitId })).body.code).toBe('unit.report-about')
    expect((await say(clerk, { kind: 'name', text: 'x' })).body.code).toBe('unit.report-about')
    const neighbour = await world.unitId('甲省东市甲县第一小学')
    expect((await say(clerk, { kind: 'name', aboutUnitId: neighbour, text: 'x' })).status).toBe(404)
    expect((await say(clerk, { kind: 'name', aboutUnitId: clerk.unitId, text: 'x'.repeat(501) })).status).toBe(400)
    expect(
      (await say(clerk, { kind: 'name', aboutUnitId: clerk.unitId, text: 'x', proposed: { note: 'x' } })).status,
    ).toBe(400)
    expect((await say(atCounty, { kind: 'closed', aboutUnitId: clerk.unitId, text: '已停办' })).body).toMatchObject({
      desk: '甲省东市教育局',
    })
    expect((await say(centre, { kind: 'closed', aboutUnitId: clerk.unitId, text: '已停办' })).status).toBe(403)
  })

  test('nobody below the centre edits an institution: there is no such endpoint', () => {
    const edits = world.app.served.filter(({ method, path }) => method === 'POST' && path.startsWith('/units'))
    for (const { permission, path } of edits) expect(`${path} ${permission}`).toMatch(/unit\.(import|move)|post\.quota/)
  })

  test('a list in effect settles what it concerns, and missing ones that it brings', async () => {
    const { id } = await wrongName()
    const missing = (
      await say(clerk, { kind: 'missing', text: '未列入', proposed: { name: '甲县第四小学', code: '2171004444' } })
    ).body.id
    const actor = await actorOfPost(world.house, centre.postId)
    if (!actor) throw new Error('nobody at the centre')
    const list = newId()
    const settled = await asActor(world.house, actor, (ctx) => settleReports(ctx, list, [clerk.unitId], ['2171004444']))
    expect(settled).toBeGreaterThanOrEqual(2)
    const { body } = await clerk.get('/unit-reports', { which: 'mine', size: '200', state: 'closed' })
    for (const each of [id, missing])
      expect(body.rows.find((row: { id: string }) => row.id === each)).toMatchObject({
        state: 'settled',
        settledBy: '机构名单',
        can: [],
      })
    expect(await seen(clerk, id, { state: 'open' })).toBe(false)
  })

  test('goes along when the unit that made it moves to another authority', async () => {
    const { id } = await wrongName()
    await atProvince.post(`/units/${clerk.unitId}/authority`, {
      authorityId: await world.unitId('甲省西市甲县教育局'),
      reason: '划转',
    })
    const west = await world.as('system', '甲省西市甲县教育局')
    expect(await seen(west, id, { which: 'desk' })).toBe(true)
    expect(await seen(atCounty, id)).toBe(false)
    expect((await west.post(`/unit-reports/${id}/answer`, { answer: '已知悉' })).status).toBe(200)
  })

  test('every step is in the audit log', async () => {
    const { rows } = await world.owner.query(
      `select action, count(*)::int as n from audit_event where action like 'unit.report%' and outcome = 'done' group by action order by action`,
    )
    expect(rows.map(({ action }) => action)).toEqual(['unit.report', 'unit.report.answer'])
    expect(rows[0].n).toBeGreaterThan(5)
  })
})
