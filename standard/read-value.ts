import { type ValueFinding, valueFinding } from './check-value.ts'
import { parentCodes } from './choices.ts'
import { rowNamed, rowOfCode } from './code-index.ts'
import { type DateReading, readDate, readMonth, readYear } from './dates.ts'
import type { Areas, CodeRow, CodeTable, ProfileField, Tables } from './indicator.ts'
import { nearest } from './near.ts'
import { forbiddenMark, isScientific, tidy, tidyName } from './text.ts'

/**
 * What typed, pasted or spreadsheet text means for a field: the stored value (undefined for blank), with a note when
 * it was changed on the way, or the finding that says why it cannot be read.
 */
export type Reading =
  | { readonly value: string | readonly string[] | undefined; readonly repaired?: string; readonly finding?: never }
  | { readonly finding: ValueFinding }

/** Reads one cell or input. Whether the value fits the rest of the row is `validateRow`'s to say. */
export function readValue(field: ProfileField, text: string, tables: Tables, areas?: Areas): Reading {
  const mark = forbiddenMark(text)
  if (mark) {
    const message = `“${field.label}”含有看不见的控制字符（${mark}）。请清空后重新录入。`
    return { finding: valueFinding(field, 'text.control', message) }
  }
  const clean = tidy(text)
  if (clean === '') return { value: undefined }
  switch (field.type) {
    case 'code':
    case 'bool':
    case 'codes':
      return readCodes(field, clean, text, tables)
    case 'date':
      return fromDate(field, clean, text, readDate(clean), '年-月-日，例如 2008-07-01')
    case 'month':
      if (clean === '至今' && field.requirement === 'O') return { value: undefined, repaired: '至今 → 空' }
      return fromDate(field, clean, text, readMonth(clean), '年-月，例如 2008-07')
    case 'year':
      return fromDate(field, clean, text, readYear(clean), '四位年份，例如 2008')
    case 'decimal':
    case 'integer':
      return readNumber(field, clean, text)
    case 'area':
      return readArea(field, clean, areas)
    default:
      return readText(field, clean, text)
  }
}

function readText(field: ProfileField, clean: string, text: string): Reading {
  if (isScientific(clean) && (field.format === 'id-number' || /^\d\.\d+E/i.test(clean))) {
    const message = `“${field.label}”的“${clean}”是被表格软件改写过的数字，后几位已经丢失，无法修复。请把单元格设为文本格式后重新录入。`
    return { finding: valueFinding(field, 'number.scientific', message, { seen: clean }) }
  }
  const value = shapeText(field, clean, text)
  return note(value, text)
}

