import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noticeVersion } from '../../contract/session.ts'
import { seal, unseal } from '../platform/cipher.ts'
import { newId } from '../platform/ids.ts'
import { identityPlace } from '../record/door.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { personBlind, unknownPlace } from './door.ts'
import { browser, idOf, registerOne } from './people.fixture.ts'

let world: World
const school = '甲省东市甲县第一小学'
let system: Voice
beforeAll(async () => {
  world = await openWorld()
  system = await world.as('system', school)
})
afterAll(() => world.close())

let order = 0
const row = (more: Record<string, string> = {}) => {
  order += 2
  return {
    name: `顾${'甲乙丙丁戊己庚辛壬癸'[(order / 2) % 10]}${'子丑寅卯辰巳午未申酉戌亥'[Math.floor(order / 20) % 12]}`,
    gender: '女',
    birthDate: '1986-03-04',
    idNumber: idOf('1986-03-04', order),
    relation: '在编',
    postKind: '教师',
    ...more,
  }
}
const one = async (sql: string, values: unknown[] = []) => (await world.owner.query(sql, values)).rows[0]
const many = async (sql: string, values: unknown[] = []) => (await world.owner.query(sql, values)).rows
const codes = (answer: { body: { findings: { row: string; field: string; code: string }[] } }) =>
  answer.body.findings.map(({ row, field, code }) => `${row}.${field} ${code}`)

