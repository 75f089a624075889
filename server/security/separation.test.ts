import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AnyEndpoint } from '../../contract/endpoint.ts'
import { type Action, type Level, levels, mayEver, policy, type Role, roles } from '../../contract/policy.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import { type Objects, samples } from '../testing/samples.ts'
import { type Answer, openWorld, type Voice, type World } from '../testing/world.ts'

/** GB/T 22239 level 3, 8.1.5: three administrators, and nobody who is all of them. */
describe('three-way separation', () => {
  let world: World
  const seats = ['教育部', '甲省教育厅']
  const three = ['system', 'security', 'audit'] as const
  /** R03: a second factor is taken away by two people; the second may be a 安全管理员, who begins nothing */
  const secondPerson = 'account.factor.confirm'
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world.close())

  const key = (spec: AnyEndpoint) => `${spec.method} ${spec.path}`
  /** Objects of a school in reach, so that only the post can be the reason of a refusal. */
  async function objectsInReach(): Promise<Objects> {
    const clerk = await world.as('information', '甲省东市甲县第一小学')
    const one = async (text: string) => String((await world.owner.query(text, [clerk.unitId])).rows[0]?.id ?? newId())
    return new Proxy(
      {
        unit: clerk.unitId,
        teacher: await one('select id from teacher where unit_id = $1 limit 1'),
        account: await one(
          'select a.id from account a join post_holding h on h.person_id = a.person_id where h.unit_id = $1 limit 1',
        ),
      } as unknown as Objects,
      // kinds of objects that no test here needs by name
      { get: (of, name) => Reflect.get(of, name) ?? newId() },
    )
  }
  async function ask(voice: Voice, spec: AnyEndpoint, of: Objects): Promise<Answer> {
    const sample = samples[key(spec)]?.(of)
    if (!sample) throw new Error(`${key(spec)} has no sample`)
    let path: string = spec.path
    for (const [name, value] of Object.entries(sample.path ?? {})) path = path.replace(`:${name}`, value)
    const query = sample.query ? `?${new URLSearchParams(sample.query)}` : ''
    if (sample.file) return voice.upload(path + query, sample.file)
    return spec.method === 'GET' ? voice.get(path, sample.query) : voice.post(path + query, sample.body)
  }
  /** What the database shows to this post, whatever the application would ask. */
  async function rowsSeen(voice: Voice, role: Role, tables: readonly string[]): Promise<Record<string, number>> {
    const { rows } = await world.owner.query('select path from unit where id = $1', [voice.unitId])
    return world.house.database.transaction().execute(async (tx) => {
      await sql`select set_config('app.person', ${voice.personId}, true), set_config('app.role', ${role}, true), set_config('app.scope', ${rows[0].path}, true),
        set_config('app.own', ${`${rows[0].path}!`}, true), set_config('app.place', ${rows[0].path}, true)`.execute(tx)
      const seen: Record<string, number> = {}
      for (const table of tables) {
        const found = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(tx)
        seen[table] = found.rows[0]?.n ?? -1
      }
      return seen
    })
  }
  const register = [
    'teacher',
    'teacher_version',
    'record',
    'change',
    'change_item',
    'stored_file',
    'review_case',
    'engagement',
  ]
  const none = Object.fromEntries(register.map((table) => [table, 0]))

  test.each([
    ['system', 'security'],
    ['security', 'audit'],
    ['audit', 'system'],
  ] as const)('S01: who is %s is refused as %s, anywhere in the country, by the database', async (held, wanted) => {
    const holder = await world.as(held, '甲省教育厅')
    const attempt = world.owner.query(
      `insert into post_holding (province_code, id, unit_id, role, seat, person_province, person_id, from_on)
       select '72', $2, (select unit_id from unit_version where name = '乙省教育厅'), $3, 3, person_province, person_id, current_date from post_holding where id = $1`,
      [holder.postId, newId(), wanted],
    )
    const refusal = await attempt.then(
      () => null,
      (error: unknown) => Problem.from(error),
    )
    expect(refusal).toMatchObject({ code: 'post.three-ways', status: 409 })
  })

  test('S01: after the old post has ended the person may take another of the three', async () => {
    const holder = await world.as('audit', '乙省教育厅')
    await world.owner.query('begin')
    await world.owner.query(
      `update post_holding set to_on = current_date - 1, from_on = current_date - 2 where id = $1`,
      [holder.postId],
    )
    const { rowCount } = await world.owner.query(
      `insert into post_holding (province_code, id, unit_id, role, seat, person_province, person_id, from_on)
       select province_code, $2, unit_id, 'security', 3, person_province, person_id, current_date from post_holding where id = $1`,
      [holder.postId, newId()],
    )
    await world.owner.query('rollback')
    expect(rowCount).toBe(1)
  })

  test('S01: centre and provinces have two 安全管理员 and one 审计管理员 beside the 系统管理员, all different people', async () => {
    const { rows } = await world.owner.query(
      `select u.name, array_agg(h.role order by h.role) as roles, count(distinct h.person_id)::int as people from post_holding h join unit_now u on u.id = h.unit_id
        where u.level in ('ministry', 'province') and h.role = any ($1) group by u.name`,
      [three],
    )
    expect(rows).toHaveLength(3)
    for (const row of rows) expect(row).toMatchObject({ roles: ['audit', 'security', 'security', 'system'], people: 4 })
  })

  test.each(seats)(
    'S02: the 系统管理员 of %s reads no teacher, no policy and no log but the account deeds of the own unit',
    async (seat) => {
      const voice = await world.as('system', seat)
      const of = await objectsInReach()
      for (const spec of world.app.served) {
        if (!/^(teacher|case|report|import|progress|security|audit\.read)/.test(spec.permission)) continue
        expect(`${key(spec)} ${(await ask(voice, spec, of)).status}`).toBe(`${key(spec)} 403`)
      }
      expect(await rowsSeen(voice, 'system', [...register, 'security_policy'])).toEqual({ ...none, security_policy: 0 })
      const { rows } = await world.owner.query('select path from unit where id = $1', [voice.unitId])
      const foreign = await world.house.database.transaction().execute(async (tx) => {
        await sql`select set_config('app.person', ${voice.personId}, true), set_config('app.role', 'system', true), set_config('app.scope', ${rows[0].path}, true),
        set_config('app.own', ${`${rows[0].path}!`}, true)`.execute(tx)
        return (await sql`select action from audit_event where object_type is distinct from 'account'`.execute(tx)).rows
      })
      expect(foreign).toEqual([])
    },
  )

  test.each(seats)('S03: the 安全管理员 of %s makes no account and reads no data', async (seat) => {
    const voice = await world.as('security', seat)
    const of = await objectsInReach()
    const open = [
      'home.read',
      'standard.read',
      'profile.read',
      // the exercises of the own post, in the practice environment
      'lesson.read',
      'security.read',
      'security.change',
      secondPerson,
      'public',
      'signed-in',
    ]
    let tried = 0
    for (const spec of world.app.served.filter(({ permission }) => !open.includes(permission))) {
      expect(`${key(spec)} ${(await ask(voice, spec, of)).status}`).toBe(`${key(spec)} 403`)
      tried += 1
    }
    expect(tried).toBeGreaterThan(30)
    const accounts = ['account', 'login_name', 'person', 'audit_event']
    // oneself, and nobody else
    expect(await rowsSeen(voice, 'security', [...register, ...accounts])).toEqual({
      ...none,
      account: 1,
      login_name: 0,
      person: 1,
      audit_event: 0,
    })
  })

  test.each(seats)(
    'S04: the 审计管理员 of %s writes nothing: every POST but those of the own session is refused',
    async (seat) => {
      const voice = await world.as('audit', seat)
      const of = await objectsInReach()
      const writes = world.app.served.filter(
        ({ method, permission }) => method === 'POST' && !['public', 'signed-in'].includes(permission),
      )
      let tried = 0
      // reading the log may be a POST (an export); it changes no data and needs the audit's own permission
      for (const spec of writes.filter(({ permission }) => !permission.startsWith('audit.'))) {
        expect(`${key(spec)} ${(await ask(voice, spec, of)).status}`).toBe(`${key(spec)} 403`)
        tried += 1
      }
      expect(tried).toBeGreaterThan(20)
      expect(await rowsSeen(voice, 'audit', [...register, 'security_policy', 'person'])).toEqual({
        ...none,
        security_policy: 0,
        person: 1,
      })
    },
  )

  test('S06: no post may do everything, none of the three may do what another of them is for, and no account holds two of them', async () => {
    const actions = Object.keys(policy) as Action[]
    const may = (role: Role, level: Level) => actions.filter((action) => mayEver({ role, level }, action))
    // what every post may do is nobody's power
    const powers = actions.filter(
      (action) => !roles.every((role) => levels.some((level) => mayEver({ role, level }, action))),
    )
    for (const role of roles)
      for (const level of levels)
        expect(powers.filter((action) => mayEver({ role, level }, action)).length).toBeLessThan(powers.length / 2)
    const alone = {
      system: /^(unit|account|post|handout|head|training)\./,
      security: /^security\./,
      audit: /^audit\.read$/,
    }
    for (const role of three)
      for (const other of three.filter((each) => each !== role))
        for (const level of levels) {
          const both = may(role, level).filter(
            (action) => alone[other].test(action) && !['unit.read', secondPerson].includes(action),
          )
          expect(`${role}@${level}: ${both}`).toBe(`${role}@${level}: `)
        }
    const { rows } = await world.owner.query(
      'select person_id from post_holding where role = any ($1) and to_on is null group by person_id having count(distinct role) > 1',
      [three],
    )
    expect(rows).toEqual([])
  })
})
