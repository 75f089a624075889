import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readWorkbook } from '../../platform/workbook/read.ts'
import { writeWorkbook } from '../../platform/workbook/write.ts'
import { openWorld, type Voice, type World } from '../../testing/world.ts'
import { centralDepartments } from '../central.ts'
import {
  acceptAll,
  addRealAuthorities,
  daysOn,
  head,
  readRows,
  row,
  runReading,
  school,
  today,
} from './list.fixture.ts'

let world: World
let centre: Voice
beforeAll(async () => {
  world = await openWorld()
  centre = await world.as('system', '教育部')
  await addRealAuthorities(world, centre)
})
afterAll(() => world.close())

const many = async (text: string, values: unknown[] = []) => (await world.owner.query(text, values)).rows
const view = async (listId: string) => (await centre.get(`/units/lists/${listId}`)).body
const findings = async (listId: string) =>
  (await centre.get(`/units/lists/${listId}/findings`, { size: '200' })).body.rows
const units = async () => (await many('select count(*)::int as n from unit'))[0].n

async function sheetsOf(raw: Buffer): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'xingtan-list-'))
  const path = join(folder, 'book.xlsx')
  writeFileSync(path, raw)
  const rows: string[][] = []
  let sheets = 0
  for await (const event of readWorkbook(path)) {
    if ('sheet' in event) sheets += 1
    else if ('rows' in event && sheets === 1)
      for (const { cells } of event.rows) rows.push(cells.map(({ text }) => text))
  }
  rmSync(folder, { recursive: true })
  return rows
}

describe('a wrong row is named with what was expected, and nothing becomes of it', () => {
  const attached = { 办学类型: '119', 主办学校标识码: '2133199999' }
  test.each([
    ['an unknown type', school('2133200001', '某学校', { 办学类型: '777' }), 'list.type-unknown', '48 种'],
    [
      '366 技工学校, with its reason',
      school('3633200002', '某技工学校', { 办学类型: '366' }),
      'list.type-unknown',
      '人力资源社会保障部门',
    ],
    [
      '技工学校 by name',
      school('3633200003', '某技工学校', { 办学类型: '技工学校' }),
      'list.type-unknown',
      '人力资源社会保障部门',
    ],
    ['a code of nine digits', school('213320000', '某学校'), 'list.school-id', '10 位'],
    [
      'a province in the code that is none of the school’s',
      school('2111200004', '某学校'),
      'list.province',
      '省份是 11',
    ],
    ['no name', school('2133200005', ''), 'list.name', '为空'],
    [
      'an organiser that nobody knows',
      school('2133200006', '某学校', { 举办者: '某集团' }),
      'list.organizer',
      '某集团',
    ],
    ['a place that is none', school('2133200007', '某学校', { 所在地: '330999' }), 'list.region', '330999'],
    ['a place of many', school('2133200008', '某学校', { 所在地: '鼓楼区' }), 'list.region', '不能确定'],
    [
      'a managing code that is none',
      school('2133200009', '某学校', { 属地管理代码: '999999' }),
      'list.managing',
      '999999',
    ],
    ['an unknown 城乡分类', school('2133200010', '某学校', { 城乡分类: '999' }), 'list.urban-rural', '999'],
    ['an unknown state', school('2133200011', '某学校', { 状态: '不详' }), 'list.state', '不详'],
    [
      'a place outside the system',
      school('2133200012', '某学校', { 所在地: '810000' }),
      'list.supervising',
      '不在本系统采集范围',
    ],
    ['an attached class without a host', school('', '某幼儿班', { 办学类型: '119' }), 'list.host-missing', '附设'],
    ['an attached class whose host is nobody', school('', '某幼儿班', attached), 'list.host', '2133199999'],
    [
      'a new school without its type',
      row({ 机构代码: '2133200013', 机构名称: '某学校', 举办者: '831', 所在地: '330106' }),
      'list.incomplete',
      '办学类型',
    ],
    [
      'a closing of what is not there',
      school('2133200014', '某学校', { 状态: '撤销' }),
      'list.close-unknown',
      '2133200014',
    ],
    ['an origin that never was', school('2133200015', '某学校', { 原标识码: '2133288888' }), 'list.from', '2133288888'],
  ])('%s', async (_, line, code, words) => {
    const before = await units()
    const listId = await readRows(world, centre, [line])
    const found = (await findings(listId)).filter(({ severity }: { severity: string }) => severity === 'error')
    expect(found.map((each: { code: string }) => each.code)).toContain(code)
    const finding = found.find((each: { code: string }) => each.code === code)
    expect(finding.row).toBe(2)
    expect([finding.message, finding.expected, finding.seen].join()).toContain(words)
    expect(finding.remedy).toBeTruthy()
    expect(await view(listId)).toMatchObject({ errorRows: 1, tally: { undecided: 0 } })
    expect(await units()).toBe(before)
  })

  test('a host that is itself attached, or closed by the same list, is no host', async () => {
    await acceptAll(
      world,
      centre,
      await readRows(world, centre, [
        school('2133200020', '西湖区主办小学'),
        school('', '附设幼儿班', { 办学类型: '119', 主办学校标识码: '2133200020' }),
      ]),
    )
    const listId = await readRows(world, centre, [
      school('', '班中班', { 办学类型: '219', 主办学校标识码: '2133200020-119' }),
      school('2133200020', '西湖区主办小学', { 状态: '撤销' }),
      school('', '附设小学班', { 办学类型: '219', 主办学校标识码: '2133200020' }),
    ])
    expect((await findings(listId)).map(({ row: at, code }: { row: number; code: string }) => [at, code])).toEqual([
      [2, 'list.host'],
      [4, 'list.host'],
    ])
  })

  test('a code twice is an error of the second row, which names the first', async () => {
    const listId = await readRows(world, centre, [school('2133200021', '甲小学'), school('2133200021', '乙小学')])
    expect(await findings(listId)).toMatchObject([
      { row: 3, code: 'list.twice', message: expect.stringContaining('第 2 行') },
    ])
    expect(await view(listId)).toMatchObject({ tally: { undecided: 1 } })
  })

  test('a school whose division has no authority in force is refused, also when the list itself closes it', async () => {
    // 石河子市 is run by the Corps' division and has no authority of its own; 云龙示范区 never had one
    const listId = await readRows(world, centre, [
      row({ 机构代码: '330127', 机构名称: '淳安县教育局', 状态: '撤销' }),
      school('2133200022', '淳安县某小学', { 所在地: '330127' }),
    ])
    expect(await findings(listId)).toMatchObject([{ row: 3, code: 'list.no-authority', seen: '330127' }])
  })

  test('cells that hold no plain text are refused by their column', async () => {
    const listId = await readRows(world, centre, [school('2.1332E+09', '某小学')])
    expect(
      (await findings(listId)).map(({ code, column }: { code: string; column: string }) => [code, column]),
    ).toContainEqual(['list.cell', '机构代码'])
  })
})

