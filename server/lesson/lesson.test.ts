import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { levels, roles } from '../../contract/policy.ts'
import { buildApp } from '../app.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { checks } from './checks.ts'
import { lessonOf, pageFor } from './manual.ts'

const school = '甲省东市甲县第一小学'

describe('学习: lessons that look at the data', () => {
  let world: World
  let practice: FastifyInstance
  const steps = async (voice: Voice) => {
    const { status, body } = await voice.at(practice).get('/lessons')
    expect(status).toBe(200)
    return body.steps as { title: string; done: boolean }[]
  }
  beforeAll(async () => {
    world = await openWorld()
    practice = await buildApp(
      { ...world.house, practice: true, practiceSince: new Date(Date.now() - 60_000), resettable: true },
      null,
    )
    await practice.ready()
  })
  afterAll(async () => {
    await practice?.close()
    await world?.close()
  })

  test('every exercise of the manual shows in the data, and nothing is looked for that no page asks', () => {
    const pages = new Set(roles.flatMap((role) => levels.flatMap((level) => pageFor(role, level) ?? [])))
    expect(Object.keys(checks).sort()).toEqual([...pages].sort())
    for (const page of pages) {
      const { title, steps: lines } = lessonOf(page)
      expect(title, page).not.toBe('')
      expect(lines.map((line) => line.title).sort(), page).toEqual(Object.keys(checks[page] ?? {}).sort())
    }
    const manual = readdirSync(join(import.meta.dirname, '../../docs/manual')).filter((name) => name.endsWith('.md'))
    for (const page of pages) expect(manual).toContain(`${page}.md`)
  })

  test('every post that has a page is answered; what was never done is not done', async () => {
    const posts: [Parameters<World['as']>[0], string][] = [
      ['system', school],
      ['information', school],
      ['head', school],
      ['query', school],
      ['teacher', school],
      ['system', '甲省东市甲县教育局'],
      ['information', '甲省教育厅'],
      ['system', '甲省教育厅'],
      ['security', '甲省教育厅'],
      ['audit', '甲省教育厅'],
      ['system', '教育部'],
    ]
    for (const [role, unit] of posts) {
      const told = await steps(await world.as(role, unit))
      expect(told.length, `${role} ${unit}`).toBeGreaterThan(1)
      expect(
        told.filter(({ done }) => done),
        `${role} ${unit}`,
      ).toEqual([])
    }
    expect(await steps(await world.as('training', '甲省东市甲县教师培训中心'))).toEqual([])
  })

  test('a deed shows at once, for the one who did it and nobody else', async () => {
    const [clerk, other] = [
      await world.as('information', school),
      await world.as('information', '甲省东市甲县第二小学'),
    ]
    const { rows } = await world.owner.query<{ id: string }>(
      `select t.id from teacher t where t.unit_id = $1 order by t.id limit 1`,
      [clerk.unitId],
    )
    const saved = await clerk.post(`/teachers/${rows[0]?.id}/rows`, {
      subset: 'contact',
      values: { phone: '0571-01234567' },
    })
    expect(saved.status).toBe(200)
    const entered = '在网页上填写一位教师'
    expect((await steps(clerk)).filter(({ done }) => done).map(({ title }) => title)).toEqual([entered])
    expect((await steps(other)).filter(({ done }) => done)).toEqual([])
  })

  test('outside of a practice environment there are no lessons, and nothing to reset', async () => {
    const province = await world.as('system', '甲省教育厅')
    expect(await province.get('/lessons')).toMatchObject({ status: 409, body: { code: 'practice.none' } })
    expect(await province.post('/lessons/reset', { reason: '重新演练' })).toMatchObject({
      status: 409,
      body: { code: 'practice.none' },
    })
    expect(await asked()).toBe(0)
  })

  test('the reset is the 系统管理员’s of the province that practises: with a reason, logged, a job', async () => {
    const reset = async (voice: Voice, reason = '重新演练') => voice.at(practice).post('/lessons/reset', { reason })
    for (const [role, unit] of [
      ['information', '甲省教育厅'],
      ['system', '甲省东市甲县教育局'],
      ['system', '教育部'],
      ['system', school],
    ] as const)
      expect((await reset(await world.as(role, unit))).status, `${role} ${unit}`).toBe(403)
    const province = await world.as('system', '甲省教育厅')
    expect((await reset(province, ' ')).status).toBe(400)
    await world.owner.query(`update session set fresh_until = now() - interval '1 minute' where post_id = $1`, [
      province.postId,
    ])
    expect((await reset(province)).body.code).toBe('session.confirm-again')
    expect(await asked()).toBe(0)
    expect(await reset(await world.as('system', '甲省教育厅'))).toMatchObject({ status: 200, body: { seconds: 60 } })
    expect(await asked()).toBe(1)
    const { rows } = await world.owner.query(
      `select detail from audit_event where action = 'practice.reset' and outcome = 'done'`,
    )
    expect(rows).toEqual([{ detail: { reason: '重新演练' } }])
  })

  const asked = async () => {
    const { rows } = await world.owner.query<{ n: number }>(
      `select count(*)::int as n from graphile_worker.jobs where task_identifier = 'practice.reset'`,
    )
    return rows[0]?.n
  }
})
