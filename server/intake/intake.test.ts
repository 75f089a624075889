import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import {
  contentOf,
  imported,
  inventedNumber,
  type Numbered,
  numberTeachers,
  runReading,
  runWriting,
  workbook,
} from './story.fixture.ts'

const school = '甲省东市甲县第一小学'
const other = '甲省东市甲县第二小学'
let world: World
let clerk: Voice
let people: Numbered[]
let first: Numbered
let second: Numbered

beforeAll(async () => {
  world = await openWorld()
  clerk = await world.as('information', school)
  people = await numberTeachers(world, school)
  const [a, b] = people
  if (!a || !b) throw new Error('the school has no teachers')
  first = a
  second = b
})
afterAll(() => world.close())

/** Each story begins with nothing entered. */
beforeEach(async () => {
  await world.owner.query('delete from change_item; delete from change; delete from unknown_person')
})

const head = ['姓名*', '身份证件号*']
const as = (person: Numbered) => [person.name, person.idNumber]
const batch = async (id: string) => (await clerk.get(`/intake/batches/${id}`)).body
const rowsOf = async (id: string, query: Record<string, string> = {}) =>
  (await clerk.get(`/intake/batches/${id}/rows`, query)).body.rows
const items = async () =>
  (
    await world.owner.query(
      'select teacher_id, subset, row_id, body, source from change_item where superseded_at is null order by subset, body::text',
    )
  ).rows
/** Commits, and has the queue do it. */
const committed = async (id: string, how: { skipErrors?: boolean; whole?: boolean } = {}) => {
  const { status, body } = await clerk.post(`/intake/batches/${id}/commit`, how)
  if (status !== 200) throw new Error(`commit refused: ${JSON.stringify(body)}`)
  expect(body.state).toBe('committing')
  await runWriting(world, id)
  return batch(id)
}
const audited = async (action: string) =>
  (await world.owner.query('select outcome, unit_id, detail from audit_event where action = $1 order by seq', [action]))
    .rows

/** Every finding as 'sheet!row/column code'. */
const cellsWrong = async (id: string): Promise<string[]> =>
  (await rowsOf(id, { only: 'all', size: '200' })).flatMap(
    (row: {
      sheet: number
      row: number
      cells: { column: number; findings: { code: string; severity: string }[] }[]
    }) =>
      row.cells.flatMap((cell) =>
        cell.findings
          .filter((finding) => finding.severity === 'error')
          .map((finding) => `${row.sheet}!${row.row}/${cell.column} ${finding.code}`),
      ),
  )

test('the template is drawn from the profile in force: a sheet for each subset, stars, lists, whose row it is first', async () => {
  const { status, raw, headers } = await clerk.get('/intake/template', { withPeople: 'yes' })
  expect(status).toBe(200)
  expect(headers['content-disposition']).toContain(encodeURIComponent('教师信息采集模板'))
  const sheets = await contentOf(raw)
  expect(Object.keys(sheets)).toEqual(['基本信息', '学习经历', '岗位聘任', '联系方式', '_choices', '_xingtan'])
  for (const name of ['基本信息', '学习经历', '岗位聘任', '联系方式']) {
    expect(sheets[name]?.[0]?.slice(0, 2)).toEqual(head)
    expect(sheets[name]?.slice(1)).toEqual(people.map(as))
  }
  expect(sheets.基本信息?.[0]).toContain('参加工作年月*')
  expect(sheets.基本信息?.[0]).toContain('曾用名')
  expect(sheets.基本信息?.[0]).not.toContain('照片')
  expect(sheets.基本信息?.[0]?.join()).not.toContain('最高学历')
  expect(sheets._choices?.flat()).toContain('01 汉族')
  expect(await audited('import.template')).toMatchObject([{ detail: { people: people.length }, unit_id: clerk.unitId }])
})

test('the template can be had without people, and then nobody stands in it', async () => {
  const sheets = await contentOf((await clerk.get('/intake/template', { withPeople: 'no' })).raw)
  expect(sheets.基本信息).toHaveLength(1)
})

