import type { z } from 'zod'
import { type AdditionStage, type additionApi, additionStages } from '../../contract/addition.ts'
import type { ItemResult, SetResult } from '../../contract/report.ts'
import type { TeacherView } from '../../contract/teacher.ts'
import type { Finding, Profile, ProfileSubset } from '../../standard/indicator.ts'
import { lockChanges, type OpenChange } from '../change/door.ts'
import { writable } from '../change/draft.ts'
import { additionFlow, flows } from '../flows.ts'
import { audit, auditAll } from '../platform/audit.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { demandFilling } from '../profile/filling.ts'
import { profileOf } from '../profile/rules.ts'
import { type Standing, standingOf } from '../record/door.ts'
import { findingsOfChange, teachersOwn } from '../record/judge.ts'
import { openChanges } from '../report/open.ts'
import { decide } from '../review/decide.ts'
import { reasonsOf, stepsOf } from '../review/steps.ts'
import * as store from './sql.ts'

/** Subsets of several rows that this post may add rows to: a teacher where the profile opens a field to teachers, the clerk all. */
export const openToAdding = (ctx: Context, profile: Profile): ProfileSubset[] =>
  profile.subsets.filter(
    ({ rows, fields }) =>
      rows === 'multiple' && (ctx.actor.role !== 'teacher' || fields.some(({ openToTeacher }) => openToTeacher)),
  )

export const mayWrite = (ctx: Context, stage: string): boolean =>
  (ctx.actor.role === 'teacher' ? writable.teacher : writable.clerk).includes(stage)

/** What was added to a record in effect and is under way, as the school and the person see it. */
export async function additionsView(
  ctx: Context,
  standing: Standing,
  edits: boolean,
): Promise<TeacherView['additions']> {
  const views: TeacherView['additions'] = []
  for (const open of await store.additionsOf(ctx, standing.teacherId)) {
    const rows = standing.rows.filter(({ item }) => item?.changeId === open.change_id)
    const can: TeacherView['additions'][number]['can'] = []
    if (edits && mayWrite(ctx, open.stage)) can.push('edit')
    if (edits && ctx.actor.role === 'teacher' && ['draft', 'returned'].includes(open.stage)) can.push('submit')
    if (ctx.actor.role === 'teacher' && open.stage === 'check') can.push('withdraw')
    views.push({
      changeId: open.change_id,
      caseId: open.case_id,
      round: open.round,
      stage: open.stage,
      since: open.since.toISOString(),
      rows: rows.map(({ subset, rowId }) => ({ subset, rowId })),
      reasons: open.case_id && open.stage === 'returned' ? await reasonsOf(ctx, open.case_id) : [],
      steps: open.case_id ? await stepsOf(ctx, open.case_id) : [],
      can,
    })
  }
  return views
}

/** 本校新增信息: what is under way, with the numbers of each stage. */
export async function additionsOfSchool(ctx: Context, ask: z.output<NonNullable<typeof additionApi.list.query>>) {
  const counts = Object.fromEntries(additionStages.map((stage) => [stage, 0])) as Record<AdditionStage, number>
  for (const { stage, n } of await store.additionCounts(ctx, ask.search)) counts[stage] = n
  const rows = await store.additionsPage(ctx, ask)
  return {
    total: ask.stage ? counts[ask.stage] : Object.values(counts).reduce((sum, n) => sum + n, 0),
    counts,
    rows: rows.map((row) => ({
      changeId: row.change_id,
      teacherId: row.teacher_id,
      name: row.name,
      unitName: row.unit_name,
      stage: row.stage,
      since: row.since.toISOString(),
      caseId: row.case_id,
      subsets: row.subsets,
      byTeacher: row.by_teacher,
    })),
  }
}

/**
 * 教师提交: one addition goes to the school's desk. What the school has still to fill in it does not stop it; what the teacher can mend does.
 * @throws Problem not-found, teacher.locked, teacher.incomplete (with every finding)
 */
export async function submitAddition(ctx: Context, teacherId: string, changeId: string): Promise<void> {
  const [open] = await lockChanges(ctx, 'addition', { changes: [changeId] })
  const standing = (await standingOf(ctx, [teacherId])).get(teacherId)
  if (!standing) throw new Problem('not-found')
  if (open?.teacher_id !== teacherId) throw new Problem('not-found', { title: '没有这项新增信息，或已经办结' })
  await demandFilling(ctx, standing)
  if (!['draft', 'returned'].includes(open.stage)) throw new Problem('teacher.locked', { title: underWay })
  const profile = await profileOf(ctx, standing.provinceCode, standing.category)
  const found = await teachersOwn(ctx, standing, await findingsOfChange(ctx, standing, changeId))
  const findings = [...found, ...alsoAdded(profile, standing, changeId)]
  if (findings.length > 0) throw new Problem('teacher.incomplete', { findings })
  await openChanges(ctx, additionFlow, 'check', [leaving(open, standing)])
  await audit(ctx, {
    action: 'teacher.submit',
    object: { type: 'teacher', id: teacherId },
    detail: { addition: changeId, round: open.round },
  })
}