describe('生成教师账号', () => {
  test('thirty rows become thirty people, accounts, posts, teachers and engagements, each with a slip', async () => {
    const rows = Array.from({ length: 30 }, (_, i) =>
      row({ name: `新教师${'甲乙丙丁戊己庚辛壬癸'[i % 10]}${'子丑寅'[Math.floor(i / 10)]}` }),
    )
    const before = await one('select total from progress where unit_id = $1', [system.unitId])
    const answer = await system.post('/accounts', { rows })
    expect(answer.status).toBe(200)
    expect(answer.body.slips).toHaveLength(30)
    expect(answer.body.slips[0]).toMatchObject({
      name: '新教师甲子',
      login: expect.stringMatching(/^0{10}\d{7}[\dX]$/),
    })

    const numbers = answer.body.slips.map(({ login }: { login: string }) => login)
    const made = await many(
      `select t.*, p.id_number, p.gender as sex, e.kind, e.from_on, h.role, h.given_by_post, c.code_hash, c.expires_at - now() as lives
         from teacher t join person p on p.id = t.person_id join engagement e on e.teacher_id = t.id join post_holding h on h.person_id = p.id
         join account a on a.person_id = p.id join activation_code c on c.account_id = a.id
         join person_index i on i.person_id = p.id where t.national_no = any ($1) order by t.national_no`,
      [numbers],
    )
    expect(made).toHaveLength(30)
    expect(made[0]).toMatchObject({
      name: '新教师甲子',
      initials: 'xjsjz',
      category: 'k12',
      sex: '2',
      kind: 'main',
      role: 'teacher',
      given_by_post: system.postId,
    })
    expect(unseal(world.house.keys, made[0].id_number, identityPlace(made[0].person_id))).toBe(rows[0]?.idNumber)
    expect(JSON.stringify(made)).not.toContain(answer.body.slips[0].code)

    const after = await one('select total, empty from progress where unit_id = $1', [system.unitId])
    expect(after.total - before.total).toBe(30)
    const deeds = await many(`select outcome, post_id, detail from audit_event where action = 'account.generate'`)
    expect(deeds).toHaveLength(30)
    expect(deeds[0]).toMatchObject({ outcome: 'done', post_id: system.postId })
    expect(JSON.stringify(deeds)).not.toMatch(/19860304/)
  })

  test('one wrong row and nobody is registered', async () => {
    const rows = [row(), row({ gender: '男' }), row()]
    const people = await one('select count(*)::int as n from person')
    const answer = await system.post('/accounts', { rows })
    expect(answer).toMatchObject({ status: 422, body: { code: 'account.rows-wrong' } })
    expect(codes(answer)).toEqual(['1.gender gender.differs'])
    expect(await one('select count(*)::int as n from person')).toEqual(people)
  })

  test('a birth date that the file contradicts is kept with its reason', async () => {
    const rows = [row({ birthDate: '1986-04-04', birthDateReason: '档案为准：人事档案' })]
    const { body } = await system.post('/accounts', { rows })
    const { personId, birth_date, birth_date_reason } = await one(
      `select p.id as "personId", p.birth_date, p.birth_date_reason from teacher t join person p on p.id = t.person_id where t.national_no = $1`,
      [body.slips[0].login],
    )
    expect([personId !== '', birth_date.toLocaleDateString?.('sv-SE') ?? birth_date, birth_date_reason]).toEqual([
      true,
      '1986-04-04',
      '档案为准：人事档案',
    ])
  })

  test('checking writes nobody, and tells the rows as they would be kept', async () => {
    const people = await one('select count(*)::int as n from person')
    const answer = await system.post('/accounts/check', {
      rows: [row({ birthDate: '1986.3.4', gender: '女性' }), row({ name: '' })],
    })
    expect(answer.body).toMatchObject({ good: 1, rows: [{ birthDate: '1986-03-04', gender: '女' }, {}] })
    expect(await one('select count(*)::int as n from person')).toEqual(people)
  })

  test('a number of the own school is named at its cell', async () => {
    const twice = row()
    await system.post('/accounts', { rows: [twice] })
    const answer = await system.post('/accounts/check', { rows: [row(), twice] })
    expect(codes(answer)).toEqual(['1.idNumber person.here'])
  })

  test('a number of another school is refused with its name and the one next step, and nothing else of the person', async () => {
    const there = await world.as('system', '乙省西市乙县第二小学')
    const taken = row({ name: '林之行' })
    await there.post('/accounts', { rows: [taken] })
    const answer = await system.post('/accounts', { rows: [{ ...taken, name: '别的名字' }] })
    expect(answer.status).toBe(422)
    expect(codes(answer)).toEqual(['0.idNumber person.elsewhere'])
    const [{ message }] = answer.body.findings
    expect(message).toContain('乙省西市乙县第二小学')
    expect(message).toContain('教师调动')
    expect(JSON.stringify(answer.body)).not.toContain('林之行')

    await world.owner.query(`update teacher set left_on = '2026-07-31' where name = '林之行'`)
    const left = await system.post('/accounts/check', { rows: [taken] })
    expect(left.body.findings[0].message).toContain('返聘')
  })

  test('asking the country is audited, also when the deed is refused', async () => {
    const there = await world.as('system', '乙省西市乙县第二小学')
    const taken = row()
    await there.post('/accounts', { rows: [taken] })
    const asker = await world.as('system', '甲省西市甲县第一小学')
    await asker.post('/accounts', { rows: [taken, row()] })
    const deeds = await many(`select outcome, detail from audit_event where action = 'person.find' and post_id = $1`, [
      asker.postId,
    ])
    expect(deeds).toEqual([{ outcome: 'done', detail: { asked: 2, here: 0, elsewhere: 1 } }])
  })

  test('nobody comes upon more than two hundred people of other schools in a day', async () => {
    const there = await world.as('system', '乙省西市乙县第二小学')
    const taken = row()
    await there.post('/accounts', { rows: [taken] })
    const asker = await world.as('system', '甲省西市乙县第一小学')
    await world.owner.query(
      `insert into throttle (key, counted, at) values ('meet:' || $1 || ':' || (now() at time zone 'Asia/Shanghai')::date, 199, now())`,
      [asker.personId],
    )
    expect((await asker.post('/accounts/check', { rows: [taken] })).status).toBe(200)
    for (const path of ['/accounts/check', '/accounts'])
      expect(await asker.post(path, { rows: [taken] })).toMatchObject({
        status: 429,
        body: { code: 'request.too-many' },
      })
    expect((await system.post('/accounts/check', { rows: [taken] })).status).toBe(200)
  })

  test('two schools that register one person at the same moment: one succeeds', async () => {
    const there = await world.as('system', '乙省西市乙县第二小学')
    const both = row()
    const answers = await Promise.all([
      system.post('/accounts', { rows: [both] }),
      there.post('/accounts', { rows: [both] }),
    ])
    expect(answers.map(({ status }) => status).sort()[0]).toBe(200)
    expect([409, 422]).toContain(answers.map(({ status }) => status).sort()[1])
    const { n } = await one('select count(*)::int as n from person_index where blind = $1', [
      personBlind(world.house, both.idNumber),
    ])
    expect(n).toBe(1)
  })

  test.each([
    ['information', school],
    ['query', school],
    ['head', school],
    ['teacher', school],
    ['system', '甲省东市甲县教育局'],
    ['system', '教育部'],
  ] as const)('is not for %s of %s', async (role, unit) => {
    const voice = await world.as(role, unit)
    for (const path of ['/accounts', '/accounts/check'])
      expect(await voice.post(path, { rows: [row()] })).toMatchObject({ status: 403, body: { code: 'not-allowed' } })
    const [refused] = await many(`select outcome from audit_event where post_id = $1 and outcome = 'refused'`, [
      voice.postId,
    ])
    expect(refused).toEqual({ outcome: 'refused' })
  })
})

