import { isOwn } from '../../contract/policy.ts'
import { problems } from '../../contract/problem.ts'
import type { Stage, TeacherView } from '../../contract/teacher.ts'
import { derive } from '../../standard/derive.ts'
import { additionsView, openToAdding } from '../addition/rules.ts'
import { writable } from '../change/draft.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { mayFill } from '../profile/filling.ts'
import { profileOf } from '../profile/rules.ts'
import { maskValues, type Plain } from '../record/body.ts'
import { asChanged, personOf, type Standing } from '../record/door.ts'
import { reasonsOf, stepsOf } from '../review/steps.ts'
import { roundHere } from '../round/door.ts'
import * as store from './sql.ts'

/** What one reader sees of one teacher: his own, the school everything that stands, the authority what is in effect or before it, a 查询员 what is in effect. */
export async function viewOf(ctx: Context, standing: Standing): Promise<TeacherView> {
  const profile = await profileOf(ctx, standing.provinceCode, standing.category)
  const at = await store.stageOf(ctx, standing.teacherId)
  const stage: Stage = at?.stage ?? 'effective'
  const pending = seesPending(ctx, standing, stage)
  const own = standing.personId === ctx.actor.personId && ctx.actor.role === 'teacher'
  const person = personOf(pending ? standing : onlyEffective(standing))
  const subsets = profile.subsets
    .filter((subset) => subset.rows !== 'derived')
    .map((subset) => ({
      subset: subset.name,
      rows: (person[subset.name] ?? []).map((row) => {
        const stands = standing.rows.find(({ subset: name, rowId }) => name === subset.name && rowId === row.id)
        const shown = (field: string) => own && field !== 'id_number'
        const item = pending ? stands?.item : null
        return {
          rowId: row.id,
          ...maskValues(subset, row.values as Plain, shown),
          state: item || !stands?.recordId ? ('pending' as const) : ('effective' as const),
          ...(item && stands?.effective && { before: maskValues(subset, stands.effective, shown).values }),
          ...(item && { op: item.op }),
        }
      }),
    }))
  const fills = await mayFill(ctx, standing)
  const editable = fills && mayEdit(ctx, standing, stage)
  const adds = at !== undefined && fills && mayAdd(ctx, standing, stage)
  return {
    id: standing.teacherId,
    name: standing.name,
    nationalNo: standing.nationalNo,
    unitName: standing.unitName,
    unitId: standing.unitId,
    category: standing.category,
    stage,
    since: (at?.since ?? new Date(0)).toISOString(),
    caseId: at?.case_id ?? null,
    round: at?.round ?? 1,
    seen: pending ? 'whole' : standing.inEffectSince ? 'effective' : 'nothing',
    subsets,
    derived: derive(standing.inEffectSince ? personOf(onlyEffective(standing)) : person) as Plain,
    reasons: pending && at?.case_id && stage === 'returned' ? await reasonsOf(ctx, at.case_id) : [],
    steps: at?.case_id ? await stepsOf(ctx, at.case_id) : [],
    can: abilities(ctx, standing, stage, editable).filter((each) => fills || each !== 'submit'),
    lockedWhy: editable ? null : fills ? lockedWhy(ctx, stage) : problems['teacher.by-school'][1],
    adds: adds ? openToAdding(ctx, profile).map(({ name }) => name) : [],
    additions: pending && standing.inEffectSince ? await additionsView(ctx, standing, adds) : [],
    deadline: (await roundHere(ctx, standing.unitId))?.deadline ?? null,
  }
}

/** Drafts are the school's and the person's; the authority sees what was reported to it. */
export function seesPending(ctx: Context, standing: Standing, stage: Stage): boolean {
  if (ctx.actor.role === 'query') return false
  if (ctx.actor.level === 'school')
    return ctx.actor.role === 'teacher' ? standing.personId === ctx.actor.personId : isOwn(ctx.actor, standing)
  return stage === 'review'
}

