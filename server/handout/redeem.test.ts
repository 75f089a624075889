import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { browser } from '../account/people.fixture.ts'
import { loginKey } from '../platform/cipher.ts'
import { hashPassword } from '../session/password.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { handOut, newcomer, type ReadLetter, vacate } from './handout.fixture.ts'

let world: World
let county: Voice
const school = '甲省东市甲县第二小学'
const refused = { status: 422, body: { code: 'slip.refused' } }
beforeAll(async () => {
  world = await openWorld()
  county = await world.as('system', '甲省东市甲县教育局')
})
afterAll(() => world.close())
// each test is a new day: what was tried before is forgotten
beforeEach(() => world.owner.query('delete from throttle'))
const one = async (sql: string, values: unknown[] = []) => (await world.owner.query(sql, values)).rows[0]
const many = async (sql: string, values: unknown[] = []) => (await world.owner.query(sql, values)).rows
const holderOf = async (name: string, role = 'system') =>
  one(
    `select h.*, p.name from post_holding h join person p on p.id = h.person_id where h.unit_id = $1 and h.role = $2 and h.seat = 1 and h.to_on is null`,
    [await world.unitId(name), role],
  )

/** A fresh slip for the 系统管理员 of the school. */
async function slip(): Promise<Pick<ReadLetter, 'slipNo' | 'code'>> {
  await vacate(world, school)
  const { letters } = await handOut(world, county, { target: 'next', unitIds: [await world.unitId(school)] })
  const { slipNo, code } = letters[0] as ReadLetter
  return { slipNo, code }
}
/** A code of the right shape that is not the one. */
const wrongCode = '0000-0000-0000-0'
const redemption = (more: object) => world.nobody.post('/slips/redemption', more)

/** Gives somebody of the test country a name and a password to prove the account by. */
async function withPassword(
  role: Parameters<World['as']>[0],
  unitName: string,
  login: string,
  nth = 1,
): Promise<Voice & { login: string; secret: string; accountId: string }> {
  const voice = await world.as(role, unitName, nth)
  const { id, province_code } = await one('select id, province_code from account where person_id = $1', [
    voice.personId,
  ])
  await world.owner.query('insert into login_name (login, shown, province_code, account_id) values ($1, $2, $3, $4)', [
    loginKey(world.house.keys, login),
    login,
    province_code,
    id,
  ])
  const secret = 'Shanhe-Wanli-2035'
  await world.owner.query('update account set password_hash = $2 where id = $1', [
    id,
    await hashPassword(world.house.keys, secret),
  ])
  return { ...voice, login, secret, accountId: id }
}

