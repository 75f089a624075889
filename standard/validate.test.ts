import { describe, expect, test } from 'vitest'
import { categories } from './categories.ts'
import type { Finding, Known, Person, Row, Values } from './indicator.ts'
import { profileFor } from './profile.ts'
import { subsets } from './subsets.ts'
import { codeTable } from './tables.ts'
import { validate, validateRow } from './validate.ts'

const spine = ['basic_info', 'education_history', 'post_appointment', 'contact']
const profile = profileFor('k12', { province: '33', version: 1, subsets: spine })
const whole = profileFor('k12', { province: '33', version: 1, subsets: subsets.map((subset) => subset.name) })
const known: Known = { today: '2026-09-01', tables: codeTable, school: { type: '211' } }

/** An invented teacher of a primary school: 330199 is no place, so nobody has this number. */
const li: Values = {
  name: '李文静',
  gender: '2',
  nationality: '156',
  id_type: '1',
  id_number: '330199198001010025',
  birth_date: '1980-01-01',
  ethnicity: '01',
  political_status: ['13'],
  work_start_month: '2003-08',
  school_entry_month: '2010-09',
  staff_source: '11',
  staff_category: '11',
  in_establishment: '1',
  contract_status: '1',
  normal_graduate_flag: '1',
  special_ed_trained_flag: '0',
  special_ed_certificate_flag: '0',
  it_ability: '2',
  public_funded_normal: '0',
  grassroots_service: '0',
  special_grade_teacher_flag: '0',
  county_backbone_flag: '0',
  psychology_teacher: '0',
  new_hire_flag: '0',
  personnel_status: '100',
}
const school: Values = {
  education: '21',
  education_org: '某师范大学',
  major: '小学教育',
  normal_major_flag: '1',
  start_month: '1999-09',
  end_month: '2003-07',
  degree_level: '4',
  degree: '404',
  degree_country: '156',
  degree_org: '某师范大学',
  degree_month: '2003-07',
  study_mode: '1',
}
const post: Values = { post_category: '1', post_grade: '110', start_month: '2013-01', school_posts: ['00'] }

const rows = (...values: Values[]): Row[] => values.map((each, i) => ({ id: `r${i + 1}`, values: each }))
function record(change: { basic?: Values; education?: Values[]; posts?: Values[]; contact?: Values } = {}): Person {
  return {
    basic_info: rows({ ...li, ...change.basic }),
    education_history: rows(...(change.education ?? [school])),
    post_appointment: rows(...(change.posts ?? [post])),
    contact: rows(change.contact ?? { mobile: '19900001234' }),
  }
}
function without(values: Values, ...names: string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)))
}
const said = (findings: Finding[]) =>
  findings.map(({ subset, row, field, severity, code }) => `${severity} ${subset}.${field ?? row ?? ''} ${code}`)
const check = (person: Person, more: Partial<Known> = {}) => said(validate(profile, person, { ...known, ...more }))
const basic = (change: Values, more: Partial<Known> = {}) => check(record({ basic: change }), more)

test('a complete record has nothing wrong', () => {
  expect(validate(profile, record(), known)).toEqual([])
})

test('an empty record is wrong in every required field and every required subset, all at once', () => {
  const findings = check({})
  expect(findings).toContain('error basic_info.name value.required')
  expect(findings).toContain('error education_history. rows.missing')
  expect(findings).toContain('error post_appointment. rows.missing')
  const required = profile.subsets[0]?.fields.filter((each) => each.requirement === 'R' && each.filledBy !== 'A') ?? []
  expect(findings.filter((each) => each.startsWith('error basic_info.')).length).toBe(required.length)
})

test('of tables that have no row for 无, no row is an answer; of the others of the same group it is not', () => {
  const all = subsets.map((subset) => subset.name)
  const university = profileFor('undergraduate', { province: '33', version: 1, subsets: all })
  const missing = validate(university, {}, known).filter(({ code }) => code === 'rows.missing')
  const required = university.subsets.filter(({ requirement, rows }) => requirement === 'R' && rows === 'multiple')
  const silent = ['paper', 'report', 'medical_certificate', 'standard', 'student_award']
  expect(missing.map(({ subset }) => subset)).toEqual(
    required.map(({ name }) => name).filter((name) => !silent.includes(name)),
  )
  for (const name of silent) {
    const [first] = university.subsets.find((subset) => subset.name === name)?.fields ?? []
    expect(first?.codes, name).toBeUndefined()
    expect(required.map((subset) => subset.name)).toContain(name)
  }
})

