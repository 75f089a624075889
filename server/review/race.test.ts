import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enterRecord } from '../testing/records.ts'
import { openWorld, type World } from '../testing/world.ts'

const school = '甲省东市甲县第一小学'

describe('two at once', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world.close())

  test('of many who decide one case at the same moment exactly one decides, and the others are told so', async () => {
    const [clerk, head, teacher] = [
      await world.as('information', school),
      await world.as('head', school),
      await world.as('teacher', school, 2),
    ]
    const { rows } = await world.owner.query('select id from teacher where person_id = $1', [teacher.personId])
    const teacherId = rows[0].id
    await enterRecord(clerk, teacherId, '2026-11-23')
    await clerk.post('/reports/hand-over', { teacherIds: [teacherId] })
    const waiting = (await world.owner.query('select id, round from review_case where teacher_id = $1', [teacherId]))
      .rows[0]
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => head.post('/cases/decisions', { cases: [{ ...waiting, decision: 'pass' }] })),
    )
    expect(answers.map(({ body }) => body.done).sort()).toEqual([0, 0, 0, 0, 0, 1])
    const done = await world.owner.query(
      "select count(*)::int as n from audit_event where action = 'case.decide' and outcome = 'done' and object_id = $1 and role = 'head'",
      [waiting.id],
    )
    expect(done.rows[0].n).toBe(1)
  })

  test('two who begin the first collection of one teacher at the same moment write into one change', async () => {
    const clerk = await world.as('information', school)
    const { rows } = await world.owner.query(
      'select t.id from teacher t where t.unit_id = $1 and not exists (select from change c where c.teacher_id = t.id) limit 1',
      [clerk.unitId],
    )
    const save = (mobile: string) =>
      clerk.post(`/teachers/${rows[0].id}/rows`, { subset: 'contact', values: { mobile } })
    const answers = await Promise.all([save('19900001111'), save('19900002222'), save('19900003333')])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    const kept = await world.owner.query(
      'select count(distinct change_id)::int as changes, count(*)::int as items from change_item where teacher_id = $1 and superseded_at is null',
      [rows[0].id],
    )
    expect(kept.rows[0]).toEqual({ changes: 1, items: 1 })
  })
})
