import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noticeVersion } from '../../contract/session.ts'
import { setPasswordFor } from '../account/door.ts'
import { browser, registerOne } from '../account/people.fixture.ts'
import { asActor } from '../platform/context.ts'
import type { Voice, World } from '../testing/world.ts'
import { openWorld } from '../testing/world.ts'
import { actorOfPost } from './actor.ts'

let world: World
let system: Voice
const school = '甲省东市甲县第一小学'
const password = 'Lantern-7-quill'

beforeAll(async () => {
  world = await openWorld()
  system = await world.as('system', school)
})
afterAll(() => world.close())

let order = 100
/** A teacher with an account whose activation code is still open. */
const fresh = (name = '顾云舟') => registerOne(world, system, name, order++)

/** A teacher with a password. */
async function settled(name = '林知行') {
  const made = await fresh(name)
  const actor = await actorOfPost(world.house, system.postId)
  if (!actor) throw new Error('the post is gone')
  await asActor(world.house, actor, (ctx) => setPasswordFor(ctx, [{ accountId: made.accountId, password }]))
  return made
}

const deeds = async (accountId: string) =>
  (
    await world.owner.query(
      'select action, outcome, detail, network, person_id, session_hash from audit_event where object_id = $1 order by seq',
      [accountId],
    )
  ).rows