test('every required field is missed when it alone is blank', () => {
  for (const field of profile.subsets[0]?.fields ?? []) {
    if (field.requirement !== 'R' || field.filledBy === 'A') continue
    const person = { ...record(), basic_info: rows(without(li, field.name)) }
    expect(check(person), field.name).toContain(`error basic_info.${field.name} value.required`)
  }
})

describe('conditions', () => {
  test('民族 and 政治面貌 are required of Chinese and refused of others', () => {
    const chinese = { ...record(), basic_info: rows(without(li, 'ethnicity', 'political_status')) }
    expect(check(chinese)).toEqual([
      'error basic_info.ethnicity value.required',
      'error basic_info.political_status value.required',
    ])
    expect(basic({ nationality: '840' })).toEqual([
      'error basic_info.ethnicity value.must-be-blank',
      'error basic_info.political_status value.must-be-blank',
    ])
  })

  test('a blank leading field is told once, without its dependants', () => {
    const person = { ...record(), basic_info: rows(without(li, 'nationality', 'political_status')) }
    expect(check(person)).toEqual(['error basic_info.nationality value.required'])
  })

  test('the sentence names the field, the condition and what to do', () => {
    const person = { ...record(), basic_info: rows(without({ ...li, in_establishment: '0' }, 'contract_status')) }
    const messages = validate(profile, person, known).map((each) => each.message)
    expect(messages).toContain('“基本信息”的“用人形式”在“是否在编”为“否”时必填，现在是空的。请选择。')
  })

  test('学历 无 and 学位 无 are complete answers', () => {
    const none = { education: '0', degree_level: '0', study_mode: '1' }
    expect(check(record({ education: [none, school] }))).toEqual([])
  })

  test('学历 无 locks 是否师范类专业 also where the category leaves it optional', () => {
    const vocational = profileFor('secondary_vocational', { province: '33', version: 1, subsets: spine })
    const none = { education: '0', degree_level: '0', study_mode: '1', normal_major_flag: '0' }
    const findings = said(validate(vocational, record({ education: [none] }), known))
    expect(findings).toContain('error education_history.normal_major_flag value.must-be-blank')
  })

  test('without 学位 nothing about a degree may be filled', () => {
    expect(check(record({ education: [{ ...school, degree_level: '0' }] }))).toEqual([
      'error education_history.degree value.must-be-blank',
      'error education_history.degree_country value.must-be-blank',
      'error education_history.degree_org value.must-be-blank',
      'error education_history.degree_month value.must-be-blank',
    ])
  })

  test('what must be blank is not compared with anything besides', () => {
    const none = { education: '0', degree_level: '0', study_mode: '1', start_month: '1979-09', end_month: '1979-09' }
    expect(check(record({ education: [none, school] }))).toEqual([
      'error education_history.start_month value.must-be-blank',
      'error education_history.end_month value.must-be-blank',
    ])
  })

  test('特岗 needs its start month and a school of compulsory education', () => {
    expect(basic({ grassroots_service: '11' })).toEqual(['error basic_info.grassroots_start_month value.required'])
    const filled = { grassroots_service: '11', grassroots_start_month: '2003-09' }
    expect(basic(filled)).toEqual([])
    expect(basic(filled, { school: { type: '342' } })).toEqual(['error basic_info.grassroots_service rule.school-type'])
  })

  test('a post held beside the first needs its category and grade, and another category', () => {
    expect(check(record({ posts: [{ ...post, concurrent_post_flag: '1' }] }))).toEqual([
      'error post_appointment.concurrent_post_category value.required',
    ])
    const same = { ...post, concurrent_post_flag: '1', concurrent_post_category: '1', concurrent_post_grade: '110' }
    expect(check(record({ posts: [same] }))).toEqual(['error post_appointment.concurrent_post_category rule.differs'])
  })
})

