import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendTexts } from '../message/text.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'

describe('催办', () => {
  let world: World
  let province: Voice
  let county: Voice
  let clerk: Voice
  let head: Voice
  const school = '甲省东市甲县第一小学'
  const row = async (voice: Voice, query: Record<string, string>, name: string) =>
    (await voice.get('/progress', query)).body.rows.find((each: { name: string }) => each.name === name)
  beforeAll(async () => {
    world = await openWorld()
    province = await world.as('information', '甲省教育厅')
    county = await world.as('information', '甲省东市甲县教育局')
    clerk = await world.as('information', school)
    head = await world.as('head', school)
    await world.owner.query("update progress set moved_at = now() - interval '9 days'")
  })
  afterAll(() => world.close())

  test('every stalled county of a province is found in one look, whatever city it is in', async () => {
    const { body } = await province.get('/progress', { level: 'county', stalled: '7', sort: '-stalled' })
    expect(body.total).toBe(4)
    expect(
      body.rows.every(({ stalled, can }: { stalled: number; can: string[] }) => stalled === 9 && can.includes('urge')),
    ).toBe(true)
    expect((await province.get('/progress', { level: 'county', stalled: '9' })).body.total).toBe(0)
    expect((await province.get('/progress', { unitId: await world.unitId('乙省教育厅') })).status).toBe(404)
  })

  test('it carries the live numbers of each unit, to the 信息管理员 and the 负责人, and the receipt is seen above', async () => {
    const sent = await county.post('/progress/urgings', { unitIds: [clerk.unitId], text: null })
    expect(sent.body).toMatchObject({ done: 1, coolingTotal: 0, idle: 0, phoneTotal: 0 })
    const [message] = (await clerk.get('/messages', { kind: 'urging' })).body.rows
    // three teachers, and one of the attached class
    expect(message).toMatchObject({
      title: '甲省东市甲县教育局催办：信息采集',
      link: '/progress',
      desk: true,
      readAt: null,
    })
    expect(message.text).toMatch(
      /^贵校应采 4 人，尚有 4 人未报送，完成率 0%。报送截止 \d{4}-\d\d-\d\d（剩 \d+ 个工作日），请尽快办理。$/,
    )
    expect((await head.get('/messages/unread')).body.unread).toBe(1)
    expect((await (await world.as('system', school)).get('/messages/unread')).body.unread).toBe(0)

    expect(await row(county, {}, school)).toMatchObject({ urgedAt: expect.any(String), urgedSeenAt: null, can: [] })
    // somebody else's reading is nobody's receipt
    const neighbour = await world.as('information', '甲省东市甲县第二小学')
    expect((await neighbour.post('/messages/read', { ids: [message.id] })).body.read).toBe(0)
    expect((await clerk.post('/messages/read', { ids: [message.id] })).body.read).toBe(1)
    expect((await row(county, {}, school)).urgedSeenAt).not.toBeNull()
    // what a county urged is the county's: the province has urged nobody
    expect((await row(province, { level: 'school' }, school)).urgedAt).toBeNull()
  })

  test('nobody is urged twice within the interval of the round, and it is told until when', async () => {
    const again = await county.post('/progress/urgings', { unitIds: [clerk.unitId], text: null })
    expect(again.body).toMatchObject({ done: 0, coolingTotal: 1, cooling: [{ name: school }] })
    await world.owner.query("update message set at = at - interval '25 hours' where kind = 'urging'")
    expect(
      (await county.post('/progress/urgings', { unitIds: [clerk.unitId], text: '请于周五前报送。' })).body.done,
    ).toBe(1)
  })

  test('only units below, only words that are known; without anybody in post it goes to the 系统管理员, or is told for the telephone', async () => {
    expect(
      (await county.post('/progress/urgings', { unitIds: [await world.unitId('甲省东市乙县第一小学')], text: null }))
        .status,
    ).toBe(404)
    expect((await county.post('/progress/urgings', { unitIds: [county.unitId], text: null })).body.code).toBe(
      'urging.own',
    )
    expect((await clerk.post('/progress/urgings', { unitIds: [clerk.unitId], text: null })).status).toBe(403)
    expect(
      (
        await (
          await world.as('query', '甲省东市甲县教育局')
        ).post('/progress/urgings', { unitIds: [clerk.unitId], text: null })
      ).status,
    ).toBe(403)
    const wrong = await county.post('/progress/urgings', { unitIds: [clerk.unitId], text: '还有 {人数} 人未报' })
    expect(wrong.body.title).toContain('“{人数}”')

    const other = await world.as('system', '甲省东市甲县第二小学')
    await world.owner.query(
      "update post_holding set to_on = current_date - 1 where unit_id = $1 and role in ('information', 'head')",
      [other.unitId],
    )
    expect((await county.post('/progress/urgings', { unitIds: [other.unitId], text: null })).body.done).toBe(1)
    expect((await other.get('/messages', { kind: 'urging' })).body.total).toBe(1)
    await world.owner.query("update message set at = at - interval '25 hours' where kind = 'urging'")
    await world.owner.query("update post_holding set to_on = current_date - 1 where unit_id = $1 and role = 'system'", [
      other.unitId,
    ])
    expect((await county.post('/progress/urgings', { unitIds: [other.unitId], text: null })).body).toMatchObject({
      done: 0,
      phone: ['甲省东市甲县第二小学'],
    })
  })

  test('a school urges its own teachers, who read it as their own message', async () => {
    const late = (await clerk.get('/progress/people')).body
    expect(late.total).toBe(4)
    const teacher = await world.as('teacher', school, 2)
    const { rows } = await world.owner.query('select id from teacher where person_id = $1', [teacher.personId])
    const ids = [rows[0].id]
    expect((await clerk.post('/progress/urgings/people', { teacherIds: ids, text: null })).body.done).toBe(1)
    expect((await clerk.post('/progress/urgings/people', { teacherIds: ids, text: null })).body).toMatchObject({
      done: 0,
      coolingTotal: 1,
    })
    const told = (await teacher.get('/messages')).body
    expect(told).toMatchObject({ total: 1, unread: 1 })
    expect(told.rows[0].text).toContain('您的信息目前处于“未填”')
    expect((await teacher.post('/messages/read', { all: true })).body.read).toBe(1)
    const seen = (await clerk.get('/progress/people')).body.rows.find(
      ({ teacherId }: { teacherId: string }) => teacherId === ids[0],
    )
    expect(seen.urgedSeenAt).not.toBeNull()
    // not somebody else's, and the county sees them without urging them
    const neighbour = await world.as('information', '甲省东市乙县第一小学')
    expect((await neighbour.post('/progress/urgings/people', { teacherIds: ids, text: null })).status).toBe(404)
    expect((await county.get('/progress/people', { unitId: clerk.unitId })).body.rows[0].can).toEqual([])
    expect((await county.post('/progress/urgings/people', { teacherIds: ids, text: null })).status).toBe(403)
  })

  test('by text message only where it is switched on: to the number in effect, once a day, without anybody named', async () => {
    const teacher = await world.as('teacher', school, 2)
    const { rows } = await world.owner.query('select id, name from teacher where person_id = $1', [teacher.personId])
    const [{ id, name }] = rows
    expect(
      (await clerk.post(`/teachers/${id}/rows`, { subset: 'contact', values: { mobile: '19800550042' } })).status,
    ).toBe(200)
    const payload = { postId: clerk.postId, teacherIds: [id], template: 'urging' as const }
    const outbox = join(world.house.filesDir, 'sms-outbox.ndjson')
    await sendTexts(world.house, payload)
    process.env.XINGTAN_SMS = 'file'
    try {
      // not in effect yet
      await sendTexts(world.house, payload)
      expect(existsSync(outbox)).toBe(false)
      await world.owner.query(
        `insert into record (province_code, id, teacher_id, subset, row_id, body, profile_version, from_change, effective_from)
         select i.province_code, app.new_id(), i.teacher_id, i.subset, i.row_id, i.body, 1, i.change_id, now() from change_item i where i.teacher_id = $1`,
        [id],
      )
      await sendTexts(world.house, payload)
      await sendTexts(world.house, payload)
    } finally {
      delete process.env.XINGTAN_SMS
    }
    const lines = readFileSync(outbox, 'utf8').trim().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ mobile: '19800550042', template: 'urging' }])
    expect(lines[0]).not.toContain(name)
    expect(statSync(outbox).mode & 0o077).toBe(0)
  })

  test('the table as a workbook is taken out under the eyes of the log', async () => {
    const file = await county.get('/progress/workbook')
    expect([file.status, file.raw.subarray(0, 2).toString()]).toEqual([200, 'PK'])
    const { rows } = await world.owner.query(
      "select detail from audit_event where action = 'progress.read' and detail ? 'export'",
    )
    expect(rows[0].detail.export).toBe(3)
  })
})

