import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentOf, imported, type Numbered, numberTeachers, runWriting, workbook } from '../intake/story.fixture.ts'
import { enterRecord } from '../testing/records.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { done, publishes } from './story.fixture.ts'

const school = '甲省东市甲县第一小学'
const own = {
  tables: [
    {
      name: 'reading_kind',
      label: '阅读推广类型',
      rows: [
        { code: '1', name: '校内' },
        { code: '2', name: '社区' },
        { code: '21', name: '社区书屋', parent: '2' },
      ],
    },
  ],
  subsets: [{ name: 'reading', label: '阅读推广', rows: 'multiple', required: false, naturalKey: ['kind', 'year'] }],
  fields: [
    {
      subset: 'reading',
      name: 'kind',
      label: '推广类型',
      type: 'code',
      codes: 'reading_kind',
      required: true,
      filledBy: 'T',
      secrecy: 2,
    },
    { subset: 'reading', name: 'year', label: '年度', type: 'year', required: true, filledBy: 'T', secrecy: 2 },
    {
      subset: 'contact',
      name: 'work_account',
      label: '工作账号',
      type: 'string',
      length: 30,
      required: false,
      filledBy: 'T',
      secrecy: 4,
      help: '省统一工作平台的账号。',
    },
  ],
}

/** 拓展指标, end to end: what a province adds needs no line of code anywhere. */
describe('an own code table, an own subset and an own field, opened to teachers of 中小学 only', () => {
  let world: World
  let teacher: Voice
  let people: Numbered[]
  let mine: Numbered
  let other: Numbered
  const voices: { clerk: Voice; head: Voice; reviewer: Voice } = {} as never
  beforeAll(async () => {
    world = await openWorld()
    people = await numberTeachers(world, school)
    teacher = await world.as('teacher', school)
    Object.assign(voices, {
      clerk: await world.as('information', school),
      head: await world.as('head', school),
      reviewer: await world.as('information', '甲省东市甲县教育局'),
    })
    const find = (fits: (person: Numbered) => boolean) => {
      const found = people.find(fits)
      if (!found) throw new Error('the school has no such teacher')
      return found
    }
    mine = find(({ personId }) => personId === teacher.personId)
    other = find(({ personId }) => personId !== teacher.personId && personId !== voices.head.personId)
    const two = [await world.as('system', '甲省教育厅'), await world.as('information', '甲省教育厅')] as const
    await publishes(two, 'k12', (v) => done(two[0].post('/profiles/k12/draft/own', { v, ...own })))
  })
  afterAll(() => world.close())
  const reading = (profile: { subsets: { name: string; fields: { name: string }[] }[] }) =>
    profile.subsets.find(({ name }) => name === 'p71_reading')

  test('stand in the profile of that category of that province, and in no other', async () => {
    const profile = await done(teacher.get('/standard/profile'))
    expect(reading(profile)?.fields.map(({ name }) => name)).toEqual(['p71_kind', 'p71_year'])
    expect(profile.tables).toMatchObject([{ name: 'p71_reading_kind', standard: '本省拓展' }])
    for (const [role, unit] of [
      ['teacher', '乙省东市甲县第一小学'],
      ['teacher', '甲省职业技术学院'],
      ['teacher', '甲省东市甲县第一小学附设幼儿班'],
    ] as const)
      expect(JSON.stringify(await done((await world.as(role, unit)).get('/standard/profile')))).not.toContain('p71_')
    expect((await done(teacher.get('/standard/codes/p71_reading_kind'))).rows).toHaveLength(3)
    const stranger = await world.as('teacher', '乙省东市甲县第一小学')
    expect((await stranger.get('/standard/codes/p71_reading_kind')).status).toBe(404)
  })

  test('the teacher fills them in; a code that is not there is refused by the same judge', async () => {
    const save = (values: object, subset = 'p71_reading') =>
      teacher.post(`/teachers/${mine.teacherId}/rows`, { subset, values })
    const wrong = await save({ p71_kind: '7', p71_year: '2026' })
    expect([wrong.status, wrong.body.findings[0].code]).toEqual([422, 'code.unknown'])
    expect((await save({ p71_kind: '21', p71_year: '2026' })).body.findings).toEqual([])
    expect((await save({ mobile: '19900001234', p71_work_account: 'laowang@xt' }, 'contact')).status).toBe(200)
    // class 4: sealed where it is kept, masked for everybody but the person
    const { rows } = await world.owner.query(
      `select body from change_item where teacher_id = $1 and subset = 'contact'`,
      [mine.teacherId],
    )
    expect(Object.keys(rows[0].body.p71_work_account)).toEqual(['$sealed'])
    expect((await voices.clerk.get(`/teachers/${mine.teacherId}`)).raw.toString()).not.toContain('laowang')
    expect((await teacher.get(`/teachers/${mine.teacherId}`)).raw.toString()).toContain('laowang@xt')
  })

  test('the template has the sheet, the column and the list, and the import reads them back', async () => {
    const template = await voices.clerk.get('/intake/template', { withPeople: 'no' })
    const sheets = await contentOf(template.raw)
    expect(sheets.阅读推广?.[0]).toEqual(['姓名*', '身份证件号*', '推广类型*', '年度*'])
    expect(sheets.联系方式?.[0]).toContain('工作账号')
    expect(JSON.stringify(sheets)).toContain('21 社区书屋')
    const id = await imported(
      world,
      voices.clerk,
      await workbook({
        阅读推广: [
          ['姓名*', '身份证件号*', '推广类型*', '年度*'],
          [other.name, other.idNumber, '校内', '2025'],
          [other.name, other.idNumber, '火星', '2026'],
        ],
        联系方式: [
          ['姓名*', '身份证件号*', '工作账号'],
          [other.name, other.idNumber, 'other@xt'],
        ],
      }),
    )
    const batch = await done(voices.clerk.get(`/intake/batches/${id}`))
    expect(batch).toMatchObject({ state: 'ready', profileVersion: 2, errorCells: 1 })
    await done(voices.clerk.post(`/intake/batches/${id}/commit`, { skipErrors: true }))
    await runWriting(world, id)
    const result = await done(voices.clerk.get(`/intake/batches/${id}`))
    expect(result).toMatchObject({ state: 'committed', result: { added: 2, skipped: 1 } })
  })

  test('a workbook of the version before is recognised, and its columns find the own ones', async () => {
    const id = await imported(
      world,
      voices.clerk,
      await workbook(
        {
          阅读推广: [
            ['姓名*', '身份证件号*', '推广类型*', '年度*'],
            [other.name, other.idNumber, '2 社区', '2024'],
          ],
        },
        { province: '71', category: 'k12', version: '1' },
      ),
    )
    const batch = await done(voices.clerk.get(`/intake/batches/${id}`))
    expect(batch).toMatchObject({ state: 'ready', errorCells: 0 })
    expect(batch.templateNote).toContain('第 1 版')
    await done(voices.clerk.post(`/intake/batches/${id}/cancel`))
  })

  test('review shows them, the register keeps them, the history tells of them', async () => {
    await enterRecord(voices.clerk, other.teacherId, '2026-11-23', (subset, values) =>
      subset === 'contact' ? { ...values, p71_work_account: 'other@xt' } : values,
    )
    const caseOf = async () =>
      (
        await world.owner.query('select id, round from review_case where teacher_id = $1 and closed_at is null', [
          other.teacherId,
        ])
      ).rows[0]
    await done(voices.clerk.post('/reports/hand-over', { teacherIds: [other.teacherId] }))
    const view = await done(voices.head.get(`/cases/${(await caseOf()).id}`))
    const item = view.items.find(({ subset }: { subset: string }) => subset === 'p71_reading')
    expect(item.values).toEqual({ p71_kind: '1', p71_year: '2025' })
    const pass = async (voice: Voice) =>
      done(voice.post('/cases/decisions', { cases: [{ ...(await caseOf()), decision: 'pass' }] }))
    await pass(voices.head)
    await done(voices.clerk.post('/reports/send', { teacherIds: [other.teacherId] }))
    await pass(voices.reviewer)
    const { rows } = await world.owner.query(
      `select body, profile_version from record where teacher_id = $1 and subset = 'p71_reading' and effective_to is null`,
      [other.teacherId],
    )
    expect(rows).toEqual([{ body: { p71_kind: '1', p71_year: '2025' }, profile_version: 2 }])
    const query = await world.as('query', school)
    const seen = (await done(query.get(`/teachers/${other.teacherId}`))).subsets.find(
      ({ subset }: { subset: string }) => subset === 'p71_reading',
    )
    expect(seen.rows[0].values).toEqual({ p71_kind: '1', p71_year: '2025' })
    expect((await query.get(`/teachers/${other.teacherId}/history`)).raw.toString()).toContain('p71_kind')
  })

  test('taken away again they stay as history, class 4 still masked; a published code is never removed', async () => {
    const two = [await world.as('system', '甲省教育厅'), await world.as('information', '甲省教育厅')] as const
    const fewer = {
      ...own,
      tables: own.tables.map((table) => ({ ...table, rows: table.rows.slice(0, 2) })),
    }
    const refused = await two[0].post('/profiles/k12/draft/own', { v: 0, ...fewer })
    expect(refused.status).toBe(422)
    expect(refused.body.fields).toMatchObject([{ code: 'code.gone', message: expect.stringContaining('21 社区书屋') }])
    const typed = own.fields.map((field) => (field.name === 'year' ? { ...field, type: 'date' } : field))
    expect((await two[0].post('/profiles/k12/draft/own', { v: 0, ...own, fields: typed })).body.fields[0].code).toBe(
      'field.type',
    )
    await publishes(two, 'k12', (v) =>
      done(two[0].post('/profiles/k12/draft/own', { v, fields: [], subsets: [], tables: [] })),
    )
    expect(JSON.stringify(await done(teacher.get('/standard/profile')))).not.toContain('p71_')
    expect((await done(teacher.get('/standard/codes/p71_reading_kind'))).rows).toHaveLength(3)
    const history = await voices.clerk.get(`/teachers/${other.teacherId}/history`)
    expect(history.raw.toString()).toContain('p71_kind')
    expect(history.raw.toString()).not.toContain('other@xt')
    const { rows } = await world.owner.query(
      `select count(*)::int as n from record where teacher_id = $1 and subset = 'p71_reading' and effective_to is null`,
      [other.teacherId],
    )
    expect(rows[0].n).toBe(1)
  })
})
