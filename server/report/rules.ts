import { isOwn } from '../../contract/policy.ts'
import type { ItemResult, SetResult } from '../../contract/report.ts'
import type { Stage } from '../../contract/teacher.ts'
import { lockReports, type OpenReport } from '../change/door.ts'
import { flows, reportFlow } from '../flows.ts'
import { tell } from '../message/door.ts'
import { audit, auditAll } from '../platform/audit.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { demandFilling } from '../profile/filling.ts'
import { type Standing, standingOf } from '../record/door.ts'
import { findingsOf, incompleteOf, teachersOwn } from '../record/judge.ts'
import { decide } from '../review/decide.ts'
import { openChanges } from './open.ts'
import * as store from './sql.ts'

/**
 * 教师提交: the own record goes to the school's desk. What the school has still to fill does not stop it; what the teacher can mend does.
 * @throws Problem teacher.locked, teacher.incomplete (with every finding)
 */
export async function submit(ctx: Context, teacherId: string): Promise<void> {
  const [report] = await lockReports(ctx, [teacherId])
  const standing = (await standingOf(ctx, [teacherId])).get(teacherId)
  if (!report || !standing) throw new Problem('not-found')
  await demandFilling(ctx, standing)
  if (!['draft', 'returned'].includes(report.stage))
    throw new Problem('teacher.locked', {
      title: report.stage === 'empty' ? '还没有填写任何信息，请先填写再提交' : undefined,
    })
  const findings = await teachersOwn(ctx, standing, await findingsOf(ctx, standing))
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
    if (ready.length > 0)
      await tell(ctx, [
        {
          to: { unitId: ctx.actor.unitId, role: 'head' },
          kind: 'report',
          title: `${ready.length} 人的信息已核对，等您审核签字`,
          text: '交接单列明人数、填报的内容和需要留意之处。',
          link: '/desk',
        },
      ])
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
  const teachers = ready.map(({ report }) => report.teacher_id)
  const cases = new Map((await store.openCasesOf(ctx, teachers)).map((row) => [row.teacherId, row.id]))
  await openChanges(
    ctx,
    reportFlow,
    begin,
    ready.map(({ report, standing }) => ({
      changeId: report.change_id,
      round: report.round,
      caseId: cases.get(standing.teacherId) ?? null,
      standing,
    })),
  )
}
