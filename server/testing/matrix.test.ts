import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AnyEndpoint } from '../../contract/endpoint.ts'
import { type Level, levels, policy, type Role, roles } from '../../contract/policy.ts'
import { newId } from '../platform/ids.ts'
import { type Objects, samples } from './samples.ts'
import { type Answer, openWorld, type Voice, type World } from './world.ts'

interface Row {
  action: string
  roles: Role[]
  levels: Level[]
  reach: string
}
/** The oracle: written by hand from the mission document, not made from the code. */
const oracle: Row[] = readFileSync(join(import.meta.dirname, 'policy.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [action = '', who = '', where = '', reach = ''] = line.split(',')
    return { action, roles: who.split(' ') as Role[], levels: where.split(' ') as Level[], reach }
  })
const reachOf = (action: string, role: Role, level: Level) =>
  oracle.find((row) => row.action === action && row.roles.includes(role) && row.levels.includes(level))?.reach ?? null

const school = '甲省东市甲县第一小学'
const seats: Record<Level, string> = {
  ministry: '教育部',
  province: '甲省教育厅',
  city: '甲省东市教育局',
  county: '甲省东市甲县教育局',
  school,
  training: '甲省东市甲县教师培训中心',
}
/** The posts there are: heads and teachers at schools, 安全管理员 and 审计管理员 at the centre and in the provinces, training institutions for themselves. */
const exists = (role: Role, level: Level): boolean =>
  level === 'training'
    ? role === 'training'
    : role === 'training'
      ? false
      : ['head', 'teacher'].includes(role)
        ? level === 'school'
        : !['security', 'audit'].includes(role) || level === 'ministry' || level === 'province'
/** Where the objects stand: the own school, its neighbours near and far, and nothing at all. */
const places = [
  school,
  '甲省东市甲县第二小学',
  '甲省东市乙县第一小学',
  '甲省西市甲县第一小学',
  '甲省东市直属中学',
  '甲省职业技术学院',
  '部属师范大学',
  '乙省东市甲县第一小学',
]

test('the policy table says what the hand-written oracle says, cell by cell', () => {
  for (const [action, grants] of Object.entries(policy))
    for (const role of roles)
      for (const level of levels) {
        const grant = grants.find(
          (each) => (each.roles as readonly Role[]).includes(role) && (each.levels as readonly Level[]).includes(level),
        )
        expect(`${action} ${role}@${level}: ${grant?.reach ?? null}`).toBe(
          `${action} ${role}@${level}: ${reachOf(action, role, level)}`,
        )
      }
})

