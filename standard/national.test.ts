import { expect, test } from 'vitest'
import { categories } from './categories.ts'
import { tablesWith } from './extension.ts'
import type { CodeTable } from './indicator.ts'
import { type National, shipped, standardOf } from './national.ts'
import { boundCodes, nationalLocks } from './national-rules.ts'
import { forCategory, profileFor } from './profile.ts'
import { readValue } from './read-value.ts'
import { subsets } from './subsets.ts'
import { codeTable } from './tables.ts'
import { validate } from './validate.ts'

const all = subsets.map(({ name }) => name)
const table = (name: string): CodeTable => codeTable(name) ?? expect.fail(name)

test('a code that is offered no more is told with its successor, under that version only', () => {
  const honor = table('honor_title')
  const [gone, heir] = honor.rows.filter(({ code }) => code !== '0')
  if (!gone || !heir) throw new Error('no rows')
  const rows = honor.rows.map((row) =>
    row === gone ? { ...row, selectable: false as const, successor: heir.code } : row,
  )
  const national: National = { version: 1, tables: [{ ...honor, rows }], indicators: {} }
  const findings = (on: National | undefined) => {
    const profile = profileFor('k12', { province: '33', version: 1, subsets: all, ...(on && { national: on }) })
    const subset = profile.subsets.find(({ fields }) => fields.some(({ codes }) => codes === 'honor_title'))
    const field = subset?.fields.find(({ codes }) => codes === 'honor_title')
    if (!subset || !field) throw new Error('no indicator uses the table')
    const values = { [field.name]: field.type === 'codes' ? [gone.code] : gone.code }
    const person = { [subset.name]: [{ id: '1', values }] }
    const found = validate(profile, person, { today: '2026-09-01', tables: tablesWith(profile, codeTable) })
    return found.filter((each) => each.field === field.name && each.code.startsWith('code.'))
  }
  expect(findings(undefined)).toEqual([])
  const field = profileFor('k12', { province: '33', version: 1, subsets: all })
    .subsets.flatMap(({ fields }) => fields)
    .find(({ codes }) => codes === 'honor_title')
  expect(
    field && readValue(field, gone.name, (name) => national.tables.find((each) => each.name === name)),
  ).toMatchObject({
    finding: { code: 'code.withdrawn', suggestion: { value: heir.code } },
  })
  expect(findings(national)).toMatchObject([
    { code: 'code.withdrawn', suggestion: { value: heir.code }, message: expect.stringContaining(heir.name) },
  ])
})

test('a change of an indicator counts for its category; without changes the standard is the shipped one itself', () => {
  expect(standardOf('k12', shipped)).toBe(subsets)
  const national: National = {
    version: 1,
    tables: [],
    indicators: { 'contact.email': { core: { k12: true }, requirement: { k12: 'R' }, help: '常用邮箱。' } },
  }
  const email = (category: 'k12' | 'kindergarten', fields = {}) =>
    profileFor(category, { province: '33', version: 1, subsets: ['contact'], fields, national })
      .subsets.find(({ name }) => name === 'contact')
      ?.fields.find(({ name }) => name === 'email')
  // switched off by the province: the core stays on
  const off = { 'contact.email': { enabled: false } }
  expect(email('k12', off)).toMatchObject({ core: true, requirement: 'R', help: '常用邮箱。' })
  expect(email('kindergarten', off)).toBeUndefined()
  expect(email('kindergarten')).toMatchObject({ core: false, requirement: 'O', help: '常用邮箱。' })
  expect(standardOf('k12', national)).toBe(standardOf('k12', national))
})

test('what stands in the shipped standard is always among what may be chosen', () => {
  for (const { id } of categories)
    for (const subset of subsets) {
      if (forCategory(subset.requirement, id) === '-') continue
      for (const field of subset.fields) {
        const now = forCategory(field.requirement, id)
        const { requirements } = nationalLocks(id, subset, field)
        if (requirements.length > 0 && now !== '-')
          expect(requirements, `${subset.name}.${field.name} ${id}`).toContain(now)
      }
    }
})

test('a code that a condition of the standard names is bound, with the indicator that names it', () => {
  expect(boundCodes('certificate_type').get('2')).toBe('技能及证书—证书类型')
  expect(boundCodes('honor_title').has('1')).toBe(false)
})
