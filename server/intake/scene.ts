import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { knownFor, profileOf } from '../profile/rules.ts'
import { peopleFor } from '../record/door.ts'
import { judgePerson, judgeStranger, type PersonNow, type Verdict } from './judge.ts'
import { type Identified, identify, type Roster } from './people.ts'
import type { Scene, SheetPlan } from './plan.ts'
import { askForPeople, rosterOf } from './roster.ts'
import { type KeptRow, rowKeys, rowsAt, rowsOfTeachers, updateRows } from './rows.ts'
import { type BatchRow, countBatch, schoolOf } from './sql.ts'

/** How many people are judged or written at once: some thousand rows in memory. */
export const peopleAtOnce = 300

/** The sheets of a batch as they were understood. */
export function plansOf(batch: BatchRow): SheetPlan[] {
  // what the reader wrote there
  return batch.sheets as unknown as SheetPlan[]
}

/** What the clerk's school is asked for: its category's profile in force, or of a batch under way the version it was read under. */
export async function schoolScene(
  ctx: Context,
  batch?: Pick<BatchRow, 'category' | 'profile_version'>,
): Promise<{ category: string; scene: Omit<Scene, 'sheets'> }> {
  const school = await schoolOf(ctx)
  if (!school?.category) throw new Problem('not-found', { title: '当前单位不是学校，没有可导入的信息' })
  const profile = await profileOf(
    ctx,
    ctx.actor.provinceCode,
    school.category,
    batch?.category === school.category ? batch.profile_version : undefined,
  )
  const known = knownFor(ctx, profile, {
    type: school.school_type,
    private: school.private,
    name: school.name,
    urbanRural: school.urban_rural,
  })
  return { category: school.category, scene: { profile, known } }
}

export async function sceneOf(ctx: Context, batch: BatchRow): Promise<Scene> {
  const { scene } = await schoolScene(ctx, batch)
  return { ...scene, sheets: plansOf(batch) }
}

/**
 * Judges rows that were mended, and with them every row of the people they belong to now or belonged to before.
 * The rows are handed in as they should be kept; the others are read.
 */
export async function judgeTouched(ctx: Context, batch: BatchRow, mended: readonly KeptRow[]): Promise<void> {
  const scene = await sceneOf(ctx, batch)
  const roster = await rosterOf(ctx)
  const before = mended.flatMap((row) => row.teacherId ?? [])
  const now = mended.flatMap((row) => identify(scene, row, roster).member?.teacherId ?? [])
  const key = (row: KeptRow) => `${row.sheet}:${row.row}`
  const own = new Set(mended.map(key))
  const others = await rowsOfTeachers(ctx, batch.id, [...new Set([...before, ...now])])
  const rows = [...mended, ...others.filter((row) => !own.has(key(row)))]
  await judgeAndKeep(ctx, scene, batch.id, rows, roster)
  await countBatch(ctx, batch.id)
}

/** Judges rows of whole persons and keeps what was found. Returns the strangers among them. */
export async function judgeAndKeep(
  ctx: Context,
  scene: Scene,
  batchId: string,
  rows: readonly KeptRow[],
  roster: Roster,
): Promise<Identified[]> {
  const identified = new Map(rows.map((row) => [row, identify(scene, row, roster)]))
  const byTeacher = new Map<string, KeptRow[]>()
  const strangers: KeptRow[] = []
  for (const row of rows) {
    const id = identified.get(row)?.member?.teacherId
    if (!id) strangers.push(row)
    else byTeacher.set(id, [...(byTeacher.get(id) ?? []), row])
  }
  const people = await peopleFor(ctx, [...byTeacher.keys()])
  const kept: KeptRow[] = []
  const keep = (teacherId: string | null, verdict: Verdict) =>
    kept.push({
      ...verdict.row,
      teacherId,
      content: { ...verdict.row.content, findings: verdict.findings },
      outcome: verdict.outcome,
    })
  for (const [teacherId, own] of byTeacher) {
    const now: PersonNow = people.get(teacherId) ?? { person: {}, confirmed: {} }
    for (const verdict of judgePerson(scene, now, own, (row) => whoIs(identified, row))) keep(teacherId, verdict)
  }
  for (const row of strangers) keep(null, judgeStranger(scene, row, whoIs(identified, row)))
  await updateRows(ctx, batchId, kept)
  const unknown = strangers.map((row) => whoIs(identified, row))
  await askForPeople(ctx, batchId, unknown)
  return unknown
}

function whoIs(identified: ReadonlyMap<object, Identified>, row: object): Identified {
  const who = identified.get(row)
  if (!who) throw new Error('a row was judged that was not identified')
  return who
}

/** Chunks of the batch's rows, each holding all rows of its people; rows of nobody come last. */
export async function* chunksOfPeople(
  ctx: Context,
  batchId: string,
): AsyncGenerator<{ people: number; rows: KeptRow[] }> {
  for (const chunk of await planChunks(ctx, batchId))
    yield { people: chunk.people, rows: await rowsAt(ctx, batchId, chunk.keys) }
}

export async function planChunks(ctx: Context, batchId: string) {
  const keys = await rowKeys(ctx, batchId)
  const byPerson = new Map<string, typeof keys>()
  for (const key of keys) {
    const person = key.teacherId ?? `${key.sheet}:${key.row}`
    const own = byPerson.get(person)
    if (own) own.push(key)
    else byPerson.set(person, [key])
  }
  const people = [...byPerson.values()]
  return Array.from({ length: Math.ceil(people.length / peopleAtOnce) }, (_, at) => {
    const chunk = people.slice(at * peopleAtOnce, (at + 1) * peopleAtOnce)
    return { people: chunk.length, keys: chunk.flat() }
  })
}