describe('every endpoint × every post × objects near and far', () => {
  let world: World
  const voices: { role: Role; level: Level; voice: Voice; path: string }[] = []
  const objects: (Objects & { place: string; path: string; desk: string })[] = []
  let endpoints: AnyEndpoint[] = []
  let cells = 0

  beforeAll(async () => {
    world = await openWorld()
    endpoints = world.app.served
    for (const level of levels)
      for (const role of roles)
        if (exists(role, level)) {
          const voice = await world.as(role, seats[level], role === 'teacher' ? 2 : 1)
          voices.push({ role, level, voice, path: await pathOf(voice.unitId) })
        }
    for (const place of places) objects.push({ place, ...(await objectsOf(place)) })
  })
  afterAll(async () => {
    console.log(
      `authorization matrix: ${cells} cells over ${endpoints.length} endpoints, ${voices.length} posts and nobody`,
    )
    await world.close()
  })
  const pathOf = async (unitId: string): Promise<string> =>
    (await world.owner.query('select path from unit where id = $1', [unitId])).rows[0].path

  /** A teacher with a case waiting at the 负责人's desk, an account, and an empty batch. */
  async function objectsOf(place: string): Promise<Objects & { path: string; desk: string }> {
    const clerk = await world.as('information', place)
    const teacher = await world.as('teacher', place, 2)
    const one = async (text: string, values: unknown[]) => (await world.owner.query(text, values)).rows[0].id as string
    const teacherId = await one('select id from teacher where person_id = $1', [teacher.personId])
    // another teacher's: a new code would lock the one whose record is tried
    const account = await one('select id from account where person_id = $1', [
      (await world.as('teacher', place, 3)).personId,
    ])
    const batch = await one(
      `insert into import_batch (province_code, id, no, unit_id, category, profile_version, file_name, file_size, started_by_person, started_by_post, parsed_at)
       select u.province_code, $2, 'B0', u.id, 'k12', 1, 'a.xlsx', 1, $3, $4, now() from unit u where u.id = $1 returning id`,
      [clerk.unitId, newId(), clerk.personId, clerk.postId],
    )
    await clerk.post(`/teachers/${teacherId}/rows`, { subset: 'contact', values: { mobile: '19900001234' } })
    await world.owner.query(
      `with c as (insert into review_case (province_code, id, flow, change_id, teacher_id, subject_person, unit_id, unit_name, title, opened_by_person, opened_by_post)
         select h.province_code, $2, 'report', h.id, h.teacher_id, $3, h.unit_id, 'x', 'x', $4, $5 from change h where h.teacher_id = $1 returning *),
       p as (insert into case_party (province_code, case_id, unit_id, unit_path, role) select c.province_code, c.id, c.unit_id, u.path, 'head' from c join unit u on u.id = c.unit_id)
       insert into review_step (province_code, case_id, round, ordinal, name, title, deciding, role, rule, unit_id, unit_name, opened_at) select province_code, id, 1, 0, 'sign', 'x', true, 'head', 'unit:school', unit_id, 'x', now() from c`,
      [teacherId, newId(), teacher.personId, clerk.personId, clerk.postId],
    )
    const caseId = await one('select id from review_case where teacher_id = $1', [teacherId])
    return {
      unit: clerk.unitId,
      teacher: teacherId,
      case: caseId,
      account,
      batch,
      path: await pathOf(clerk.unitId),
      desk: clerk.unitId,
    }
  }

  const key = (spec: AnyEndpoint) => `${spec.method} ${spec.path}`
  async function ask(voice: Voice, spec: AnyEndpoint, of: Objects): Promise<Answer & { nothing: boolean }> {
    const sample = samples[key(spec)]?.(of)
    if (!sample) throw new Error(`${key(spec)} has no sample: add it to server/testing/samples.ts`)
    let path: string = spec.path
    for (const [name, value] of Object.entries(sample.path ?? {})) path = path.replace(`:${name}`, value)
    const query = sample.query ? `?${new URLSearchParams(sample.query)}` : ''
    const answer = sample.file
      ? await voice.upload(path + query, sample.file)
      : spec.method === 'GET'
        ? await voice.get(path, sample.query)
        : await voice.post(path + query, sample.body)
    return { ...answer, nothing: answer.status === 200 && (sample.nothing?.(answer.body) ?? false) }
  }

  test('every endpoint declares a permission of the table and has a sample', () => {
    for (const spec of endpoints) {
      expect(samples, key(spec)).toHaveProperty([key(spec)])
      if (!['public', 'signed-in'].includes(spec.permission)) expect(Object.keys(policy)).toContain(spec.permission)
    }
    expect(Object.keys(samples).length).toBe(endpoints.length)
  })

  test('nobody gets in without signing in', async () => {
    for (const spec of endpoints.filter(({ permission }) => permission !== 'public')) {
      cells += 1
      const answer = await ask(world.nobody, spec, objects[0] as Objects)
      expect(`${key(spec)} ${answer.status} ${answer.body.code}`).toBe(`${key(spec)} 401 session.missing`)
    }
  })

  test('a post without the permission is refused, whatever the object', async () => {
    for (const { role, level, voice } of voices)
      for (const spec of endpoints) {
        if (['public', 'signed-in'].includes(spec.permission) || reachOf(spec.permission, role, level)) continue
        cells += 1
        const answer = await ask(voice, spec, objects[0] as Objects)
        expect(`${role}@${level} ${key(spec)} ${answer.status}`).toBe(`${role}@${level} ${key(spec)} 403`)
      }
  })

  test('a post with the permission reaches what its reach says, and nothing else', async () => {
    const wrong: string[] = []
    for (const { role, level, voice, path } of voices)
      for (const spec of endpoints) {
        const reach = ['public', 'signed-in'].includes(spec.permission) ? null : reachOf(spec.permission, role, level)
        if (!reach || !spec.objects) continue
        for (const of of objects) {
          const within = of.path.startsWith(path)
          const mine = of.unit === voice.unitId
          const allowed =
            {
              own: mine,
              below: within,
              party: within,
              self: mine && role === 'teacher',
              turn: mine && role === 'head',
            }[reach] ?? false
          cells += 1
          const answer = await ask(voice, spec, of)
          const refused = [403, 404].includes(answer.status) || answer.nothing
          // a reachable object may still be refused for its state (409, 422) or left out with a reason of its own; never as unknown
          const found = ![401, 403, 404, 500].includes(answer.status)
          if (allowed ? !found && !stateSays(answer) : !refused)
            wrong.push(
              `${role}@${level} ${key(spec)} on ${of.place}: ${answer.status} ${JSON.stringify(answer.body)?.slice(0, 120)}`,
            )
        }
      }
    expect(wrong).toEqual([])
  })

  /** What is in reach but not there in this state: a pending row that does not exist, a value that is blank. */
  const stateSays = (answer: Answer) => answer.status === 404 && ['该项没有内容'].includes(answer.body?.title)

  test('what does not exist looks like what is out of reach', async () => {
    const clerk = await world.as('information', school)
    const foreign = objects.find(({ place }) => place.startsWith('乙省')) as Objects
    const none: Objects = { unit: '999999999', teacher: newId(), case: newId(), account: newId(), batch: newId() }
    for (const path of ['/teachers/:teacher', '/teachers/:teacher/history', '/cases/:case', '/intake/batches/:batch']) {
      const put = (of: Objects) => path.replace(/:(\w+)/, (_, name: keyof Objects) => of[name])
      const [a, b] = [await clerk.get(put(foreign)), await clerk.get(put(none))]
      expect([a.status, a.raw.toString()]).toEqual([404, b.raw.toString()])
    }
  })
})
