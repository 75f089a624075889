import { halfWidth } from './text.ts'

/** Dates are text: 'YYYY-MM-DD', 'YYYY-MM', 'YYYY'. Text of one precision compares as it stands. */

/** The day in China at this moment. China has had one zone and no summer time since 1992. */
export function today(now: Date): string {
  return new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
}

export function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return inCentury(year) && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

export function isMonth(text: string): boolean {
  return /^\d{4}-\d{2}$/.test(text) && isDate(`${text}-01`)
}

export function isYear(text: string): boolean {
  return /^\d{4}$/.test(text) && inCentury(Number(text))
}

/** Negative when `a` is before `b`, at the coarser precision of the two: 2008-07-15 and 2008-07 are equal. */
export function compareDates(a: string, b: string): number {
  const precision = Math.min(a.length, b.length)
  const [left, right] = [a.slice(0, precision), b.slice(0, precision)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** The same precision, `count` months later; the day is kept within its month. A year moves by whole years. */
export function addMonths(date: string, count: number): string {
  const months = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7) || '1') - 1 + count
  const [year, month] = [Math.floor(months / 12), (months % 12) + 1]
  if (date.length === 4) return String(year)
  const text = `${year}-${two(month)}`
  return date.length === 7 ? text : `${text}-${two(Math.min(Number(date.slice(8)), daysIn(year, month)))}`
}

/** Whole years of age on a day. */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years
}

/** A reading of typed text: the date, or why there is none. */
export type DateReading =
  | { readonly value: string }
  | { readonly problem: 'day-missing' | 'month-missing' | 'ambiguous' | 'unreadable'; readonly suggestion?: string }

/** Reads '2008-07-01', '2008.7.1', '2008/7/1', '2008年7月1日', '20080701', also with a time of day after it. */
export function readDate(text: string): DateReading {
  const parts = partsOf(text)
  if (!parts) return { problem: 'unreadable' }
  const [year, month, day] = parts
  if (month === undefined) return { problem: 'month-missing' }
  if (day === undefined) return { problem: 'day-missing' }
  const value = `${year}-${two(month)}-${two(day)}`
  return isDate(value) ? { value } : { problem: 'unreadable' }
}

/**
 * Reads '2008-07', '2008/7', '2008年7月', '200807' and dates, whose day is dropped. '2008.1' may be what a
 * spreadsheet made of 2008.10: it is only suggested. '2008.7' cannot be mistaken.
 */
export function readMonth(text: string): DateReading {
  const parts = partsOf(text)
  if (!parts) return { problem: 'unreadable' }
  const [year, month, day] = parts
  if (month === undefined) return { problem: 'month-missing' }
  const value = `${year}-${two(month)}`
  if (!isMonth(value) || (day !== undefined && !isDate(`${value}-${two(day)}`))) return { problem: 'unreadable' }
  if (/^\d{4}\.1$/.test(halfWidth(text).trim())) return { problem: 'ambiguous', suggestion: value }
  return { value }
}

/** Reads '2008' and '2008年', also '2008学年'. */
export function readYear(text: string): DateReading {
  const match = /^(\d{4})(\.0)?(年|年度|学年)?$/.exec(halfWidth(text).trim())
  return match?.[1] && isYear(match[1]) ? { value: match[1] } : { problem: 'unreadable' }
}

function partsOf(text: string): [number, number | undefined, number | undefined] | undefined {
  const plain = halfWidth(text)
    .trim()
    .replace(/[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$/, '')
    .replace(/\s+/g, '')
  const match =
    /^(\d{4})[-./年．。—–](\d{1,2})月?(?:[-./．。—–]?(\d{1,2})[日号]?)?$/.exec(plain) ??
    /^(\d{4})(\d{2})(\d{2})?$/.exec(plain) ??
    /^(\d{4})年?$/.exec(plain)
  if (!match?.[1]) return undefined
  return [Number(match[1]), match[2] ? Number(match[2]) : undefined, match[3] ? Number(match[3]) : undefined]
}

function inCentury(year: number): boolean {
  return year >= 1900 && year <= 2199
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
