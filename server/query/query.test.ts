import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sweepDownloads } from '../download/rules.ts'
import { contentOf, type Numbered, numberTeachers } from '../intake/story.fixture.ts'
import { newId } from '../platform/ids.ts'
import { done, publishes, reports } from '../profile/story.fixture.ts'
import { enterRecord } from '../testing/records.ts'
import { readPdf } from '../testing/sealed-pdf.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { drawExport } from './export.ts'

const school = '甲省东市甲县第一小学'
const office = '甲省东市甲县教育局'
const own = {
  tables: [
    {
      name: 'reading_kind',
      label: '阅读推广类型',
      rows: [
        { code: '1', name: '校内' },
        { code: '2', name: '社区', selectable: false },
        { code: '21', name: '社区书屋', parent: '2' },
      ],
    },
  ],
  subsets: [{ name: 'reading', label: '阅读推广', rows: 'multiple', required: false, naturalKey: ['kind', 'year'] }],
  fields: [
    ['kind', '推广类型', 'code', 2, { codes: 'reading_kind' }],
    ['year', '年度', 'year', 2, {}],
    ['note', '家访记录', 'string', 3, { length: 30 }],
    ['phone', '联络电话', 'string', 4, { length: 30 }],
  ].map(([name, label, type, secrecy, more]) => ({
    subset: 'reading',
    name,
    label,
    type,
    required: false,
    filledBy: 'T',
    secrecy,
    ...(more as object),
  })),
}

