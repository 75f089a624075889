import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asActor } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { actorOfPost } from '../session/actor.ts'
import { enterRecord } from '../testing/records.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { moveBarriers, moveUnits, type UnitMove } from './move.ts'

const school = '甲省东市甲县第二小学'
const hosting = '甲省东市甲县第一小学'
const county = '甲省东市甲县教育局'
const other = '甲省东市乙县教育局'
const today = '2026-11-23'

let world: World
let centre: Voice
let province: Voice
beforeAll(async () => {
  world = await openWorld()
  centre = await world.as('system', '教育部')
  province = await world.as('system', '甲省教育厅')
})
afterAll(() => world.close())

const one = async (text: string, values: unknown[] = []) => (await world.owner.query(text, values)).rows[0]
const many = async (text: string, values: unknown[] = []) => (await world.owner.query(text, values)).rows
const move = async (voice: Voice, unit: string, authority: string, reason = '区划调整') =>
  voice.post(`/units/${await world.unitId(unit)}/authority`, {
    authorityId: authority === 'derived' ? authority : await world.unitId(authority),
    reason,
  })
/** Paths of units, teachers and parties that no longer fit the tree of units. */
const torn = () =>
  many(`with recursive tree as (
      select id, app.path_step(id) as path from unit where parent_id is null
      union all select u.id, t.path || app.path_step(u.id) from unit u join tree t on t.id = u.parent_id)
    select 'unit' as what, u.id::text from unit u join tree t on t.id = u.id where u.path <> t.path
    union all select 'teacher', x.id::text from teacher x join tree t on t.id = x.unit_id where x.unit_path <> t.path
    union all select 'party', p.case_id::text from case_party p join tree t on t.id = p.unit_id where p.unit_path <> t.path`)

/** A teacher of the school whose record has been sent: it waits at the authority's desk. */
async function sent(nth: number): Promise<{ teacherId: string; caseId: string }> {
  const clerk = await world.as('information', school)
  const head = await world.as('head', school)
  const teacher = await world.as('teacher', school, nth)
  const { id: teacherId } = await one('select id from teacher where person_id = $1', [teacher.personId])
  await enterRecord(clerk, teacherId, today)
  await clerk.post('/reports/hand-over', { teacherIds: [teacherId] })
  const waiting = await one('select id, round from review_case where teacher_id = $1', [teacherId])
  await head.post('/cases/decisions', { cases: [{ ...waiting, decision: 'pass' }] })
  expect((await clerk.post('/reports/send', { teacherIds: [teacherId] })).body).toMatchObject({ done: 1 })
  return { teacherId, caseId: waiting.id }
}

