import { describe, expect, test } from 'vitest'
import { type Category, categories } from './categories.ts'
import { asList, conditionFields } from './condition.ts'
import type { Condition, Indicator, PerCategory, Subset } from './indicator.ts'
import { fieldsOf, forCategory, profileFor } from './profile.ts'
import { readValue } from './read-value.ts'
import { type FieldName, type SubsetName, subsets } from './subsets.ts'
import { codeTable } from './tables.ts'

const all: readonly Subset[] = subsets
const everyField = all.flatMap((subset) =>
  subset.fields.map((field) => ({ subset, field, at: `${subset.name}.${field.name}` })),
)
const complete: readonly SubsetName[] = ['basic_info', 'education_history', 'post_appointment', 'contact']
const full = (category: Category) =>
  profileFor(category, { province: '33', version: 1, subsets: all.map((subset) => subset.name) })

/** Every value that a per-category setting can take. */
function variants<T>(value: PerCategory<T>): T[] {
  return categories.map((category) => forCategory(value, category.id))
}

describe('the standard as data', () => {
  test('300 indicators in 27 subsets, printed order, no name twice', () => {
    expect(all).toHaveLength(27)
    expect(everyField).toHaveLength(300)
    expect(new Set(everyField.map(({ at }) => at)).size).toBe(300)
    expect(all.slice(0, 4).map((subset) => subset.id)).toEqual(['A01', 'A02', 'A03', 'A04'])
  })

  test.each([
    ['kindergarten', 258],
    ['k12', 270],
    ['secondary_vocational', 264],
    ['special_education', 273],
    ['undergraduate', 251],
    ['higher_vocational', 254],
  ] as const)('%s is asked %i indicators', (category, count) => {
    expect(full(category).subsets.flatMap((subset) => subset.fields)).toHaveLength(count)
  })

  test.each([
    ['kindergarten', 98],
    ['k12', 109],
    ['secondary_vocational', 119],
    ['special_education', 113],
    ['undergraduate', 110],
    ['higher_vocational', 113],
  ] as const)('of %s, %i indicators are required or conditionally required', (category, count) => {
    const demanded = full(category).subsets.flatMap((subset) =>
      subset.fields.filter((field) => field.requirement === 'R' || field.requirement === 'C'),
    )
    expect(demanded).toHaveLength(count)
  })

  test('every coded field has its code table, and every table that is named exists', () => {
    for (const { field, at } of everyField) {
      const coded = field.type === 'code' || field.type === 'codes' || field.type === 'bool'
      expect(field.codes !== undefined, at).toBe(coded)
      if (field.codes !== undefined) for (const name of variants(field.codes)) expect(codeTable(name), at).toBeDefined()
    }
  })

  test('every default and every code in a condition is a code of the table', () => {
    const check = (subset: Subset, fieldName: string, codes: readonly string[]) => {
      const field = subset.fields.find((each) => each.name === fieldName)
      if (!field?.codes) return
      const tables = new Set(variants<string>(field.codes))
      for (const code of codes) {
        const found = [...tables].some((name) => codeTable(name)?.rows.some((row) => row.code === code))
        expect(found, `${subset.name}.${fieldName} ${code}`).toBe(true)
      }
    }
    const checkCondition = (subset: Subset, condition: Condition): void => {
      if ('anyOf' in condition) for (const each of condition.anyOf) checkCondition(subset, each)
      else if ('is' in condition) check(subset, condition.field, condition.is)
      else if ('not' in condition) check(subset, condition.field, condition.not)
    }
    for (const { subset, field } of everyField) {
      if (typeof field.default === 'string') check(subset, field.name, [field.default])
      for (const condition of conditionsOf(field)) checkCondition(subset, condition)
    }
    for (const subset of all) {
      for (const rule of subset.rules) {
        if (rule.kind === 'implies') for (const each of [...asList(rule.when), rule.must]) checkCondition(subset, each)
      }
    }
  })

  test('every field that a condition or a rule names exists', () => {
    const names = new Set(everyField.map(({ at }) => at))
    for (const { subset, field } of everyField) {
      for (const name of conditionsOf(field).flatMap(conditionFields)) expect(names).toContain(`${subset.name}.${name}`)
    }
    for (const subset of all) {
      const own = (name: string) => (name.includes('.') ? name : `${subset.name}.${name}`)
      for (const name of [...subset.rules.flatMap(fieldsOf), ...subset.naturalKey]) expect(names).toContain(own(name))
    }
  })

  test('in the complete subsets every conditional field has its condition, and every field help', () => {
    for (const { subset, field, at } of everyField) {
      if (!complete.some((name) => name === subset.name)) continue
      if (variants(field.requirement).includes('C')) expect(field.requiredWhen, at).toBeDefined()
      expect(field.help, at).toMatch(/\p{Script=Han}/u)
      if (field.type !== 'image' && field.type !== 'file') expect(field.example, at).toBeDefined()
    }
  })

  test('every example can be read by its own field, as it stands', () => {
    const areas = { has: () => true, find: (text: string) => ({ value: '330106', label: text }) }
    for (const { id } of categories) {
      for (const field of full(id).subsets.flatMap((subset) => subset.fields)) {
        if (!field.example) continue
        const reading = readValue(field, field.example, codeTable, areas)
        expect(reading.finding?.message, `${id} ${field.name}`).toBeUndefined()
      }
    }
  })

  test('every label is Chinese', () => {
    for (const subset of all) expect(subset.label).toMatch(/\p{Script=Han}/u)
    for (const { field, at } of everyField) {
      for (const label of variants<string>(field.label)) expect(label, at).toMatch(/\p{Script=Han}/u)
    }
  })

  test('id number, contact data and photo are class 4, pay class 3', () => {
    const secrecy = (at: string) => everyField.find((each) => each.at === at)?.field.secrecy
    for (const name of [
      'basic_info.id_number',
      'basic_info.photo',
      'contact.mobile',
      'contact.phone',
      'contact.email',
    ]) {
      expect(secrecy(name), name).toBe(4)
    }
    expect(secrecy('contact.address')).toBe(4)
    expect(secrecy('remuneration.annual_income')).toBe(3)
  })

  test('names are types: a field of another subset does not compile', () => {
    const field: FieldName<'contact'> = 'mobile'
    // @ts-expect-error the id number belongs to basic_info
    const wrong: FieldName<'contact'> = 'id_number'
    expect([field, wrong]).toHaveLength(2)
  })
})

function conditionsOf(field: Indicator): Condition[] {
  return [field.requiredWhen, field.openWhen].flatMap((which) => (which ? variants(which).flatMap(asList) : []))
}
