import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { keepIntakeTidy, resumeIntake } from './daily.ts'
import {
  contentOf,
  imported,
  type Numbered,
  numberTeachers,
  runReading,
  runWriting,
  workbook,
} from './story.fixture.ts'

const school = '甲省东市甲县第一小学'
let world: World
let clerk: Voice
let people: Numbered[]

beforeAll(async () => {
  world = await openWorld()
  clerk = await world.as('information', school)
  people = await numberTeachers(world, school)
})
afterAll(() => world.close())

beforeEach(async () => {
  await world.owner.query('delete from change_item; delete from change')
})

const batch = async (id: string) => (await clerk.get(`/intake/batches/${id}`)).body
const commit = (id: string, how: object = {}) => clerk.post(`/intake/batches/${id}/commit`, how)
const columns = ['姓名*', '身份证件号*', '民族', '曾用名']
const everybody = (nation: string, former = '') =>
  workbook({ 基本信息: [columns, ...people.map(({ name, idNumber }) => [name, idNumber, nation, former])] })
const written = async (): Promise<{ teacher_id: string; body: Record<string, unknown> }[]> =>
  (await world.owner.query('select teacher_id, body from change_item where superseded_at is null')).rows
const draftsCounted = async () =>
  (await world.owner.query('select draft from progress where unit_id = $1', [clerk.unitId])).rows[0]?.draft

/** The last of the people by id cannot be written: the process dies at the last step of a commit. */
async function dyingAtTheLast(work: () => Promise<unknown>): Promise<void> {
  const last = people
    .map(({ teacherId }) => teacherId)
    .sort()
    .at(-1)
  await world.owner.query(`create function pg_temp_die() returns trigger language plpgsql as $$ begin raise 'power cut'; end $$;
    create trigger die before insert on change_item for each row when (new.teacher_id = '${last}') execute function pg_temp_die()`)
  try {
    await expect(work()).rejects.toThrow('power cut')
  } finally {
    await world.owner.query('drop trigger die on change_item; drop function pg_temp_die()')
  }
}

test('a commit whose process died goes on where it stood: no row twice, none missing', async () => {
  const id = await imported(world, clerk, await everybody('01'))
  await commit(id)
  await dyingAtTheLast(() => runWriting(world, id, 1))
  expect(await written()).toHaveLength(people.length - 1)
  expect(await batch(id)).toMatchObject({ state: 'committing', progress: { done: people.length - 1 }, can: ['halt'] })
  const ids = async () => (await world.owner.query('select id from change_item order by id')).rows
  const before = await ids()

  await resumeIntake(world.house)
  await expect(runWriting(world, id)).rejects.toThrow('nothing is waiting')
  await world.owner.query(`update import_batch set moved_at = now() - interval '2 minutes' where id = $1`, [id])
  await resumeIntake(world.house)
  await runWriting(world, id, 1)
  expect(await batch(id)).toMatchObject({
    state: 'committed',
    result: { people: people.length, added: people.length, updated: 0, unchanged: 0, skipped: 0 },
  })
  expect((await written()).map((item) => item.teacher_id).sort()).toEqual(
    people.map(({ teacherId }) => teacherId).sort(),
  )
  expect(await ids()).toEqual(expect.arrayContaining(before))
  expect(await draftsCounted()).toBe(people.length)
})

test('a commit that is stopped half-way leaves nothing, and can be begun again', async () => {
  const id = await imported(world, clerk, await everybody('01'))
  await commit(id)
  await dyingAtTheLast(() => runWriting(world, id, 1))
  expect((await clerk.post(`/intake/batches/${id}/halt`)).body).toMatchObject({ state: 'undoing' })
  await runWriting(world, id, 1)
  expect(await written()).toEqual([])
  expect(await draftsCounted()).toBe(0)
  await runReading(world, id)
  expect(await batch(id)).toMatchObject({ state: 'ready' })
  await commit(id)
  await runWriting(world, id)
  expect(await batch(id)).toMatchObject({ state: 'committed', result: { added: people.length } })
})

test('all or nothing: nothing is begun while somebody’s record is in effect, and all is taken back when it becomes so on the way', async () => {
  const id = await imported(world, clerk, await everybody('01'))
  const inEffect = (since: string) =>
    world.owner.query(
      `update teacher set in_effect_since = ${since} where id = (select max(id::text)::uuid from teacher where unit_id = $1)`,
      [clerk.unitId],
    )
  await inEffect('now()')
  const refused = await commit(id, { whole: true })
  expect(refused).toMatchObject({ status: 409, body: { code: 'import.locked' } })
  await inEffect('null')
  expect((await commit(id, { whole: true })).status).toBe(200)
  await inEffect('now()')
  await runWriting(world, id, 1)
  expect(await batch(id)).toMatchObject({ state: 'undoing' })
  await runWriting(world, id, 1)
  await runReading(world, id)
  expect(await batch(id)).toMatchObject({ state: 'ready' })
  expect(await written()).toEqual([])
  await inEffect('null')
})

test('a row that was left out for its errors is none that was changed since', async () => {
  const [first, ...others] = people
  if (!first) throw new Error('nobody')
  const lines = others.map(({ name, idNumber }) => [name, idNumber, '01', ''])
  const id = await imported(
    world,
    clerk,
    await workbook({ 基本信息: [columns, [first.name, first.idNumber, '火星族', '李小静'], ...lines] }),
  )
  await commit(id, { skipErrors: true })
  await runWriting(world, id)
  expect((await clerk.post(`/intake/batches/${id}/undo`)).status).toBe(200)
  await runWriting(world, id)
  expect(await batch(id)).toMatchObject({ state: 'undone', undone: { removed: others.length, kept: 0 } })
  expect(await written()).toEqual([])
})

