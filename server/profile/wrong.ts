import type { Category } from '../../standard/categories.ts'
import type { Check, Extension, OwnField, OwnTable } from '../../standard/extension.ts'
import type { FieldType } from '../../standard/indicator.ts'
import type { Selection } from '../../standard/profile.ts'
import { codeTable } from '../../standard/tables.ts'
import { keptSentence, type Line, linesOf, standingOf, subsetsOf } from './choice.ts'

/** Something that keeps a draft from being kept: where, a stable code, and a sentence with the remedy. */
export interface Wrong {
  at: string
  code: string
  message: string
}

/** What the province has published so far, in any category: names that already mean something. */
export interface Published {
  fields: ReadonlyMap<string, OwnField>
  subsets: ReadonlyMap<string, 'single' | 'multiple'>
  /** codes of the tables of this category, by table and code */
  codes: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** Everything that is wrong with a selection, at once. */
export function wrongsOf(category: Category, selection: Selection, published: Published): Wrong[] {
  return [...wrongOwn(selection.own ?? {}, category, published), ...wrongChecks(category, selection)]
}

const numbers: readonly FieldType[] = ['integer', 'decimal', 'year']
const texts: readonly FieldType[] = ['string', 'text']
const days: readonly FieldType[] = ['date', 'month', 'year']

/** 附加校验: of the right type, about an indicator of the same subset that is on, and no circle of dates. */
function wrongChecks(category: Category, selection: Selection): Wrong[] {
  const all = linesOf(category, selection)
  const byKey = new Map(all.map((line) => [line.key, line]))
  const wrongs: Wrong[] = []
  for (const line of all) {
    const checks = selection.fields?.[line.key]?.checks ?? []
    if (new Set(checks.map(({ kind }) => kind)).size < checks.length)
      wrongs.push(wrong(line, 'check.twice', '同一种附加校验只能设一次，请删去多余的'))
    for (const check of checks) {
      const other = 'other' in check ? byKey.get(`${line.subset.name}.${check.other}`) : undefined
      const said = whyWrong(line, check, other, selection)
      if (said) wrongs.push(wrong(line, ...said))
    }
  }
  return [...wrongs, ...circles(all, selection)]
}

const wrong = (line: Line, code: string, message: string): Wrong => ({
  at: line.key,
  code,
  message: `“${line.subsetLabel}—${line.label}”：${message}`,
})

function whyWrong(line: Line, check: Check, other: Line | undefined, selection: Selection): [string, string] | null {
  const { type } = line.field
  switch (check.kind) {
    case 'range':
      if (!numbers.includes(type)) return ['check.type', '只有数值和年份能限定大小，请删去这项校验']
      if (check.min === undefined && check.max === undefined) return ['check.empty', '请填写最小值或最大值']
      return (check.min ?? -Infinity) > (check.max ?? Infinity) ? ['check.range', '最小值大于最大值，请改正'] : null
    case 'length':
      if (!texts.includes(type)) return ['check.type', '只有文字能限定字数，请删去这项校验']
      if (check.min === undefined && check.max === undefined) return ['check.empty', '请填写最少或最多的字数']
      return (check.min ?? 0) > (check.max ?? Infinity) ? ['check.range', '最少字数大于最多字数，请改正'] : null
    case 'only':
      return texts.includes(type) ? null : ['check.type', '只有文字能限定字符的种类，请删去这项校验']
    case 'not-future':
      return days.includes(type) ? null : ['check.type', '只有日期能要求不晚于今天，请删去这项校验']
    case 'not-before':
    case 'differs': {
      const [name, sentence] = check.kind === 'differs' ? ['不同于', '不能与它相同'] : ['不早于', '不能早于它']
      if (!other) return ['check.other', `“${name}”所指的指标 ${check.other} 不在同一信息子集中，请重新选择`]
      if (other.key === line.key) return ['check.itself', `${sentence}的应是另一个指标，请重新选择`]
      if (!standingOf(other, selection).enabled)
        return ['check.off', `校验所依据的“${other.label}”没有启用，请先启用它，或删去这项校验`]
      if (check.kind === 'differs')
        return sameKind(line, other) ? null : ['check.type', `“${other.label}”的类型不同，无法比较，请重新选择`]
      return days.includes(type) && days.includes(other.field.type)
        ? null
        : ['check.type', `“${line.label}”和“${other.label}”都应是日期，请重新选择`]
    }
  }
}

const sameKind = (a: Line, b: Line) =>
  a.field.type === b.field.type || (texts.includes(a.field.type) && texts.includes(b.field.type))

/** a not before b, b not before a: only equal days would do. */
function circles(all: readonly Line[], selection: Selection): Wrong[] {
  const next = new Map(
    all.map((line) => [
      line.key,
      (selection.fields?.[line.key]?.checks ?? []).flatMap((check) =>
        check.kind === 'not-before' ? [`${line.subset.name}.${check.other}`] : [],
      ),
    ]),
  )
  return all
    .filter((line) => comesBack(line.key, next))
    .map((line) => wrong(line, 'check.circle', '“不早于”的校验绕成了一圈，没有日期能同时满足，请删去其中一项'))
}

function comesBack(start: string, next: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set<string>()
  const waiting = [...(next.get(start) ?? [])]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (at === start) return true
    if (seen.has(at)) continue
    seen.add(at)
    waiting.push(...(next.get(at) ?? []))
  }
  return false
}

