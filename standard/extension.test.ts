import { describe, expect, test } from 'vitest'
import { choices } from './choices.ts'
import { type Check, type Extension, tablesWith } from './extension.ts'
import type { Known, Person, Values } from './indicator.ts'
import { profileFor, type Selection } from './profile.ts'
import { codeTable } from './tables.ts'
import { validateRow } from './validate.ts'

const own: Extension = {
  tables: [
    {
      name: 'p33_reading_kind',
      label: '阅读推广类型',
      rows: [
        { code: '1', name: '校内' },
        { code: '2', name: '社区' },
        { code: '9', name: '旧类', selectable: false },
      ],
    },
  ],
  subsets: [
    { name: 'p33_reading', label: '阅读推广', rows: 'multiple', required: false, naturalKey: ['p33_kind', 'p33_year'] },
  ],
  fields: [
    {
      subset: 'p33_reading',
      name: 'p33_kind',
      label: '推广类型',
      type: 'code',
      codes: 'p33_reading_kind',
      required: true,
      filledBy: 'T',
      secrecy: 2,
    },
    { subset: 'p33_reading', name: 'p33_year', label: '年度', type: 'year', required: true, filledBy: 'T', secrecy: 2 },
    {
      subset: 'contact',
      name: 'p33_dingtalk',
      label: '工作账号',
      type: 'string',
      length: 30,
      required: false,
      filledBy: 'T',
      secrecy: 2,
      help: '本省统一工作平台的账号。',
    },
  ],
}
const selection = (more: Partial<Selection> = {}): Selection => ({
  province: '33',
  version: 4,
  subsets: ['basic_info', 'contact', 'p33_reading'],
  own,
  ...more,
})
const profile = profileFor('k12', selection())
const known: Known = { today: '2026-09-01', tables: tablesWith(profile, codeTable) }
const find = (name: string, of = profile) => of.subsets.find((subset) => subset.name === name)

describe('拓展指标: what a province adds stands beside the standard’s own, and is drawn and judged like it', () => {
  test('an own field stands behind the standard’s, an own subset behind the 27', () => {
    expect(find('contact')?.fields.at(-1)).toMatchObject({
      name: 'p33_dingtalk',
      requirement: 'O',
      openToTeacher: true,
    })
    expect(profile.subsets.at(-1)).toMatchObject({
      id: 'B01',
      name: 'p33_reading',
      naturalKey: ['p33_kind', 'p33_year'],
    })
    expect(profile.ignored).toEqual([])
  })

  test('its table is offered without what is no longer chosen, and travels with the profile', () => {
    const subset = find('p33_reading')
    const field = subset?.fields[0]
    const table = tablesWith(profile, codeTable)(field?.codes ?? '')
    if (!subset || !field || !table) throw new Error('the own field or its table is not there')
    expect(choices(subset, field, {}, table).map(({ code }) => code)).toEqual(['1', '2'])
    expect(profile.tables?.map(({ name }) => name)).toEqual(['p33_reading_kind'])
    expect(JSON.parse(JSON.stringify(profile))).toEqual(profile)
  })

  test('the judge says of it what it says of any other', () => {
    const subset = find('p33_reading')
    if (!subset) throw new Error('the own subset is not there')
    const said = (values: Values) =>
      validateRow(subset, { id: 'r', values }, {} as Person, known).map(({ field, code }) => `${field} ${code}`)
    expect(said({ p33_kind: '1', p33_year: '2026' })).toEqual([])
    expect(said({ p33_kind: '7' })).toEqual(['p33_kind code.unknown', 'p33_year value.required'])
  })

  test('a province that adds nothing has none of it', () => {
    const plain = profileFor('k12', { province: '32', version: 1, subsets: ['basic_info', 'contact'] })
    expect(JSON.stringify(plain)).not.toContain('p33_')
  })
})

describe('附加校验: chosen from a list, with parameters', () => {
  const withCheck = (key: string, ...checks: Check[]) => profileFor('k12', selection({ fields: { [key]: { checks } } }))
  const judge = (key: string, value: string, ...checks: Check[]) => {
    const [name = '', field = ''] = key.split('.')
    const subset = find(name, withCheck(key, ...checks))
    if (!subset) throw new Error(`no ${name}`)
    return validateRow(subset, { id: 'r', values: { [field]: value } }, {} as Person, known)
      .filter((finding) => finding.field === field)
      .map(({ code }) => code)
  }
  test.each<[string, Check, string, string]>([
    ['p33_reading.p33_year', { kind: 'range', min: 2020, max: 2030 }, '2019', '2026'],
    ['contact.p33_dingtalk', { kind: 'length', min: 6, max: 12 }, 'abc', 'abcdef'],
    ['contact.p33_dingtalk', { kind: 'only', of: 'digits' }, '12a', '123'],
    ['contact.p33_dingtalk', { kind: 'only', of: 'chinese' }, '张3', '张三'],
    ['p33_reading.p33_year', { kind: 'not-future' }, '2027', '2026'],
  ])('%s %o refuses %s and takes %s', (key, check, bad, good) => {
    expect(judge(key, bad, check)).toHaveLength(1)
    expect(judge(key, good, check)).toEqual([])
  })
})
