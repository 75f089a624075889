import type { Finding } from '../../contract/shape.ts'
import type { AdditionView, Reason, StepView, TeacherView } from '../../contract/teacher.ts'
import type { Profile, ProfileField, ProfileSubset, Values } from '../../standard/indicator.ts'
import type { Place } from './route.ts'
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

type Row = TeacherView['subsets'][number]['rows'][number]

/** The addition that a row is part of, where the record is in effect and the row is not yet. */
export function additionOf(view: TeacherView, rowId: string | undefined): AdditionView | undefined {
  return view.additions.find((each) => each.rows.some((row) => row.rowId === rowId))
}

/** Whether a row may be written now: in the first collection all; of a record in effect a new one, and one added that its writer has. */
export function mayWrite(view: TeacherView, subset: string, row: Row | undefined): boolean {
  if (view.can.includes('edit')) return true
  if (!view.adds.includes(subset)) return false
  if (!row) return true
  const addition = additionOf(view, row.rowId)
  return addition ? addition.can.includes('edit') : row.state === 'pending'
}

/** Where an addition is, in words. */
export const additionWords: Record<AdditionView['stage'], string> = {
  draft: '未提交',
  returned: '退回，请修改',
  check: '待学校核对',
  sign: '待学校负责人审核',
  review: '待主管部门审核',
}

/** Of a record in effect: what was added to the subset and is under way. */
function addedTo(subset: ProfileSubset, view: TeacherView, rows: readonly Row[]): Standing | undefined {
  const open = view.additions.filter((each) => each.rows.some((row) => row.subset === subset.name))
  if (open.length === 0) return undefined
  const back = open.filter(({ stage }) => stage === 'returned').length
  if (back > 0) return { mark: 'fix', words: `退回 ${back} 条，请修改` }
  const drafts = open.filter(({ stage }) => stage === 'draft').length
  const effective = rows.filter(({ state }) => state === 'effective').length
  const words = [
    effective > 0 && `已生效 ${effective} 条`,
    drafts > 0 && `${drafts} 条未提交`,
    open.length > drafts && `${open.length - drafts} 条审核中`,
  ]
  return { mark: drafts > 0 ? 'todo' : 'done', words: words.filter(Boolean).join('，') }
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
  const added = addedTo(subset, view, rows)
  if (added) return added
  const mine = findings.filter((each) => each.subset === subset.name && whose(each, profile) === 'mine')
  // While others have it there is nothing to mend.
  const errors = view.can.includes('edit') ? mine.filter((each) => each.severity === 'error').length : 0
  const begun =
    subset.rows === 'single' ? rows.some((row) => open.some((field) => isFilled(row, field.name))) : rows.length > 0
  if (!begun) {
    return errors > 0 || (subset.requirement === 'R' && subset.missing !== 'nothing')
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

/** The same way for one addition, which the head's signature reports. */
export function additionStations(addition: AdditionView, today: string): Station[] {
  const days = stay(addition.steps.find((step) => step.state === 'open')?.openedAt ?? addition.since, today)
  const mine: Station =
    addition.stage === 'draft'
      ? { name: '我填写', state: 'here', who: '等待您填写并提交' }
      : addition.stage === 'returned'
        ? { name: '我填写', state: 'here', who: `已退回，请修改，${days}` }
        : { name: '我填写', state: 'done' }
  const effective: Station = { name: '生效', state: 'ahead' }
  if (addition.steps.some((step) => step.state === 'open'))
    return [mine, ...addition.steps.map((step) => ofStep(step, days)), effective]
  const usual = ['学校核对', '校负责人', '主管部门'].map((name): Station => ({ name, state: 'ahead' }))
  return [mine, ...usual, effective]
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

/** The next subset that asks something of the teacher, after the one just done; the check when nothing does. */
export function nextPlace(
  { profile, view, findings }: { profile: Profile; view: TeacherView; findings: readonly Finding[] },
  done?: ProfileSubset,
): Place {
  const at = done ? profile.subsets.indexOf(done) : -1
  const others = at < 0 ? profile.subsets : [...profile.subsets.slice(at + 1), ...profile.subsets.slice(0, at)]
  const next = others.find((subset) => ['todo', 'fix'].includes(standingOf(subset, view, findings, profile).mark))
  return next ? placeOf(next, view) : { page: 'check' }
}

/** A single subset opens its form at once; one of several rows its list. */
export function placeOf(subset: ProfileSubset, view: TeacherView): Place {
  return subset.rows === 'single'
    ? { page: 'row', subset: subset.name, row: rowsOf(view, subset.name)[0]?.rowId ?? 'new' }
    : { page: 'subset', subset: subset.name }
}