describe('调整主管部门: what a school holds goes along, and sessions that were open go on', () => {
  let waiting: { teacherId: string; caseId: string }
  let returned: { teacherId: string; caseId: string }
  let old: Voice
  let next: Voice
  let clerk: Voice
  beforeAll(async () => {
    old = await world.as('information', county)
    next = await world.as('information', other)
    clerk = await world.as('information', school)
    waiting = await sent(2)
    returned = await sent(3)
    await old.post('/cases/decisions', {
      cases: [
        {
          id: returned.caseId,
          round: 1,
          decision: 'return',
          reasons: [{ subset: null, rowId: null, field: null, reason: '请核对' }],
        },
      ],
    })
  })

  test('before it, the old authority sees the school and its case, the new one does not', async () => {
    expect((await old.get(`/cases/${waiting.caseId}`)).status).toBe(200)
    expect((await next.get(`/cases/${waiting.caseId}`)).status).toBe(404)
    expect((await next.get(`/teachers/${waiting.teacherId}`)).status).toBe(404)
  })

  test('it says beforehand how many schools, people and open cases go along', async () => {
    const { body } = await province.get(`/units/${clerk.unitId}/authority`)
    expect(body).toMatchObject({
      present: { name: county },
      byHand: false,
      derived: null,
      schools: 1,
      people: 3,
      openCases: 2,
    })
    expect(body.why).toContain('推导不出')
  })

  test('it is done by the province, with the numbers that went along', async () => {
    const answer = await move(province, school, other, '学校划归乙县管理')
    expect(answer).toMatchObject({ status: 200, body: { units: 1, people: 3, openCases: 2 } })
    expect(await torn()).toEqual([])
  })

  test('sessions opened before it have the new reach at once', async () => {
    expect((await next.get(`/teachers/${waiting.teacherId}`)).status).toBe(200)
    expect((await old.get(`/teachers/${waiting.teacherId}`)).status).toBe(404)
    expect((await old.get('/teachers', { unitId: clerk.unitId })).status).toBe(404)
    expect((await next.get('/units', { search: school })).body.total).toBe(1)
    expect((await old.get('/units', { search: school })).body.total).toBe(0)
    expect((await clerk.get('/teachers')).body.total).toBe(3)
    expect((await (await world.as('teacher', school, 2)).get('/teachers/mine')).status).toBe(200)
  })

  test('the undecided step stands at the new desk, and says whose it was', async () => {
    const step = await one(
      'select unit_name, note, opened_at is not null as open from review_step where case_id = $1 and decided_at is null',
      [waiting.caseId],
    )
    expect(step).toEqual({ unit_name: other, note: `主管部门已调整，原为${county}`, open: true })
    const inbox = await next.get('/cases')
    expect(inbox.body.rows.map((row: { id: string }) => row.id)).toContain(waiting.caseId)
  })

  test('the old authority no longer sees what it has not decided on, and keeps what it has', async () => {
    expect((await old.get(`/cases/${waiting.caseId}`)).status).toBe(404)
    const kept = await old.get(`/cases/${returned.caseId}`)
    expect(kept.status).toBe(200)
    expect(kept.body.items).toEqual([])
    const late = await old.post('/cases/decisions', { cases: [{ id: waiting.caseId, round: 1, decision: 'pass' }] })
    expect(late.body).toMatchObject({ done: 0, results: [{ code: 'not-found' }] })
  })

  test('the new authority decides it, and it is in effect', async () => {
    const passed = await next.post('/cases/decisions', { cases: [{ id: waiting.caseId, round: 1, decision: 'pass' }] })
    expect(passed.body).toMatchObject({ done: 1 })
    expect(
      (await one('select in_effect_since from teacher where id = $1', [waiting.teacherId])).in_effect_since,
    ).toBeTruthy()
  })

  test('a returned case goes on in its next round at the new authority', async () => {
    expect((await next.get(`/cases/${returned.caseId}`)).status).toBe(200)
    const head = await world.as('head', school)
    await clerk.post('/reports/hand-over', { teacherIds: [returned.teacherId] })
    await head.post('/cases/decisions', { cases: [{ id: returned.caseId, round: 2, decision: 'pass' }] })
    await clerk.post('/reports/send', { teacherIds: [returned.teacherId] })
    const passed = await next.post('/cases/decisions', { cases: [{ id: returned.caseId, round: 2, decision: 'pass' }] })
    expect(passed.body).toMatchObject({ done: 1 })
  })

  test('it is in the history of the school and in the audit log, before and after', async () => {
    const { body } = await next.get(`/units/${clerk.unitId}`)
    expect(body).toMatchObject({ authority: { name: other }, authorityByHand: true })
    expect(body.authorityWhy).toContain('由上级指定：学校划归乙县管理')
    expect(body.history[0]).toMatchObject({
      what: 'moved',
      reason: '学校划归乙县管理',
      differences: [{ label: '主管部门', before: county, after: other }],
    })
    expect(body.history[0].by).toContain('甲省教育厅')
    const deed = await one(`select detail from audit_event where action = 'unit.move' and object_id = $1`, [
      clerk.unitId,
    ])
    expect(deed.detail).toMatchObject({
      before: { authority: old.unitId, byHand: false },
      after: { authority: next.unitId, byHand: true },
      reason: '学校划归乙县管理',
      teachers: 3,
    })
  })

  test('what stands so already is no change', async () => {
    expect((await move(province, school, other)).body).toMatchObject({ status: 409, code: 'unit.already-there' })
  })
})

