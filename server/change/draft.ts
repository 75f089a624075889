import { sql } from 'kysely'
import type { Profile, ProfileSubset } from '../../standard/indicator.ts'
import type { Context } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { profileOf } from '../profile/rules.ts'
import { closeBody, type Plain } from '../record/body.ts'
import { type Standing, type StandingRow, standingOf } from '../record/door.ts'
import * as store from './sql.ts'

/** One row to be written into a teacher's open change. `values` are in clear and whole: what is absent becomes blank. */
export interface DraftRow {
  teacherId: string
  subset: string
  values: Plain
  /** the row meant; one that does not stand yet is new, under this id: a page that saves by itself may send it twice */
  rowId?: string
  /** where it came from: {batch, sheet, row} of an import, whose rows are found again by their natural key */
  source?: object
}

export interface DraftResult {
  added: number
  updated: number
  unchanged: number
  /** teachers whose records cannot be written now: of a first collection those under review or in effect, of additions those not in effect */
  locked: string[]
  /** positions of drafts that only a request could carry out: of additions, other values for a row in effect, for the one row of a single subset, or for a row under review */
  held: number[]
  /** the row each draft became, in the order given; null when locked or held */
  rowIds: (string | null)[]
}

export interface DraftOptions {
  /** of the profile by which the rows were judged; the one in force without it */
  version?: number | undefined
  /**
   * report (without it): the teacher's one first collection. addition: for teachers in effect: a row under way is written in its own change, and all new rows of one
   * call and teacher make one new change, with a case of its own. entry: an authority's rows for teachers of its schools, in effect or not.
   */
  kind?: store.ChangeKind
  /** false: the caller counts the progress of the schools itself, once for many calls */
  counted?: boolean
}

/** Stages in which the school may write; the teacher may in all but `check`, which is the clerk's desk. */
export const writable = {
  clerk: ['empty', 'draft', 'check', 'returned'],
  teacher: ['empty', 'draft', 'returned'],
  entry: ['draft', 'returned'],
}

/**
 * Writes rows of any number of teachers into changes under construction, matched by row id or natural key, unchanged rows left alone. A row that was already
 * decided on keeps its old content as a superseded item. Who entered is kept per field.
 */
export function saveDraftRows(
  ctx: Context,
  drafts: readonly DraftRow[],
  options: DraftOptions = {},
): Promise<DraftResult> {
  return saveComposedRows(ctx, [...new Set(drafts.map(({ teacherId }) => teacherId))], () => drafts, options)
}

/** The same where what is written follows from what stands: `compose` is given the standings, read under the locks. */
export async function saveComposedRows(
  ctx: Context,
  teacherIds: readonly string[],
  compose: (standings: ReadonlyMap<string, Standing>) => readonly DraftRow[],
  { version, kind = 'report', counted = true }: DraftOptions = {},
): Promise<DraftResult> {
  const ids = [...teacherIds]
  const places = await placesOf[kind](ctx, ids)
  const standings = await standingOf(ctx, ids, { entries: kind === 'entry' })
  const result: DraftResult = {
    added: 0,
    updated: 0,
    unchanged: 0,
    locked: ids.filter((id) => !places.has(id)),
    held: [],
    rowIds: [],
  }
  const written: store.NewItem[] = []
  const superseded: string[] = []
  const opened = new Map<string, store.NewChange>()
  for (const [at, draft] of compose(standings).entries()) {
    const standing = standings.get(draft.teacherId)
    const placeOf = places.get(draft.teacherId)
    if (!standing || !placeOf) {
      result.rowIds.push(null)
      continue
    }
    const profile = await profileOf(ctx, standing.provinceCode, standing.category, version)
    const subset = profile.subsets.find(({ name }) => name === draft.subset)
    if (!subset) throw new Error(`subset ${draft.subset} is not in the profile`)
    const row = rowMeant(standing, subset, draft)
    const values = complete(subset, standing, row, draft.values)
    const changed = changedFields(row.values ?? {}, values)
    const place = placeOf(subset, row)
    if (!place && (changed.length > 0 || !row.values)) {
      result.held.push(at)
      result.rowIds.push(null)
      continue
    }
    result.rowIds.push(row.rowId)
    if (!place || (changed.length === 0 && row.values)) {
      result.unchanged += 1
      continue
    }
    if (row.recordId || row.item) result.updated += 1
    else result.added += 1
    const changeId = place.changeId ?? openChange(ctx, opened, standing, profile, kind)
    if (row.item && row.item.round < place.round) superseded.push(row.item.id)
    const item = {
      id: row.item && row.item.round === place.round ? row.item.id : newId(),
      fresh: !(row.item && row.item.round === place.round),
      province_code: standing.provinceCode,
      change_id: changeId,
      teacher_id: standing.teacherId,
      subset: subset.name,
      row_id: row.rowId,
      op: row.recordId ? ('edit' as const) : ('add' as const),
      base_record: row.recordId,
      body: closeBody(ctx.keys, subset, standing.teacherId, row.rowId, values),
      entered_by: entered(ctx, row, values, changed),
      authors: [...new Set([...(row.item?.authors ?? []), ctx.actor.personId])],
      source: draft.source ?? null,
      round: place.round,
    }
    written.push(item)
    // Two drafts may mean one row: the second meets what the first made of it.
    const { id, op, round, entered_by: enteredBy, authors } = item
    Object.assign(row, { values, item: { id, changeId, op, round, enteredBy, authors } })
  }
  await store.insertChanges(ctx, [...opened.values()])
  await store.supersede(ctx, superseded)
  await store.writeItems(ctx, lastOfEach(written))
  if (counted)
    await sql`select app.count_progress(${[...new Set([...standings.values()].map(({ unitId }) => unitId))]}::bigint[])`.execute(
      ctx.db,
    )
  return result
}

