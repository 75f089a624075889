import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { browser } from './people.fixture.ts'

let world: World
let county: Voice
let system: Voice
const cityName = '甲省东市教育局'
const countyName = '甲省东市甲县教育局'
const school = '甲省东市甲县第一小学'
beforeAll(async () => {
  world = await openWorld()
  county = await world.as('system', countyName)
  system = await world.as('system', school)
})
afterAll(() => world.close())
const one = async (sql: string, values: unknown[] = []) => (await world.owner.query(sql, values)).rows[0]
const many = async (sql: string, values: unknown[] = []) => (await world.owner.query(sql, values)).rows
const accountOf = async ({ personId }: Voice): Promise<string> =>
  (await one('select id from account where person_id = $1', [personId])).id
const code = (voice: Voice, accountId: string) => voice.post(`/accounts/${accountId}/codes`, { checked: 'call-back' })
const kindsOf = async (accountId: string): Promise<string[]> =>
  (await many('select kind from account_notice where account_id = $1 order by at, id', [accountId])).map(
    ({ kind }) => kind,
  )
const withFactor = (accountId: string) =>
  world.owner.query(
    `insert into second_factor (province_code, account_id, secret, since) select province_code, id, 'x', now() from account where id = $1`,
    [accountId],
  )
const hasFactor = async (accountId: string) =>
  (await one('select 1 from second_factor where account_id = $1', [accountId])) !== undefined

describe('重置', () => {
  test('学校的系统管理员由县重置：密码与会话作废，本人得到提醒，新码当天有效', async () => {
    const there = await world.as('system', '甲省东市甲县第二小学')
    const id = await accountOf(there)
    const answer = await code(county, id)
    expect(answer).toMatchObject({ status: 200, body: { code: expect.stringMatching(/^[\dA-Z]{4}-/) } })
    expect(await one('select password_hash from account where id = $1', [id])).toEqual({ password_hash: null })
    expect((await there.get('/home')).status).toBe(401)
    expect(await kindsOf(id)).toEqual(['reset'])
    const { lives } = await one(
      'select extract(epoch from expires_at - made_at)::int as lives from activation_code where account_id = $1 and used_at is null',
      [id],
    )
    expect(lives).toBe(86_400)
  })

  test('重置不解除两步验证（R03）', async () => {
    const id = await accountOf(await world.as('system', '甲省东市直属中学'))
    await withFactor(id)
    expect((await code(await world.as('system', cityName), id)).status).toBe(200)
    expect(await hasFactor(id)).toBe(true)
  })

  test('县从不重置教师，也不重置学校的其他人员', async () => {
    for (const role of ['teacher', 'head', 'information', 'query'] as const) {
      const id = await accountOf(await world.as(role, school))
      for (const act of ['codes', 'unlock'])
        expect(await county.post(`/accounts/${id}/${act}`, { checked: 'in-person' })).toMatchObject({ status: 404 })
      for (const act of ['stop', 'restart'])
        expect(await county.post(`/accounts/${id}/${act}`, { reason: '试试' })).toMatchObject({ status: 404 })
      expect(await one('select password_hash, stopped_at from account where id = $1', [id])).toEqual({
        password_hash: 'none',
        stopped_at: null,
      })
    }
  })

  test('不能隔级、跨辖区或向上重置', async () => {
    const id = await accountOf(system)
    for (const name of [cityName, '甲省教育厅', '甲省东市乙县教育局', '乙省东市甲县教育局'])
      expect(await code(await world.as('system', name), id)).toMatchObject({ status: 404, body: { code: 'not-found' } })
    expect(await code(system, await accountOf(county))).toMatchObject({ status: 404 })
    expect(await one('select password_hash from account where id = $1', [id])).toEqual({ password_hash: 'none' })
  })

  test('没有刚刚确认身份的，不能重置', async () => {
    const stale = await world.as('system', '甲省东市乙县教育局')
    await world.owner.query('update session set fresh_until = null where post_id = $1', [stale.postId])
    const id = await accountOf(await world.as('system', '甲省东市乙县第一小学'))
    expect(await code(stale, id)).toMatchObject({ status: 403, body: { code: 'session.confirm-again' } })
  })

  test('一人一天重置超过二十个账号即告警（R06）', async () => {
    const id = await accountOf(await world.as('teacher', school, 2))
    for (let i = 0; i < 20; i++) expect((await code(system, id)).status).toBe(200)
    const alarms = () => many(`select detail from audit_event where action = 'alarm.resets'`)
    expect(await alarms()).toEqual([])
    expect((await code(system, id)).status).toBe(200)
    expect(await alarms()).toMatchObject([{ detail: { resets: 21, allowed: 20 } }])
  })
})

