import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type Voice, type World } from '../testing/world.ts'

const county = '甲省东市甲县教育局'
const right = { name: '甲县教师发展中心', kind: 'teacher_development', creditCode: '91350100M000100Y43' }

describe('培训机构: registered by the 信息管理员 of the authority that uses it', () => {
  let world: World
  let clerk: Voice
  beforeAll(async () => {
    world = await openWorld()
    clerk = await world.as('information', county)
  })
  afterAll(() => world.close())

  test('a registration makes a unit directly under the authority, with a code used once', async () => {
    const made = await clerk.post('/training-institutions', right)
    expect(made.status).toBe(200)
    const other = await clerk.post('/training-institutions', { ...right, name: '甲县研训学院', creditCode: '' })
    expect(other.body.code).not.toBe(made.body.code)
    const { rows } = await world.owner.query('select level, parent_id, province_code from unit where id = $1', [
      made.body.unitId,
    ])
    expect(rows).toEqual([{ level: 'training', parent_id: clerk.unitId, province_code: '71' }])
    const list = await clerk.get('/training-institutions', { search: '发展中心' })
    expect(list.body).toMatchObject({ total: 1, rows: [{ name: right.name, creditCode: right.creditCode }] })
  })

  test('its account is the 系统管理员’s to hand out, who cannot register', async () => {
    const system = await world.as('system', county)
    expect((await system.get('/training-institutions')).body.rows[0].can).toEqual(['hand-out'])
    expect((await system.post('/training-institutions', right)).status).toBe(403)
  })

  test('one 统一社会信用代码 is registered once in a province; another province may have it too', async () => {
    const twice = await (await world.as('information', '甲省西市教育局')).post('/training-institutions', right)
    expect([twice.status, twice.body.code]).toEqual([409, 'training.registered'])
    expect((await (await world.as('information', '乙省教育厅')).post('/training-institutions', right)).status).toBe(200)
  })

  test('a wrong credit code is told at its field, a missing name too, and nothing is kept', async () => {
    const before = (await clerk.get('/training-institutions')).body.total
    const wrong = await clerk.post('/training-institutions', { ...right, creditCode: '91350100M000100Y44' })
    expect(wrong.status).toBe(422)
    expect(wrong.body.fields[0]).toMatchObject({ at: '/creditCode', message: expect.stringContaining('校验位') })
    const nameless = await clerk.post('/training-institutions', { ...right, name: ' ' })
    expect(nameless.body.fields[0]).toMatchObject({ at: '/name', message: '机构名称至少 2 个字' })
    expect((await clerk.get('/training-institutions')).body.total).toBe(before)
  })

  test('a change keeps the code, and leaves before and after in the log', async () => {
    const [row] = (await clerk.get('/training-institutions', { search: '研训学院' })).body.rows
    const changed = await clerk.post(`/training-institutions/${row.unitId}`, {
      name: '甲县教师研训学院',
      kind: 'research',
      creditCode: '',
    })
    expect(changed.body).toEqual({ unitId: row.unitId, code: row.code })
    const { rows } = await world.owner.query(
      `select detail from audit_event where action = 'training.change' and object_id = $1`,
      [row.unitId],
    )
    expect(rows[0].detail).toMatchObject({ before: { name: '甲县研训学院' }, after: { name: '甲县教师研训学院' } })
  })

  test('only the authority that registered it changes it; to others above, beside and below it is not there', async () => {
    const [row] = (await clerk.get('/training-institutions', { search: '发展中心' })).body.rows
    for (const unit of ['甲省东市教育局', '甲省东市乙县教育局', '乙省教育厅']) {
      const stranger = await world.as('information', unit)
      const answer = await stranger.post(`/training-institutions/${row.unitId}`, right)
      expect(`${unit} ${answer.status}`).toBe(`${unit} 404`)
      expect((await stranger.get('/training-institutions', { search: right.name })).body.rows).not.toContainEqual(
        expect.objectContaining({ unitId: row.unitId }),
      )
    }
  })

  test('a 培训管理员 sees the own start page and nothing of teachers', async () => {
    const trainer = await world.as('training', '甲省东市甲县教师培训中心')
    expect((await trainer.get('/home')).status).toBe(200)
    expect((await trainer.get('/teachers')).status).toBe(403)
    expect((await trainer.get('/training-institutions')).status).toBe(403)
  })
})
