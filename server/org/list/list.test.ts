import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type Voice, type World } from '../../testing/world.ts'
import { acceptAll, addRealAuthorities, daysOn, readRows, row, runApplying, school, today } from './list.fixture.ts'

let world: World
let centre: Voice
beforeAll(async () => {
  world = await openWorld()
  centre = await world.as('system', '教育部')
  await addRealAuthorities(world, centre)
})
afterAll(() => world.close())

const many = async (text: string, values: unknown[] = []) => (await world.owner.query(text, values)).rows
const changes = async (listId: string, query: Record<string, string> = {}) =>
  (await centre.get(`/units/lists/${listId}/changes`, { size: '200', ...query })).body.rows
const view = async (listId: string) => (await centre.get(`/units/lists/${listId}`)).body
const decide = (listId: string, decision: string, which: object, more: object = {}) =>
  centre.post(`/units/lists/${listId}/decisions`, { decision, which, ...more })
const kindsOf = (rows: { code: string; kinds: string[] }[]) =>
  Object.fromEntries(rows.map(({ code, kinds }) => [code, kinds.join()]))
const unitNow = async (code: string) =>
  (
    await many(
      `select u.name, u.level, u.category, u.school_type, u.province_code, p.name as authority, u.path = p.path || app.path_step(u.id) as placed, u.valid_from::text as since
         from unit_now u left join unit_now p on p.id = u.parent_id where u.code = $1`,
      [code],
    )
  )[0]

/** A teacher of the test country comes to a unit. */
async function settle(code: string): Promise<string> {
  const [teacher] = await many(
    `update teacher t set unit_id = u.id, unit_path = u.path from unit_now u
      where u.code = $1 and t.id = (select t.id from teacher t join unit_now s on s.id = t.unit_id where s.code like '__71%' limit 1) returning t.id, t.unit_id`,
    [code],
  )
  await many('select app.count_progress(array[$1::bigint])', [teacher.unit_id])
  return teacher.id
}

