import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { knownFor, profileOf } from '../profile/rules.ts'
import { peopleFor } from '../record/door.ts'
import { judgePerson, judgeStranger, type PersonNow, type Verdict } from './judge.ts'
import { type Identified, identify, type Roster } from './people.ts'
import type { Scene, SheetPlan } from './plan.ts'
import { askForPeople, rosterOf } from './roster.ts'
import { type KeptRow, keepVerdicts, rowsOfTeachers, updateCells } from './rows.ts'
import { type BatchRow, countBatch, schoolOf } from './sql.ts'

/** How many people of a batch are judged or written at once: some thousand rows in memory, whether they have one each or fifty. */
export function peopleAtOnce(batch: Pick<BatchRow, 'people'>, rows: number): number {
  const each = Math.max(1, rows / Math.max(1, batch.people))
  return Math.min(500, Math.max(20, Math.floor(2000 / each)))
}

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
  await updateCells(ctx, batch.id, mended)
  await keepVerdicts(ctx, batch.id, await judgeRows(ctx, scene, batch.id, rows, roster))
  await countBatch(ctx, batch.id)
}

/** Judges rows of whole persons; what the school does not have is put on the list of its 系统管理员. Answers the rows with what was found. */
export async function judgeRows(
  ctx: Context,
  scene: Scene,
  batchId: string,
  rows: readonly KeptRow[],
  roster: Roster,
): Promise<KeptRow[]> {
  const identified = new Map(rows.map((row) => [row, identify(scene, row, roster)]))
  const byTeacher = new Map<string, KeptRow[]>()
  const strangers: KeptRow[] = []
  for (const row of rows) {
    const id = whoIs(identified, row).member?.teacherId
    if (!id) strangers.push(row)
    else {
      const own = byTeacher.get(id)
      if (own) own.push(row)
      else byTeacher.set(id, [row])
    }
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
  await askForPeople(
    ctx,
    batchId,
    strangers.map((row) => whoIs(identified, row)),
  )
  return kept
}

function whoIs(identified: ReadonlyMap<object, Identified>, row: object): Identified {
  const who = identified.get(row)
  if (!who) throw new Error('a row was judged that was not identified')
  return who
}
