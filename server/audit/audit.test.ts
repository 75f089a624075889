import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { AuditRow } from '../../contract/audit.ts'
import { urlOf } from '../testing/setup.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { sealRested } from './seal.ts'

/** Who reads which part of the log, over HTTP. */
let world: World
let folder: string
const people: Record<'centre' | 'province' | 'other' | 'clerk' | 'county' | 'teacher', Voice> = {} as never
let teacherId: string

beforeAll(async () => {
  world = await openWorld()
  folder = mkdtempSync(join(tmpdir(), 'xingtan-audit-'))
  people.centre = await world.as('audit', '教育部')
  people.province = await world.as('audit', '甲省教育厅')
  people.other = await world.as('audit', '乙省教育厅')
  people.clerk = await world.as('information', '甲省东市甲县第一小学')
  people.county = await world.as('information', '甲省东市甲县教育局')
  people.teacher = await world.as('teacher', '甲省东市甲县第一小学', 2)
  const { rows } = await world.owner.query('select id from teacher where person_id = $1', [people.teacher.personId])
  teacherId = rows[0].id
  await people.clerk.post(`/teachers/${teacherId}/rows`, { subset: 'contact', values: { mobile: '19900001234' } })
  for (let i = 0; i < 3; i += 1) await people.clerk.get(`/teachers/${teacherId}`)
  await people.clerk.post(`/teachers/${teacherId}/unmask`, {
    subset: 'contact',
    rowId: (await people.clerk.get(`/teachers/${teacherId}`)).body.subsets.find(
      (each: { subset: string }) => each.subset === 'contact',
    ).rows[0].rowId,
    field: 'mobile',
    reason: '核对联系方式',
  })
})
afterAll(async () => {
  await world.close()
  rmSync(folder, { recursive: true, force: true })
})

const rowsOf = async (voice: Voice, query: Record<string, string> = {}): Promise<AuditRow[]> => {
  const answer = await voice.get('/audit/events', { size: '200', ...query })
  expect(answer.status).toBe(200)
  return answer.body.rows
}

test('the 审计管理员 of a province reads the province, of the centre the country; another province is not there', async () => {
  const own = await rowsOf(people.province)
  expect(own.some((row) => row.action === 'teacher.unmask')).toBe(true)
  expect((await rowsOf(people.centre)).some((row) => row.action === 'teacher.unmask')).toBe(true)
  expect((await rowsOf(people.other)).filter((row) => row.unit?.startsWith('甲省'))).toEqual([])
  expect((await people.other.get('/audit/events', { unitId: people.clerk.unitId })).status).toBe(404)
  const mine = await people.province.get('/audit/events', { unitId: people.clerk.unitId })
  expect(mine.body.rows.length).toBeGreaterThan(4)
})

test('nobody else reads the log', async () => {
  for (const [role, unit] of [
    ['system', '甲省教育厅'],
    ['security', '甲省教育厅'],
    ['information', '甲省教育厅'],
    ['teacher', '甲省东市甲县第一小学'],
  ] as const) {
    const voice = await world.as(role, unit)
    for (const path of ['/audit/events', '/audit/people', '/audit/chain'])
      expect((await voice.get(path, path.endsWith('people') ? { name: '张三' } : {})).status, `${role} ${path}`).toBe(
        403,
      )
    expect((await voice.post('/audit/export', { format: 'xlsx' })).status).toBe(403)
  }
})

test('a row says who, in which post and unit, when, from where, to whom, and why', async () => {
  const [row] = await rowsOf(people.province, { action: 'teacher.unmask' })
  expect(row).toMatchObject({
    actionName: '查看明文',
    role: '信息管理员',
    unit: '甲省东市甲县第一小学',
    objectType: 'teacher',
    objectId: teacherId,
    outcome: 'done',
    network: '127.0.0.1',
    detail: { subset: '联系方式', field: '手机', reason: '核对联系方式' },
  })
  expect(row?.person).toBeTruthy()
  expect(row?.objectName).toBeTruthy()
  expect(row?.session).toMatch(/^[0-9a-f]{12}$/)
})

