import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterRecord } from '../testing/records.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { done } from './story.fixture.ts'

const school = '甲省东市甲县第一小学'
const usual = { modules: { training: true }, teachersFill: true, signingSends: false }
let world: World
let admin: Voice
let clerk: Voice
beforeAll(async () => {
  world = await openWorld()
  admin = await world.as('system', '甲省教育厅')
  clerk = await world.as('information', '甲省教育厅')
})
afterAll(() => world.close())

const propose = async (modes: object) =>
  admin.post('/province-modes/proposal', {
    version: (await done(admin.get('/province-modes'))).version,
    modes,
    reason: '按省里的通知',
  })
const confirm = async () => {
  const { proposal } = await done(clerk.get('/province-modes'))
  return clerk.post('/province-modes/proposal/decision', { decision: 'confirm', digest: proposal.digest })
}
const works = async (modes: object) => {
  await done(propose(modes))
  await done(confirm())
}

test('one proposes, another confirms; a return says why; what is the same or stale is refused', async () => {
  expect(await done(admin.get('/province-modes'))).toMatchObject({ inForce: usual, version: 0, can: ['propose'] })
  expect((await propose(usual)).body.code).toBe('profile.nothing-new')
  await done(propose({ ...usual, signingSends: true }))
  expect((await propose({ ...usual, teachersFill: false })).body.code).toBe('profile.modes-open')
  expect((await admin.post('/province-modes/proposal/decision', { decision: 'confirm', digest: 'x' })).status).toBe(403)
  const todo = (await done(clerk.get('/home'))).todos.find(({ key }: { key: string }) => key === 'modes')
  expect(todo).toMatchObject({ count: 1 })
  expect((await clerk.post('/province-modes/proposal/decision', { decision: 'confirm', digest: 'x' })).body.code).toBe(
    'changed-meanwhile',
  )
  await done(clerk.post('/province-modes/proposal/decision', { decision: 'return', why: '暂不调整' }))
  expect(await done(admin.get('/province-modes'))).toMatchObject({
    inForce: usual,
    proposal: null,
    returned: { why: '暂不调整' },
  })
  const { body } = await admin.post('/province-modes/proposal', { version: 7, modes: usual, reason: '试' })
  expect(body.code).toBe('changed-meanwhile')
  // a school reads the modes and not what waits
  const teacher = await world.as('teacher', school)
  expect(await done(teacher.get('/province-modes'))).toMatchObject({ inForce: usual, proposal: null, can: [] })
})

test('where only the school fills in, a teacher is refused at every door and the page offers nothing', async () => {
  const teacher = await world.as('teacher', school)
  const mine = (await done(teacher.get('/teachers/mine'))).id
  const save = () => teacher.post(`/teachers/${mine}/rows`, { subset: 'contact', values: { mobile: '19900001234' } })
  expect((await save()).status).toBe(200)
  await works({ ...usual, teachersFill: false })
  expect((await save()).body.code).toBe('teacher.by-school')
  expect((await teacher.post(`/teachers/${mine}/submission`)).body.code).toBe('teacher.by-school')
  const view = await done(teacher.get(`/teachers/${mine}`))
  expect(view.can).not.toContain('edit')
  expect(view.can).not.toContain('submit')
  expect(view.lockedWhy).toContain('学校统一填报')
  const school1 = await world.as('information', school)
  const saved = await school1.post(`/teachers/${mine}/rows`, { subset: 'contact', values: { mobile: '19900001235' } })
  expect(saved.status).toBe(200)
  // the other province works as before
  const elsewhere = await world.as('teacher', '乙省东市甲县第一小学')
  const theirs = (await done(elsewhere.get('/teachers/mine'))).id
  expect((await done(elsewhere.get(`/teachers/${theirs}`))).can).toContain('edit')
})

test('where signing reports at once, the authority has the case as soon as the 负责人 has signed', async () => {
  await works({ ...usual, signingSends: true })
  const voice = await world.as('information', school)
  const head = await world.as('head', school)
  const { rows } = await world.owner.query<{ id: string }>(
    'select id from teacher where unit_id = $1 and person_id <> $2 order by id desc limit 1',
    [voice.unitId, head.personId],
  )
  const id = rows[0]?.id ?? ''
  await enterRecord(voice, id, '2026-11-23')
  expect(await done(voice.post('/reports/hand-over', { teacherIds: [id] }))).toMatchObject({ done: 1 })
  const { rows: cases } = await world.owner.query(
    'select id, round from review_case where teacher_id = $1 and closed_at is null',
    [id],
  )
  const signed = await done(head.post('/cases/decisions', { cases: [{ ...cases[0], decision: 'pass' }] }))
  expect(signed).toMatchObject({ done: 1 })
  const { rows: stages } = await world.owner.query('select stage from teacher_stage where teacher_id = $1', [id])
  expect(stages[0].stage).toBe('review')
  const { rows: steps } = await world.owner.query(
    'select name, comment, decided_by_person from review_step where case_id = $1 order by ordinal',
    [cases[0].id],
  )
  expect(steps[2]).toEqual({ name: 'send', comment: '负责人签字后即报送', decided_by_person: head.personId })
  const county = await world.as('information', '甲省东市甲县教育局')
  expect(await done(county.post('/cases/decisions', { cases: [{ ...cases[0], decision: 'pass' }] }))).toMatchObject({
    done: 1,
  })
})

test('a module that is off is in no menu and behind no door', async () => {
  const county = await world.as('information', '甲省东市甲县教育局')
  const can = async () => (await done(county.get('/session'))).can
  expect((await county.get('/training-institutions')).status).toBe(200)
  expect(await can()).toContain('training.read')
  await works({ ...usual, modules: { training: false } })
  const refused = await county.get('/training-institutions')
  expect([refused.status, refused.body.code]).toEqual([403, 'module.off'])
  expect(
    (await county.post('/training-institutions', { name: '某培训机构', kind: 'other', creditCode: '' })).body.code,
  ).toBe('module.off')
  expect((await can()).filter((action: string) => action.startsWith('training.'))).toEqual([])
  const elsewhere = await world.as('information', '乙省东市甲县教育局')
  expect((await elsewhere.get('/training-institutions')).status).toBe(200)
})