test('every mistake of a workbook is told at its cell, with what was expected and the nearest code', async () => {
  const id = await imported(
    world,
    clerk,
    await workbook({
      基本信息: [
        [...head, '民族', '参加工作年月*', '性别*', '办公室'],
        [...as(first), '汉', '39630', first.gender === '1' ? '女' : '男', '301'],
        ['别人', second.idNumber, '01 汉族', '2008.1', '', ''],
        ['王小芳', inventedNumber(700, '2'), '汉族', '2008-07', '', ''],
        ['李强', '1.10105E+17', '汉族', '2008-07', '', ''],
        ['赵敏', '71990119850601002', '火星族', '二零零八', '', ''],
      ],
      学习经历: [
        [...head, '获得学历', '获得学历的院校或机构', '毕业年月'],
        [...as(first), '本科', '北京师范大学', '２００７．０６'],
        [...as(first), '本科', '北京师范大学', '2007年6月'],
        [...as(second), '大学', '北京师范大学', '2099-06'],
      ],
      说明: [['请按要求填写']],
    }),
  )
  const view = await batch(id)
  expect(view).toMatchObject({ state: 'ready', rows: 8, people: 5, unknownPeople: 1, refusal: null })
  expect(view.templateNote).toContain('不是本系统的模板')
  expect(view.sheets.map((sheet: { subset: string | null }) => sheet.subset)).toEqual([
    'basic_info',
    'education_history',
    null,
  ])
  expect(view.sheets[0].columns.at(-1)).toMatchObject({ header: '办公室', how: 'unknown', field: null })
  const wrong = await cellsWrong(id)
  for (const cell of [
    '0!2/3 code.unknown',
    '0!2/4 date.serial',
    '0!2/5 person.key',
    '0!3/1 person.name',
    '0!3/4 date.ambiguous',
    '0!4/2 person.unknown',
    '0!5/2 number.scientific',
    '0!6/2 id.length',
    '0!6/3 code.unknown',
    '0!6/4 date.unreadable',
    '1!4/5 date.future',
  ])
    expect(wrong).toContain(cell)
  expect(wrong).toContain('1!3/3 rows.duplicate')
  const ethnicity = (await rowsOf(id))[0].cells[2]
  expect(ethnicity).toMatchObject({ text: '汉', findings: [{ suggestion: { value: '01', label: '汉族' } }] })
  expect(view.errorCells).toBe(new Set(wrong.map((each) => each.split(' ')[0])).size)
  expect(view.can).toContain('mend')
})

test('nothing of a batch stands in clear in the database, and the file is gone', async () => {
  const secret = '13900001234'
  await imported(
    world,
    clerk,
    await workbook({
      联系方式: [
        [...head, '手机', '秘密'],
        [...as(first), `${secret}9`, '只有我知道'],
      ],
    }),
  )
  const { rows } = await world.owner.query(
    `select r.findings::text as findings, r.cells, b::text as batch from import_row r join import_batch b on b.id = r.batch_id`,
  )
  expect(rows.length).toBeGreaterThan(0)
  for (const row of rows)
    for (const text of [secret, first.idNumber, '只有我知道']) {
      expect(row.findings).not.toContain(text)
      expect(row.batch).not.toContain(text)
      expect(row.cells.includes(Buffer.from(text))).toBe(false)
    }
  expect(readdirSync(world.house.filesDir)).toEqual([])
})

test('a person whom the school does not have becomes one to-do of the 系统管理员 and is never created', async () => {
  const count = async () => (await world.owner.query('select count(*)::int as n from person')).rows[0].n
  const before = await count()
  const number = inventedNumber(701, '2')
  const book = await workbook({
    基本信息: [
      [...head, '民族'],
      ['王小芳', number, '01'],
    ],
    联系方式: [
      [...head, '手机'],
      ['王小芳', number, '13900001234'],
    ],
  })
  await imported(world, clerk, book)
  await imported(world, clerk, book)
  const system = await world.as('system', school)
  const { body } = await system.get('/accounts/unknown')
  expect(body.people).toMatchObject([{ items: { name: '王小芳', idNumber: number } }])
  expect(body.people).toHaveLength(1)
  expect(await count()).toBe(before)
})

