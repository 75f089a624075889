import type { Finding } from '../../contract/shape.ts'
import type { Reason, StepView, TeacherView } from '../../contract/teacher.ts'
import type { Profile, ProfileField, ProfileSubset, Values } from '../../standard/indicator.ts'
import { dayOf, daysBetween } from './when.ts'

/** Where a subset stands for the teacher. Shown as an icon with words, never by colour alone. */
export type Mark = 'done' | 'fix' | 'todo' | 'optional' | 'locked'
export type Standing = { readonly mark: Mark; readonly words: string }

/** Who has to put a finding right. */
export type Whose = 'mine' | 'school' | 'system'

export function openFields(subset: ProfileSubset): readonly ProfileField[] {
  return subset.rows === 'derived' ? [] : subset.fields.filter((field) => field.openToTeacher)
}

/** A finding about a field that the teacher cannot fill is the school's, or the system's where the value is derived. */
export function whose(finding: Finding, profile: Profile): Whose {
  const subset = profile.subsets.find((each) => each.name === finding.subset)
  if (!subset) return 'school'
  if (finding.field === null) return openFields(subset).length > 0 ? 'mine' : 'school'
  const field = subset.fields.find((each) => each.name === finding.field)
  if (!field) return 'school'
  if (field.openToTeacher) return 'mine'
  return field.filledBy === 'A' ? 'system' : 'school'
}

/** The rows of one subset; none while nothing was filled. */
export function rowsOf(view: TeacherView, subset: string): TeacherView['subsets'][number]['rows'] {
  return view.subsets.find((each) => each.subset === subset)?.rows ?? []
}

export function standingOf(
  subset: ProfileSubset,
  view: TeacherView,
  findings: readonly Finding[],
  profile: Profile,
): Standing {
  const open = openFields(subset)
  if (open.length === 0) return { mark: 'locked', words: subset.rows === 'derived' ? '系统自动得出' : '学校填报' }
  const returned = view.reasons.filter((reason) => reason.subset === subset.name).length
  if (returned > 0) return { mark: 'fix', words: `退回 ${returned} 处，请修改` }
  const rows = rowsOf(view, subset.name)
  const mine = findings.filter((each) => each.subset === subset.name && whose(each, profile) === 'mine')
  // While others have it there is nothing to mend.
  const errors = view.can.includes('edit') ? mine.filter((each) => each.severity === 'error').length : 0
  const begun =
    subset.rows === 'single' ? rows.some((row) => open.some((field) => isFilled(row, field.name))) : rows.length > 0
  if (!begun) {
    return errors > 0 || subset.requirement === 'R'
      ? { mark: 'todo', words: '未填' }
      : { mark: 'optional', words: '未填，选填' }
  }
  if (errors > 0) return { mark: 'fix', words: `${errors} 处需要填写或修改` }
  const asks = mine.length > 0 && view.can.includes('edit') ? `，${mine.length} 处请核对` : ''
  return { mark: 'done', words: subset.rows === 'multiple' ? `已填 ${rows.length} 条${asks}` : `已填好${asks}` }
}

function isFilled(row: { values: Values; masked: Record<string, string> }, field: string): boolean {
  return (row.values[field]?.length ?? 0) > 0 || row.masked[field] !== undefined
}

/** How many of the subsets that ask something of the teacher are done. */
export function completeness(standings: readonly Standing[]): { done: number; all: number } {
  const asked = standings.filter(({ mark }) => mark !== 'locked' && mark !== 'optional')
  return { done: asked.filter(({ mark }) => mark === 'done').length, all: asked.length }
}

export type Station = {
  readonly name: string
  readonly state: 'done' | 'here' | 'ahead'
  /** Who has it and for how long, at the station where it is. */
  readonly who?: string
}

/** The way from the form to effect, one station a desk: from the desks of the case, or the usual ones before there is a case. */
export function stations(view: TeacherView, today: string): Station[] {
  const days = stay(view.steps.find((step) => step.state === 'open')?.openedAt ?? view.since, today)
  const writing = view.stage === 'empty' || view.stage === 'draft' || view.stage === 'returned'
  const mine: Station = writing
    ? { name: '我填写', state: 'here', who: view.stage === 'returned' ? `已退回，请修改，${days}` : '等待您填写并提交' }
    : { name: '我填写', state: 'done' }
  const effective: Station = { name: '生效', state: view.stage === 'effective' ? 'done' : 'ahead' }
  // The desks of a round before do not say where the next one is.
  if (view.stage === 'effective' ? view.steps.length > 0 : view.steps.some((step) => step.state === 'open')) {
    return [mine, ...view.steps.map((step) => ofStep(step, days)), effective]
  }
  const usual = [
    { name: '学校核对', at: ['check'], who: `${view.unitName} 信息管理员` },
    { name: '校负责人', at: ['sign'], who: `${view.unitName} 学校负责人` },
    { name: '学校报送', at: ['send'], who: `${view.unitName} 信息管理员` },
    { name: '主管部门', at: ['review'], who: '主管教育行政部门' },
  ]
  const here = usual.findIndex((desk) => desk.at.includes(view.stage))
  const desks = usual.map((desk, index): Station => {
    if (index === here) return { name: desk.name, state: 'here', who: `${desk.who}，${days}` }
    return { name: desk.name, state: view.stage === 'effective' || index < here ? 'done' : 'ahead' }
  })
  return [mine, ...desks, effective]
}

function ofStep(step: StepView, days: string): Station {
  if (step.state === 'open') return { name: step.title, state: 'here', who: `${step.unit} ${step.role}，${days}` }
  return { name: step.title, state: step.state === 'done' ? 'done' : 'ahead' }
}

function stay(since: string, today: string): string {
  const days = daysBetween(dayOf(since), today)
  return days > 0 ? `停留 ${days} 天` : '今天到达'
}

/** '截止 2026-12-31（剩 38 天）': a deadline is no wall, and says so when it has passed. */
export function deadlineWords(deadline: string, today: string): string {
  const left = daysBetween(today, deadline)
  if (left > 0) return `截止 ${deadline}（剩 ${left} 天）`
  return left === 0 ? `今天截止（${deadline}）` : `已过截止日期 ${deadline}（${-left} 天），仍可补报`
}

/** '“学习经历”的“学历”', as far as a reason or finding says where. */
export function whereWords(at: Pick<Reason, 'subset' | 'field'>, profile: Profile): string {
  const subset = profile.subsets.find((each) => each.name === at.subset)
  if (!subset) return '整份信息'
  const field = subset.fields.find((each) => each.name === at.field)
  return field ? `“${subset.label}”的“${field.label}”` : `“${subset.label}”`
}