describe('the first login', () => {
  test('an activation code opens the screen where the own password is set, and nothing else', async () => {
    const teacher = await fresh()
    const phone = browser(world)
    const login = await phone.post('/session', { login: teacher.nationalNo, secret: teacher.code.toLowerCase() })
    expect(login.status).toBe(200)
    expect(login.body).toMatchObject({
      name: '顾云舟',
      mustSetPassword: true,
      can: [],
      noticeVersion,
      lastLoginAt: null,
    })
    expect(login.cookie).toMatch(/^sid=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    for (const path of ['/teachers', '/home', '/units'])
      expect(await phone.get(path)).toMatchObject({ status: 403, body: { code: 'session.password-first' } })
    expect(await phone.post('/session/post', { postId: system.postId })).toMatchObject({
      body: { code: 'session.password-first' },
    })

    const before = phone.cookie()
    const set = await phone.post('/session/password', { password, notice: noticeVersion })
    expect(set).toMatchObject({
      status: 200,
      body: { mustSetPassword: false, post: { role: 'teacher', unitName: school } },
    })
    expect(set.body.can).toContain('teacher.submit')
    expect(phone.cookie()).not.toBe(before)
    const old = browser(world)
    old.keep(before)
    expect((await old.get('/session')).body).toBeNull()

    const { rows } = await world.owner.query(
      'select password_hash, notice_version, notice_at from account where id = $1',
      [teacher.accountId],
    )
    expect(rows[0]).toMatchObject({ notice_version: noticeVersion })
    expect(rows[0].password_hash).toContain('$argon2id$')
    expect(rows[0].notice_at).not.toBeNull()
    const told = await deeds(teacher.accountId)
    expect(told.map(({ action }) => action)).toEqual(['login', 'password.set'])
    expect(told[1]).toMatchObject({ outcome: 'done', network: '10.7.0.1', person_id: teacher.personId })
    expect(JSON.stringify(told)).not.toContain(password)
    expect(JSON.stringify(told)).not.toContain(teacher.code)
  })

  test('a code is spent when the password is set', async () => {
    const teacher = await fresh()
    const phone = browser(world)
    await phone.post('/session', { login: teacher.nationalNo, secret: teacher.code })
    // the phone went to sleep: the code opens the screen again
    expect((await phone.post('/session', { login: teacher.nationalNo, secret: teacher.code })).status).toBe(200)
    await phone.post('/session/password', { password, notice: noticeVersion })
    expect(await browser(world).post('/session', { login: teacher.nationalNo, secret: teacher.code })).toMatchObject({
      status: 401,
      body: { code: 'login.failed' },
    })
  })

  test('a code past its day opens nothing', async () => {
    const teacher = await fresh()
    await world.owner.query(
      `update activation_code set expires_at = now() - interval '1 second' where account_id = $1`,
      [teacher.accountId],
    )
    expect((await browser(world).post('/session', { login: teacher.nationalNo, secret: teacher.code })).status).toBe(
      401,
    )
  })

  test('after five wrong codes the right one opens nothing, from whatever network', async () => {
    const teacher = await fresh()
    const other = (await fresh()).code
    for (let i = 0; i < 5; i++)
      await browser(world, `10.8.0.${i}`).post('/session', { login: teacher.nationalNo, secret: other })
    const { rows } = await world.owner.query('select tries from activation_code where account_id = $1', [
      teacher.accountId,
    ])
    expect(rows[0].tries).toBe(5)
    const last = await browser(world, '10.8.0.9').post('/session', { login: teacher.nationalNo, secret: teacher.code })
    expect(last.status).toBe(401)
  })

  test('a weak password and an unread notice are refused, and nothing is set', async () => {
    const teacher = await fresh('欧阳文静')
    const phone = browser(world)
    await phone.post('/session', { login: teacher.nationalNo, secret: teacher.code })
    const weak = await phone.post('/session/password', { password: 'ouyangwenjing', notice: noticeVersion })
    expect(weak).toMatchObject({ status: 422, body: { code: 'password.weak' } })
    expect(weak.body.fields.map(({ message }: { message: string }) => message).join()).toContain('姓名拼音')
    const birth = await phone.post('/session/password', { password: 'Lamp-19850601-x', notice: noticeVersion })
    expect(birth.body.fields[0].message).toContain('出生日期')
    const number = await phone.post('/session/password', {
      password: `Lamp-${teacher.idNumber?.slice(-6)}-quill`,
      notice: noticeVersion,
    })
    expect(number.body.fields[0].message).toContain('后 6 位')
    expect(await phone.post('/session/password', { password, notice: '2020-01' })).toMatchObject({
      status: 400,
      body: { title: '请先阅读并同意最新的隐私告知，再设置密码' },
    })
    const { rows } = await world.owner.query('select password_hash from account where id = $1', [teacher.accountId])
    expect(rows[0].password_hash).toBeNull()
  })
})

describe('signing in', () => {
  test('by id number or by the number on the slip, small or full-width letters alike', async () => {
    const teacher = await settled()
    for (const login of [teacher.nationalNo, teacher.idNumber ?? '', ` ${teacher.nationalNo.toLowerCase()} `])
      expect((await browser(world).post('/session', { login, secret: password })).status).toBe(200)
  })

  test('unknown account, wrong password and stopped account are refused with the same words', async () => {
    const [teacher, stopped] = [await settled(), await settled()]
    await world.owner.query('update account set stopped_at = now() where id = $1', [stopped.accountId])
    const answers = [
      await browser(world).post('/session', { login: 'nobody-at-all', secret: password }),
      await browser(world).post('/session', { login: teacher.nationalNo, secret: 'Lantern-8-quill' }),
      await browser(world).post('/session', { login: stopped.nationalNo, secret: password }),
    ]
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 401, cookie: null })
      expect(answer.body).toEqual(answers[0]?.body)
    }
    expect(await deeds(teacher.accountId)).toMatchObject([
      { action: 'login', outcome: 'failed', detail: { why: 'wrong' }, network: '10.7.0.1' },
    ])
    expect(await deeds(stopped.accountId)).toMatchObject([{ outcome: 'failed', detail: { why: 'stopped' } }])
    const { rows } = await world.owner.query(
      `select detail, object_id from audit_event where action = 'login' and detail ->> 'why' = 'unknown'`,
    )
    expect(rows).toEqual([{ detail: { why: 'unknown' }, object_id: null }])
  })

  test('an unknown account takes as long as a known one', async () => {
    const teacher = await settled()
    const time = async (login: string, address: string) => {
      const began = performance.now()
      await browser(world, address).post('/session', { login, secret: 'Lantern-8-quill' })
      return performance.now() - began
    }
    const [known, unknown]: [number[], number[]] = [[], []]
    for (let i = 0; i < 12; i++) {
      known.push(await time(teacher.nationalNo, `10.9.1.${i}`))
      unknown.push(await time('nobody-at-all', `10.9.2.${i}`))
    }
    const median = (all: number[]) => all.sort((a, b) => a - b)[6] ?? 0
    // both hash (about 30 ms); without the dummy an unknown account would be told in a few
    expect(median(unknown)).toBeGreaterThan(median(known) / 2)
  })

  test('five failures lock the account for that network, and only for that', async () => {
    const teacher = await settled()
    for (let i = 0; i < 5; i++)
      await browser(world, '10.5.0.1').post('/session', { login: teacher.nationalNo, secret: 'Lantern-8-quill' })
    const locked = await browser(world, '10.5.0.1').post('/session', { login: teacher.nationalNo, secret: password })
    expect(locked).toMatchObject({ status: 401, body: { code: 'login.failed' } })
    expect((await deeds(teacher.accountId)).at(-1)).toMatchObject({ detail: { why: 'locked' } })
    const list = await system.get('/accounts', { search: teacher.nationalNo })
    expect(list.body.rows[0]).toMatchObject({ accountId: teacher.accountId, state: 'locked' })
    // a stranger cannot lock the owner out
    expect(
      (await browser(world, '10.5.0.2').post('/session', { login: teacher.nationalNo, secret: password })).status,
    ).toBe(200)
  })

  test('the lock ends by itself after fifteen minutes', async () => {
    const teacher = await settled()
    for (let i = 0; i < 5; i++)
      await browser(world, '10.5.0.3').post('/session', { login: teacher.nationalNo, secret: 'Lantern-8-quill' })
    const { rows } = await world.owner.query(
      `update throttle set until = until - interval '15 minutes' where key like $1 returning until, at`,
      [`here:${teacher.accountId}:%`],
    )
    expect(rows).toHaveLength(1)
    expect(
      (await browser(world, '10.5.0.3').post('/session', { login: teacher.nationalNo, secret: password })).status,
    ).toBe(200)
  })

  test('twenty failures from many networks lock it for all', async () => {
    const teacher = await settled()
    for (let i = 0; i < 20; i++)
      await browser(world, `10.6.0.${i}`).post('/session', { login: teacher.nationalNo, secret: 'Lantern-8-quill' })
    expect(
      (await browser(world, '10.6.1.1').post('/session', { login: teacher.nationalNo, secret: password })).status,
    ).toBe(401)
  })

  test('an added field of the body changes nothing', async () => {
    const teacher = await settled()
    for (let i = 0; i < 5; i++)
      await browser(world, '10.5.0.4').post('/session', {
        login: teacher.nationalNo,
        secret: 'x',
        network: `${i}`,
        id: i,
      })
    const last = await browser(world, '10.5.0.4').post('/session', { login: teacher.nationalNo, secret: password })
    expect(last.status).toBe(401)
  })
})

