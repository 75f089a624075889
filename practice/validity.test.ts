import { describe, expect, test } from 'vitest'
import { divisionOf } from '../server/org/divisions/divisions.ts'
import { categories } from '../standard/categories.ts'
import type { Finding, Known, Person } from '../standard/indicator.ts'
import { profileFor } from '../standard/profile.ts'
import { subsets } from '../standard/subsets.ts'
import { codeTable } from '../standard/tables.ts'
import { validate } from '../standard/validate.ts'
import { inventPeople } from './people.ts'
import { inventRecord, type PracticeDuty } from './records.ts'
import { type PracticeSchool, practiceSchools } from './schools.ts'
import { type Spoiling, spoil, spoilings } from './spoil.ts'

const today = '2026-11-23'
const selection = { province: '33', version: 1, subsets: subsets.map(({ name }) => name) }

function findingsOf(record: Person, school: PracticeSchool): Finding[] {
  const { schoolType: type, name, urbanRural } = school
  const facts = { type, private: school.private ?? false, name, urbanRural }
  const known: Known = {
    today,
    tables: codeTable,
    areas: { has: (code) => divisionOf(code) !== undefined },
    school: facts,
  }
  return [...validate(profileFor(school.category, selection), record, known)]
}

describe.each(categories)('an invented record at $name', ({ id }) => {
  const schools = practiceSchools.filter((each) => each.category === id)

  test.each<PracticeDuty | undefined>(['head', 'teacher', 'support', 'office', 'worker', undefined])(
    'is right and complete for %s: nothing is found in it',
    (duty) => {
      const findings = schools.flatMap((school) =>
        inventPeople(`${school.code}${duty}`, 30, { region: school.regionCode }).flatMap((person) =>
          findingsOf(inventRecord(person, school, today, duty), school),
        ),
      )
      expect(findings.map((each) => `${each.severity} ${each.subset}.${each.field} ${each.message}`)).toEqual([])
    },
  )

  test.each(Object.keys(spoilings) as Spoiling[])('spoiled by %s, is found to be just that', (kind) => {
    const [school] = schools
    const person = inventPeople(id, 50, { region: '330110' }).find((each) => each.birthDate < '1990')
    if (!school || !person) throw new Error('nobody invented')
    const record = inventRecord(person, school, today)
    const findings = findingsOf(spoil(record, kind), school)
    const { subset, field, severity } = spoilings[kind]
    // No education at all also warns where a normal graduate is claimed.
    expect(findings.filter((each) => each.severity === severity)).toMatchObject([{ subset, field, severity }])
    if (severity === 'warning') expect(findings.length).toBe(1)
    expect(findingsOf(record, school)).toEqual([])
  })
})
