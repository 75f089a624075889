import { checkValue, type ValueFinding, valueFinding } from './check-value.ts'
import { isBlank, isLocked, isRequired, sayConditions } from './condition.ts'
import { derive } from './derive.ts'
import type { Finding, Known, Person, Profile, ProfileField, ProfileSubset, Row, Rule, Values } from './indicator.ts'
import { runRule } from './rules.ts'
import { validateWhole } from './whole-person.ts'

/**
 * 完整性检测: everything wrong with one person's record against the profile in force, in the order of the forms, then what only the whole
 * shows. Errors
 * stop a report, warnings go along with it. What the profile does not collect is not looked at.
 */
export function validate(profile: Profile, person: Person, known: Known): Finding[] {
  return [
    ...profile.subsets
      .filter((subset) => subset.rows !== 'derived')
      .flatMap((subset) => validateSubset(subset, person, known)),
    ...validateWhole(profile, person, known),
  ]
}

/** Everything wrong with one subset of a person: each row, and the rows together. */
export function validateSubset(subset: ProfileSubset, person: Person, known: Known): Finding[] {
  const rows = person[subset.name] ?? []
  if (subset.rows === 'single') return validateSingle(subset, rows, person, known)
  const whole = rows.length === 0 && subset.requirement === 'R' ? noRows(subset) : []
  return [
    ...whole,
    ...rows.flatMap((row) => validateRow(subset, row, person, known)),
    ...duplicates(subset, rows),
    ...subset.rules.flatMap((rule) => overRows(rule, subset, rows)),
  ]
}

/** Everything wrong with one row, for a form as one types; the other rows of `person` are only looked up. */
export function validateRow(subset: ProfileSubset, row: Row, person: Person, known: Known): Finding[] {
  return rowFindings(subset, row.values, person, known).map((finding) => at(subset, row.id, finding))
}

function validateSingle(subset: ProfileSubset, rows: readonly Row[], person: Person, known: Known): Finding[] {
  const [first, ...more] = rows
  // A required form that nobody has opened is wrong in each of its required fields.
  if (!first) {
    const missing = subset.requirement === 'R' ? rowFindings(subset, {}, person, known) : []
    return missing.map((finding) => at(subset, null, finding))
  }
  const extra = more.map((row): Finding => {
    const message = `“${subset.label}”只能有一条，现在有 ${rows.length} 条。请保留正确的一条。`
    return { subset: subset.name, row: row.id, field: null, severity: 'error', code: 'rows.too-many', message }
  })
  return [...validateRow(subset, first, person, known), ...extra]
}

function rowFindings(subset: ProfileSubset, stored: Values, person: Person, known: Known): ValueFinding[] {
  const values = subset.name === 'basic_info' ? { ...typedOnly(subset, stored), ...derive(person) } : stored
  // A form may show a row that is not yet in the record: its own values are the ones that count.
  const seen = subset.rows === 'single' ? { ...person, [subset.name]: [{ id: '', values }] } : person
  const byField = subset.fields.flatMap((field) => checkField(subset, field, values, known))
  const scene = { subset, values, person: seen, known }
  return [...byField, ...subset.rules.flatMap((rule) => runRule(rule, scene))]
}

/** Without what an earlier derivation left behind. */
function typedOnly(subset: ProfileSubset, values: Values): Values {
  const derivedNames = new Set(subset.fields.filter((field) => field.requirement === 'D').map((field) => field.name))
  return Object.fromEntries(Object.entries(values).filter(([name]) => !derivedNames.has(name)))
}

function checkField(subset: ProfileSubset, field: ProfileField, values: Values, known: Known): ValueFinding[] {
  if (field.requirement === 'D' || field.requirement === 'A') return []
  const value = values[field.name]
  if (value === undefined || isBlank(value)) {
    return isRequired(subset, field, values) ? [missing(subset, field, known)] : []
  }
  if (isLocked(subset, field.name, values)) return [mustBeBlank(subset, field, known)]
  return checkValue(subset, field, value, values, known)
}