describe('举办者', () => {
  const all = [
    '811',
    '812',
    '821',
    '822',
    '831',
    '832',
    '891',
    '892',
    '893',
    '894',
    '866',
    '999',
    '101',
    ...centralDepartments.map(({ code }) => code),
  ]
  test('of every kind are in scope, 民办 too', async () => {
    const rows = all.map((organizer, at) =>
      school(`21332010${String(at).padStart(2, '0')}`, `第${at}小学`, { 举办者: organizer }),
    )
    const named = ['民办', '县级教育部门', '地方企业', '部队', '教育部'].map((organizer, at) =>
      school(`21332011${String(at).padStart(2, '0')}`, `又第${at}小学`, { 举办者: organizer }),
    )
    const listId = await readRows(world, centre, [...rows, ...named])
    expect(await findings(listId)).toEqual([])
    expect(await view(listId)).toMatchObject({ tally: { undecided: all.length + 5 } })
  })
})

describe('the file', () => {
  test.each([
    ['is another sheet', '姓名,年龄\n甲,3', 'list.header', '表头'],
    ['has a header and nothing else', `${head}\n`, 'list.empty', '没有任何机构'],
    ['is empty', '', 'list.header', '表头'],
    ['is no table', '%PDF-1.4', 'workbook.not-csv', 'xlsx'],
  ])('that %s is refused with its reason', async (_, content, code, words) => {
    const { body } = await centre.upload(`/units/lists?effectiveOn=${today()}`, { name: 'x.csv', content })
    await runReading(world, body.listId)
    const list = await view(body.listId)
    expect(list).toMatchObject({ state: 'refused', refusal: { code }, can: ['cancel'] })
    expect(list.refusal.title).toContain(words)
    expect(await many('select 1 from unit_list_row where list_id = $1', [body.listId])).toEqual([])
  })

  test('may be a workbook with a title above the header, other names of columns, and a sheet of notes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'xingtan-list-'))
    const path = join(folder, 'list.xlsx')
    const titles = ['学校（机构）标识码*', '学校名称', '办学类型名称', '举办者类型', '驻地', '城乡类型']
    await writeWorkbook(path, {
      sheets: [
        { name: '说明', columns: [{}], rows: [['请核对后上传']] },
        {
          name: '名单',
          columns: titles.map(() => ({ width: 20 })),
          rows: [
            ['2026 年学校名单'],
            titles,
            ['2133200030', '西湖区表格小学', '小学', '县级教育部门', '浙江省杭州市西湖区', '主城区'],
          ],
        },
      ],
    })
    const { body } = await centre.upload(`/units/lists?effectiveOn=${today()}`, {
      name: '名单.xlsx',
      content: readFileSync(path),
    })
    rmSync(folder, { recursive: true })
    await runReading(world, body.listId)
    expect(await findings(body.listId)).toEqual([])
    expect((await centre.get(`/units/lists/${body.listId}/changes`)).body.rows).toMatchObject([
      { row: 3, code: '2133200030', kinds: ['new'] },
    ])
  })

  test('of all findings is told by page, by kind, and as a workbook', async () => {
    const listId = await readRows(world, centre, [
      school('2133200040', '', { 办学类型: '366' }),
      school('3133200041', '某幼儿园', { 办学类型: '111' }),
    ])
    const { body } = await centre.get(`/units/lists/${listId}/findings`, { severity: 'error', size: '1' })
    expect(body).toMatchObject({ total: 2, rows: { length: 1 } })
    expect(body.facets).toContainEqual({ code: 'list.old-id', severity: 'warning', title: '沿用旧标识码', count: 1 })
    const book = await centre.get(`/units/lists/${listId}/findings/workbook`)
    const rows = await sheetsOf(book.raw)
    expect(rows[0]).toEqual(['行', '列', '程度', '问题', '说明', '应为', '现为', '怎么办', '问题代码'])
    expect(rows.slice(1).map((cells) => [cells[0], cells[1], cells.at(-1)])).toEqual([
      ['2', '办学类型', 'list.type-unknown'],
      ['2', '机构名称', 'list.name'],
      ['3', '机构代码', 'list.old-id'],
    ])
  })

  test('has a template with every column, whose header is read again', async () => {
    const [titles] = await sheetsOf((await centre.get('/units/lists/template')).raw)
    expect(titles).toEqual([
      '机构代码*',
      '机构名称*',
      ...head.split(',').slice(2, 7),
      '地址',
      ...head.split(',').slice(7),
    ])
  })
})

