import { sql } from 'kysely'
import { isOwn } from '../../contract/policy.ts'
import type { ItemResult, SetResult } from '../../contract/report.ts'
import type { Stage } from '../../contract/teacher.ts'
import type { Finding } from '../../standard/indicator.ts'
import { lockReports, type OpenReport, stampVersion } from '../change/door.ts'
import { flows, reportFlow } from '../flows.ts'
import { audit, auditAll } from '../platform/audit.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { demandFilling } from '../profile/modes.ts'
import { profileOf } from '../profile/rules.ts'
import { type Standing, standingOf } from '../record/door.ts'
import { findingsOf, incompleteOf } from '../record/judge.ts'
import { decide } from '../review/decide.ts'
import { openCases, type Subject } from '../review/open.ts'
import * as store from './sql.ts'

/** Whether a finding stands at something the teacher can mend: a field the profile opens, or rows of a subset that has such fields. */
async function teachersOwn(ctx: Context, standing: Standing, finding: Finding): Promise<boolean> {
  const profile = await profileOf(ctx, standing.provinceCode, standing.category)
  const subset = profile.subsets.find(({ name }) => name === finding.subset)
  const field = subset?.fields.find(({ name }) => name === finding.field)
  return field ? field.openToTeacher : (subset?.fields.some(({ openToTeacher }) => openToTeacher) ?? false)
}

/**
 * 教师提交: the own record goes to the school's desk. What the school has still to fill does not stop it; what the teacher can mend does.
 * @throws Problem teacher.locked, teacher.incomplete (with every finding)
 */
export async function submit(ctx: Context, teacherId: string): Promise<void> {
  const [report] = await lockReports(ctx, [teacherId])
  const standing = (await standingOf(ctx, [teacherId])).get(teacherId)
  if (!report || !standing) throw new Problem('not-found')
  await demandFilling(ctx, standing.provinceCode)
  if (!['draft', 'returned'].includes(report.stage))
    throw new Problem('teacher.locked', {
      title: report.stage === 'empty' ? '还没有填写任何信息，请先填写再提交' : undefined,
    })
  const findings: Finding[] = []
  for (const finding of await findingsOf(ctx, standing))
    if (finding.severity === 'error' && (await teachersOwn(ctx, standing, finding))) findings.push(finding)
  if (findings.length > 0) throw new Problem('teacher.incomplete', { findings })
  await open(ctx, 'check', [{ report, standing }])
  await audit(ctx, {
    action: 'teacher.submit',
    object: { type: 'teacher', id: teacherId },
    detail: { round: report.round },
  })
}

const handOverWhy: Partial<Record<Stage, string>> = {
  empty: '还没有填写任何信息',
  sign: '已在学校负责人处',
  send: '负责人已签字，请直接报送',
  review: '已报送，等待主管部门审核',
  effective: '已生效',
}

/**
 * 核对并提交负责人: the clerk checks a set and hands it over. Each complete record goes on (a submitted one passes the clerk's desk, one that the school filled itself
 * begins behind it); the others are named with what stands in the way. `dry` only says what would happen.
 */
export async function handOver(ctx: Context, teacherIds: readonly string[], dry: boolean): Promise<SetResult> {
  const ids = [...new Set(teacherIds)]
  const reports = new Map((await lockReports(ctx, ids)).map((report) => [report.teacher_id, report]))
  const standings = await standingOf(ctx, ids)
  const incomplete = await incompleteOf(ctx, ids)
  const results: ItemResult[] = []
  const ready: { report: OpenReport; standing: Standing }[] = []
  for (const id of ids) {
    const [report, found] = [reports.get(id), standings.get(id)]
    const standing = found && isOwn(ctx.actor, found) ? found : undefined
    const why = !report || !standing ? '没有找到，或不是本校教师' : whyNotHanded(ctx, report, standing, incomplete)
    if (why) results.push({ id, name: standing?.name ?? '', outcome: 'skipped', code: 'not-ready', why })
    else if (report && standing) {
      ready.push({ report, standing })
      results.push({ id, name: standing.name, outcome: 'done', code: 'hand-over', why: '' })
    }
  }
  if (!dry) {
    await open(
      ctx,
      'sign',
      ready.filter(({ report }) => report.stage !== 'check'),
    )
    const submitted = await store.openCasesOf(
      ctx,
      ready.filter(({ report }) => report.stage === 'check').map(({ report }) => report.teacher_id),
    )
    await decide(
      ctx,
      flows,
      submitted.map((row) => ({ ...row, decision: 'pass', reasons: [], comment: '' })),
    )
    await auditAll(
      ctx,
      ready.map(({ standing }) => ({
        action: 'report.hand-over',
        object: { type: 'teacher', id: standing.teacherId },
      })),
    )
  }
  return { done: ready.length, skipped: results.length - ready.length, results }
}

