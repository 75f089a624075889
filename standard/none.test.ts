import { expect, test } from 'vitest'
import type { ProfileSubset } from './indicator.ts'
import { noneRow } from './none.ts'
import { profileFor } from './profile.ts'
import { subsets } from './subsets.ts'
import { codeTable } from './tables.ts'

const profile = profileFor('k12', { province: '33', version: 1, subsets: subsets.map(({ name }) => name) })
const subset = (name: string): ProfileSubset => {
  const found = profile.subsets.find((each) => each.name === name)
  if (!found) throw new Error(name)
  return found
}
const none = (name: string) => noneRow(subset(name), { today: '2026-11-23', tables: codeTable })

test('“无” is one code, and nothing more is asked of the row', () => {
  expect(none('overseas_study')).toEqual({ overseas_flag: '0' })
  expect(none('publication')).toEqual({ work_type: '00' })
  expect(none('award')).toEqual({ award_type: '0' })
  expect(none('teacher_qualification')).toEqual({ qualification_type: '0' })
})

test('where everybody has something to say, or no row is the answer, there is no such row', () => {
  for (const name of ['education_history', 'work_history', 'paper', 'domestic_training', 'contact', 'basic_info'])
    expect(none(name), name).toBeUndefined()
})
