import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtInSettings, type SecuritySettings } from '../../contract/security.ts'
import { newId } from '../platform/ids.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'

const province = '甲省教育厅'

describe('安全策略: proposed by one, confirmed by another', () => {
  let world: World
  let first: Voice
  let second: Voice
  let centre: Voice
  let neighbour: Voice
  beforeAll(async () => {
    world = await openWorld()
    first = await world.as('security', province, 1)
    second = await world.as('security', province, 2)
    centre = await world.as('security', '教育部', 1)
    neighbour = await world.as('security', '乙省教育厅', 1)
  })
  afterAll(() => world.close())

  const read = async (voice: Voice, query = {}) => (await voice.get('/security', query)).body
  const propose = async (voice: Voice, change: Partial<SecuritySettings>, reason = '按检查要求收紧') => {
    const { inForce } = await read(voice)
    const settings = { ...inForce.settings, ...change }
    return voice.post('/security/proposals', { settings, reason, basedOn: inForce.id })
  }
  const decide = (voice: Voice, id: string, decision: 'confirm' | 'refuse', reason = '同意，照此执行') =>
    voice.post(`/security/proposals/${id}/decision`, { decision, reason })
  const deeds = async (id: string) =>
    (
      await world.owner.query(
        'select action, person_id, detail from audit_event where object_id = $1 and outcome = $2 order by seq',
        [id, 'done'],
      )
    ).rows
  /** How the session of a 信息管理员 of the province stands after so many idle minutes, without a new sign-in. */
  const aliveAfter = async (minutes: number) => {
    const clerk = await world.as('information', province)
    await world.owner.query('update session set seen_at = now() - make_interval(mins => $2) where post_id = $1', [
      clerk.postId,
      minutes,
    ])
    const alive = (await clerk.get('/home')).status === 200
    await world.owner.query('delete from session where post_id = $1', [clerk.postId])
    return alive
  }

  test('with nothing set the built-in settings are in force', async () => {
    expect(await read(first)).toMatchObject({
      unitName: province,
      inForce: { id: null, from: 'built-in', since: null, settings: builtInSettings },
      open: null,
      below: [],
      history: { total: 0, rows: [] },
    })
    expect(await aliveAfter(25)).toBe(true)
  })

  test('every number out of bounds is named at once, in Chinese with its bounds, and nothing is kept', async () => {
    const settings = { ...builtInSettings, idleMinutes: 31, unmaskADay: -1, sessions: 2.5, factorAtSchools: 'yes' }
    const answer = await first.post('/security/proposals', { settings, reason: '放宽', basedOn: null })
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
    expect(answer.body.fields).toEqual(
      expect.arrayContaining([
        { at: '/settings/idleMinutes', message: '其他人无操作自动退出应为 5 至 30 分钟之间的整数' },
        { at: '/settings/unmaskADay', message: '每人每天查看敏感信息应为 0 至 50 项之间的整数' },
        { at: '/settings/sessions', message: '同时登录数应为 1 至 3 处之间的整数' },
        { at: '/settings/factorAtSchools', message: '学校也用两步验证应为开启或关闭' },
      ]),
    )
    const { idleMinutes: _, ...partly } = builtInSettings
    const less = await first.post('/security/proposals', { settings: partly, reason: '少一项', basedOn: null })
    expect(less.body.fields.map(({ at }: { at: string }) => at)).toEqual(['/settings/idleMinutes'])
    const more = { settings: { ...builtInSettings, noSuch: 1 }, reason: '多一项', basedOn: null }
    expect((await first.post('/security/proposals', more)).status).toBe(400)
    expect((await world.owner.query('select 1 from security_policy')).rows).toEqual([])
  })

  test('a proposal that changes nothing, or was made on an old page, is refused', async () => {
    expect(await propose(first, {})).toMatchObject({ status: 422, body: { code: 'security.nothing-new' } })
    const stale = { settings: { ...builtInSettings, idleMinutes: 10 }, reason: '旧页面', basedOn: newId() }
    expect(await first.post('/security/proposals', stale)).toMatchObject({
      status: 409,
      body: { code: 'changed-meanwhile' },
    })
  })

  test('proposing and deciding ask for a fresh confirmation of the person', async () => {
    const tired = await world.as('security', province, 1)
    await world.owner.query('update session set fresh_until = now() where post_id = $1', [tired.postId])
    expect(await propose(tired, { idleMinutes: 20 })).toMatchObject({
      status: 403,
      body: { code: 'session.confirm-again' },
    })
    expect(await decide(tired, newId(), 'confirm')).toMatchObject({
      status: 403,
      body: { code: 'session.confirm-again' },
    })
    await world.owner.query(`update session set fresh_until = now() + interval '8 hours' where post_id = $1`, [
      tired.postId,
    ])
  })

  let open: string
  test('a proposal waits, changes nothing, and is the only one', async () => {
    const answer = await propose(first, { idleMinutes: 20 })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    open = answer.body.id
    expect(await propose(second, { idleMinutes: 10 })).toMatchObject({
      status: 409,
      body: { code: 'security.one-open' },
    })
    const seen = await read(second)
    expect(seen.inForce.from).toBe('built-in')
    expect(seen.open).toMatchObject({
      id: open,
      state: 'open',
      unitName: province,
      before: { idleMinutes: 30 },
      settings: { idleMinutes: 20 },
      proposedBy: { role: '安全管理员', unit: province },
      can: ['decide'],
    })
    expect((await read(first)).open.can).toEqual(['withdraw'])
    expect((await second.get('/home')).body.todos).toMatchObject([{ key: 'security', count: 1, to: '/security' }])
    expect((await first.get('/home')).body.todos).toEqual([])
    expect(await aliveAfter(25)).toBe(true)
  })

  test('S05: the proposer does not confirm the own proposal, at the door or in the database', async () => {
    expect(await decide(first, open, 'confirm')).toMatchObject({ status: 409, body: { code: 'security.two-people' } })
    await expect(
      world.owner.query(
        `update security_policy set decided_by_person = proposed_by_person, decided_by_post = proposed_by_post, decided_at = now(), decided_reason = 'x', confirmed = true where id = $1`,
        [open],
      ),
    ).rejects.toMatchObject({ constraint: 'security_policy_two_people' })
  })

  test('what another province proposes does not exist', async () => {
    expect((await read(neighbour)).open).toBeNull()
    for (const path of ['decision', 'withdrawal']) {
      const body = path === 'decision' ? { decision: 'confirm', reason: '越权' } : { reason: '越权' }
      const foreign = await neighbour.post(`/security/proposals/${open}/${path}`, body)
      const none = await neighbour.post(`/security/proposals/${newId()}/${path}`, body)
      expect([foreign.status, foreign.raw.toString()]).toEqual([404, none.raw.toString()])
    }
  })

  test('only the proposer withdraws; afterwards there is room for another', async () => {
    expect(await second.post(`/security/proposals/${open}/withdrawal`, { reason: '代撤' })).toMatchObject({
      status: 409,
      body: { code: 'security.not-own' },
    })
    expect((await first.post(`/security/proposals/${open}/withdrawal`, { reason: '再想想' })).status).toBe(200)
    expect(await decide(second, open, 'confirm')).toMatchObject({ status: 409, body: { code: 'changed-meanwhile' } })
    expect((await read(first)).history.rows).toMatchObject([
      { id: open, state: 'withdrawn', decidedReason: '再想想', can: [] },
    ])
    expect((await deeds(open)).map(({ action }) => action)).toEqual(['security.propose', 'security.withdraw'])
  })

  test('confirmed by the second person it holds from the next request on, for running sessions too', async () => {
    const { id } = (await propose(first, { idleMinutes: 20, unmaskADay: 10 })).body
    expect((await decide(second, id, 'confirm')).status).toBe(200)
    const seen = await read(first)
    expect(seen.inForce).toMatchObject({ id, from: 'own', settings: { idleMinutes: 20, unmaskADay: 10, failures: 5 } })
    expect(seen.open).toBeNull()
    expect(await aliveAfter(25)).toBe(false)
    expect(await aliveAfter(15)).toBe(true)
    const [proposed, confirmed] = await deeds(id)
    expect(proposed).toMatchObject({
      action: 'security.propose',
      person_id: first.personId,
      detail: { changes: { idleMinutes: { before: 30, after: 20 }, unmaskADay: { before: 50, after: 10 } } },
    })
    expect(confirmed).toMatchObject({
      action: 'security.confirm',
      person_id: second.personId,
      detail: { reason: '同意，照此执行', changes: { idleMinutes: { before: 30, after: 20 } } },
    })
  })

  test('of two who decide at once one wins', async () => {
    const { id } = (await propose(first, { idleMinutes: 10 })).body
    const answers = await Promise.all([decide(second, id, 'refuse'), decide(centre, id, 'refuse')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await read(first)).inForce.settings.idleMinutes).toBe(20)
    expect((await read(first)).history.rows[0]).toMatchObject({ id, state: 'refused' })
  })

  test('S05: the centre may be the second one of a province', async () => {
    const { id } = (await propose(first, { idleMinutes: 25 })).body
    expect((await read(centre)).below).toMatchObject([
      { id, unitName: province, before: { idleMinutes: 20 }, settings: { idleMinutes: 25 }, can: ['decide'] },
    ])
    expect((await decide(centre, id, 'confirm')).status).toBe(200)
    expect((await read(first)).inForce).toMatchObject({ id, settings: { idleMinutes: 25 } })
    expect((await read(centre)).below).toEqual([])
    expect((await read(first)).history.rows[0].decidedBy).toMatchObject({ unit: '教育部' })
  })

  test('the centre’s holds for provinces that have none of their own, which see it but not what the centre discusses', async () => {
    const another = await world.as('security', '教育部', 2)
    const { id } = (await propose(centre, { idleMinutes: 12 })).body
    expect((await decide(first, id, 'confirm')).status).toBe(404)
    expect((await read(neighbour)).inForce.from).toBe('built-in')
    expect((await decide(another, id, 'confirm')).status).toBe(200)
    expect((await read(neighbour)).inForce).toMatchObject({ id, from: 'centre', settings: { idleMinutes: 12 } })
    expect((await read(neighbour)).history.total).toBe(0)
    expect((await read(first)).inForce.from).toBe('own')
    const proposal = await propose(neighbour, { idleMinutes: 15 })
    expect((await read(neighbour)).open).toMatchObject({ id: proposal.body.id, before: { idleMinutes: 12 } })
  })

  test('history is paged, newest first', async () => {
    const page = await read(first, { page: '2', size: '2' })
    expect(page.history.total).toBe(4)
    expect(page.history.rows.map(({ state }: { state: string }) => state)).toEqual(['confirmed', 'withdrawn'])
  })

  test('row-level security alone keeps proposals in the own name, in reach, and decided ones as they are', async () => {
    const client = await world.owner.query('select path, province_code from unit where id = $1', [neighbour.unitId])
    const { path } = client.rows[0]
    const { sql } = await import('kysely')
    const asNeighbour = (run: ReturnType<typeof sql>) =>
      world.house.database.transaction().execute(async (tx) => {
        await sql`select set_config('app.person', ${neighbour.personId}, true), set_config('app.role', 'security', true), set_config('app.scope', ${path}, true)`.execute(
          tx,
        )
        return run.execute(tx)
      })
    const insert = (code: string, person: string) => sql`
      insert into security_policy (province_code, id, settings, reason, proposed_by_person, proposed_by_post)
      values (${code}, ${newId()}, '{}', 'x', ${person}, ${neighbour.postId})`
    await expect(asNeighbour(insert('71', neighbour.personId))).rejects.toThrow(/row-level security/)
    await expect(asNeighbour(insert('72', first.personId))).rejects.toThrow(/row-level security/)
    const touched = await asNeighbour(
      sql`update security_policy set decided_at = now(), decided_by_person = ${neighbour.personId}, decided_by_post = ${neighbour.postId}, decided_reason = 'x', confirmed = false where province_code <> '72' or decided_at is not null`,
    )
    expect(touched.numAffectedRows).toBe(0n)
  })
})