test('a mistyped number is no to-do', async () => {
  await imported(
    world,
    clerk,
    await workbook({
      基本信息: [
        [...head, '民族'],
        ['王小芳', '719901198506010021', '01'],
      ],
    }),
  )
  expect((await world.owner.query('select 1 from unknown_person')).rows).toEqual([])
})

test('a teacher of another school is unknown here, and nobody learns where he is', async () => {
  const [stranger] = await numberTeachers(world, other)
  if (!stranger) throw new Error('no stranger')
  const id = await imported(
    world,
    clerk,
    await workbook({
      基本信息: [
        [...head, '民族'],
        [...as(stranger), '01'],
      ],
    }),
  )
  const [row] = await rowsOf(id)
  expect(row.cells[1].findings[0].code).toBe('person.unknown')
  expect(JSON.stringify(row)).not.toContain(other)
})

test('one cell is mended in the page, and a whole kind at once; the counts follow', async () => {
  const id = await imported(
    world,
    clerk,
    await workbook({
      基本信息: [
        [...head, '民族', '参加工作年月*'],
        [...as(first), '汉', '39630'],
        [...as(second), '汉', '2008-07'],
      ],
    }),
  )
  const facet = (await batch(id)).facets.find((each: { column: number }) => each.column === 3)
  expect(facet).toMatchObject({
    label: '民族',
    code: 'code.unknown',
    seen: '汉',
    count: 2,
    suggestion: { value: '01' },
  })
  const mending = `/intake/batches/${id}/mending`
  const all = await clerk.post(mending, {
    sheet: 0,
    column: 3,
    code: facet.code,
    seen: facet.seen,
    text: facet.suggestion.value,
  })
  expect(all.body).toEqual({ cells: 2 })
  expect(await batch(id)).toMatchObject({ errorCells: 1, errorRows: 1 })
  await clerk.post(mending, { sheet: 0, row: 2, column: 4, text: '2008-07' })
  expect(await batch(id)).toMatchObject({ errorCells: 0, errorRows: 0, facets: [] })
  const [row] = await rowsOf(id, { only: 'all' })
  expect(row.cells[2]).toMatchObject({ text: '01', original: '汉' })
  expect(await audited('import.mend')).toMatchObject([{ detail: { cells: 2 } }, { detail: { cells: 1 } }])
})

test('mending the number moves the row to the person whom it now names', async () => {
  const id = await imported(
    world,
    clerk,
    await workbook({
      基本信息: [
        [...head, '民族'],
        [first.name, inventedNumber(702, '1'), '01'],
      ],
    }),
  )
  expect(await cellsWrong(id)).toEqual(['0!2/2 person.unknown'])
  await clerk.post(`/intake/batches/${id}/mending`, { sheet: 0, row: 2, column: 2, text: first.idNumber })
  expect(await batch(id)).toMatchObject({ errorCells: 0, unknownPeople: 0 })
  expect((await clerk.get(`/intake/batches/${id}/trial`)).body).toMatchObject({ updated: 0, added: 1, people: 1 })
})

test('a column that was not understood is given its field by the clerk, and everything is judged again', async () => {
  const id = await imported(
    world,
    clerk,
    await workbook({
      基本信息: [
        [...head, '民族', '哪一族'],
        [...as(first), '', '汉'],
      ],
    }),
  )
  const path = `/intake/batches/${id}/columns`
  const { body } = await clerk.post(path, { sheet: 0, column: 4, field: 'ethnicity' })
  expect(body).toMatchObject({ state: 'reading' })
  await runReading(world, id)
  const view = await batch(id)
  expect(view).toMatchObject({ state: 'ready', errorCells: 1, rows: 1 })
  expect(view.sheets[0].columns.slice(2)).toMatchObject([
    { field: null, how: 'unknown' },
    { field: 'ethnicity', label: '民族', how: 'chosen' },
  ])
  expect(await cellsWrong(id)).toEqual(['0!2/4 code.unknown'])
  expect((await clerk.post(path, { sheet: 0, column: 2, field: 'ethnicity' })).status).toBe(404)
  expect((await clerk.post(path, { sheet: 0, column: 4, field: 'no_such' })).status).toBe(404)
})