describe('年度机构名单', () => {
  test('is read by a job, compared, decided, and then in effect, each unit under its authority', async () => {
    const listId = await readRows(world, centre, [
      school('2133100001', '西湖区听潮小学'),
      school('3133100002', '杭州听潮中学', {
        办学类型: '342 高级中学',
        属地管理代码: '330100',
        举办者: '地级教育部门',
      }),
      school('1133100003', '西湖区听潮幼儿园', { 办学类型: '幼儿园', 举办者: '民办', 备注: '民办' }),
      row({
        机构名称: '西湖区听潮小学附设幼儿班',
        办学类型: '119',
        举办者: '831',
        所在地: '330106',
        主办学校标识码: '2133100001',
      }),
    ])
    expect(await view(listId)).toMatchObject({
      state: 'deciding',
      format: 'institutions',
      rows: 4,
      errorRows: 0,
      tally: { undecided: 4, applied: 0, unchanged: 0 },
      facets: [{ kind: 'new', risk: 'low', state: 'undecided', count: 4 }],
      can: ['decide', 'reschedule', 'cancel'],
    })
    expect(await unitNow('2133100001')).toBeUndefined()
    const [first] = await changes(listId, { search: '听潮中学' })
    expect(first).toMatchObject({
      kinds: ['new'],
      unitId: null,
      authorityWhy: '按属地管理，由杭州市主管',
      can: ['accept', 'refuse'],
    })
    expect(first.differences).toContainEqual({
      field: 'parent_code',
      label: '主管部门',
      before: null,
      after: '杭州市教育局',
    })

    const { revision } = await view(listId)
    const { body } = await decide(listId, 'accept', { filter: { risk: 'low', kind: 'new' }, count: 4, revision })
    expect(body).toMatchObject({ done: 4, left: [], list: { state: 'applying' } })
    expect(await runApplying(world)).toBe(true)
    expect(await view(listId)).toMatchObject({ state: 'effective', tally: { applied: 4 }, can: ['decide'] })
    expect(await unitNow('2133100001')).toEqual({
      name: '西湖区听潮小学',
      level: 'school',
      category: 'k12',
      school_type: '211',
      province_code: '33',
      authority: '西湖区教育局',
      placed: true,
      since: today(),
    })
    expect(await unitNow('3133100002')).toMatchObject({ authority: '杭州市教育局' })
    expect(await unitNow('2133100001-119')).toMatchObject({
      authority: '西湖区听潮小学',
      category: 'kindergarten',
      placed: true,
    })
    expect(await many(`select host_id is not null as hosted from unit_now where code = '2133100001-119'`)).toEqual([
      { hosted: true },
    ])
    expect(await many(`select private, organizer from unit_now where code = '1133100003'`)).toEqual([
      { private: true, organizer: '999' },
    ])
    const deeds = await many(
      `select action, object_type, post_id from audit_event where (detail ->> 'list' = $1 or object_id = $1) and action like 'unit.list.%' order by seq`,
      [listId],
    )
    expect(deeds.map(({ action }) => action)).toEqual([
      'unit.list.upload',
      'unit.list.read',
      'unit.list.decide',
      ...Array(4).fill('unit.list.apply'),
    ])
    expect(deeds.every(({ post_id }) => post_id === centre.postId)).toBe(true)
  })

  test('the same list again changes nothing', async () => {
    const rows = [
      school('2133100001', '西湖区听潮小学'),
      school('1133100003', '西湖区听潮幼儿园', { 办学类型: '111', 举办者: '999', 备注: '民办' }),
    ]
    const listId = await readRows(world, centre, rows)
    expect(await view(listId)).toMatchObject({ state: 'effective', tally: { undecided: 0, unchanged: 2 } })
  })

  test('names, attributes and types change by new versions; the old ones stay in the history', async () => {
    await acceptAll(
      world,
      centre,
      await readRows(world, centre, [school('2133100010', '西湖区旧名小学'), school('2133100011', '西湖区改制学校')]),
    )
    await many(`update unit_version set valid_from = '2020-01-01' where code in ('2133100010', '2133100011')`)
    const listId = await readRows(world, centre, [
      school('2133100010', '西湖区新名小学', { 城乡分类: '112' }),
      school('2133100011', '西湖区改制学校', { 办学类型: '312' }),
    ])
    const rows = await changes(listId)
    expect(kindsOf(rows)).toEqual({ '2133100010': 'renamed,changed', '2133100011': 'retyped' })
    expect(rows[0]).toMatchObject({ name: '西湖区旧名小学', risk: 'low' })
    expect(rows[0].differences).toEqual([
      { field: 'name', label: '名称', before: '西湖区旧名小学', after: '西湖区新名小学' },
      { field: 'urban_rural', label: '城乡分类', before: '主城区', after: '城乡结合区' },
    ])
    await acceptAll(world, centre, listId)
    expect(
      await many(
        `select name, school_type, urban_rural, valid_from::text, valid_to::text, by_change = $1 as by_list from unit_version where code = '2133100010' order by valid_from`,
        [listId],
      ),
    ).toEqual([
      {
        name: '西湖区旧名小学',
        school_type: '211',
        urban_rural: '111',
        valid_from: '2020-01-01',
        valid_to: today(),
        by_list: false,
      },
      {
        name: '西湖区新名小学',
        school_type: '211',
        urban_rural: '112',
        valid_from: today(),
        valid_to: null,
        by_list: true,
      },
    ])
    const [deed] = await many(
      `select detail from audit_event where action = 'unit.list.apply' and detail ->> 'code' = '2133100010' and detail ? 'before'`,
    )
    expect(deed.detail).toMatchObject({
      before: { name: '西湖区旧名小学' },
      after: { name: '西湖区新名小学', urban_rural: '112' },
    })
  })

  test('another authority is a risk, is decided by name, and takes all along', async () => {
    await acceptAll(world, centre, await readRows(world, centre, [school('2133100020', '西湖区将划出小学')]))
    const teacher = await settle('2133100020')
    const listId = await readRows(world, centre, [school('2133100020', '西湖区将划出小学', { 所在地: '330110' })])
    const [change] = await changes(listId)
    expect(change).toMatchObject({ kinds: ['moved', 'changed'], risk: 'high', people: 1 })
    expect(change.why).toEqual(
      expect.arrayContaining(['有教职工 1 人', '教师、下级机构和在办事项随之转到新的主管部门']),
    )
    const { revision } = await view(listId)
    expect(await decide(listId, 'accept', { filter: { risk: 'high' }, count: 1, revision })).toMatchObject({
      status: 422,
      body: { code: 'unit.list-risky' },
    })
    await acceptAll(world, centre, listId)
    expect(await unitNow('2133100020')).toMatchObject({ authority: '余杭区教育局', placed: true })
    expect(
      await many(
        'select t.unit_path = u.path as along from teacher t join unit u on u.id = t.unit_id where t.id = $1',
        [teacher],
      ),
    ).toEqual([{ along: true }])
  })

  test('to another province no unit is moved by a list', async () => {
    await acceptAll(world, centre, await readRows(world, centre, [school('2133100021', '西湖区留下小学')]))
    const listId = await readRows(world, centre, [
      school('2133100021', '西湖区留下小学', { 所在地: '320106', 属地管理代码: '' }),
    ])
    // the province in the code no longer fits either: the row itself is wrong
    expect(await changes(listId)).toEqual([])
    const other = await readRows(world, centre, [school('2133100021', '西湖区留下小学', { 属地管理代码: '320106' })])
    const [change] = await changes(other)
    expect(change.blocked).toContain('另一省')
    expect((await decide(other, 'accept', { items: [change.item] })).body).toMatchObject({
      done: 0,
      left: [{ item: change.item, title: expect.stringContaining('另一省') }],
    })
  })

  test('an authority set by hand is not undone by a list', async () => {
    await acceptAll(world, centre, await readRows(world, centre, [school('2133100022', '西湖区由市管小学')]))
    await many(`update unit u set authority_by_hand = true from unit_now n where n.id = u.id and n.code = '2133100022'`)
    const listId = await readRows(world, centre, [school('2133100022', '西湖区由市管小学', { 所在地: '330110' })])
    const [change] = await changes(listId)
    expect(change).toMatchObject({ kinds: ['changed'], why: ['主管部门由省级指定，不随名单改变'] })
  })

  test('a change of category is a risk; the teachers fill the new form from then on', async () => {
    await acceptAll(
      world,
      centre,
      await readRows(world, centre, [
        school('3633100023', '杭州某中专', { 办学类型: '361', 属地管理代码: '330000', 举办者: '811' }),
      ]),
    )
    const teacher = await settle('3633100023')
    const listId = await readRows(world, centre, [
      school('3633100023', '杭州某职业学院', { 办学类型: '415', 属地管理代码: '330000', 举办者: '811' }),
    ])
    const [change] = await changes(listId)
    expect(change).toMatchObject({ kinds: ['renamed', 'retyped'], risk: 'high', people: 1 })
    expect(change.why.join()).toContain('另一套指标')
    await acceptAll(world, centre, listId)
    expect(await many('select category from teacher where id = $1', [teacher])).toEqual([
      { category: 'higher_vocational' },
    ])
  })
})

