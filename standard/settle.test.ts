import { expect, test } from 'vitest'
import { isLocked } from './condition.ts'
import type { ProfileSubset } from './indicator.ts'
import { profileFor } from './profile.ts'
import { newRow, settle } from './settle.ts'
import { subsets } from './subsets.ts'

const profile = profileFor('k12', { province: '33', version: 1, subsets: subsets.map((subset) => subset.name) })
function subset(name: string): ProfileSubset {
  const found = profile.subsets.find((each) => each.name === name)
  if (!found) throw new Error(`no subset ${name}`)
  return found
}
const basic = subset('basic_info')
const education = subset('education_history')

test('a foreign nationality blanks and locks ethnicity and political status, 中国 brings their defaults back', () => {
  const chinese = { nationality: '156', ethnicity: '11', political_status: ['01'] }
  const foreign = settle(basic, { ...chinese, nationality: '840' }, 'nationality')
  expect(foreign).toEqual({ nationality: '840' })
  expect(isLocked(basic, 'ethnicity', foreign)).toBe(true)
  const back = settle(basic, { nationality: '156' }, 'nationality')
  expect(back).toEqual({ nationality: '156', ethnicity: '01', political_status: ['13'] })
})

test('学历 无 blanks what hangs on it and leaves the degree alone', () => {
  const row = { education: '0', education_org: '某大学', major: '数学', end_month: '2003-07', degree_level: '4' }
  expect(settle(education, row, 'education')).toEqual({ education: '0', degree_level: '4' })
})

test('another degree level clears the degree, which must be chosen anew', () => {
  const row = { degree_level: '3', degree: '404', degree_org: '某大学' }
  expect(settle(education, row, 'degree_level')).toMatchObject({ degree_level: '3', degree_org: '某大学' })
  expect(settle(education, row, 'degree_level')).not.toHaveProperty('degree')
})

test('another post category clears the grade; ending a second post clears all of it', () => {
  const post = subset('post_appointment')
  expect(settle(post, { post_category: '3', post_grade: '110' }, 'post_category')).toEqual({ post_category: '3' })
  const second = { concurrent_post_flag: '0', concurrent_post_category: '3', concurrent_post_grade: '208' }
  expect(settle(post, second, 'concurrent_post_flag')).toEqual({ concurrent_post_flag: '0' })
})

test('the contract follows the establishment until somebody chooses another', () => {
  const values = settle(
    basic,
    { in_establishment: '1', employment_form: '1', contract_status: '2' },
    'in_establishment',
  )
  expect(values).toEqual({ in_establishment: '1', contract_status: '1' })
  const chosen = settle(basic, { in_establishment: '1', contract_status: '3' }, 'in_establishment')
  expect(chosen).toEqual({ in_establishment: '1', contract_status: '3' })
})

test('an id number brings birth date and sex, but never overwrites what was typed', () => {
  const typed = { id_type: '1', id_number: '11010519491231002X' }
  expect(settle(basic, typed, 'id_number')).toMatchObject({ birth_date: '1949-12-31', gender: '2' })
  const kept = settle(basic, { ...typed, birth_date: '1950-01-01' }, 'id_number')
  expect(kept).toMatchObject({ birth_date: '1950-01-01' })
})

test('settling twice changes nothing more', () => {
  for (const each of profile.subsets) {
    const start = newRow(each, { today: '2026-09-01', school: { type: '211', name: '晨曦小学' } })
    for (const field of each.fields) {
      const once = settle(each, start, field.name)
      expect(settle(each, once, field.name), `${each.name}.${field.name}`).toEqual(once)
    }
  }
})

test('a new row begins with its defaults and with nothing that is locked', () => {
  expect(newRow(subset('remuneration'), { today: '2026-09-01' })).toMatchObject({ year: '2025', base_salary: '0' })
  const row = newRow(subset('overseas_study'), { today: '2026-09-01' })
  expect(row).toEqual({ overseas_flag: '0' })
  for (const each of profile.subsets) {
    const start = newRow(each, { today: '2026-09-01' })
    for (const name of Object.keys(start)) expect(isLocked(each, name, start), `${each.name}.${name}`).toBe(false)
  }
})

test('the values that were handed in are not touched', () => {
  const values = Object.freeze({ nationality: '840', ethnicity: '01' })
  expect(settle(basic, values, 'nationality')).not.toBe(values)
})
