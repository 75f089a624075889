import type { z } from 'zod'
import { type deskApi, type SheetLine, type SheetResult, type SheetWrite, typedInSheet } from '../../contract/desk.ts'
import type { Stage } from '../../contract/teacher.ts'
import { checkValue } from '../../standard/check-value.ts'
import type { Known, ProfileSubset } from '../../standard/indicator.ts'
import { readValue } from '../../standard/read-value.ts'
import { validateRow } from '../../standard/validate.ts'
import type { ChangeKind } from '../change/door.ts'
import { lockReports } from '../change/door.ts'
import { type DraftRow, saveDraftRows, writable } from '../change/draft.ts'
import { audit } from '../platform/audit.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { knownFor, profileOf } from '../profile/rules.ts'
import { maskValues, type Plain } from '../record/body.ts'
import { personOf, type Standing, type StandingRow, standingOf } from '../record/door.ts'
import type { DeskPlace } from './place.ts'
import * as store from './sql.ts'

type Query = z.output<NonNullable<typeof deskApi.sheet.query>>
type Lock = { kind: ChangeKind } | { why: string }

/** Of a set of people what the sheet may show, what stands altogether, and who may be written how. Locks their records. */
export interface SheetScene {
  seen: Map<string, Standing>
  all: Map<string, Standing>
  locks: Map<string, Lock>
  /** why a row may not be written although its person may */
  held?: (row: StandingRow) => string | null
}

/** Whose sheet it is. */
export interface SheetKind {
  /** the subsets it offers; all without it */
  only?: readonly string[]
  scene: (ctx: Context, teacherIds: readonly string[]) => Promise<SheetScene>
}

const lockedWhy: Partial<Record<Stage, string>> = {
  sign: '正由学校负责人审核，不能修改',
  send: '负责人已签字，不能修改',
  review: '已报送，审核期间不能修改',
}

/** The school's own sheet: a first collection while the school may write it; to a record in effect rows are added (新增信息). */
export const schoolSheet: SheetKind = {
  scene: async (ctx, ids) => {
    const reports = await lockReports(ctx, ids)
    const all = await standingOf(ctx, ids)
    const locks = reports.map(({ teacher_id, stage }): [string, Lock] => [teacher_id, lockAt(stage)])
    return { all, seen: all, locks: new Map(locks) }
  },
}

function lockAt(stage: Stage): Lock {
  if (writable.clerk.includes(stage)) return { kind: 'report' }
  return stage === 'effective' ? { kind: 'addition' } : { why: lockedWhy[stage] ?? '现在不能修改' }
}

/** One page of the sheet: the rows of one subset, person by person; a person without a row has one line to begin it. */
export async function readSheet(ctx: Context, place: DeskPlace, sheet: SheetKind, query: Query) {
  const subset = await subsetFor(ctx, place, sheet, query.subset)
  const people = await store.peopleOf(ctx, place, query)
  const ids = people.map(({ id }) => id)
  const { seen, locks, held } = await sheet.scene(ctx, ids)
  const rows = ids.flatMap((id) => {
    const standing = seen.get(id)
    if (!standing) return []
    const known = knownOf(ctx, subset.profile, standing)
    const rows = standing.rows
      .filter((row) => row.subset === subset.subset.name && row.values)
      .sort((a, b) => newestFirst(subset.subset, a, b))
    const lines = rows.length > 0 ? rows : [null]
    return lines.map((row) =>
      lineOf(subset.subset, standing, row, known, (row && held?.(row)) ?? whyLocked(subset.subset, row, locks.get(id))),
    )
  })
  return { total: people[0]?.total ?? 0, rows }
}

/** By the natural key, the later first: rows of one import have ids of one moment. */
const newestFirst = ({ naturalKey }: ProfileSubset, a: StandingRow, b: StandingRow): number => {
  const key = (row: StandingRow) => naturalKey.map((name) => String(row.values?.[name] ?? '')).join('|')
  return key(a) < key(b) ? 1 : -1
}

