import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enterRecord } from '../testing/records.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { done, publishes, reports } from './story.fixture.ts'

const school = '甲省东市甲县第一小学'
let world: World
let admin: Voice
let clerk: Voice
const voices: { clerk: Voice; head: Voice; reviewer: Voice } = {} as never
let teacherIds: string[] = []
beforeAll(async () => {
  world = await openWorld()
  admin = await world.as('system', '甲省教育厅')
  clerk = await world.as('information', '甲省教育厅')
  Object.assign(voices, {
    clerk: await world.as('information', school),
    head: await world.as('head', school),
    reviewer: await world.as('information', '甲省东市甲县教育局'),
  })
  const { rows } = await world.owner.query<{ id: string }>(
    `select t.id from teacher t where t.unit_id = $1 and t.person_id <> $2 order by t.id`,
    [voices.clerk.unitId, voices.head.personId],
  )
  teacherIds = rows.map(({ id }) => id)
})
afterAll(() => world.close())

const k12 = '/profiles/k12'
const choice = (voice = admin) => done(voice.get(k12))
const set = async (...fields: object[]) =>
  done(admin.post(`${k12}/draft/fields`, { v: (await choice()).draft.v, fields }))
const submit = async (more: object = {}) =>
  admin.post(`${k12}/submission`, { v: (await choice()).draft.v, reason: '按省里的通知', when: 'now', ...more })
const confirm = async (digest?: string) => {
  const { draft } = await choice(clerk)
  return clerk.post(`${k12}/submission/decision`, {
    decision: 'confirm',
    digest: digest ?? draft.submitted?.digest ?? '',
  })
}
const caseOf = (id: string) => async () =>
  (await world.owner.query('select id, round from review_case where teacher_id = $1 and closed_at is null', [id]))
    .rows[0]
const lines = (body: { differences: { key: string; what: string }[] }) =>
  body.differences.map(({ key, what }) => `${key} ${what}`)

describe('one drafts, another confirms', () => {
  test('nothing new is not submitted, and needs its reason', async () => {
    await set({ key: 'contact.address', hint: '写到门牌号' })
    expect((await submit({ reason: ' ' })).status).toBe(400)
    await set({ key: 'contact.address', hint: '' })
    expect((await submit()).body.code).toBe('profile.nothing-new')
  })

  test('while it waits nobody changes it; the start page of the 信息管理员 shows it', async () => {
    await set({ key: 'contact.address', required: true, hint: '写到门牌号' })
    const { draft, can } = (await submit()).body
    expect(draft.submitted).toMatchObject({ reason: '按省里的通知', digest: expect.any(String) })
    expect(can).toEqual(['withdraw'])
    const late = await admin.post(`${k12}/draft/fields`, { v: draft.v, fields: [{ key: 'contact.email', hint: 'x' }] })
    expect([late.status, late.body.code]).toEqual([409, 'profile.submitted'])
    expect((await admin.post(`${k12}/draft/discard`, { v: draft.v })).body.code).toBe('profile.submitted')
    const todo = (await done(clerk.get('/home'))).todos.find(({ key }: { key: string }) => key === 'profile')
    expect(todo).toMatchObject({ count: 1, to: '/profiles', title: expect.stringContaining('待确认') })
    expect((await done(clerk.get(k12))).can).toEqual(['confirm', 'return'])
  })

  test('who submitted does not confirm, in another post neither; another province does not see it', async () => {
    const refused = await admin.post(`${k12}/submission/decision`, { decision: 'confirm', digest: 'x' })
    expect(refused.status).toBe(403)
    await world.owner.query('update profile_draft set submitted_by_person = $1 where province_code = $2', [
      clerk.personId,
      '71',
    ])
    expect((await confirm()).body.code).toBe('profile.two-people')
    await world.owner.query('update profile_draft set submitted_by_person = $1 where province_code = $2', [
      admin.personId,
      '71',
    ])
    const other = await world.as('information', '乙省教育厅')
    expect((await other.post(`${k12}/submission/decision`, { decision: 'confirm', digest: 'x' })).status).toBe(409)
  })

  test('a return says why, the draft is whole and goes on', async () => {
    expect((await clerk.post(`${k12}/submission/decision`, { decision: 'return', why: ' ' })).status).toBe(400)
    await done(clerk.post(`${k12}/submission/decision`, { decision: 'return', why: '请先征求市县意见' }))
    const { draft, can } = await choice()
    expect(draft).toMatchObject({ submitted: null, returned: { why: '请先征求市县意见' }, differences: 2 })
    expect(can).toEqual(['edit', 'submit', 'discard'])
  })

  test('what is confirmed is what was shown: withdrawn and changed meanwhile, the old digest is refused', async () => {
    const old = (await submit()).body.draft
    await done(admin.post(`${k12}/submission/withdrawal`, { v: old.v }))
    await set({ key: 'contact.email', hint: '单位邮箱' })
    expect((await submit()).status).toBe(200)
    expect((await confirm(old.submitted.digest)).body.code).toBe('changed-meanwhile')
  })

  test('of two who confirm at once one publishes, the other is told; the version is in force and in the log', async () => {
    const answers = await Promise.all([confirm(), confirm()])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const now = await choice()
    expect(now.inForce.version).toBe(2)
    expect(now.draft).toMatchObject({ v: 0, differences: 0 })
    const { rows } = await world.owner.query(
      `select detail from audit_event where action = 'profile.confirm' and outcome = 'done' order by seq desc limit 1`,
    )
    expect(rows[0].detail).toMatchObject({ version: 2, reason: '按省里的通知' })
    expect(rows[0].detail.changes).toContainEqual({
      key: 'contact.address',
      what: 'required',
      before: '选填',
      after: '必填',
    })
    const profile = await done(voices.clerk.get('/standard/profile'))
    expect(profile.version).toBe(2)
    // another province has nothing of it
    const other = await world.as('information', '乙省东市甲县第一小学')
    expect((await done(other.get('/standard/profile'))).version).toBe(1)
  })

  test('versions are listed with who and why, and compared by name', async () => {
    const { total, rows } = await done(admin.get(`${k12}/versions`))
    expect(total).toBe(2)
    expect(rows[0]).toMatchObject({ version: 2, reason: '按省里的通知', submittedBy: expect.any(String) })
    const compared = await done(admin.get(`${k12}/comparison`, { from: '1', to: '2' }))
    expect(lines(compared)).toEqual(['contact.address required', 'contact.address hint', 'contact.email hint'])
    expect((await admin.get(`${k12}/comparison`, { from: '1', to: '9' })).status).toBe(404)
  })

  test('a version is taken back as a new version like it', async () => {
    await publishes([admin, clerk], 'k12', (v) => done(admin.post(`${k12}/draft/copy`, { v, version: 1 })))
    expect((await choice()).inForce.version).toBe(3)
    expect(lines(await done(admin.get(`${k12}/comparison`, { from: '1', to: '3' })))).toEqual([])
  })
})