function shapeText(field: ProfileField, clean: string, text: string): string {
  switch (field.format) {
    case 'person-name':
      return tidyName(text)
    case 'id-number':
      return clean.replace(/[\s'’`]/g, '').toUpperCase()
    case 'mobile':
      return clean.replace(/[\s-]/g, '').replace(/^\+?86(?=1\d{10}$)/, '')
    case 'phone':
      return clean.replace(/\s/g, '').replace(/[—–－]/g, '-')
    default:
      return field.type === 'text' ? text.split(/\r?\n/).map(tidy).join('\n').trim() : clean
  }
}

/** Blanks at the ends are no change worth telling. */
function note(value: string, text: string): Reading {
  return value === text.trim() ? { value } : { value, repaired: `${text.trim()} → ${value}` }
}

function fromDate(field: ProfileField, clean: string, text: string, reading: DateReading, shape: string): Reading {
  if ('value' in reading) return note(reading.value, text)
  const why = {
    'day-missing': '缺少日',
    'month-missing': '缺少月份',
    ambiguous: '可能是 1 月，也可能是被表格软件截短的 10 月',
    unreadable: '不是有效的日期',
  }[reading.problem]
  const message = `“${field.label}”应为${shape}，现在是“${clean}”，${why}。请补全或改正。`
  const parts = { expected: shape, seen: clean }
  if (reading.suggestion === undefined) return { finding: valueFinding(field, 'date.unreadable', message, parts) }
  const suggestion = { value: reading.suggestion, label: reading.suggestion }
  return { finding: valueFinding(field, 'date.ambiguous', message, { ...parts, suggestion }) }
}

function readNumber(field: ProfileField, clean: string, text: string): Reading {
  const digits = clean
    .normalize('NFKC')
    .replace(/[\s,]/g, '')
    .replace(/^[¥￥]/, '')
    .replace(/元$/, '')
  const match = /^([+-]?)0*(\d+)(?:\.(\d*?)0*)?$/.exec(digits)
  if (!match) {
    const message = `“${field.label}”应为数字，现在是“${clean}”。请只填数字，不带单位。`
    return { finding: valueFinding(field, 'number.unreadable', message, { seen: clean }) }
  }
  const value = `${match[1] === '-' ? '-' : ''}${match[2]}${match[3] ? `.${match[3]}` : ''}`
  // Only what people would notice is told: 3500.00 is 3500 to everybody.
  return /^[\d.+-]+$/.test(text.trim()) ? { value } : note(value, text)
}

function readArea(field: ProfileField, clean: string, areas: Areas | undefined): Reading {
  if (/^\d{6}$/.test(clean) && (!areas || areas.has(clean))) return { value: clean }
  const found = areas?.find?.(clean)
  if (found) return { value: found.value, ...(found.label !== clean && { repaired: `${clean} → ${found.label}` }) }
  if (field.freeText && !/^\d+$/.test(clean)) return { value: clean }
  const message = `“${field.label}”中的“${clean}”不在行政区划（GB/T 2260）中。请填写 6 位代码，或从列表中选择到县（市、区）。`
  return { finding: valueFinding(field, 'area.unknown', message, { expected: 'GB/T 2260', seen: clean }) }
}

function readCodes(field: ProfileField, clean: string, text: string, tables: Tables): Reading {
  const table = field.codes === undefined ? undefined : tables(field.codes)
  if (!table) return { value: field.type === 'codes' ? [clean] : clean }
  const whole = readCode(field, clean, table)
  if (field.type !== 'codes') {
    if ('finding' in whole) return whole
    return { value: whole.row.code, ...(whole.repaired && { repaired: `${text.trim()} → ${whole.repaired}` }) }
  }
  // A name may itself hold a separator, so the whole text is tried first.
  const readings =
    'row' in whole
      ? [whole]
      : clean
          .split(/[、,;，；|]/)
          .map((part) => part.trim())
          .filter((part) => part !== '')
          .map((part) => readCode(field, part, table))
  const codes: string[] = []
  let repaired = false
  for (const reading of readings) {
    if ('finding' in reading) return reading
    if (!codes.includes(reading.row.code)) codes.push(reading.row.code)
    repaired ||= reading.repaired !== undefined
  }
  if (codes.length === 0) return { value: undefined }
  const names = codes.map((code) => rowOfCode(table, code)?.name ?? code).join('、')
  return { value: codes, ...(repaired && { repaired: `${text.trim()} → ${names}` }) }
}

type CodeReading = { readonly row: CodeRow; readonly repaired?: string } | { readonly finding: ValueFinding }

/** A code, a name, a short name, or both written together ('01 汉族', '01-汉族', '01.汉族'). */
function readCode(field: ProfileField, text: string, table: CodeTable): CodeReading {
  const named = (name: string) => rowNamed(table, name)
  const coded = (code: string) => rowOfCode(table, code, true)
  const row = coded(text) ?? named(text)
  if (row) return leaf(field, text, row, table)
  const both = /^([0-9A-Za-z]+)\s*[-—–_.．、:：\s]?\s*(\D.*)$/.exec(text)
  const [left, right] = both ? [coded(both[1] ?? ''), named(both[2] ?? '')] : []
  if (left && right && left.code === right.code) return leaf(field, text, left, table)
  if (left && right) {
    const message = `“${field.label}”的“${text}”中，代码是“${left.name}”，名称却是“${right.name}”。请只保留正确的一个。`
    return { finding: valueFinding(field, 'code.contradiction', message, { seen: text, suggestion: suggest(right) }) }
  }
  const padded = /^\d+$/.test(text) ? withZeros(text, table) : undefined
  if (padded) {
    const reading = leaf(field, text, padded, table)
    return 'finding' in reading ? reading : { ...reading, repaired: `${padded.code} ${padded.name}` }
  }
  return { finding: unknownCode(field, both && !left ? text : (both?.[2] ?? text), text, table) }
}

/** A spreadsheet took the leading zeros of a code. */
function withZeros(text: string, table: CodeTable): CodeRow | undefined {
  const found = table.rows.filter((row) => row.code.replace(/^0+/, '') === text.replace(/^0+/, '') && row.code !== text)
  return found.length === 1 ? found[0] : undefined
}

function leaf(field: ProfileField, text: string, row: CodeRow, table: CodeTable): CodeReading {
  if (row.selectable !== false && !(table.leafOnly && parentCodes(table).has(row.code))) return { row }
  const below = table.rows.filter((each) => each.parent === row.code)
  const heir = table.rows.find(({ code }) => code === row.successor)
  if (heir) {
    const message = `“${field.label}”的“${text}”不再提供选择，由“${heir.name}”代替。请改选。`
    return { finding: valueFinding(field, 'code.withdrawn', message, { seen: text, suggestion: suggest(heir) }) }
  }
  if (below.length === 0) {
    const message = `“${field.label}”的“${text}”不提供选择。请从列表中另选一项。`
    return { finding: valueFinding(field, 'code.not-leaf', message, { seen: text }) }
  }
  const message = `“${field.label}”的“${text}”范围太大，不能选。请选择更具体的一项${below[0] ? `，例如“${below[0].name}”` : ''}。`
  const parts = {
    seen: text,
    ...(below[0] && { suggestion: suggest(below[0]), alternatives: below.slice(1, 4).map(suggest) }),
  }
  return { finding: valueFinding(field, 'code.not-leaf', message, parts) }
}

function unknownCode(field: ProfileField, looked: string, text: string, table: CodeTable): ValueFinding {
  const parents = table.leafOnly ? parentCodes(table) : new Set<string>()
  const open = table.rows.filter((row) => row.selectable !== false && !parents.has(row.code))
  const [best, ...others] = nearest(looked, table, open)
  const expected = `代码表“${table.label}”中的代码或名称`
  const hint = best ? `是否应为“${best.label}”？` : '请从列表中选择。'
  const message = `“${field.label}”应为${expected}，现在是“${text}”。${hint}`
  const parts = {
    expected,
    seen: text,
    ...(best && { suggestion: best }),
    ...(others.length > 0 && { alternatives: others }),
  }
  return valueFinding(field, 'code.unknown', message, parts)
}

function suggest(row: CodeRow): { value: string; label: string } {
  return { value: row.code, label: row.name }
}