describe('refused', () => {
  test('a day that is past, a kind that is none', async () => {
    const upload = (query: string) => centre.upload(`/units/lists?${query}`, { name: 'x.csv', content: head })
    expect(await upload(`effectiveOn=${daysOn(-1)}`)).toMatchObject({ status: 422, body: { code: 'unit.list-day' } })
    expect(await upload(`effectiveOn=${today()}&complete=cats`)).toMatchObject({
      status: 400,
      body: { code: 'request.invalid' },
    })
  })

  test.each([
    ['information', '教育部'],
    ['audit', '教育部'],
    ['system', '甲省教育厅'],
    ['system', '甲省东市甲县第一小学'],
  ] as const)('everything to %s of %s', async (role, unit) => {
    const voice = await world.as(role, unit)
    const listId = await readRows(world, centre, [school('2133200050', '西湖区某小学')])
    const before = (await many('select revision, cancelled_at from unit_list where id = $1', [listId]))[0]
    for (const answer of [
      await voice.upload(`/units/lists?effectiveOn=${today()}`, { name: 'x.csv', content: head }),
      await voice.get('/units/lists'),
      await voice.get(`/units/lists/${listId}`),
      await voice.get(`/units/lists/${listId}/changes`),
      await voice.post(`/units/lists/${listId}/decisions`, { decision: 'accept', which: { items: [2] } }),
      await voice.post(`/units/lists/${listId}/cancel`),
    ])
      expect(answer).toMatchObject({ status: 403, body: { code: 'not-allowed' } })
    expect((await many('select revision, cancelled_at from unit_list where id = $1', [listId]))[0]).toEqual(before)
  })
})
