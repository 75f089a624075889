/** What a number format makes of a number: nothing, a moment of the day, or a date with the pieces that the cell shows. */
export type NumberFormat =
  | { kind: 'plain'; zeros: number }
  | { kind: 'time' }
  | { kind: 'date'; year: boolean; month: boolean; day: boolean }

/**
 * Formats that a file may use by number alone: ECMA-376 part 1, 18.8.30. 27–36 and 50–58 are those of the Chinese Excel,
 * which WPS and Excel write without their text; other languages use the same numbers for dates as well.
 */
const builtIn: Record<number, string> = {
  14: 'yyyy/m/d',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy/m/d h:mm',
  27: 'yyyy"年"m"月"',
  28: 'm"月"d"日"',
  29: 'm"月"d"日"',
  30: 'm-d-yy',
  31: 'yyyy"年"m"月"d"日"',
  32: 'h"时"mm"分"',
  33: 'h"时"mm"分"ss"秒"',
  34: '上午/下午h"时"mm"分"',
  35: '上午/下午h"时"mm"分"ss"秒"',
  36: 'yyyy"年"m"月"',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  50: 'yyyy"年"m"月"',
  51: 'm"月"d"日"',
  52: 'yyyy"年"m"月"',
  53: 'm"月"d"日"',
  54: 'm"月"d"日"',
  55: '上午/下午h"时"mm"分"',
  56: '上午/下午h"时"mm"分"ss"秒"',
  57: 'yyyy"年"m"月"',
  58: 'm"月"d"日"',
}

const plain: NumberFormat = { kind: 'plain', zeros: 0 }

/** The meaning of a format: by its text where the file gives one, else by its number. */
export function numberFormat(id: number, code: string | undefined): NumberFormat {
  const text = code ?? builtIn[id]
  if (text === undefined) return plain
  const elapsed = /\[(h+|m+|s+)\]/i.test(text)
  const letters = text
    .replace(/"[^"]*"|\\.|_.|\*./gsu, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/;.*$/s, '')
    .replace(/general|通用格式|g\/标准|AM\/PM|A\/P|上午\/下午|E[+-]/gi, '')
    .toLowerCase()
  if (/^0{2,}$/.test(letters)) return { kind: 'plain', zeros: letters.length }
  const clock = elapsed || /[hs]/.test(letters)
  const year = /[yeb]/.test(letters)
  const day = /(^|[^d])d{1,2}([^d]|$)/.test(letters)
  const week = /d{3,}|a{3,}/.test(letters)
  // "m" beside hours or seconds is minutes; a date that also shows the time has its year or day to tell.
  const month = /m/.test(letters) && (!clock || year || day)
  if (year || day || week || month) return { kind: 'date', year, month, day }
  return clock ? { kind: 'time' } : plain
}

/** Excel's last day, 9999-12-31. */
const lastSerial = 2_958_465
const dayMs = 86_400_000

/**
 * A serial as the day it stands for: 'YYYY-MM-DD', with ' HH:MM:SS' behind it where there is a time of day.
 * Null where no such day exists: before 1 January 1900, after 9999, and serial 60, Excel's 29 February 1900.
 */
export function serialText(serial: number, is1904: boolean): string | null {
  let seconds = Math.round((serial - Math.floor(serial)) * 86_400)
  let day = Math.floor(serial) + (is1904 ? 1462 : 0)
  if (seconds === 86_400) {
    seconds = 0
    day += 1
  }
  if (day < 1 || day > lastSerial || day === 60) return null
  const epoch = day < 60 ? Date.UTC(1899, 11, 31) : Date.UTC(1899, 11, 30)
  const iso = new Date(epoch + day * dayMs + seconds * 1000).toISOString()
  return seconds === 0 ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
}

/** A fraction of a day as 'HH:MM:SS'; null for a day or more. */
export function timeText(serial: number): string | null {
  const seconds = Math.round(serial * 86_400)
  if (seconds < 0 || seconds >= 86_400) return null
  return new Date(seconds * 1000).toISOString().slice(11, 19)
}

/** A `t="d"` value (ISO 8601) as `serialText` gives it; null where it is no day of the calendar. */
export function isoText(value: string): string | null {
  const match = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z?)?$/.exec(value)
  if (!match?.[1]) return null
  const parsed = new Date(`${match[1]}T${match[2] ?? '00:00:00'}Z`)
  if (Number.isNaN(parsed.getTime()) || !parsed.toISOString().startsWith(match[1])) return null
  return match[2] && match[2] !== '00:00:00' ? `${match[1]} ${match[2]}` : match[1]
}