describe('解锁、停用与启用', () => {
  test('连续输错而锁定的账号由系统管理员解锁，密码不变', async () => {
    const query = await world.as('query', school)
    const id = await accountOf(query)
    await world.owner.query(`update account set locked_until = 'infinity' where id = $1`, [id])
    const before = await one('select password_hash from account where id = $1', [id])
    const [row] = (await system.get('/accounts', { size: '200' })).body.rows.filter(
      (each: { accountId: string }) => each.accountId === id,
    )
    expect(row).toMatchObject({ state: 'locked', can: expect.arrayContaining(['unlock']) })
    expect((await system.post(`/accounts/${id}/unlock`, { checked: 'in-person' })).status).toBe(200)
    expect(await one('select locked_until, password_hash from account where id = $1', [id])).toEqual({
      locked_until: null,
      ...before,
    })
    expect(await kindsOf(id)).toEqual(['unlocked'])
  })

  test('停用即刻结束会话，启用之前不能登录；旧页面再点得到说明', async () => {
    const clerk = await world.as('information', school)
    const id = await accountOf(clerk)
    expect((await clerk.get('/home')).status).toBe(200)
    expect((await system.post(`/accounts/${id}/stop`, { reason: '已调离' })).status).toBe(200)
    expect((await clerk.get('/home')).status).toBe(401)
    expect(await system.post(`/accounts/${id}/stop`, { reason: '已调离' })).toMatchObject({
      status: 409,
      body: { code: 'changed-meanwhile' },
    })
    expect((await system.post(`/accounts/${id}/restart`, { reason: '已返岗' })).status).toBe(200)
    expect(await system.post(`/accounts/${id}/restart`, { reason: '已返岗' })).toMatchObject({ status: 409 })
    expect(await kindsOf(id)).toEqual(['stopped', 'reopened'])
    expect(
      await many(
        `select action, detail->>'reason' as reason from audit_event where object_id = $1 and action in ('account.stop', 'account.restart') and outcome = 'done' order by seq`,
        [id],
      ),
    ).toEqual([
      { action: 'account.stop', reason: '已调离' },
      { action: 'account.restart', reason: '已返岗' },
    ])
  })

  test('不能对自己', async () => {
    const id = await accountOf(system)
    expect(await system.post(`/accounts/${id}/stop`, { reason: '试试' })).toMatchObject({
      status: 409,
      body: { code: 'account.own' },
    })
    expect(await system.post(`/accounts/${id}/unlock`, { checked: 'in-person' })).toMatchObject({
      status: 409,
      body: { code: 'account.own' },
    })
    expect(await system.post(`/accounts/${id}/factor`, { checked: 'in-person', reason: '试试' })).toMatchObject({
      status: 409,
      body: { code: 'account.own' },
    })
  })

  test('在上级单位也任职的人，不由学校停用', async () => {
    const query = await world.as('query', '甲省东市乙县第一小学')
    await world.owner.query(
      `update post_holding set person_id = $1 where unit_id = $2 and role = 'query' and to_on is null`,
      [query.personId, await world.unitId('甲省东市乙县教育局')],
    )
    const own = await world.as('system', '甲省东市乙县第一小学')
    expect(await own.post(`/accounts/${await accountOf(query)}/stop`, { reason: '试试' })).toMatchObject({
      status: 409,
      body: { code: 'account.works-elsewhere' },
    })
  })
})

describe('下级系统管理员的名单', () => {
  test('只有直属下级的系统管理员和培训管理员，不见其他人', async () => {
    const { body } = await county.get('/accounts', { scope: 'next', size: '200' })
    expect(
      body.rows.map(({ unitName, roles }: { unitName: string; roles: string[] }) => `${unitName} ${roles}`).sort(),
    ).toEqual([
      '甲省东市甲县教师培训中心 培训管理员',
      '甲省东市甲县第一小学 系统管理员',
      '甲省东市甲县第二小学 系统管理员',
    ])
    expect((await county.get('/accounts', { scope: 'next', search: '第一小学' })).body.total).toBe(1)
    expect((await system.get('/accounts', { scope: 'next' })).body.total).toBe(0)
  })
})