/** What belongs to the school or the authority by the mission document, whatever a province calls it. */
const kept = /工资|薪酬|薪级|津贴|补贴|绩效|待遇|考核|师德|处分|职称|专业技术职务/

function wrongOwn(own: Extension, category: Category, published: Published): Wrong[] {
  const { fields = [], subsets = [], tables = [] } = own
  const all = subsetsOf(category, { province: '', version: 0, subsets: [], own })
  const byName = new Map(all.map((each) => [each.subset.name, each]))
  const wrongs: Wrong[] = []
  const add = (at: string, code: string, message: string) => wrongs.push({ at, code, message })

  for (const [at, subset] of subsets.entries()) {
    const here = `/subsets/${at}`
    const say = (code: string, message: string) => add(here, code, `拓展信息子集“${subset.label}”：${message}`)
    if (subsets.findIndex(({ name }) => name === subset.name) < at) say('name.taken', '名称代号已被使用，请换一个')
    if (all.filter((each) => each.subset.label === subset.label).length > 1)
      say('label.taken', '已有同名的信息子集，请换一个名称')
    const before = published.subsets.get(subset.name)
    if (before && before !== subset.rows) say('subset.rows', '已经发布，不能在单条与多条之间改变；请另建一个')
    const lines = byName.get(subset.name)?.lines ?? []
    if (lines.length === 0) say('subset.empty', '还没有指标，请先添加指标')
    if (subset.rows === 'multiple' && subset.naturalKey.length === 0)
      say('subset.key', '可填多条，请指定用哪些指标区分各条')
    for (const name of subset.naturalKey)
      if (!lines.some(({ field }) => field.name === name))
        say('subset.key', `用来区分各条的指标 ${name} 不在其中，请重新选择`)
  }

  for (const [at, table] of tables.entries()) {
    const here = `/tables/${at}`
    if (tables.findIndex(({ name }) => name === table.name) < at)
      add(here, 'name.taken', `代码表“${table.label}”：名称代号已被使用，请换一个`)
    if (tables.findIndex(({ label }) => label === table.label) < at)
      add(here, 'label.taken', `已有名为“${table.label}”的代码表，请换一个名称`)
    wrongs.push(...wrongRows(table, here, published.codes.get(table.name)))
  }

  for (const [at, field] of fields.entries()) {
    const here = `/fields/${at}`
    const say = (code: string, message: string) => add(here, code, `拓展指标“${field.label}”：${message}`)
    const subset = byName.get(field.subset)
    if (!subset) {
      say('field.subset', `没有信息子集 ${field.subset}，或该类学校不采集它，请重新选择`)
      continue
    }
    if (subset.subset.rows === 'derived') say('field.subset', '所选信息子集由系统得出，不能添加指标，请重新选择')
    if (fields.findIndex(({ name }) => name === field.name) < at) say('name.taken', '名称代号已被使用，请换一个')
    if (subset.lines.filter(({ label }) => label === field.label).length > 1)
      say('label.taken', `“${subset.subset.label}”中已有同名的指标，请换一个名称，或直接使用已有的指标`)
    const coded = field.type === 'code' || field.type === 'codes'
    if (coded && !field.codes) say('field.codes', '请选择代码表')
    if (!coded && field.codes) say('field.codes', '这种类型的指标不用代码表，请去掉代码表或改变类型')
    if (field.codes && !codeTable(field.codes) && !tables.some(({ name }) => name === field.codes))
      say(
        'table.missing',
        `所用的代码表 ${field.codes} 不存在。代码表正在使用时不能删除；请恢复代码表，或先改用其他代码表`,
      )
    if (field.filledBy === 'T' && kept.test(field.label)) say('field.kept', `${keptSentence}请改为由学校填报`)
    const before = published.fields.get(field.name)
    if (before && (before.type !== field.type || before.codes !== field.codes || before.subset !== field.subset))
      say('field.type', '已经发布，不能改变类型、代码表和所在信息子集，以免已填内容无法读取；请停用它并另建一个')
    if (before && (before.secrecy === 4) !== (field.secrecy === 4))
      say('field.secrecy', '已经发布，不能改变是否加密保存；请停用它并另建一个')
    if (before && (field.length ?? Infinity) < (before.length ?? Infinity))
      say('field.length', '已经发布，长度只能加大，以免已填内容超长')
  }
  return wrongs
}

