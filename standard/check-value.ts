import { cascadeAllows, cascadeOf, parentCodes, whyNotChosen } from './choices.ts'
import { rowOfCode } from './code-index.ts'
import { isDate, isMonth, isYear } from './dates.ts'
import type { CodeTable, Finding, Known, ProfileField, ProfileSubset, Values } from './indicator.ts'
import { forbiddenMark, lengthOf, tidyName } from './text.ts'

export type ValueFinding = Omit<Finding, 'subset' | 'row'>

type Parts = Partial<Pick<Finding, 'expected' | 'seen' | 'suggestion' | 'alternatives' | 'severity'>>

/** A finding about one field's value; an error unless said. Encrypted fields never show what was seen. */
export function valueFinding(field: ProfileField, code: string, message: string, parts: Parts = {}): ValueFinding {
  const { seen, ...rest } = parts
  return {
    field: field.name,
    severity: 'error',
    code,
    message,
    ...rest,
    ...(seen !== undefined && field.secrecy < 4 && { seen }),
  }
}

/** Everything wrong with a stored value by itself: shape, length, code. Rules between fields are elsewhere. */
export function checkValue(
  subset: ProfileSubset,
  field: ProfileField,
  value: string | readonly string[],
  values: Values,
  known: Known,
): ValueFinding[] {
  const wantsList = field.type === 'codes'
  if (typeof value !== 'string' || wantsList) {
    if (typeof value === 'string' || !wantsList) {
      return [valueFinding(field, 'value.shape', `“${field.label}”的值形式不对，请重新选择。`)]
    }
    return checkCodes(subset, field, value, values, known)
  }
  const mark = forbiddenMark(value)
  if (mark) {
    const message = `“${field.label}”含有看不见的控制字符（${mark}），不能保存。请清空后重新录入。`
    return [valueFinding(field, 'text.control', message)]
  }
  switch (field.type) {
    case 'code':
    case 'bool':
      return checkCode(subset, field, value, values, known)
    case 'area':
      return checkArea(field, value, known)
    case 'date':
      return isDate(value) ? [] : [badDate(field, value, '年-月-日，例如 2008-07-01')]
    case 'month':
      return isMonth(value) ? [] : [badDate(field, value, '年-月，例如 2008-07')]
    case 'year':
      return isYear(value) ? [] : [badDate(field, value, '四位年份，例如 2008')]
    case 'decimal':
    case 'integer':
      return checkNumber(field, value)
    default:
      return checkText(field, value)
  }
}

function badDate(field: ProfileField, value: string, expected: string): ValueFinding {
  const message = `“${field.label}”应为${expected}，现在是“${shown(field, value)}”。请改正。`
  return valueFinding(field, 'date.invalid', message, { expected, seen: value })
}

function checkText(field: ProfileField, value: string): ValueFinding[] {
  const findings: ValueFinding[] = []
  const length = lengthOf(value)
  if (field.length !== undefined && length > field.length) {
    const message = `“${field.label}”最多 ${field.length} 个字，现在有 ${length} 个字。请缩短。`
    findings.push(valueFinding(field, 'value.too-long', message, { expected: `${field.length}`, seen: `${length}` }))
  }
  if (field.format === 'person-name') findings.push(...checkName(field, value))
  const format = field.format ? formats[field.format] : undefined
  if (format && !format.pattern.test(value)) {
    const message = `“${field.label}”应为${format.expected}，现在填的不符。请改正。`
    findings.push(valueFinding(field, 'text.format', message, { expected: format.expected }))
  }
  return findings
}

const formats: Readonly<Partial<Record<string, { readonly pattern: RegExp; readonly expected: string }>>> = {
  mobile: { pattern: /^1\d{10}$/, expected: '以 1 开头的 11 位数字' },
  phone: { pattern: /^\+?\d[\d-]{4,16}\d(转\d{1,6})?$/, expected: '数字和“-”，例如 0571-88880000' },
  email: { pattern: /^[^\s@]+@[^\s@]+$/, expected: '“名称@域名”的形式，例如 name@example.com' },
}

