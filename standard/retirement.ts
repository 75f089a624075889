import { addMonths } from './dates.ts'

/**
 * The month in which somebody reaches the statutory age of retirement (法定退休年龄), by the decision of the Standing Committee of 2024-09-13 on raising it step by
 * step from 2025-01 on: men from 60 to 63, women in posts of management and technical posts from 55 to 58, one month for every four; women in 工勤 posts from 50 to
 * 55, one month for every two.
 *
 * @param birth YYYY-MM or YYYY-MM-DD
 * @returns YYYY-MM
 */
export function retirementMonth(birth: string, gender: '1' | '2', manual = false): string {
  const { age, every, most } =
    gender === '1'
      ? { age: 60, every: 4, most: 36 }
      : manual
        ? { age: 50, every: 2, most: 60 }
        : { age: 55, every: 4, most: 36 }
  const before = addMonths(birth.slice(0, 7), age * 12)
  // counted in months of the reform, 2025-01 the first
  const nth = monthsFrom('2025-01', before) + 1
  const delay = nth <= 0 ? 0 : Math.min(most, Math.ceil(nth / every))
  return addMonths(before, delay)
}

function monthsFrom(start: string, end: string): number {
  const months = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7))
  return months(end) - months(start)
}
