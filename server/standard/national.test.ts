import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CodeLine } from '../../contract/national.ts'
import { codeTables } from '../../standard/tables.ts'
import { done, publishes } from '../profile/story.fixture.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { wrongTable } from './wrong.ts'

const school = '甲省东市甲县第一小学'
let world: World
let admin: Voice
let second: Voice
let province: Voice
let provinceClerk: Voice
let clerk: Voice
beforeAll(async () => {
  world = await openWorld()
  admin = await world.as('system', '教育部')
  second = await world.as('information', '教育部')
  province = await world.as('system', '甲省教育厅')
  provinceClerk = await world.as('information', '甲省教育厅')
  clerk = await world.as('information', school)
})
afterAll(() => world.close())

const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
const dayAfter = (days: number) =>
  new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
const state = (voice = admin) => done(voice.get('/national'))
const rowsOf = async (name: string): Promise<CodeLine[]> => (await done(admin.get(`/national/tables/${name}`))).after
const setRows = async (name: string, rows: readonly object[]) =>
  admin.post(`/national/draft/tables/${name}`, { v: (await state()).draft.v, rows })
const set = async (category: string, ...indicators: object[]) =>
  admin.post('/national/draft/indicators', { v: (await state()).draft.v, category, indicators })
const submit = async (inForceOn = today) =>
  admin.post('/national/submission', { v: (await state()).draft.v, reason: '按教育部新的目录', inForceOn })
const confirm = async (digest?: string) => {
  const { draft } = await state(second)
  return second.post('/national/submission/decision', {
    decision: 'confirm',
    digest: digest ?? draft.submitted?.digest ?? '',
  })
}
const codes = (answer: { body: { fields: { code: string }[] } }) => answer.body.fields.map(({ code }) => code)
const profileOf = async (voice: Voice, category = 'k12') => done(voice.get('/standard/profile', { category }))
const fieldOf = async (voice: Voice, key: string, category = 'k12') => {
  const [name, field] = key.split('.')
  const { subsets } = await profileOf(voice, category)
  const subset = subsets.find((each: { name: string }) => each.name === name)
  return subset?.fields.find((each: { name: string }) => each.name === field)
}

describe('who may', () => {
  test('a province, a school and the other post of the centre may not draft; nobody but the centre reads the draft', async () => {
    const body = { v: 0, rows: [] }
    for (const voice of [province, clerk, second])
      expect((await voice.post('/national/draft/tables/honor_title', body)).status).toBe(403)
    for (const voice of [province, clerk]) expect((await voice.get('/national')).status).toBe(403)
    expect((await admin.post('/national/submission/decision', { decision: 'confirm', digest: 'x' })).status).toBe(403)
    expect((await done(clerk.get('/national/versions'))).total).toBe(0)
  })
})