describe('a session', () => {
  test('keeps only a hash of its token', async () => {
    const teacher = await settled()
    const pc = browser(world)
    await pc.post('/session', { login: teacher.nationalNo, secret: password })
    const { rows } = await world.owner.query('select * from session where account_id = $1', [teacher.accountId])
    expect(rows).toHaveLength(1)
    const token = Buffer.from(pc.cookie().slice(4), 'base64url')
    expect(token).toHaveLength(32)
    expect(rows[0].token_hash.equals(token)).toBe(false)
  })

  test('ends with 退出登录', async () => {
    const teacher = await settled()
    const pc = browser(world)
    await pc.post('/session', { login: teacher.nationalNo, secret: password })
    const cookie = pc.cookie()
    expect((await pc.post('/session/end')).status).toBe(200)
    pc.keep(cookie)
    expect((await pc.get('/session')).body).toBeNull()
    expect(await pc.get('/home')).toMatchObject({ status: 401, body: { code: 'session.missing' } })
    expect((await deeds(teacher.accountId)).map(({ action }) => action)).toEqual(['login', 'logout'])
  })

  test.each([
    ['thirty minutes without a request', `seen_at = now() - interval '31 minutes'`],
    ['eight hours', `ends_at = now() - interval '1 second'`],
  ])('is over after %s', async (_, change) => {
    const teacher = await settled()
    const pc = browser(world)
    await pc.post('/session', { login: teacher.nationalNo, secret: password })
    await world.owner.query(`update session set ${change} where account_id = $1`, [teacher.accountId])
    expect((await pc.get('/session')).body).toBeNull()
    const { rows } = await world.owner.query('select 1 from session where account_id = $1', [teacher.accountId])
    expect(rows).toHaveLength(0)
  })

  test('of a 系统管理员 is over after fifteen', async () => {
    const admin = await world.as('system', '甲省东市甲县第二小学')
    const query = `update session set seen_at = now() - interval '16 minutes' where post_id = $1`
    await world.owner.query(query, [admin.postId])
    expect((await admin.get('/session')).body).toBeNull()
    const clerk = await world.as('information', '甲省东市甲县第二小学')
    await world.owner.query(query, [clerk.postId])
    expect((await clerk.get('/session')).body).not.toBeNull()
    const { rows } = await world.owner.query(
      `select now() - seen_at < interval '1 minute' as fresh from session where post_id = $1`,
      [clerk.postId],
    )
    expect(rows).toEqual([{ fresh: true }])
  })

  test('three at most: the fourth login ends the first', async () => {
    const teacher = await settled()
    const all = [browser(world), browser(world), browser(world), browser(world)]
    for (const each of all) await each.post('/session', { login: teacher.nationalNo, secret: password })
    const alive = await Promise.all(all.map(async (each) => (await each.get('/session')).status))
    expect(alive).toEqual([401, 200, 200, 200])
  })

  test('tells when the last login was', async () => {
    const teacher = await settled()
    const first = await browser(world).post('/session', { login: teacher.nationalNo, secret: password })
    expect(first.body.lastLoginAt).toBeNull()
    const pc = browser(world)
    await pc.post('/session', { login: teacher.nationalNo, secret: password })
    const { body } = await pc.get('/session')
    expect(Date.now() - Date.parse(body.lastLoginAt)).toBeLessThan(60_000)
  })

  test('that has not been confirmed for five minutes may not change the password', async () => {
    const teacher = await settled()
    const pc = browser(world)
    await pc.post('/session', { login: teacher.nationalNo, secret: password })
    await world.owner.query(
      `update session set fresh_until = fresh_until - interval '5 minutes' where account_id = $1`,
      [teacher.accountId],
    )
    expect(await pc.post('/session/password', { password: 'Other-Lamp-9', notice: noticeVersion })).toMatchObject({
      status: 403,
      body: { code: 'session.confirm-again' },
    })
    await pc.post('/session', { login: teacher.nationalNo, secret: password })
    expect((await pc.post('/session/password', { password: 'Other-Lamp-9', notice: noticeVersion })).status).toBe(200)
    expect((await browser(world).post('/session', { login: teacher.nationalNo, secret: password })).status).toBe(401)
  })
})

