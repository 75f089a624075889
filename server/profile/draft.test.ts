import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type Voice, type World } from '../testing/world.ts'

let world: World
let admin: Voice
let clerk: Voice
beforeAll(async () => {
  world = await openWorld()
  admin = await world.as('system', '甲省教育厅')
  clerk = await world.as('information', '甲省教育厅')
})
afterAll(() => world.close())

const at = (category: string, rest = '') => `/profiles/${category}${rest}`
const lineOf = (choice: { indicators: { key: string }[] }, key: string) =>
  choice.indicators.find((line) => line.key === key)
const set = async (category: string, ...fields: object[]) => {
  const { body } = await admin.get(at(category))
  return admin.post(at(category, '/draft/fields'), { v: body.draft.v, fields })
}
const codes = (body: { fields?: { code: string }[] }) => (body.fields ?? []).map(({ code }) => code)

describe('the grid of a category', () => {
  test('holds every indicator of the standard for the category, as it stands in force and in the draft', async () => {
    const { status, body } = await admin.get(at('kindergarten'))
    expect(status).toBe(200)
    expect(body.inForce.version).toBe(1)
    expect(body.draft).toMatchObject({ v: 0, submitted: null, differences: 0 })
    expect(body.can).toEqual(['edit'])
    expect(body.subsets.some(({ name }: { name: string }) => name === 'teaching')).toBe(false)
    expect(body.indicators.length).toBeGreaterThan(200)
    expect(lineOf(body, 'contact.mobile')).toMatchObject({
      subsetLabel: '联系方式',
      inForce: { enabled: true },
      draft: { enabled: true },
    })
    expect(lineOf(body, 'basic_info.gender')).toMatchObject({ codes: { name: 'gender', standard: expect.any(String) } })
  })

  test('a school reads the dictionary and neither draft nor impact', async () => {
    await set('special_education', { key: 'contact.address', hint: '写到门牌号' })
    const teacher = await world.as('teacher', '甲省东市甲县第一小学')
    const { status, body } = await teacher.get(at('special_education'))
    expect(status).toBe(200)
    expect(body.can).toEqual([])
    expect(body.draft).toMatchObject({ v: 0, differences: 0 })
    expect(lineOf(body, 'contact.address')).toMatchObject({ hint: '' })
    expect((await teacher.get(at('special_education', '/impact'))).status).toBe(403)
    expect((await teacher.post(at('k12', '/draft/fields'), { v: 0, fields: [{ key: 'a.b' }] })).status).toBe(403)
    const county = await world.as('system', '甲省东市甲县教育局')
    expect((await county.post(at('k12', '/draft/discard'), { v: 1 })).status).toBe(403)
  })

  test('another province and the centre see nothing of a draft', async () => {
    const other = await world.as('system', '乙省教育厅')
    const centre = await world.as('system', '教育部')
    for (const voice of [other, centre])
      expect((await voice.get(at('special_education'))).body.draft).toMatchObject({ v: 0, differences: 0 })
  })
})

