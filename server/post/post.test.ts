import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type Voice, type World } from '../testing/world.ts'

let world: World
let county: Voice
let system: Voice
const countyName = '甲省东市甲县教育局'
const school = '甲省东市甲县第一小学'
const college = '甲省职业技术学院'
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
const taken = async (unitName: string, role: string) =>
  many('select seat, person_id from post_holding where unit_id = $1 and role = $2 and to_on is null order by seat', [
    await world.unitId(unitName),
    role,
  ])
const noticesOf = async ({ personId }: Voice) =>
  (
    await many(
      'select n.kind, n.detail from account_notice n join account a on a.id = n.account_id where a.person_id = $1 order by n.at, n.id',
      [personId],
    )
  ).map(({ kind, detail }) => `${kind} ${detail.post ?? ''}`)

describe('看岗位', () => {
  test('本单位的全部岗位；下级单位只有系统管理员', async () => {
    const own = (await county.get('/posts')).body
    expect(
      own.seats.map(
        ({ role, seat, state }: { role: string; seat: number; state: string }) => `${role} ${seat} ${state}`,
      ),
    ).toEqual(['system 1 held', 'information 1 held', 'query 1 held', 'query 2 vacant'])
    expect(own.seats[0]).toMatchObject({ holder: { self: true }, can: ['slip'] })
    expect(own.seats[1].can).toEqual(['hand-over', 'end', 'slip'])
    expect(own.seats[3].can).toEqual(['give', 'slip'])
    const below = (await county.get('/posts', { unitId: await world.unitId(school) })).body
    expect(below).toMatchObject({ unit: { own: false, name: school }, seats: [{ role: 'system', can: ['end'] }] })
    expect(below.seats).toHaveLength(1)
  })

  test('培训机构只有培训管理员', async () => {
    const unitId = await world.unitId('甲省东市甲县教师培训中心')
    expect((await county.get('/posts', { unitId })).body.seats).toMatchObject([{ role: 'training', state: 'held' }])
  })

  test('省有安全管理员二、审计管理员一', async () => {
    const province = await world.as('system', '甲省教育厅')
    const roles = (await province.get('/posts')).body.seats.map(({ role }: { role: string }) => role)
    expect(roles).toEqual(['system', 'information', 'query', 'query', 'security', 'security', 'audit'])
  })

  test('隔级、平级、上级、外省的如同不存在', async () => {
    const none = await county.get('/posts', { unitId: '999999999' })
    expect(none.status).toBe(404)
    for (const [voice, name] of [
      [await world.as('system', '甲省东市教育局'), school],
      [county, '甲省东市乙县教育局'],
      [county, '甲省东市教育局'],
      [county, '乙省东市甲县第一小学'],
    ] as const) {
      const answer = await voice.get('/posts', { unitId: await world.unitId(name) })
      expect([answer.status, answer.body.title]).toEqual([404, none.body.title])
    }
  })
})