/** A record without what is still a draft. */
const onlyEffective = (standing: Standing): Standing => asChanged(standing, [])

/** The record as this reader may see it: with the drafts, or what is in effect; null when nothing of it is his to see. */
export async function seenBy(ctx: Context, standing: Standing): Promise<Standing | null> {
  if (await seesDraftsOf(ctx, standing)) return standing
  return standing.inEffectSince ? onlyEffective(standing) : null
}

export async function seesDraftsOf(ctx: Context, standing: Standing): Promise<boolean> {
  return seesPending(ctx, standing, (await store.stageOf(ctx, standing.teacherId))?.stage ?? 'effective')
}

export function mayEdit(ctx: Context, standing: Standing, stage: Stage): boolean {
  if (
    !ctx.guard.can(ctx.actor, 'teacher.edit', {
      unitId: standing.unitId,
      unitPath: standing.unitPath,
      personId: standing.personId,
    })
  )
    return false
  return (ctx.actor.role === 'teacher' ? writable.teacher : writable.clerk).includes(stage)
}

/** Whether rows may be added to this record, which is in effect (新增信息). */
export const mayAdd = (ctx: Context, standing: Standing, stage: Stage): boolean =>
  stage === 'effective' && standing.inEffectSince !== null && ctx.guard.can(ctx.actor, 'teacher.edit', standing)

function abilities(ctx: Context, standing: Standing, stage: Stage, editable: boolean): TeacherView['can'] {
  const resource = { unitId: standing.unitId, unitPath: standing.unitPath, personId: standing.personId }
  const allowed: TeacherView['can'] = []
  if (editable) allowed.push('edit')
  if (ctx.guard.can(ctx.actor, 'teacher.submit', resource) && ['draft', 'returned'].includes(stage))
    allowed.push('submit')
  if (ctx.guard.can(ctx.actor, 'teacher.unmask', resource)) allowed.push('unmask')
  if (ctx.guard.can(ctx.actor, 'report.hand-over', resource) && ['draft', 'check', 'returned'].includes(stage))
    allowed.push('hand-over')
  return allowed
}

const lockedBecause: Record<Stage, string> = {
  empty: '尚未填报',
  draft: '学校正在填报，由学校信息管理员和教师本人填写',
  check: '已提交学校，正由学校信息管理员核对；如需修改，请联系学校退回',
  sign: '正由学校负责人审核，审核期间不能修改；如需修改，请由负责人退回',
  send: '负责人已签字，等待学校报送，不能修改',
  review: '已报送主管部门审核，审核期间不能修改；被退回后可以修改',
  returned: '已退回学校修改',
  effective: '信息已生效。新的情况可以新增一条；已有内容须由学校信息管理员提交变更申请，经主管部门审核后变更',
}

function lockedWhy(ctx: Context, stage: Stage): string {
  if (ctx.actor.role === 'query') return '信息查询员只能查看'
  if (ctx.actor.role === 'head') return '学校负责人审核签字，不直接修改；需要修改时请退回'
  if (ctx.actor.level !== 'school') return `${lockedBecause[stage]}（主管部门审核信息，不直接修改）`
  return lockedBecause[stage]
}

/**
 * One value of class 4 in clear, of what this reader may see at all: at the desk where the row is to be decided, as it is to be.
 * @throws Problem not-found when there is none
 */
export async function valueInClear(
  ctx: Context,
  standing: Standing,
  at: { subset: string; rowId: string; field: string },
  atMyDesk: boolean,
): Promise<string> {
  const stage = (await store.stageOf(ctx, standing.teacherId))?.stage ?? 'effective'
  const row = standing.rows.find(({ subset, rowId }) => subset === at.subset && rowId === at.rowId)
  const values = atMyDesk || seesPending(ctx, standing, stage) ? row?.values : row?.effective
  const value = values?.[at.field] ?? (at.subset === 'basic_info' ? standing.identity[at.field] : undefined)
  if (typeof value !== 'string') throw new Problem('not-found', { title: '该项没有内容' })
  return value
}
