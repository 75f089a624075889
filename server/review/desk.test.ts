import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { casesOf, enterTeachers, report, type Waiting } from '../testing/reported.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'

const school = '甲省东市甲县第一小学'
const county = '甲省东市甲县教育局'

describe('the desk of the authority: must-looks and a sample before the rest', () => {
  let world: World
  let clerk: Voice
  let head: Voice
  let reviewer: Voice
  let teachers: string[]
  let cases: Waiting[]
  beforeAll(async () => {
    world = await openWorld()
    clerk = await world.as('information', school)
    head = await world.as('head', school)
    reviewer = await world.as('information', county)
    teachers = await enterTeachers(world, clerk, 14)
    // one whose birth date is explained against the document: 必看
    await world.owner.query(
      "update person set birth_date_reason = '档案认定' where id = (select person_id from teacher where id = $1)",
      [teachers[0]],
    )
    await report(world, clerk, head, teachers)
    cases = await casesOf(world, teachers)
  })
  afterAll(() => world.close())
  const inbox = (unitId = clerk.unitId) => reviewer.get('/cases', { unitId, size: '200' }).then(({ body }) => body)
  const mark = (ids: readonly string[], verdict: 'pass' | 'return' | 'skip' = 'pass') =>
    reviewer.post('/cases/marks', {
      cases: ids.map((id) => ({
        id,
        round: 1,
        verdict,
        reasons: verdict === 'return' ? [{ reason: '与证件不符', subset: 'basic_info', field: 'ethnicity' }] : [],
      })),
    })
  const look = (ids: readonly string[]) => reviewer.post('/cases/looks', { cases: ids.map((id) => ({ id, round: 1 })) })
  const send = (more: object) => reviewer.post('/cases/decisions/marked', { unitId: clerk.unitId, ...more })
  const none = { pass: 0, back: 0, rest: 0 }

  test('the schools at the desk come with their number and how long the oldest has waited', async () => {
    expect((await reviewer.get('/cases/schools')).body).toMatchObject({
      total: 1,
      targetDays: 5,
      rows: [{ unitId: clerk.unitId, unitName: school, count: 14, workingDays: 0, overdue: false }],
    })
  })

  test('several at once pass only if each was opened: the unseen are left out and named', async () => {
    const act = await reviewer.post('/cases/decisions', {
      cases: cases.slice(0, 3).map(({ id, round }) => ({ id, round, decision: 'pass' })),
    })
    expect(act.body).toMatchObject({ done: 0, skipped: 3 })
    expect(act.body.results.map(({ code }: { code: string }) => code)).toEqual(['unseen', 'unseen', 'unseen'])
  })

  test('a list names who must be looked at and draws the others by a seed that anybody can draw again', async () => {
    // opened twice at the same moment it is one list
    const opened = await Promise.all([1, 2, 3].map(() => reviewer.post('/cases/lists', { unitId: clerk.unitId })))
    expect(new Set(opened.map(({ body }) => body.list.seed)).size).toBe(1)
    const list = opened[0]?.body.list
    expect(list).toMatchObject({ total: 14, must: 1, mustDone: 0, drawn: 5, drawnDone: 0, rest: 8, newer: 0 })
    const { rows } = await inbox()
    const [risky] = rows
    expect(risky.must).toMatchObject([{ kind: 'identity' }])
    const careless = rows.filter(({ must }: { must: object[] }) => must.length === 0)
    const order = (id: string) => createHash('sha256').update(`${list.seed}|${id}`).digest('hex')
    const expected = careless
      .map(({ id }: { id: string }) => id)
      .sort((a: string, b: string) => (order(a) < order(b) ? -1 : 1))
      .slice(0, 5)
    const drawn = rows.filter((row: { drawn: boolean }) => row.drawn).map(({ id }: { id: string }) => id)
    expect(drawn.sort()).toEqual(expected.sort())
    // opened once more it is the same list: nobody draws until he likes the sample
    expect((await reviewer.post('/cases/lists', { unitId: clerk.unitId })).body.list.seed).toBe(list.seed)
    const kept = await world.owner.query(
      "select detail from audit_event where action = 'case.sample' and object_id = $1",
      [clerk.unitId],
    )
    expect(kept.rows).toMatchObject([{ detail: { seed: list.seed, listed: 14, must: 1, drawn: 5 } }])
  })

  test('the rest does not pass before every must-look and the sample are opened and marked, and the refusal says what is missing', async () => {
    const refused = await send({ rest: 'pass', expect: { ...none, rest: 8 } })
    expect(refused).toMatchObject({ status: 409, body: { code: 'case.unseen' } })
    expect(refused.body.title).toContain('必看 1 人、抽样 5 人')
    const toSee = (await inbox()).rows.slice(0, 6).map(({ id }: { id: string }) => id)
    await mark(toSee)
    // marked and never opened is not looked at
    expect((await inbox()).list).toMatchObject({ mustDone: 0, drawnDone: 0 })
    await look(toSee)
    expect((await inbox()).list).toMatchObject({ mustDone: 1, drawnDone: 5, missing: null, rest: 8 })
  })

  test('marks are this person’s, survive on the server, and are taken back one by one', async () => {
    const { rows, marks } = await inbox()
    expect(marks).toEqual({ pass: 6, back: 0 })
    expect(rows[0].mark).toMatchObject({ verdict: 'pass' })
    expect((await reviewer.post('/cases/marks/removal', { ids: [rows[0].id] })).body).toEqual({ done: 1 })
    expect((await inbox()).marks).toEqual({ pass: 5, back: 0 })
    expect((await head.get('/cases')).body.marks).toEqual({ pass: 0, back: 0 })
    expect((await head.post('/cases/marks/removal', { ids: [rows[1].id] })).body).toEqual({ done: 0 })
    // a return without a reason is no mark, nor is one for a round that was not shown
    const bare = { cases: [{ id: rows[0].id, round: 1, verdict: 'return' }] }
    expect((await reviewer.post('/cases/marks', bare)).body).toEqual({ done: 0 })
    const old = { cases: [{ id: rows[0].id, round: 2, verdict: 'pass' }] }
    expect((await reviewer.post('/cases/marks', old)).body).toEqual({ done: 0 })
  })

  test('a failure in the sample locks the rest until it is enlarged to twice its size, or all goes back', async () => {
    const { rows } = await inbox()
    const drawn = rows.filter((row: { drawn: boolean }) => row.drawn)
    await mark([rows[0].id])
    await mark([drawn[0].id], 'return')
    const refused = await send({ rest: 'pass', expect: { pass: 5, back: 1, rest: 8 } })
    expect(refused).toMatchObject({ status: 409, body: { code: 'case.unseen' } })
    expect(refused.body.title).toContain('扩大抽样')
    const { list } = (await reviewer.post('/cases/lists/enlarging', { unitId: clerk.unitId })).body
    expect(list).toMatchObject({ drawn: 10, drawnDone: 5, failed: 1, choose: false, rest: 3 })
    // without a new failure it is not enlarged again
    expect((await reviewer.post('/cases/lists/enlarging', { unitId: clerk.unitId })).body.list.drawn).toBe(10)
    const more = (await inbox()).rows
      .filter((row: { drawn: boolean; mark: object | null }) => row.drawn && row.mark === null)
      .map(({ id }: { id: string }) => id)
    expect(more).toHaveLength(5)
    await look(more)
    await mark(more)
  })

  test('what is sent must be the numbers that were answered with yes; then marks and rest are decided in one act', async () => {
    const moved = await send({ rest: 'pass', expect: { pass: 10, back: 1, rest: 4 } })
    expect(moved).toMatchObject({ status: 409, body: { code: 'case.numbers-moved' } })
    const sent = await send({ rest: 'pass', expect: { pass: 10, back: 1, rest: 3 } })
    expect(sent.body).toMatchObject({ done: 14, skipped: 0 })
    const stages = await world.owner.query(
      'select stage, count(*)::int as n from teacher_stage where teacher_id = any ($1) group by stage order by stage',
      [teachers],
    )
    expect(stages.rows).toEqual([
      { stage: 'effective', n: 13 },
      { stage: 'returned', n: 1 },
    ])
    expect((await world.owner.query('select count(*)::int as n from review_mark')).rows).toEqual([{ n: 0 }])
    expect((await world.owner.query('select ended_at is not null as ended from review_list')).rows).toEqual([
      { ended: true },
    ])
    const told = await world.owner.query(
      "select title, count(*)::int as n from message where kind = 'report' and title like '%退回%' or title like '%生效%' group by title order by title collate \"C\"",
    )
    expect(told.rows).toEqual([
      { title: '1 人被退回，请按理由修改', n: 1 },
      { title: '13 人的信息通过审核，已经生效', n: 1 },
      { title: '您的信息被退回，请按理由修改后重新提交', n: 1 },
      { title: '您的信息通过审核，已经生效', n: 13 },
    ])
    const looks = await world.owner.query(
      'select count(distinct case_id)::int as n from review_look where person_id = $1',
      [reviewer.personId],
    )
    expect(looks.rows).toEqual([{ n: 11 }])
  })

  test('a batch that goes back as a whole needs a reason, and every one of it gets it', async () => {
    const others = await enterTeachers(world, clerk, 2, 'whole')
    await report(world, clerk, head, others)
    await reviewer.post('/cases/lists', { unitId: clerk.unitId })
    const bare = await send({ rest: 'return', expect: { ...none, rest: 2 } })
    expect(bare).toMatchObject({ status: 422, body: { code: 'case.reason-missing' } })
    const back = await send({ rest: 'return', reason: '缺少证明材料', expect: { ...none, rest: 2 } })
    expect(back.body).toMatchObject({ done: 2 })
    const reasons = await world.owner.query(
      'select r.reason from review_reason r join review_case c on c.id = r.case_id where c.teacher_id = any ($1)',
      [others],
    )
    expect(reasons.rows).toEqual([{ reason: '缺少证明材料' }, { reason: '缺少证明材料' }])
  })

  test('what is not at one’s desk is neither looked at, marked nor listed', async () => {
    const others = await enterTeachers(world, clerk, 1, 'strange')
    await report(world, clerk, head, others)
    const [one] = await casesOf(world, others)
    for (const stranger of [clerk, head, await world.as('information', '甲省东市乙县教育局')]) {
      const cases = [{ id: one?.id, round: 1 }]
      expect((await stranger.post('/cases/looks', { cases })).body).toEqual({ done: 0 })
      expect((await stranger.post('/cases/marks', { cases: [{ ...cases[0], verdict: 'pass' }] })).body).toEqual({
        done: 0,
      })
      expect((await stranger.post('/cases/lists', { unitId: clerk.unitId })).body).toEqual({ list: null })
      expect((await stranger.post('/cases/lists/enlarging', { unitId: clerk.unitId })).body).toEqual({ list: null })
      expect(
        (await stranger.post('/cases/decisions/marked', { unitId: clerk.unitId, rest: 'pass', expect: none })).status,
      ).toBe(409)
    }
  })

  test('the rule of the sample is the authority’s own, within bounds', async () => {
    expect((await reviewer.get('/cases/setting')).body).toMatchObject({
      setting: { rate: 10, atLeast: 5, atMost: 50, targetDays: 5 },
      builtIn: true,
      can: ['set'],
    })
    const wrong = await reviewer.post('/cases/setting', { rate: 20, atLeast: 9, atMost: 3, targetDays: 5 })
    expect(wrong.status).toBe(400)
    const right = { rate: 20, atLeast: 2, atMost: 30, targetDays: 3 }
    expect((await reviewer.post('/cases/setting', right)).status).toBe(200)
    expect((await reviewer.get('/cases/setting')).body).toMatchObject({ setting: right, builtIn: false })
    expect((await clerk.post('/cases/setting', right)).status).toBe(403)
    expect((await (await world.as('information', '甲省东市乙县教育局')).get('/cases/setting')).body.builtIn).toBe(true)
  })

  test('reasons of return: the nearest to the place first; a unit adds its own, and no other sees them', async () => {
    const at = { subset: 'education_history', field: 'education_org' }
    const added = await reviewer.post('/cases/reasons', { text: '院校名称请填写全称并附证书', ...at })
    expect(added.status).toBe(200)
    const known = await reviewer.post('/cases/reasons', { text: '院校名称请填写全称并附证书', ...at })
    expect(known.body.code).toBe('case.reason-known')
    const { rows } = (await reviewer.get('/cases/reasons', at)).body
    expect(rows[0]).toMatchObject({ id: added.body.id, text: '院校名称请填写全称并附证书' })
    expect(rows[1]).toMatchObject({ id: null, field: 'education_org' })
    expect(rows.some(({ text }: { text: string }) => text === '与证件不符')).toBe(true)
    expect(rows.some(({ subset }: { subset: string | null }) => subset === 'post_appointment')).toBe(false)
    const stranger = await world.as('information', '甲省东市乙县教育局')
    expect((await stranger.get('/cases/reasons', at)).raw.toString()).not.toContain('并附证书')
    expect((await stranger.post(`/cases/reasons/${added.body.id}/removal`)).status).toBe(404)
    expect((await reviewer.post(`/cases/reasons/${added.body.id}/removal`)).status).toBe(200)
    expect((await reviewer.get('/cases/reasons', at)).raw.toString()).not.toContain('并附证书')
  })
})
