import { expect, test } from 'vitest'
import { nationalReasons } from './return-reasons.ts'
import { subsets } from './subsets.ts'

test('every reason stands at a subset and a field of the standard, and once', () => {
  const known = new Set(subsets.flatMap(({ name, fields }) => fields.map((field) => `${name}.${field.name}`)))
  for (const { subset, field } of nationalReasons) {
    if (subset) expect(subsets.map(({ name }) => name)).toContain(subset)
    if (field) expect(known).toContain(`${subset}.${field}`)
  }
  const said = nationalReasons.map(({ text, subset, field }) => `${text}|${subset}|${field}`)
  expect(new Set(said).size).toBe(said.length)
})
