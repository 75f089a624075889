import type { Difference } from '../../contract/profile.ts'
import type { Category } from '../../standard/categories.ts'
import type { Check } from '../../standard/extension.ts'
import type { Selection } from '../../standard/profile.ts'
import { isOn, type Line, linesOf, standingOf, subsetsOf } from './choice.ts'

/** What differs between two selections of a category, by name, in printed order: subsets, then indicators, then tables. */
export function differencesOf(category: Category, before: Selection, after: Selection): Difference[] {
  const [old, now] = [subsetsOf(category, before), subsetsOf(category, after)]
  const names = new Map([...old, ...now].map(({ subset }) => [subset.name, subset.label]))
  const here = (list: typeof old, selection: Selection, name: string) =>
    list.some(({ subset }) => subset.name === name) && isOn(selection, name)
  const moved = new Set<string>()
  const result: Difference[] = []
  for (const [name, label] of names) {
    const [was, is] = [here(old, before, name), here(now, after, name)]
    if (was === is) continue
    moved.add(name)
    const what = is ? 'subset-on' : 'subset-off'
    result.push({ key: name, label, what, before: onOff(was), after: onOff(is) })
  }
  const lines = new Map([...linesOf(category, before), ...linesOf(category, after)].map((line) => [line.key, line]))
  const [oldLines, newLines] = [byKey(linesOf(category, before)), byKey(linesOf(category, after))]
  for (const [key, line] of lines)
    if (!moved.has(line.subset.name))
      result.push(...ofLine(key, [oldLines.get(key), before], [newLines.get(key), after], labelIn(lines, line)))
  return [...result, ...ofTables(before, after)]
}

const byKey = (lines: readonly Line[]) => new Map(lines.map((line) => [line.key, line]))
const onOff = (on: boolean) => (on ? '启用' : '停用')
const labelIn = (lines: ReadonlyMap<string, Line>, line: Line) => (other: string) =>
  lines.get(`${line.subset.name}.${other}`)?.label ?? other

function ofLine(
  key: string,
  [old, before]: [Line | undefined, Selection],
  [now, after]: [Line | undefined, Selection],
  labelOf: (other: string) => string,
): Difference[] {
  const line = now ?? old
  if (!line) return []
  const label = `${line.subsetLabel}—${line.label}`
  const differ = (what: Difference['what'], was: string, is: string): Difference[] =>
    was === is ? [] : [{ key, label, what, before: was, after: is }]
  const [was, is] = [old && standingOf(old, before), now && standingOf(now, after)]
  if (!is?.enabled || !was?.enabled) {
    if (is?.enabled) return differ('added', old ? '停用' : '', is.required ? '必填' : '选填')
    return was?.enabled ? differ('removed', was.required ? '必填' : '选填', now ? '停用' : '') : []
  }
  const must = (required: boolean) => (required ? '必填' : '选填')
  const who = (open: boolean) => (open ? '教师可填' : '学校填写')
  const said = (selection: Selection) => selection.fields?.[key]
  const checks = (selection: Selection) =>
    (said(selection)?.checks ?? []).map((each) => sayCheck(each, labelOf)).join('；')
  return [
    ...differ(is.required ? 'required' : 'optional', must(was.required), must(is.required)),
    ...differ(is.open ? 'opened' : 'closed', who(was.open), who(is.open)),
    ...differ('hint', said(before)?.hint ?? '', said(after)?.hint ?? ''),
    ...differ('checks', checks(before), checks(after)),
    ...(now?.own && old?.own ? differ('changed', sayOwn(old), sayOwn(now)) : []),
  ]
}

const sayOwn = ({ label, field }: Line): string =>
  [
    label,
    field.length === undefined ? '' : `长度 ${field.length}`,
    field.help ?? '',
    field.example ? `例：${String(field.example)}` : '',
  ]
    .filter(Boolean)
    .join('，')

const kinds = { digits: '数字', latin: '字母', chinese: '汉字' }

/** The check as its own sentence. */
export function sayCheck(check: Check, labelOf: (field: string) => string): string {
  switch (check.kind) {
    case 'range':
    case 'length': {
      const unit = check.kind === 'length' ? '字' : ''
      const least = check.min === undefined ? '' : `不小于 ${check.min}${unit}`
      const most = check.max === undefined ? '' : `不大于 ${check.max}${unit}`
      return [least, most].filter(Boolean).join('、')
    }
    case 'only':
      return `只能是${kinds[check.of]}`
    case 'not-future':
      return '不晚于今天'
    case 'not-before':
      return `不早于“${labelOf(check.other)}”`
    case 'differs':
      return `不同于“${labelOf(check.other)}”`
  }
}

function ofTables(before: Selection, after: Selection): Difference[] {
  const [old, now] = [before, after].map(({ own }) => new Map((own?.tables ?? []).map((table) => [table.name, table])))
  return [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].flatMap((name): Difference[] => {
    const [was, is] = [old?.get(name), now?.get(name)]
    if (JSON.stringify(was) === JSON.stringify(is)) return []
    const offered = (table: typeof was) =>
      table
        ? `${table.rows.length} 行，其中 ${table.rows.filter((row) => row.selectable !== false).length} 行供选择`
        : ''
    const same = offered(was) === offered(is)
    const label = `代码表 ${is?.label ?? was?.label ?? name}`
    return [
      { key: name, label, what: 'table', before: offered(was), after: `${offered(is)}${same ? '，内容有改动' : ''}` },
    ]
  })
}