describe('people whom an import named', () => {
  test('are prefilled into the sheet, and settled when their account is made', async () => {
    const unknown = row({ name: '方知远' })
    const [id, other] = [newId(), newId()]
    for (const [unit, at] of [
      [system.unitId, id],
      [(await world.as('system', '甲省东市甲县第二小学')).unitId, other],
    ])
      await world.owner.query(
        `insert into unknown_person (province_code, id, unit_id, blind, identity, named) values ('71', $1, $2, $3, $4, '方知远')`,
        [
          at,
          unit,
          personBlind(world.house, unknown.idNumber),
          seal(world.house.keys, unknown.idNumber, unknownPlace(at ?? '')),
        ],
      )
    const { body } = await system.get('/accounts/unknown')
    expect(body.people).toEqual([
      {
        id,
        unitId: system.unitId,
        at: expect.any(String),
        batchNo: null,
        items: { name: '方知远', gender: '女', birthDate: '1986-03-04', idNumber: unknown.idNumber },
      },
    ])
    expect(
      (
        await system.post('/accounts', {
          rows: [{ ...body.people[0].items, relation: '在编', postKind: '教师' }],
          unknownIds: [id],
        })
      ).status,
    ).toBe(200)
    expect((await system.get('/accounts/unknown')).body.people).toEqual([])
    expect(await one('select settled_by_post from unknown_person where id = $1', [id])).toEqual({
      settled_by_post: system.postId,
    })
    // another school's to-do is its own
    expect(await one('select settled_at from unknown_person where id = $1', [other])).toEqual({ settled_at: null })
  })
})

describe('the list of accounts', () => {
  test('is the own unit’s, found by name, by initials, by login', async () => {
    const made = await registerOne(world, system, '曾诚毅', 801)
    for (const search of ['曾诚', 'zcy', made.nationalNo])
      expect(
        (await system.get('/accounts', { search })).body.rows.map((each: { accountId: string }) => each.accountId),
      ).toEqual([made.accountId])
    const { body } = await system.get('/accounts', { search: 'zcy' })
    expect(body.rows[0]).toMatchObject({
      name: '曾诚毅',
      login: made.nationalNo,
      roles: ['教师'],
      state: 'pending',
      head: false,
      can: ['name-head', 'new-code', 'stop'],
    })
    const there = await world.as('system', '甲省东市甲县第二小学')
    expect((await there.get('/accounts', { search: '曾诚' })).body.total).toBe(0)
    const county = await world.as('system', '甲省东市甲县教育局')
    expect((await county.get('/accounts', { search: '曾诚' })).body.total).toBe(0)
  })

  test('has pages, offices first, and nothing to do with oneself', async () => {
    const first = await system.get('/accounts', { size: '2' })
    const second = await system.get('/accounts', { size: '2', page: '2' })
    expect(first.body.total).toBe(second.body.total)
    const ids = [...first.body.rows, ...second.body.rows].map(({ accountId }: { accountId: string }) => accountId)
    expect(new Set(ids).size).toBe(4)
    expect(first.body.rows[0].roles).not.toEqual(['教师'])
    const all = await system.get('/accounts', { size: '200' })
    const self = all.body.rows.find(({ roles }: { roles: string[] }) => roles.includes('系统管理员'))
    expect(self.can).toEqual([])
    expect((await system.get('/accounts', { search: '%' })).body.total).toBe(0)
  })

  test('is not for a 信息管理员', async () => {
    expect((await (await world.as('information', school)).get('/accounts')).status).toBe(403)
  })
})

