import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noticeVersion } from '../../contract/session.ts'
import { browser } from '../account/people.fixture.ts'
import { asActor } from '../platform/context.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { actorOfPost } from './actor.ts'
import { keepSignInsTidy } from './daily.ts'
import { noteTo } from './door.ts'
import {
  codeOf,
  deedsOf,
  password,
  type Settled,
  school,
  settledAs,
  settledTeacher,
  signedIn,
  withFactor,
  wrong,
} from './people.fixture.ts'

let world: World
let system: Voice
beforeAll(async () => {
  world = await openWorld()
  system = await world.as('system', school)
})
afterAll(() => world.close())

const stale = (who: Settled) =>
  world.owner.query('update session set fresh_until = now() where account_id = $1', [who.accountId])

describe('A17: confirming that it is oneself', () => {
  test('by the password, under a new token, for five minutes', async () => {
    const who = await settledTeacher(world, system)
    const pc = await signedIn(world, who)
    await stale(who)
    const change = { password: 'Other-Lamp-9', notice: noticeVersion }
    expect(await pc.post('/session/password', change)).toMatchObject({
      status: 403,
      body: { code: 'session.confirm-again', title: expect.stringContaining('再次输入密码') },
    })
    const before = pc.cookie()
    expect(await pc.post('/session/confirmation', { secret: wrong })).toMatchObject({
      status: 422,
      body: { code: 'session.confirm-wrong' },
    })
    expect(pc.cookie()).toBe(before)
    const { status, body } = await pc.post('/session/confirmation', { secret: password })
    expect(status).toBe(200)
    expect((Date.parse(body.freshUntil) - Date.now()) / 60_000).toBeCloseTo(5, 0)
    expect(pc.cookie()).not.toBe(before)
    const old = browser(world)
    old.keep(before)
    expect((await old.get('/session')).body).toBeNull()
    expect((await pc.post('/session/password', change)).status).toBe(200)
    expect((await deedsOf(world, who)).map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'login done',
      'session.confirm failed',
      'session.confirm done',
      'password.set done',
    ])
    expect(JSON.stringify(await deedsOf(world, who))).not.toContain(password)
  })

  test('by the six digits where there is a second factor, once', async () => {
    const who = await settledTeacher(world, system)
    const pc = await signedIn(world, who)
    const secret = await withFactor(world, pc, who)
    expect((await pc.post('/session/confirmation', { secret: codeOf(secret) })).status).toBe(200)
    expect((await pc.post('/session/confirmation', { secret: codeOf(secret) })).status).toBe(422)
    expect((await pc.post('/session/confirmation', { secret: password })).status).toBe(200)
  })

  test('wrong ones are counted like logins: after five nothing is judged', async () => {
    const who = await settledTeacher(world, system)
    const pc = await signedIn(world, who)
    for (let i = 0; i < 5; i++) await pc.post('/session/confirmation', { secret: wrong })
    expect(await pc.post('/session/confirmation', { secret: password })).toMatchObject({
      status: 429,
      body: { code: 'login.throttled' },
    })
  })

  test('who has not set a password confirms nothing', async () => {
    const who = await settledTeacher(world, system)
    const pc = await signedIn(world, who)
    await world.owner.query('update account set password_set_at = null where id = $1', [who.accountId])
    expect((await pc.post('/session/confirmation', { secret: password })).body.code).toBe('session.password-first')
  })
})

