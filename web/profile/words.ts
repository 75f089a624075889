import type { Check, IndicatorLine, Standing } from '../../contract/profile.ts'
import { answers } from '../record/pinyin.ts'

const types: Readonly<Record<string, string>> = {
  string: '文本',
  text: '长文本',
  code: '代码',
  codes: '代码（可多选）',
  area: '行政区划',
  bool: '是/否',
  date: '日期',
  month: '年月',
  year: '年份',
  decimal: '小数',
  integer: '整数',
  image: '照片',
  file: '附件',
}
export const typeName = (type: string): string => types[type] ?? type

const classes = ['一般', '个人', '敏感', '加密'] as const
/** 敏感级, in a word. */
export const secrecyClass = (secrecy: number): string => classes[secrecy - 1] ?? String(secrecy)
/** Who sees an indicator: class 4 is masked, the others are seen by everybody who may read the record. */
export const seenBy = (secrecy: number): string =>
  secrecy === 4
    ? '本人，以及本校和主管部门中有权查看的人：平时遮盖，选择原因后显示 60 秒，并留下记录'
    : '本人，以及本校和主管部门中有权查看教师信息的人'

export type State = 'off' | 'optional' | 'required'
export const stateOf = ({ enabled, required }: Standing): State =>
  enabled ? (required ? 'required' : 'optional') : 'off'
export const stateNames: Readonly<Record<State, string>> = { off: '停用', optional: '选填', required: '必填' }

/** Whether a line differs from the version in force; hints and checks are compared by the server. */
export const isChanged = ({ inForce, draft }: IndicatorLine): boolean =>
  inForce.enabled !== draft.enabled ||
  (draft.enabled && (inForce.required !== draft.required || inForce.open !== draft.open))

/** What changed in a line, in words: “选填 → 必填，向教师开放”. */
export function changeOf({ inForce, draft }: IndicatorLine): string {
  const [before, now] = [stateOf(inForce), stateOf(draft)]
  const said = before === now ? [] : [`${stateNames[before]} → ${stateNames[now]}`]
  if (draft.enabled && inForce.open !== draft.open) said.push(draft.open ? '向教师开放' : '不再向教师开放')
  return said.join('，')
}

/** By name, by the initials of its pinyin, by its code ('mandarin_level') and by the name of its subset. */
export const isFound = (line: { key: string; label: string; subsetLabel: string }, typed: string): boolean =>
  answers({ code: line.key.slice(line.key.indexOf('.') + 1), name: line.label, short: line.subsetLabel }, typed) ||
  line.key.includes(typed.trim().toLowerCase())

const kinds = { digits: '数字', latin: '字母', chinese: '汉字' } as const
export const checkKinds: Readonly<Record<Check['kind'], string>> = {
  range: '数值范围',
  length: '字数',
  only: '只用某类字符',
  'not-future': '不晚于今天',
  'not-before': '不早于另一项',
  differs: '与另一项不同',
}
export const characterKinds = kinds

/** A check in words: “数值 0–60”. `labelOf` names another field of the same subset. */
export function checkWords(check: Check, labelOf: (field: string) => string): string {
  switch (check.kind) {
    case 'range':
      return `数值 ${span(check.min, check.max)}`
    case 'length':
      return `字数 ${span(check.min, check.max)}`
    case 'only':
      return `只用${kinds[check.of]}`
    case 'not-future':
      return '不晚于今天'
    case 'not-before':
      return `不早于“${labelOf(check.other)}”`
    case 'differs':
      return `与“${labelOf(check.other)}”不同`
  }
}

function span(min: number | undefined, max: number | undefined): string {
  if (min === undefined) return max === undefined ? '不限' : `不超过 ${max}`
  return max === undefined ? `不少于 ${min}` : `${min}–${max}`
}

/** The kinds of check that fit a type of indicator. */
export function kindsFor(type: string): readonly Check['kind'][] {
  if (type === 'integer' || type === 'decimal' || type === 'year') return ['range']
  if (type === 'string' || type === 'text') return ['length', 'only', 'differs']
  if (type === 'date' || type === 'month') return ['not-future', 'not-before']
  return type === 'code' ? ['differs'] : []
}
