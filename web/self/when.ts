/** Times as people in China read them. The country has one zone, UTC+8, whatever the phone is set to. */

/** '2026-11-23 10:32' from an ISO time; a plain day stays as it is. */
export function moment(iso: string): string {
  return iso.length <= 10 ? iso : shifted(new Date(iso)).slice(0, 16).replace('T', ' ')
}

/** '10:32'. */
export function clock(time: Date): string {
  return shifted(time).slice(11, 16)
}

/** The day of an ISO time, YYYY-MM-DD. */
export function dayOf(iso: string): string {
  return iso.length <= 10 ? iso : shifted(new Date(iso)).slice(0, 10)
}

/** Whole days from one day to another, negative when the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

function shifted(time: Date): string {
  return new Date(time.getTime() + 8 * 3_600_000).toISOString()
}

/** Puts the dashes while digits are typed: '200807' → '2008-07', for a date '20080701' → '2008-07-01'. Anything else stays as typed. */
export function dashed(typed: string, whole: 'month' | 'date'): string {
  if (!/^\d{4}-?\d{1,2}$|^\d{4}-?\d{2}-?\d{1,2}$/.test(typed)) return typed
  const digits = typed.replaceAll('-', '')
  if (whole === 'month' && digits.length > 6) return typed
  const parts = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].filter((part) => part !== '')
  return parts.join('-')
}
