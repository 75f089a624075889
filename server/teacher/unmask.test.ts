import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtInSettings } from '../../contract/security.ts'
import { newId } from '../platform/ids.ts'
import { enterRecord } from '../testing/records.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'

const school = '甲省东市甲县第一小学'

describe('P03: values of class 4 in clear', () => {
  let world: World
  let clerk: Voice
  let county: Voice
  let teacher: Voice
  let one: string
  beforeAll(async () => {
    world = await openWorld()
    clerk = await world.as('information', school)
    county = await world.as('information', '甲省东市甲县教育局')
    teacher = await world.as('teacher', school, 2)
    one = (await world.owner.query('select id from teacher where person_id = $1', [teacher.personId])).rows[0].id
    await enterRecord(clerk, one, '2026-11-23')
  })
  afterAll(() => world.close())

  const contact = async (voice: Voice) => {
    const { body } = await voice.get(`/teachers/${one}`)
    return body.subsets.find((each: { subset: string }) => each.subset === 'contact').rows[0].rowId as string
  }
  const look = async (voice: Voice, more: object = { purpose: 'contact' }) =>
    voice.post(`/teachers/${one}/unmask`, { subset: 'contact', rowId: await contact(voice), field: 'mobile', ...more })
  const opened = async (voice: Voice): Promise<number> =>
    (
      await world.owner.query('select coalesce(sum(opened), 0)::int as n from unmask_count where person_id = $1', [
        voice.personId,
      ])
    ).rows[0].n
  const setOpened = (voice: Voice, n: number) =>
    world.owner.query(
      `insert into unmask_count (province_code, person_id, day, opened) values ('71', $1, (now() at time zone 'Asia/Shanghai')::date, $2)
       on conflict (province_code, person_id, day) do update set opened = $2`,
      [voice.personId, n],
    )
  /** As two 安全管理员 would have set it. */
  const allow = async (unmaskADay: number) => {
    const [a, b] = [await world.as('security', '甲省教育厅', 1), await world.as('security', '甲省教育厅', 2)]
    await world.owner.query(
      `insert into security_policy (province_code, id, settings, reason, proposed_by_person, proposed_by_post, decided_by_person, decided_by_post, decided_at, decided_reason, confirmed)
       values ('71', $1, $2, '试', $3, $4, $5, $6, clock_timestamp(), '试', true)`,
      [newId(), JSON.stringify({ ...builtInSettings, unmaskADay }), a.personId, a.postId, b.personId, b.postId],
    )
  }
  const events = async (action: string, outcome: string) =>
    (
      await world.owner.query(
        'select person_id, detail from audit_event where action = $1 and outcome = $2 order by seq',
        [action, outcome],
      )
    ).rows

  test('a look says what remains of the day, and is traced with its purpose', async () => {
    const answer = await look(clerk, { purpose: 'contact', reason: '核实联系方式' })
    expect(answer.body).toEqual({ value: expect.stringMatching(/^199/), left: 49 })
    expect((await events('teacher.unmask', 'done')).at(-1)).toMatchObject({
      person_id: clerk.personId,
      detail: { subset: 'contact', field: 'mobile', purpose: 'contact', reason: '核实联系方式' },
    })
  })

  test('a purpose is needed, and of 其他 words of one’s own', async () => {
    for (const more of [{}, { purpose: 'other', reason: ' x ' }])
      expect(await look(clerk, more)).toMatchObject({ status: 400, body: { fields: [{ at: '/reason' }] } })
    expect((await look(clerk, { purpose: 'curiosity' })).status).toBe(400)
    expect(await opened(clerk)).toBe(1)
  })

  test('of somebody else’s record it asks who it is, of the own one it does not', async () => {
    await world.owner.query('update session set fresh_until = null')
    expect(await look(clerk)).toMatchObject({ status: 403, body: { code: 'session.confirm-again' } })
    expect(await opened(clerk)).toBe(1)
    expect((await look(teacher, { reason: '本人核对修改' })).body).toMatchObject({ left: null })
    expect(await opened(teacher)).toBe(0)
    await world.owner.query(`update session set fresh_until = now() + interval '8 hours'`)
  })

  test('at four fifths of the day’s budget the log gets an alarm, once', async () => {
    await allow(10)
    await setOpened(clerk, 6)
    expect((await look(clerk)).body.left).toBe(3)
    expect(await events('alarm.unmask', 'done')).toEqual([])
    expect((await look(clerk)).body.left).toBe(2)
    expect((await look(clerk)).body.left).toBe(1)
    expect(await events('alarm.unmask', 'done')).toEqual([
      { person_id: clerk.personId, detail: { opened: 8, allowed: 10 } },
    ])
  })

  test('the last one is shown, the next refused and the refusal traced; of ten at once only one gets it', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => look(clerk)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(403)])
    const refused = answers.find(({ status }) => status === 403)
    expect(refused?.body).toMatchObject({ code: 'teacher.unmask-spent', title: expect.stringContaining('10 项的上限') })
    expect(JSON.stringify(refused?.body)).not.toContain('199')
    expect(await opened(clerk)).toBe(10)
    const traced = (await events('teacher.unmask', 'refused')).filter(
      ({ detail }) => detail.problem === 'teacher.unmask-spent',
    )
    expect(traced).toHaveLength(9)
  })

  test('a new day begins with the whole budget', async () => {
    await world.owner.query('update unmask_count set day = day - 1 where person_id = $1', [clerk.personId])
    expect((await look(clerk)).body.left).toBe(9)
  })

  test('a province may close the eye altogether; the own record stays open', async () => {
    await allow(0)
    expect(await look(clerk)).toMatchObject({
      status: 403,
      body: { code: 'teacher.unmask-spent', title: expect.stringContaining('不开放') },
    })
    expect((await look(teacher, { reason: '本人核对修改' })).status).toBe(200)
  })

  test('what is compared at the desk of a case is logged with it and outside the budget; before and after it counts', async () => {
    await allow(5)
    await clerk.post('/reports/hand-over', { teacherIds: [one] })
    const head = await world.as('head', school)
    const decide = async (voice: Voice) => {
      const { rows } = await world.owner.query(
        'select id, round from review_case where teacher_id = $1 and closed_at is null',
        [one],
      )
      return voice.post('/cases/decisions', { cases: [{ ...rows[0], decision: 'pass' }] })
    }
    expect((await decide(head)).body).toMatchObject({ done: 1 })
    await clerk.post('/reports/send', { teacherIds: [one] })
    const { rows } = await world.owner.query('select id from review_case where teacher_id = $1', [one])
    const answer = await look(county)
    expect(answer.body, JSON.stringify(answer.body)).toMatchObject({ left: null })
    expect(await opened(county)).toBe(0)
    expect((await events('teacher.unmask', 'done')).at(-1)).toMatchObject({ detail: { case: rows[0].id } })
    // it does not wait at the province's desk
    expect((await look(await world.as('information', '甲省教育厅'))).body).toMatchObject({ left: 4 })
    expect((await decide(county)).body).toMatchObject({ done: 1 })
    expect((await look(county)).body).toMatchObject({ left: 4 })
  })

  test('a 信息查询员 has no eye', async () => {
    expect((await look(await world.as('query', school))).status).toBe(403)
  })
})