describe('id number, birth date and sex', () => {
  test('a birth date other than in the number needs 档案为准 and a reason', () => {
    const person = record({ basic: { birth_date: '1980-02-01' } })
    const [finding] = validate(profile, person, known)
    expect(finding).toMatchObject({
      field: 'birth_date',
      code: 'id.birth-date',
      severity: 'error',
      suggestion: { value: '1980-01-01' },
    })
    expect(check(person, { confirmed: { birth_date: '档案记载为农历' } })).toEqual([
      'warning basic_info.birth_date id.birth-date',
    ])
    expect(check(person, { confirmed: { birth_date: '  ' } })).toEqual(['error basic_info.birth_date id.birth-date'])
  })

  test('another sex than in the number is refused, with a reason or not', () => {
    expect(basic({ gender: '1' }, { confirmed: { gender: '登记有误' } })).toEqual(['error basic_info.gender id.gender'])
  })

  test('a wrong check character is told at the number alone', () => {
    expect(basic({ id_number: '330199198001010026' })).toEqual(['error basic_info.id_number id.check'])
  })

  test('a 15-digit number is refused with the 18-digit one to confirm', () => {
    const person = record({ basic: { id_number: '330199800101002' } })
    expect(validate(profile, person, known)).toEqual([
      expect.objectContaining({
        code: 'id.old-number',
        suggestion: { value: '330199198001010025', label: '330199198001010025' },
      }),
    ])
  })

  test('other documents have their own shapes', () => {
    expect(basic({ id_type: 'A', id_number: 'E12345678' })).toEqual([])
    expect(basic({ id_type: 'A', id_number: '护照' })).toEqual(['error basic_info.id_number id.document'])
  })

  test('no finding shows an id number that was typed', () => {
    for (const id_number of ['330199198001010026', '33019919800101002', '33019919800101002A', '１２３']) {
      for (const finding of validate(profile, record({ basic: { id_number } }), known)) {
        expect(finding.seen ?? '').not.toContain(id_number)
        expect(finding.message).not.toContain(id_number)
      }
    }
  })
})

describe('dates', () => {
  test('dates run forward through a life', () => {
    expect(basic({ work_start_month: '1980-01' })).toContain('error basic_info.work_start_month date.order')
    expect(basic({ school_entry_month: '2003-07' })).toEqual(['error basic_info.school_entry_month date.order'])
    expect(basic({ school_entry_month: '2003-08' })).toEqual([])
    expect(check(record({ education: [{ ...school, end_month: '1999-09' }] }))).toEqual([
      'error education_history.end_month date.order',
    ])
    expect(check(record({ posts: [{ ...post, start_month: '2003-07' }] }))).toEqual([
      'error post_appointment.start_month date.order',
    ])
    expect(check(record({ posts: [{ ...post, end_month: '2012-12' }] }))).toEqual([
      'error post_appointment.end_month date.order',
    ])
  })

  test('nothing begins in the future', () => {
    expect(basic({ work_start_month: '2026-10', school_entry_month: '2026-10' })).toContain(
      'error basic_info.work_start_month date.future',
    )
    const person = record({ basic: { id_number: '330199202609010019', birth_date: '2026-09-01' } })
    expect(check(person)).toContain('error basic_info.birth_date date.future')
  })

  test('work before 16 and ages out of range are asked about, not refused', () => {
    expect(basic({ work_start_month: '1995-12' })).toContain('warning basic_info.work_start_month date.order')
    expect(basic({ work_start_month: '1996-01' })).not.toContain('warning basic_info.work_start_month date.order')
    expect(basic({}, { today: '2056-01-02' })).toEqual([
      'warning basic_info.birth_date rule.age',
      'warning basic_info.personnel_status whole.retirement',
    ])
    expect(basic({ political_status: ['03'] })).toEqual(['warning basic_info.political_status rule.age'])
  })

  test('an impossible date is told once and compared with nothing', () => {
    expect(basic({ work_start_month: '2003-13' })).toEqual(['error basic_info.work_start_month date.invalid'])
  })

  test('a degree may come half a year before graduation, not more', () => {
    expect(check(record({ education: [{ ...school, degree_month: '2003-01' }] }))).toEqual([])
    expect(check(record({ education: [{ ...school, degree_month: '2002-12' }] }))).toEqual([
      'warning education_history.degree_month date.order',
    ])
  })
})

