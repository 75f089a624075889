import { describe, expect, test } from 'vitest'
import { categories } from './categories.ts'
import type { ProfileField } from './indicator.ts'
import { profileFor } from './profile.ts'
import { readValue } from './read-value.ts'
import { showValue } from './show-value.ts'
import { subsets } from './subsets.ts'
import { codeTable } from './tables.ts'

const all = subsets.map((subset) => subset.name)
const profile = profileFor('k12', { province: '33', version: 1, subsets: all })

function field(key: string): ProfileField {
  const [subset, name] = key.split('.')
  const found = profile.subsets.find((each) => each.name === subset)?.fields.find((each) => each.name === name)
  if (!found) throw new Error(`no field ${key}`)
  return found
}
const read = (key: string, text: string) => readValue(field(key), text, codeTable)

describe('codes', () => {
  test.each(['01', '汉族', '01 汉族', '01-汉族', '01.汉族', '01汉族', '０１', ' 汉 族 ', '01—汉族'])(
    '%s is 汉族',
    (text) => {
      expect(read('basic_info.ethnicity', text)).toMatchObject({ value: '01' })
    },
  )

  test.each([
    ['basic_info.ethnicity', '汉', '01', '汉族'],
    ['education_history.education', '本科', '21', '大学本科毕业'],
    ['education_history.education', '大专', '31', '大学专科毕业'],
    ['education_history.education', '大学本科毕页', '21', '大学本科毕业'],
    ['basic_info.political_status', '党员', '01', '中国共产党党员'],
    ['basic_info.staff_category', '专任', '11', '专任教师'],
    ['basic_info.in_establishment', '有', '1', '是'],
  ])('%s: %s is not taken, but suggests %s %s', (key, text, value, label) => {
    expect(read(key, text).finding).toMatchObject({ code: 'code.unknown', suggestion: { value, label } })
  })

  test('short names that everybody writes are names', () => {
    expect(read('basic_info.gender', '女')).toEqual({ value: '2' })
    expect(read('basic_info.political_status', '中共党员')).toEqual({ value: ['01'] })
  })

  test('a code whose leading zeros a spreadsheet ate is mended, and says so', () => {
    expect(read('basic_info.ethnicity', '1')).toEqual({ value: '01', repaired: '1 → 01 汉族' })
    expect(read('title_appointment.technical_title', '11')).toMatchObject({ value: '011' })
  })

  test('code and name that contradict each other are not read', () => {
    expect(read('basic_info.ethnicity', '02 汉族').finding).toMatchObject({ code: 'code.contradiction' })
  })

  test('of education levels only 毕业, 结业 and 肄业 can be chosen, not the level', () => {
    expect(read('education_history.education', '20').finding).toMatchObject({
      code: 'code.not-leaf',
      suggestion: { value: '21', label: '大学本科毕业' },
    })
    expect(read('basic_info.marital_status', '已婚')).toEqual({ value: '20' })
  })

  test('nothing near: no suggestion, but the place to look', () => {
    const { finding } = read('basic_info.ethnicity', '火星')
    expect(finding).toMatchObject({
      code: 'code.unknown',
      seen: '火星',
      message: expect.stringContaining('请从列表中选择'),
    })
    expect(finding).not.toHaveProperty('suggestion')
  })

  test.each(['01、04', '01,04', '01；04', '中共党员，民革会员', '01;04'])('%s are two codes', (text) => {
    expect(read('basic_info.political_status', text)).toMatchObject({ value: ['01', '04'] })
  })

  test('one wrong code of several is named', () => {
    expect(read('basic_info.political_status', '01、火星').finding).toMatchObject({ seen: '火星' })
  })

  test('every name and every code of every table reads as itself, and shows as what reads again', () => {
    for (const { id } of categories) {
      for (const each of profileFor(id, { province: '33', version: 1, subsets: all }).subsets.flatMap(
        (s) => s.fields,
      )) {
        const table = each.codes === undefined ? undefined : codeTable(each.codes)
        if (!table) continue
        const names = table.rows.map((row) => row.name)
        for (const row of table.rows) {
          const byCode = readValue(each, row.code, codeTable)
          if (byCode.finding) {
            expect(byCode.finding.code, `${each.name} ${row.code}`).toBe('code.not-leaf')
            continue
          }
          const value = each.type === 'codes' ? [row.code] : row.code
          expect(byCode.value).toEqual(value)
          if (names.filter((name) => name === row.name).length === 1) {
            expect(readValue(each, row.name, codeTable), `${each.name} ${row.name}`).toMatchObject({ value })
          }
          expect(readValue(each, showValue(each, value, codeTable), codeTable)).toMatchObject({ value })
        }
      }
    }
  })
})