describe('what cannot be chosen is refused, all of it at once, and nothing is kept', () => {
  test('core indicators stay, and what the mission document keeps from teachers is opened by nobody', async () => {
    const { body: before } = await admin.get(at('k12'))
    const locked = lineOf(before, 'post_appointment.post_category') as unknown as { locked: { open: string } }
    expect(locked.locked.open).toContain('统一填报')
    const refused = await set(
      'k12',
      { key: 'basic_info.name', enabled: false },
      { key: 'post_appointment.post_category', open: true },
      { key: 'contact.address', enabled: false },
      { key: 'contact.nothing', enabled: false },
    )
    expect(refused.status).toBe(422)
    expect(refused.body.code).toBe('profile.wrong')
    expect(codes(refused.body)).toEqual(['field.core', 'field.kept', 'field.unknown'])
    expect((await admin.get(at('k12'))).body.draft).toMatchObject({ v: 0, differences: 0 })
  })

  test('a core subset that is collected is not switched off; an indicator of a subset that is off waits for the subset', async () => {
    const off = await admin.post(at('k12', '/draft/subsets'), {
      v: 0,
      subsets: [
        { name: 'basic_info', enabled: false },
        { name: 'education_history', enabled: false },
      ],
    })
    expect(codes(off.body)).toEqual(['subset.core', 'subset.core'])
    expect(codes((await set('k12', { key: 'patent.name', enabled: true })).body)[0]).toMatch(
      /field\.(subset-off|unknown)/,
    )
  })

  test('附加校验: of another type, about what is off, about itself, in a circle', async () => {
    const wrong = await set(
      'k12',
      { key: 'contact.address', checks: [{ kind: 'range', min: 1 }] },
      { key: 'education_history.start_month', checks: [{ kind: 'not-before', other: 'end_month' }] },
      { key: 'education_history.end_month', checks: [{ kind: 'not-before', other: 'start_month' }] },
      { key: 'contact.phone', checks: [{ kind: 'differs', other: 'phone' }] },
      { key: 'contact.email', checks: [{ kind: 'length', min: 9, max: 3 }] },
    )
    expect(wrong.status).toBe(422)
    expect(codes(wrong.body).sort()).toEqual(
      ['check.circle', 'check.circle', 'check.itself', 'check.range', 'check.type'].sort(),
    )
    const kept = await set('k12', { key: 'contact.address', checks: [{ kind: 'differs', other: 'email' }] })
    expect(kept.status).toBe(200)
    const referred = await set('k12', { key: 'contact.email', enabled: false })
    expect(codes(referred.body)).toEqual(['check.off'])
    expect(referred.body.fields[0]).toMatchObject({ at: 'contact.address', message: expect.stringContaining('先启用') })
  })

  test('a stale tab is told', async () => {
    const { body } = await admin.get(at('k12'))
    const fields = [{ key: 'contact.address', hint: '写到门牌号' }]
    expect((await admin.post(at('k12', '/draft/fields'), { v: body.draft.v, fields })).status).toBe(200)
    const stale = await admin.post(at('k12', '/draft/fields'), { v: body.draft.v, fields })
    expect([stale.status, stale.body.code]).toEqual([409, 'changed-meanwhile'])
  })
})

const table = (rows: object[], more = {}) => ({ name: 'kind', label: '推广类型', rows, ...more })
const field = (more = {}) => ({
  subset: 'reading',
  name: 'kind_of',
  label: '类型',
  type: 'code',
  codes: 'kind',
  required: true,
  filledBy: 'T',
  secrecy: 2,
  ...more,
})
const subset = (more = {}) => ({
  name: 'reading',
  label: '阅读推广',
  rows: 'multiple',
  required: false,
  naturalKey: ['kind_of'],
  ...more,
})
const two = [
  { code: '1', name: '校内' },
  { code: '2', name: '社区' },
]
const setOwn = async (own: object) => {
  const { body } = await admin.get(at('secondary_vocational'))
  return admin.post(at('secondary_vocational', '/draft/own'), {
    v: body.draft.v,
    fields: [],
    subsets: [],
    tables: [],
    ...own,
  })
}