describe('重发激活码', () => {
  test('the old password, code and sessions are dead, the new code opens, and the log says how identity was checked', async () => {
    const made = await registerOne(world, system, '乔令仪', 902)
    const pc = browser(world)
    await pc.post('/session', { login: made.nationalNo, secret: made.code })
    await pc.post('/session/password', { password: 'Lantern-7-quill', notice: noticeVersion })
    for (let i = 0; i < 5; i++) await browser(world).post('/session', { login: made.nationalNo, secret: 'wrong' })

    const answer = await system.post(`/accounts/${made.accountId}/codes`, { checked: 'in-person' })
    expect(answer).toMatchObject({ status: 200, body: { name: '乔令仪', login: made.nationalNo } })
    expect(await pc.get('/session')).toMatchObject({ status: 401, body: { code: 'session.ended' } })
    const again = browser(world)
    for (const secret of ['Lantern-7-quill', made.code])
      expect((await again.post('/session', { login: made.nationalNo, secret })).status).toBe(401)
    expect((await again.post('/session', { login: made.nationalNo, secret: answer.body.code })).body).toMatchObject({
      mustSetPassword: true,
    })
    expect(
      await many(`select post_id, outcome, detail from audit_event where action = 'account.code' and object_id = $1`, [
        made.accountId,
      ]),
    ).toEqual([
      { post_id: system.postId, outcome: 'done', detail: { checked: 'in-person', unit: system.unitId, was: 'locked' } },
    ])
    const { lives } = await one(
      `select extract(epoch from expires_at - made_at)::int as lives from activation_code where account_id = $1 and used_at is null`,
      [made.accountId],
    )
    expect(lives).toBe(86_400)
  })

  test('not without saying how identity was checked', async () => {
    const made = await registerOne(world, system, '乔令仪', 904)
    expect((await system.post(`/accounts/${made.accountId}/codes`, {})).status).toBe(400)
  })

  test('not for oneself', async () => {
    const { id } = await one('select id from account where person_id = $1', [system.personId])
    expect(await system.post(`/accounts/${id}/codes`, { checked: 'letter' })).toMatchObject({
      body: { code: 'account.own-code' },
    })
  })

  test('not for somebody who works in an authority above: the school would take that post over', async () => {
    const made = await registerOne(world, system, '乔令仪', 906)
    const county = await world.as('query', '甲省东市甲县教育局')
    await world.owner.query('update post_holding set person_id = $1 where id = $2', [made.personId, county.postId])
    expect(await system.post(`/accounts/${made.accountId}/codes`, { checked: 'in-person' })).toMatchObject({
      status: 409,
      body: { code: 'account.works-elsewhere' },
    })
    expect(await one('select used_at from activation_code where account_id = $1', [made.accountId])).toEqual({
      used_at: null,
    })
  })

  test('an account of another school is not there, and the try is on record', async () => {
    const made = await registerOne(world, system, '乔令仪', 908)
    const there = await world.as('system', '甲省东市甲县第二小学')
    for (const path of ['codes', 'head', 'head/end'])
      expect(await there.post(`/accounts/${made.accountId}/${path}`, { checked: 'in-person' })).toMatchObject({
        status: 404,
        body: { code: 'not-found' },
      })
    expect(
      await many(`select action, outcome from audit_event where post_id = $1 and object_id = $2 order by seq`, [
        there.postId,
        made.accountId,
      ]),
    ).toEqual([
      { action: 'account.code', outcome: 'refused' },
      { action: 'head.name', outcome: 'refused' },
      { action: 'head.name', outcome: 'refused' },
    ])
  })
})

describe('学校负责人', () => {
  test('one to three teachers of the school; a fourth has to wait; a post ends at once', async () => {
    const there = await world.as('system', '甲省西市甲县第二小学')
    const teachers = []
    for (let i = 0; i < 3; i++) teachers.push(await registerOne(world, there, `候选${'甲乙丙'[i]}`, 921 + i))
    const [first, second, third] = teachers.map(({ accountId }) => accountId)
    expect((await there.post(`/accounts/${first}/head`)).status).toBe(200)
    expect(await there.post(`/accounts/${first}/head`)).toMatchObject({
      status: 409,
      body: { code: 'account.already-head' },
    })
    expect((await there.post(`/accounts/${second}/head`)).status).toBe(200)
    expect(await there.post(`/accounts/${third}/head`)).toMatchObject({
      status: 409,
      body: { code: 'account.heads-full' },
    })

    const head = await world.as('head', '甲省西市甲县第二小学', 2)
    expect((await head.get('/session')).body.post.role).toBe('head')
    const { rows } = (await there.get('/accounts', { size: '200' })).body
    const holder = await one('select a.id from account a where a.person_id = $1', [head.personId])
    expect(rows.find(({ accountId }: { accountId: string }) => accountId === holder.id)).toMatchObject({
      head: true,
      can: ['end-head', 'new-code', 'stop'],
    })
    expect((await there.post(`/accounts/${holder.id}/head/end`)).status).toBe(200)
    expect(await head.get('/session')).toMatchObject({ status: 401, body: { code: 'session.ended' } })
    expect(await there.post(`/accounts/${holder.id}/head/end`)).toMatchObject({ body: { code: 'account.not-head' } })
    expect((await there.post(`/accounts/${third}/head`)).status).toBe(200)
    expect(
      (
        await many(
          `select action from audit_event where post_id = $1 and action like 'head.%' and outcome = 'done' order by seq`,
          [there.postId],
        )
      ).map(({ action }) => action),
    ).toEqual(['head.name', 'head.name', 'head.end', 'head.name'])
  })

  test('is never named by himself', async () => {
    const { id } = await one('select id from account where person_id = $1', [system.personId])
    for (const path of ['head', 'head/end'])
      expect(await system.post(`/accounts/${id}/${path}`)).toMatchObject({
        status: 409,
        body: { code: 'account.own-head' },
      })
  })

  test('is a teacher of the school', async () => {
    const clerk = await world.as('information', school)
    const { id } = await one('select id from account where person_id = $1', [clerk.personId])
    expect(await system.post(`/accounts/${id}/head`)).toMatchObject({
      status: 409,
      body: { code: 'account.not-teacher' },
    })
  })
})