describe('dates and numbers', () => {
  test('a repaired month says from what', () => {
    expect(read('basic_info.work_start_month', '2008.7')).toEqual({ value: '2008-07', repaired: '2008.7 → 2008-07' })
    expect(read('basic_info.work_start_month', '2008-07')).toEqual({ value: '2008-07' })
  })

  test('2008.1 is not decided for the user', () => {
    expect(read('basic_info.work_start_month', '2008.1').finding).toMatchObject({
      code: 'date.ambiguous',
      suggestion: { value: '2008-01' },
    })
  })

  test('a missing day is asked for', () => {
    expect(read('basic_info.birth_date', '1980-01').finding?.message).toContain('缺少日')
  })

  test('至今 is a blank end', () => {
    expect(read('work_history.end_month', '至今')).toEqual({ value: undefined, repaired: '至今 → 空' })
  })

  test.each([
    ['3,500.00', '3500'],
    ['￥3500.5', '3500.5'],
    ['３５００元', '3500'],
    ['0', '0'],
  ])('%s is %s', (text, value) => expect(read('remuneration.base_salary', text)).toMatchObject({ value }))

  test('words are no number', () => {
    expect(read('remuneration.base_salary', '三千五').finding?.code).toBe('number.unreadable')
  })
})

describe('text', () => {
  test('blank is an absent value', () => {
    for (const text of ['', '  ', '　']) expect(read('basic_info.name', text)).toEqual({ value: undefined })
  })

  test('an id number in scientific notation cannot be repaired', () => {
    const { finding } = read('basic_info.id_number', '1.10105E+17')
    expect(finding).toMatchObject({ code: 'number.scientific', message: expect.stringContaining('无法修复') })
  })

  test('what was seen in an encrypted field is not carried along', () => {
    expect(read('basic_info.id_number', '1.10105E+17').finding).not.toHaveProperty('seen')
  })

  test('names and numbers are mended', () => {
    expect(read('basic_info.name', '李 明')).toEqual({ value: '李明', repaired: '李 明 → 李明' })
    expect(read('basic_info.id_number', '11010519491231002x')).toMatchObject({ value: '11010519491231002X' })
    expect(read('contact.mobile', '+86 199-0000-1234')).toMatchObject({ value: '19900001234' })
  })

  test('controls that hide text are refused', () => {
    expect(read('basic_info.name', '李\u202E明').finding?.code).toBe('text.control')
  })

  test('a place is a division by code or name, the native place also free text', () => {
    const areas = {
      has: (code: string) => code === '330106',
      find: (text: string) => (text.endsWith('西湖区') ? { value: '330106', label: '浙江省杭州市西湖区' } : undefined),
    }
    const place = (key: string, text: string) => readValue(field(key), text, codeTable, areas)
    expect(place('basic_info.birth_place', '330106')).toEqual({ value: '330106' })
    expect(place('basic_info.birth_place', '杭州西湖区')).toMatchObject({ value: '330106' })
    expect(place('basic_info.birth_place', '老家').finding?.code).toBe('area.unknown')
    expect(place('basic_info.native_place', '浙江绍兴')).toEqual({ value: '浙江绍兴' })
    expect(place('basic_info.native_place', '999999').finding?.code).toBe('area.unknown')
  })
})