test('a column that maps to no field cannot be mended', async () => {
  const id = await imported(
    world,
    clerk,
    await workbook({
      基本信息: [
        [...head, '民族', '办公室'],
        [...as(first), '01', '3'],
      ],
    }),
  )
  const { status } = await clerk.post(`/intake/batches/${id}/mending`, { sheet: 0, row: 2, column: 4, text: '4' })
  expect(status).toBe(404)
})

test('the annotated workbook is his own: sheets, order, columns and values; it comes back mended into the same batch', async () => {
  const id = await imported(
    world,
    clerk,
    await workbook({
      名单: [['随便写的']],
      基本信息: [
        ['办公室', ...head, '民族'],
        ['301', ...as(first), '汉'],
        ['302', ...as(second), '01 汉族'],
      ],
    }),
  )
  const { raw, status } = await clerk.get(`/intake/batches/${id}/workbook`)
  expect(status).toBe(200)
  const sheets = await contentOf(raw)
  expect(Object.keys(sheets)).toEqual(['名单', '基本信息'])
  expect(sheets.名单).toEqual([['随便写的']])
  expect(sheets.基本信息?.[0]).toEqual(['办公室', ...head, '民族', '错误说明'])
  expect(sheets.基本信息?.[1]?.slice(0, 4)).toEqual(['301', ...as(first), '汉'])
  expect(sheets.基本信息?.[1]?.[4]).toContain('汉族')
  expect(sheets.基本信息?.[2]).toEqual(['302', ...as(second), '01 汉族'])

  const mended = (sheets.基本信息 ?? []).map((row) => row.map((text) => (text === '汉' ? '01' : text)))
  const again = await clerk.upload(`/intake/batches/${id}/uploads`, {
    name: '改.xlsx',
    content: await workbook({ 名单: sheets.名单 ?? [], 基本信息: mended }),
  })
  expect(again.body).toEqual({ batchId: id })
  expect(await batch(id)).toMatchObject({ state: 'reading', uploads: 2 })
  await runReading(world, id)
  const view = await batch(id)
  expect(view).toMatchObject({ state: 'ready', errorCells: 0, rows: 2, uploads: 2, fileName: '改.xlsx' })
  expect(view.sheets[1].columns.map((column: { header: string }) => column.header)).not.toContain('错误说明')
})

test('a batch with errors is committed only without the rows that hold them', async () => {
  const id = await imported(
    world,
    clerk,
    await workbook({
      基本信息: [
        [...head, '民族'],
        [...as(first), '汉'],
        [...as(second), '01 汉族'],
      ],
    }),
  )
  const refused = await clerk.post(`/intake/batches/${id}/commit`)
  expect(refused).toMatchObject({ status: 409, body: { code: 'import.has-errors' } })
  expect(await items()).toEqual([])
  expect((await clerk.get(`/intake/batches/${id}/trial`)).body).toEqual({
    people: 1,
    added: 1,
    updated: 0,
    unchanged: 0,
    skipped: 1,
    locked: [],
  })
  const body = await committed(id, { skipErrors: true })
  expect(body).toMatchObject({ state: 'committed', result: { people: 1, added: 1, skipped: 1 } })
  expect((await items()).map((item) => item.teacher_id)).toEqual([second.teacherId])
})