describe('own indicators', () => {
  test('bare names get the prefix of the province, blank ones are made from the label, and what refers to them follows', async () => {
    const { status, body } = await setOwn({
      tables: [table(two)],
      subsets: [subset()],
      fields: [field(), field({ name: '', label: '工作账号', type: 'string', codes: undefined, subset: 'contact' })],
    })
    expect(status).toBe(200)
    expect(body.own.tables[0].name).toBe('p71_kind')
    expect(body.own.fields).toMatchObject([
      { subset: 'p71_reading', name: 'p71_kind_of', codes: 'p71_kind' },
      { subset: 'contact', name: 'p71_gong_zuo_zhang_hao' },
    ])
    expect(body.own.subsets[0].naturalKey).toEqual(['p71_kind_of'])
    expect(lineOf(body, 'p71_reading.p71_kind_of')).toMatchObject({
      own: true,
      core: false,
      codes: { name: 'p71_kind', standard: '本省拓展' },
      inForce: { enabled: false },
      draft: { enabled: true, required: true, open: true },
    })
  })

  test.each<[string, object, string[]]>([
    ['a code twice', { tables: [table([...two, { code: '2', name: '家庭' }])] }, ['code.twice']],
    [
      'a circle of codes',
      {
        tables: [
          table([
            { code: '1', name: '甲', parent: '2' },
            { code: '2', name: '乙', parent: '1' },
          ]),
        ],
      },
      ['code.circle'],
    ],
    ['a parent that is not there', { tables: [table([{ code: '1', name: '甲', parent: '9' }])] }, ['code.parent']],
    ['an empty table', { tables: [table([])] }, ['table.empty']],
    ['a table in use removed', { subsets: [subset()], fields: [field()] }, ['table.missing']],
    [
      'a name that exists',
      { fields: [field({ subset: 'contact', label: '通讯地址', type: 'string', codes: undefined })] },
      ['label.taken'],
    ],
    ['a subset without indicators', { subsets: [subset()] }, ['subset.empty', 'subset.key']],
    [
      'pay opened to teachers under another name',
      { fields: [field({ subset: 'contact', label: '绩效工资', type: 'string', codes: undefined })] },
      ['field.kept'],
    ],
    ['a code field without table', { fields: [field({ subset: 'contact', codes: undefined })] }, ['field.codes']],
    [
      'a subset of another kind of school',
      { fields: [field({ subset: 'nowhere' })], tables: [table(two)] },
      ['field.subset'],
    ],
    [
      'the same name twice, and more',
      {
        tables: [table(two)],
        fields: [
          field({ subset: 'contact', name: 'p71_a', label: '甲' }),
          field({ subset: 'contact', name: 'p71_a', label: '甲' }),
        ],
      },
      ['label.taken', 'label.taken', 'name.taken'],
    ],
  ])('%s is refused with place and remedy; the draft stays as it was', async (_, own, expected) => {
    const before = (await admin.get(at('secondary_vocational'))).body.own
    const refused = await setOwn(own)
    expect(refused.status).toBe(422)
    expect(codes(refused.body).sort()).toEqual(expected)
    expect((await admin.get(at('secondary_vocational'))).body.own).toEqual(before)
  })

  test('more than 200 own indicators or 5,000 codes are not taken', async () => {
    const many = Array.from({ length: 201 }, (_, n) => field({ subset: 'contact', name: `f${n}`, label: `项${n}` }))
    expect((await setOwn({ fields: many })).status).toBe(400)
    const rows = Array.from({ length: 5001 }, (_, n) => ({ code: String(n), name: `第${n}项` }))
    expect((await setOwn({ tables: [table(rows)] })).status).toBe(400)
  })

  test('the choice of another category is taken over, and what does not exist here is told', async () => {
    const { body } = await admin.get(at('kindergarten'))
    const own = {
      fields: [
        field({ subset: 'teaching', type: 'string', codes: undefined }),
        field({ subset: 'contact', label: '账号', name: 'acc', type: 'string', codes: undefined }),
      ],
    }
    expect((await setOwn(own)).status).toBe(200)
    // the source is what is published, not what is drafted
    const copied = await admin.post(at('kindergarten', '/draft/copy'), {
      v: body.draft.v,
      from: 'secondary_vocational',
    })
    expect(copied.status).toBe(200)
    expect(copied.body.choice.own.fields).toEqual([])
    expect(copied.body.leftOut.length).toBeGreaterThan(0)
    expect(copied.body.leftOut.every((said: string) => said.includes('幼儿园'))).toBe(true)
    expect((await admin.post(at('kindergarten', '/draft/discard'), { v: copied.body.choice.draft.v })).status).toBe(200)
    expect((await admin.get(at('kindergarten'))).body.draft.v).toBe(0)
  })
})

test('the 信息管理员 of the province sees the draft and edits nothing', async () => {
  const { body } = await clerk.get(at('k12'))
  expect(body.draft.v).toBeGreaterThan(0)
  expect(body.can).toEqual([])
  expect((await clerk.post(at('k12', '/draft/discard'), { v: body.draft.v })).status).toBe(403)
})