describe('a county with its schools', () => {
  test('goes with attached classes and all, and the city above it loses sight of it', async () => {
    const city = await world.as('information', '甲省东市教育局')
    const west = await world.as('information', '甲省西市教育局')
    const clerk = await world.as('information', hosting)
    const answer = await move(centre, county, '甲省西市教育局')
    // the county, one school, its attached class and the training institution
    expect(answer).toMatchObject({ status: 200, body: { units: 4 } })
    expect(await torn()).toEqual([])
    expect((await west.get('/units', { search: hosting })).body.total).toBe(2)
    expect((await city.get('/units', { search: hosting })).body.total).toBe(0)
    expect((await clerk.get('/places')).body.places).toHaveLength(2)
    expect((await west.get('/progress', { unitId: clerk.unitId })).status).toBe(200)
  })

  test('several at once, one under another, all end where they belong', async () => {
    const actor = await actorOfPost(world.house, province.postId)
    if (!actor) throw new Error('nobody at the province')
    const wanted: UnitMove[] = [
      {
        unitId: await world.unitId(county),
        toAuthorityId: await world.unitId('甲省东市教育局'),
        reason: '划回',
        byHand: false,
      },
      {
        unitId: await world.unitId(hosting),
        toAuthorityId: await world.unitId('甲省西市教育局'),
        reason: '市直属',
        byHand: true,
      },
      { unitId: await world.unitId(school), toAuthorityId: await world.unitId(county), reason: '划回', byHand: false },
    ]
    const moved = await asActor(world.house, actor, (ctx) => moveUnits(ctx, wanted))
    expect(moved.map(({ units }) => units).sort()).toEqual([1, 2, 3])
    expect(await torn()).toEqual([])
    const host = await one('select path from unit where id = $1', [await world.unitId(hosting)])
    expect(host.path).toContain(String(await world.unitId('甲省西市教育局')).padStart(7, '0'))
  })
})

