import { isDate } from './dates.ts'
import { halfWidth, isScientific } from './text.ts'

/** 公民身份号码, GB 11643-1999: 6 digits of place, 8 of birth, 3 of order (the last odd for men), 1 check character. */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** GB/T 2260 provinces; 81, 82 and 83 begin the residence permits that people of 港澳台 have had since 2018. */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
)

export type IdReading =
  | {
      readonly ok: true
      /** 18 characters, X in upper case. */
      readonly normalized: string
      readonly birthDate: string
      readonly gender: '1' | '2'
      /** A 15-digit number of the first generation was converted: its owner should confirm the new one. */
      readonly converted: boolean
    }
  | { readonly ok: false; readonly code: string; readonly message: string }

/**
 * Reads a resident id number as typed. The check character that would fit is never told: whoever mistypes a digit
 * must look at the document, and whoever guesses must not be helped.
 */
export function readIdNumber(text: string): IdReading {
  if (isScientific(text)) {
    return no(
      'id.scientific',
      `“${text.trim()}”是被表格软件改写过的数字，后几位已经丢失，无法修复。请把单元格设为文本格式后重新录入。`,
    )
  }
  const typed = halfWidth(text)
    .replace(/[\s'’`]/g, '')
    .toUpperCase()
  if (typed.length !== 18 && typed.length !== 15) {
    return no('id.length', `居民身份证号应为 18 位，现在是 ${typed.length} 位。请对照证件核对是否多填或少填。`)
  }
  if (!/^(\d{15}|\d{17}[\dX])$/.test(typed)) {
    return no('id.characters', '居民身份证号应为 17 位数字加 1 位数字或 X，现在含有其他字符。请对照证件核对。')
  }
  const converted = typed.length === 15
  const full = converted ? fromFirstGeneration(typed) : typed
  if (!provinces.has(full.slice(0, 2))) {
    return no('id.province', `居民身份证号的前两位“${full.slice(0, 2)}”不是省级行政区划代码。请对照证件核对。`)
  }
  const birthDate = `${full.slice(6, 10)}-${full.slice(10, 12)}-${full.slice(12, 14)}`
  if (!isDate(birthDate)) {
    return no('id.birth', `居民身份证号第 7 至 14 位“${full.slice(6, 14)}”不是有效的日期。请对照证件核对。`)
  }
  if (checkCharacter(full) !== full[17]) {
    return no('id.check', '居民身份证号没有通过校验，至少有一位填错。请对照证件逐位核对。')
  }
  return { ok: true, normalized: full, birthDate, gender: Number(full[16]) % 2 === 1 ? '1' : '2', converted }
}

/** The check character over the first 17 digits: ISO 7064 MOD 11-2. */
export function checkCharacter(digits: string): string {
  const sum = weights.reduce((total, weight, i) => total + weight * Number(digits[i]), 0)
  return '10X98765432'.charAt(sum % 11)
}

/** 15 digits have two for the year, always of the twentieth century, and no check character. */
function fromFirstGeneration(digits: string): string {
  const seventeen = `${digits.slice(0, 6)}19${digits.slice(6)}`
  return seventeen + checkCharacter(seventeen)
}

/**
 * Shapes of the other documents of id_document_type that have a known one. Chinese sentence of what is wrong, or
 * undefined. Officers' papers and household registers are numbered freely.
 */
export function documentProblem(type: string, number: string): string | undefined {
  const shape = shapes[type]
  if (shape) return shape.pattern.test(number) ? undefined : `${shape.expected}，现在填的不符。请对照证件核对。`
  return /^[\p{Script=Han}A-Z\d()（）〔〕\-/.·]{4,50}$/u.test(number)
    ? undefined
    : '证件号应为 4 至 50 个汉字、大写字母、数字或连接符。请对照证件核对。'
}

const shapes: Readonly<Record<string, { readonly pattern: RegExp; readonly expected: string }>> = {
  '6': { pattern: /^[A-Z\d()]{6,20}$/, expected: '香港特区护照/身份证明的号码应为 6 至 20 位大写字母和数字' },
  '7': { pattern: /^[A-Z\d()]{6,20}$/, expected: '澳门特区护照/身份证明的号码应为 6 至 20 位大写字母和数字' },
  '8': {
    pattern: /^(\d{8}|\d{10}[A-Z]?)$/,
    expected: '台湾居民来往大陆通行证的号码应为 8 位数字（旧证 10 位数字加 1 位字母）',
  },
  '9': {
    pattern: /^([A-Z]{3}\d{12}|9\d{16}[\dX])$/,
    expected: '永久居留证件的号码应为 3 位字母加 12 位数字，或以 9 开头的 18 位',
  },
  A: { pattern: /^[A-Z\d]{5,20}$/, expected: '护照号应为 5 至 20 位大写字母和数字' },
}

function no(code: string, message: string): IdReading {
  return { ok: false, code, message }
}
