import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { idOf } from '../account/people.fixture.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'

const host = '甲省东市甲县第一小学'
const attached = `${host}附设幼儿班`
const neighbour = '甲省东市甲县第二小学'

describe('附设班: it belongs to its host, whose posts do its work; its own category decides the forms', () => {
  let world: World
  let system: Voice
  let clerk: Voice
  let classId: string
  let teacherId: string
  beforeAll(async () => {
    world = await openWorld()
    system = await world.as('system', host)
    clerk = await world.as('information', host)
    classId = await world.unitId(attached)
    const { rows } = await world.owner.query('select id from teacher where unit_id = $1', [classId])
    teacherId = rows[0].id
  })
  afterAll(() => world.close())

  test('a class has no posts of its own but its teachers’', async () => {
    const { rows } = await world.owner.query('select distinct role from post_holding where unit_id = $1', [classId])
    expect(rows).toEqual([{ role: 'teacher' }])
  })

  test('the host’s people are told of both places, with the category of each; a school without classes has one', async () => {
    const { body } = await clerk.get('/places')
    expect(body.places).toMatchObject([
      { name: host, category: 'k12', attached: false },
      { unitId: classId, name: attached, category: 'kindergarten', attached: true },
    ])
    expect((await (await world.as('information', neighbour)).get('/places')).body.places).toHaveLength(1)
    expect((await (await world.as('information', '甲省东市甲县教育局')).get('/places')).body.places).toEqual([])
  })

  test('the template for the class is the kindergarten’s', async () => {
    const own = await clerk.get('/intake/template', { withPeople: 'no' })
    const other = await clerk.get('/intake/template', { withPeople: 'no', unitId: classId })
    expect([own.status, other.status]).toEqual([200, 200])
    expect(decodeURIComponent(String(other.headers['content-disposition']))).toContain(attached)
    expect(other.raw.equals(own.raw)).toBe(false)
  })

  test('the host’s 系统管理员 generates an account in the class: a kindergarten teacher under the class, in the host’s list', async () => {
    const row = {
      name: '乔木棉',
      gender: '女',
      birthDate: '1990-02-02',
      idNumber: idOf('1990-02-02', 512),
      relation: '在编',
      postKind: '教师',
    }
    const made = await system.post('/accounts', { rows: [row], unitId: classId })
    expect(made.status).toBe(200)
    const { rows } = await world.owner.query(`select unit_id, category from teacher where name = '乔木棉'`)
    expect(rows).toEqual([{ unit_id: classId, category: 'kindergarten' }])
    expect((await clerk.get('/teachers', { search: '乔木棉' })).body.rows).toMatchObject([{ unitName: attached }])
    expect((await system.get('/accounts', { search: '乔木棉' })).body.total).toBe(1)
  })

  test('the teacher of the class works with the kindergarten’s form', async () => {
    const { body } = await (await world.as('teacher', attached)).get('/standard/profile')
    expect(body.category).toBe('kindergarten')
  })

  test('the host’s clerk fills and hands over; the host’s 负责人 signs; the host’s authority reviews', async () => {
    const saved = await clerk.post(`/teachers/${teacherId}/rows`, {
      subset: 'contact',
      values: { mobile: '19900001234' },
    })
    expect(saved.status).toBe(200)
    // an incomplete record is refused for what is missing, not for where it stands
    const answer = await clerk.post('/reports/hand-over', { teacherIds: [teacherId], dry: true })
    expect(answer.body.results[0].why).toContain('完整性检测')
    const { rows } = await world.owner.query('select desk_id, parent_name from app.unit_desk(array[$1]::bigint[])', [
      classId,
    ])
    expect(rows).toEqual([{ desk_id: system.unitId, parent_name: '甲省东市甲县教育局' }])
  })

  test('an import of the class is the class’s, and the host’s clerk sees it among his batches', async () => {
    const sent = await clerk.upload(`/intake/batches?unitId=${classId}`, {
      name: '幼儿班.csv',
      content: '姓名,身份证件号\n',
    })
    expect(sent.status).toBe(200)
    const { rows } = await world.owner.query('select unit_id, category from import_batch where id = $1', [
      sent.body.batchId,
    ])
    expect(rows).toEqual([{ unit_id: classId, category: 'kindergarten' }])
    expect((await clerk.get('/intake/batches')).body.rows).toMatchObject([{ unitName: attached }])
    expect((await clerk.get(`/intake/batches/${sent.body.batchId}`)).body.unitName).toBe(attached)
  })

  test('another school’s people reach neither the class nor its teacher, in no way', async () => {
    const stranger = await world.as('information', neighbour)
    const strangeSystem = await world.as('system', neighbour)
    const answers = [
      await stranger.get('/intake/template', { unitId: classId }),
      await stranger.upload(`/intake/batches?unitId=${classId}`, { name: 'a.csv', content: '姓名\n' }),
      await stranger.get(`/teachers/${teacherId}`),
      await stranger.post(`/teachers/${teacherId}/rows`, { subset: 'contact', values: { mobile: '19900001234' } }),
      await strangeSystem.post('/accounts/check', {
        rows: [{ name: '甲', gender: '女', birthDate: '1990-02-02', idNumber: '1' }],
        unitId: classId,
      }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
  })

  test('an authority is no place for teachers: nobody generates accounts there or at a school from above', async () => {
    const above = await world.as('system', '甲省东市甲县教育局')
    const row = { name: '甲', gender: '女', birthDate: '1990-02-02', idNumber: '1' }
    expect((await above.post('/accounts', { rows: [row], unitId: classId })).status).toBe(403)
  })
})