test('each criterion narrows, and nothing turns up that does not fit it', async () => {
  const all = await rowsOf(people.province)
  const [sample] = all.filter((row) => row.action === 'teacher.read' && row.personId === people.clerk.personId)
  const criteria: [Record<string, string>, (row: AuditRow) => boolean][] = [
    [{ action: 'teacher.read' }, (row) => row.action === 'teacher.read'],
    [{ personId: people.clerk.personId }, (row) => row.personId === people.clerk.personId],
    [{ objectIds: teacherId }, (row) => row.objectId === teacherId],
    [{ requestId: sample?.requestId ?? '' }, (row) => row.requestId === sample?.requestId],
    [{ outcome: 'refused' }, (row) => row.outcome === 'refused'],
    [{ kind: 'clear' }, (row) => ['teacher.unmask', 'teacher.read-file', 'person.find'].includes(row.action)],
    [{ network: '10.9.9.9' }, () => false],
    [{ from: '2001-01-01', to: '2001-01-31' }, () => false],
  ]
  for (const [query, matches] of criteria) {
    const rows = await rowsOf(people.province, query)
    expect(
      rows.filter((row) => !matches(row)),
      JSON.stringify(query),
    ).toEqual([])
    // what the test itself searched has come since
    const before = (row: AuditRow) => Number(row.seq) <= Number(all[0]?.seq)
    expect(
      rows.filter(before).map(({ seq }) => seq),
      JSON.stringify(query),
    ).toEqual(all.filter(matches).map(({ seq }) => seq))
  }
  expect((await rowsOf(people.province, { action: 'teacher.read' })).length).toBeGreaterThan(3)
})

test('turning the pages shows each row once, newest first', async () => {
  const seen: string[] = []
  let before: string | null = ''
  // rows that turning itself writes are newer than the first page and never met
  while (before !== null) {
    const { body }: { body: { rows: AuditRow[]; next: string | null } } = await people.province.get('/audit/events', {
      size: '3',
      ...(before && { before }),
    })
    seen.push(...body.rows.map((row) => row.seq))
    before = body.next
  }
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.length).toBeGreaterThan(10)
  expect(seen).toEqual([...seen].sort((a, b) => Number(b) - Number(a)))
})

test('searching the log is itself in the log, with its criteria', async () => {
  await people.province.get('/audit/events', { network: '10.1.2.3', action: 'login' })
  const [row] = await rowsOf(people.centre, { action: 'audit.read', personId: people.province.personId })
  expect(row?.detail).toMatchObject({ criteria: { network: '10.1.2.3', action: 'login' } })
})

test('people are found by their whole name, in reach only', async () => {
  const name = (await rowsOf(people.province, { personId: people.clerk.personId }))[0]?.person ?? ''
  const found = (await people.province.get('/audit/people', { name })).body.people
  expect(found.map((each: { personId: string }) => each.personId)).toContain(people.clerk.personId)
  const elsewhere = (await people.other.get('/audit/people', { name })).body.people
  expect(elsewhere.map((each: { personId: string }) => each.personId)).not.toContain(people.clerk.personId)
  expect((await people.province.get('/audit/people', { name: name.slice(0, 1) })).body.people).toEqual([])
})

test('a 系统管理员 sees the account deeds of the own unit, and of the 系统管理员 next below; never who read a teacher', async () => {
  const school = await world.as('system', '甲省东市甲县第一小学')
  const { rows } = await world.owner.query('select id from account where person_id = $1', [
    (await world.as('teacher', '甲省东市甲县第一小学', 3)).personId,
  ])
  expect((await school.post(`/accounts/${rows[0].id}/codes`, { checked: 'in-person' })).status).toBe(200)
  const own: AuditRow[] = (await school.get('/audit/accounts')).body.rows
  expect(own.find((row) => row.action === 'account.code')).toMatchObject({
    objectType: 'account',
    objectId: rows[0].id,
  })
  expect(own.every((row) => ['account', 'post', 'slip'].includes(row.objectType ?? ''))).toBe(true)
  const next: AuditRow[] = (await (await world.as('system', '甲省东市甲县教育局')).get('/audit/accounts')).body.rows
  expect(next.some((row) => row.objectId === rows[0].id && row.role === '系统管理员')).toBe(true)
  for (const away of ['甲省东市教育局', '甲省东市甲县第二小学', '乙省教育厅', '教育部']) {
    const foreign: AuditRow[] = (await (await world.as('system', away)).get('/audit/accounts')).body.rows
    expect(
      foreign.filter((row) => row.objectId === rows[0].id),
      away,
    ).toEqual([])
  }
})