/** 拓展指标 in list, statistics and export (its form, template, import and review: server/profile/own.test.ts), and the walls around all three. */
describe('lists, statistics and exports by any indicator', () => {
  let world: World
  let people: Numbered[]
  let clerk: Voice
  let county: Voice
  let reader: Voice
  let system: Voice
  const kind = 'p71_reading.p71_kind'
  const year = 'p71_reading.p71_year'
  const list = async (voice: Voice, body: object) => done(voice.post('/query/teachers', { category: 'k12', ...body }))
  const names = async (voice: Voice, filters: object[], more: object = {}) =>
    (await list(voice, { filters, ...more })).rows.map(({ name }: { name: string }) => name)
  const filter = (key: string, op: string, ...values: string[]) => ({ key, op, values })
  const person = (at: number): Numbered => {
    const found = people[at]
    if (!found) throw new Error('the school has three teachers')
    return found
  }
  beforeAll(async () => {
    world = await openWorld()
    people = await numberTeachers(world, school)
    clerk = await world.as('information', school)
    county = await world.as('information', office)
    reader = await world.as('query', office)
    system = await world.as('system', office)
    const head = await world.as('head', school)
    const two = [await world.as('system', '甲省教育厅'), await world.as('information', '甲省教育厅')] as const
    await publishes(two, 'k12', (v) => done(two[0].post('/profiles/k12/draft/own', { v, ...own })))
    const voices = { clerk, head, reviewer: county }
    for (const [at, rows] of [
      [
        0,
        [
          { p71_kind: '1', p71_year: '2025', p71_note: '已家访', p71_phone: '0571-01234568' },
          { p71_kind: '21', p71_year: '2024' },
        ],
      ],
      [1, []],
    ] as const) {
      const { teacherId, personId } = people.filter(({ personId }) => personId !== head.personId)[at] ?? person(at)
      if (personId === head.personId) throw new Error('nobody signs for himself')
      await enterRecord(clerk, teacherId, '2026-11-23')
      for (const values of rows)
        await done(clerk.post(`/teachers/${teacherId}/rows`, { subset: 'p71_reading', values }))
      await reports(voices, teacherId, async () => {
        const { rows } = await world.owner.query(
          'select id, round from review_case where teacher_id = $1 and closed_at is null',
          [teacherId],
        )
        return rows[0]
      })
    }
    people = people.filter(({ personId }) => personId !== head.personId)
  })
  afterAll(() => world.close())

  test('what a province added is offered with its codes; class 4 never, class 3 to a 信息查询员 for counting only', async () => {
    const form = await done(county.get('/query/indicators', { category: 'k12' }))
    const keys = (from: typeof form) =>
      new Map(
        from.subsets.flatMap(({ fields }: { fields: { key: string }[] }) =>
          fields.map((field) => [field.key, field] as const),
        ),
      )
    expect(keys(form).get(kind)).toMatchObject({
      codes: 'p71_reading_kind',
      own: true,
      listed: true,
      counted: true,
      ops: ['is', 'blank', 'filled'],
    })
    expect([...keys(form).keys()].filter((key) => /phone|mobile|id_number|address/.test(String(key)))).toEqual([])
    const seen = keys(await done(reader.get('/query/indicators', { category: 'k12' })))
    expect(seen.get('basic_info.ethnicity')).toMatchObject({ listed: false, counted: true })
    expect(seen.has('p71_reading.p71_note')).toBe(false)
    expect(JSON.stringify(await done(county.get('/query/indicators', { category: 'kindergarten' })))).not.toContain(
      'p71_',
    )
    // without a category only what all of them share
    const shared = keys(await done(county.get('/query/indicators')))
    expect([shared.has('basic_info.gender'), shared.has('basic_info.staff_category'), shared.has(kind)]).toEqual([
      true,
      false,
      false,
    ])
  })

  test('a filter finds rows in effect: codes, headings, years, blanks, several conditions of one row', async () => {
    const [first, second] = [person(0).name, person(1).name]
    expect(await names(county, [filter(kind, 'is', '1')])).toEqual([first])
    // 社区 is a heading: what stands under it counts
    expect(await names(county, [filter(kind, 'is', '2')])).toEqual([first])
    expect(await names(county, [filter(year, 'between', '2025', '')])).toEqual([first])
    // 校内 was in 2025, the 2024 row is another one
    expect(await names(county, [filter(kind, 'is', '1'), filter(year, 'between', '2024', '2024')])).toEqual([])
    // nobody else of the county is in effect, so nobody else lacks it
    expect(await names(county, [filter(kind, 'blank')])).toEqual([second])
    expect(
      await names(county, [
        filter('basic_info.birth_date', 'between', '1985-06-01', '1985-06-01'),
        filter(kind, 'filled'),
      ]),
    ).toEqual([first])
    const contains = filter('education_history.education_org', 'contains', '大学"')
    expect(await names(county, [contains])).toEqual([])
    // a jsonpath is not to be broken out of
    const broken = [filter('education_history.education_org', 'contains', 'a\u0000')]
    expect((await county.post('/query/teachers', { category: 'k12', filters: broken })).status).toBe(400)
    expect(await names(county, [filter('education_history.education_org', 'contains', '") || (1 == 1')])).toEqual([])
    const result = await list(county, { filters: [filter(kind, 'filled')] })
    expect([result.total, result.counts.effective, result.counts.empty]).toEqual([1, 1, 0])
  })

  test('columns show names of codes, several rows beside each other; sorting is by typed columns', async () => {
    const columns = [kind, year, 'basic_info.staff_category', 'p71_reading.p71_note']
    const { rows, total } = await list(clerk, { columns, sort: '-basic_info.staff_category' })
    expect(total).toBe(3)
    const mine = rows.find(({ id }: { id: string }) => id === person(0).teacherId)
    expect(mine.cells.slice(0, 2).map((cell: string) => cell.split('；').sort())).toEqual([
      ['校内', '社区书屋'],
      ['2024', '2025'],
    ])
    expect(mine.cells[2]).toMatch(/教师/)
    expect(mine.cells[3]).toBe('已家访')
    // who is not in effect yet shows nothing, and stands last
    expect(rows.at(-1).cells).toEqual(['', '', '', ''])
    expect((await list(clerk, { page: 2, size: 2 })).rows).toHaveLength(1)
  })

  test('refused: what may not be seen may not be asked for, and what is out of reach does not exist', async () => {
    const asks = async (voice: Voice, body: object) => {
      const { status, body: said } = await voice.post('/query/teachers', { category: 'k12', ...body })
      return [status, said.code]
    }
    const no = [422, 'query.no-indicator']
    expect(await asks(county, { filters: [filter('contact.mobile', 'contains', '199')] })).toEqual(no)
    expect(await asks(county, { columns: ['p71_reading.p71_phone'] })).toEqual(no)
    expect(await asks(county, { sort: 'basic_info.id_number' })).toEqual(no)
    expect(await asks(reader, { filters: [filter('basic_info.ethnicity', 'is', '01')] })).toEqual(no)
    expect(await asks(reader, { columns: ['p71_reading.p71_note'] })).toEqual(no)
    expect(await asks(county, { filters: [filter(kind, 'contains', '1')] })).toEqual([422, 'query.value'])
    expect(await asks(county, { filters: [filter(year, 'between', '二〇', '')] })).toEqual([422, 'query.value'])
    expect(await asks(county, { filters: [filter('basic_info.birth_date', 'between', '1985-02-30', '')] })).toEqual([
      422,
      'query.value',
    ])
    expect(await asks(county, { unitId: await world.unitId('甲省西市甲县第一小学') })).toEqual([404, 'not-found'])
    expect((await asks(system, {}))[0]).toBe(403)
    // the same indicator, asked next door and in another province
    expect(await names(await world.as('information', '甲省东市乙县教育局'), [filter(kind, 'filled')])).toEqual([])
    expect(
      await asks(await world.as('information', '乙省东市甲县教育局'), { filters: [filter(kind, 'filled')] }),
    ).toEqual(no)
    // the doors ask for themselves how far the post reaches
    const neighbour = await world.as('information', '甲省东市乙县教育局')
    expect((await neighbour.post('/query/statistics', { rows: 'unit', unitId: county.unitId })).status).toBe(404)
  })

  test('a search leaves its criteria in the log, once for all its pages', async () => {
    const count = async () =>
      (
        await world.owner.query(
          `select count(*)::int as n from audit_event where action = 'teacher.list' and detail -> 'criteria' -> 'filters' -> 0 ->> 'key' = $1`,
          [year],
        )
      ).rows[0].n
    const before = await count()
    await list(county, { filters: [filter(year, 'filled')] })
    await list(county, { filters: [filter(year, 'filled')], page: 2 })
    expect(await count()).toBe(before + 1)
  })

  test('a table counts people in effect, its numbers are those of the lists behind them', async () => {
    const table = await done(county.post('/query/statistics', { category: 'k12', rows: kind, columns: 'age' }))
    // two kinds of one person: 校内, 社区书屋; and one without any
    expect(table.rows.map(({ label }: { label: string }) => label)).toEqual(['校内', '社区书屋', '未填'])
    expect([table.rowTotals, table.total, table.overlapping, table.drill]).toEqual([[1, 1, 1], 2, true, true])
    expect(table.columns).toMatchObject([{ label: '41–45 岁' }])
    for (const [at, row] of table.rows.entries()) {
      const { total } = await list(county, { filters: [...row.filters, ...table.columns[0].filters] })
      expect(total).toBe(table.cells[at][0])
    }
    const units = await done(county.post('/query/statistics', { rows: 'unit', columns: 'basic_info.gender' }))
    expect(units.rows).toMatchObject([{ label: school, filters: [], unitId: clerk.unitId }])
    expect(units.cells[0].reduce((sum: number, n: number) => sum + n, 0)).toBe(2)
    expect([units.rowTotals, units.total]).toEqual([[2], 2])
    const within = await done(clerk.post('/query/statistics', { rows: 'unit' }))
    expect([within.rows, within.total]).toMatchObject([[{ label: '本单位', unitId: null }], 2])
    const whole = await done((await world.as('query', '教育部')).post('/query/statistics', { rows: 'unit' }))
    expect([whole.rows.map(({ label }: { label: string }) => label), whole.total]).toEqual([['甲省教育厅'], 2])
    const refused = await county.post('/query/statistics', { rows: 'age', columns: 'age' })
    expect(refused.status).toBe(422)
  })

  test('a 信息查询员 counts a sensitive indicator with small numbers hidden, and may not go behind it', async () => {
    const ask = { category: 'k12', rows: 'basic_info.political_status' }
    expect(await done(county.post('/query/statistics', ask))).toMatchObject({ drill: true, total: 2 })
    const hidden = await done(reader.post('/query/statistics', ask))
    expect([hidden.drill, hidden.total]).toEqual([false, null])
    expect(hidden.rowTotals.every((n: number | null) => n === null)).toBe(true)
    const book = await contentOf((await reader.post('/query/statistics/workbook', ask)).raw)
    expect(book.交叉表?.at(-1)?.at(-1)).toBe('＊')
    expect(book.口径?.flat()).toContain('涉及敏感指标，小于 5 的数及可推算出它们的数不显示，记作 ＊')
  })

  test('a view is kept under its name for the own post, replaced by its namesake, and gone when dropped', async () => {
    const keep = (state: object, name = '读书') => done(county.post('/query/views', { kind: 'list', name, state }))
    const kept = await keep({ f: 'a' })
    expect((await keep({ f: 'b' })).id).toBe(kept.id)
    const of = async (voice: Voice, which = 'list') => (await done(voice.get('/query/views', { kind: which }))).views
    expect(await of(county)).toEqual([{ id: kept.id, name: '读书', state: { f: 'b' } }])
    expect([await of(county, 'table'), await of(reader)]).toEqual([[], []])
    await done(reader.post(`/query/views/${kept.id}/removal`))
    expect(await of(county)).toHaveLength(1)
    await done(county.post(`/query/views/${kept.id}/removal`))
    expect(await of(county)).toEqual([])
  })

  /** Runs the job that the export left in the queue; false: there is none. */
  const runs = async (id: string): Promise<boolean> => {
    const { rows } = await world.owner.query('select payload from graphile_worker._private_jobs where key = $1', [
      `query.export:${id}`,
    ])
    if (!rows[0]) return false
    await drawExport(world.house, rows[0].payload)
    return true
  }
  const plain = { category: 'k12', columns: [kind, year], purpose: '核对阅读推广情况' }
  const first = async (voice: Voice) => (await done(voice.get('/downloads'))).rows[0]

  test('an export has the columns of the view, says who took it out and what for, and lies sealed', async () => {
    const asked = await done(county.post('/query/export', { ...plain, filters: [filter(kind, 'filled')] }))
    expect(asked).toMatchObject({
      state: 'making',
      people: 1,
      sensitive: false,
      scope: `${office} · 中小学校 · 按阅读推广·推广类型筛选`,
    })
    expect((await county.get(`/downloads/${asked.id}/file`)).body.code).toBe('download.gone')
    expect(await runs(asked.id)).toBe(true)
    expect(await first(county)).toMatchObject({ state: 'ready', done: 1, can: ['download', 'cancel'] })
    const { rows } = await world.owner.query('select file, file_sm3 from download where id = $1', [asked.id])
    const file = await county.get(`/downloads/${asked.id}/file`)
    expect(rows[0].file.includes(file.raw.subarray(0, 64))).toBe(false)
    const sheets = await contentOf(file.raw)
    expect(sheets.教师名册?.[0]).toEqual([
      '姓名',
      '全国唯一编号',
      '性别',
      '出生日期',
      '学校',
      '环节',
      '阅读推广·推广类型',
      '阅读推广·年度',
    ])
    expect(sheets.教师名册?.[1]?.slice(0, 1)).toEqual([person(0).name])
    expect(sheets.教师名册?.[1]?.[6]?.split('；').sort()).toEqual(['校内', '社区书屋'])
    const about = JSON.stringify(sheets.导出说明)
    for (const part of [asked.no, office, '核对阅读推广情况']) expect(about).toContain(part)
    const log = await world.owner.query(
      'select action, detail from audit_event where object_id = $1 order by at, seq',
      [asked.id],
    )
    expect(log.rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['export.make', 'download.made', 'download.file']),
    )
    expect(log.rows[0].detail).toMatchObject({ people: 1, columns: [kind, year], purpose: '核对阅读推广情况' })
    // nobody else's
    expect((await clerk.get(`/downloads/${asked.id}/file`)).body.code).toBe('download.gone')
    expect((await done(clerk.get('/downloads'))).total).toBe(0)
    expect((await system.get(`/downloads/${asked.id}/file`)).status).toBe(403)
    // fetched once, it is gone
    expect((await first(county)).state).toBe('gone')
    expect((await county.get(`/downloads/${asked.id}/file`)).body.code).toBe('download.gone')
  })

  test('a file that nobody fetched in a day is gone', async () => {
    const asked = await done(county.post('/query/export', { ...plain, filters: [filter(kind, 'filled')] }))
    expect(await runs(asked.id)).toBe(true)
    await world.owner.query(`update download set made_at = made_at - interval '25 hours' where id = $1`, [asked.id])
    await sweepDownloads(world.house)
    expect((await first(county)).state).toBe('gone')
    expect((await county.get(`/downloads/${asked.id}/file`)).body.code).toBe('download.gone')
    const { rows } = await world.owner.query('select file from download where id = $1', [asked.id])
    expect(rows).toEqual([{ file: null }])
  })

  test('the registration form prints what the province added, in its words, and keeps what is secret masked', async () => {
    const printed = await county.get(`/teachers/${person(0).teacherId}/registration-form`)
    const lines = readPdf(printed.raw).flat().join('\n')
    for (const word of ['阅读推广', '推广类型', '校内', '社区书屋', '2025']) expect(lines).toContain(word)
    expect(lines).not.toContain('01234568')
  })

  test('sensitive columns wait for the 系统管理员 of the unit, who reads purpose, columns and number and no row', async () => {
    const asked = await done(county.post('/query/export', { ...plain, columns: ['p71_reading.p71_note'] }))
    expect([asked.state, asked.sensitive, await runs(asked.id)]).toEqual(['waiting', true, false])
    // the job asks again
    await drawExport(world.house, { downloadId: asked.id, postId: county.postId })
    expect((await first(county)).state).toBe('waiting')
    expect((await done((await world.as('system', '甲省东市教育局')).get('/downloads/requests'))).total).toBe(0)
    const { rows } = await done(system.get('/downloads/requests'))
    expect(rows).toMatchObject([
      { id: asked.id, people: 6, columns: ['阅读推广·家访记录'], purpose: '核对阅读推广情况', can: ['decide'] },
    ])
    expect(JSON.stringify(rows)).not.toContain('已家访')
    const decide = (voice: Voice, body: object) => voice.post(`/downloads/requests/${asked.id}/decision`, body)
    expect((await decide(county, { agree: true })).status).toBe(403)
    expect((await decide(await world.as('system', school), { agree: true })).body.code).toBe('download.moved-on')
    expect((await decide(system, { agree: false })).status).toBe(400)
    await done(decide(system, { agree: true }))
    expect((await decide(system, { agree: false, why: '改主意了' })).body.code).toBe('download.moved-on')
    expect(await runs(asked.id)).toBe(true)
    const sheets = await contentOf((await county.get(`/downloads/${asked.id}/file`)).raw)
    expect(JSON.stringify(sheets.教师名册)).toContain('已家访')
    const other = await done(county.post('/query/export', { ...plain, columns: ['p71_reading.p71_note'] }))
    await done(system.post(`/downloads/requests/${other.id}/decision`, { agree: false, why: '用途不明确' }))
    expect(await first(county)).toMatchObject({ state: 'refused', why: '用途不明确', can: [] })
  })

  test('one person in two posts does not confirm to himself', async () => {
    const asked = await done(county.post('/query/export', { ...plain, columns: ['p71_reading.p71_note'] }))
    await world.owner.query('update download set person_id = $2 where id = $1', [asked.id, system.personId])
    expect((await system.post(`/downloads/requests/${asked.id}/decision`, { agree: true })).body.code).toBe(
      'download.two-people',
    )
    expect((await done(system.get('/downloads/requests'))).rows[0].can).toEqual([])
    await world.owner.query('delete from download where id = $1', [asked.id])
  })

  test('refused: without a purpose, for nobody, by a 信息查询员, beyond the day; cancelled is never made', async () => {
    const asks = async (voice: Voice, body: object) => {
      const { status, body: said } = await voice.post('/query/export', { ...plain, ...body })
      return [status, said.code]
    }
    expect((await asks(county, { purpose: '看' }))[0]).toBe(400)
    expect((await asks(reader, {}))[0]).toBe(403)
    expect(await asks(county, { filters: [filter(year, 'between', '2099', '')] })).toEqual([422, 'download.nothing'])
    expect(await asks(county, { columns: ['contact.mobile'] })).toEqual([422, 'query.no-indicator'])
    const asked = await done(county.post('/query/export', plain))
    await done(county.post(`/downloads/${asked.id}/cancel`))
    expect(await runs(asked.id)).toBe(true)
    expect(await first(county)).toMatchObject({ state: 'cancelled', can: [] })
    await world.owner.query(
      `insert into download (province_code, id, no, kind, title, unit_id, person_id, post_id, purpose, task, ask, said, count, sensitive, needs_confirmation)
       select province_code, $2, 'full', kind, title, unit_id, person_id, post_id, purpose, task, ask, said, 49999, false, false from download where id = $1`,
      [asked.id, newId()],
    )
    expect(await asks(county, {})).toEqual([403, 'download.spent'])
  })
})
