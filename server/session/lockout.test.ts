import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browser, solved } from '../account/people.fixture.ts'
import { asActor } from '../platform/context.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { actorOfPost } from './actor.ts'
import { noteTo, unlock } from './door.ts'
import { deedsOf, password, type Settled, school, settledTeacher, wrong } from './people.fixture.ts'

let world: World
let system: Voice
beforeAll(async () => {
  world = await openWorld()
  system = await world.as('system', school)
})
afterAll(() => world.close())

const tryOnce = (who: Settled, address: string, secret = wrong) =>
  browser(world, address).post('/session', { login: who.login, secret })
/** As if so many minutes had passed for everything that was counted. */
const minutesPass = (minutes: number) =>
  world.owner.query(
    `update throttle set at = at - $1::interval, until = until - $1::interval, recent = array(select r - $1::interval from unnest(recent) r)`,
    [`${minutes} minutes`],
  )
const locksOf = async (who: Settled) =>
  (
    await world.owner.query(
      `select round(extract(epoch from until - at) / 60)::int as minutes, locks from throttle where key like $1`,
      [`here:${who.accountId}:%`],
    )
  ).rows

describe('A07: five failures in fifteen minutes, twenty in a day', () => {
  test('the fifth locks for that network: 15 minutes, then 30, then 60, up to 24 hours', async () => {
    const who = await settledTeacher(world, system)
    for (const minutes of [15, 30, 60]) {
      for (let i = 0; i < 5; i++) expect((await tryOnce(who, '10.30.0.1')).status).toBe(401)
      expect((await locksOf(who))[0]).toMatchObject({ minutes })
      // the right password does not open it, and is not counted
      expect((await tryOnce(who, '10.30.0.1', password)).status).toBe(401)
      await minutesPass(minutes + 1)
    }
    await world.owner.query('update throttle set locks = 20 where key like $1', [`here:${who.accountId}:%`])
    await world.owner.query('delete from throttle where key like $1', [`account:${who.accountId}:%`])
    for (let i = 0; i < 5; i++) await tryOnce(who, '10.30.0.1')
    expect((await locksOf(who))[0]).toMatchObject({ minutes: 24 * 60 })
  })

  test('four failures, a pause of a quarter of an hour, and four more lock nothing', async () => {
    const who = await settledTeacher(world, system)
    for (let i = 0; i < 4; i++) await tryOnce(who, '10.30.0.2')
    await minutesPass(15)
    for (let i = 0; i < 4; i++) await tryOnce(who, '10.30.0.2')
    expect((await tryOnce(who, '10.30.0.2', password)).status).toBe(200)
  })

  test('of forty wrong passwords at the same moment five are judged', async () => {
    const who = await settledTeacher(world, system)
    const proofless = await Promise.all(Array.from({ length: 40 }, () => tryOnce(who, '10.30.0.3')))
    expect(proofless.every(({ status }) => status === 401)).toBe(true)
    const judged = (await deedsOf(world, who)).filter(({ detail }) => detail.why === 'wrong')
    expect(judged).toHaveLength(5)
  })

  test('of five at the same moment of which one is right, the right one gets in', async () => {
    const who = await settledTeacher(world, system)
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => tryOnce(who, '10.30.0.4')),
      tryOnce(who, '10.30.0.4', password),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401])
  })

  test('the twentieth of a day, from wherever, locks for good; the right password opens it no more until it is unlocked', async () => {
    const who = await settledTeacher(world, system)
    for (let i = 0; i < 19; i++) await tryOnce(who, `10.31.0.${i}`)
    expect((await tryOnce(who, '10.31.1.1', password)).status).toBe(200)
    // signing in does not forget the day's count
    await tryOnce(who, '10.31.0.20')
    expect((await tryOnce(who, '10.31.1.1', password)).status).toBe(401)
    await minutesPass(3 * 24 * 60)
    expect((await tryOnce(who, '10.31.1.2', password)).status).toBe(401)
    const list = await system.get('/accounts', { search: who.login })
    expect(list.body.rows[0]).toMatchObject({ accountId: who.accountId, state: 'locked' })

    const actor = await actorOfPost(world.house, system.postId)
    if (!actor) throw new Error('the post is gone')
    await asActor(world.house, actor, async (ctx) => {
      await unlock(ctx, who.accountId)
      await noteTo(ctx, [who.accountId], 'unlocked')
    })
    const pc = browser(world, '10.31.1.1')
    const me = (await pc.post('/session', { login: who.login, secret: password })).body
    expect(me.notices.map(({ text }: { text: string }) => text)).toEqual([
      expect.stringContaining('解除了您账号的锁定'),
    ])
    expect(me.failuresSince).toBeGreaterThan(0)
  })

  test('twenty spread over more than a day lock nothing for good', async () => {
    const who = await settledTeacher(world, system)
    for (let i = 0; i < 12; i++) await tryOnce(who, `10.32.0.${i}`)
    await minutesPass(24 * 60)
    for (let i = 0; i < 12; i++) await tryOnce(who, `10.32.0.${i}`)
    expect((await tryOnce(who, '10.32.1.1', password)).status).toBe(200)
  })

  test('a stricter setting of the province counts at the next try', async () => {
    const who = await settledTeacher(world, system)
    await policy('71', { failures: 3 })
    for (let i = 0; i < 3; i++) await tryOnce(who, '10.32.2.1')
    expect((await tryOnce(who, '10.32.2.1', password)).status).toBe(401)
    await world.owner.query('delete from security_policy')
  })

  test('A09: an added field of the body never changes whose try it is', async () => {
    const who = await settledTeacher(world, system)
    for (let i = 0; i < 5; i++)
      await browser(world, '10.32.3.1').post('/session', { login: who.login, secret: wrong, ip: `10.0.0.${i}`, id: i })
    expect((await tryOnce(who, '10.32.3.1', password)).status).toBe(401)
  })
})