async function subsetFor(ctx: Context, place: DeskPlace, sheet: SheetKind, name: string) {
  const profile = await profileOf(ctx, place.provinceCode, place.category ?? '')
  const subset = profile.subsets.find((each) => each.name === name)
  if (!subset || subset.rows === 'derived' || (sheet.only && !sheet.only.includes(name)))
    throw new Problem('desk.not-here', { title: `这里不能填报信息集“${subset?.label ?? name}”` })
  return { profile, subset }
}

const knownOf = (ctx: Context, profile: Parameters<typeof knownFor>[1], standing: Standing): Known =>
  knownFor(
    ctx,
    profile,
    {
      type: standing.schoolType,
      private: standing.privateSchool,
      name: standing.unitName,
      urbanRural: standing.urbanRural,
    },
    standing.confirmed,
  )

function lineOf(
  subset: ProfileSubset,
  standing: Standing,
  row: StandingRow | null,
  known: Known,
  locked: string | null,
): SheetLine {
  const values = row?.values ?? {}
  return {
    teacherId: standing.teacherId,
    name: standing.name,
    nationalNo: standing.nationalNo,
    rowId: row?.rowId ?? null,
    ...maskValues(subset, values, () => false),
    locked,
    // the contract names the parts of a finding that pages show; the judge's has more
    findings: row ? (validateRow(subset, { id: row.rowId, values }, personOf(standing), known) as never[]) : [],
  }
}

function whyLocked(subset: ProfileSubset, row: StandingRow | null, lock: Lock | undefined): string | null {
  if (!lock) return '没有找到，或不在本单位'
  if ('why' in lock) return lock.why
  if (lock.kind === 'report') return null
  return row?.recordId || subset.rows !== 'multiple' ? '已生效，修改须走变更申请' : null
}

/**
 * Writes cells of many people at once, set-wise, with a result for each line. A cell that somebody else changed since it was shown is left as it is and named with what
 * stands there now; one that cannot be read is left with the finding; the others of the line are saved.
 */
export async function writeSheet(
  ctx: Context,
  place: DeskPlace,
  sheet: SheetKind,
  subsetName: string,
  writes: readonly SheetWrite[],
): Promise<{ done: number; results: SheetResult[] }> {
  const { profile, subset } = await subsetFor(ctx, place, sheet, subsetName)
  const ids = [...new Set(writes.map(({ teacherId }) => teacherId))]
  const { seen, all, locks, held } = await sheet.scene(ctx, ids)
  const results: SheetResult[] = []
  const drafts = new Map<ChangeKind, { at: number; draft: DraftRow }[]>()
  for (const [at, write] of writes.entries()) {
    const found = seen.get(write.teacherId)
    const standing = found?.unitPath === place.path ? found : undefined
    const lock = standing ? locks.get(write.teacherId) : undefined
    const result: SheetResult = { ...pick(write), line: null, outcome: 'nothing', why: '', left: [] }
    results.push(result)
    const row = standing?.rows.find(
      (each) => each.subset === subset.name && each.values && isMeant(subset, each, write),
    )
    const why =
      (row && held?.(row)) ??
      whyLocked(subset, row ?? null, lock) ??
      (row || write.isNew || subset.rows === 'single' ? null : '这一行已被删除')
    if (!standing || !lock || 'why' in lock || why) {
      Object.assign(result, { outcome: 'locked', why: why ?? '没有找到，或不在本单位' })
      continue
    }
    const { values, left, changed } = merged(subset, row?.values ?? {}, write, knownOf(ctx, profile, standing))
    result.left = left
    const twin = row ? undefined : sameRow(subset, all.get(write.teacherId) ?? standing, values)
    if (twin) Object.assign(result, { outcome: 'refused', why: '此人已有同样的一条，请直接修改那一条' })
    else if (changed) {
      const draft = {
        teacherId: write.teacherId,
        subset: subset.name,
        values,
        ...(subset.rows === 'multiple' && { rowId: write.rowId }),
      }
      drafts.set(lock.kind, [...(drafts.get(lock.kind) ?? []), { at, draft }])
    } else if (left.length > 0) result.outcome = 'refused'
  }
  for (const [kind, some] of drafts) {
    const saved = await saveDraftRows(
      ctx,
      some.map(({ draft }) => draft),
      { kind },
    )
    for (const [n, { at }] of some.entries()) {
      const result = results[at]
      const rowId = saved.rowIds[n]
      if (!result) continue
      if (rowId) Object.assign(result, { outcome: 'saved', rowId })
      else Object.assign(result, { outcome: 'locked', why: '刚刚被他人修改或提交，请刷新后再填' })
    }
  }
  const after = await sheet.scene(ctx, ids)
  for (const result of results) {
    const standing = after.seen.get(result.teacherId)
    const row = standing?.rows.find((each) => each.subset === subset.name && each.values && each.rowId === result.rowId)
    if (standing && row && standing.unitPath === place.path)
      result.line = lineOf(
        subset,
        standing,
        row,
        knownOf(ctx, profile, standing),
        after.held?.(row) ?? whyLocked(subset, row, after.locks.get(result.teacherId)),
      )
  }
  const done = results.filter(({ outcome }) => outcome === 'saved').length
  await audit(ctx, {
    action: 'teacher.edit',
    object: { type: 'unit', id: place.unitId },
    detail: { subset: subset.name, people: ids.length, saved: done },
  })
  return { done, results }
}