describe('凭密码函激活', () => {
  test('新人：人员、账号、岗位一次建成，四项信息照原有规则核对', async () => {
    const given = await slip()
    const who = newcomer('甘安之')
    const bad = await redemption({
      ...given,
      ...who,
      person: { ...who.person, idNumber: `${who.person.idNumber.slice(0, 17)}0` },
    })
    expect(bad).toMatchObject({
      status: 422,
      body: { code: 'account.rows-wrong', findings: [{ field: 'idNumber', row: '0' }] },
    })
    for (const password of ['short', 'Gananzhi-2039', `Qingfeng-${who.person.birthDate}`])
      expect(await redemption({ ...given, ...who, password })).toMatchObject({
        status: 422,
        body: { code: 'password.weak' },
      })
    expect(await redemption({ ...given, ...who, notice: '2020-01' })).toMatchObject({ status: 400 })
    expect(await holderOf(school)).toBeUndefined()

    expect(await redemption({ ...given, ...who, login: 'gan.anzhi' })).toMatchObject({ status: 200 })
    const held = await holderOf(school)
    expect(held).toMatchObject({ name: '甘安之', role: 'system', seat: 1, handed_from: null })
    const account = await one('select * from account where person_id = $1', [held.person_id])
    expect(account).toMatchObject({ notice_version: who.notice, password_hash: expect.stringMatching(/^\$argon2id/) })
    expect(
      (await browser(world).post('/session', { login: who.person.idNumber, secret: who.password })).body.post.role,
    ).toBe('system')
    expect(
      (await one('select used_by_person from post_slip where used_at is not null order by used_at desc limit 1'))
        .used_by_person,
    ).toBe(held.person_id)
  })

  test('用过一次就作废', async () => {
    const given = await slip()
    expect(await redemption({ ...given, ...newcomer() })).toMatchObject({ status: 200 })
    const before = await holderOf(school)
    expect(await redemption({ ...given, ...newcomer() })).toMatchObject(refused)
    expect(await world.nobody.post('/slips/opening', given)).toMatchObject(refused)
    expect(await holderOf(school)).toEqual(before)
  })

  test('编号不存在、激活码错误、过期、作废：同一句话', async () => {
    const given = await slip()
    const unknown = await world.nobody.post('/slips/opening', { ...given, slipNo: '2171001102-0000' })
    const wrong = await world.nobody.post('/slips/opening', { ...given, code: wrongCode })
    await world.owner.query(`update post_slip set expires_at = now() - interval '1 second' where used_at is null`)
    const late = await world.nobody.post('/slips/opening', given)
    const lateToo = await redemption({ ...given, ...newcomer() })
    await world.owner.query(
      `update post_slip set expires_at = now() + interval '1 day', voided_at = now() where used_at is null`,
    )
    const gone = await world.nobody.post('/slips/opening', given)
    const plain = (body: object) => ({ ...body, instance: undefined, requestId: undefined })
    for (const answer of [unknown, wrong, late, lateToo, gone])
      expect([answer.status, plain(answer.body)]).toEqual([422, plain(unknown.body)])
    expect(await holderOf(school)).toBeUndefined()
  })

  test('激活码错五次，密码函作废，正确的激活码也不再有效', async () => {
    const given = await slip()
    for (let i = 0; i < 5; i += 1)
      expect(await world.nobody.post('/slips/opening', { ...given, code: wrongCode })).toMatchObject(refused)
    await world.owner.query('delete from throttle')
    expect(await world.nobody.post('/slips/opening', given)).toMatchObject(refused)
    expect(
      (
        await one(
          `select count(*)::int as n from audit_event where action = 'slip.open' and outcome = 'failed' and detail->>'why' = 'dead'`,
        )
      ).n,
    ).toBe(1)
  })

  test('一人试错后，别人的密码函不受影响；同一密码函同一网络五次后须等待', async () => {
    const given = await slip()
    for (let i = 0; i < 5; i += 1) await world.nobody.post('/slips/opening', { ...given, code: 'AAAA-AAAA-AAAA-A' })
    expect((await one('select tries from post_slip where used_at is null and voided_at is null')).tries).toBe(0)
    expect(await world.nobody.post('/slips/opening', given)).toMatchObject(refused)
    expect(await browser(world, '10.9.9.9').post('/slips/opening', given)).toMatchObject({ status: 200 })
  })

  test('两人同时用一张密码函：恰有一人成功', async () => {
    const given = await slip()
    const both = await Promise.all(
      ['甲安安', '乙安安', '丙安安', '丁安安'].map((name) => redemption({ ...given, ...newcomer(name) })),
    )
    expect(both.map(({ status }) => status).sort()).toEqual([200, 422, 422, 422])
    expect((await many(`select 1 from person where name ~ '^[甲乙丙丁]安安$'`)).length).toBe(1)
    expect(
      (
        await many('select 1 from post_holding where unit_id = $1 and role = $2 and to_on is null', [
          await world.unitId(school),
          'system',
        ])
      ).length,
    ).toBe(1)
  })

  test('登录名已被使用，什么也不写', async () => {
    const given = await slip()
    expect(await redemption({ ...given, ...newcomer('一安安'), login: 'gan.anzhi' })).toMatchObject({
      status: 409,
      body: { code: 'login.taken' },
    })
    expect(await one(`select 1 from person where name = '一安安'`)).toBeUndefined()
    expect(await world.nobody.post('/slips/opening', given)).toMatchObject({ status: 200 })
  })

  test('全国已有的证件号码不另建账号，核对留痕，一张密码函一天不超过二十次', async () => {
    const given = await slip()
    const known = newcomer('二安安')
    expect(await redemption({ ...given, ...known })).toMatchObject({ status: 200 })
    const again = await slip()
    const answer = await redemption({ ...again, ...known })
    expect(answer).toMatchObject({ status: 409, body: { code: 'slip.person-known' } })
    expect(JSON.stringify(answer.body)).not.toMatch(/小学|二安安/)
    expect(
      (await one(`select detail from audit_event where action = 'person.find' order by seq desc limit 1`)).detail,
    ).toMatchObject({ known: 1 })
    await world.owner.query(`update throttle set counted = 20 where key like 'slip-known:%'`)
    expect(await redemption({ ...again, ...known })).toMatchObject({ status: 429 })
  })
})

