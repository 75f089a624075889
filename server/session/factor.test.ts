import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browser } from '../account/people.fixture.ts'
import { buildApp } from '../app.ts'
import { asActor } from '../platform/context.ts'
import { samples } from '../testing/samples.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { actorOfPost } from './actor.ts'
import { factorsOf, takeAwayFactor } from './door.ts'
import {
  codeOf,
  deedsOf,
  password,
  type Settled,
  school,
  settledAs,
  settledTeacher,
  signedIn,
  timePasses,
  withFactor,
} from './people.fixture.ts'

let world: World
let system: Voice
beforeAll(async () => {
  world = await openWorld()
  system = await world.as('system', school)
})
afterAll(() => world.close())

const objects = {
  unit: '1',
  teacher: '01a20000-0000-7000-8000-000000000000',
  case: '01a20000-0000-7000-8000-000000000000',
  account: '01a20000-0000-7000-8000-000000000000',
  batch: '01a20000-0000-7000-8000-000000000000',
}
type Objects = Parameters<NonNullable<(typeof samples)[string]>>[0]

describe('two steps', () => {
  test('a post that asks for the second factor opens nothing before it is set up and given', async () => {
    const clerk = await settledAs(world, system, 'query', '甲省东市甲县教育局')
    const pc = await signedIn(world, clerk)
    const me = (await pc.get('/session')).body
    expect(me).toMatchObject({ factor: 'set-up', hasFactor: false, can: [], mustSetPassword: false })

    const token = pc.cookie().replace('sid=', '')
    const refused: string[] = []
    for (const spec of world.app.served) {
      if (spec.permission === 'public' || spec.permission === 'signed-in') continue
      const sample = samples[`${spec.method} ${spec.path}`]?.(objects as unknown as Objects)
      let path: string = spec.path
      for (const [name, value] of Object.entries(sample?.path ?? {})) path = path.replace(`:${name}`, String(value))
      const answer = await world.app.inject({
        method: spec.method,
        url: `/api${path}?${new URLSearchParams(sample?.query as Record<string, string>)}`,
        headers: { 'sec-fetch-site': 'same-origin', cookie: `sid=${token}`, 'content-type': 'application/json' },
        ...(spec.method === 'POST' && { payload: JSON.stringify(sample?.body ?? {}) }),
      })
      if (answer.statusCode !== 400) {
        expect(`${spec.path} ${answer.json().code}`).toBe(`${spec.path} session.factor-first`)
        refused.push(spec.path)
      }
    }
    expect(refused.length).toBeGreaterThan(30)
    for (const path of ['/session/account', '/session/logins'])
      expect((await pc.get(path)).body.code).toBe('session.factor-first')

    const before = pc.cookie()
    const { body } = await pc.post('/session/factor/set-up')
    expect(body.secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(decodeURIComponent(body.uri)).toMatch(
      /^otpauth:\/\/totp\/林知行\?issuer=全国教师管理信息系统&secret=[A-Z2-7]{32}&/,
    )
    expect(await pc.post('/session/factor/confirmation', { code: codeOf(body.secret, 5) })).toMatchObject({
      status: 422,
      body: { code: 'factor.wrong' },
    })
    const done = await pc.post('/session/factor/confirmation', { code: codeOf(body.secret) })
    expect(done.body).toMatchObject({ factor: 'done', hasFactor: true })
    expect(done.body.can).toContain('teacher.list')
    expect(pc.cookie()).not.toBe(before)
    expect((await pc.get('/teachers')).status).toBe(200)
    const old = browser(world)
    old.keep(before)
    expect((await old.get('/session')).body).toBeNull()

    const { rows } = await world.owner.query('select secret from second_factor where account_id = $1', [
      clerk.accountId,
    ])
    expect(rows[0].secret.toString('latin1')).not.toContain(body.secret)
    expect(JSON.stringify(await deedsOf(world, clerk))).not.toContain(body.secret)
  })

  test('it is asked for at every login, and a step is used once', async () => {
    const clerk = await settledAs(world, system, 'information', '甲省东市甲县教育局')
    const secret = await withFactor(world, await signedIn(world, clerk), clerk)
    const pc = await signedIn(world, clerk)
    expect((await pc.get('/session')).body).toMatchObject({ factor: 'give', can: [] })
    for (const [path, body] of [
      ['/session/factor/set-up', {}],
      ['/session/password', { password: 'Other-Lamp-9', notice: '2026-11' }],
      ['/session/confirmation', { secret: password }],
      ['/session/others/end', {}],
    ] as const)
      expect((await pc.post(path, body)).body.code, path).toBe('session.factor-first')
    const before = pc.cookie()
    const given = await pc.post('/session/factor', { code: codeOf(secret) })
    expect(given.body).toMatchObject({ factor: 'done' })
    expect(pc.cookie()).not.toBe(before)
    const other = await signedIn(world, clerk, '10.20.0.2')
    expect(await other.post('/session/factor', { code: codeOf(secret) })).toMatchObject({
      status: 422,
      body: { code: 'factor.wrong' },
    })
    expect((await deedsOf(world, clerk)).at(-1)).toMatchObject({ action: 'factor.give', detail: { why: 'used' } })
    // the app's clock may be one step ahead; an older step than the last used one is dead
    expect((await other.post('/session/factor', { code: codeOf(secret, 1) })).status).toBe(200)
    const third = await signedIn(world, clerk, '10.20.0.3')
    for (const steps of [-1, 0, 1])
      expect((await third.post('/session/factor', { code: codeOf(secret, steps) })).status).toBe(422)
  })

  test('of nine requests with one code at the same moment exactly one wins', async () => {
    const teacher = await settledTeacher(world, system)
    const secret = await withFactor(world, await signedIn(world, teacher), teacher)
    // as many sessions as there may be, several requests in each; the wrong ones of a session's own network count to five
    const sessions = [
      await signedIn(world, teacher, '10.21.0.1'),
      await signedIn(world, teacher, '10.21.0.2'),
      await signedIn(world, teacher, '10.21.0.3'),
    ]
    const code = codeOf(secret)
    const answers = await Promise.all(
      sessions.flatMap((pc) => [1, 2, 3].map(() => pc.post('/session/factor', { code }))),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('five wrong codes lock it, whatever the password; a new login buys no more', async () => {
    const teacher = await settledTeacher(world, system)
    const secret = await withFactor(world, await signedIn(world, teacher), teacher)
    const pc = await signedIn(world, teacher, '10.22.0.1')
    const wrongCode = codeOf(secret, 10)
    for (let i = 0; i < 4; i++) expect((await pc.post('/session/factor', { code: wrongCode })).status).toBe(422)
    const again = await signedIn(world, teacher, '10.22.0.1')
    expect((await again.post('/session/factor', { code: wrongCode })).status).toBe(422)
    expect(await again.post('/session/factor', { code: codeOf(secret) })).toMatchObject({
      status: 429,
      body: { code: 'login.throttled' },
    })
    expect(
      (await browser(world, '10.22.0.1').post('/session', { login: teacher.login, secret: password })).status,
    ).toBe(401)
    // A08: from a network without failures, with password and code, the person gets in
    const home = await signedIn(world, teacher, '10.22.0.2')
    expect((await home.post('/session/factor', { code: codeOf(secret) })).status).toBe(200)
  })

  test('a teacher is not asked, may set one up, and is then asked', async () => {
    const teacher = await settledTeacher(world, system)
    const pc = await signedIn(world, teacher)
    expect((await pc.get('/session')).body).toMatchObject({ factor: 'not-needed', hasFactor: false })
    expect(await pc.post('/session/factor', { code: '123456' })).toMatchObject({
      status: 409,
      body: { code: 'factor.not-set-up' },
    })
    await withFactor(world, pc, teacher)
    expect((await (await signedIn(world, teacher)).get('/session')).body.factor).toBe('give')
  })

  test('renewing asks for a fresh confirmation, and the old secret counts until the new one is proved', async () => {
    const teacher = await settledTeacher(world, system)
    const pc = await signedIn(world, teacher)
    const old = await withFactor(world, pc, teacher)
    await world.owner.query('update session set fresh_until = null where account_id = $1', [teacher.accountId])
    expect((await pc.post('/session/factor/set-up')).body.code).toBe('session.confirm-again')
    expect((await pc.post('/session/confirmation', { secret: codeOf(old) })).status).toBe(200)
    await timePasses(world, teacher)
    const { body } = await pc.post('/session/factor/set-up')
    const elsewhere = await signedIn(world, teacher, '10.23.0.1')
    expect((await elsewhere.post('/session/factor', { code: codeOf(old) })).status).toBe(200)
    expect((await pc.post('/session/factor/confirmation', { code: codeOf(body.secret) })).status).toBe(200)
    // the other session is told why it ended
    expect(await elsewhere.get('/session')).toMatchObject({ status: 401, body: { code: 'session.ended' } })
    await timePasses(world, teacher)
    const after = await signedIn(world, teacher, '10.23.0.2')
    expect((await after.post('/session/factor', { code: codeOf(old) })).status).toBe(422)
    expect((await after.post('/session/factor', { code: codeOf(body.secret) })).status).toBe(200)
  })

  test('a secret shown more than fifteen minutes ago is proved no more', async () => {
    const teacher = await settledTeacher(world, system)
    const pc = await signedIn(world, teacher)
    const { body } = await pc.post('/session/factor/set-up')
    await world.owner.query(
      `update second_factor set pending_at = now() - interval '16 minutes' where account_id = $1`,
      [teacher.accountId],
    )
    expect((await pc.post('/session/factor/confirmation', { code: codeOf(body.secret) })).body.code).toBe(
      'factor.not-set-up',
    )
  })

  test('switching to a post that asks for it asks then; back to the other one is open', async () => {
    const teacher = await settledTeacher(world, system)
    await world.owner.query(
      `insert into post_holding (province_code, id, unit_id, role, seat, person_province, person_id, from_on)
       select u.province_code, app.new_id(), u.id, 'query', 9, u.province_code, $1, current_date from unit u where u.id = $2`,
      [teacher.personId, await world.unitId('甲省东市甲县教育局')],
    )
    await world.owner.query(
      'update account set last_post_id = (select id from post_holding where person_id = $1 and role = $3) where id = $2',
      [teacher.personId, teacher.accountId, 'teacher'],
    )
    const pc = await signedIn(world, teacher)
    const me = (await pc.get('/session')).body
    expect(me).toMatchObject({ factor: 'not-needed', post: { role: 'teacher' } })
    const [office, own] = [me.posts[0].id, me.posts[1].id]
    expect((await pc.post('/session/post', { postId: office })).body).toMatchObject({ factor: 'set-up', can: [] })
    expect((await pc.get('/teachers')).body.code).toBe('session.factor-first')
    expect((await pc.post('/session/post', { postId: own })).body).toMatchObject({ factor: 'not-needed' })
    await pc.post('/session/post', { postId: office })
    await withFactor(world, pc, teacher)
    expect((await pc.get('/teachers')).status).toBe(200)
  })

  test('a post at a school is asked where the province says so, at the next request', async () => {
    const head = await settledAs(world, system, 'query')
    const pc = await signedIn(world, head)
    expect((await pc.get('/session')).body.factor).toBe('not-needed')
    await world.owner.query(
      `insert into security_policy (province_code, id, settings, reason, proposed_by_person, proposed_by_post, decided_by_person, decided_by_post, decided_at, confirmed, decided_reason)
       values ('71', app.new_id(), '{"factorAtSchools": true}', 'x', app.new_id(), app.new_id(), app.new_id(), app.new_id(), now(), true, 'x')`,
    )
    expect((await pc.get('/session')).body).toMatchObject({ factor: 'set-up', can: [] })
    await world.owner.query(`delete from security_policy where province_code = '71'`)
  })
})

describe('a practice environment', () => {
  test('demands it of nobody, and asks whoever has set one up', async () => {
    const clerk = await settledAs(world, system, 'query', '甲省东市教育局')
    const practice = { ...world, app: await buildApp({ ...world.house, practice: true }, null) }
    await practice.app.ready()
    const pc = await signedIn(practice, clerk)
    expect((await pc.get('/session')).body).toMatchObject({ factor: 'not-needed', practice: true })
    expect((await pc.get('/teachers')).status).toBe(200)
    const secret = await withFactor(practice, pc, clerk)
    const again = await signedIn(practice, clerk)
    expect((await again.get('/teachers')).body.code).toBe('session.factor-first')
    expect((await again.post('/session/factor', { code: codeOf(secret) })).body.factor).toBe('done')
    await practice.app.close()
  })
})

describe('taken away by administrators (R03)', () => {
  const by = async (voice: Voice, who: Settled) => {
    const actor = await actorOfPost(world.house, voice.postId)
    if (!actor) throw new Error('the post is gone')
    return asActor(world.house, actor, async (ctx) => ({
      had: (await factorsOf(ctx, [who.accountId])).size,
      taken: await takeAwayFactor(ctx, who.accountId),
    }))
  }

  test('the sessions end, the person is told by whom, and sets up a new one', async () => {
    const teacher = await settledTeacher(world, system)
    const pc = await signedIn(world, teacher)
    await withFactor(world, pc, teacher)
    expect(await by(system, teacher)).toEqual({ had: 1, taken: true })
    expect(await pc.get('/session')).toMatchObject({ status: 401, body: { code: 'session.ended' } })
    const again = await signedIn(world, teacher)
    const me = (await again.get('/session')).body
    expect(me).toMatchObject({ factor: 'not-needed', hasFactor: false })
    expect(me.notices).toHaveLength(1)
    expect(me.notices[0].text).toContain(`${school} 系统管理员`)
    expect(me.notices[0].text).toContain('解除了您的两步验证')
    expect(await by(system, teacher)).toEqual({ had: 0, taken: false })
  })

  test('out of reach it is refused, and nothing changes', async () => {
    const teacher = await settledTeacher(world, system)
    await withFactor(world, await signedIn(world, teacher), teacher)
    for (const role of ['information', 'query'] as const)
      await expect(by(await world.as(role, '甲省东市教育局'), teacher)).rejects.toThrow('out of reach')
    for (const unit of ['甲省东市甲县第二小学', '乙省教育厅', '乙省东市教育局'])
      await expect(by(await world.as('system', unit), teacher)).rejects.toThrow('out of reach')
    const { rows } = await world.owner.query('select since from second_factor where account_id = $1', [
      teacher.accountId,
    ])
    expect(rows).toHaveLength(1)
  })
})