describe('撤销、合并、拆分、换码', () => {
  test('an empty unit is closed at once, its posts end, and its code is dead', async () => {
    await acceptAll(world, centre, await readRows(world, centre, [school('2133100030', '西湖区将撤小学')]))
    await many(
      `insert into post_holding (province_code, id, unit_id, role, person_province, person_id, from_on)
       select '71', app.new_id(), u.id, 'information', p.province_code, p.id, '2026-01-01' from unit_now u, (select * from person where name like '查%' limit 1) p where u.code = '2133100030'`,
    )
    const listId = await readRows(world, centre, [school('2133100030', '', { 状态: '撤销' })])
    const [change] = await changes(listId)
    expect(change).toMatchObject({
      kinds: ['closed'],
      risk: 'low',
      name: '西湖区将撤小学',
      needsDestination: false,
      why: ['生效时结束 1 个管理岗位'],
    })
    await acceptAll(world, centre, listId)
    expect(await unitNow('2133100030')).toBeUndefined()
    expect(
      await many(`select closed_as, valid_to is not null as ended from unit_version where code = '2133100030'`),
    ).toEqual([{ closed_as: 'closed', ended: true }])
    expect(
      await many(
        `select 1 from post_holding h join unit_version v on v.unit_id = h.unit_id and v.code = '2133100030' where h.to_on is null`,
      ),
    ).toEqual([])

    const reuse = await readRows(world, centre, [school('2133100030', '西湖区别的小学')])
    expect((await centre.get(`/units/lists/${reuse}/findings`)).body.rows).toMatchObject([
      { row: 2, code: 'list.code-dead', severity: 'error', seen: '2133100030' },
    ])
    const again = await readRows(world, centre, [school('2133100030', '西湖区将撤小学', { 状态: '恢复办学' })])
    expect(kindsOf(await changes(again))).toEqual({ '2133100030': 'reopened' })
    await acceptAll(world, centre, again)
    expect(await unitNow('2133100030')).toMatchObject({
      name: '西湖区将撤小学',
      authority: '西湖区教育局',
      placed: true,
    })
    expect(
      await many(`select count(distinct unit_id)::int as units from unit_version where code = '2133100030'`),
    ).toEqual([{ units: 1 }])
  })

  test('a unit with people needs their destination, and waits until they have gone', async () => {
    await acceptAll(
      world,
      centre,
      await readRows(world, centre, [school('2133100031', '西湖区有人小学'), school('2133100032', '西湖区去向小学')]),
    )
    const teacher = await settle('2133100031')
    const listId = await readRows(world, centre, [school('2133100031', '西湖区有人小学', { 状态: '撤销' })])
    const [change] = await changes(listId)
    expect(change).toMatchObject({ risk: 'high', needsDestination: true, people: 1, can: ['refuse', 'destination'] })
    expect((await decide(listId, 'accept', { items: [change.item] })).body.left).toMatchObject([
      { title: '还有教职工，请先指定去向' },
    ])
    const [to] = await many(`select id from unit_now where code = '2133100032'`)
    expect(
      await centre.post(`/units/lists/${listId}/destinations`, { item: change.item, unitId: change.unitId }),
    ).toMatchObject({ status: 422, body: { code: 'unit.list-destination' } })
    const housed = await centre.post(`/units/lists/${listId}/destinations`, { item: change.item, unitId: to.id })
    expect(housed.body).toMatchObject({
      destination: { name: '西湖区去向小学' },
      can: ['accept', 'refuse', 'destination'],
    })
    await acceptAll(world, centre, listId)
    expect((await changes(listId))[0]).toMatchObject({ state: 'waiting', failure: expect.stringContaining('安置') })
    expect(await unitNow('2133100031')).toBeDefined()
    await many('update teacher set left_on = current_date where id = $1', [teacher])
    await many('select app.count_progress(array[$1::bigint])', [change.unitId])
    await many(`select graphile_worker.add_job('units.list.apply', '{}', job_key => 'units.list.apply')`)
    await runApplying(world)
    expect((await changes(listId))[0]).toMatchObject({ state: 'applied', failure: null })
    expect(await unitNow('2133100031')).toBeUndefined()
  })

  test('merged units keep their successor, split ones all of them; a new code keeps the unit', async () => {
    await acceptAll(
      world,
      centre,
      await readRows(
        world,
        centre,
        ['40', '41', '42', '43', '44'].map((n) => school(`21331000${n}`, `西湖区第${n}小学`)),
      ),
    )
    const [before] = await many(`select id from unit_now where code = '2133100044'`)
    const listId = await readRows(world, centre, [
      school('2133100040', '西湖区第40小学', { 状态: '合并', 合并到: '2133100041' }),
      school('2133100042', '西湖区第42小学', { 状态: '撤销' }),
      school('2133100043', '西湖区第43小学', { 状态: '拆分' }),
      school('2133100045', '西湖区合成小学', { 原标识码: '2133100042、2133100043' }),
      school('2133100046', '西湖区拆出小学', { 原标识码: '2133100043' }),
      school('2133100044', '西湖区第44小学', { 状态: '撤销' }),
      school('3133100047', '西湖区升格学校', { 办学类型: '312', 原标识码: '2133100044' }),
    ])
    expect(kindsOf(await changes(listId))).toEqual({
      '2133100040': 'merged',
      '2133100042': 'merged',
      '2133100043': 'split',
      '2133100045': 'new,merged',
      '2133100046': 'new,split',
      '3133100047': 'recoded,renamed,retyped',
    })
    await acceptAll(world, centre, listId)
    expect(
      await many(
        `select f.code as "from", t.code as "to", s.kind from unit_succession s join unit_code f on f.unit_id = s.from_unit join unit_code t on t.unit_id = s.to_unit order by 1, 2`,
      ),
    ).toEqual([
      { from: '2133100040', to: '2133100041', kind: 'merged' },
      { from: '2133100042', to: '2133100045', kind: 'merged' },
      { from: '2133100043', to: '2133100045', kind: 'merged' },
      { from: '2133100043', to: '2133100046', kind: 'split' },
    ])
    const [after] = await many(`select id, name from unit_now where code = '3133100047'`)
    expect(after).toEqual({ id: before.id, name: '西湖区升格学校' })
    const old = await readRows(world, centre, [school('2133100044', '西湖区第44小学')])
    expect((await centre.get(`/units/lists/${old}/findings`)).body.rows).toMatchObject([
      { code: 'list.code-replaced', message: expect.stringContaining('3133100047') },
    ])
  })

  test('whom a complete list does not name is closed; a wrong row still names its unit', async () => {
    await acceptAll(
      world,
      centre,
      await readRows(
        world,
        centre,
        ['1', '2', '3']
          .map((n) => school(`113210000${n}`, `玄武区第${n}幼儿园`, { 办学类型: '111', 所在地: '320102' }))
          .concat(school('1111100009', '东城区幼儿园', { 办学类型: '111', 所在地: '110101' })),
      ),
    )
    const rows = [
      school('1132100001', '玄武区第1幼儿园', { 办学类型: '111', 所在地: '320102' }),
      school('1132100002', '玄武区第2幼儿园', { 办学类型: '999', 所在地: '320102' }),
    ]
    const listId = await readRows(world, centre, rows, { complete: 'kindergarten', completeIn: '32' })
    expect(await changes(listId)).toMatchObject([
      { code: '1132100003', kinds: ['closed'], row: null, why: ['名单中没有这个机构'], risk: 'low' },
    ])
    expect(await view(listId)).toMatchObject({ errorRows: 1, complete: ['kindergarten'], completeIn: '32' })
  })
})

