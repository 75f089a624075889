// The characters of GB 32100-2015, without I, O, Z, S, V; their place is their value.
const marks = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/**
 * Reads a 统一社会信用代码 (GB 32100-2015): 18 characters, the last a check character over the others (weights 3^i modulo 31).
 * @returns the code in capitals, or a sentence that says what is wrong
 */
export function readCreditCode(text: string): { code: string } | { problem: string } {
  const code = text.trim().toUpperCase()
  const wrong = [...code].find((mark) => !marks.includes(mark))
  if ([...code].length !== 18)
    return { problem: `统一社会信用代码应为 18 位，现为 ${[...code].length} 位，请按登记证书填写` }
  if (wrong !== undefined)
    return { problem: `统一社会信用代码中不会出现“${wrong}”（字母 I、O、Z、S、V 不使用），请核对` }
  const expected = checkOf(code.slice(0, 17))
  if (code[17] !== expected)
    return { problem: `统一社会信用代码的校验位应为“${expected}”，现为“${code[17]}”，请核对前 17 位有无错漏` }
  return { code }
}

function checkOf(body: string): string {
  let weight = 1
  let sum = 0
  for (const mark of body) {
    sum += marks.indexOf(mark) * weight
    weight = (weight * 3) % 31
  }
  return marks.charAt((31 - (sum % 31)) % 31)
}