function missing(subset: ProfileSubset, field: ProfileField, known: Known): ValueFinding {
  const when = field.requiredWhen ? `在${sayConditions(field.requiredWhen, subset, known.tables)}时` : ''
  const verb = field.codes || field.type === 'area' ? '选择' : '填写'
  const message = `“${subset.label}”的“${field.label}”${when}必填，现在是空的。请${verb}。`
  return valueFinding(field, 'value.required', message, field.help ? { expected: field.help } : {})
}

function mustBeBlank(subset: ProfileSubset, field: ProfileField, known: Known): ValueFinding {
  const when = sayConditions(field.openWhen ?? [], subset, known.tables)
  const message = `“${field.label}”只在${when}时填写，现在不应有内容。请清空，或先改前面的选项。`
  return valueFinding(field, 'value.must-be-blank', message, { expected: '空' })
}

function noRows(subset: ProfileSubset): Finding[] {
  if (subset.missing === 'nothing') return []
  const verb = subset.missing === 'error' ? '至少要有一条' : '一般至少有一条'
  const message = `“${subset.label}”${verb}，现在没有。请新增。`
  return [{ subset: subset.name, row: null, field: null, severity: subset.missing, code: 'rows.missing', message }]
}

function duplicates(subset: ProfileSubset, rows: readonly Row[]): Finding[] {
  if (subset.naturalKey.length === 0) return []
  const labels = subset.naturalKey.map((name) => subset.fields.find((field) => field.name === name)?.label ?? name)
  const first = new Map<string, number>()
  return rows.flatMap((row, index): Finding[] => {
    const parts = subset.naturalKey.map((name) => row.values[name] ?? '')
    if (parts.every((part) => part.length === 0)) return []
    const key = JSON.stringify(parts)
    const before = first.get(key)
    if (before === undefined) {
      first.set(key, index)
      return []
    }
    const same = labels.map((label) => `“${label}”`).join('、')
    const message = `“${subset.label}”第 ${index + 1} 条与第 ${before + 1} 条的${same}相同。请删除重复的一条，或改正填错的一条。`
    return [{ subset: subset.name, row: row.id, field: null, severity: 'error', code: 'rows.duplicate', message }]
  })
}

function overRows(rule: Rule, subset: ProfileSubset, rows: readonly Row[]): Finding[] {
  if (rule.kind === 'one-open') {
    const open = rows.filter((row) => isBlank(row.values[rule.field]) && !isLocked(subset, rule.field, row.values))
    const label = subset.fields.find((field) => field.name === rule.field)?.label ?? rule.field
    return open.slice(1).map((row): Finding => {
      const message = `“${subset.label}”只能有一条没有“${label}”，现在有 ${open.length} 条。请补填已经结束的。`
      return { subset: subset.name, row: row.id, field: rule.field, severity: 'error', code: 'rows.one-open', message }
    })
  }
  return rule.kind === 'no-overlap' ? overlaps(rule, subset, rows) : []
}

function overlaps(rule: Extract<Rule, { kind: 'no-overlap' }>, subset: ProfileSubset, rows: readonly Row[]): Finding[] {
  const periods = rows
    .map((row, index) => ({ row, index, start: month(row.values[rule.start]), end: month(row.values[rule.end]) }))
    .filter((period) => period.start !== undefined)
    .sort((a, b) => ((a.start ?? '') < (b.start ?? '') ? -1 : 1))
  return periods.flatMap((period, i): Finding[] => {
    const before = periods[i - 1]
    if (!before || (before.end !== undefined && (period.start ?? '') >= before.end)) return []
    const message = `“${subset.label}”第 ${period.index + 1} 条与第 ${before.index + 1} 条的时间重叠。请核对起止年月。`
    const { name } = subset
    return [{ subset: name, row: period.row.id, field: rule.start, severity: 'warning', code: 'rows.overlap', message }]
  })
}

function month(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function at(subset: ProfileSubset, row: string | null, finding: ValueFinding): Finding {
  return { subset: subset.name, row, ...finding }
}
