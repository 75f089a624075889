import { storySchool as storySchoolCode } from '../../practice/accounts.ts'
import type { PracticePerson } from '../../practice/people.ts'
import { inventRecord } from '../../practice/records.ts'
import { practiceSchools } from '../../practice/schools.ts'
import type { Person, ProfileField } from '../../standard/indicator.ts'
import { profileFor } from '../../standard/profile.ts'
import { subsets } from '../../standard/subsets.ts'
import { codeTable } from '../../standard/tables.ts'
import type { Sheet } from './workbook.ts'

/** What the province collects from primary schools: all of the standard. */
const collected = profileFor('k12', { province: '33', version: 1, subsets: subsets.map(({ name }) => name) })

/** What the school's files say of a person: what a clerk types from them. */
export function fileOf(person: PracticePerson): Person {
  const school = practiceSchools.find(({ code }) => code === storySchoolCode)
  if (!school) throw new Error('the school of the story is gone')
  return inventRecord(person, school, today(), 'teacher')
}

/** Somebody of whom only name and number are known, e.g. from the school's own list. */
export function personOf({ name, idNumber }: { name: string; idNumber: string }): PracticePerson {
  const birthDate = `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`
  const gender = Number(idNumber[16]) % 2 ? '1' : '2'
  return { name, idNumber, birthDate, gender, mobile: `1990000${idNumber.slice(13, 17)}`, regionCode: '330106' }
}

/** Fills sheets of the template with what is known of people: by the headers that stand there. */
export function filled(
  template: readonly Sheet[],
  people: readonly PracticePerson[],
  names: readonly string[],
): Sheet[] {
  const files = people.map((person) => ({ person, file: fileOf(person) }))
  return template.flatMap(({ name, rows: [headers = []] }) => {
    const subset = collected.subsets.find(({ label }) => label === name)
    if (!subset || !names.includes(name)) return []
    const fields = headers.map((header) => subset.fields.find(({ label }) => label === header.replace(/\*$/, '')))
    const rows = files.flatMap(({ person, file }) =>
      (file[subset.name] ?? []).map(({ values }) =>
        headers.map((header, at) => {
          if (header === '姓名*') return person.name
          if (header === '身份证件号*') return person.idNumber
          const field = fields[at]
          // Registered with the account already: may stay blank.
          return !field || field.key ? '' : written(field, values[field.name])
        }),
      ),
    )
    return [{ name, rows: [headers, ...rows] }]
  })
}

/** As the list of the template offers it: '01 汉族'. */
function written(field: ProfileField, value: string | readonly string[] | undefined): string {
  const table = field.codes === undefined ? undefined : codeTable(field.codes)
  const one = (code: string) => {
    const row = table?.rows.find((each) => each.code === code)
    return row ? `${code} ${row.name}` : code
  }
  return [value ?? []].flat().map(one).join('、')
}

/** The day in China. */
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
