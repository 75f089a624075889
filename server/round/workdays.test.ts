import { expect, test } from 'vitest'
import { daysBetween, workdaysLeft } from './workdays.ts'

// 2026: 国庆节 1–7 October, work on Sunday 20 September and Saturday 10 October
const october = [
  ...['01', '02', '03', '04', '05', '06', '07'].map((day) => ({ day: `2026-10-${day}`, working: false })),
  { day: '2026-10-10', working: true },
]

test('working days leave out weekends and holidays and count shifted days', () => {
  expect(workdaysLeft('2026-09-30', '2026-10-08', october)).toBe(1)
  expect(workdaysLeft('2026-09-30', '2026-10-10', october)).toBe(3)
  expect(workdaysLeft('2026-09-30', '2026-10-10', [])).toBe(7)
})

test('the last day has none left, and after it they count backwards', () => {
  expect(workdaysLeft('2026-11-24', '2026-11-24', [])).toBe(0)
  // Friday, seen on Monday
  expect(workdaysLeft('2026-11-23', '2026-11-20', [])).toBe(-1)
  expect(workdaysLeft('2026-11-22', '2026-11-20', [])).toBe(-0)
  expect(daysBetween('2026-11-24', '2026-11-20')).toBe(-4)
})