const pick = ({ teacherId, rowId }: SheetWrite) => ({ teacherId, rowId })

const isMeant = (subset: ProfileSubset, row: StandingRow, write: SheetWrite) =>
  subset.rows === 'single' || row.rowId === write.rowId

/** A new row that says the same as one that stands, by its natural key. */
function sameRow(subset: ProfileSubset, standing: Standing, values: Plain): StandingRow | undefined {
  const key = subset.naturalKey
  if (key.length === 0 || !key.every((name) => values[name])) return undefined
  return standing.rows.find(
    (row) =>
      row.subset === subset.name &&
      row.values &&
      key.every((name) => String(row.values?.[name] ?? '') === String(values[name])),
  )
}

/** How a value stands in a cell; a secret as its mask. */
const shown = (subset: ProfileSubset, values: Plain, field: string): string => {
  const { values: open, masked } = maskValues(subset, values, () => false)
  const value = open[field] ?? masked[field] ?? ''
  return typeof value === 'string' ? value : value.join('、')
}

function merged(subset: ProfileSubset, before: Plain, write: SheetWrite, known: Known) {
  const values: Plain = { ...before }
  const left: SheetResult['left'] = []
  let changed = false
  for (const { field: name, was, text } of write.cells) {
    const field = subset.fields.find((each) => each.name === name)
    const now = shown(subset, before, name)
    const leave = (code: string, why: string) => left.push({ field: name, code, why, now })
    if (!field || !typedInSheet(field)) {
      leave('closed', '这一项不在表格中填报')
      continue
    }
    const reading = readValue(field, text, known.tables, known.areas)
    if (reading.finding) {
      leave(reading.finding.code, reading.finding.message)
      continue
    }
    const value =
      reading.value === undefined ? undefined : typeof reading.value === 'string' ? reading.value : [...reading.value]
    if (JSON.stringify(value ?? '') === JSON.stringify(before[name] ?? '')) continue
    if (was !== now) {
      leave('changed-meanwhile', `此格刚被他人改为“${now || '空'}”，您填的“${text}”没有保存`)
      continue
    }
    const wrong = value === undefined ? [] : checkValue(subset, field, value, { ...values, [name]: value }, known)
    const error = wrong.find(({ severity }) => severity === 'error')
    if (error) {
      leave(error.code, error.message)
      continue
    }
    if (value === undefined) delete values[name]
    else values[name] = value
    changed = true
  }
  return { values, left, changed }
}
