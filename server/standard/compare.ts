import type { NationalDifference } from '../../contract/national.ts'
import { type Category, categories, categoryName } from '../../standard/categories.ts'
import type { CodeTable, Indicator, Requirement, Subset } from '../../standard/indicator.ts'
import { type National, standardOf } from '../../standard/national.ts'
import { forCategory } from '../../standard/profile.ts'
import { subsets } from '../../standard/subsets.ts'
import { canonical, tableIn } from './overlay.ts'

/** What differs between two national versions, in words: tables by name, then indicators in printed order. */
export function differencesOf(before: National, after: National): NationalDifference[] {
  const names = new Set([...before.tables, ...after.tables].map(({ name }) => name))
  const tables = [...names].sort().flatMap((name) => {
    const [old, now] = [tableIn(before, name), tableIn(after, name)]
    return old && now ? ofTable(old, now) : []
  })
  return [...tables, ...ofIndicators(before, after)]
}

/** Code by code; a change of order is one line. */
export function ofTable(before: CodeTable, after: CodeTable): NationalDifference[] {
  const label = `代码表 ${after.label}`
  const old = new Map(before.rows.map((row) => [row.code, row]))
  const now = new Map(after.rows.map((row) => [row.code, row]))
  const nameOf = (code: string | undefined) =>
    code === undefined ? '' : `${code} ${(now.get(code) ?? old.get(code))?.name ?? ''}`.trim()
  const result: NationalDifference[] = []
  const add = (what: NationalDifference['what'], of: string, was: string, is: string) =>
    result.push({ key: after.name, label, what, of, before: was, after: is })
  for (const row of after.rows) {
    const was = old.get(row.code)
    if (!was) {
      add('code-added', row.code, '', row.parent ? `${row.name}（上级 ${nameOf(row.parent)}）` : row.name)
      continue
    }
    if (was.name !== row.name) add('code-renamed', row.code, was.name, row.name)
    if (was.parent !== row.parent) add('code-moved', row.code, nameOf(was.parent), nameOf(row.parent))
    if ((was.selectable ?? true) !== (row.selectable ?? true) || was.successor !== row.successor) {
      const offered = (each: typeof row) =>
        each.selectable === false
          ? `不再提供选择${each.successor ? `，改用 ${nameOf(each.successor)}` : ''}`
          : '提供选择'
      add(row.selectable === false ? 'code-withdrawn' : 'code-offered', row.code, offered(was), offered(row))
    }
  }
  const common = (rows: CodeTable['rows'], other: ReadonlyMap<string, unknown>) =>
    rows.flatMap(({ code }) => (other.has(code) ? [code] : [])).join(' ')
  if (common(before.rows, now) !== common(after.rows, old)) add('code-order', '', '', '显示顺序有调整')
  return result
}

const words: Record<Requirement, string> = {
  R: '必填',
  C: '有条件必填',
  O: '选填',
  D: '由系统得出',
  A: '由系统产生',
  '-': '不采集',
}

function ofIndicators(before: National, after: National): NationalDifference[] {
  const keys = new Set([...Object.keys(before.indicators), ...Object.keys(after.indicators)])
  if (canonical(before.indicators) === canonical(after.indicators)) return []
  return (subsets as readonly Subset[]).flatMap((subset) =>
    subset.fields.flatMap((shippedField): NationalDifference[] => {
      const key = `${subset.name}.${shippedField.name}`
      if (!keys.has(key)) return []
      const label = `${subset.label}—${forCategory(shippedField.label, 'k12')}`
      const perCategory = categories.flatMap(({ id }) => {
        const [old, now] = [before, after].map((national) => fieldIn(national, id, subset.name, shippedField.name))
        if (!old || !now) return []
        const [was, is] = [forCategory(old.requirement, id), forCategory(now.requirement, id)]
        const core = (field: Indicator) => (field.core ? '国家核心指标' : '非核心指标')
        return [
          ...(was === is ? [] : [{ what: 'requirement' as const, id, before: words[was], after: words[is] }]),
          ...(old.core === now.core ? [] : [{ what: 'core' as const, id, before: core(old), after: core(now) }]),
        ]
      })
      const grouped = Map.groupBy(perCategory, ({ what, before: was, after: is }) => `${what}|${was}|${is}`)
      const standing = [...grouped.values()].flatMap((group): NationalDifference[] => {
        const [first] = group
        if (!first) return []
        const of = group.map(({ id }) => categoryName(id)).join('、')
        return [{ key, label, what: first.what, of, before: first.before, after: first.after }]
      })
      const [old, now] = [before, after].map((national) => fieldIn(national, 'k12', subset.name, shippedField.name))
      const texts = (['help', 'example'] as const).flatMap((what): NationalDifference[] => {
        const [was, is] = [textOf(old, what), textOf(now, what)]
        return was === is ? [] : [{ key, label, what, of: '', before: was, after: is }]
      })
      return [...standing, ...texts]
    }),
  )
}

const fieldIn = (national: National, category: Category, subset: string, name: string): Indicator | undefined =>
  standardOf(category, national)
    .find((each) => each.name === subset)
    ?.fields.find((field) => field.name === name)

/** Help and example as they stand for a category. */
export function textOf(field: Indicator | undefined, what: 'help' | 'example', category: Category = 'k12'): string {
  const text = field?.[what]
  return text === undefined ? '' : forCategory(text, category)
}