function checkName(field: ProfileField, value: string): ValueFinding[] {
  const clean = tidyName(value)
  if (clean !== value) {
    const message = `“${field.label}”中有多余的空格或不规范的间隔点，应为“${clean}”。请改正。`
    return [valueFinding(field, 'name.form', message, { seen: value, suggestion: { value: clean, label: clean } })]
  }
  if (!/^[\p{L}\p{M}\p{Script=Han}·. '-]{2,}$/u.test(value)) {
    const message = `“${field.label}”应为两个以上的汉字或字母，中间可以有“·”，现在是“${value}”。请对照证件改正。`
    return [valueFinding(field, 'name.characters', message, { seen: value })]
  }
  return []
}

function checkArea(field: ProfileField, value: string, known: Known): ValueFinding[] {
  if (/^\d{6}$/.test(value)) {
    if (!known.areas || known.areas.has(value)) return []
    const message = `“${field.label}”的代码“${value}”不在行政区划代码（GB/T 2260）中。请重新选择。`
    return [valueFinding(field, 'area.unknown', message, { expected: 'GB/T 2260', seen: value })]
  }
  if (field.freeText) return checkText(field, value)
  const message = `“${field.label}”只能从行政区划中选择，现在是“${value}”。请选择到县（市、区）。`
  return [valueFinding(field, 'area.unknown', message, { expected: 'GB/T 2260', seen: value })]
}

function checkNumber(field: ProfileField, value: string): ValueFinding[] {
  const scale = field.scale ?? 0
  const match = /^-?(\d+)(?:\.(\d+))?$/.exec(value)
  if (!match) {
    const message = `“${field.label}”应为数字，现在是“${value}”。请只填数字，不带单位和逗号。`
    return [valueFinding(field, 'number.invalid', message, { seen: value })]
  }
  if ((match[2]?.length ?? 0) > scale) {
    const expected = scale === 0 ? '整数' : `最多 ${scale} 位小数`
    const message = `“${field.label}”应为${expected}，现在是“${value}”。请改正。`
    return [valueFinding(field, 'number.scale', message, { expected, seen: value })]
  }
  const whole = field.length === undefined ? undefined : field.length - scale
  if (whole !== undefined && (match[1]?.length ?? 0) > whole) {
    const message = `“${field.label}”的整数部分最多 ${whole} 位，现在是“${value}”。请核对单位。`
    return [valueFinding(field, 'number.too-large', message, { seen: value })]
  }
  return []
}

function checkCodes(
  subset: ProfileSubset,
  field: ProfileField,
  codes: readonly string[],
  values: Values,
  known: Known,
): ValueFinding[] {
  const findings = codes.flatMap((code) => checkCode(subset, field, code, values, known))
  if (new Set(codes).size < codes.length) {
    findings.push(valueFinding(field, 'codes.repeated', `“${field.label}”中有重复的选项。请去掉重复的。`))
  }
  const table = field.codes === undefined ? undefined : known.tables(field.codes)
  const alone = codes.find((code) => table?.exclusive?.includes(code))
  if (table && alone !== undefined && codes.length > 1) {
    const message = `“${field.label}”选了“${codeName(table, alone)}”，就不能再选其他项。请只保留一种。`
    findings.push(valueFinding(field, 'codes.exclusive', message, { seen: codes.join('、') }))
  }
  return findings
}

function checkCode(
  subset: ProfileSubset,
  field: ProfileField,
  code: string,
  values: Values,
  known: Known,
): ValueFinding[] {
  const table = field.codes === undefined ? undefined : known.tables(field.codes)
  if (!table) return []
  const row = rowOfCode(table, code)
  const expected = `代码表“${table.label}”中的一项`
  if (!row) {
    const message = `“${field.label}”应为${expected}，现在是“${code}”。请从列表中选择。`
    return [valueFinding(field, 'code.unknown', message, { expected, seen: code })]
  }
  const why = whyNotChosen(row, table, parentCodes(table), subset.category)
  if (why === 'not-selectable' || why === 'not-leaf') {
    const below = table.rows.filter((each) => each.parent === code).map((each) => each.name)
    const heir = table.rows.find((each) => each.code === row.successor)
    if (heir) {
      const message = `“${field.label}”的“${row.name}”不再提供选择，由“${heir.name}”代替。请改选。`
      const suggestion = { value: heir.code, label: heir.short ?? heir.name }
      return [valueFinding(field, 'code.withdrawn', message, { expected, seen: code, suggestion })]
    }
    const hint = below.length > 0 ? `请选择更具体的一项，例如“${below[0]}”。` : '请从列表中另选一项。'
    return [
      valueFinding(field, 'code.not-leaf', `“${field.label}”不能选“${row.name}”。${hint}`, { expected, seen: code }),
    ]
  }
  if (why === 'not-here') {
    const message = `“${field.label}”的“${row.name}”一般不用于本类学校。请核对后重新选择。`
    return [valueFinding(field, 'code.not-here', message, { severity: 'warning', seen: code })]
  }
  const cascade = cascadeOf(subset, field.name)
  if (cascade && cascadeAllows(cascade, row, values) === false) {
    const lead = subset.fields.find((each) => each.name === cascade.on)
    const message = `“${field.label}”的“${row.name}”与“${lead?.label ?? cascade.on}”不相符。请重新选择。`
    return [valueFinding(field, 'code.cascade', message, { seen: code })]
  }
  return []
}

export function codeName(table: CodeTable, code: string): string {
  const row = rowOfCode(table, code)
  return row ? (row.short ?? row.name) : code
}

function shown(field: ProfileField, value: string): string {
  return field.secrecy === 4 ? '……' : value
}
