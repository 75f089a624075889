import { expect, test } from 'vitest'
import { age, moment } from './time.tsx'

test('age counts whole days, else hours, else minutes', () => {
  const now = '2026-11-23T10:00:00Z'
  expect(age('2026-11-20T09:00:00Z', now)).toBe('3 天')
  expect(age('2026-11-22T10:01:00Z', now)).toBe('23 小时')
  expect(age('2026-11-23T09:58:00Z', now)).toBe('2 分钟')
  expect(age('2026-11-23T09:59:30Z', now)).toBe('刚刚')
  expect(age('2026-11-24T00:00:00Z', now)).toBe('刚刚')
})

test('a moment is a date and a time to the minute', () => {
  expect(moment('2026-11-23T10:32:59')).toBe('2026-11-23 10:32')
})