test('a commit writes drafts under the clerk’s name, once, and the progress and the log have it', async () => {
  const id = await imported(
    world,
    clerk,
    await workbook({
      基本信息: [
        [...head, '民族', '参加工作年月'],
        [...as(first), '01 汉族', '2008-07'],
      ],
      学习经历: [
        [...head, '获得学历', '获得学历的院校或机构', '毕业年月'],
        [...as(first), '21', '北京师范大学', '2007-06'],
      ],
    }),
  )
  await committed(id)
  const written = await items()
  expect(written).toMatchObject([
    {
      subset: 'basic_info',
      body: { ethnicity: '01', work_start_month: '2008-07', name: first.name },
      source: { batch: id, row: 2 },
    },
    { subset: 'education_history', body: { education: '21', end_month: '2007-06' } },
  ])
  expect(written[0].body.id_number).toHaveProperty('$sealed')
  expect((await audited('import.commit')).at(-1)).toMatchObject({
    outcome: 'done',
    unit_id: clerk.unitId,
    detail: { people: 1, added: 2 },
  })
  const { rows } = await world.owner.query('select draft from progress where unit_id = $1', [clerk.unitId])
  expect(rows).toEqual([{ draft: 1 }])
  expect((await clerk.post(`/intake/batches/${id}/commit`)).body.code).toBe('import.finished')
})

test('a second import leaves what is blank, changes what is filled, clears what says so, and repeats nothing', async () => {
  const columns = [...head, '民族', '曾用名', '参加工作年月']
  const one = await imported(
    world,
    clerk,
    await workbook({ 基本信息: [columns, [...as(first), '01', '李小静', '2008-07']] }),
  )
  await committed(one)
  const same = await imported(world, clerk, await workbook({ 基本信息: [columns, [...as(first), '01', '', '']] }))
  expect((await clerk.get(`/intake/batches/${same}/trial`)).body).toMatchObject({ unchanged: 1, added: 0, updated: 0 })
  const two = await imported(
    world,
    clerk,
    await workbook({ 基本信息: [columns, [...as(first), '', '[清空]', '2009-08']] }),
  )
  const body = await committed(two)
  expect(body.result).toMatchObject({ added: 0, updated: 1 })
  const [item] = await items()
  expect(item.body).toMatchObject({ ethnicity: '01', work_start_month: '2009-08' })
  expect(item.body).not.toHaveProperty('former_name')
})

test('a batch is undone whole: what it added goes, what it changed is as before', async () => {
  const columns = [...head, '民族', '参加工作年月']
  const one = await imported(world, clerk, await workbook({ 基本信息: [columns, [...as(first), '01', '2008-07']] }))
  await committed(one)
  const two = await imported(
    world,
    clerk,
    await workbook({ 基本信息: [columns, [...as(first), '02', '2009-08'], [...as(second), '01', '2010-08']] }),
  )
  await committed(two)
  expect(await items()).toHaveLength(2)
  expect((await clerk.post(`/intake/batches/${two}/undo`)).body).toMatchObject({ state: 'undoing', can: [] })
  await runWriting(world, two)
  expect(await batch(two)).toMatchObject({
    state: 'undone',
    can: [],
    undone: { removed: 1, restored: 1, kept: 0 },
  })
  const left = await items()
  expect(left).toHaveLength(1)
  expect(left[0]).toMatchObject({ teacher_id: first.teacherId, body: { ethnicity: '01', work_start_month: '2008-07' } })
  expect(await audited('import.undo')).toMatchObject([{ detail: { removed: 1, restored: 1 } }])
})

test('a batch whose rows were edited since is not undone, and says whose', async () => {
  const id = await imported(
    world,
    clerk,
    await workbook({
      基本信息: [
        [...head, '民族'],
        [...as(first), '01'],
        [...as(second), '01'],
      ],
    }),
  )
  await committed(id)
  await world.owner.query("update change_item set written_at = now() + interval '1 minute' where teacher_id = $1", [
    second.teacherId,
  ])
  const { status, body } = await clerk.post(`/intake/batches/${id}/undo`)
  expect(status).toBe(409)
  expect(body.code).toBe('import.touched')
  expect(body.title).toContain(second.name)
  expect(body.title).not.toContain(first.name)
  expect(await items()).toHaveLength(2)
})

test('records in effect are not touched by an import, and are named', async () => {
  await world.owner.query('update teacher set in_effect_since = now() where id = $1', [second.teacherId])
  const id = await imported(
    world,
    clerk,
    await workbook({
      基本信息: [
        [...head, '民族'],
        [...as(first), '01'],
        [...as(second), '01'],
      ],
    }),
  )
  const trial = await clerk.get(`/intake/batches/${id}/trial`)
  expect(trial.body).toMatchObject({ people: 1, added: 1, skipped: 1, locked: [second.name] })
  const body = await committed(id)
  expect(body.result).toMatchObject({ people: 1, added: 1, skipped: 1 })
  expect((await items()).map((item) => item.teacher_id)).toEqual([first.teacherId])
  await world.owner.query('update teacher set in_effect_since = null where id = $1', [second.teacherId])
})