test('during a round it may wait for the next: until then the version before is in force, and what is upcoming is said', async () => {
  await set({ key: 'contact.address', required: true })
  await done(submit({ when: 'next-round' }))
  const { draft, round } = await choice()
  expect(draft.submitted.inForceOn > round.deadline).toBe(true)
  await done(confirm())
  const now = await choice()
  expect(now.inForce.version).toBe(3)
  expect(now.upcoming).toEqual({ version: 4, from: draft.submitted.inForceOn })
  const field = async () => {
    const profile = await done(voices.clerk.get('/standard/profile'))
    const contact = profile.subsets.find(({ name }: { name: string }) => name === 'contact')
    return contact.fields.find(({ name }: { name: string }) => name === 'address').requirement
  }
  expect(await field()).toBe('O')
  await world.owner.query(`update profile set in_force_on = current_date where province_code = '71' and version = 4`)
  expect(await field()).toBe('R')
  await publishes([admin, clerk], 'k12', (v) => done(admin.post(`${k12}/draft/copy`, { v, version: 1 })))
})

describe('影响分析 and records under way', () => {
  const [first, second] = [() => teacherIds[0] ?? '', () => teacherIds[1] ?? '']

  test('counts who would lack what becomes required', async () => {
    await enterRecord(voices.clerk, first(), '2026-11-23', (subset, values) =>
      subset === 'contact' ? { mobile: '19900001234' } : values,
    )
    await reports(voices, first(), caseOf(first()))
    await set({ key: 'contact.address', required: true }, { key: 'contact.phone', required: true })
    const impact = await done(admin.get(`${k12}/impact`))
    expect(impact).toMatchObject({ teachers: 1, incomplete: 1, template: true, forms: ['联系方式'] })
    expect(impact.lacking).toEqual([
      { key: 'contact.address', label: '联系方式—通讯地址', teachers: 1, atMost: false },
      { key: 'contact.phone', label: '联系方式—联系电话', teachers: 1, atMost: false },
    ])
    await done(admin.post(`${k12}/draft/discard`, { v: (await choice()).draft.v }))
  })

  test('what holds values is not switched off by the way: it is counted, and stays to be read', async () => {
    await done(
      voices.clerk.post(`/teachers/${second()}/rows`, {
        subset: 'contact',
        values: { mobile: '19900001235', email: 'a@example.cn' },
      }),
    )
    await set({ key: 'contact.email', enabled: false })
    expect((await done(admin.get(`${k12}/impact`))).openDrafts).toBe(1)
    const refused = await submit()
    expect([refused.status, refused.body.code, refused.body.openDrafts]).toEqual([409, 'profile.holds-values', 1])
    await done(submit({ keepsHistory: true }))
    await done(confirm())
    // the school writes the same row again: the value that is no longer asked stays, sealed and masked
    await done(
      voices.clerk.post(`/teachers/${second()}/rows`, {
        subset: 'contact',
        rowId: second(),
        values: { mobile: '19900001236' },
      }),
    )
    const { rows } = await world.owner.query(
      `select body from change_item where teacher_id = $1 and subset = 'contact' and superseded_at is null`,
      [second()],
    )
    expect(rows[0].body.email.$sealed).toEqual(expect.any(String))
    const seen = await voices.clerk.get(`/teachers/${second()}`)
    expect(seen.raw.toString()).not.toContain('a@example.cn')
    expect((await voices.clerk.get(`/teachers/${second()}/history`)).raw.toString()).not.toContain('a@example.cn')
  })

  test('a record handed over is judged to the end by the version it was checked under; returned, by the one in force', async () => {
    await enterRecord(voices.clerk, second(), '2026-11-23', (subset, values) =>
      subset === 'contact' ? { mobile: '19900001235' } : values,
    )
    expect(await done(voices.clerk.post('/reports/hand-over', { teacherIds: [second()] }))).toMatchObject({ done: 1 })
    const checkedUnder = (await choice()).inForce.version
    await publishes([admin, clerk], 'k12', async () => set({ key: 'contact.address', required: true }))
    const errors = async () => {
      const { findings } = await done(voices.head.get(`/cases/${(await caseOf(second())()).id}`))
      return findings.filter(({ severity }: { severity: string }) => severity === 'error')
    }
    expect(await errors()).toEqual([])
    const { rows } = await world.owner.query('select profile_version from change where teacher_id = $1', [second()])
    expect(rows).toEqual([{ profile_version: checkedUnder }])
    const waiting = await caseOf(second())()
    await done(
      voices.head.post('/cases/decisions', {
        cases: [
          {
            ...waiting,
            decision: 'return',
            reasons: [{ subset: 'contact', rowId: second(), field: null, reason: '请核对' }],
          },
        ],
      }),
    )
    const again = await done(voices.clerk.post('/reports/hand-over', { teacherIds: [second()], dry: true }))
    expect(again.results[0].why).toContain('通讯地址')
    await done(
      voices.clerk.post(`/teachers/${second()}/rows`, {
        subset: 'contact',
        rowId: second(),
        values: { mobile: '19900001235', address: '甲市某路 1 号' },
      }),
    )
    await reports(voices, second(), caseOf(second()))
    const record = await world.owner.query(
      `select distinct profile_version from record where teacher_id = $1 and effective_to is null`,
      [second()],
    )
    expect(record.rows).toEqual([{ profile_version: checkedUnder + 1 }])
  })
})