describe('教育行政部门', () => {
  test('a new county with its schools, in any order of rows', async () => {
    const listId = await readRows(world, centre, [
      school('2133100060', '新湖区第一小学', { 所在地: '330199' }),
      row({ 机构代码: '330199', 机构名称: '新湖区教育局', 层级: '县', 上级代码: '330100' }),
    ])
    expect(await view(listId)).toMatchObject({ errorRows: 0, tally: { undecided: 2 } })
    await acceptAll(world, centre, listId)
    expect(await unitNow('330199')).toMatchObject({
      authority: '杭州市教育局',
      level: 'county',
      province_code: '33',
      placed: true,
    })
    expect(await unitNow('2133100060')).toMatchObject({ authority: '新湖区教育局', placed: true })
  })

  test('a county that goes to another city takes its schools along; one that holds schools is not closed', async () => {
    await acceptAll(
      world,
      centre,
      await readRows(world, centre, [school('2133100061', '桐庐县某小学', { 所在地: '330122' })]),
    )
    const moved = await readRows(world, centre, [
      row({ 机构代码: '330122', 机构名称: '桐庐县教育局', 上级代码: '330700' }),
    ])
    expect((await changes(moved))[0]).toMatchObject({ kinds: ['moved'], risk: 'high', subunits: 1 })
    await acceptAll(world, centre, moved)
    expect(await unitNow('330122')).toMatchObject({ authority: '金华市教育局', placed: true })
    expect(await unitNow('2133100061')).toMatchObject({ authority: '桐庐县教育局', placed: true })
    const closed = await readRows(world, centre, [row({ 机构代码: '330122', 机构名称: '桐庐县教育局', 状态: '撤销' })])
    expect((await changes(closed))[0]).toMatchObject({
      risk: 'high',
      why: expect.arrayContaining([expect.stringContaining('下级机构 1 个')]),
    })
    await acceptAll(world, centre, closed)
    expect((await changes(closed))[0]).toMatchObject({ state: 'waiting' })
    expect(await unitNow('330122')).toBeDefined()
  })

  test.each([
    ['its own superior', { 机构代码: '330106', 机构名称: '西湖区教育局', 上级代码: '330106' }, 'list.circular'],
    [
      'under one that is below it',
      { 机构代码: '330100', 机构名称: '杭州市教育局', 上级代码: '330106' },
      'list.circular',
    ],
    ['under one of its own level', { 机构代码: '330106', 机构名称: '西湖区教育局', 上级代码: '330110' }, 'list.parent'],
    ['under nobody known', { 机构代码: '330106', 机构名称: '西湖区教育局', 上级代码: '339999' }, 'list.parent'],
    ['of another level', { 机构代码: '330106', 机构名称: '西湖区教育局', 层级: '市' }, 'list.level-changed'],
    ['with a code of other length', { 机构代码: '33010', 机构名称: '某教育局', 层级: '县' }, 'list.authority-code'],
  ])('%s is refused', async (_, facts, code) => {
    const listId = await readRows(world, centre, [row(facts)])
    expect((await centre.get(`/units/lists/${listId}/findings`)).body.rows).toContainEqual(
      expect.objectContaining({ row: 2, code, severity: 'error' }),
    )
    expect(await changes(listId)).toEqual([])
  })

  test('two that are each other’s superior are refused', async () => {
    const listId = await readRows(world, centre, [
      row({ 机构代码: '330197', 机构名称: '甲区教育局', 层级: '县', 上级代码: '330198' }),
      row({ 机构代码: '330198', 机构名称: '乙区教育局', 层级: '市', 上级代码: '330197' }),
    ])
    expect(
      (await centre.get(`/units/lists/${listId}/findings`)).body.rows.map(({ code }: { code: string }) => code),
    ).toEqual(['list.circular', 'list.circular'])
  })
})