describe('codes', () => {
  test.each([
    [{ it_ability: '8' }, 'error basic_info.it_ability code.unknown'],
    [{ political_status: ['01', '13'] }, 'error basic_info.political_status codes.exclusive'],
    [{ political_status: ['01', '01'] }, 'error basic_info.political_status codes.repeated'],
    [{ political_status: '01' }, 'error basic_info.political_status value.shape'],
    [{ staff_category: '61' }, 'warning basic_info.staff_category code.not-here'],
  ])('%j → %s', (change: Values, expected) => expect(basic(change)).toEqual([expected]))

  test('a level of education is no education, a degree has the digit of its level, a grade its category', () => {
    expect(check(record({ education: [{ ...school, education: '20' }] }))).toEqual([
      'error education_history.education code.not-leaf',
    ])
    expect(check(record({ education: [{ ...school, degree: '304' }] }))).toEqual([
      'error education_history.degree code.cascade',
    ])
    expect(check(record({ posts: [{ ...post, post_grade: '208' }] }))).toEqual([
      'error post_appointment.post_grade code.cascade',
    ])
    expect(check(record({ posts: [{ ...post, post_grade: '998' }] }))).toEqual([])
  })

  test('a place must be a division where divisions are known', () => {
    const areas = { has: (code: string) => code === '330106' }
    expect(basic({ birth_place: '330106', native_place: '浙江绍兴' }, { areas })).toEqual([])
    expect(basic({ birth_place: '330199' }, { areas })).toEqual(['error basic_info.birth_place area.unknown'])
  })
})

describe('text and numbers', () => {
  test.each([
    [{ name: '李 文静' }, 'error basic_info.name name.form'],
    [{ name: '李文静2' }, 'error basic_info.name name.characters'],
    [{ former_name: '字'.repeat(101) }, 'error basic_info.former_name value.too-long'],
    [{ remark: '甲\u202E乙' }, 'error basic_info.remark text.control'],
  ])('%j → %s', (change: Values, expected) => expect(basic(change)).toEqual([expected]))

  test('names of minorities and foreigners are names', () => {
    for (const name of ['买买提·艾力', '欧阳修远', 'Anna-Maria Berg', '𠮷文静', '〇一'])
      expect(basic({ name })).toEqual([])
  })

  test.each([
    [{ mobile: '1990000123' }, 'mobile'],
    [{ mobile: '29900001234' }, 'mobile'],
    [{ mobile: '19900001234', email: 'name.example.com' }, 'email'],
    [{ mobile: '19900001234', phone: '电话' }, 'phone'],
  ])('contact %j is refused at %s', (contact, field) => {
    expect(check(record({ contact }))).toEqual([`error contact.${field} text.format`])
  })

  test('pay is never of the present year, nor negative, nor finer than a fen', () => {
    const pay = { year: '2025', annual_income: '90000', base_salary: '3500.5', performance_salary: '0' }
    const subset = whole.subsets.find((each) => each.name === 'remuneration')
    if (!subset) throw new Error('remuneration is asked of k12')
    const row = (change: Values) =>
      said(validateRow(subset, { id: 'r', values: { ...pay, ...change } }, record(), known))
    expect(row({ year: '2026' })).toContain('error remuneration.year date.future')
    expect(row({ base_salary: '-1' })).toContain('error remuneration.base_salary number.range')
    expect(row({ base_salary: '1.005' })).toContain('error remuneration.base_salary number.scale')
    expect(row({ base_salary: '3,500' })).toContain('error remuneration.base_salary number.invalid')
    expect(row({ base_salary: '12345678' })).toContain('error remuneration.base_salary number.too-large')
    expect(row({}).filter((each) => each.includes('base_salary') || each.includes('year'))).toEqual([])
  })
})

describe('rows together', () => {
  test('two rows with the same natural key: the later one is told', () => {
    expect(check(record({ posts: [post, { ...post, post_grade: '109' }] }))).toEqual([
      'error post_appointment.r2 rows.duplicate',
    ])
  })

  test('a form of one row has one row', () => {
    const person = { ...record(), contact: rows({ mobile: '19900001234' }, { mobile: '19900001235' }) }
    expect(check(person)).toEqual(['error contact.r2 rows.too-many'])
  })

  test('one open piece of work at most, and overlaps are asked about', () => {
    const work = (start_month: string, end_month?: string): Values => ({
      org_name: start_month,
      start_month,
      ...(end_month && { end_month }),
    })
    const of = (...values: Values[]) =>
      said(validate(whole, { ...record(), work_history: rows(...values) }, known)).filter((each) =>
        each.includes('work_history'),
      )
    expect(of(work('2003-08', '2010-08'), work('2010-08'))).toEqual([])
    expect(of(work('2003-08'), work('2010-08'))).toContain('error work_history.end_month rows.one-open')
    expect(of(work('2010-08'), work('2003-08', '2010-12'))).toEqual(['warning work_history.start_month rows.overlap'])
  })
})

