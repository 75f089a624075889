import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveDraftRows } from '../change/draft.ts'
import { asActor } from '../platform/context.ts'
import { actorOfPost } from '../session/actor.ts'
import { rightRecord } from '../testing/records.ts'
import { casesOf, enterTeachers, report } from '../testing/reported.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'

const school = '甲省东市甲县第一小学'

describe('部分通过', () => {
  let world: World
  let clerk: Voice
  let head: Voice
  let reviewer: Voice
  let teacher: string
  let caseId: string
  beforeAll(async () => {
    world = await openWorld()
    clerk = await world.as('information', school)
    head = await world.as('head', school)
    reviewer = await world.as('information', '甲省东市甲县教育局')
    ;[teacher = ''] = await enterTeachers(world, clerk, 1)
    await report(world, clerk, head, [teacher])
    await passAll(reviewer)
    caseId = await addTwo()
  })
  afterAll(() => world.close())
  const passAll = async (voice: Voice) => {
    for (const { id, round } of await casesOf(world, [teacher]))
      await voice.post('/cases/decisions', { cases: [{ id, round, decision: 'pass' }] })
  }
  /** Two rows of two subsets in one addition, brought to the authority. */
  const addTwo = async (): Promise<string> => {
    const actor = await actorOfPost(world.house, clerk.postId)
    if (!actor) throw new Error('the clerk holds no post')
    const right = rightRecord('2026-11-23')
    const [education, post] = [right.education_history?.[0], right.post_appointment?.[0]]
    await asActor(world.house, actor, (ctx) =>
      saveDraftRows(
        ctx,
        [
          {
            teacherId: teacher,
            subset: 'education_history',
            values: { ...education, education_org: '另一虚构大学', end_month: '2012-06', start_month: '2010-09' },
          },
          { teacherId: teacher, subset: 'post_appointment', values: { ...post, start_month: '2020-09' } },
        ],
        { kind: 'addition' },
      ),
    )
    const handed = await clerk.post('/additions/hand-over', { teacherIds: [teacher] })
    if (handed.body.done !== 1) throw new Error(JSON.stringify(handed.body))
    await passAll(head)
    return (await casesOf(world, [teacher]))[0]?.id ?? ''
  }
  const giveBack = (passSubsets: string[], subset: string | null = 'education_history') =>
    reviewer.post('/cases/decisions', {
      cases: [{ id: caseId, round: 1, decision: 'return', passSubsets, reasons: [{ subset, reason: '缺少证明材料' }] }],
    })
  const stands = async (org: string) =>
    (
      await world.owner.query(
        "select count(*)::int as n from record where teacher_id = $1 and effective_to is null and body::text like '%' || $2 || '%'",
        [teacher, org],
      )
    ).rows[0].n

  test('the last desk is offered it for somebody in effect', async () => {
    expect((await reviewer.get(`/cases/${caseId}`)).body.can).toEqual(['pass', 'return', 'part'])
  })

  test('parts that do not add up are refused: a reason at what passes, at the whole, or nothing left to go back', async () => {
    for (const answer of [
      await giveBack(['education_history']),
      await giveBack(['post_appointment'], null),
      await giveBack(['post_appointment', 'education_history']),
      await giveBack(['award']),
    ])
      expect(answer.body).toMatchObject({ done: 0, results: [{ code: 'parts-wrong' }] })
  })

  test('what passes is in effect at once; what is returned goes back as a new round and can be mended and passed', async () => {
    expect((await giveBack(['post_appointment'])).body).toMatchObject({ done: 1 })
    expect(await stands('2020-09')).toBe(1)
    expect(await stands('另一虚构大学')).toBe(0)
    const change = await world.owner.query(
      "select h.round, h.closed_at, count(*) filter (where i.settled_at is null)::int as open from change h join change_item i on i.change_id = h.id where h.teacher_id = $1 and h.kind = 'addition' group by h.id, h.round, h.closed_at",
      [teacher],
    )
    expect(change.rows).toEqual([{ round: 2, closed_at: null, open: 1 }])
    const versions = await world.owner.query(
      'select count(*)::int as n from teacher_version where teacher_id = $1 and effective_to is null',
      [teacher],
    )
    expect(versions.rows).toEqual([{ n: 1 }])
    expect((await clerk.post('/additions/hand-over', { teacherIds: [teacher] })).body).toMatchObject({ done: 1 })
    await passAll(head)
    await passAll(reviewer)
    expect(await stands('另一虚构大学')).toBe(1)
    expect(await stands('2020-09')).toBe(1)
  })

  test('a first collection passes or goes back as a whole', async () => {
    const others = await enterTeachers(world, clerk, 1, 'first')
    await report(world, clerk, head, others)
    const [one] = await casesOf(world, others)
    const answer = await reviewer.post('/cases/decisions', {
      cases: [
        {
          id: one?.id,
          round: 1,
          decision: 'return',
          passSubsets: ['contact'],
          reasons: [{ subset: 'basic_info', reason: '填写不全' }],
        },
      ],
    })
    expect(answer.body.results[0].code).toBe('parts-wrong')
  })
})