/** The change that a row is written in, null a new one; null where this row cannot be written by such a change. */
type PlaceOf = (subset: ProfileSubset, row: StandingRow) => { changeId: string | null; round: number } | null

/** First collections that may be written now: every row has its place in the one change. */
async function reportPlaces(ctx: Context, teacherIds: readonly string[]): Promise<Map<string, PlaceOf>> {
  const stages = ctx.actor.role === 'teacher' ? writable.teacher : writable.clerk
  const open = (await store.lockReports(ctx, teacherIds)).filter(({ stage }) => stages.includes(stage))
  return new Map(
    open.map(({ teacher_id, change_id, round }) => [teacher_id, () => ({ changeId: change_id, round })] as const),
  )
}

/** Records in effect: a new row has its place in a new change, a row under way in its own while that may be written. */
async function additionPlaces(ctx: Context, teacherIds: readonly string[]): Promise<Map<string, PlaceOf>> {
  const stages = ctx.actor.role === 'teacher' ? writable.teacher : writable.clerk
  const effective = await store.lockEffective(ctx, teacherIds)
  const open = await store.lockChanges(ctx, 'addition', { teachers: [...effective] })
  const mine = new Map(open.filter(({ stage }) => stages.includes(stage)).map((change) => [change.change_id, change]))
  const fresh = new Set<string>()
  const place: PlaceOf = (subset, row) => {
    if (row.recordId || subset.rows !== 'multiple') return null
    if (!row.item) {
      fresh.add(row.rowId)
      return { changeId: null, round: 1 }
    }
    if (fresh.has(row.rowId)) return { changeId: row.item.changeId, round: 1 }
    const change = mine.get(row.item.changeId)
    return change ? { changeId: change.change_id, round: change.round } : null
  }
  return new Map([...effective].map((id) => [id, place]))
}

/**
 * 主管部门填报: new rows, and those under way in what the authority has not submitted yet, or what was returned to it. One such change a teacher is written on; a row that is
 * in effect, or open in somebody else's change, is not the authority's to write.
 */
async function entryPlaces(ctx: Context, teacherIds: readonly string[]): Promise<Map<string, PlaceOf>> {
  const onRolls = await store.lockOnRolls(ctx, teacherIds)
  const open = (await store.lockChanges(ctx, 'entry', { teachers: onRolls })).filter(({ stage }) =>
    writable.entry.includes(stage),
  )
  return new Map(
    onRolls.map((id) => {
      const mine = open.filter(({ teacher_id }) => teacher_id === id)
      const fresh = new Set<string>()
      const place: PlaceOf = (subset, row) => {
        if (row.recordId || subset.rows !== 'multiple') return null
        const change = row.item ? mine.find(({ change_id }) => change_id === row.item?.changeId) : mine[0]
        if (change) return { changeId: change.change_id, round: change.round }
        if (row.item && !fresh.has(row.rowId)) return null
        fresh.add(row.rowId)
        return { changeId: row.item?.changeId ?? null, round: 1 }
      }
      return [id, place]
    }),
  )
}