describe('已有账号的人激活', () => {
  test('凭原账号的密码得到岗位，仍是一个账号、多个岗位', async () => {
    const query = await withPassword('query', school, 'chaxun-yuan')
    const given = await slip()
    expect(
      await world.nobody.post('/slips/redemption/account', { ...given, login: query.login, secret: 'not the one' }),
    ).toMatchObject({ status: 401, body: { code: 'login.failed' } })
    expect(await holderOf(school)).toBeUndefined()
    expect(
      await world.nobody.post('/slips/redemption/account', { ...given, login: query.login, secret: query.secret }),
    ).toMatchObject({ status: 200, body: { login: query.login } })
    expect((await holderOf(school)).person_id).toBe(query.personId)
    const me = await browser(world).post('/session', { login: query.login, secret: query.secret })
    expect(me.body.posts.map(({ role }: { role: string }) => role).sort()).toEqual(['query', 'system'])
  })

  test('停用的账号不能激活', async () => {
    const clerk = await withPassword('information', school, 'tingyong')
    await world.owner.query('update account set stopped_at = now() where id = $1', [clerk.accountId])
    expect(
      await world.nobody.post('/slips/redemption/account', {
        ...(await slip()),
        login: clerk.login,
        secret: clerk.secret,
      }),
    ).toMatchObject({ status: 401, body: { code: 'login.failed' } })
  })

  test('制作密码函的人不能用它给自己授予岗位（Z09）', async () => {
    const maker = await withPassword('system', '甲省东市甲县教育局', 'xian-guanli')
    const given = await slip()
    expect(
      await world.nobody.post('/slips/redemption/account', { ...given, login: maker.login, secret: maker.secret }),
    ).toMatchObject({ status: 409, body: { code: 'post.own' } })
    expect(await holderOf(school)).toBeUndefined()
  })

  test('三员分立：安全管理员、审计管理员不能再任系统管理员', async () => {
    for (const role of ['security', 'audit'] as const) {
      const other = await withPassword(role, '甲省教育厅', `san-yuan-${role}`)
      const given = await slip()
      expect(
        await world.nobody.post('/slips/redemption/account', { ...given, login: other.login, secret: other.secret }),
      ).toMatchObject({ status: 409, body: { code: 'post.three-ways' } })
      expect(await holderOf(school)).toBeUndefined()
      expect(await world.nobody.post('/slips/opening', given)).toMatchObject({ status: 200 })
    }
  })
})

describe('交接用的密码函', () => {
  const unit = '甲省东市乙县第一小学'
  let system: Voice
  beforeAll(async () => {
    system = await world.as('system', unit)
  })

  test('本人的系统管理员岗位：继任者激活的同时，前任的任职和会话结束', async () => {
    const { letters } = await handOut(world, system, { target: 'own', seats: [{ role: 'system', seat: 1 }] })
    const { slipNo, code } = letters[0] as ReadLetter
    expect((await system.get('/posts')).body.seats[0]).toMatchObject({
      state: 'held',
      slip: { expired: false },
      can: ['slip', 'void-slip'],
    })
    expect((await world.nobody.post('/slips/opening', { slipNo, code })).body).toMatchObject({ succession: true })
    expect((await system.get('/home')).status).toBe(200)
    expect(await redemption({ slipNo, code, ...newcomer('任安安') })).toMatchObject({ status: 200 })
    expect(await holderOf(unit)).toMatchObject({ name: '任安安', handed_from: system.postId })
    expect((await one('select to_on from post_holding where id = $1', [system.postId])).to_on).not.toBeNull()
    expect((await system.get('/home')).status).toBe(401)
    const notice = await one(
      'select n.kind from account_notice n join account a on a.id = n.account_id where a.person_id = $1',
      [system.personId],
    )
    expect(notice.kind).toBe('post-ended')
    const successor = await world.as('system', unit)
    expect((await successor.get('/posts')).body.seats[0].holder).toMatchObject({
      name: '任安安',
      self: true,
      predecessor: expect.any(String),
    })
  })

  test('同一函中每个岗位一页；没有的岗位不能做', async () => {
    system = await world.as('system', unit)
    const seats = [
      { role: 'query', seat: 1 },
      { role: 'query', seat: 2 },
    ]
    const { letters } = await handOut(world, system, { target: 'own', seats })
    expect(letters.map(({ role }) => role)).toEqual(['信息查询员', '信息查询员'])
    for (const wrong of [
      { role: 'system', seat: 2 },
      { role: 'information', seat: 2 },
      { role: 'security', seat: 1 },
      { role: 'teacher', seat: 1 },
    ])
      expect(await system.post('/handout/batches', { target: 'own', seats: [wrong] })).toMatchObject({
        status: 409,
        body: { code: 'post.no-seat' },
      })
  })

  test('岗位已另行授予本单位的人，密码函随之作废', async () => {
    const { letters } = await handOut(world, system, { target: 'own', seats: [{ role: 'query', seat: 2 }] })
    const clerk = await world.as('information', unit)
    const { id } = await one('select id from account where person_id = $1', [clerk.personId])
    expect(await system.post('/posts', { role: 'query', seat: 2, accountId: id })).toMatchObject({ status: 200 })
    const { slipNo, code } = letters[0] as ReadLetter
    expect(await world.nobody.post('/slips/opening', { slipNo, code })).toMatchObject(refused)
  })
})