describe('what may not be moved, each with its reason, and nothing changed', () => {
  const refused = async (voice: Voice, unit: string, authority: string) => {
    const before = await one('select md5(string_agg(id || path || parent_id, $1 order by id)) as sum from unit', [','])
    const { body } = await move(voice, unit, authority)
    expect(
      await one('select md5(string_agg(id || path || parent_id, $1 order by id)) as sum from unit', [',']),
    ).toEqual(before)
    return `${body.status} ${body.code}`
  }
  test('to another province, also between the centre and a province', async () => {
    expect(await refused(centre, '乙省东市甲县第一小学', other)).toBe('409 unit.other-province')
    expect(await refused(centre, '部属师范大学', '甲省教育厅')).toBe('409 unit.other-province')
  })
  test('under itself: circular supervision', async () => {
    expect(await refused(province, '甲省东市教育局', other)).toBe('409 unit.circular')
  })
  test('under an equal or a lower level', async () => {
    expect(await refused(province, county, other)).toBe('409 unit.authority-level')
    expect(await refused(province, '甲省西市教育局', '甲省东市教育局')).toBe('409 unit.authority-level')
  })
  test('an attached class by itself, a province, a training institution', async () => {
    expect(await refused(province, `${hosting}附设幼儿班`, other)).toBe('409 unit.moves-with-host')
    expect(await refused(centre, '甲省教育厅', '教育部')).toBe('409 unit.never-moves')
    expect(await refused(province, '甲省东市甲县教师培训中心', other)).toBe('409 unit.never-moves')
  })
  test('to a school, or to what does not exist', async () => {
    expect(await refused(province, school, hosting)).toBe('422 unit.authority-unknown')
    const { body } = await province.post(`/units/${await world.unitId(school)}/authority`, {
      authorityId: '999999',
      reason: 'x',
    })
    expect(body).toMatchObject({ status: 422, code: 'unit.authority-unknown' })
  })
  test('what lies outside the reach, there or here', async () => {
    expect(await refused(province, '乙省东市甲县第一小学', '乙省东市乙县教育局')).toBe('404 not-found')
    expect(await refused(province, school, '乙省东市乙县教育局')).toBe('422 unit.authority-unknown')
  })
  test('when nothing can be derived', async () => {
    expect(await refused(province, school, 'derived')).toBe('422 unit.no-derivation')
  })
  test('by anybody but the 系统管理员 of centre and province', async () => {
    for (const [role, unit] of [
      ['system', '甲省东市教育局'],
      ['system', county],
      ['information', '甲省教育厅'],
      ['query', '教育部'],
      ['audit', '教育部'],
    ] as const)
      expect(await refused(await world.as(role, unit), school, other)).toBe('403 not-allowed')
  })
  test('without having just confirmed who one is', async () => {
    const stale = await world.as('system', '甲省教育厅')
    await world.owner.query('update session set fresh_until = null where post_id = $1', [stale.postId])
    expect(await refused(stale, school, other)).toBe('403 session.confirm-again')
    await world.owner.query(`update session set fresh_until = now() + interval '1 hour' where post_id = $1`, [
      stale.postId,
    ])
  })
  test('one that may not, stops the whole set; asked beforehand each is named', async () => {
    const actor = await actorOfPost(world.house, centre.postId)
    if (!actor) throw new Error('nobody at the centre')
    const wanted: UnitMove[] = [
      { unitId: await world.unitId(school), toAuthorityId: await world.unitId(other), reason: 'x', byHand: false },
      {
        unitId: await world.unitId('乙省东市甲县第一小学'),
        toAuthorityId: await world.unitId(other),
        reason: 'x',
        byHand: false,
      },
    ]
    const barriers = await asActor(world.house, actor, (ctx) => moveBarriers(ctx, wanted))
    expect([...barriers.values()].map(({ code }) => code)).toEqual(['unit.other-province'])
    await expect(asActor(world.house, actor, (ctx) => moveUnits(ctx, wanted))).rejects.toThrow('跨省')
    expect((await one('select parent_id from unit where id = $1', [await world.unitId(school)])).parent_id).toBe(
      await world.unitId(county),
    )
  })
  test('the door itself refuses, whatever the application asked', async () => {
    const through = async (post: Voice, unit: string, target: string) => {
      const actor = await actorOfPost(world.house, post.postId)
      if (!actor) throw new Error('nobody')
      const asked = JSON.stringify([
        { unit: await world.unitId(unit), target: await world.unitId(target), byHand: false, reason: 'x' },
      ])
      const { sql } = await import('kysely')
      return asActor(world.house, actor, (ctx) =>
        sql`select * from app.move_units(${asked}::jsonb, ${post.postId}, null, ${today}::date)`.execute(ctx.db),
      ).then(
        () => 'moved',
        (error: { code?: string }) => error.code,
      )
    }
    expect(await through(await world.as('information', '甲省教育厅'), school, other)).toBe('42501')
    expect(await through(province, '乙省东市甲县第一小学', '乙省东市乙县教育局')).toBe('42501')
    expect(await through(province, school, '乙省东市乙县教育局')).toBe('42501')
    expect(await through(province, county, other)).toBe('42501')
    expect(await through(centre, school, '乙省东市乙县教育局')).toBe('42501')
  })
})

test('a teacher written with the path of before the move is refused by the database, and told as a stale page', async () => {
  const { id, unit_id } = await one(
    `select t.id, t.unit_id from teacher t join unit_version v on v.unit_id = t.unit_id and v.name = $1 limit 1`,
    [school],
  )
  const stale = world.owner.query('update teacher set unit_path = $2 where id = $1', [id, `0000001.${'0'.repeat(7)}.`])
  const error = await stale.then(
    () => null,
    (said: unknown) => said,
  )
  expect(Problem.from(error)?.code).toBe('changed-meanwhile')
  expect(unit_id).toBe(await world.unitId(school))
})