describe('posts', () => {
  test('one works in one post at a time; switching gives a new token, and the next login begins there', async () => {
    const teacher = await settled()
    await system.post(`/accounts/${teacher.accountId}/head`)
    const pc = browser(world)
    const login = await pc.post('/session', { login: teacher.nationalNo, secret: password })
    expect(login.body.post.role).toBe('head')
    expect(login.body.posts.map(({ role }: { role: string }) => role)).toEqual(['head', 'teacher'])
    expect(login.body.can).not.toContain('teacher.submit')
    const before = pc.cookie()
    const asTeacher = login.body.posts[1].id
    const switched = await pc.post('/session/post', { postId: asTeacher })
    expect(switched.body).toMatchObject({ post: { role: 'teacher', roleName: '教师', level: 'school' } })
    expect(switched.body.can).toContain('teacher.submit')
    expect(pc.cookie()).not.toBe(before)
    const old = browser(world)
    old.keep(before)
    expect((await old.get('/session')).body).toBeNull()
    expect((await browser(world).post('/session', { login: teacher.nationalNo, secret: password })).body.post.id).toBe(
      asTeacher,
    )
    expect((await deeds(teacher.accountId)).map(({ action }) => action)).toContain('post.switch')
  })

  test('nobody switches to a post of somebody else', async () => {
    const teacher = await settled()
    const pc = browser(world)
    await pc.post('/session', { login: teacher.nationalNo, secret: password })
    expect(await pc.post('/session/post', { postId: system.postId })).toMatchObject({ status: 404 })
    expect((await pc.get('/session')).body.post.role).toBe('teacher')
  })

  test('a 系统管理员 has one session: the new one ends the old', async () => {
    const teacher = await settled()
    await world.owner.query(`update post_holding set person_id = $1 where unit_id = $2 and role = 'query'`, [
      teacher.personId,
      system.unitId,
    ])
    await world.owner.query(
      `update post_holding set role = 'system', seat = 2 where person_id = $1 and role = 'query'`,
      [teacher.personId],
    )
    const [first, second] = [browser(world), browser(world, '10.7.0.9')]
    await first.post('/session', { login: teacher.nationalNo, secret: password })
    expect((await second.post('/session', { login: teacher.nationalNo, secret: password })).body.post.role).toBe(
      'system',
    )
    const told = await first.get('/teachers')
    expect(told).toMatchObject({ status: 401, body: { code: 'session.ended-elsewhere' } })
    expect(told.body.title).toMatch(/另一处登录（2\d{3}-\d\d-\d\d \d\d:\d\d，网络地址 10\.7\.0\.9）/)
    // told once
    expect((await first.get('/session')).body).toBeNull()
    expect((await second.get('/session')).body).not.toBeNull()
  })
})

test('nobody is signed in without a cookie, or with one that was made up', async () => {
  expect((await world.nobody.get('/session')).body).toBeNull()
  const liar = browser(world)
  liar.keep(`sid=${'A'.repeat(43)}`)
  expect((await liar.get('/session')).body).toBeNull()
  expect(await liar.post('/session/end')).toMatchObject({ status: 401 })
})