describe('between subsets', () => {
  test('a 师范 graduate has a 师范 row', () => {
    expect(check(record({ education: [{ ...school, normal_major_flag: '0' }] }))).toEqual([
      'warning basic_info.normal_graduate_flag rule.needs-row',
    ])
  })

  test('专任教师 hold a teacher post: the derived post counts, not an old stored one', () => {
    const person = record({
      basic: { current_post_category: '1' },
      posts: [{ ...post, post_category: '3', post_grade: '208' }],
    })
    expect(check(person)).toEqual(['warning basic_info.staff_category rule.implies'])
  })

  test('a ministry-funded normal student studied at one of the six universities', () => {
    expect(basic({ public_funded_normal: '1' })).toEqual(['warning basic_info.public_funded_normal rule.needs-row'])
    const row = { ...school, education_org: '西南大学' }
    expect(check(record({ basic: { public_funded_normal: '1' }, education: [row] }))).toEqual([])
  })

  test('本校毕业 means that the highest degree is of this very school', () => {
    const hei = profileFor('undergraduate', { province: '33', version: 1, subsets: spine })
    const origin = (academic_origin: string, name: string) =>
      said(validate(hei, record({ basic: { academic_origin } }), { ...known, school: { type: '411', name } })).filter(
        (each) => each.includes('academic_origin'),
      )
    expect(origin('1', '某师范大学')).toEqual([])
    expect(origin('2', '另一大学')).toEqual([])
    expect(origin('1', '另一大学')).toEqual(['warning basic_info.academic_origin rule.own-school'])
    expect(origin('2', '某师范大学')).toEqual(['warning basic_info.academic_origin rule.own-school'])
  })

  test('in establishment at a private school, or with no contract out of it, is asked about', () => {
    expect(basic({}, { school: { type: '211', private: true } })).toEqual([
      'warning basic_info.in_establishment rule.private',
    ])
    expect(basic({ in_establishment: '0', employment_form: '1', contract_status: '0' })).toEqual([
      'warning basic_info.contract_status rule.implies',
    ])
  })
})

test('a row is judged by its own values while it is typed, whatever the record still holds', () => {
  const subset = profile.subsets[0]
  if (!subset) throw new Error('basic_info comes first')
  const typed = { id: 'r1', values: { ...li, birth_date: '1980-02-01' } }
  const findings = validateRow(subset, typed, record(), known)
  expect(said(findings)).toEqual(['error basic_info.birth_date id.birth-date'])
  expect(findings.every((each) => each.row === 'r1')).toBe(true)
})

test('every finding of a hopeless record is a whole Chinese sentence at a known place', () => {
  for (const { id } of categories) {
    const all = profileFor(id, { province: '33', version: 1, subsets: subsets.map((subset) => subset.name) })
    const nonsense = (fields: readonly { name: string; type: string }[]): Values =>
      Object.fromEntries(fields.map((field) => [field.name, field.type === 'codes' ? ['？'] : '？'.repeat(9)]))
    const person = Object.fromEntries(
      all.subsets.map((subset) => [subset.name, rows(nonsense(subset.fields), nonsense(subset.fields))]),
    )
    const findings = validate(all, person, known)
    expect(findings.length).toBeGreaterThan(100)
    for (const finding of findings) {
      const subset = all.subsets.find((each) => each.name === finding.subset)
      expect(finding.message).toMatch(/\p{Script=Han}.*。$/u)
      expect(finding.message).not.toMatch(/undefined|null|\[object|_/)
      expect(finding.code).toMatch(/^[a-z]+\.[a-z-]+$/)
      if (finding.field) expect(subset?.fields.map((field) => field.name)).toContain(finding.field)
    }
  }
})
