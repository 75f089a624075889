import { expect, test } from 'vitest'
import { retirementMonth } from './retirement.ts'

// The tables printed with the decision of 2024-09-13.
test.each([
  ['1964-12', '1', false, '2024-12'],
  ['1965-01', '1', false, '2025-02'],
  ['1965-04', '1', false, '2025-05'],
  ['1965-05', '1', false, '2025-07'],
  ['1976-12', '1', false, '2039-12'],
  ['1969-12', '2', false, '2024-12'],
  ['1970-01', '2', false, '2025-02'],
  ['1981-12', '2', false, '2039-12'],
  ['1974-12', '2', true, '2024-12'],
  ['1975-01', '2', true, '2025-02'],
  ['1975-03', '2', true, '2025-05'],
  ['1984-11-30', '2', true, '2039-11'],
] as const)('born %s, sex %s, 工勤 %s: reaches it in %s', (birth, gender, manual, month) => {
  expect(retirementMonth(birth, gender, manual)).toBe(month)
})