describe('我的账号', () => {
  test('tells what one’s account is, where it is open, and of the last login', async () => {
    const who = await settledTeacher(world, system)
    await signedIn(world, who, '10.40.0.1')
    for (let i = 0; i < 2; i++) await browser(world, '10.40.0.9').post('/session', { login: who.login, secret: wrong })
    const pc = await signedIn(world, who, '10.40.0.2')
    expect((await pc.get('/session')).body).toMatchObject({
      lastLoginAt: expect.any(String),
      lastLoginNetwork: '10.40.0.1',
      failuresSince: 2,
    })
    const { body } = await pc.get('/session/account')
    expect(body).toMatchObject({ logins: [who.login], factorSince: null, factorNeeded: false, noticeVersion })
    expect(
      body.sessions.map(({ network, current }: { network: string; current: boolean }) => [network, current]),
    ).toEqual([
      ['10.40.0.2', true],
      ['10.40.0.1', false],
    ])
    expect(body.sessions[0].post).toBe(`${school} · 教师`)
    expect(JSON.stringify(body)).not.toContain(pc.cookie().slice(4))
    const { body: logins } = await pc.get('/session/logins')
    expect(logins.total).toBe(4)
    expect(
      logins.rows.map(({ what, done, network }: { what: string; done: boolean; network: string }) => [
        what,
        done,
        network,
      ]),
    ).toEqual([
      ['登录成功', true, '10.40.0.2'],
      ['密码或激活码不正确', false, '10.40.0.9'],
      ['密码或激活码不正确', false, '10.40.0.9'],
      ['登录成功', true, '10.40.0.1'],
    ])
    expect((await pc.get('/session/logins?page=2&size=3')).body.rows).toHaveLength(1)
  })

  test('shows nobody else’s', async () => {
    const [who, other] = [await settledTeacher(world, system), await settledTeacher(world, system)]
    const [pc, theirs] = [await signedIn(world, who), await signedIn(world, other)]
    const { body } = await theirs.get('/session/account')
    expect(await pc.post(`/session/others/${body.sessions[0].id}/end`)).toMatchObject({ status: 404 })
    expect((await theirs.get('/session')).body).not.toBeNull()
    expect((await pc.get('/session/logins')).body.total).toBe(1)
  })

  test('ends another session, or all others, and these are told', async () => {
    const who = await settledTeacher(world, system)
    const [a, b, pc] = [
      await signedIn(world, who, '10.40.1.1'),
      await signedIn(world, who, '10.40.1.2'),
      await signedIn(world, who, '10.40.1.3'),
    ]
    const { body } = await pc.get('/session/account')
    const mine = body.sessions[0].id
    const other = body.sessions.find(({ network }: { network: string }) => network === '10.40.1.1').id
    expect((await pc.post(`/session/others/${mine}/end`)).status).toBe(404)
    expect((await pc.post(`/session/others/${other}/end`)).status).toBe(200)
    const told = await a.get('/teachers/mine')
    expect(told).toMatchObject({ status: 401, body: { code: 'session.ended' } })
    expect(told.body.title).toContain('在另一处结束了这里的登录')
    expect((await a.get('/teachers/mine')).body.code).toBe('session.missing')
    expect((await pc.post('/session/others/end')).body).toEqual({ ended: 1 })
    expect((await b.get('/session')).status).toBe(401)
    expect((await pc.get('/session')).body).not.toBeNull()
  })

  test('a changed password ends the other sessions at once, and says so', async () => {
    const who = await settledTeacher(world, system)
    const [other, pc] = [await signedIn(world, who, '10.40.2.1'), await signedIn(world, who, '10.40.2.2')]
    await pc.post('/session/password', { password: 'Other-Lamp-9', notice: noticeVersion })
    const told = await other.get('/session')
    expect(told).toMatchObject({ status: 401, body: { code: 'session.ended' } })
    expect(told.body.title).toContain('密码已修改')
  })
})

describe('R05: what others did is told until it is read', () => {
  const tell = async (by: Voice, accountIds: string[], kind: 'reset' | 'post-given' = 'reset', post?: string) => {
    const actor = await actorOfPost(world.house, by.postId)
    if (!actor) throw new Error('the post is gone')
    await asActor(world.house, actor, (ctx) => noteTo(ctx, accountIds, kind, post ? { post } : {}))
  }

  test('by whom and when, at every page until 知道了', async () => {
    const who = await settledTeacher(world, system)
    await tell(system, [who.accountId])
    await tell(system, [who.accountId], 'post-given', `${school} · 信息查询员`)
    const pc = await signedIn(world, who)
    const { notices } = (await pc.get('/session')).body
    expect(notices.map(({ text }: { text: string }) => text)).toEqual([
      expect.stringMatching(/^甲省东市甲县第一小学 系统管理员 .+ 重置了您的密码/),
      expect.stringMatching(/授予您岗位：甲省东市甲县第一小学 · 信息查询员$/),
    ])
    expect(Date.now() - Date.parse(notices[0].at)).toBeLessThan(60_000)
    await pc.post('/session/notices/read', { ids: [notices[0].id] })
    expect((await pc.get('/session')).body.notices).toEqual([notices[1]])
    // nobody reads another's
    const other = await signedIn(world, await settledTeacher(world, system))
    await other.post('/session/notices/read', { ids: [notices[1].id] })
    expect((await pc.get('/session')).body.notices).toHaveLength(1)
  })

  test('nobody tells accounts out of reach', async () => {
    const who = await settledTeacher(world, system)
    await expect(tell(await world.as('system', '甲省东市甲县第二小学'), [who.accountId])).rejects.toThrow(
      'expected to write 1 rows, wrote 0',
    )
  })

  test('sessions ended by an administrator say so', async () => {
    const who = await settledTeacher(world, system)
    const pc = await signedIn(world, who)
    await system.post(`/accounts/${who.accountId}/head`)
    await pc.post('/session/post', { postId: (await pc.get('/session')).body.posts[0].id })
    await system.post(`/accounts/${who.accountId}/head/end`)
    const told = await pc.get('/home')
    expect(told).toMatchObject({ status: 401, body: { code: 'session.ended' } })
    expect(told.body.title).toContain('管理员调整了您的账号或岗位')
  })
})

