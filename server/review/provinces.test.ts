import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../contract/policy.ts'
import { asActor } from '../platform/context.ts'
import { actorOfPost } from '../session/actor.ts'
import { openWorld, type World } from '../testing/world.ts'
import { decide } from './decide.ts'
import type { Flow } from './flow.ts'
import { openCases } from './open.ts'

/** A case between two provinces: the receiving school applies, its authority agrees, then the leaving school and its authority. The effect marks the teacher's row. */
const flow: Flow = {
  name: 'between-provinces',
  title: '跨省试办',
  steps: [
    { name: 'accept', title: '调入主管', role: 'information', at: { of: 'to', desk: 'authority' }, deciding: true },
    { name: 'release', title: '调出学校', role: 'information', at: { of: 'from', desk: 'unit' }, deciding: true },
    { name: 'let-go', title: '调出主管', role: 'information', at: { of: 'from', desk: 'authority' }, deciding: true },
  ],
  effect: async (ctx, cases) => {
    for (const { teacherId } of cases) {
      const touched = await ctx.db
        .updateTable('teacher')
        .set({ staff_no: 'moved' })
        .where('id', '=', teacherId ?? '')
        .executeTakeFirst()
      if (touched.numUpdatedRows !== 1n) throw new Error('the effect did not reach its subject')
      const others = await ctx.db.selectFrom('teacher').select('id').where('province_code', '=', '71').execute()
      reached.push(others.length)
    }
  },
}
const reached: number[] = []

describe('a case between two provinces', () => {
  let world: World
  let teacherId: string
  let caseId: string
  const to = '乙省东市甲县第一小学'
  const from = '甲省东市甲县第一小学'
  const actor = async (unit: string): Promise<Actor> => {
    const found = await actorOfPost(world.house, (await world.as('information', unit)).postId)
    if (!found) throw new Error('no actor')
    return found
  }
  const passAs = async (unit: string) =>
    asActor(world.house, await actor(unit), (ctx) =>
      decide(ctx, [flow], [{ id: caseId, round: 1, decision: 'pass', reasons: [], comment: '' }]),
    )
  beforeAll(async () => {
    world = await openWorld()
    const leaving = await world.as('teacher', from, 2)
    const { rows } = await world.owner.query('select id from teacher where person_id = $1', [leaving.personId])
    teacherId = rows[0].id
    const units = { to: await world.unitId(to), from: await world.unitId(from) }
    const [id] = await asActor(world.house, await actor(to), (ctx) =>
      openCases(ctx, flow, 'accept', [
        {
          provinceCode: '72',
          caseId: null,
          round: 1,
          changeId: null,
          teacherId,
          personId: leaving.personId,
          authors: [ctx.actor.personId],
          units,
          home: 'to',
          title: '调动',
        },
      ]),
    )
    caseId = id ?? ''
  })
  afterAll(() => world.close())

  test('its parties see it, on both sides; nobody else does', async () => {
    const see = async (unit: string) => (await (await world.as('information', unit)).get(`/cases/${caseId}`)).status
    for (const party of ['乙省东市甲县教育局', from, '甲省东市甲县教育局', '甲省教育厅', '乙省教育厅', '教育部'])
      expect(`${party} ${await see(party)}`).toBe(`${party} 200`)
    for (const stranger of ['甲省东市乙县教育局', '乙省西市教育局', '甲省东市甲县第二小学', '部属师范大学'])
      expect(`${stranger} ${await see(stranger)}`).toBe(`${stranger} 404`)
  })

  test('the receiving side sees the case, but not the record of the teacher', async () => {
    const receiving = await world.as('information', '乙省东市甲县教育局')
    expect((await receiving.get(`/cases/${caseId}`)).body.items).toEqual([])
    expect((await receiving.get(`/teachers/${teacherId}`)).status).toBe(404)
  })

  test('each party decides in its turn, and a turn out of order is refused', async () => {
    expect((await passAs(from)).results[0]?.code).toBe('not-your-turn')
    expect((await passAs('乙省东市甲县教育局')).done).toBe(1)
    expect((await passAs('甲省东市甲县教育局')).results[0]?.code).toBe('not-your-turn')
    expect((await passAs(from)).done).toBe(1)
  })

  test('the effect of the last agreement reaches its subject and nobody else of the other province', async () => {
    // whoever agrees last, the subject is reached: here the leaving county, whose own teachers are 4 schools' worth
    expect((await passAs('甲省东市甲县教育局')).done).toBe(1)
    const { rows } = await world.owner.query("select id from teacher where staff_no = 'moved'")
    expect(rows).toEqual([{ id: teacherId }])
    const closed = await world.owner.query('select outcome from review_case where id = $1', [caseId])
    expect(closed.rows[0].outcome).toBe('approved')
    expect(reached[0]).toBeLessThan(10)
  })

  test('an effect started from the other province reaches exactly its subjects', async () => {
    const { withSubjects } = await import('../platform/context.ts')
    const seen = await asActor(world.house, await actor(to), (ctx) =>
      withSubjects(ctx, [teacherId], () =>
        ctx.db.selectFrom('teacher').select('id').where('province_code', '=', '71').execute(),
      ),
    )
    expect(seen).toEqual([{ id: teacherId }])
  })
})
