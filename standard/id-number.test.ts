import { describe, expect, test } from 'vitest'
import { checkCharacter, documentProblem, readIdNumber } from './id-number.ts'

describe('居民身份证号', () => {
  test('the examples printed in GB 11643-1999 are valid', () => {
    expect(readIdNumber('11010519491231002X')).toEqual({
      ok: true,
      normalized: '11010519491231002X',
      birthDate: '1949-12-31',
      gender: '2',
      converted: false,
    })
    expect(readIdNumber('440524188001010014')).toMatchObject({ ok: false, code: 'id.birth' })
    expect(checkCharacter('44052418800101001')).toBe('4')
  })

  test('full-width digits, blanks and a small x are read', () => {
    expect(readIdNumber(' １１０１０５ 19491231 002x ')).toMatchObject({ ok: true, normalized: '11010519491231002X' })
  })

  test('every single wrong digit is noticed, and so is every swap of neighbours', () => {
    const good = '330199198001010025'
    for (let i = 0; i < 17; i++) {
      for (const digit of '0123456789') {
        const wrong = good.slice(0, i) + digit + good.slice(i + 1)
        expect(readIdNumber(wrong).ok, wrong).toBe(wrong === good)
      }
      const swapped = good.slice(0, i) + good[i + 1] + good[i] + good.slice(i + 2)
      if (i < 16) expect(readIdNumber(swapped).ok, swapped).toBe(swapped === good)
    }
  })

  test('the fitting check character is never told', () => {
    const reading = readIdNumber('110105194912310020')
    expect(reading).toMatchObject({ ok: false, code: 'id.check' })
    expect(JSON.stringify(reading)).not.toContain('X')
  })

  test.each([
    ['1.10105E+17', 'id.scientific'],
    ['11010519491231002', 'id.length'],
    ['1101051949123100222', 'id.length'],
    ['11010519491231002Y', 'id.characters'],
    ['99010519491231002X', 'id.province'],
    ['110105194902300027', 'id.birth'],
    ['', 'id.length'],
  ])('%s → %s', (text, code) => {
    const reading = readIdNumber(text)
    expect(reading).toMatchObject({ ok: false, code })
    if (!reading.ok) expect(reading.message).toMatch(/。$/)
  })

  test('a 15-digit number becomes the 18-digit one of the same person', () => {
    expect(readIdNumber('110105491231002')).toEqual({
      ok: true,
      normalized: '11010519491231002X',
      birthDate: '1949-12-31',
      gender: '2',
      converted: true,
    })
  })
})

test.each([
  ['A', 'E12345678', true],
  ['A', 'e 123', false],
  ['8', '01234567', true],
  ['8', '0123456', false],
  ['9', 'USA110000000012', true],
  ['2', '军字第1234567号', true],
  ['2', '军', false],
] as const)('document type %s, number %s: fits %s', (type, number, fits) => {
  expect(documentProblem(type, number) === undefined).toBe(fits)
})
