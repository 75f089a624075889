import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enterRecord } from '../testing/records.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'

const school = '甲省东市甲县第一小学'
const county = '甲省东市甲县教育局'
const today = '2026-11-23'

describe('信息报送: from entry to effect', () => {
  let world: World
  let clerk: Voice
  let head: Voice
  let teacher: Voice
  let reviewer: Voice
  let one: string
  let two: string
  beforeAll(async () => {
    world = await openWorld()
    clerk = await world.as('information', school)
    head = await world.as('head', school)
    teacher = await world.as('teacher', school, 2)
    reviewer = await world.as('information', county)
    const { rows } = await world.owner.query<{ id: string; person_id: string }>(
      'select id, person_id from teacher where unit_id = $1 order by id',
      [clerk.unitId],
    )
    one = rows.find((row) => row.person_id === teacher.personId)?.id ?? ''
    two = rows.find((row) => row.person_id !== teacher.personId && row.person_id !== head.personId)?.id ?? ''
  })
  afterAll(() => world.close())
  const stageOf = async (id: string) =>
    (await world.owner.query('select stage from teacher_stage where teacher_id = $1', [id])).rows[0].stage
  const caseOf = async (id: string): Promise<{ id: string; round: number }> =>
    (await world.owner.query('select id, round from review_case where teacher_id = $1 and closed_at is null', [id]))
      .rows[0]
  const progress = async () =>
    (await world.as('information', '甲省教育厅')).get('/progress').then(({ body }) => body.unit.counts)

  test('nothing entered is 未填, and cannot be handed over', async () => {
    expect(await stageOf(two)).toBe('empty')
    const answer = await clerk.post('/reports/hand-over', { teacherIds: [two] })
    expect(answer.body).toMatchObject({ done: 0, skipped: 1 })
    expect(answer.body.results[0].why).toContain('还没有填写')
  })

  test('an incomplete record is 填报中, and the hand-over names what is missing', async () => {
    const saved = await clerk.post(`/teachers/${two}/rows`, { subset: 'contact', values: { mobile: '19900001234' } })
    expect(saved.status).toBe(200)
    expect(await stageOf(two)).toBe('draft')
    const answer = await clerk.post('/reports/hand-over', { teacherIds: [two], dry: true })
    expect(answer.body.results[0].why).toContain('完整性检测')
  })

  test('a draft is the school’s: neither the authority nor a 查询员 meets its values in any answer before it is reported', async () => {
    const values = { education: '21', education_org: '金丝雀大学', degree_level: '0', study_mode: '1' }
    const draft = await clerk.post(`/teachers/${two}/rows`, { subset: 'education_history', values })
    expect(draft.status).toBe(200)
    for (const reader of [
      reviewer,
      await world.as('query', county),
      await world.as('query', school),
      await world.as('information', '甲省教育厅'),
    ])
      for (const path of ['', '/findings', '/history', '/files']) {
        const answer = await reader.get(`/teachers/${two}${path}`)
        expect(`${path} ${answer.status}`).toBe(`${path} 200`)
        expect(answer.raw.toString()).not.toContain('金丝雀')
      }
    expect((await reviewer.get(`/teachers/${two}`)).body.seen).toBe('nothing')
    expect((await reviewer.get(`/teachers/${two}/findings`)).body).toMatchObject({ findings: [], errors: 0 })
    expect((await clerk.get(`/teachers/${two}/history`)).raw.toString()).toContain('金丝雀')
    await clerk.post(`/teachers/${two}/rows/${draft.body.rowId}/removal`, { subset: 'education_history' })
  })

  test('a complete record goes to the 负责人, and the school can no longer change it', async () => {
    await enterRecord(clerk, two, today)
    const findings = (await clerk.get(`/teachers/${two}/findings`)).body
    expect(findings.findings.filter((f: { severity: string }) => f.severity === 'error')).toEqual([])
    expect((await clerk.post('/reports/hand-over', { teacherIds: [two] })).body).toMatchObject({ done: 1 })
    expect(await stageOf(two)).toBe('sign')
    const late = await clerk.post(`/teachers/${two}/rows`, { subset: 'contact', values: { mobile: '19900004321' } })
    expect(late.body.code).toBe('teacher.locked')
  })

  test('the clerk cannot sign, the 负责人 can; the county cannot decide before it is reported', async () => {
    const waiting = await caseOf(two)
    const pass = (voice: Voice) => voice.post('/cases/decisions', { cases: [{ ...waiting, decision: 'pass' }] })
    expect((await pass(clerk)).body.results[0].code).toBe('not-your-turn')
    expect((await pass(reviewer)).body.results[0].code).toBe('not-your-turn')
    expect((await pass(head)).body).toMatchObject({ done: 1 })
    expect(await stageOf(two)).toBe('send')
    expect((await pass(head)).body.results[0].code).toBe('not-your-turn')
  })

  test('报送 hands it to the supervising authority, whose progress shows it at once', async () => {
    expect((await progress()).review).toBe(0)
    expect((await clerk.post('/reports/send', { teacherIds: [two, one] })).body).toMatchObject({ done: 1, skipped: 1 })
    expect(await stageOf(two)).toBe('review')
    expect((await progress()).review).toBe(1)
  })

  test('a return needs a reason, names the field, and the school sees it there', async () => {
    const waiting = await caseOf(two)
    const bare = await reviewer.post('/cases/decisions', { cases: [{ ...waiting, decision: 'return' }] })
    expect(bare.body.results[0].code).toBe('reason-missing')
    const view = (await reviewer.get(`/cases/${waiting.id}`)).body
    expect(view.can).toEqual(['pass', 'return'])
    const education = view.items.find((item: { subset: string }) => item.subset === 'education_history')
    const answer = await reviewer.post('/cases/decisions', {
      cases: [
        {
          ...waiting,
          decision: 'return',
          reasons: [
            { subset: 'education_history', rowId: education.rowId, field: 'education_org', reason: '与毕业证书不符' },
          ],
        },
      ],
    })
    expect(answer.body).toMatchObject({ done: 1 })
    expect(await stageOf(two)).toBe('returned')
    const seen = (await clerk.get(`/teachers/${two}`)).body
    expect(seen.reasons).toMatchObject([
      { subset: 'education_history', rowId: education.rowId, field: 'education_org', reason: '与毕业证书不符' },
    ])
    expect(seen.can).toContain('edit')
  })

  test('the school mends, reports again, the county passes, and the information is in effect', async () => {
    const seen = (await clerk.get(`/teachers/${two}`)).body
    const row = seen.subsets.find((s: { subset: string }) => s.subset === 'education_history').rows[0]
    expect(
      (
        await clerk.post(`/teachers/${two}/rows`, {
          subset: 'education_history',
          rowId: row.rowId,
          values: { ...row.values, education_org: '虚构师范大学' },
        })
      ).status,
    ).toBe(200)
    expect((await clerk.post('/reports/hand-over', { teacherIds: [two] })).body).toMatchObject({ done: 1 })
    const again = await caseOf(two)
    expect(again.round).toBe(2)
    await head.post('/cases/decisions', { cases: [{ ...again, decision: 'pass' }] })
    await clerk.post('/reports/send', { teacherIds: [two] })
    // what moved since it was shown is left out and named
    expect(
      (await reviewer.post('/cases/decisions', { cases: [{ id: again.id, round: 1, decision: 'pass' }] })).body
        .results[0].code,
    ).toBe('changed-since')
    expect((await reviewer.post('/cases/decisions', { cases: [{ ...again, decision: 'pass' }] })).body).toMatchObject({
      done: 1,
    })
    expect(await stageOf(two)).toBe('effective')
    const { rows } = await world.owner.query(
      'select subset, body from record where teacher_id = $1 and effective_to is null order by subset',
      [two],
    )
    expect(new Set(rows.map((r) => r.subset))).toEqual(
      new Set(['basic_info', 'contact', 'education_history', 'post_appointment']),
    )
    expect(rows.find((r) => r.subset === 'contact').body.mobile).toHaveProperty('$sealed')
    const typed = (
      await world.owner.query(
        'select highest_education, staff_category, current_post_grade, in_effect_since from teacher where id = $1',
        [two],
      )
    ).rows[0]
    expect(typed.highest_education).toBeTruthy()
    expect(typed.staff_category).toBeTruthy()
    expect(typed.current_post_grade).toBeTruthy()
    expect((await progress()).effective).toBe(1)
  })

  test('the history tells who entered, signed and approved, with old and new values', async () => {
    const { events } = (await clerk.get(`/teachers/${two}/history`)).body
    expect(events.map((e: { what: string }) => e.what)).toEqual([
      'effective',
      'approved',
      'sent',
      'signed',
      'checked',
      'entered',
      'returned',
      'sent',
      'signed',
      'checked',
      'entered',
    ])
    const mended = events.find((e: { title: string }) => e.title === '修改')
    expect(mended.changes).toMatchObject([
      { field: 'education_org', new: '虚构师范大学', by: { unit: school, role: '信息管理员' } },
    ])
    expect(mended.changes[0].old).not.toBe('虚构师范大学')
    expect(JSON.stringify(events)).not.toContain('19900001234')
  })

  test('a teacher writes only what the profile opens, and submits to the school', async () => {
    const closed = await teacher.post(`/teachers/${one}/rows`, {
      subset: 'post_appointment',
      values: { post_category: '1', post_grade: '111', start_month: '2015-09', school_posts: ['00'] },
    })
    expect(closed.body.code).toBe('teacher.field-closed')
    await enterRecord(clerk, one, today, (subset, values) =>
      subset === 'contact' ? { mobile: '19900001111' } : values,
    )
    expect(
      (await teacher.post(`/teachers/${one}/rows`, { subset: 'contact', values: { mobile: '19900002222' } })).status,
    ).toBe(200)
    const submitted = await teacher.post(`/teachers/${one}/submission`)
    expect(submitted.body).toMatchObject({ stage: 'check', can: expect.not.arrayContaining(['edit', 'submit']) })
    expect(submitted.body.lockedWhy).toContain('核对')
  })

  test('a submission that still lacks what the school fills cannot pass the clerk’s desk, by whichever button', async () => {
    const removed = (await clerk.get(`/teachers/${one}`)).body.subsets.find(
      (s: { subset: string }) => s.subset === 'post_appointment',
    ).rows
    for (const row of removed)
      await clerk.post(`/teachers/${one}/rows/${row.rowId}/removal`, { subset: 'post_appointment' })
    const waiting = await caseOf(one)
    const passed = await clerk.post('/cases/decisions', { cases: [{ ...waiting, decision: 'pass' }] })
    expect(passed.body.results[0]).toMatchObject({ outcome: 'skipped', code: 'incomplete' })
    expect((await clerk.post('/reports/hand-over', { teacherIds: [one] })).body.results[0].why).toContain('完整性检测')
    expect(await stageOf(one)).toBe('check')
    for (const row of removed)
      await clerk.post(`/teachers/${one}/rows`, { subset: 'post_appointment', values: row.values })
  })

  test('nobody decides what is about himself or what he entered', async () => {
    // The clerk becomes a 负责人 too: what he entered, he cannot sign.
    await world.owner.query('update post_holding set seat = 2 where id = $1', [head.postId])
    await world.owner.query(
      `insert into post_holding (province_code, id, unit_id, role, person_province, person_id, from_on) select province_code, app.new_id(), unit_id, 'head', person_province, person_id, from_on from post_holding where id = $1`,
      [clerk.postId],
    )
    const clerkAsHead = await world.as('head', school, 2)
    expect(clerkAsHead.personId).toBe(clerk.personId)
    expect((await clerk.post('/reports/hand-over', { teacherIds: [one] })).body).toMatchObject({ done: 1 })
    const waiting = await caseOf(one)
    const own = await clerkAsHead.post('/cases/decisions', { cases: [{ ...waiting, decision: 'pass' }] })
    expect(own.body.results[0]).toMatchObject({ code: 'own-entry', outcome: 'skipped' })
    expect((await clerkAsHead.get(`/cases/${waiting.id}`)).body).toMatchObject({ can: [] })
    expect((await head.post('/cases/decisions', { cases: [{ ...waiting, decision: 'pass' }] })).body).toMatchObject({
      done: 1,
    })
  })

  test('another school, another county, a 查询员 and a 系统管理员 find nothing or are refused, and it is in the log', async () => {
    const other = await world.as('information', '甲省东市乙县第一小学')
    expect((await other.get(`/teachers/${two}`)).status).toBe(404)
    const otherCounty = await world.as('information', '甲省东市乙县教育局')
    expect((await otherCounty.get(`/teachers/${two}`)).status).toBe(404)
    const query = await world.as('query', school)
    expect((await query.get(`/teachers/${two}`)).status).toBe(200)
    expect((await query.post(`/teachers/${two}/rows`, { subset: 'contact', values: {} })).status).toBe(403)
    const system = await world.as('system', school)
    expect((await system.get(`/teachers/${two}`)).status).toBe(403)
    const { rows } = await world.owner.query(
      "select role, outcome, action from audit_event where outcome = 'refused' and object_id = $1 order by seq",
      [two],
    )
    expect(rows).toEqual([
      { role: 'information', outcome: 'refused', action: 'teacher.read' },
      { role: 'information', outcome: 'refused', action: 'teacher.read' },
      { role: 'query', outcome: 'refused', action: 'teacher.edit' },
      { role: 'system', outcome: 'refused', action: 'teacher.read' },
    ])
  })
})