const policy = (province: string, settings: object) =>
  world.owner.query(
    `insert into security_policy (province_code, id, settings, reason, proposed_by_person, proposed_by_post, decided_by_person, decided_by_post, decided_at, confirmed, decided_reason)
     values ($1, app.new_id(), $2, 'x', app.new_id(), app.new_id(), app.new_id(), app.new_id(), now(), true, 'x')`,
    [province, settings],
  )

/** As a program that solves nothing by itself. */
async function bare(address: string, body: object) {
  const answer = await world.app.inject({
    method: 'POST',
    url: '/api/session',
    remoteAddress: address,
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  })
  return { status: answer.statusCode, body: answer.json() }
}

describe('C01: proof of work', () => {
  test('is asked for after two failures of a network, alike for known and unknown accounts, and is no failure itself', async () => {
    const who = await settledTeacher(world, system)
    const right = { login: who.login, secret: password }
    for (let i = 0; i < 2; i++)
      expect((await bare('10.33.0.1', { login: 'nobody-at-all', secret: wrong })).status).toBe(401)
    const asked = await bare('10.33.0.1', right)
    expect(asked).toMatchObject({ status: 428, body: { code: 'login.proof', title: '正在进行安全校验，请稍候' } })
    const unknown = await bare('10.33.0.1', { login: 'nobody-at-all', secret: wrong })
    expect({ ...unknown.body, challenge: null }).toEqual({ ...asked.body, challenge: null })
    const proof = await solved(asked.body.challenge)
    expect((await bare('10.33.0.1', { ...right, proof })).status).toBe(200)
    // nobody else is asked
    expect((await bare('10.33.0.2', right)).status).toBe(200)
  })

  test('counts once, for one account, from one network, for two minutes, and only as it was given', async () => {
    const [who, other] = [await settledTeacher(world, system), await settledTeacher(world, system)]
    for (const at of ['10.33.1.1', '10.33.1.2'])
      for (let i = 0; i < 2; i++) await bare(at, { login: 'nobody-at-all', secret: wrong })
    const right = { login: who.login, secret: password }
    const challenge = async (at = '10.33.1.1') => (await bare(at, right)).body.challenge
    const proof = await solved(await challenge())
    expect((await bare('10.33.1.1', { login: other.login, secret: password, proof })).status).toBe(428)
    expect((await bare('10.33.1.2', { ...right, proof })).status).toBe(428)
    // of two who send it at the same moment one is let through
    const both = await Promise.all([1, 2].map(() => bare('10.33.1.1', { ...right, secret: wrong, proof })))
    expect(both.map(({ status }) => status).sort()).toEqual([401, 428])
    expect((await bare('10.33.1.1', { ...right, proof })).status).toBe(428)

    const given = await challenge()
    expect(given.parameters.expiresAt - Date.now() / 1000).toBeLessThanOrEqual(120)
    const right1 = JSON.parse(await solved(given))
    for (const lie of [{ cost: 1 }, { expiresAt: given.parameters.expiresAt + 600 }, { keyPrefix: '00' }]) {
      const altered = { ...right1, challenge: { ...given, parameters: { ...given.parameters, ...lie } } }
      expect((await bare('10.33.1.1', { ...right, proof: JSON.stringify(altered) })).status).toBe(428)
    }
    expect((await bare('10.33.1.1', { ...right, proof: JSON.stringify(right1) })).status).toBe(200)
    for (const text of [
      '',
      'x',
      '{}',
      '[]',
      JSON.stringify({ challenge: await challenge(), solution: { counter: 1, derivedKey: '00' } }),
    ])
      expect((await bare('10.33.1.1', { ...right, proof: text })).status).toBe(428)
  })

  test('is asked for from the first try where a province wants it, of everybody, so that nothing is told by it', async () => {
    await policy('72', { proofAfter: 0 })
    const who = await settledTeacher(world, system)
    for (const login of [who.login, 'nobody-at-all'])
      expect((await bare('10.33.2.1', { login, secret: wrong })).status).toBe(428)
    await world.owner.query('delete from security_policy')
  })
})

describe('D06: a spray', () => {
  test('of more than fifty accounts from one /24 in ten minutes is told once, and everybody there proves work', async () => {
    const who = await settledTeacher(world, system)
    const alarms = async () =>
      (await world.owner.query(`select detail from audit_event where action = 'alarm.spray'`)).rows.map(
        ({ detail }) => detail.network,
      )
    const spray = (from: number, to: number) =>
      Promise.all(
        Array.from({ length: to - from }, (_, i) =>
          bare(`10.34.0.${(from + i) % 250}`, { login: `guess-${from + i}`, secret: wrong }),
        ),
      )
    await spray(0, 50)
    expect(await alarms()).toEqual([])
    expect((await bare('10.34.0.251', { login: who.login, secret: password })).status).toBe(200)
    await bare('10.34.0.252', { login: 'guess-50', secret: wrong })
    expect(await alarms()).toEqual(['10.34.0.0/24'])
    expect((await bare('10.34.0.253', { login: who.login, secret: password })).status).toBe(428)
    expect((await bare('10.34.1.1', { login: who.login, secret: password })).status).toBe(200)
    expect((await browser(world, '10.34.0.253').post('/session', { login: who.login, secret: password })).status).toBe(
      200,
    )
    await browser(world, '10.34.0.254').post('/session', { login: 'guess-51', secret: wrong })
    expect(await alarms()).toHaveLength(1)
  })
})