test('what was edited since is named, and the rest can be taken back without it', async () => {
  const [first] = people
  if (!first) throw new Error('nobody')
  const id = await imported(world, clerk, await everybody('01'))
  await commit(id)
  await runWriting(world, id, 1)
  await world.owner.query('update change_item set written_at = now() where teacher_id = $1', [first.teacherId])
  const refused = await clerk.post(`/intake/batches/${id}/undo`)
  expect(refused).toMatchObject({ status: 409, body: { code: 'import.touched', kept: 1, free: people.length - 1 } })
  expect(refused.body.people).toEqual([first.name])
  expect((await clerk.post(`/intake/batches/${id}/undo?partial=yes`)).status).toBe(200)
  await runWriting(world, id, 1)
  expect(await batch(id)).toMatchObject({
    state: 'undone',
    undone: { removed: people.length - 1, restored: 0, kept: 1 },
  })
  expect((await written()).map((item) => item.teacher_id)).toEqual([first.teacherId])
})

test('the trial shows field by field what would change; the commit changes just that, and the undoing brings it back', async () => {
  const one = await imported(world, clerk, await everybody('01', '李小静'))
  await commit(one)
  await runWriting(world, one)
  const two = await imported(world, clerk, await everybody('02', '[清空]'))
  const { body } = await clerk.get(`/intake/batches/${two}/changes`, { size: '1' })
  expect(body.total).toBe(people.length)
  expect(body.rows).toMatchObject([
    {
      row: 2,
      subset: '基本信息',
      fields: [
        { label: '曾用名', before: '李小静', after: '' },
        { label: '民族', before: '汉族', after: '蒙古族' },
      ],
    },
  ])
  await commit(two)
  await runWriting(world, two, 1)
  expect((await written()).every((item) => item.body.ethnicity === '02' && !('former_name' in item.body))).toBe(true)
  await clerk.post(`/intake/batches/${two}/undo`)
  await runWriting(world, two, 1)
  expect(await batch(two)).toMatchObject({ undone: { removed: 0, restored: people.length, kept: 0 } })
  expect((await written()).every((item) => item.body.ethnicity === '01')).toBe(true)
})

test('a template filled with what stands comes back as it went: nothing changes, and what is masked stays', async () => {
  const [first] = people
  if (!first) throw new Error('nobody')
  const one = await imported(
    world,
    clerk,
    await workbook({
      基本信息: [columns, [first.name, first.idNumber, '01', '李小静']],
      联系方式: [
        ['姓名*', '身份证件号*', '手机'],
        [first.name, first.idNumber, '19900001234'],
      ],
    }),
  )
  await commit(one)
  await runWriting(world, one)
  const { raw } = await clerk.get('/intake/template', { withPeople: 'filled' })
  const sheets = await contentOf(raw)
  const line = sheets.基本信息?.find(([name]) => name === first.name)
  expect(line).toContain('01 汉族')
  const contact = sheets.联系方式?.find(([name]) => name === first.name)
  expect(contact).toContain('********234')
  const two = await imported(world, clerk, raw)
  const trial = await clerk.get(`/intake/batches/${two}/trial`)
  expect(trial.body).toMatchObject({ updated: 0 })
  expect((await batch(two)).facets.filter((facet: { seen: string }) => facet.seen.includes('*'))).toEqual([])
})

test('a pasted range is mended as one, or not at all', async () => {
  const id = await imported(world, clerk, await everybody('火星族'))
  expect(await batch(id)).toMatchObject({ errorCells: people.length })
  const cells = people.map((_, at) => ({ sheet: 0, row: at + 2, column: 3, text: '汉族' }))
  const path = `/intake/batches/${id}/mending`
  expect((await clerk.post(path, { cells: [...cells, { sheet: 0, row: 2, column: 99, text: '' }] })).status).toBe(404)
  expect((await clerk.post(path, { cells: [...cells, { sheet: 0, row: 999, column: 3, text: '' }] })).status).toBe(409)
  expect(await batch(id)).toMatchObject({ errorCells: people.length })
  expect((await clerk.post(path, { cells })).body).toEqual({ cells: people.length })
  expect(await batch(id)).toMatchObject({ errorCells: 0 })
})

test('staged rows are gone 30 days after the commit, and the figures stay', async () => {
  const id = await imported(world, clerk, await everybody('01'))
  await commit(id)
  await runWriting(world, id)
  const rows = async () =>
    (await world.owner.query('select count(*)::int as n from import_row where batch_id = $1', [id])).rows[0].n
  await world.owner.query(`update import_batch set committed_at = now() - interval '29 days' where id = $1`, [id])
  await keepIntakeTidy(world.house)
  expect(await rows()).toBe(people.length)
  await world.owner.query(`update import_batch set committed_at = now() - interval '31 days' where id = $1`, [id])
  await keepIntakeTidy(world.house)
  expect(await rows()).toBe(0)
  expect(await batch(id)).toMatchObject({ state: 'committed', result: { added: people.length }, can: [] })
  expect((await clerk.post(`/intake/batches/${id}/undo`)).body.code).toBe('import.finished')
})