test('what is no workbook, or another category’s template, is refused with a sentence and nothing is kept', async () => {
  const refused = async (content: Buffer | string, name = '表.xlsx') => {
    const id = await imported(world, clerk, content, name)
    const view = await batch(id)
    expect(view).toMatchObject({ state: 'refused', rows: 0, sheets: [] })
    expect((await world.owner.query('select 1 from import_row where batch_id = $1', [id])).rows).toEqual([])
    expect(view.refusal.title.length).toBeGreaterThan(10)
    return view.refusal.code
  }
  expect(await refused('这不是表格')).toBe('workbook.not-xlsx')
  expect(await refused('<html></html>', '表.csv')).toBe('workbook.not-csv')
  const basic = [
    [...head, '民族'],
    [...as(first), '01'],
  ]
  expect(await refused(await workbook({ 基本信息: basic }, { category: 'kindergarten', version: '1' }))).toBe(
    'import.other-category',
  )
  expect(
    await refused(
      await workbook({
        工资: [
          ['姓名', '实发'],
          ['甲', '1'],
        ],
      }),
    ),
  ).toBe('import.no-sheet')
  expect(await refused(await workbook({ 基本信息: [[...head, '民族']] }))).toBe('import.empty')
  expect(readdirSync(world.house.filesDir)).toEqual([])
})

test('one person more than an import may carry is refused', async () => {
  const rows = [0, 1, 2].map((order) => [`某${order}`, inventedNumber(800 + order, '1'), '01'])
  const { body } = await clerk.upload('/intake/batches', {
    name: '多.xlsx',
    content: await workbook({ 基本信息: [[...head, '民族'], ...rows] }),
  })
  await runReading(world, body.batchId, 2)
  expect((await batch(body.batchId)).refusal).toMatchObject({ code: 'import.too-many-people' })
})

test('an older template is read by its headers, and it is said', async () => {
  await world.owner.query(
    `insert into profile (province_code, category, version, selection)
     select province_code, category, 2, jsonb_set(selection, '{version}', '2') from profile where province_code = '71' and category = 'k12'`,
  )
  const basic = [
    [...head, '民族'],
    [...as(first), '01'],
  ]
  const id = await imported(
    world,
    clerk,
    await workbook({ 基本信息: basic }, { province: '71', category: 'k12', version: '1' }),
  )
  expect(await batch(id)).toMatchObject({ state: 'ready', errorCells: 0, profileVersion: 2 })
  expect((await batch(id)).templateNote).toContain('第 1 版')
  await world.owner.query(`delete from profile where version = 2`)
})

test('a CSV as WPS saves it (GB18030) is read like a workbook', async () => {
  // 姓名,身份证件号,民族 ⏎ 某人, … ,汉族 ⏎
  const text = Buffer.concat([
    Buffer.from('d0d5c3fb2cc9edb7ddd6a4bcfebac52cc3f1d7e50d0ac4b3c8cb2c', 'hex'),
    Buffer.from(first.idNumber, 'latin1'),
    Buffer.from('2cbabad7e50d0a', 'hex'),
  ])
  const id = await imported(world, clerk, text, '名单.csv')
  expect(await batch(id)).toMatchObject({ state: 'ready', rows: 1 })
  const [row] = await rowsOf(id)
  expect(row.cells.map((cell: { text: string }) => cell.text)).toEqual(['某人', first.idNumber, '汉族'])
  expect(await cellsWrong(id)).toEqual(['0!2/1 person.name'])
})

