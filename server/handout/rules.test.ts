import { describe, expect, test } from 'vitest'
import { makePickUpCode, makeSlipNo, readSlipNo, showSlipNo } from './rules.ts'

describe('密码函编号', () => {
  test('是机构代码加四位随机字符，不能由机构代码猜出', () => {
    const numbers = new Set(Array.from({ length: 200 }, () => makeSlipNo('2171001101', new Set())))
    expect(numbers.size).toBeGreaterThan(195)
    for (const no of numbers) expect(no).toMatch(/^2171001101[0-9A-HJKMNP-TV-Z]{4}$/)
  })
  test('不与本单位用过的编号相同', () => {
    const refused: string[] = []
    const taken = { has: (no: string) => refused.length < 3 && refused.push(no) > 0 }
    const no = makeSlipNo('00', taken)
    expect(refused).toHaveLength(3)
    expect(refused).not.toContain(no)
  })
  test('照印出的样子读回，空格、连字符、大小写、全角和易混字符都不计较', () => {
    const no = makeSlipNo('P710101001', new Set())
    expect(readSlipNo(showSlipNo(no))).toBe(no)
    expect(readSlipNo(' 21 71001101 - 7k3m ')).toBe('21710011017K3M')
    expect(readSlipNo('２１７１００１１０１－Ｏ１ＩＬ')).toBe('21710011010111')
  })
})

test('取件码有六十位随机', () => {
  const codes = new Set(Array.from({ length: 100 }, makePickUpCode))
  expect(codes.size).toBe(100)
  for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/)
})
