import { expect, test } from 'vitest'
import { nationalCore } from '../../standard/profile.ts'
import { areaBook } from './areas.ts'
import { fieldState, maskDate, toSend } from './field-state.ts'
import { answers, initials } from './pinyin.ts'

test('a list answers to code, name and pinyin initials, also with characters left out', () => {
  expect(initials('大学本科毕业')).toBe('dxbkby')
  const party = { code: '01', name: '中国共产党党员', short: '中共党员' }
  for (const typed of ['01', '共产党', 'zggcddy', 'ZGDY', 'dy', ' 中共 ']) expect(answers(party, typed)).toBe(true)
  for (const typed of ['02', '团员', 'gqty', 'yd']) expect(answers(party, typed)).toBe(false)
})

test('a division is found by a part of its name, by code and by initials, under its whole name; same-named ones are not guessed', () => {
  const book = areaBook([
    { code: '330000', name: '浙江省' },
    { code: '330100', name: '杭州市', parent: '330000' },
    { code: '330106', name: '西湖区', parent: '330100' },
    { code: '360000', name: '江西省' },
    { code: '360100', name: '南昌市', parent: '360000' },
    { code: '360103', name: '西湖区', parent: '360100' },
  ])
  expect(book.name('330106')).toBe('浙江省杭州市西湖区')
  expect(book.search('西湖').map(({ code }) => code)).toEqual(['330106', '360103'])
  expect(book.search('3301').map(({ code }) => code)).toEqual(['330100', '330106'])
  expect(book.search('hzsxh').map(({ code }) => code)).toEqual(['330106'])
  expect(book.search('').map(({ name }) => name)).toEqual(['浙江省', '江西省'])
  expect(book.find?.('西湖区')).toBeUndefined()
  expect(book.find?.('杭州市西湖区')).toEqual({ value: '330106', label: '浙江省杭州市西湖区' })
})

test('digits get their dashes while they are typed, and what is pasted or edited stays', () => {
  const typed = (text: string, type: 'date' | 'month') =>
    [...text].reduce((before, sign) => maskDate(before, before + sign, type), '')
  expect(typed('200807', 'month')).toBe('2008-07')
  expect(typed('2008-07', 'month')).toBe('2008-07')
  expect(typed('20080701', 'date')).toBe('2008-07-01')
  expect(maskDate('', '2008年7月', 'month')).toBe('2008年7月')
  expect(maskDate('2008-0', '2008-', 'month')).toBe('2008-')
})

const contact = nationalCore('k12').subsets.find(({ name }) => name === 'contact')
const basic = nationalCore('k12').subsets.find(({ name }) => name === 'basic_info')
if (!contact || !basic) throw new Error('the national core of 中小学 has 基本信息 and 联系方式')

test('a masked value that nobody touched is not sent; one that was emptied is sent blank', () => {
  const row = { masked: { mobile: '*******1234', address: '****号' } }
  expect(toSend(contact, { emergency_contact: '某某' }, 'clerk', row, new Set())).not.toHaveProperty('mobile')
  expect(toSend(contact, {}, 'clerk', row, new Set(['mobile']))).toEqual({ mobile: '' })
  expect(toSend(contact, { mobile: '19900001234' }, 'clerk', row, new Set(['mobile']))).toEqual({
    mobile: '19900001234',
  })
})

test('what the account or the system sets is closed to everybody, and each closed field says who fills it', () => {
  for (const field of basic.fields) {
    const state = fieldState(basic, field, {}, 'clerk')
    if (field.key || field.filledBy === 'A') expect(state.kind, field.name).toBe('closed')
    if (state.kind !== 'open') expect(state.why, field.name).toMatch(/[一-龥]{4}/)
  }
  expect(toSend(basic, { name: '某某', birth_date: '1990-01-01' }, 'clerk', null, new Set())).toEqual({})
})

test('a teacher finds what the school fills closed, the clerk does not', () => {
  const schools = basic.fields.find((field) => !field.openToTeacher && field.filledBy === 'S' && !field.key)
  if (!schools) throw new Error('基本信息 has fields that the school fills')
  expect(fieldState(basic, schools, {}, 'teacher').kind).toBe('closed')
  expect(fieldState(basic, schools, {}, 'clerk').kind).not.toBe('closed')
})