describe('解除两步验证（R03）', () => {
  const take = (voice: Voice, accountId: string) =>
    voice.post(`/accounts/${accountId}/factor`, { checked: 'in-person', reason: '手机遗失' })

  test('学校的人员当场解除，会话结束，本人得到提醒', async () => {
    const query = await world.as('query', school)
    const id = await accountOf(query)
    expect(await take(system, id)).toMatchObject({ status: 409, body: { code: 'account.no-factor' } })
    await withFactor(id)
    expect(await take(system, id)).toMatchObject({ status: 200, body: { done: true } })
    expect(await hasFactor(id)).toBe(false)
    expect((await query.get('/home')).status).toBe(401)
    expect(await kindsOf(id)).toContain('factor-taken')
  })

  test('县级及以上须上级的另一人同意；提出的人不能自己同意', async () => {
    const id = await accountOf(await world.as('information', countyName))
    await withFactor(id)
    expect(await take(county, id)).toMatchObject({ status: 200, body: { done: false } })
    expect(await hasFactor(id)).toBe(true)
    expect(await take(county, id)).toMatchObject({ status: 409, body: { code: 'account.factor-asked' } })
    const [mine] = (await county.get('/accounts/factor-requests')).body.requests
    expect(mine).toMatchObject({ state: 'open', can: [], unitName: countyName })
    const path = `/accounts/factor-requests/${mine.id}/decision`
    expect(await county.post(path, { agree: true })).toMatchObject({
      status: 409,
      body: { code: 'account.second-person' },
    })
    for (const name of ['甲省东市乙县教育局', '甲省教育厅', '乙省东市教育局'])
      expect(await (await world.as('system', name)).post(path, { agree: true })).toMatchObject({ status: 404 })
    expect(await hasFactor(id)).toBe(true)

    const city = await world.as('system', cityName)
    expect((await city.get('/home')).body.todos).toContainEqual(expect.objectContaining({ key: 'factor', count: 1 }))
    expect((await city.get('/accounts/factor-requests')).body.requests).toMatchObject([
      { id: mine.id, can: ['decide'] },
    ])
    expect(await city.post(path, { agree: true })).toMatchObject({ status: 200 })
    expect(await hasFactor(id)).toBe(false)
    expect(await kindsOf(id)).toContain('factor-taken')
    expect(await city.post(path, { agree: true })).toMatchObject({ status: 409, body: { code: 'changed-meanwhile' } })
  })

  test('不同意，两步验证仍在', async () => {
    const id = await accountOf(await world.as('query', countyName))
    await withFactor(id)
    await take(county, id)
    const city = await world.as('system', cityName)
    const [request] = (await city.get('/accounts/factor-requests')).body.requests.filter(
      (each: { state: string }) => each.state === 'open',
    )
    expect(
      (await city.post(`/accounts/factor-requests/${request.id}/decision`, { agree: false, reason: '未核实' })).status,
    ).toBe(200)
    expect(await hasFactor(id)).toBe(true)
    expect(
      (await county.get('/accounts/factor-requests')).body.requests.map(({ state }: { state: string }) => state).sort(),
    ).toEqual(['agreed', 'refused'])
  })

  test('中央没有上级，由本级安全管理员同意', async () => {
    const centre = await world.as('system', '教育部')
    const id = await accountOf(await world.as('information', '教育部'))
    await withFactor(id)
    expect(await take(centre, id)).toMatchObject({ status: 200, body: { done: false } })
    const security = await world.as('security', '教育部')
    const [request] = (await security.get('/accounts/factor-requests')).body.requests
    const foreign = await world.as('security', '甲省教育厅')
    expect((await foreign.get('/accounts/factor-requests')).body.requests).toEqual([])
    expect(await foreign.post(`/accounts/factor-requests/${request.id}/decision`, { agree: true })).toMatchObject({
      status: 404,
    })
    expect(await security.post(`/accounts/factor-requests/${request.id}/decision`, { agree: true })).toMatchObject({
      status: 200,
    })
    expect(await hasFactor(id)).toBe(false)
  })

  test('两人同时决定同一申请：恰有一次', async () => {
    const id = await accountOf(await world.as('query', '教育部'))
    await withFactor(id)
    await take(await world.as('system', '教育部'), id)
    const first = await world.as('security', '教育部', 1)
    const second = await world.as('security', '教育部', 2)
    const [request] = (await first.get('/accounts/factor-requests')).body.requests.filter(
      (each: { state: string }) => each.state === 'open',
    )
    const both = await Promise.all([
      first.post(`/accounts/factor-requests/${request.id}/decision`, { agree: true }),
      second.post(`/accounts/factor-requests/${request.id}/decision`, { agree: false }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  })
})

test('没有登录的人什么也做不了', async () => {
  const id = await accountOf(system)
  expect((await browser(world).post(`/accounts/${id}/codes`, { checked: 'in-person' })).status).toBe(401)
})
