import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browser } from '../account/people.fixture.ts'
import { readSealedPdf } from '../testing/sealed-pdf.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { drawNow, handOut, newcomer, vacate } from './handout.fixture.ts'
import { drawBatch, sweepOldFiles } from './make.ts'

let world: World
let city: Voice
let county: Voice
const cityName = '甲省东市教育局'
const countyName = '甲省东市甲县教育局'
const schools = ['甲省东市甲县第一小学', '甲省东市甲县第二小学']
beforeAll(async () => {
  world = await openWorld()
  city = await world.as('system', cityName)
  county = await world.as('system', countyName)
})
afterAll(() => world.close())
const one = async (sql: string, values: unknown[] = []) => (await world.owner.query(sql, values)).rows[0]
const many = async (sql: string, values: unknown[] = []) => (await world.owner.query(sql, values)).rows
const rowOf = async (voice: Voice, name: string) => (await voice.get('/handout/board', { search: name })).body.rows[0]

describe('逐级分发', () => {
  test('未生成 → 已生成 → 已下载 → 已签收 → 已激活，一步不少', async () => {
    const school = schools[1] as string
    await vacate(world, school)
    const unitId = await world.unitId(school)
    expect(await rowOf(county, school)).toMatchObject({
      state: 'none',
      slipNo: null,
      holder: null,
      can: ['make', 'urge'],
    })

    const made = await county.post('/handout/batches', { target: 'next', unitIds: [unitId] })
    expect(made).toMatchObject({ status: 200, body: { count: 1, skippedTotal: 0 } })
    expect(await rowOf(county, school)).toMatchObject({
      state: 'made',
      slipNo: expect.stringMatching(/^2171001102-.{4}$/),
    })
    const { batchId, pickUpCode } = made.body
    expect((await county.get(`/handout/batches/${batchId}`)).body).toMatchObject({
      state: 'making',
      done: 0,
      can: ['cancel'],
    })
    expect(await county.get(`/handout/batches/${batchId}/file`)).toMatchObject({
      status: 409,
      body: { code: 'handout.moved-on' },
    })

    await drawNow(world, batchId)
    expect((await county.get(`/handout/batches/${batchId}`)).body).toMatchObject({
      state: 'ready',
      done: 1,
      count: 1,
      madeBy: expect.any(String),
    })
    expect((await county.get('/home')).body.todos).toContainEqual(expect.objectContaining({ key: 'slips', count: 1 }))
    const file = await county.get(`/handout/batches/${batchId}/file`)
    expect(file.headers['content-type']).toBe('application/pdf')
    const [lines] = readSealedPdf(file.raw, pickUpCode)
    expect(lines).toEqual(expect.arrayContaining([school, '系统管理员']))
    expect(await rowOf(county, school)).toMatchObject({ state: 'downloaded', can: ['make', 'receive', 'urge'] })

    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
    const receipt = { unitIds: [unitId], receivedBy: '收件人甲', on: today }
    expect((await county.post('/handout/receipts', receipt)).body).toEqual({ done: 1, left: 0 })
    expect(await rowOf(county, school)).toMatchObject({ state: 'received', receivedBy: '收件人甲' })
    expect((await county.post('/handout/receipts', receipt)).body).toEqual({ done: 0, left: 1 })

    const lineAfter = (label: string) => lines?.[lines.indexOf(label) + 1] ?? ''
    const [slipNo, code] = [lineAfter('密码函编号'), lineAfter('激活码')]
    expect((await world.nobody.post('/slips/opening', { slipNo, code })).body).toMatchObject({
      unitName: school,
      role: 'system',
      roleName: '系统管理员',
      succession: false,
    })
    const who = newcomer('卓安宁')
    expect((await world.nobody.post('/slips/redemption', { slipNo, code, ...who, login: 'zhuoanning' })).body).toEqual({
      login: 'zhuoanning',
    })
    expect(await rowOf(county, school)).toMatchObject({ state: 'activated', holder: '卓安宁', can: [] })

    const somebody = browser(world)
    const me = await somebody.post('/session', { login: 'zhuoanning', secret: who.password })
    expect(me.body).toMatchObject({ name: '卓安宁', post: { role: 'system', unitName: school } })
    const log = await many(
      `select action, role, unit_id from audit_event where action ~ '^(handout|slip)' and action <> 'handout.read' and (unit_id = $1 or unit_id = $2) order by seq`,
      [county.unitId, unitId],
    )
    expect(log.map(({ action }) => action)).toEqual([
      'handout.make',
      'handout.draw',
      'handout.file',
      'handout.receive',
      'handout.receive',
      'slip.redeem',
    ])
    expect(log.at(-1)).toMatchObject({ role: 'system', unit_id: unitId })
  })

  test('市局选“全部”，只为没有系统管理员的单位生成，已在任的说明原因', async () => {
    await vacate(world, countyName)
    const { made, letters } = await handOut(world, city, { target: 'next', all: true })
    expect(made.body).toMatchObject({ count: 1, skippedTotal: 2 })
    expect(made.body.skipped[0]).toMatchObject({ reason: '系统管理员已在任' })
    expect(letters.map(({ unit, role }) => [unit, role])).toEqual([[countyName, '系统管理员']])
    expect(await city.post('/handout/batches', { target: 'next', all: true, state: 'activated' })).toMatchObject({
      status: 422,
      body: { code: 'handout.nothing' },
    })
    expect(await city.post('/handout/batches', { target: 'next' })).toMatchObject({ status: 400 })
  })

  test('培训机构的是培训管理员', async () => {
    const name = '甲省东市甲县教师培训中心'
    await vacate(world, name, 'training')
    county = await appointCounty()
    const { letters } = await handOut(world, county, { target: 'next', unitIds: [await world.unitId(name)] })
    expect(letters[0]).toMatchObject({ unit: name, role: '培训管理员' })
    const { slipNo, code } = letters[0] as { slipNo: string; code: string }
    expect((await world.nobody.post('/slips/redemption', { slipNo, code, ...newcomer('培安安') })).body).toEqual({
      login: null,
    })
    expect((await rowOf(county, name)).holder).toBe('培安安')
  })

  test('附设班没有岗位，不在分发之列', async () => {
    const host = await world.as('system', schools[0] as string)
    expect((await host.get('/handout/board')).body).toMatchObject({ total: 0 })
    const unitIds = [await world.unitId('甲省东市甲县第一小学附设幼儿班')]
    expect(await host.post('/handout/batches', { target: 'next', unitIds })).toMatchObject({ status: 404 })
  })

  test('不能隔级：省不给县、县不给别县的学校，也不给上级', async () => {
    const province = await world.as('system', '甲省教育厅')
    for (const [voice, name] of [
      [province, countyName],
      [county, '甲省东市乙县第一小学'],
      [county, '乙省东市甲县第一小学'],
      [county, cityName],
    ] as const)
      expect(
        await voice.post('/handout/batches', { target: 'next', unitIds: [await world.unitId(name)] }),
      ).toMatchObject({
        status: 404,
        body: { code: 'not-found' },
      })
    expect(
      (
        await many('select 1 from post_slip s join unit_now u on u.id = s.unit_id where u.name = any ($1)', [
          ['甲省东市乙县第一小学', cityName],
        ])
      ).length,
    ).toBe(0)
  })

  test('看板：筛选、汇总与下辖激活数', async () => {
    const { body } = await city.get('/handout/board', { size: '2' })
    expect(body).toMatchObject({
      total: 3,
      summary: { activated: 3, none: 0, made: 0, downloaded: 0, received: 0, expired: 0 },
    })
    expect(body.rows).toHaveLength(2)
    const row = await rowOf(city, '甲省东市乙县教育局')
    expect(row.below).toEqual({ units: 2, activated: 2 })
    expect((await city.get('/handout/board', { state: 'none' })).body).toMatchObject({
      total: 0,
      rows: [],
      summary: { activated: 3 },
    })
  })
})