/** An addition whose last row was taken back is given up, with its returned case. */
export const giveUpEmpty = store.endEmpty

export const underWay = '这条新增信息已经提交，审核期间不能修改；还没有人打开时可以撤回，退回后可以修改'

const leaving = (open: OpenChange, standing: Standing) => ({
  changeId: open.change_id,
  round: open.round,
  caseId: open.case_id,
  standing,
})

/** Two additions under way of one natural key would both become effective: the judge of one does not see the other. */
function alsoAdded(profile: Profile, standing: Standing, changeId: string): Finding[] {
  const pending = standing.rows.filter(({ item, effective }) => item && !effective)
  return pending.flatMap((row): Finding[] => {
    const subset = profile.subsets.find(({ name }) => name === row.subset)
    if (!subset || row.item?.changeId !== changeId || subset.naturalKey.length === 0) return []
    const key = (other: typeof row) => JSON.stringify(subset.naturalKey.map((name) => other.values?.[name] ?? ''))
    const twin = pending.some(
      (other) => other.subset === row.subset && other.item?.changeId !== changeId && key(other) === key(row),
    )
    if (!twin) return []
    const message = `“${subset.label}”另有一条相同的新增信息正在办理。请先办完那一条，或删除重复的一条。`
    return [{ subset: row.subset, row: row.rowId, field: null, severity: 'error', code: 'rows.duplicate', message }]
  })
}

/**
 * 核对并提交负责人: the clerk hands over all additions of a set of teachers that wait at his desk, that the school made, or that were returned. Each complete one goes on;
 * the others are named with what stands in the way. `dry` only says what would happen.
 */
export async function handOverAdditions(ctx: Context, teacherIds: readonly string[], dry: boolean): Promise<SetResult> {
  const ids = [...new Set(teacherIds)]
  const standings = await standingOf(ctx, ids)
  const own = [...standings.values()].filter((standing) => ctx.guard.can(ctx.actor, 'report.hand-over', standing))
  const open = await lockChanges(ctx, 'addition', { teachers: own.map(({ teacherId }) => teacherId) })
  const unsubmitted = await store.begunByTeacher(
    ctx,
    open.map(({ change_id }) => change_id),
  )
  const results: ItemResult[] = []
  const ready: { open: OpenChange; standing: Standing }[] = []
  for (const change of open.filter(({ stage }) => mayWrite(ctx, stage))) {
    const standing = standings.get(change.teacher_id)
    if (!standing) continue
    const why = unsubmitted.has(change.change_id)
      ? '由教师本人填写，尚未提交'
      : standing.personId === ctx.actor.personId && change.stage === 'check'
        ? '这是您本人的信息，须由他人核对'
        : await wrongIn(ctx, standing, change.change_id)
    const result = { id: change.change_id, name: standing.name }
    if (why) results.push({ ...result, outcome: 'skipped', code: 'not-ready', why })
    else {
      ready.push({ open: change, standing })
      results.push({ ...result, outcome: 'done', code: 'hand-over', why: '' })
    }
  }
  if (!dry) await carryOver(ctx, ready)
  return { done: ready.length, skipped: results.length - ready.length, results }
}

async function wrongIn(ctx: Context, standing: Standing, changeId: string): Promise<string | null> {
  const profile = await profileOf(ctx, standing.provinceCode, standing.category)
  const findings = [
    ...(await findingsOfChange(ctx, standing, changeId)),
    ...alsoAdded(profile, standing, changeId),
  ].filter(({ severity }) => severity === 'error')
  return findings.length > 0 ? `完整性检测有 ${findings.length} 处错误：${findings[0]?.message ?? ''}` : null
}

/** What waits at the clerk's desk passes it; what the school wrote itself begins behind it. */
async function carryOver(ctx: Context, ready: readonly { open: OpenChange; standing: Standing }[]): Promise<void> {
  const waiting = ready.filter(({ open }) => open.stage === 'check')
  await openChanges(
    ctx,
    additionFlow,
    'sign',
    ready.filter((each) => !waiting.includes(each)).map(({ open, standing }) => leaving(open, standing)),
  )
  await decide(
    ctx,
    flows,
    waiting.flatMap(({ open }) =>
      open.case_id
        ? [{ id: open.case_id, round: open.round, decision: 'pass' as const, reasons: [], comment: '' }]
        : [],
    ),
  )
  await auditAll(
    ctx,
    ready.map(({ open, standing }) => ({
      action: 'report.hand-over',
      object: { type: 'teacher', id: standing.teacherId },
      detail: { addition: open.change_id },
    })),
  )
}
