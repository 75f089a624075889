import { describe, expect, test } from 'vitest'
import { addMonths, ageOn, compareDates, isDate, isMonth, readDate, readMonth, readYear, today } from './dates.ts'

test('the day begins at midnight in China', () => {
  expect(today(new Date('2026-08-31T15:59:59Z'))).toBe('2026-08-31')
  expect(today(new Date('2026-08-31T16:00:00Z'))).toBe('2026-09-01')
})

test('only days of the calendar are dates', () => {
  expect(['2024-02-29', '2000-02-29', '1999-12-31'].every(isDate)).toBe(true)
  expect(['2023-02-29', '1900-02-29', '2024-13-01', '2024-04-31', '2024-4-1', '0000-01-01'].some(isDate)).toBe(false)
  expect(isMonth('2024-00')).toBe(false)
})

test('dates of different precision compare at the coarser one', () => {
  expect(compareDates('2008-07-15', '2008-07')).toBe(0)
  expect(compareDates('2008', '2009-01')).toBeLessThan(0)
  expect(compareDates('2008-08', '2008-07-31')).toBeGreaterThan(0)
})

test('months are added over years and kept within the month', () => {
  expect(addMonths('2008-11', 3)).toBe('2009-02')
  expect(addMonths('2008-03', -3)).toBe('2007-12')
  expect(addMonths('2024-01-31', 1)).toBe('2024-02-29')
  expect(addMonths('2024', -12)).toBe('2023')
})

test('age changes on the birthday', () => {
  expect(ageOn('2000-06-15', '2026-06-14')).toBe(25)
  expect(ageOn('2000-06-15', '2026-06-15')).toBe(26)
})

describe('typed dates', () => {
  test.each([
    '2008.7',
    '2008/7',
    '2008-7',
    '2008年7月',
    '200807',
    '2008-07-01',
    '２００８年７月',
    '2008-07-01 00:00:00',
  ])('%s is the month 2008-07', (text) => expect(readMonth(text)).toEqual({ value: '2008-07' }))

  test.each(['2008-7-1', '2008.07.01', '2008年7月1日', '20080701', '2008/7/1'])('%s is the day 2008-07-01', (text) =>
    expect(readDate(text)).toEqual({ value: '2008-07-01' }),
  )

  test('2008.1 may be October that lost its zero: it is only suggested', () => {
    expect(readMonth('2008.1')).toEqual({ problem: 'ambiguous', suggestion: '2008-01' })
    expect(readMonth('2008.10')).toEqual({ value: '2008-10' })
    expect(readMonth('2008年1月')).toEqual({ value: '2008-01' })
  })

  test('what is missing is told', () => {
    expect(readMonth('2008')).toEqual({ problem: 'month-missing' })
    expect(readDate('2008-07')).toEqual({ problem: 'day-missing' })
    expect(readDate('7/1/2008')).toEqual({ problem: 'unreadable' })
    expect(readDate('2023-02-29')).toEqual({ problem: 'unreadable' })
    expect(readYear('二〇〇八')).toEqual({ problem: 'unreadable' })
    expect(readYear('2008年')).toEqual({ value: '2008' })
  })
})