/** Somebody new in the county's post, after a test has vacated it. */
async function appointCounty(): Promise<Voice> {
  const { letters } = await handOut(world, city, { target: 'next', unitIds: [await world.unitId(countyName)] })
  const { slipNo, code } = letters[0] as { slipNo: string; code: string }
  await world.nobody.post('/slips/redemption', { slipNo, code, ...newcomer('县安安') })
  return world.as('system', countyName)
}

describe('密码函文件', () => {
  const school = schools[1] as string
  beforeAll(() => vacate(world, school))

  test('没有取件码打不开，明文字节里没有激活码', async () => {
    const { file, made, letters } = await handOut(world, county, {
      target: 'next',
      unitIds: [await world.unitId(school)],
    })
    const bytes = file.raw.toString('latin1')
    expect(bytes).toMatch(/\/V 5[\s\S]*\/Length 256|\/Length 256[\s\S]*\/V 5/)
    expect(bytes.match(/\/Type \/Page\b/g)).toHaveLength(1)
    for (const secret of [letters[0]?.code ?? '', letters[0]?.slipNo ?? '', made.body.pickUpCode]) {
      expect(secret.length).toBeGreaterThan(8)
      expect(bytes).not.toContain(secret)
    }
    expect(() => readSealedPdf(file.raw, 'WRON-GWRO-NGGG')).toThrow()
    const kept =
      JSON.stringify(await many('select * from post_slip')) +
      JSON.stringify(await many('select * from handout_batch')) +
      JSON.stringify(await many('select detail from audit_event'))
    expect(kept).not.toContain(letters[0]?.code)
    expect(kept).not.toContain(made.body.pickUpCode)
    const batch = await one('select file, pickup, file_sm3 from handout_batch where id = $1', [made.body.batchId])
    expect(batch).toMatchObject({ file: null, pickup: null, file_sm3: expect.stringMatching(/^[\da-f]{64}$/) })
    expect(
      (
        await one(`select detail from audit_event where action = 'handout.draw' and object_id = $1`, [
          made.body.batchId,
        ])
      ).detail.sm3,
    ).toBe(batch.file_sm3)
  })

  test('只能下载一次', async () => {
    const { batchId } = await handOut(world, county, { target: 'next', unitIds: [await world.unitId(school)] })
    expect(await county.get(`/handout/batches/${batchId}/file`)).toMatchObject({
      status: 409,
      body: { code: 'handout.file-gone' },
    })
  })

  test('重新生成，原有激活码随之作废', async () => {
    const unitIds = [await world.unitId(school)]
    const first = await handOut(world, county, { target: 'next', unitIds })
    const second = await handOut(world, county, { target: 'next', unitIds })
    const [old, fresh] = [first.letters[0], second.letters[0]]
    expect(await world.nobody.post('/slips/opening', { slipNo: old?.slipNo, code: old?.code })).toMatchObject({
      status: 422,
      body: { code: 'slip.refused' },
    })
    expect(await world.nobody.post('/slips/opening', { slipNo: fresh?.slipNo, code: fresh?.code })).toMatchObject({
      status: 200,
    })
    expect((await rowOf(county, school)).state).toBe('received')
  })

  test('一天没有下载的文件不再保留', async () => {
    const made = await county.post('/handout/batches', { target: 'next', unitIds: [await world.unitId(school)] })
    await drawNow(world, made.body.batchId)
    await world.owner.query(`update handout_batch set made_at = now() - interval '25 hours' where id = $1`, [
      made.body.batchId,
    ])
    expect((await county.get(`/handout/batches/${made.body.batchId}`)).body.state).toBe('expired')
    await sweepOldFiles(world.house)
    expect((await one('select file from handout_batch where id = $1', [made.body.batchId])).file).toBeNull()
  })

  test('取消之后任务不再生成，密码函作废', async () => {
    const made = await county.post('/handout/batches', { target: 'next', unitIds: [await world.unitId(school)] })
    expect(await county.post(`/handout/batches/${made.body.batchId}/cancel`)).toMatchObject({ status: 200 })
    await drawNow(world, made.body.batchId)
    expect((await county.get(`/handout/batches/${made.body.batchId}`)).body).toMatchObject({
      state: 'cancelled',
      open: 0,
      can: [],
    })
    expect(await county.post(`/handout/batches/${made.body.batchId}/cancel`)).toMatchObject({
      status: 409,
      body: { code: 'handout.moved-on' },
    })
    expect((await rowOf(county, school)).state).toBe('none')
  })

  test('任务中断后重来，生成一次，激活码有效', async () => {
    const made = await county.post('/handout/batches', { target: 'next', unitIds: [await world.unitId(school)] })
    const payload = { batchId: made.body.batchId, postId: county.postId }
    await Promise.all([drawBatch(world.house, payload), drawBatch(world.house, payload)])
    await drawBatch(world.house, payload)
    expect((await county.get(`/handout/batches/${made.body.batchId}`)).body.state).toBe('ready')
    expect(
      (await many(`select 1 from audit_event where action = 'handout.draw' and object_id = $1`, [made.body.batchId]))
        .length,
    ).toBe(1)
  })

  test('别的单位的批次如同不存在', async () => {
    const made = await county.post('/handout/batches', { target: 'next', unitIds: [await world.unitId(school)] })
    const other = await world.as('system', '甲省东市乙县教育局')
    for (const path of ['', '/file'])
      expect(await other.get(`/handout/batches/${made.body.batchId}${path}`)).toMatchObject({ status: 404 })
    expect(await city.post(`/handout/batches/${made.body.batchId}/cancel`)).toMatchObject({ status: 404 })
    const slip = await one('select id from post_slip where batch_id = $1', [made.body.batchId])
    expect(await other.post(`/handout/slips/${slip.id}/void`, { reason: '试试' })).toMatchObject({ status: 404 })
    expect(await county.post(`/handout/slips/${slip.id}/void`, { reason: '封口破损' })).toMatchObject({ status: 200 })
    expect(await county.post(`/handout/slips/${slip.id}/void`, { reason: '封口破损' })).toMatchObject({ status: 409 })
  })

  test('不是刚刚确认过身份的，不能生成也不能下载', async () => {
    const stale = await world.as('system', countyName)
    await world.owner.query('update session set fresh_until = null where post_id = $1', [stale.postId])
    expect(await stale.post('/handout/batches', { target: 'next', all: true })).toMatchObject({
      status: 403,
      body: { code: 'session.confirm-again' },
    })
    expect(await stale.get('/handout/batches/00000000-0000-7000-8000-000000000000/file')).toMatchObject({
      status: 403,
      body: { code: 'session.confirm-again' },
    })
    county = await world.as('system', countyName)
  })
})