const placesOf = { report: reportPlaces, addition: additionPlaces, entry: entryPlaces }

/** The standing row a draft means: the one of that id, the only one of a single subset, of an import the one of the same natural key; else a new one. */
function rowMeant(standing: Standing, subset: ProfileSubset, draft: DraftRow): StandingRow {
  const rows = standing.rows.filter((row) => row.subset === subset.name && row.values)
  const found =
    subset.rows === 'single'
      ? rows[0]
      : rows.find((row) => (draft.source ? sameKey(subset, row.values ?? {}, draft.values) : row.rowId === draft.rowId))
  if (found) return found
  // The one row of a single subset carries its teacher's id: whoever writes first, there is one.
  const rowId = subset.rows === 'single' ? standing.teacherId : (draft.rowId ?? newId())
  const row: StandingRow = { subset: subset.name, rowId, values: null, effective: null, recordId: null, item: null }
  standing.rows.push(row)
  return row
}

function sameKey(subset: ProfileSubset, a: Plain, b: Plain): boolean {
  return (
    subset.naturalKey.length > 0 && subset.naturalKey.every((name) => String(a[name] ?? '') === String(b[name] ?? ''))
  )
}

/** What the system sets stays as the system has it: the identity of 基本信息, and fields of kind A; and so does what the profile no longer asks. */
function complete(subset: ProfileSubset, standing: Standing, row: StandingRow, given: Plain): Plain {
  const values: Plain = {}
  for (const field of subset.fields) {
    const identity = subset.name === 'basic_info' ? standing.identity[field.name] : undefined
    const kept = row.values?.[field.name]
    if (field.key || (subset.name === 'basic_info' && field.name in standing.identity)) {
      if (identity !== undefined) values[field.name] = identity
    } else if (field.requirement === 'A') {
      const set = kept ?? (typeof field.default === 'string' ? field.default : undefined)
      if (set !== undefined) values[field.name] = set
    } else if (field.requirement !== 'D') {
      const value = given[field.name]
      if (value !== undefined && value.length > 0) values[field.name] = value
    }
  }
  const asked = new Set(subset.fields.map(({ name }) => name))
  for (const [name, value] of Object.entries(row.values ?? {})) if (!asked.has(name)) values[name] = value
  return values
}

function changedFields(before: Plain, after: Plain): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((name) => JSON.stringify(before[name] ?? '') !== JSON.stringify(after[name] ?? ''))
}

function entered(ctx: Context, row: StandingRow, values: Plain, changed: readonly string[]): Record<string, string> {
  const by: Record<string, string> = {}
  for (const name of Object.keys(values)) {
    const before = row.item?.enteredBy[name]
    if (changed.includes(name) || (!before && !row.effective)) by[name] = ctx.actor.postId
    else if (before) by[name] = before
  }
  for (const name of changed) by[name] = ctx.actor.postId
  return by
}

function openChange(
  ctx: Context,
  opened: Map<string, store.NewChange>,
  standing: Standing,
  profile: Profile,
  kind: store.ChangeKind,
): string {
  const found = opened.get(standing.teacherId)
  if (found) return found.id
  const change: store.NewChange = {
    province_code: standing.provinceCode,
    id: newId(),
    teacher_id: standing.teacherId,
    unit_id: standing.unitId,
    kind,
    profile_version: profile.version,
    opened_by_person: ctx.actor.personId,
    opened_by_post: ctx.actor.postId,
  }
  opened.set(standing.teacherId, change)
  return change.id
}

/** Of several writings of one item in one act the last stands; it is fresh if the first was. */
function lastOfEach(items: readonly store.NewItem[]): store.NewItem[] {
  const byId = new Map<string, store.NewItem>()
  for (const item of items) byId.set(item.id, { ...item, fresh: byId.get(item.id)?.fresh ?? item.fresh })
  return [...byId.values()]
}
