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
  /** the row meant; without it the row is new */
  rowId?: string
  /** where it came from: {batch, sheet, row} of an import, whose rows are found again by their natural key */
  source?: object
}

export interface DraftResult {
  added: number
  updated: number
  unchanged: number
  /** teachers whose records cannot be written now: under review, or in effect */
  locked: string[]
  /** the row each draft became, in the order given; null when locked */
  rowIds: (string | null)[]
}

/** Stages in which the school may write; the teacher may in all but `check`, which is the clerk's desk. */
export const writable = { clerk: ['empty', 'draft', 'check', 'returned'], teacher: ['empty', 'draft', 'returned'] }

/**
 * Writes rows of any number of teachers into their first collection (信息报送), which is a change under construction: opened where there is none, matched by
 * row id or natural key, unchanged rows left alone. A row that was already decided on keeps its old content as a superseded item. Who entered is kept per field.
 * @param version of the profile by which the rows were judged; the one in force without it
 */
export async function saveDraftRows(ctx: Context, drafts: readonly DraftRow[], version?: number): Promise<DraftResult> {
  const ids = [...new Set(drafts.map(({ teacherId }) => teacherId))]
  const changes = await store.lockReports(ctx, ids)
  const standings = await standingOf(ctx, ids)
  const allowed = ctx.actor.role === 'teacher' ? writable.teacher : writable.clerk
  const open = new Map(changes.filter(({ stage }) => allowed.includes(stage)).map((row) => [row.teacher_id, row]))

  const result: DraftResult = {
    added: 0,
    updated: 0,
    unchanged: 0,
    locked: ids.filter((id) => !open.has(id)),
    rowIds: [],
  }
  const written: store.NewItem[] = []
  const superseded: string[] = []
  const opened = new Map<string, store.NewChange>()
  for (const draft of drafts) {
    const standing = standings.get(draft.teacherId)
    const change = open.get(draft.teacherId)
    if (!standing || !change) {
      result.rowIds.push(null)
      continue
    }
    const profile = await profileOf(ctx, standing.provinceCode, standing.category, version)
    const subset = profile.subsets.find(({ name }) => name === draft.subset)
    if (!subset) throw new Error(`subset ${draft.subset} is not in the profile`)
    const row = rowMeant(standing, subset, draft)
    const values = complete(subset, standing, row, draft.values)
    result.rowIds.push(row.rowId)
    const changed = changedFields(row.values ?? {}, values)
    if (changed.length === 0 && row.values) {
      result.unchanged += 1
      continue
    }
    if (row.recordId || row.item) result.updated += 1
    else result.added += 1
    const changeId = change.change_id ?? openChange(ctx, opened, standing, profile)
    if (row.item && row.item.round < change.round) superseded.push(row.item.id)
    const item = {
      id: row.item && row.item.round === change.round ? row.item.id : newId(),
      fresh: !(row.item && row.item.round === change.round),
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
      round: change.round,
    }
    written.push(item)
    // Two drafts may mean one row: the second meets what the first made of it.
    Object.assign(row, {
      values,
      item: { id: item.id, op: item.op, round: item.round, enteredBy: item.entered_by, authors: item.authors },
    })
  }
  await store.insertChanges(ctx, [...opened.values()])
  await store.supersede(ctx, superseded)
  await store.writeItems(ctx, lastOfEach(written))
  await sql`select app.count_progress(${[...new Set([...standings.values()].map(({ unitId }) => unitId))]}::bigint[])`.execute(
    ctx.db,
  )
  return result
}

/** The standing row a draft means: the one of that id, the only one of a single subset, of an import the one of the same natural key; else a new one. */
function rowMeant(standing: Standing, subset: ProfileSubset, draft: DraftRow): StandingRow {
  const rows = standing.rows.filter((row) => row.subset === subset.name && row.values)
  const found =
    subset.rows === 'single'
      ? rows[0]
      : rows.find((row) => (draft.source ? sameKey(subset, row.values ?? {}, draft.values) : row.rowId === draft.rowId))
  if (found) return found
  // The one row of a single subset carries its teacher's id: whoever writes first, there is one.
  const rowId = subset.rows === 'single' ? standing.teacherId : newId()
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

function openChange(ctx: Context, opened: Map<string, store.NewChange>, standing: Standing, profile: Profile): string {
  const found = opened.get(standing.teacherId)
  if (found) return found.id
  const change: store.NewChange = {
    province_code: standing.provinceCode,
    id: newId(),
    teacher_id: standing.teacherId,
    unit_id: standing.unitId,
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