describe('授予岗位', () => {
  test('空缺的岗位授予本单位已有账号的人，本人得到提醒', async () => {
    const teacher = await world.as('teacher', school, 2)
    const accountId = await accountOf(teacher)
    const answer = await system.post('/posts', { role: 'query', seat: 2, accountId })
    expect(answer.status).toBe(200)
    expect(await one('select role, seat, given_by_post from post_holding where id = $1', [answer.body.postId])).toEqual(
      {
        role: 'query',
        seat: 2,
        given_by_post: system.postId,
      },
    )
    expect(await noticesOf(teacher)).toEqual([`post-given ${school} 信息查询员`])
    expect(
      await one(`select detail from audit_event where action = 'post.give' and object_id = $1`, [accountId]),
    ).toMatchObject({
      detail: { role: 'query', seat: 2, post: answer.body.postId },
    })
  })

  test('一个岗位一个人：有人在任的不能再授', async () => {
    const accountId = await accountOf(await world.as('teacher', school, 2))
    expect(await system.post('/posts', { role: 'information', seat: 1, accountId })).toMatchObject({
      status: 409,
      body: { code: 'post.taken' },
    })
  })

  test('没有第二个系统管理员，没有第二个信息管理员，没有第三个信息查询员', async () => {
    const accountId = await accountOf(await world.as('teacher', school, 2))
    for (const [role, seat] of [
      ['system', 2],
      ['information', 2],
      ['query', 3],
      ['security', 1],
      ['teacher', 1],
      ['head', 2],
    ])
      expect(await system.post('/posts', { role, seat, accountId })).toMatchObject({
        status: 409,
        body: { code: 'post.no-seat' },
      })
    expect(await taken(school, 'system')).toHaveLength(1)
  })

  test('两人同时授予同一岗位：恰有一人成功', async () => {
    await world.owner.query(
      `update post_holding set to_on = from_on where unit_id = $1 and role = 'query' and seat = 2`,
      [system.unitId],
    )
    const accounts = [
      await accountOf(await world.as('teacher', school, 2)),
      await accountOf(await world.as('head', school)),
    ]
    const both = await Promise.all(
      accounts.map((accountId) => system.post('/posts', { role: 'query', seat: 2, accountId })),
    )
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await taken(school, 'query')).filter(({ seat }) => seat === 2)).toHaveLength(1)
  })

  test('谁也不能给自己授予岗位', async () => {
    expect(await county.post('/posts', { role: 'query', seat: 2, accountId: await accountOf(county) })).toMatchObject({
      status: 409,
      body: { code: 'post.own' },
    })
  })

  test('不能授予外单位的人，也不能授予下级的系统管理员', async () => {
    for (const accountId of [
      await accountOf(system),
      await accountOf(await world.as('teacher', '甲省东市甲县第二小学')),
      await accountOf(await world.as('system', '乙省教育厅')),
    ])
      expect(await county.post('/posts', { role: 'query', seat: 2, accountId })).toMatchObject({ status: 404 })
    expect(await taken(countyName, 'query')).toHaveLength(1)
  })

  test('三员分立：审计管理员不能兼任安全管理员', async () => {
    const province = await world.as('system', '甲省教育厅')
    await world.owner.query(
      `update post_holding set to_on = from_on where unit_id = $1 and role = 'security' and seat = 2`,
      [province.unitId],
    )
    const auditor = await accountOf(await world.as('audit', '甲省教育厅'))
    expect(await province.post('/posts', { role: 'security', seat: 2, accountId: auditor })).toMatchObject({
      status: 409,
      body: { code: 'post.three-ways' },
    })
    expect(await taken('甲省教育厅', 'security')).toHaveLength(1)
  })

  test('没有刚刚确认身份的，不能授予', async () => {
    const stale = await world.as('system', '甲省东市乙县教育局')
    await world.owner.query('update session set fresh_until = null where post_id = $1', [stale.postId])
    expect(await stale.post('/posts', { role: 'query', seat: 2, accountId: await accountOf(stale) })).toMatchObject({
      status: 403,
      body: { code: 'session.confirm-again' },
    })
  })
})