test('a teacher sees who looked at his record, when, in which post, what was shown in clear and why; of others nothing', async () => {
  await people.county.get(`/teachers/${teacherId}`)
  const { body } = await people.teacher.get('/audit/readers')
  const reads = body.rows.find(
    (row: { action: string; unit: string }) => row.action === 'teacher.read' && row.unit === '甲省东市甲县第一小学',
  )
  expect(reads).toMatchObject({ role: '信息管理员', times: 4 })
  expect(body.rows.find((row: { action: string }) => row.action === 'teacher.unmask')).toMatchObject({
    fields: ['contact.mobile'],
    reasons: ['核对联系方式'],
  })
  expect(body.rows.some((row: { unit: string }) => row.unit === '甲省东市甲县教育局')).toBe(true)
  const other = await world.as('teacher', '甲省东市甲县第二小学', 2)
  expect((await other.get('/audit/readers')).body.rows).toEqual([])
  // what he looked at himself is no reading by others
  await people.teacher.get('/teachers/mine')
  expect((await people.teacher.get('/audit/readers')).body.rows.length).toBe(body.rows.length)
})

test('an export asks for a fresh confirmation, is in the log with its hash, and verifies without the database', async () => {
  for (let tries = 0; tries < 100 && (await sealRested(world.owner)).blocks === 0; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 30))
  await world.owner.query('update session set fresh_until = null where post_id = $1', [people.province.postId])
  expect((await people.province.post('/audit/export', { format: 'ndjson' })).body.code).toBe('session.confirm-again')
  await world.owner.query(`update session set fresh_until = now() + interval '5 minutes' where post_id = $1`, [
    people.province.postId,
  ])

  const file = await people.province.post('/audit/export', { format: 'ndjson', action: 'teacher.read' })
  expect(file.status).toBe(200)
  const [logged] = await rowsOf(people.centre, { action: 'audit.export' })
  const rows = Number(logged?.detail.rows)
  expect(logged?.detail).toMatchObject({
    format: 'ndjson',
    sm3: expect.stringMatching(/^[0-9a-f]{64}$/),
    head: expect.stringMatching(/^\d+:[0-9a-f]{64}$/),
  })
  const whole = await verify(file.raw)
  expect(whole).toMatchObject({ code: 0, said: expect.stringContaining(`${rows} 行`) })
  // one letter of one row
  const text = gunzipSync(file.raw).toString('utf8')
  const altered = await verify(gzipSync(text.replace('"teacher.read","teacher"', '"teacher.reed","teacher"')))
  expect(altered).toMatchObject({ code: 1, said: expect.stringContaining('这一行被改动过') })
  expect((await verify(gzipSync(text.slice(0, -200)))).code).toBe(2)

  const table = await people.province.post('/audit/export', { format: 'xlsx', action: 'teacher.read' })
  expect([table.status, table.raw.subarray(0, 2).toString()]).toEqual([200, 'PK'])
  expect(
    await people.province.post('/audit/export', { format: 'xlsx', unitId: await world.unitId('乙省教育厅') }),
  ).toMatchObject({ status: 404 })
})

test('the command verifies this database, as its owner; as the application it says that it cannot see all', async () => {
  const whole = await run([
    '--database-url',
    urlOf({ ...inject('cluster').owner, database: world.owner.database ?? '' }),
  ])
  expect(whole).toMatchObject({ code: 0, said: expect.stringContaining('完好') })
  const head = /：(\d+:[0-9a-f]{64})/.exec(whole.said)?.[1] ?? ''
  const url = ['--database-url', urlOf({ ...inject('cluster').owner, database: world.owner.database ?? '' })]
  expect((await run([...url, '--head', head])).code).toBe(0)
  expect(await run([...url, '--head', `999999${head.slice(head.indexOf(':'))}`])).toMatchObject({
    code: 1,
    said: expect.stringContaining('截去'),
  })
  expect(
    (await run(['--database-url', urlOf({ ...inject('cluster').app, database: world.owner.database ?? '' })])).code,
  ).toBe(2)
})

const verify = (content: Buffer) => {
  const path = join(folder, 'export.ndjson.gz')
  writeFileSync(path, content)
  return run(['--file', path])
}

/** The program as people run it. */
function run(args: string[]): Promise<{ code: number; said: string }> {
  const main = join(import.meta.dirname, '..', '..', 'verify', 'main.ts')
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: out + err })
    })
  })
}
