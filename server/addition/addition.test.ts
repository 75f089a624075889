import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pdf } from '../file/pictures.fixture.ts'
import { enterRecord } from '../testing/records.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'

const school = '甲省东市甲县第一小学'
const county = '甲省东市甲县教育局'
const today = '2026-11-23'

const master = {
  education: '11',
  education_country: '156',
  education_org: '虚构大学',
  major: '音乐学',
  normal_major_flag: '1',
  start_month: '2010-09',
  end_month: '2013-06',
  study_mode: '1',
  degree_level: '3',
  degree: '313',
  degree_country: '156',
  degree_org: '虚构大学',
  degree_month: '2013-06',
  study_org_type: '1',
}
const appointment = {
  post_category: '1',
  post_grade: '108',
  start_month: '2024-08',
  concurrent_post_flag: '0',
  school_posts: ['00'],
}

interface Added {
  changeId: string
  caseId: string
  stage: string
  round: number
  can: string[]
  rows: { subset: string; rowId: string }[]
  reasons: { field: string; reason: string }[]
}

describe('新增信息: a row added to a record in effect', () => {
  let world: World
  let clerk: Voice
  let head: Voice
  let teacher: Voice
  let reviewer: Voice
  let mine: string
  beforeAll(async () => {
    world = await openWorld()
    clerk = await world.as('information', school)
    head = await world.as('head', school)
    teacher = await world.as('teacher', school, 2)
    reviewer = await world.as('information', county)
    mine = (await world.owner.query('select id from teacher where person_id = $1', [teacher.personId])).rows[0].id
    await enterRecord(clerk, mine, today)
    await clerk.post('/reports/hand-over', { teacherIds: [mine] })
    await decide(head, await waiting())
    await clerk.post('/reports/send', { teacherIds: [mine] })
    await decide(reviewer, await waiting())
  })
  afterAll(() => world.close())

  const waiting = async (): Promise<{ id: string; round: number }[]> =>
    (
      await world.owner.query(
        'select id, round from review_case where teacher_id = $1 and closed_at is null order by id',
        [mine],
      )
    ).rows
  /** As the review desk does: what is passed has been opened. */
  const decide = async (voice: Voice, cases: readonly object[]) => {
    for (const each of cases) await voice.get(`/cases/${(each as { id: string }).id}`)
    await voice.post('/cases/looks', { cases })
    return voice.post('/cases/decisions', { cases: cases.map((each) => ({ decision: 'pass', ...each })) })
  }
  const view = async (voice: Voice) => (await voice.get(`/teachers/${mine}`)).body
  const added = async (): Promise<Added[]> => (await view(teacher)).additions
  const rowsOf = async (voice: Voice, subset: string) =>
    (await view(voice)).subsets.find((each: { subset: string }) => each.subset === subset).rows
  const save = (voice: Voice, values: object, more: { subset?: string; rowId?: string } = {}) =>
    voice.post(`/teachers/${mine}/rows`, { subset: 'education_history', values, ...more })
  const submit = (changeId = '') => teacher.post(`/teachers/${mine}/additions/${changeId}/submission`)
  const changing = async () =>
    (await world.owner.query('select changing from teacher_stage where teacher_id = $1', [mine])).rows[0].changing
  const versions = async () =>
    (await world.owner.query('select count(*)::int as n from teacher_version where teacher_id = $1', [mine])).rows[0].n

  test('what is in effect is not written over: neither its rows nor a form that has one, and the refusal says what to do instead', async () => {
    const seen = await view(teacher)
    expect(seen).toMatchObject({ stage: 'effective', adds: ['education_history'], additions: [] })
    expect((await view(clerk)).adds).toEqual(['education_history', 'post_appointment'])
    expect([(await view(reviewer)).adds, (await view(head)).adds]).toEqual([[], []])
    const [row] = await rowsOf(teacher, 'education_history')
    for (const voice of [teacher, clerk]) {
      const edited = await save(voice, { ...row.values, education_org: '别的大学' }, { rowId: row.rowId })
      expect([edited.body.code, edited.body.title]).toEqual(['teacher.locked', expect.stringContaining('变更申请')])
      const single = await save(voice, { mobile: '19900009999' }, { subset: 'contact' })
      expect(single.body.code).toBe('teacher.locked')
      const removed = await voice.post(`/teachers/${mine}/rows/${row.rowId}/removal`, { subset: 'education_history' })
      expect(removed.body.code).toBe('teacher.locked')
    }
    const closed = await save(teacher, appointment, { subset: 'post_appointment' })
    expect(closed.body.code).toBe('teacher.locked')
  })

  let rowId: string
  let certificate: string
  test('a new row is a draft of the person and the school: in effect is what was, and others meet nothing of it', async () => {
    const sent = await teacher.upload(`/teachers/${mine}/files?subset=education_history&field=attachment`, {
      name: '学位证.pdf',
      content: pdf,
    })
    certificate = sent.body.fileId
    const begun = await save(teacher, { education: '11', education_org: '虚构大学', attachment: certificate })
    expect(begun.status, JSON.stringify(begun.body)).toBe(200)
    rowId = begun.body.rowId
    expect(await added()).toMatchObject([{ stage: 'draft', can: ['edit', 'submit'], rows: [{ rowId }] }])
    expect(await view(teacher)).toMatchObject({ stage: 'effective' })
    expect((await view(teacher)).derived.highest_education).toBe('21')
    for (const reader of [reviewer, await world.as('query', county), await world.as('query', school)])
      for (const path of ['', '/findings', '/history', '/files'])
        expect((await reader.get(`/teachers/${mine}${path}`)).raw.toString()).not.toContain('虚构大学')
    expect(await changing()).toBe(false)
  })

  test('it is judged by itself: what it lacks stops it, and it is handed on when it is whole', async () => {
    const [open] = await added()
    const refused = await submit(open?.changeId)
    expect(refused.body.code).toBe('teacher.incomplete')
    const at = new Set(refused.body.findings.map((each: { row: string }) => each.row))
    expect([...at]).toEqual([rowId])
    // nor does another teacher hand it on, under either name
    const other = await world.as('teacher', school, 3)
    const theirs = (await world.owner.query('select id from teacher where person_id = $1', [other.personId])).rows[0].id
    for (const id of [mine, theirs])
      expect((await other.post(`/teachers/${id}/additions/${open?.changeId}/submission`)).status).toBe(404)
    expect((await other.get('/additions')).status).toBe(403)
    // the clerk does not take it out of the teacher's hands
    const taken = await clerk.post('/additions/hand-over', { teacherIds: [mine] })
    expect(taken.body).toMatchObject({ done: 0, results: [{ why: '由教师本人填写，尚未提交' }] })
    await save(teacher, { ...master, attachment: certificate }, { rowId })
    expect((await submit(open?.changeId)).body).toEqual({ ok: true })
    expect((await submit(open?.changeId)).body.code).toBe('teacher.locked')
    const late = await save(teacher, { ...master, education_org: '晚到大学' }, { rowId })
    expect([late.body.code, late.body.title]).toEqual(['teacher.locked', expect.stringContaining('撤回')])
    expect(await added()).toMatchObject([{ stage: 'check', can: ['withdraw'] }])
    expect(await changing()).toBe(true)
    const list = (await clerk.get('/additions', { stage: 'check' })).body
    expect(list).toMatchObject({ total: 1, counts: { check: 1, draft: 0 }, rows: [{ subsets: ['education_history'] }] })
  })

  test('clerk, 负责人 and authority have it in turn, the authority with its evidence; a return says why at the field', async () => {
    const other = await world.as('information', '甲省西市教育局')
    expect((await clerk.post('/additions/hand-over', { teacherIds: [mine] })).body).toMatchObject({ done: 1 })
    expect((await reviewer.get(`/teachers/${mine}/files/${certificate}`)).status).toBe(404)
    expect((await decide(head, await waiting())).body).toMatchObject({ done: 1 })
    const [now] = await waiting()
    const seen = (await reviewer.get(`/cases/${now?.id}`)).body
    expect(seen).toMatchObject({ flow: 'addition', title: '新增信息', findings: [] })
    expect(seen.items).toMatchObject([{ subset: 'education_history', rowId, op: 'add', before: {} }])
    expect((await reviewer.get(`/teachers/${mine}/files/${certificate}`)).raw.equals(pdf)).toBe(true)
    expect((await other.get(`/cases/${now?.id}`)).status).toBe(404)
    const reasons = [{ subset: 'education_history', rowId, field: 'end_month', reason: '与证书不符' }]
    expect((await decide(reviewer, [{ ...now, decision: 'return', reasons }])).body).toMatchObject({ done: 1 })
    expect(await added()).toMatchObject([{ stage: 'returned', round: 2, can: ['edit', 'submit'], reasons }])
    expect(await rowsOf(reviewer, 'education_history')).toHaveLength(1)
  })

  test('mended and passed it is in effect beside what was, with a version of the record and its history', async () => {
    const before = await versions()
    await save(teacher, { ...master, end_month: '2013-07', attachment: certificate }, { rowId })
    const [open] = await added()
    expect((await submit(open?.changeId)).body).toEqual({ ok: true })
    await clerk.post('/additions/hand-over', { teacherIds: [mine] })
    await decide(head, await waiting())
    expect((await decide(reviewer, await waiting())).body).toMatchObject({ done: 1 })
    expect(await added()).toEqual([])
    expect(await changing()).toBe(false)
    const rows = await rowsOf(reviewer, 'education_history')
    expect(rows.map((row: { values: { end_month: string } }) => row.values.end_month).sort()).toEqual([
      '2007-06',
      '2013-07',
    ])
    expect(await versions()).toBe(before + 1)
    expect((await view(teacher)).derived.highest_education).toBe('11')
    const { events } = (await teacher.get(`/teachers/${mine}/history`)).body
    expect(events.filter((event: { what: string }) => event.what === 'effective')).toHaveLength(2)
    expect(events.map((event: { what: string }) => event.what)).toContain('returned')
  })

  test('what the school adds begins behind its clerk; several of one person take effect in one act', async () => {
    const before = await versions()
    const first = await save(clerk, appointment, { subset: 'post_appointment' })
    const second = await save(
      clerk,
      { ...appointment, start_month: '2026-08', post_grade: '107' },
      { subset: 'post_appointment' },
    )
    expect([first.status, second.status]).toEqual([200, 200])
    expect((await clerk.post('/additions/hand-over', { teacherIds: [mine] })).body).toMatchObject({ done: 2 })
    expect((await added()).map(({ stage }) => stage)).toEqual(['sign', 'sign'])
    expect((await decide(head, await waiting())).body).toMatchObject({ done: 2 })
    expect((await decide(reviewer, await waiting())).body).toMatchObject({ done: 2 })
    expect(await rowsOf(reviewer, 'post_appointment')).toHaveLength(3)
    expect(await versions()).toBe(before + 1)
  })

  test('the same row is not added twice, neither beside one in effect nor beside one under way', async () => {
    await save(teacher, { ...master, end_month: '2013-07' })
    const [twin] = await added()
    const refused = await submit(twin?.changeId)
    expect(refused.body.findings).toMatchObject([{ code: 'rows.duplicate' }])
    await save(teacher, { ...master, end_month: '2016-07' }, { rowId: twin?.rows[0]?.rowId ?? '' })
    await save(teacher, { ...master, end_month: '2016-07' })
    const both = await added()
    const again = await Promise.all(both.map(({ changeId }) => submit(changeId)))
    for (const answer of again) expect(answer.body.findings).toMatchObject([{ code: 'rows.duplicate' }])
  })

  test('a row taken back leaves no change behind; one that was decided on stays to be read', async () => {
    const drop = (row = '') => teacher.post(`/teachers/${mine}/rows/${row}/removal`, { subset: 'education_history' })
    const [first, second] = await added()
    expect((await drop(first?.rows[0]?.rowId)).status).toBe(200)
    expect((await submit(second?.changeId)).body).toEqual({ ok: true })
    expect((await drop(second?.rows[0]?.rowId)).body.code).toBe('teacher.locked')
    const back = { decision: 'return', reasons: [{ reason: '不必填报' }] }
    await decide(
      clerk,
      (await waiting()).map((each) => ({ ...each, ...back })),
    )
    expect((await drop(second?.rows[0]?.rowId)).status).toBe(200)
    expect(await added()).toEqual([])
    expect(await waiting()).toEqual([])
    const { rows } = await world.owner.query(
      `select c.outcome, (select count(*)::int from change_item i where i.change_id = c.change_id) as items from review_case c where c.id = $1`,
      [
        second?.caseId ??
          (await world.owner.query('select id from review_case where change_id = $1', [second?.changeId])).rows[0].id,
      ],
    )
    expect(rows).toEqual([{ outcome: 'withdrawn', items: 1 }])
  })

  test('a document is kept once, named by rows, and dropped only where none ever named it', async () => {
    const put = (content: Buffer, name: string) => teacher.upload(`/teachers/${mine}/files`, { name, content })
    expect((await put(pdf, '同一份.pdf')).body.fileId).toBe(certificate)
    const other = Buffer.concat([pdf, Buffer.from('\n')])
    const loose = (await put(other, '获奖证书.pdf')).body.fileId
    const files = async (voice: Voice) => (await voice.get(`/teachers/${mine}/files`)).body.files
    expect(await files(teacher)).toMatchObject([
      { fileId: certificate, uses: [{ subset: 'education_history' }] },
      { fileId: loose, subset: null, uses: [] },
    ])
    expect((await files(reviewer)).map((file: { fileId: string }) => file.fileId)).toEqual([certificate])
    const drop = (voice: Voice, id: string) => voice.post(`/teachers/${mine}/files/${id}/removal`)
    expect((await drop(teacher, certificate)).body.code).toBe('file.in-use')
    expect((await drop(reviewer, loose)).status).toBe(403)
    const row = await save(teacher, { ...master, end_month: '2019-07', attachment: loose })
    expect(row.status, JSON.stringify(row.body)).toBe(200)
    expect((await drop(teacher, loose)).body.code).toBe('file.in-use')
    await teacher.post(`/teachers/${mine}/rows/${row.body.rowId}/removal`, { subset: 'education_history' })
    expect((await drop(teacher, loose)).status).toBe(200)
    expect((await files(teacher)).length).toBe(1)
  })
})
