import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../platform/ids.ts'
import { enterRecord } from '../testing/records.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'

const school = '甲省东市甲县第一小学'
const county = '甲省东市甲县教育局'
const today = '2026-11-23'

interface Rule {
  subset: string
  field: string | null
  code: string
  people: number
}
const cell = (field: string, was: string, text: string) => ({ field, was, text })

describe('the school’s desk', () => {
  let world: World
  let clerk: Voice
  let head: Voice
  let reviewer: Voice
  let ids: string[]
  let [one, two] = ['', '']
  beforeAll(async () => {
    world = await openWorld()
    clerk = await world.as('information', school)
    head = await world.as('head', school)
    reviewer = await world.as('information', county)
    await world.owner.query(
      `insert into profile (province_code, category, version, selection, in_force_on)
       select province_code, category, 2, jsonb_set(selection, '{subsets}', selection -> 'subsets' || '["annual_assessment"]'), '2020-01-01' from profile where category = 'k12' and version = 1`,
    )
    const { rows } = await world.owner.query<{ id: string }>(
      'select id from teacher where unit_id = $1 and person_id <> all ($2::uuid[]) order by id',
      [clerk.unitId, [head.personId, clerk.personId]],
    )
    ids = rows.map(({ id }) => id)
    ;[one = '', two = ''] = ids
  })
  afterAll(() => world.close())
  const checkAll = async (voice: Voice) => {
    const { stale } = (await voice.get('/desk/checks', { unitId: clerk.unitId })).body
    for (let at = 0; at < stale.length; at += 200)
      expect((await voice.post('/desk/checks', { teacherIds: stale.slice(at, at + 200) })).status).toBe(200)
    return stale as string[]
  }
  const write = (subset: string, rows: object[], voice = clerk) => voice.post('/desk/sheet', { subset, rows })
  const seen = async (teacherId: string) => {
    const { status, body } = await clerk.get(`/teachers/${teacherId}`)
    if (status !== 200) throw new Error(JSON.stringify(body))
    return body
  }
  const rowsOf = async (teacherId: string, subset: string) =>
    (await seen(teacherId)).subsets.find((each: { subset: string }) => each.subset === subset)?.rows ?? []
  const decide = async (voice: Voice, teacherId: string, flow: string, decision: object) => {
    const { rows } = await world.owner.query(
      'select id, round from review_case where teacher_id = $1 and flow = $2 and closed_at is null',
      [teacherId, flow],
    )
    return (await voice.post('/cases/decisions', { cases: [{ ...rows[0], ...decision }] })).body.results[0]
  }
  const pass = { decision: 'pass' }

  test('what the check found is kept, counted by rule, and out of date as soon as something is written', async () => {
    const first = await checkAll(clerk)
    expect(first.length).toBeGreaterThan(2)
    expect((await clerk.get('/desk/checks')).body.stale).toEqual([])
    const problems = (await clerk.get('/desk/problems')).body
    const n = first.length
    expect(problems).toMatchObject({ own: true, checked: n, total: n, withErrors: n })
    const missing = problems.rules.find(
      (rule: Rule) => rule.subset === 'post_appointment' && rule.code === 'rows.missing',
    )
    expect(missing).toMatchObject({ people: n, severity: 'error', subsetLabel: '岗位聘任' })
    await clerk.post(`/teachers/${one}/rows`, { subset: 'contact', values: { mobile: '19900001234' } })
    expect((await clerk.get('/desk/checks')).body.stale).toEqual([one])
    await checkAll(clerk)
  })

  test('the people behind a number are judged anew when they are listed: what was mended meanwhile is gone', async () => {
    const asked = { subset: 'basic_info', field: 'staff_category', rule: 'value.required' }
    const before = (await clerk.get('/desk/problems/people', asked)).body
    expect(before.rows[0]).toMatchObject({
      canEdit: true,
      findings: [{ field: 'staff_category', code: 'value.required' }],
    })
    const mended = await write('basic_info', [
      { teacherId: two, rowId: two, cells: [cell('staff_category', '', '专任教师')] },
    ])
    expect(mended.body.results).toMatchObject([{ outcome: 'saved', line: { rowId: two } }])
    const after = (await clerk.get('/desk/problems/people', asked)).body
    expect(after.rows.find((row: { teacherId: string }) => row.teacherId === two).findings).toEqual([])
  })

  test('persons × subsets: complete, gaps, none', async () => {
    await checkAll(clerk)
    const { rows, subsets } = (await clerk.get('/desk/heat')).body
    expect(subsets.map((subset: { name: string }) => subset.name)).toContain('annual_assessment')
    const cells = rows.find((row: { teacherId: string }) => row.teacherId === one).cells
    expect(cells).toMatchObject({ contact: 'complete', post_appointment: 'gap', annual_assessment: 'warning' })
  })

  test('the authority sees numbers by rule and school, never the people; another county and a 查询员 nothing', async () => {
    const seen = await reviewer.get('/desk/problems', { unitId: clerk.unitId })
    expect(seen.body).toMatchObject({ own: false, withErrors: ids.length + 1 })
    const schools = (await reviewer.get('/desk/problems/schools')).body
    expect(schools.rows.find((row: { name: string }) => row.name === school)).toMatchObject({ checked: ids.length + 1 })
    expect((await reviewer.get('/desk/problems/people', { unitId: clerk.unitId })).status).toBe(403)
    expect((await reviewer.get('/desk/heat', { unitId: clerk.unitId })).status).toBe(403)
    const other = await world.as('information', '甲省东市乙县教育局')
    expect((await other.get('/desk/problems', { unitId: clerk.unitId })).status).toBe(404)
    expect((await other.post('/desk/checks', { teacherIds: [one] })).body).toEqual({ done: 0 })
    expect((await (await world.as('query', school)).get('/desk/problems')).status).toBe(403)
  })

  test('a sheet is written set-wise with a result for each line; text is read as that of a workbook', async () => {
    const [first, second] = [newId(), newId()]
    const line = (teacherId: string, rowId: string, year: string, result: string) => ({
      teacherId,
      rowId,
      isNew: true,
      cells: [cell('year', '', year), cell('result', '', result)],
    })
    const saved = await write('annual_assessment', [
      line(one, first, '2024年', '合格'),
      line(two, second, '2024', '好极了'),
    ])
    expect(saved.body).toMatchObject({
      done: 2,
      results: [
        { outcome: 'saved', left: [], line: { rowId: first, values: { year: '2024' }, findings: [] } },
        { outcome: 'saved', left: [{ field: 'result', code: 'code.unknown' }], line: { values: { year: '2024' } } },
      ],
    })
    // sent twice, for the answer was lost: still one row
    expect((await write('annual_assessment', [line(one, first, '2024', '合格')])).body.results[0].outcome).toBe(
      'nothing',
    )
    expect(await rowsOf(one, 'annual_assessment')).toHaveLength(1)
    // another line for the same year is no second row
    expect((await write('annual_assessment', [line(one, newId(), '2024', '优秀')])).body.results[0]).toMatchObject({
      outcome: 'refused',
    })
    expect(await rowsOf(one, 'annual_assessment')).toHaveLength(1)
  })

  test('of two who write one cell at once nothing is lost: the second is told what stands there, its other cells are saved', async () => {
    const [row] = await rowsOf(one, 'annual_assessment')
    const put = (cells: object[]) => write('annual_assessment', [{ teacherId: one, rowId: row.rowId, cells }])
    await put([cell('org_name', '', '虚构单位')])
    const late = (await put([cell('org_name', '', '另一单位'), cell('result', row.values.result, '优秀')])).body
      .results[0]
    expect(late).toMatchObject({
      outcome: 'saved',
      left: [{ field: 'org_name', code: 'changed-meanwhile', now: '虚构单位' }],
    })
    const [after] = await rowsOf(one, 'annual_assessment')
    expect(after.values).toMatchObject({ org_name: '虚构单位' })
    expect(after.values.result).not.toBe(row.values.result)
  })

  test('what is not for the sheet stays: identity, other schools, secrets are seen as masks only', async () => {
    const put = async (subset: string, cells: object[], teacherId = one) =>
      (await write(subset, [{ teacherId, rowId: teacherId, cells }])).body.results[0]
    expect(await put('basic_info', [cell('name', '', '改名')])).toMatchObject({
      outcome: 'refused',
      left: [{ field: 'name', code: 'closed' }],
    })
    const foreign = await world.owner.query('select id from teacher where unit_id <> $1 limit 1', [clerk.unitId])
    expect(await put('contact', [cell('mobile', '', '19900001111')], foreign.rows[0].id)).toMatchObject({
      outcome: 'locked',
      line: null,
    })
    const page = await clerk.get('/desk/sheet', { subset: 'contact' })
    expect(page.raw.toString()).not.toContain('19900001234')
    const shown = page.body.rows.find((line: { teacherId: string }) => line.teacherId === one).masked.mobile
    expect(await put('contact', [cell('mobile', shown, '19900009999')])).toMatchObject({ outcome: 'saved' })
    expect((await clerk.get('/desk/sheet', { subset: 'nothing_such' })).status).toBe(422)
    expect((await head.get('/desk/sheet', { subset: 'contact' })).status).toBe(403)
    expect(
      (
        await reviewer.post('/desk/sheet', {
          subset: 'contact',
          rows: [{ teacherId: one, rowId: one, cells: [cell('mobile', '', '1')] }],
        })
      ).status,
    ).toBe(403)
  })

  test('the 负责人 reads the summary of what was handed over before signing; then the record is closed to the sheet', async () => {
    const [row] = await rowsOf(two, 'annual_assessment')
    await write('annual_assessment', [{ teacherId: two, rowId: row.rowId, cells: [cell('result', '', '合格')] }])
    await enterRecord(clerk, two, today)
    await checkAll(clerk)
    expect((await head.get('/desk/summary')).body.signing.people).toBe(0)
    expect((await clerk.post('/reports/hand-over', { teacherIds: [two] })).body).toMatchObject({ done: 1 })
    const { signing, counts } = (await head.get('/desk/summary')).body
    expect(counts.sign).toBe(1)
    expect(signing).toMatchObject({ people: 1, late: 0, again: 0, byTeachers: 0, unchecked: 0 })
    expect(signing.handedBy).toBeTruthy()
    expect(signing.changes.find((line: { subset: string }) => line.subset === 'basic_info')).toMatchObject({
      people: 1,
      added: 1,
    })
    expect(
      (await write('contact', [{ teacherId: two, rowId: two, cells: [cell('mobile', '', '1')] }])).body.results[0],
    ).toMatchObject({
      outcome: 'locked',
      why: expect.stringContaining('负责人'),
    })
    expect((await (await world.as('query', school)).get('/desk/summary')).status).toBe(403)
  })

  describe('主管部门填报', () => {
    const put = (rows: object[], voice = reviewer, subset = 'annual_assessment', unitId = clerk.unitId) =>
      voice.post('/entries/sheet', { unitId, subset, rows })
    const entry = (teacherId: string, year: string, rowId = newId()) => ({
      teacherId,
      rowId,
      isNew: true,
      cells: [cell('year', '', year), cell('result', '', '合格')],
    })

    test('the authority enters 考核 for its school, also while a record is under way elsewhere; the school sees nothing of it in its own report', async () => {
      const saved = await put([entry(two, '2023'), entry(one, '2023')])
      expect(saved.body).toMatchObject({ done: 2 })
      expect(await rowsOf(one, 'annual_assessment')).toMatchObject([{ values: { year: '2024' } }])
      const sheet = (await reviewer.get('/entries/sheet', { unitId: clerk.unitId, subset: 'annual_assessment' })).body
      expect(sheet.rows.find((line: { teacherId: string }) => line.teacherId === one)).toMatchObject({
        values: { year: '2023' },
        locked: null,
      })
      // what the school fills itself is not the authority's to see
      expect(JSON.stringify(sheet)).not.toContain('2024')
    })

    test('refused: other subsets, schools of others, what the school is filling itself', async () => {
      expect((await put([entry(two, '2022')], reviewer, 'contact')).status).toBe(422)
      const other = await world.as('information', '甲省东市乙县教育局')
      expect((await put([entry(two, '2022')], other)).status).toBe(404)
      const province = await world.as('information', '甲省教育厅')
      expect((await put([entry(two, '2022')], province)).status).toBe(403)
      expect((await put([entry(two, '2022')], clerk)).status).toBe(403)
      expect((await put([entry(one, '2024')])).body.results[0]).toMatchObject({ outcome: 'refused' })
    })

    test('it goes to the 负责人 and is in effect when he confirms, before the first collection is', async () => {
      expect((await reviewer.post('/entries/submissions', { unitId: clerk.unitId })).body).toMatchObject({
        done: 2,
        skipped: 0,
      })
      const mine = await decide(reviewer, one, 'entry', pass)
      expect(mine).toMatchObject({ outcome: 'skipped' })
      expect(await decide(clerk, one, 'entry', pass)).toMatchObject({ code: 'not-your-turn' })
      const { rows } = await world.owner.query("select id from review_case where teacher_id = $1 and flow = 'entry'", [
        one,
      ])
      const view = (await head.get(`/cases/${rows[0].id}`)).body
      expect(view).toMatchObject({ title: '主管部门填报', can: ['pass', 'return'] })
      expect(view.items).toMatchObject([
        { subset: 'annual_assessment', op: 'add', values: { year: '2023' }, enteredBy: { year: { unit: county } } },
      ])
      expect(await decide(head, one, 'entry', pass)).toMatchObject({ outcome: 'done' })
      const row = (await rowsOf(one, 'annual_assessment')).find((each: { state: string }) => each.state === 'effective')
      expect(row).toMatchObject({ state: 'effective', values: { year: '2023' } })
      const stage = await world.owner.query('select stage from teacher_stage where teacher_id = $1', [one])
      expect(stage.rows[0].stage).not.toBe('effective')
      expect(
        (
          await put([
            { ...entry(one, '2023', row.rowId), isNew: false, cells: [cell('result', row.values.result, '优秀')] },
          ])
        ).body.results[0],
      ).toMatchObject({ outcome: 'locked' })
    })

    test('returned with a reason it comes back to the authority, is mended and confirmed', async () => {
      const back = { decision: 'return', reasons: [{ subset: 'annual_assessment', reason: '年度有误' }] }
      expect(await decide(head, two, 'entry', back)).toMatchObject({ outcome: 'done' })
      const sheet = (await reviewer.get('/entries/sheet', { unitId: clerk.unitId, subset: 'annual_assessment' })).body
      const line = sheet.rows.find((each: { teacherId: string }) => each.teacherId === two)
      expect(line.locked).toBeNull()
      expect(
        (await put([{ teacherId: two, rowId: line.rowId, cells: [cell('year', '2023', '2022')] }])).body.results[0],
      ).toMatchObject({ outcome: 'saved' })
      expect((await reviewer.post('/entries/submissions', { unitId: clerk.unitId })).body).toMatchObject({ done: 1 })
      expect(await decide(head, two, 'entry', pass)).toMatchObject({ outcome: 'done' })
      const kept = await world.owner.query(
        "select body ->> 'year' as year from record where teacher_id = $1 and subset = 'annual_assessment' and effective_to is null",
        [two],
      )
      expect(kept.rows).toEqual([{ year: '2022' }])
    })

    test('without a 负责人 the school’s 信息管理员 confirms, told 校内无人可签; with nobody there it is not sent at all', async () => {
      expect((await put([entry(one, '2020')])).body).toMatchObject({ done: 1 })
      const absent = (posts: string[], gone: boolean) =>
        world.owner.query(
          "update post_holding set from_on = '2020-01-01', to_on = case when $2 then '2020-01-02'::date end where id = any ($1::uuid[])",
          [posts, gone],
        )
      await absent([head.postId, clerk.postId], true)
      expect((await reviewer.post('/entries/submissions', { unitId: clerk.unitId })).body.code).toBe('entry.nobody')
      await absent([clerk.postId], false)
      expect((await reviewer.post('/entries/submissions', { unitId: clerk.unitId })).body).toMatchObject({ done: 1 })
      const { rows } = await world.owner.query(
        "select s.name, s.note from review_step s join review_case c on c.id = s.case_id where c.teacher_id = $1 and c.flow = 'entry' and c.closed_at is null",
        [one],
      )
      expect(rows).toEqual([{ name: 'confirm', note: '校内无人可签' }])
      expect(await decide(clerk, one, 'entry', pass)).toMatchObject({ outcome: 'done' })
      await absent([head.postId], false)
    })
  })

  test('a school chooses who fills only where the round leaves it to the schools; then a teacher is refused at the door', async () => {
    const teacher = await world.as('teacher', school, 2)
    expect((await clerk.get('/desk/filling')).body).toMatchObject({
      teachersFill: true,
      mayChoose: false,
      why: '本省规定',
    })
    expect((await clerk.post('/desk/filling', { teachersFill: false })).body.code).toBe('filling.not-yours')
    await world.owner.query("update round set filling = 'mixed'")
    expect((await clerk.post('/desk/filling', { teachersFill: false })).status).toBe(200)
    const own = (await teacher.get('/teachers/mine')).body
    expect(own.can).not.toContain('edit')
    const refused = await teacher.post(`/teachers/${own.id}/rows`, {
      subset: 'contact',
      values: { mobile: '19900007777' },
    })
    expect(refused.body.code).toBe('teacher.by-school')
    expect((await clerk.get('/desk/filling')).body).toMatchObject({
      teachersFill: false,
      mayChoose: true,
      why: '本校选择',
    })
    await world.owner.query("update round set filling = 'teachers'")
    expect((await clerk.get('/desk/filling')).body).toMatchObject({ teachersFill: true, mayChoose: false })
    expect((await head.post('/desk/filling', { teachersFill: true })).status).toBe(403)
  })
})