describe('at the size of life', () => {
  test('a county of 60 schools and 3,000 teachers, 1,000 of them with open cases, moves in well under a second or two', async () => {
    await world.owner.query(
      `with made as (
         insert into unit (id, province_code, parent_id, path, level)
         select n, '71', c.id, c.path || app.path_step(n), 'school' from unit c, generate_series(5000, 5059) n where c.id = $1 returning id),
       coded as (insert into unit_code (code, unit_id) select 'M' || id, id from made)
       select count(*) from made`,
      [await world.unitId(other)],
    )
    await world.owner.query(
      `insert into unit_version (unit_id, valid_from, code, name, school_type, category, by_change)
       select id, '2026-01-01', 'M' || id, '大县学校' || id, '211', 'k12', 'test' from unit where id between 5000 and 5059`,
    )
    const clerk = await world.as('information', '甲省东市乙县第一小学')
    await world.owner.query(
      `with people as (
         insert into person (province_code, id, name, gender) select '71', app.new_id(), '师' || n, '1' from generate_series(1, 3000) n returning id),
       numbered as (select id, 5000 + (row_number() over ()) % 60 as unit, row_number() over () as n from people),
       teachers as (
         insert into teacher (province_code, id, person_province, person_id, unit_id, unit_path, category, national_no, name, gender)
         select '71', p.id, '71', p.id, u.id, u.path, 'k12', 'T' || p.n, '师' || p.n, '1' from numbered p join unit u on u.id = p.unit returning id, unit_id, unit_path, national_no),
       cases as (
         insert into review_case (province_code, id, flow, teacher_id, unit_id, unit_name, title, opened_by_person, opened_by_post)
         select '71', t.id, 'report', t.id, t.unit_id, 'x', 'x', $1, $2 from teachers t where substr(t.national_no, 2)::int <= 1000 returning id, unit_id),
       parties as (
         insert into case_party (province_code, case_id, unit_id, unit_path, role)
         select '71', c.id, u.id, u.path, 'information' from cases c join unit s on s.id = c.unit_id join unit u on u.id in (s.id, s.parent_id))
       insert into review_step (province_code, case_id, round, ordinal, name, title, deciding, role, rule, of_unit_id, unit_id, unit_name, opened_at)
       select '71', c.id, 1, 0, 'review', 'x', true, 'information', 'authority:school', c.unit_id, s.parent_id, 'x', now() from cases c join unit s on s.id = c.unit_id`,
      [clerk.personId, clerk.postId],
    )
    await world.owner.query('analyze')
    const began = performance.now()
    const answer = await move(province, other, '甲省西市教育局')
    const county = performance.now() - began
    expect(answer).toMatchObject({ status: 200, body: { units: 63, people: 3006, openCases: 1000 } })
    expect(await torn()).toEqual([])
    // a school's authority is still the county: no desk changed
    const desks = await one(`select count(*)::int as n from review_step where unit_id = $1 and decided_at is null`, [
      await world.unitId(other),
    ])
    expect(desks.n).toBe(1000)
    // sixty schools at once to another county: every desk changes
    const actor = await actorOfPost(world.house, centre.postId)
    if (!actor) throw new Error('nobody at the centre')
    const target = await world.unitId('甲省西市甲县教育局')
    const began2 = performance.now()
    await asActor(world.house, actor, (ctx) =>
      moveUnits(
        ctx,
        Array.from({ length: 60 }, (_, n) => ({
          unitId: String(5000 + n),
          toAuthorityId: target,
          reason: '整建制划转',
          byHand: false,
        })),
      ),
    )
    const schools = performance.now() - began2
    console.log(`county of 3,000: ${county.toFixed(0)} ms; 60 schools with 1,000 open cases: ${schools.toFixed(0)} ms`)
    expect(await torn()).toEqual([])
    const at = await one(
      `select count(*)::int as n from review_step s join case_party p on p.case_id = s.case_id and p.unit_id = s.unit_id where s.unit_id = $1 and s.decided_at is null`,
      [target],
    )
    expect(at.n).toBe(1000)
    expect(
      (
        await one(
          'select count(*)::int as n from case_party where unit_id = $1 and case_id in (select id from review_case where unit_id between 5000 and 5059)',
          [await world.unitId(other)],
        )
      ).n,
    ).toBe(0)
    expect(county + schools).toBeLessThan(10_000)
  })
})