/** What is wrong with the rows of a table by themselves; `before`: codes that were published, by code, which stay. */
export function wrongRows(
  table: Pick<OwnTable, 'label' | 'rows'>,
  at: string,
  before: ReadonlyMap<string, string> | undefined,
): Wrong[] {
  const wrongs: Wrong[] = []
  const say = (row: number | null, code: string, message: string) =>
    wrongs.push({
      at: row === null ? at : `${at}/rows/${row}`,
      code,
      message: `代码表“${table.label}”${row === null ? '' : `第 ${row + 1} 行`}：${message}`,
    })
  if (table.rows.length === 0) say(null, 'table.empty', '没有内容，请至少填写一行')
  const first = new Map<string, number>()
  const names = new Map<string, number>()
  for (const [row, { code, name, parent }] of table.rows.entries()) {
    if (!/^[0-9A-Za-z][0-9A-Za-z._-]{0,19}$/.test(code))
      say(row, 'code.form', `代码“${code}”应为 1 至 20 位数字或字母，请改正`)
    if (name.trim() === '') say(row, 'code.name', '名称不能为空')
    const same = first.get(code)
    if (same !== undefined) say(row, 'code.twice', `代码“${code}”与第 ${same + 1} 行重复，请改正`)
    else first.set(code, row)
    const under = `${parent ?? ''}|${name.trim()}`
    const named = names.get(under)
    if (named !== undefined) say(row, 'code.name-twice', `名称“${name}”与第 ${named + 1} 行重复，请改正`)
    else names.set(under, row)
  }
  const parents = new Map(table.rows.map(({ code, parent }) => [code, parent]))
  const reported = new Set<string>()
  const clear = new Set<string>()
  for (const [row, { code, parent }] of table.rows.entries()) {
    if (parent !== undefined && !parents.has(parent)) say(row, 'code.parent', `上级代码“${parent}”不在表中，请改正`)
    const circle = circleOf(code, parents, clear)
    if (circle.length > 0 && !reported.has(code)) {
      for (const each of circle) reported.add(each)
      say(row, 'code.circle', `上下级绕成了一圈：${[...circle, circle[0]].join(' → ')}，请改正其中一行的上级代码`)
    }
  }
  for (const [code, name] of before ?? [])
    if (!first.has(code))
      say(
        null,
        'code.gone',
        `已发布的代码“${code} ${name}”不能删除，已填的内容还要用它显示；请保留并设为“不再提供选择”`,
      )
  return wrongs
}

/** The codes of the circle that this code stands in; [] when it stands in none. `clear`: codes known to lead out. */
function circleOf(code: string, parents: ReadonlyMap<string, string | undefined>, clear: Set<string>): string[] {
  const way = new Set<string>()
  for (let at: string | undefined = code; at !== undefined && !clear.has(at); at = parents.get(at)) {
    if (at === code && way.size > 0) return [...way]
    // into a circle further up, which is told at its own rows
    if (way.has(at)) return []
    way.add(at)
  }
  for (const each of way) clear.add(each)
  return []
}
