/** A day that is not what its weekday says; `day` YYYY-MM-DD. */
export interface Exception {
  day: string
  working: boolean
}

const dayMs = 86_400_000
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`)

/**
 * Working days from today to a deadline: those after today, the deadline's own day among them; 0 on the last day; negative: working days since it passed.
 * `exceptions`: holidays and shifted days (the table calendar_day).
 */
export function workdaysLeft(today: string, deadline: string, exceptions: readonly Exception[]): number {
  const said = new Map(exceptions.map(({ day, working }) => [day, working]))
  const between = (from: string, to: string): number => {
    let count = 0
    for (let moment = at(from) + dayMs; moment <= at(to); moment += dayMs)
      if (said.get(new Date(moment).toISOString().slice(0, 10)) ?? isWeekday(moment)) count += 1
    return count
  }
  return deadline >= today ? between(today, deadline) : -between(deadline, today)
}

const isWeekday = (moment: number): boolean => ![0, 6].includes(new Date(moment).getUTCDay())

/** Days from one day to another; negative when the second is the earlier. */
export const daysBetween = (from: string, to: string): number => Math.round((at(to) - at(from)) / dayMs)
