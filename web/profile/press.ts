import type { IndicatorLine } from '../../contract/profile.ts'
import type { Patch } from './use-draft.ts'

/** The keys of the grid: 0 停用, 1 选填, 2 必填, t 教师可填. */
export type Key = '0' | '1' | '2' | 't'

/** What a key does to an indicator: the change, or why it cannot be (Chinese); null where it already stands so. */
export function pressed(line: IndicatorLine, key: Key, subsetOn: boolean): { patch: Patch } | { why: string } | null {
  const { draft, locked, label } = line
  if (key === '0') {
    if (!draft.enabled) return null
    return locked.enabled ? { why: `“${label}”不能停用：${locked.enabled}` } : { patch: { enabled: false } }
  }
  // what can never be opened is said first: the subset being on would not help
  if (key === 't' && locked.open) return { why: `“${label}”：${locked.open}` }
  if (!subsetOn) return { why: `“${line.subsetLabel}”已停用，请先启用这个信息子集。` }
  if (key === 't') {
    if (!draft.enabled) return { why: `“${label}”已停用，先按 1 或 2 启用。` }
    return { patch: { open: !draft.open } }
  }
  const required = key === '2'
  if (draft.enabled && draft.required === required) return null
  if (!draft.enabled && locked.enabled) return { why: `“${label}”不能启用：${locked.enabled}` }
  if (draft.required !== required && locked.required)
    return { why: `“${label}”不能改为${required ? '必填' : '选填'}：${locked.required}` }
  return { patch: { enabled: true, required } }
}
