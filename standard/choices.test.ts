import { expect, test } from 'vitest'
import type { Category } from './categories.ts'
import { choices } from './choices.ts'
import type { Values } from './indicator.ts'
import { profileFor } from './profile.ts'
import { subsets } from './subsets.ts'
import { codeTable } from './tables.ts'
import { validateRow } from './validate.ts'

function offered(category: Category, subsetName: string, fieldName: string, values: Values = {}) {
  const profile = profileFor(category, { province: '33', version: 1, subsets: [subsetName] })
  const subset = profile.subsets.find((each) => each.name === subsetName)
  const field = subset?.fields.find((each) => each.name === fieldName)
  const table = codeTable(field?.codes ?? '')
  if (!subset || !field || !table) throw new Error(`no coded field ${subsetName}.${fieldName}`)
  return { subset, field, codes: choices(subset, field, values, table).map((row) => row.code) }
}

test('a degree is offered by its level, a grade by its category, everything while the leading field is blank', () => {
  expect(offered('k12', 'education_history', 'degree', { degree_level: '2' }).codes).toContain('204')
  expect(offered('k12', 'education_history', 'degree', { degree_level: '2' }).codes).not.toContain('404')
  const grades = offered('k12', 'post_appointment', 'post_grade', { post_category: '3' }).codes
  expect(grades).toEqual(['201', '202', '203', '204', '205', '206', '207', '208', '209', '210', '998', '999'])
  expect(offered('k12', 'post_appointment', 'post_grade').codes).toHaveLength(31)
})

test('levels that stand above others are not offered where only leaves count', () => {
  expect(offered('k12', 'education_history', 'education').codes).not.toContain('20')
  expect(offered('k12', 'education_history', 'degree_level').codes).toEqual(['0', '2', '3', '4'])
})

test('rows of other categories are not offered, usual ones come first', () => {
  expect(offered('k12', 'basic_info', 'staff_category').codes).not.toContain('20')
  expect(offered('undergraduate', 'basic_info', 'staff_category').codes).toContain('20')
  expect(offered('undergraduate', 'title_appointment', 'technical_title').codes[0]).toBe('011')
  expect(offered('k12', 'title_appointment', 'technical_title').codes[0]).toBe('051')
})

test('what is offered is what the check accepts, for every coded field', () => {
  const known = { today: '2026-09-01', tables: codeTable }
  const profile = profileFor('k12', { province: '33', version: 1, subsets: subsets.map((each) => each.name) })
  for (const subset of profile.subsets) {
    for (const field of subset.fields) {
      const table = field.codes === undefined ? undefined : codeTable(field.codes)
      if (!table || field.requirement === 'D') continue
      const open = choices(subset, field, {}, table).map((row) => row.code)
      for (const { code } of table.rows) {
        const values = { [field.name]: field.type === 'codes' ? [code] : code }
        const refused = validateRow(subset, { id: 'r', values }, {}, known).some(
          (finding) => finding.field === field.name && finding.code.startsWith('code.'),
        )
        const locked = validateRow(subset, { id: 'r', values }, {}, known).some(
          (finding) => finding.field === field.name && finding.code === 'value.must-be-blank',
        )
        if (!locked) expect(refused, `${subset.name}.${field.name} ${code}`).toBe(!open.includes(code))
      }
    }
  }
})