describe('the wall behind the policy', () => {
  test('the application itself publishes nothing that nobody submitted, and changes no version', async () => {
    const as = async (role: string, text: string) => {
      return world.house.database.transaction().execute(async (tx) => {
        const { rows } = await world.owner.query(`select path from unit where id = $1`, [clerk.unitId])
        await sql`select set_config('app.role', ${role}, true), set_config('app.scope', ${rows[0].path}, true), set_config('app.person', ${clerk.personId}, true)`.execute(
          tx,
        )
        return sql.raw(text).execute(tx)
      })
    }
    await expect(
      as(
        'information',
        `insert into profile (province_code, category, version, selection) values ('71', 'k12', 99, '{}')`,
      ),
    ).rejects.toThrow('row-level security')
    await expect(as('information', `update profile set selection = '{}'`)).rejects.toThrow('permission denied')
    await expect(
      as(
        'information',
        `insert into profile_draft (province_code, category, base_version, selection, changed_by_post) values ('71', 'k12', 1, '{}', gen_random_uuid())`,
      ),
    ).rejects.toThrow('row-level security')
    await expect(
      as(
        'system',
        `insert into profile_draft (province_code, category, base_version, selection, changed_by_post) values ('72', 'k12', 1, '{}', gen_random_uuid())`,
      ),
    ).rejects.toThrow('row-level security')
  })
})
