import { expect, test } from 'vitest'
import { readCreditCode } from './credit-code.ts'

test('a right 统一社会信用代码 is read, in small letters and with blanks around it too', () => {
  // the published examples of 国家市场监督管理总局 style: 91350100M000100Y43 is the example of GB 32100
  expect(readCreditCode('91350100M000100Y43')).toEqual({ code: '91350100M000100Y43' })
  expect(readCreditCode(' 91350100m000100y43 ')).toEqual({ code: '91350100M000100Y43' })
})

test('a wrong one is told where: length, a letter that is never used, the check character', () => {
  expect(readCreditCode('91350100M000100Y4')).toEqual({ problem: expect.stringContaining('现为 17 位') })
  expect(readCreditCode('91350100I000100Y43')).toEqual({ problem: expect.stringContaining('“I”') })
  expect(readCreditCode('91350100M000100Y44')).toEqual({ problem: expect.stringContaining('应为“3”，现为“4”') })
  expect(readCreditCode('91350110M000100Y43')).toEqual({ problem: expect.stringContaining('校验位') })
})