function whyNotHanded(
  ctx: Context,
  report: OpenReport,
  standing: Standing,
  incomplete: ReadonlyMap<string, string>,
): string | null {
  const stage = handOverWhy[report.stage]
  if (stage) return stage
  if (standing.personId === ctx.actor.personId && report.stage === 'check') return '这是您本人的信息，须由他人核对'
  return incomplete.get(standing.teacherId) ?? null
}

/** 报送: the clerk reports what the 负责人 has signed to the supervising authority. An act of the office, not a decision. */
export async function send(ctx: Context, teacherIds: readonly string[]): Promise<SetResult> {
  const ids = [...new Set(teacherIds)]
  const waiting = await store.openCasesOf(ctx, ids, 'send')
  const result = await decide(
    ctx,
    flows,
    waiting.map((row) => ({ ...row, decision: 'pass', reasons: [], comment: '' })),
  )
  const sent = new Map(result.results.map((row) => [row.id, row]))
  const byTeacher = new Map(waiting.map((row) => [row.teacherId, sent.get(row.id)]))
  const names = await store.namesOf(ctx, ids)
  const results = ids.map((id): ItemResult => {
    const found = byTeacher.get(id)
    if (found) return { ...found, id, name: names.get(id) ?? found.name }
    return {
      id,
      name: names.get(id) ?? '',
      outcome: 'skipped',
      code: 'not-ready',
      why: names.has(id) ? '不在待报送环节' : '没有找到，或不是本校教师',
    }
  })
  const done = results.filter(({ outcome }) => outcome === 'done').length
  await audit(ctx, { action: 'report.send', object: { type: 'unit', id: ctx.actor.unitId }, detail: { sent: done } })
  return { done, skipped: results.length - done, results }
}

/** Opens the case of each first collection, or the next round of a returned one. */
async function open(
  ctx: Context,
  begin: 'check' | 'sign',
  ready: readonly { report: OpenReport; standing: Standing }[],
): Promise<void> {
  if (ready.length === 0) return
  const cases = new Map(
    (
      await store.openCasesOf(
        ctx,
        ready.map(({ report }) => report.teacher_id),
      )
    ).map((row) => [row.teacherId, row.id]),
  )
  const subjects = ready.map(
    ({ report, standing }): Subject => ({
      provinceCode: standing.provinceCode,
      caseId: cases.get(standing.teacherId) ?? null,
      round: report.round,
      changeId: report.change_id,
      teacherId: standing.teacherId,
      personId: standing.personId,
      authors: [...new Set(standing.rows.flatMap(({ item }) => item?.authors ?? []))],
      units: { school: standing.unitId },
      home: 'school',
      title: standing.name,
    }),
  )
  await openCases(ctx, reportFlow, begin, subjects)
  const changeIds = subjects.flatMap(({ changeId }) => changeId ?? [])
  await store.markSubmitted(ctx, changeIds)
  await stampVersion(ctx, changeIds)
  await sql`select app.count_progress(${[...new Set(ready.map(({ standing }) => standing.unitId))]}::bigint[])`.execute(
    ctx.db,
  )
}