describe('求助', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world.close())
  const question = {
    page: '/teachers/018f0000-0000-7000-8000-000000000001?tab=x',
    subject: 'information',
    question: '专业技术职务应当怎样填写？',
  }

  test('a teacher asks the own school, the school asks its authority, by the subject; the answer comes back as a message', async () => {
    const teacher = await world.as('teacher', '甲省东市甲县第一小学附设幼儿班')
    const clerk = await world.as('information', '甲省东市甲县第一小学')
    const county = await world.as('information', '甲省东市甲县教育局')
    expect((await teacher.post('/help', question)).body.to).toBe('甲省东市甲县第一小学')
    const asked = await clerk.post('/help', question)
    expect(asked.body.to).toBe('甲省东市甲县教育局')
    expect((await clerk.get('/help')).body.rows).toMatchObject([
      { from: '甲省东市甲县第一小学附设幼儿班 教师', page: '/teachers/…', can: ['answer'] },
    ])
    expect((await county.get('/home')).body.todos).toContainEqual(expect.objectContaining({ key: 'help', count: 1 }))

    const id = asked.body.id
    const answer = { answer: '以证书为准。' }
    for (const [role, unit] of [
      ['system', '甲省东市甲县教育局'],
      ['information', '甲省东市乙县教育局'],
      ['information', '甲省东市教育局'],
      ['information', '甲省东市甲县第一小学'],
    ] as const)
      expect((await (await world.as(role, unit)).post(`/help/${id}/answer`, answer)).status, `${role}@${unit}`).toBe(
        404,
      )
    expect((await county.post(`/help/${id}/answer`, answer)).status).toBe(200)
    expect((await county.post(`/help/${id}/answer`, answer)).body.code).toBe('help.answered')
    expect((await clerk.get('/messages', { kind: 'help' })).body.rows[0]).toMatchObject({
      title: '甲省东市甲县教育局已答复您的求助',
      text: '以证书为准。',
      link: '/help',
    })
    expect((await county.post(`/help/${id}/close`)).status).toBe(404)
    expect((await clerk.post(`/help/${id}/close`)).status).toBe(200)
    expect((await clerk.get('/help/mine')).body.rows).toMatchObject([{ answer: '以证书为准。', can: [] }])
  })

  test('numbers of people are refused with the number shown, dates and codes are not', async () => {
    const clerk = await world.as('information', '甲省东市甲县第一小学')
    for (const text of [
      '张三 339900198506010017 无法登录',
      '请打 138 0013 8000',
      '电话０５７１-88880000 没人接',
      '证件 339900 19850601 001X 重复',
    ])
      expect((await clerk.post('/help', { ...question, question: text })).body.code, text).toBe('help.private')
    for (const text of ['2026-11-24 2026-12-31 之间能改吗', '学校标识码 2171001101 名称有误'])
      expect((await clerk.post('/help', { ...question, question: text })).status, text).toBe(200)
    expect((await (await world.as('information', '教育部')).post('/help', question)).status).toBe(403)
  })
})
