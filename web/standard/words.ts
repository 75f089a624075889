import type { NationalDifference, NationalLine, TableLine } from '../../contract/national.ts'

export const requirementWords: Readonly<Record<NationalLine['after']['requirement'], string>> = {
  R: '必填',
  C: '按条件必填',
  O: '选填',
  D: '系统得出',
  A: '系统产生',
  '-': '不采集',
}

export const sureWords: Readonly<Record<TableLine['sure'], string>> = {
  exact: '文件原文',
  high: '已核定',
  medium: '待核定',
  low: '待核实',
  proposal: '系统拟定',
}

export const kinds: Readonly<Record<NationalDifference['what'], [word: string, color: string]>> = {
  'code-added': ['新增代码', 'green'],
  'code-renamed': ['更名', 'blue'],
  'code-moved': ['改上级', 'blue'],
  'code-withdrawn': ['不再提供', 'red'],
  'code-offered': ['恢复提供', 'green'],
  'code-order': ['顺序', 'default'],
  core: ['核心', 'gold'],
  requirement: ['填写要求', 'gold'],
  help: ['填写说明', 'blue'],
  example: ['示例', 'blue'],
}

/** Whether a line differs from the newest national version. */
export const isChanged = ({ before, after, reworded }: NationalLine): boolean =>
  before.core !== after.core || before.requirement !== after.requirement || reworded

/** What changed in a line, in words. */
export function changeOf({ before, after, reworded }: NationalLine): string {
  return [
    before.requirement === after.requirement
      ? ''
      : `${requirementWords[before.requirement]} → ${requirementWords[after.requirement]}`,
    before.core === after.core ? '' : after.core ? '列为核心' : '不再是核心',
    reworded ? '说明有改动' : '',
  ]
    .filter(Boolean)
    .join('，')
}

/** The keys of the grid: 0 不采集, 1 选填, 2 必填 (where the standard sets a condition: 按条件必填), c 国家核心. */
export type Key = '0' | '1' | '2' | 'c'
export interface Change {
  requirement?: 'R' | 'C' | 'O' | '-'
  core?: boolean
}

/** What a key does to an indicator: the change, or why it cannot be; null where it already stands so. */
export function pressed(line: NationalLine, key: Key): { change: Change } | { why: string } | null {
  const { after, locked, requirements, label } = line
  if (key === 'c') {
    if (locked.core) return { why: `“${label}”：${locked.core}` }
    if (!after.core && after.requirement === '-') return { why: `“${label}”没有采集，先按 1 或 2。` }
    return { change: { core: !after.core } }
  }
  const wanted = key === '0' ? '-' : key === '1' ? 'O' : requirements.includes('C') ? 'C' : 'R'
  if (after.requirement === wanted) return null
  if (!requirements.includes(wanted))
    return { why: `“${label}”不能改为${requirementWords[wanted]}：${locked.requirement ?? '国家标准的规则不支持。'}` }
  if (wanted === '-' && after.core) return { why: `“${label}”是国家核心指标，先按 C 取消核心，再按 0。` }
  return { change: { requirement: wanted } }
}