describe('收回岗位', () => {
  test('任职与会话立即结束，其他岗位不受影响，旧页面再点得到说明', async () => {
    const clerk = await world.as('information', school)
    expect((await clerk.get('/home')).status).toBe(200)
    expect(await system.post(`/posts/${clerk.postId}/end`, { reason: '工作调整' })).toMatchObject({ status: 200 })
    expect((await clerk.get('/home')).status).toBe(401)
    expect(await noticesOf(clerk)).toEqual([`post-ended ${school} 信息管理员`])
    expect(await system.post(`/posts/${clerk.postId}/end`, { reason: '工作调整' })).toMatchObject({
      status: 409,
      body: { code: 'post.moved-on' },
    })
    expect(await system.get(`/posts/${clerk.postId}/matters`)).toMatchObject({ status: 409 })
    expect(
      (await one(`select detail from audit_event where action = 'post.end' and detail->>'post' = $1`, [clerk.postId]))
        .detail,
    ).toMatchObject({ reason: '工作调整' })
  })

  test('不写原因不行', async () => {
    const query = await world.as('query', school)
    expect(await system.post(`/posts/${query.postId}/end`, { reason: ' ' })).toMatchObject({ status: 400 })
  })

  test('自己的岗位不能收回，只能交接', async () => {
    expect(await system.post(`/posts/${system.postId}/end`, { reason: '不干了' })).toMatchObject({
      status: 409,
      body: { code: 'post.own' },
    })
  })

  test('县能收回本县学校的系统管理员；学校的其他岗位、负责人、教师都不能', async () => {
    const second = '甲省东市甲县第二小学'
    const target = await world.as('system', second)
    for (const role of ['information', 'query', 'head', 'teacher'] as const)
      expect(
        await county.post(`/posts/${(await world.as(role, second)).postId}/end`, { reason: '试试' }),
      ).toMatchObject({ status: 404 })
    expect(await county.post(`/posts/${target.postId}/end`, { reason: '离岗' })).toMatchObject({ status: 200 })
    expect((await target.get('/home')).status).toBe(401)
    for (const [voice, of] of [
      [await world.as('system', '甲省东市教育局'), system],
      [await world.as('system', '甲省东市乙县教育局'), system],
      [system, county],
    ] as const)
      expect(await voice.post(`/posts/${of.postId}/end`, { reason: '试试' })).toMatchObject({ status: 404 })
  })

  test('负责人与教师的岗位不在这里收回', async () => {
    for (const role of ['head', 'teacher'] as const)
      expect(
        await system.post(`/posts/${(await world.as(role, school)).postId}/end`, { reason: '试试' }),
      ).toMatchObject({ status: 404 })
  })
})

describe('岗位交接', () => {
  const unit = '甲省东市乙县教育局'
  test('继任者注明前任，前任会话结束；待办留在岗位上', async () => {
    const own = await world.as('system', unit)
    const clerk = await world.as('information', unit)
    await world.owner.query(
      `with c as (insert into review_case (province_code, id, flow, unit_id, unit_name, title, opened_by_person, opened_by_post)
         values ('71', gen_random_uuid(), 'report', $1, 'x', 'x', $2, $3) returning *),
       p as (insert into case_party (province_code, case_id, unit_id, unit_path, role) select c.province_code, c.id, c.unit_id, u.path, 'information' from c join unit u on u.id = c.unit_id)
       insert into review_step (province_code, case_id, round, ordinal, name, title, deciding, role, rule, unit_id, unit_name, opened_at)
       select province_code, id, 1, 0, 'review', 'x', true, 'information', 'unit:x', unit_id, 'x', now() - interval '3 days' from c`,
      [clerk.unitId, clerk.personId, clerk.postId],
    )
    const listed = await own.get(`/posts/${clerk.postId}/matters`)
    expect(listed.body.matters).toEqual([
      { key: 'review', title: '待审核事项', count: 1, oldest: expect.any(String), to: '/review' },
    ])
    const query = await world.as('query', unit)
    const answer = await own.post(`/posts/${clerk.postId}/hand-over`, { accountId: await accountOf(query) })
    expect(answer.status).toBe(200)
    expect(
      await one('select person_id, handed_from, seat from post_holding where id = $1', [answer.body.postId]),
    ).toEqual({
      person_id: query.personId,
      handed_from: clerk.postId,
      seat: 1,
    })
    expect((await clerk.get('/home')).status).toBe(401)
    expect((await one(`select detail from audit_event where action = 'post.hand-over'`)).detail).toMatchObject({
      before: clerk.postId,
      after: answer.body.postId,
      matters: { review: 1 },
    })
    const successor = await world.as('information', unit)
    expect((await successor.get('/home')).body.todos).toContainEqual(
      expect.objectContaining({ key: 'review', count: 1 }),
    )
    expect((await own.get('/posts')).body.seats[1].holder.predecessor).toEqual(expect.any(String))
  })

  test('不能把岗位交接给自己，不能交接自己的岗位给同事，不能交接给外单位', async () => {
    const own = await world.as('system', unit)
    const clerk = await world.as('information', unit)
    const mine = await accountOf(own)
    expect(await own.post(`/posts/${clerk.postId}/hand-over`, { accountId: mine })).toMatchObject({
      status: 409,
      body: { code: 'post.own' },
    })
    expect(await own.post(`/posts/${own.postId}/hand-over`, { accountId: await accountOf(clerk) })).toMatchObject({
      status: 409,
      body: { code: 'post.own' },
    })
    expect(await own.post(`/posts/${clerk.postId}/hand-over`, { accountId: await accountOf(county) })).toMatchObject({
      status: 404,
    })
    expect(await own.post(`/posts/${clerk.postId}/hand-over`, { accountId: await accountOf(clerk) })).toMatchObject({
      status: 409,
      body: { code: 'post.held-already' },
    })
    expect((await taken(unit, 'information'))[0]?.person_id).toBe(clerk.personId)
  })

  test('上级不代下级交接岗位', async () => {
    const target = await world.as('system', '甲省西市甲县教育局')
    const city = await world.as('system', '甲省西市教育局')
    const someone = await accountOf(await world.as('query', '甲省西市教育局'))
    expect(await city.post(`/posts/${target.postId}/hand-over`, { accountId: someone })).toMatchObject({ status: 404 })
  })
})

