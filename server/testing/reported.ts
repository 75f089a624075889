import { inject } from 'vitest'
import { inventPeople } from '../../practice/people.ts'
import { registerPeople } from '../account/door.ts'
import { saveDraftRows } from '../change/draft.ts'
import { asActor, asNobody } from '../platform/context.ts'
import { openDatabase } from '../platform/database.ts'
import { actorOfPost } from '../session/actor.ts'
import { rightRecord } from './records.ts'
import type { Voice, World } from './world.ts'

export interface Waiting {
  id: string
  round: number
  teacherId: string
}

/** So many new teachers of a school with whole records that no check has anything to say of, entered by its clerk; their ids. */
export async function enterTeachers(world: World, clerk: Voice, count: number, seed = 'desk'): Promise<string[]> {
  const cluster = inject('cluster')
  const office = { ...world.house, database: openDatabase({ ...cluster.owner, database: world.name }, 1) }
  const { rows } = await world.owner.query('select id, path, province_code from unit where id = $1', [clerk.unitId])
  const [unit] = rows
  // born when the record that all get says nothing odd of them
  const people = inventPeople(seed, count * 12, { region: '330106' })
    .filter(({ birthDate }) => /^198[3-7]/.test(birthDate))
    .slice(0, count)
  if (people.length < count) throw new Error(`expected ${count} people of the right age, found ${people.length}`)
  try {
    const made = await asNobody(office, (ctx) =>
      registerPeople(ctx, people, { id: unit.id, path: unit.path, provinceCode: unit.province_code, category: 'k12' }),
    )
    const ids = made.map(({ teacherId }) => teacherId)
    const actor = await actorOfPost(world.house, clerk.postId)
    if (!actor) throw new Error('the clerk holds no post')
    await asActor(world.house, actor, (ctx) =>
      saveDraftRows(
        ctx,
        ids.flatMap((teacherId) =>
          Object.entries(rightRecord('2026-11-23')).flatMap(([subset, rows]) =>
            rows.map((values) => ({ teacherId, subset, values })),
          ),
        ),
      ),
    )
    return ids
  } finally {
    await office.database.destroy()
  }
}

/** The open cases of these teachers. */
export async function casesOf(world: World, teacherIds: readonly string[]): Promise<Waiting[]> {
  const { rows } = await world.owner.query(
    'select id, round, teacher_id as "teacherId" from review_case where teacher_id = any ($1) and closed_at is null order by id',
    [teacherIds],
  )
  return rows
}

/** Handed over, signed one by one, reported. */
export async function report(world: World, clerk: Voice, head: Voice, teacherIds: readonly string[]): Promise<void> {
  await clerk.post('/reports/hand-over', { teacherIds })
  for (const { id, round } of await casesOf(world, teacherIds))
    await head.post('/cases/decisions', { cases: [{ id, round, decision: 'pass' }] })
  const sent = await clerk.post('/reports/send', { teacherIds })
  if (sent.body.done !== teacherIds.length) throw new Error(JSON.stringify(sent.body))
}