describe('administrators', () => {
  test('must choose a new password when theirs is too old; nothing else is open', async () => {
    const who = await settledAs(world, system, 'system', '甲省东市乙县第一小学')
    await world.owner.query(`update account set password_set_at = now() - interval '91 days' where id = $1`, [
      who.accountId,
    ])
    const pc = await signedIn(world, who)
    expect((await pc.get('/session')).body).toMatchObject({ mustSetPassword: true, passwordWhy: 'expired', can: [] })
    expect((await pc.get('/accounts')).body.code).toBe('session.password-first')
    const set = await pc.post('/session/password', { password: 'Other-Lamp-9', notice: noticeVersion })
    expect(set.body).toMatchObject({ mustSetPassword: false, factor: 'set-up' })
  })

  test('others are reminded after a year, and go on', async () => {
    const who = await settledTeacher(world, system)
    await world.owner.query(`update account set password_set_at = now() - interval '400 days' where id = $1`, [
      who.accountId,
    ])
    const pc = await signedIn(world, who)
    expect((await pc.get('/session')).body).toMatchObject({ mustSetPassword: false, passwordAge: 400 })
  })

  test('A21: accounts unused for ninety days are stopped in the night, and audited; teachers’ and the centre’s last are not', async () => {
    const who = await settledAs(world, system, 'system', '甲省东市乙县第二小学')
    const fresh = await settledAs(world, system, 'system', '甲省西市乙县第二小学')
    const teacher = await settledTeacher(world, system)
    const back = (id: string, days: number) =>
      world.owner.query(
        `update account set password_set_at = now() - make_interval(days => $2), last_login_at = now() - make_interval(days => $2) where id = $1`,
        [id, days],
      )
    const { rows } = await world.owner.query(
      `select a.id from account a join post_holding h on h.person_id = a.person_id join unit u on u.id = h.unit_id where u.level = 'ministry' and h.role = 'system'`,
    )
    for (const id of [who.accountId, teacher.accountId, rows[0].id]) await back(id, 91)
    await back(fresh.accountId, 89)
    const pc = await signedIn(world, fresh)
    await back(fresh.accountId, 89)
    await keepSignInsTidy(world.house)
    const { rows: stopped } = await world.owner.query('select id from account where stopped_at is not null')
    expect(stopped.map(({ id }) => id)).toEqual([who.accountId])
    expect((await deedsOf(world, who)).at(-1)).toMatchObject({ action: 'account.stop', detail: { why: 'unused' } })
    expect((await browser(world).post('/session', { login: who.login, secret: password })).status).toBe(401)
    expect((await pc.get('/session')).status).toBe(200)
    // opened again, the days count anew
    await world.owner.query('update account set stopped_at = null, reopened_at = now() where id = $1', [who.accountId])
    await keepSignInsTidy(world.house)
    expect((await world.owner.query('select id from account where stopped_at is not null')).rows).toEqual([])
  })

  test('in a practice environment nobody’s account is stopped', async () => {
    const who = await settledAs(world, system, 'system', '甲省西市乙县第一小学')
    await world.owner.query(`update account set password_set_at = now() - interval '100 days' where id = $1`, [
      who.accountId,
    ])
    await keepSignInsTidy({ ...world.house, practice: true })
    expect((await world.owner.query('select id from account where stopped_at is not null')).rows).toEqual([])
  })
})