test('a cancelled batch is over: its rows are gone and its reading does nothing', async () => {
  const content = await workbook({
    基本信息: [
      [...head, '民族'],
      [...as(first), '01'],
    ],
  })
  const { body } = await clerk.upload('/intake/batches', { name: '一.xlsx', content })
  const cancelled = await clerk.post(`/intake/batches/${body.batchId}/cancel`)
  expect(cancelled.body).toMatchObject({ state: 'cancelled', can: [] })
  await runReading(world, body.batchId)
  expect(await batch(body.batchId)).toMatchObject({ state: 'cancelled', rows: 0 })
  expect((await clerk.post(`/intake/batches/${body.batchId}/commit`)).body.code).toBe('import.finished')
  expect(readdirSync(world.house.filesDir)).toEqual([])
})

test('while it is being read, a batch can only be looked at and cancelled', async () => {
  const content = await workbook({
    基本信息: [
      [...head, '民族'],
      [...as(first), '01'],
    ],
  })
  const { body } = await clerk.upload('/intake/batches', { name: '一.xlsx', content })
  const path = `/intake/batches/${body.batchId}`
  expect((await clerk.post(`${path}/commit`)).body.code).toBe('import.busy')
  expect((await clerk.post(`${path}/mending`, { sheet: 0, row: 2, column: 3, text: '01' })).body.code).toBe(
    'import.busy',
  )
  expect((await clerk.get(`${path}/workbook`)).body.code).toBe('import.busy')
  expect(await batch(body.batchId)).toMatchObject({ state: 'reading', can: ['cancel'] })
  await clerk.post(`${path}/cancel`)
})

test('another school’s clerk finds no such batch; other roles may not import at all', async () => {
  const id = await imported(
    world,
    clerk,
    await workbook({
      基本信息: [
        [...head, '民族'],
        [...as(first), '01'],
      ],
    }),
  )
  const neighbour = await world.as('information', other)
  for (const [method, path] of [
    ['get', ''],
    ['get', '/rows'],
    ['get', '/workbook'],
    ['get', '/trial'],
    ['post', '/commit'],
    ['post', '/undo'],
    ['post', '/cancel'],
  ] as const)
    expect((await neighbour[method](`/intake/batches/${id}${path}`)).status, path).toBe(404)
  expect((await neighbour.get('/intake/batches')).body.total).toBe(0)
  for (const role of ['query', 'head', 'system', 'teacher'] as const) {
    const voice = await world.as(role, school)
    expect((await voice.get(`/intake/batches/${id}`)).status, role).toBe(403)
    expect((await voice.upload('/intake/batches', { name: 'a.xlsx', content: 'x' })).status, role).toBe(403)
  }
  const county = await world.as('information', '甲省东市甲县教育局')
  expect((await county.get('/intake/template')).status).toBe(403)
  expect(await batch(id)).toMatchObject({ state: 'ready' })
})

test('a file that was lost on its way is said, and the batch takes another', async () => {
  const content = await workbook({
    基本信息: [
      [...head, '民族'],
      [...as(first), '01'],
    ],
  })
  const { body } = await clerk.upload('/intake/batches', { name: '一.xlsx', content })
  for (const name of readdirSync(world.house.filesDir)) rmSync(join(world.house.filesDir, name))
  await runReading(world, body.batchId)
  expect(await batch(body.batchId)).toMatchObject({ state: 'refused', refusal: { code: 'import.file-lost' } })
  await clerk.upload(`/intake/batches/${body.batchId}/uploads`, { name: '一.xlsx', content })
  await runReading(world, body.batchId)
  expect(await batch(body.batchId)).toMatchObject({ state: 'ready', refusal: null, rows: 1 })
})

test('the reading does nothing for a post that is no longer held', async () => {
  const content = await workbook({
    基本信息: [
      [...head, '民族'],
      [...as(first), '01'],
    ],
  })
  const { body } = await clerk.upload('/intake/batches', { name: '一.xlsx', content })
  await world.owner.query(`update post_holding set to_on = current_date - 1 where id = $1`, [clerk.postId])
  await runReading(world, body.batchId)
  await world.owner.query(`update post_holding set to_on = null where id = $1`, [clerk.postId])
  expect(await batch(body.batchId)).toMatchObject({ state: 'reading', rows: 0 })
})