describe('a table of codes', () => {
  test('what is itself a national standard is not edited, and says whose number it has', async () => {
    const refused = await setRows('gender', await rowsOf('gender'))
    expect([refused.status, ...codes(refused)]).toEqual([422, 'table.fixed'])
    expect(refused.body.fields[0].message).toContain('GB/T 2261.1')
  })

  test('everything wrong is told at once, with row and remedy, and nothing is kept', async () => {
    const rows = await rowsOf('honor_title')
    const [first, next] = rows
    const refused = await setRows('honor_title', [
      ...rows.slice(1),
      { code: 'A1', name: '甲', parent: 'A2' },
      { code: 'A2', name: '乙', parent: 'A1' },
      { code: 'A8', name: '丙' },
      { code: 'A8', name: '庚' },
      { code: 'A3', name: '丁', parent: 'ZZ' },
      { code: 'A4', name: '丁', parent: 'ZZ' },
      { code: 'A5', name: '长'.repeat(101) },
      { code: 'A6', name: '戊', selectable: false, successor: 'NO' },
      { code: 'A7', name: '己', successor: next?.code },
    ])
    expect(refused.status).toBe(422)
    expect(new Set(codes(refused))).toEqual(
      new Set([
        'code.gone',
        'code.circle',
        'code.twice',
        'code.parent',
        'code.name-twice',
        'code.long',
        'successor.unknown',
        'successor.offered',
      ]),
    )
    expect(refused.body.fields.find(({ code }: { code: string }) => code === 'code.gone').message).toContain(
      first?.code,
    )
    expect((await state()).draft.v).toBe(0)
    const many = Array.from({ length: 5001 }, (_, at) => ({ code: `X${at}`, name: `第${at}` }))
    expect((await setRows('honor_title', many)).status).toBe(400)
  })

  test('a code that a rule of the standard names stays offered', async () => {
    const { bound, after } = await done(admin.get('/national/tables/certificate_type'))
    const [code] = Object.keys(bound)
    const rows = (after as CodeLine[]).map((row) => (row.code === code ? { ...row, selectable: false } : row))
    expect(codes(await setRows('certificate_type', rows))).toContain('code.bound')
  })

  test('of two who begin at once one is told; a stale page is refused', async () => {
    const rows = await rowsOf('honor_title')
    const renamed = (name: string) => rows.map((row, at) => (at === 1 ? { ...row, name } : row))
    const answers = await Promise.all(
      ['甲等荣誉', '乙等荣誉'].map((name) =>
        admin.post('/national/draft/tables/honor_title', { v: 0, rows: renamed(name) }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await admin.post('/national/draft/tables/honor_title', { v: 0, rows })).body.code).toBe('changed-meanwhile')
  })

  test('a workbook goes out and comes back with its difference, and nothing is kept by reading', async () => {
    const { raw } = await admin.get('/national/tables/honor_title/workbook')
    const same = await done(admin.upload('/national/tables/honor_title/reading', { name: 'honor.xlsx', content: raw }))
    expect([same.rows, same.differences, same.wrongs]).toEqual([await rowsOf('honor_title'), [], []])
    const csv = '代码,名称,上级代码\nZ1,新称号,\nZ1,又一个,QQ\n'
    const read = await done(admin.upload('/national/tables/honor_title/reading', { name: 'honor.csv', content: csv }))
    expect(read.differences.map(({ what }: { what: string }) => what)).toContain('code-added')
    expect(read.wrongs.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(['code.twice', 'code.parent', 'code.gone']),
    )
    const odd = await admin.upload('/national/tables/honor_title/reading', { name: 'x.csv', content: '甲,乙\n1,2\n' })
    expect([odd.status, odd.body.code]).toEqual([422, 'file.refused'])
  })
})

test('every shipped table that may be edited could be saved as it is', () => {
  const wrongs = codeTables.flatMap((table) => wrongTable(table, table).map(({ code }) => `${table.name} ${code}`))
  expect(new Set(wrongs.filter((each) => !each.endsWith('table.fixed')))).toEqual(new Set())
  expect(wrongs.length).toBeGreaterThan(40)
})

describe('an indicator', () => {
  test("the system's own, key information and what others depend on are not loosened, each with its reason", async () => {
    const refused = await set(
      'k12',
      { key: 'basic_info.id_number', requirement: 'O' },
      { key: 'basic_info.highest_education', core: false },
      { key: 'basic_info.in_establishment', requirement: '-' },
      { key: 'basic_info.no_such', core: true },
    )
    expect(refused.status).toBe(422)
    expect(codes(refused)).toEqual(expect.arrayContaining(['requirement.fixed', 'core.fixed', 'field.unknown']))
  })

  test('a core indicator cannot at the same time be one that is not collected', async () => {
    expect(codes(await set('k12', { key: 'contact.email', core: true, requirement: '-' }))).toEqual(
      expect.arrayContaining(['core.fixed']),
    )
  })
})

describe('one drafts, another confirms', () => {
  test('the draft says what differs; while it waits nobody changes it; who submitted does not confirm', async () => {
    const rows = await rowsOf('honor_title')
    const last = rows.at(-1)
    await done(
      setRows('honor_title', [
        ...rows.map((row, at) =>
          at === 1
            ? { code: row.code, name: '更名荣誉' }
            : row === last
              ? { ...row, selectable: false, successor: 'N1' }
              : row,
        ),
        { code: 'N1', name: '新设荣誉' },
      ]),
    )
    await done(set('k12', { key: 'contact.email', core: true, requirement: 'R', help: '写常用的邮箱。' }))
    const { rows: differences, of } = await done(admin.get('/national/draft/differences', { size: '100' }))
    // how many provinces collect it: 师德 none of the three, 联系方式 all
    expect([of, ...new Set(differences.map(({ provinces }: { provinces: number }) => provinces))]).toEqual([3, 0, 3])
    const told = differences.map(({ key, what }: { key: string; what: string }) => `${key} ${what}`)
    expect(told).toEqual([
      'honor_title code-renamed',
      'honor_title code-withdrawn',
      'honor_title code-added',
      'contact.email requirement',
      'contact.email core',
      'contact.email help',
    ])
    expect((await submit(dayAfter(-1))).body.code).toBe('national.day')
    expect((await submit()).status).toBe(200)
    expect((await set('k12', { key: 'contact.email', help: '' })).body.code).toBe('profile.submitted')
    expect((await done(second.get('/home'))).todos.map(({ key }: { key: string }) => key)).toContain('national')
    await world.owner.query('update national_draft set submitted_by_person = $1', [second.personId])
    expect((await confirm()).body.code).toBe('profile.two-people')
    await world.owner.query('update national_draft set submitted_by_person = $1', [admin.personId])
    expect((await confirm('x')).body.code).toBe('changed-meanwhile')
  })

  test('a return says why, and the draft goes on', async () => {
    await done(second.post('/national/submission/decision', { decision: 'return', why: '请附目录文号' }))
    expect((await state()).draft).toMatchObject({ submitted: null, returned: { why: '请附目录文号' } })
  })

  test('a province that drafts meanwhile loses nothing: its draft goes on upon the new version, what waits is sent back', async () => {
    const fields = [{ key: 'contact.email', enabled: false }]
    const mine = await done(province.post('/profiles/k12/draft/fields', { v: 0, fields }))
    await done(
      province.post('/profiles/k12/submission', { v: mine.draft.v, reason: '减负', when: 'now', keepsHistory: true }),
    )
    expect((await submit()).status).toBe(200)
    const answers = await Promise.all([confirm(), confirm()])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const { draft } = await done(provinceClerk.get('/profiles/k12'))
    const late = await provinceClerk.post('/profiles/k12/submission/decision', {
      decision: 'confirm',
      digest: draft.submitted.digest,
    })
    expect(late.status).toBe(409)
    expect(late.body.title).toContain('国家标准')
    await done(provinceClerk.post('/profiles/k12/submission/decision', { decision: 'return', why: '国家标准有更新' }))
  })

  test('from its day every province stands on it: codes, names, core and required; another category is as it was', async () => {
    const profile = await profileOf(clerk)
    expect([profile.version, profile.national]).toEqual([2, 1])
    expect(await fieldOf(clerk, 'contact.email')).toMatchObject({
      core: true,
      requirement: 'R',
      help: expect.stringContaining('写常用的邮箱'),
    })
    expect((await fieldOf(clerk, 'contact.email', 'kindergarten')).core).toBe(false)
    // what was checked under the version before is still judged by it
    const { differences } = await done(province.get('/profiles/k12/comparison', { from: '1', to: '2' }))
    expect(differences).toContainEqual(
      expect.objectContaining({ key: 'contact.email', what: 'required', before: '选填', after: '必填' }),
    )
    // the province's draft had switched it off: the core stays on, and the page says why
    const line = (await done(province.get('/profiles/k12'))).indicators.find(
      ({ key }: { key: string }) => key === 'contact.email',
    )
    expect(line).toMatchObject({ core: true, draft: { enabled: true }, locked: { enabled: expect.any(String) } })
    const { tables } = await done(clerk.get('/standard/codes'))
    expect(tables.map(({ name }: { name: string }) => name)).toEqual(['honor_title'])
    const table = await done(clerk.get('/standard/codes/honor_title'))
    expect(table.rows.find(({ code }: { code: string }) => code === 'N1').name).toBe('新设荣誉')
    const [other] = (await done((await world.as('system', '乙省教育厅')).get('/profiles'))).categories
    expect(other.version).toBe(2)
  })

  test('the log has both people, and each change before and after', async () => {
    const { rows } = await world.owner.query(
      `select action, person_id, detail from audit_event where action in ('national.submit', 'national.confirm') and outcome = 'done' order by seq`,
    )
    const last = rows.at(-1)
    expect([rows.at(-2).person_id, last.person_id]).toEqual([admin.personId, second.personId])
    expect(last.detail).toMatchObject({ version: 1, reason: '按教育部新的目录', inForceOn: today })
    expect(last.detail.changes).toContainEqual({
      key: 'contact.email',
      what: 'requirement',
      of: '中小学校',
      before: '选填',
      after: '必填',
    })
  })
})

describe('a province sees what changed under it', () => {
  test('the reminder stands until somebody there has read it; what touches the own indicators is marked', async () => {
    const todos = async (voice: Voice) =>
      (await done(voice.get('/home'))).todos.map(({ key }: { key: string }) => key) as string[]
    expect(await todos(province)).toContain('national-new')
    expect(await todos(clerk)).not.toContain('national-new')
    const view = await done(province.get('/national/versions/1', { touched: 'own' }))
    expect(view.can).toEqual(['see'])
    expect(view.rows.find(({ key }: { key: string }) => key === 'contact.email').touches).toEqual([
      '中小学校：联系方式—电子邮箱',
    ])
    expect((await clerk.post('/national/versions/1/seen')).status).toBe(403)
    expect((await provinceClerk.post('/national/versions/1/seen')).status).toBe(403)
    expect((await province.post('/national/versions/9/seen')).status).toBe(404)
    await done(province.post('/national/versions/1/seen'))
    await done(province.post('/national/versions/1/seen'))
    expect(await todos(province)).not.toContain('national-new')
    expect(await todos(await world.as('system', '乙省教育厅'))).toContain('national-new')
  })
})

describe('days', () => {
  test('a version of a later day waits, also under what a province publishes meanwhile', async () => {
    await done(set('k12', { key: 'contact.address', help: '以新的标准为准。' }))
    expect((await submit(dayAfter(30))).status).toBe(200)
    await done(confirm())
    expect((await profileOf(clerk)).national).toBe(1)
    expect((await state()).upcoming).toEqual({ version: 2, from: dayAfter(30) })
    expect((await done(clerk.get('/standard/codes/honor_title'))).name).toBe('honor_title')
    // a choice that counts from today stands on version 1, and once more, from its day, on version 2
    await done(province.post('/profiles/k12/draft/discard', { v: (await done(province.get('/profiles/k12'))).draft.v }))
    await publishes([province, provinceClerk], 'k12', (v) =>
      province.post('/profiles/k12/draft/fields', { v, fields: [{ key: 'contact.phone', hint: '带区号' }] }),
    )
    const { rows } = await world.owner.query(
      `select version, national, in_force_on::text as on, selection->>'version' as said, selection #>> '{fields,contact.phone,hint}' as hint
         from profile where province_code = '71' and category = 'k12' order by version desc limit 3`,
    )
    expect(rows).toEqual([
      { version: 5, national: 2, on: dayAfter(30), said: '5', hint: '带区号' },
      { version: 4, national: 1, on: today, said: '4', hint: '带区号' },
      { version: 3, national: 2, on: dayAfter(30), said: '3', hint: null },
    ])
    expect(await profileOf(clerk)).toMatchObject({ version: 4, national: 1 })
  })

  test('the next version does not overtake one that waits; taken back is a new version, and codes stay readable', async () => {
    await done(admin.post('/national/draft/copy', { v: 0, version: 0 }))
    expect((await submit()).body.code).toBe('national.day')
    const table = await rowsOf('honor_title')
    expect(table.find(({ code }) => code === 'N1')).toMatchObject({ selectable: false })
    expect((await submit(dayAfter(30))).status).toBe(200)
    await done(confirm())
    const { rows } = await done(clerk.get('/national/versions'))
    expect(rows.map(({ version }: { version: number }) => version)).toEqual([3, 2, 1])
    await world.owner.query(`update profile set in_force_on = '2026-01-01' where national = 3`)
    expect(await profileOf(clerk)).toMatchObject({ national: 3 })
    expect((await fieldOf(clerk, 'contact.email')).core).toBe(false)
  })
})