describe('签收与催办', () => {
  const school = schools[1] as string
  test('签收日期不能在以后，也不能早于下载', async () => {
    await vacate(world, school)
    const unitIds = [await world.unitId(school)]
    await handOut(world, county, { target: 'next', unitIds })
    for (const on of ['2099-01-01', '2020-01-01'])
      expect(await county.post('/handout/receipts', { unitIds, receivedBy: '某人', on })).toMatchObject({ status: 400 })
    expect((await rowOf(county, school)).state).toBe('downloaded')
  })

  test('没有人在任的单位列入电话名单，二十四小时内不重复催办', async () => {
    const first = await county.post('/handout/urgings', { all: true })
    expect(first.body).toMatchObject({ done: 1, phoneTotal: 1, phone: [{ name: school, state: 'downloaded' }] })
    expect((await county.post('/handout/urgings', { all: true })).body).toMatchObject({ done: 0, phoneTotal: 0 })
    await world.owner.query(`update urging set at = at - interval '25 hours'`)
    expect((await county.post('/handout/urgings', { all: true })).body).toMatchObject({ done: 1 })
  })

  test('在任的单位在工作台看到催办，已阅回执到上级', async () => {
    const sent = await city.post('/handout/urgings', { unitIds: [county.unitId] })
    expect(sent.body).toMatchObject({ done: 1, phoneTotal: 0 })
    expect((await county.get('/home')).body.todos).toContainEqual(
      expect.objectContaining({ key: 'urged', urgent: true }),
    )
    const { urgings } = (await county.get('/handout/urgings')).body
    expect(urgings[0]).toMatchObject({
      from: cityName,
      seen: false,
      text: expect.stringContaining('尚有 1 个单位的系统管理员未激活'),
    })
    expect((await rowOf(city, countyName)).urgedSeenAt).toBeNull()
    expect((await county.post('/handout/urgings/seen')).status).toBe(200)
    expect((await rowOf(city, countyName)).urgedSeenAt).toEqual(expect.any(String))
    expect((await county.get('/home')).body.todos.map(({ key }: { key: string }) => key)).not.toContain('urged')
  })

  test('不能催办别的单位', async () => {
    expect(
      await county.post('/handout/urgings', { unitIds: [await world.unitId('甲省东市乙县第一小学')] }),
    ).toMatchObject({ status: 404 })
  })
})
