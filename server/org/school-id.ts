/** A 学校标识码 taken apart. `kind` (e.g. 41) is information only: 21 universities of 2025 carry 36 or 42. */
export type SchoolId = { id: string; kind: string; province: string; serial: string }

// The trades of the code book of 2011; 66 is how some lists of the Corps write it, its universities have 65.
const kinds = new Set('11 21 22 31 32 33 34 35 36 37 41 42 51 91 92 93'.split(' '))
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 66'.split(' '),
)

/**
 * Reads a 学校标识码: 10 digits, the trade, the province, a serial (for a university 0 and its older five digits). It has
 * no check digit. The category of a school is never taken from it: that is what 办学类型 is for.
 * @returns the parts, or a sentence that says what is wrong
 */
export function readSchoolId(text: string): SchoolId | { problem: string } {
  const id = text.trim()
  if (!/^\d{10}$/.test(id)) {
    return { problem: `学校标识码应为 10 位数字，现为“${id}”（${[...id].length} 位），请按教育部公布的代码填写` }
  }
  const kind = id.slice(0, 2)
  const province = id.slice(2, 4)
  if (!kinds.has(kind)) return { problem: `学校标识码“${id}”的前两位应为学校行业分类码，现为“${kind}”，请核对` }
  if (!provinces.has(province)) {
    return { problem: `学校标识码“${id}”的第三、四位应为省级行政区划代码，现为“${province}”，请核对` }
  }
  return { id, kind, province, serial: id.slice(4) }
}
