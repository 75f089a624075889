import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { casesOf, enterTeachers, report } from '../testing/reported.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'

const school = '甲省东市甲县第一小学'
const county = '甲省东市甲县教育局'

describe('撤回', () => {
  let world: World
  let clerk: Voice
  let head: Voice
  let reviewer: Voice
  beforeAll(async () => {
    world = await openWorld()
    clerk = await world.as('information', school)
    head = await world.as('head', school)
    reviewer = await world.as('information', county)
  })
  afterAll(() => world.close())
  const stagesOf = async (ids: readonly string[]) =>
    (
      await world.owner.query('select stage from teacher_stage where teacher_id = any ($1) order by teacher_id', [ids])
    ).rows.map(({ stage }) => stage)
  const withdraw = (voice: Voice, caseIds: readonly string[]) => voice.post('/cases/withdrawals', { caseIds })

  test('the school takes back what the authority has not opened; what was opened stays and is named', async () => {
    const teachers = await enterTeachers(world, clerk, 3, 'reported')
    await report(world, clerk, head, teachers)
    const cases = await casesOf(world, teachers)
    const opened = cases[0]
    if (!opened) throw new Error('no case')
    await reviewer.post('/cases/looks', { cases: [{ id: opened.id, round: 1 }] })
    const answer = await withdraw(
      clerk,
      cases.map(({ id }) => id),
    )
    expect(answer.body).toMatchObject({ done: 2, skipped: 1 })
    expect(answer.body.results.find(({ id }: { id: string }) => id === opened.id)).toMatchObject({ code: 'opened' })
    const others = cases.slice(1).map(({ teacherId }) => teacherId)
    expect(await stagesOf(others)).toEqual(['draft', 'draft'])
    expect(await stagesOf([opened.teacherId])).toEqual(['review'])
    const kept = await world.owner.query(
      `select c.outcome, s.name, s.decision, s.decided_by_post from review_case c join review_step s on s.case_id = c.id and s.name = 'review' where c.id = $1`,
      [cases[1]?.id],
    )
    expect(kept.rows).toEqual([
      { outcome: 'withdrawn', name: 'review', decision: 'withdraw', decided_by_post: clerk.postId },
    ])
    const log = await world.owner.query(
      "select count(*)::int as n from audit_event where action = 'case.withdraw' and outcome = 'done'",
    )
    expect(log.rows).toEqual([{ n: 2 }])
  })

  test('what was taken back is edited beside what had been signed, and goes the whole way once more', async () => {
    const [teacher] = await enterTeachers(world, clerk, 1, 'again')
    if (!teacher) throw new Error('no teacher')
    await report(world, clerk, head, [teacher])
    await withdraw(
      clerk,
      (await casesOf(world, [teacher])).map(({ id }) => id),
    )
    const seen = (await clerk.get(`/teachers/${teacher}`)).body
    const contact = seen.subsets.find(({ subset }: { subset: string }) => subset === 'contact').rows[0]
    const saved = await clerk.post(`/teachers/${teacher}/rows`, {
      subset: 'contact',
      rowId: contact.rowId,
      values: { ...contact.values, mobile: '19900009999' },
    })
    expect(saved.status).toBe(200)
    const items = await world.owner.query(
      "select round, superseded_at is not null as old from change_item where teacher_id = $1 and subset = 'contact' order by round",
      [teacher],
    )
    expect(items.rows).toEqual([
      { round: 1, old: true },
      { round: 2, old: false },
    ])
    await report(world, clerk, head, [teacher])
    const [again] = await casesOf(world, [teacher])
    expect(again?.round).toBe(2)
    const view = (await reviewer.get(`/cases/${again?.id}`)).body
    const changed = view.items.filter(({ changedSince }: { changedSince: string[] }) => changedSince.length > 0)
    expect(changed).toMatchObject([{ subset: 'contact', changedSince: ['mobile'] }])
  })

  test('what the 负责人 has signed and the school has not sent comes back too; what he has open does not', async () => {
    const teachers = await enterTeachers(world, clerk, 2, 'signed')
    await clerk.post('/reports/hand-over', { teacherIds: teachers })
    const [one, two] = await casesOf(world, teachers)
    await head.post('/cases/decisions', { cases: [{ id: one?.id, round: 1, decision: 'pass' }] })
    await head.post('/cases/looks', { cases: [{ id: two?.id, round: 1 }] })
    const answer = await withdraw(clerk, [one?.id ?? '', two?.id ?? ''])
    expect(answer.body.results.map(({ code }: { code: string }) => code)).toEqual(['withdraw', 'opened'])
  })

  test('a teacher takes back the own submission until the school opens it', async () => {
    const teacher = await world.as('teacher', school, 2)
    const { rows } = await world.owner.query('select id from teacher where person_id = $1', [teacher.personId])
    const id = rows[0].id
    const saved = await teacher.post(`/teachers/${id}/rows`, {
      subset: 'contact',
      values: { mobile: '19900001111', address: '甲路 1 号' },
    })
    expect(saved.status).toBe(200)
    // the school's own part is not the teacher's to fill: the case is opened as his submission opens it
    const submit = async () => {
      await world.owner.query(
        `with h as (select * from change where teacher_id = $1 and closed_at is null),
         c as (insert into review_case (province_code, id, flow, change_id, teacher_id, subject_person, unit_id, unit_name, title, round, opened_by_person, opened_by_post)
           select h.province_code, app.new_id(), 'report', h.id, h.teacher_id, $2, h.unit_id, $3, '甲', h.round, $2, $4 from h returning *),
         p as (insert into case_party (province_code, case_id, unit_id, unit_path, role) select c.province_code, c.id, u.id, u.path, 'information' from c join unit u on u.id = c.unit_id)
         insert into review_step (province_code, case_id, round, ordinal, name, title, deciding, role, rule, unit_id, unit_name, opened_at)
         select province_code, id, round, 0, 'check', '核对', false, 'information', 'unit:school', unit_id, unit_name, now() from c`,
        [id, teacher.personId, school, teacher.postId],
      )
      return (await casesOf(world, [id]))[0]
    }
    const first = await submit()
    expect((await withdraw(teacher, [first?.id ?? ''])).body).toMatchObject({ done: 1 })
    expect(await stagesOf([id])).toEqual(['draft'])
    const second = await submit()
    expect((await withdraw(clerk, [second?.id ?? ''])).body.results[0].code).toBe('own-desk')
    await clerk.post('/cases/looks', { cases: [{ id: second?.id, round: second?.round }] })
    expect((await withdraw(teacher, [second?.id ?? ''])).body.results[0].code).toBe('opened')
  })

  test('nobody else takes anything back: another school, another teacher, the 负责人, the authority', async () => {
    const teachers = await enterTeachers(world, clerk, 1, 'mine')
    await report(world, clerk, head, teachers)
    const [one] = await casesOf(world, teachers)
    const ids = [one?.id ?? '']
    for (const stranger of [
      await world.as('information', '甲省东市甲县第二小学'),
      await world.as('teacher', school, 3),
    ]) {
      const answer = await withdraw(stranger, ids)
      expect(answer.body).toMatchObject({ done: 0, results: [{ code: 'not-found', name: '' }] })
    }
    for (const stranger of [head, reviewer]) expect((await withdraw(stranger, ids)).status).toBe(403)
  })

  test('of a decision and a taking back at the same moment exactly one happens', async () => {
    const teachers = await enterTeachers(world, clerk, 4, 'race')
    await report(world, clerk, head, teachers)
    const cases = await casesOf(world, teachers)
    const answers = await Promise.all(
      cases.flatMap(({ id }) => [
        withdraw(clerk, [id]),
        reviewer.post('/cases/decisions', { cases: [{ id, round: 1, decision: 'pass' }] }),
      ]),
    )
    expect(answers.reduce((sum, { body }) => sum + body.done, 0)).toBe(4)
  })
})
