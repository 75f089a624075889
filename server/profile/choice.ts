import type { Standing } from '../../contract/profile.ts'
import type { Category } from '../../standard/categories.ts'
import { extended } from '../../standard/extension.ts'
import type { Indicator, Requirement, Subset } from '../../standard/indicator.ts'
import { standardOf } from '../../standard/national.ts'
import { type FieldSelection, forCategory, type Selection, whyKept } from '../../standard/profile.ts'

/** An indicator of a category, of the standard or own, whether it is collected or not. */
export interface Line {
  key: string
  subset: Subset
  field: Indicator
  label: string
  subsetLabel: string
  requirement: Exclude<Requirement, '-'>
  own: boolean
}

/** Every subset that the category may have under this selection, with its indicators, in printed order. */
export function subsetsOf(category: Category, selection: Selection): { subset: Subset; lines: Line[] }[] {
  const owned = new Set((selection.own?.fields ?? []).map(({ subset, name }) => `${subset}.${name}`))
  return extended(standardOf(category, selection.national), selection.own)
    .filter((subset) => forCategory(subset.requirement, category) !== '-')
    .map((subset) => ({
      subset,
      lines: subset.fields.flatMap((field): Line[] => {
        const requirement = forCategory(field.requirement, category)
        if (requirement === '-') return []
        const key = `${subset.name}.${field.name}`
        const label = forCategory(field.label, category)
        return [{ key, subset, field, label, subsetLabel: subset.label, requirement, own: owned.has(key) }]
      }),
    }))
}

export const linesOf = (category: Category, selection: Selection): Line[] =>
  subsetsOf(category, selection).flatMap(({ lines }) => lines)

export const isOn = (selection: Selection, subset: string): boolean =>
  subset === 'basic_info' || selection.subsets.includes(subset)

export const isCore = (subset: Subset): boolean => subset.fields.some((field) => field.core)

/** How an indicator stands under a selection: what the profile makes of it, said of every indicator. */
export function standingOf(line: Line, selection: Selection): Standing {
  const choice = selection.fields?.[line.key] ?? {}
  const enabled = isOn(selection, line.subset.name) && (line.field.core || choice.enabled !== false)
  return {
    enabled,
    required: enabled && isRequired(line, choice),
    open: enabled && !whyKept(line.subset, line.field) && choice.openToTeacher !== false,
  }
}

function isRequired({ requirement, field }: Line, choice: FieldSelection): boolean {
  if (requirement === 'R') return field.core || choice.required !== false
  return requirement === 'O' && choice.required === true
}

/** The sentence of the mission document, section 5, in own words: what no province can open. */
export const keptSentence =
  '考核、待遇、师德、岗位和专业技术职务等信息按规定应由学校或教育行政部门统一填报，任何省份都不能向教师开放。'

/** Which of the three cannot be changed, and why. */
export function locksOf({ field, subset, requirement }: Pick<Line, 'field' | 'subset' | 'requirement'>): {
  enabled?: string
  required?: string
  open?: string
} {
  const enabled = field.core ? '国家核心指标，各省都要采集，不能停用。' : undefined
  const required =
    requirement === 'R' && field.core
      ? '国家核心必填指标，不能改为选填。'
      : requirement === 'C'
        ? '国家标准规定在一定条件下必填，条件成立时系统自动要求，不另行设定。'
        : requirement === 'D' || requirement === 'A'
          ? '由系统得出，不需要填写。'
          : undefined
  const open = subset.neverTeachers ? keptSentence : whyKept(subset, field)
  return { ...(enabled && { enabled }), ...(required && { required }), ...(open && { open }) }
}

export function subsetLock(subset: Subset, onInForce: boolean): string | null {
  if (subset.name === 'basic_info') return '基本信息各省都要采集，不能停用。'
  return isCore(subset) && onInForce ? '含有国家核心指标，启用后不能停用。' : null
}

/** The selection with one indicator changed; what equals the standard is not said. */
export function withField(selection: Selection, line: Line, change: FieldSelection): Selection {
  const { [line.key]: before, ...others } = selection.fields ?? {}
  const asked = { ...before, ...change }
  const said: FieldSelection = {
    ...(asked.enabled === false && { enabled: false }),
    ...(asked.required !== undefined && asked.required !== (line.requirement === 'R') && { required: asked.required }),
    ...(asked.openToTeacher === false && { openToTeacher: false }),
    ...(asked.hint && { hint: asked.hint }),
    ...(asked.checks && asked.checks.length > 0 && { checks: asked.checks }),
  }
  const fields = Object.keys(said).length > 0 ? { ...others, [line.key]: said } : others
  return { ...selection, fields }
}

/** The selection without what speaks of indicators and subsets that are not there. */
export function tidied(category: Category, selection: Selection): Selection {
  const all = subsetsOf(category, selection)
  const names = new Set(all.map(({ subset }) => subset.name))
  const keys = new Set(all.flatMap(({ lines }) => lines.map(({ key }) => key)))
  return {
    ...selection,
    subsets: [...new Set(selection.subsets)].filter((name) => names.has(name)),
    fields: Object.fromEntries(Object.entries(selection.fields ?? {}).filter(([key]) => keys.has(key))),
  }
}

/** Equal texts for equal choices, whatever the order they were made in and the number of the version. */
export function canonical(selection: Selection): string {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(sorted)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .filter(([, each]) => each !== undefined)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, each]) => [key, sorted(each)]),
          )
        : value
  const { subsets: chosen, fields = {}, own = {} } = selection
  const mine = { fields: own.fields ?? [], subsets: own.subsets ?? [], tables: own.tables ?? [] }
  return JSON.stringify(sorted({ subsets: [...new Set([...chosen, 'basic_info'])].sort(), fields, own: mine }))
}