describe('决定', () => {
  test('what was seen is what is accepted', async () => {
    const listId = await readRows(world, centre, [
      school('2133100070', '西湖区甲小学'),
      school('2133100071', '西湖区乙小学'),
    ])
    const { revision } = await view(listId)
    expect(await decide(listId, 'accept', { filter: { risk: 'low' }, count: 3, revision })).toMatchObject({
      status: 409,
      body: { code: 'changed-meanwhile' },
    })
    const [one] = await changes(listId)
    expect((await decide(listId, 'refuse', { items: [one.item] }, { note: '重名' })).body).toMatchObject({ done: 1 })
    expect(await decide(listId, 'accept', { filter: { risk: 'low' }, count: 2, revision })).toMatchObject({
      status: 409,
    })
    expect((await view(listId)).tally).toMatchObject({ undecided: 1, refused: 1, accepted: 0 })
    expect((await changes(listId, { state: 'refused' }))[0]).toMatchObject({
      note: '重名',
      decidedBy: { role: '系统管理员', unit: '教育部' },
    })
  })

  test('an accepted list takes effect on its day, and can be taken back until then', async () => {
    const listId = await readRows(
      world,
      centre,
      [school('2133100072', '西湖区丙小学'), school('2133100073', '西湖区丁小学')],
      { effectiveOn: daysOn(30) },
    )
    const [one, two] = await changes(listId)
    await decide(listId, 'accept', { items: [one.item, two.item] })
    expect(await view(listId)).toMatchObject({ state: 'scheduled', can: ['decide', 'reschedule', 'undo'] })
    expect(await runApplying(world)).toBe(false)
    expect((await decide(listId, 'undo', { items: [two.item] })).body).toMatchObject({
      done: 1,
      list: { tally: { accepted: 1, undecided: 1 } },
    })
    const undone = await centre.post(`/units/lists/${listId}/undo`, { note: '名单有误' })
    expect(undone.body).toMatchObject({ state: 'undone', can: [] })
    expect(await decide(listId, 'accept', { items: [two.item] })).toMatchObject({
      status: 409,
      body: { code: 'unit.list-state' },
    })
    expect(await unitNow('2133100072')).toBeUndefined()
  })

  test('on its day it takes effect by the decision taken, though the post is another’s by then', async () => {
    const listId = await readRows(world, centre, [school('2133100074', '西湖区戊小学')], { effectiveOn: daysOn(1) })
    const [one] = await changes(listId)
    await decide(listId, 'accept', { items: [one.item] })
    await many('update unit_list set effective_on = current_date where id = $1', [listId])
    await many(`update post_holding set to_on = current_date - 1 where id = $1`, [centre.postId])
    await many(`select graphile_worker.add_job('units.list.apply', '{}', job_key => 'units.list.apply')`)
    await runApplying(world)
    await many(`update post_holding set to_on = null where id = $1`, [centre.postId])
    expect(await unitNow('2133100074')).toMatchObject({ name: '西湖区戊小学' })
  })

  test('another day may be set while nothing is in effect, and none that is past', async () => {
    const listId = await readRows(world, centre, [school('2133100075', '西湖区己小学')], { effectiveOn: daysOn(30) })
    expect(await centre.post(`/units/lists/${listId}/effective-day`, { effectiveOn: daysOn(-1) })).toMatchObject({
      status: 422,
      body: { code: 'unit.list-day' },
    })
    await decide(listId, 'accept', { items: [(await changes(listId))[0].item] })
    expect((await centre.post(`/units/lists/${listId}/effective-day`, { effectiveOn: today() })).body).toMatchObject({
      state: 'applying',
      effectiveOn: today(),
    })
    await runApplying(world)
    expect(await unitNow('2133100075')).toBeDefined()
    expect(await centre.post(`/units/lists/${listId}/effective-day`, { effectiveOn: daysOn(3) })).toMatchObject({
      status: 409,
      body: { title: expect.stringContaining('已有 1 项生效') },
    })
    expect(await centre.post(`/units/lists/${listId}/undo`)).toMatchObject({ status: 409 })
  })

  test('what changed since the reading does not take effect, and says so', async () => {
    await acceptAll(world, centre, await readRows(world, centre, [school('2133100076', '西湖区庚小学')]))
    const early = await readRows(world, centre, [school('2133100076', '西湖区庚一小学')])
    const late = await readRows(world, centre, [school('2133100076', '西湖区庚二小学')])
    await acceptAll(world, centre, early)
    await acceptAll(world, centre, late)
    expect((await changes(late))[0]).toMatchObject({
      state: 'failed',
      failure: expect.stringContaining('又有其他变化'),
    })
    expect(await unitNow('2133100076')).toMatchObject({ name: '西湖区庚一小学' })
  })

  test('a list of which nothing is decided can be cancelled', async () => {
    const listId = await readRows(world, centre, [school('2133100077', '西湖区辛小学')])
    expect((await centre.post(`/units/lists/${listId}/cancel`)).body).toMatchObject({ state: 'cancelled', can: [] })
    expect(await many('select 1 from unit_list_row where list_id = $1', [listId])).toEqual([])
  })
})