describe('为高等学校增设信息管理员', () => {
  test('省增设之后，学校多出岗位；不能少于在任的', async () => {
    const province = await world.as('system', '甲省教育厅')
    const own = await world.as('system', college)
    const path = `/units/${own.unitId}/posts/quota`
    const teacher = await accountOf(await world.as('teacher', college, 2))
    expect(await own.post('/posts', { role: 'information', seat: 3, accountId: teacher })).toMatchObject({
      status: 409,
      body: { code: 'post.no-seat' },
    })
    expect(await province.post(path, { extra: 2, reason: '校区较多' })).toMatchObject({
      status: 200,
      body: { extra: 2 },
    })
    expect((await own.get('/posts')).body).toMatchObject({ extra: 2 })
    expect((await province.get(`/posts?unitId=${await world.unitId(college)}`)).body).toMatchObject({ extra: 2 })
    expect(await own.post('/posts', { role: 'information', seat: 3, accountId: teacher })).toMatchObject({
      status: 200,
    })
    expect(await province.post(path, { extra: 1, reason: '减少' })).toMatchObject({
      status: 409,
      body: { code: 'post.quota-in-use' },
    })
    expect(await province.post(path, { extra: 3, reason: '再增一名' })).toMatchObject({ status: 200 })
    expect(
      (await many(`select detail from audit_event where action = 'post.quota' and outcome = 'done' order by seq`)).map(
        ({ detail }) => [detail.before, detail.after],
      ),
    ).toEqual([
      [0, 2],
      [2, 3],
    ])
  })

  test('只给本省的本科、高职院校，最多二十名', async () => {
    const province = await world.as('system', '甲省教育厅')
    const quota = async (name: string, extra = 1) =>
      province.post(`/units/${await world.unitId(name)}/posts/quota`, { extra, reason: '试试' })
    expect(await quota(school)).toMatchObject({ status: 409, body: { code: 'post.quota-unit' } })
    expect(await quota(countyName)).toMatchObject({ status: 409, body: { code: 'post.quota-unit' } })
    for (const name of ['乙省职业技术学院', '部属师范大学', '教育部'])
      expect(await quota(name)).toMatchObject({ status: 404 })
    expect(await quota(college, 21)).toMatchObject({ status: 400 })
  })

  test('只有省能增设', async () => {
    for (const voice of [
      await world.as('system', '教育部'),
      await world.as('system', '甲省东市教育局'),
      await world.as('system', college),
      await world.as('information', '甲省教育厅'),
    ])
      expect(
        await voice.post(`/units/${await world.unitId(college)}/posts/quota`, { extra: 1, reason: '试试' }),
      ).toMatchObject({ status: 403 })
  })
})
