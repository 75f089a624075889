import { describe, expect, test } from 'vitest'
import type { Category } from './categories.ts'
import type { Known, Person, Row, Values } from './indicator.ts'
import { profileFor } from './profile.ts'
import { subsets } from './subsets.ts'
import { codeTable } from './tables.ts'
import { validateWhole } from './whole-person.ts'

const known: Known = {
  today: '2026-09-01',
  tables: codeTable,
  school: { type: '211', name: '某县实验小学', urbanRural: '112' },
}
const all = (category: Category) =>
  profileFor(category, { province: '33', version: 1, subsets: subsets.map(({ name }) => name) })
const rows = (...values: Values[]): Row[] => values.map((each, at) => ({ id: `r${at + 1}`, values: each }))

/** An invented primary school teacher with nothing to be said. */
const basic: Values = {
  gender: '2',
  birth_date: '1990-01-01',
  work_start_month: '2025-08',
  staff_category: '11',
  personnel_status: '100',
}
const told = (person: Person, more: Partial<Known> = {}, category: Category = 'k12') =>
  validateWhole(all(category), { basic_info: rows(basic), ...person }, { ...known, ...more }).map(
    ({ severity, subset, row, field, code }) => `${severity} ${subset}.${row ?? ''}.${field} ${code}`,
  )
const basically = (change: Values) => ({ basic_info: rows({ ...basic, ...change }) })

test('a person with nothing against it has no findings', () => expect(told({})).toEqual([]))

test('代表性成果 over all ten tables: five are fine, of six the last is told', () => {
  const some = (count: number) => rows(...Array.from({ length: count }, () => ({ representative_flag: '1' })))
  expect(told({ paper: some(3), award: some(2) })).toEqual([])
  expect(told({ paper: some(3), award: some(3) })).toEqual([
    'warning award.r3.representative_flag whole.representative',
  ])
  expect(told({ paper: some(3), award: rows({ representative_flag: '0' }) })).toEqual([])
})

describe('师德不合格的年度，年度考核不得为优秀', () => {
  const against = (assessYear: string, result: string) =>
    told({
      ...basically({ work_start_month: '' }),
      annual_assessment: rows({ year: assessYear, result }),
      ethics_record: rows({ assess_month: '2025-12', assess_result: '4' }),
    })
  test('the same year: an error at the result', () =>
    expect(against('2025', '1')).toEqual(['error annual_assessment.r1.result whole.ethics']))
  test('another year, or 合格: nothing', () => {
    expect(against('2024', '1')).toEqual([])
    expect(against('2025', '2')).toEqual([])
  })
})

describe('学历 against the stage (教师法 art. 11)', () => {
  const with_ = (education: string, type: string, category: Category = 'k12') =>
    told({ education_history: rows({ education, end_month: '2012-07' }) }, { school: { type, name: '某校' } }, category)
  test('中专 is enough in a 小学, not in a 初级中学; 专科 not in a 高级中学', () => {
    expect(with_('41', '211')).toEqual([])
    expect(with_('41', '311')).toEqual(['warning education_history..education whole.education'])
    expect(with_('31', '311')).toEqual([])
    expect(with_('31', '342')).toEqual(['warning education_history..education whole.education'])
  })
  test('初中 is not enough in a 幼儿园; 普通高中 counts as 中等职业', () => {
    expect(with_('71', '111', 'kindergarten')).toEqual(['warning education_history..education whole.education'])
    expect(with_('61', '111', 'kindergarten')).toEqual([])
  })
  test('only 专任教师 are asked', () => {
    const person = { ...basically({ staff_category: '14' }), education_history: rows({ education: '71' }) }
    expect(told(person)).toEqual([])
  })
})

describe('教师资格 against the stage taught (教师资格条例 art. 5)', () => {
  const teaching = (...stages: string[]) =>
    rows({ academic_year: '2026', semester: '1', teaching_stage: stages, teaching_status: '20' })
  const held = (type: string) => rows({ qualification_type: type })
  test('a 小学 certificate in 初中 is told, a 高中 one is good below its level', () => {
    expect(told({ teaching: teaching('3'), teacher_qualification: held('2') })).toEqual([
      'warning teacher_qualification..qualification_type whole.qualification',
    ])
    expect(told({ teaching: teaching('2', '3'), teacher_qualification: held('4') })).toEqual([])
  })
  test('高级中学 and 中等职业学校 are good for one another, 实习指导 only in vocational schools', () => {
    expect(told({ teaching: teaching('4'), teacher_qualification: held('5') })).toEqual([])
    expect(told({ teaching: teaching('4'), teacher_qualification: held('6') })).toHaveLength(1)
  })
  test('the latest term counts', () => {
    const terms = rows(
      { academic_year: '2025', semester: '1', teaching_stage: ['3'], teaching_status: '20' },
      { academic_year: '2026', semester: '1', teaching_stage: ['2'], teaching_status: '20' },
    )
    expect(told({ teaching: terms, teacher_qualification: held('2') })).toEqual([])
  })
})

test('岗位等级 and 职称 of different levels are told: 专技四级 without 正高', () => {
  const person = (post_grade: string, technical_title: string) => ({
    post_appointment: rows({ post_category: '1', post_grade, start_month: '2020-01' }),
    title_appointment: rows({ technical_title, start_month: '2020-01' }),
  })
  expect(told(person('104', '012'))).toEqual(['warning post_appointment..post_grade whole.grade'])
  expect(told(person('104', '011'))).toEqual([])
})

test('专任教师 who teaches nothing in the latest term is told', () => {
  const term = (teaching_status: string) => rows({ academic_year: '2026', semester: '1', teaching_status })
  expect(told({ teaching: term('19') })).toEqual(['warning teaching.r1.teaching_status whole.not-teaching'])
  expect(told({ ...basically({ staff_category: '13' }), teaching: term('19') })).toEqual([])
})

test('现主要从事学科领域 is required of 专任教师 at universities', () => {
  const term = rows({ academic_year: '2026', semester: '1' })
  const school = { type: '411', name: '某大学' }
  expect(told({ teaching: term }, { school }, 'undergraduate')).toEqual([
    'error teaching.r1.discipline_field value.required',
  ])
  expect(told({ ...basically({ staff_category: '13' }), teaching: term }, { school }, 'undergraduate')).toEqual([])
})

describe('法定退休年龄', () => {
  test('past it and still in service: a warning that feeds the status change', () => {
    expect(told(basically({ birth_date: '1970-01-15' }))).toEqual([
      'warning basic_info..personnel_status whole.retirement',
    ])
    expect(told(basically({ birth_date: '1975-01-15' }))).toEqual([])
    expect(told(basically({ birth_date: '1970-01-15', gender: '1' }))).toEqual([])
  })
  test('who has left or retired is not told', () =>
    expect(told(basically({ birth_date: '1960-01-15', personnel_status: '301' }))).toEqual([]))
})

describe('人员状态 205 and an open rotation go together', () => {
  const rotating = rows({ rotation_type: '1', start_month: '2026-08', end_month: '2027-07', relation_moved_flag: '0' })
  test('one without the other is an error', () => {
    expect(told(basically({ personnel_status: '205' }))).toEqual(['error basic_info..personnel_status whole.rotation'])
    expect(told({ rotation: rotating })).toEqual(['error basic_info..personnel_status whole.rotation'])
  })
  test('both together, an ended one, or one that moved the relation: nothing', () => {
    expect(told({ ...basically({ personnel_status: '205' }), rotation: rotating })).toEqual([])
    expect(told({ rotation: rows({ rotation_type: '1', start_month: '2025-08', end_month: '2026-07' }) })).toEqual([])
    expect(told({ rotation: rows({ rotation_type: '1', start_month: '2026-08', relation_moved_flag: '1' }) })).toEqual(
      [],
    )
  })
})

test('a year without 年度考核 among years that have one is told, with the years; the first year of work is not asked', () => {
  const years = (...given: string[]) => ({
    ...basically({ work_start_month: '2015-08' }),
    annual_assessment: rows(...given.map((year) => ({ year, result: '2' }))),
  })
  expect(told(years('2023', '2025'))).toEqual(['warning annual_assessment..year whole.years'])
  expect(told(years('2023', '2024', '2025'))).toEqual([])
  const young = {
    ...basically({ work_start_month: '2024-08' }),
    annual_assessment: rows({ year: '2025', result: '2' }),
  }
  expect(told(young)).toEqual([])
})

test('年工资收入 below what twelve months make is told at the row', () => {
  const pay = (annual_income: string) => ({
    remuneration: rows({ year: '2025', annual_income, base_salary: '5000', performance_salary: '3000' }),
  })
  expect(told(pay('9.6'))).toEqual(['warning remuneration.r1.annual_income whole.income'])
  expect(told(pay('76800'))).toEqual([])
})

test('乡村教师生活补助 at a school in the city is told; in a town or village not', () => {
  const paid = { remuneration: rows({ year: '2025', rural_subsidy: '300' }) }
  expect(told(paid)).toEqual(['warning remuneration.r1.rural_subsidy whole.rural-subsidy'])
  for (const urbanRural of ['121', '220'])
    expect(told(paid, { school: { type: '211', name: '某校', urbanRural } })).toEqual([])
})

test('the open 工作经历 is the present school, also with a second-level unit behind its name', () => {
  const at = (org_name: string) => ({ work_history: rows({ org_name, start_month: '2025-08' }) })
  expect(told(at('某县第二小学'))).toEqual(['warning work_history.r1.org_name whole.works-here'])
  expect(told(at('某县实验小学教务处'))).toEqual([])
})

test('what a province does not collect is not spoken of', () => {
  const few = profileFor('k12', { province: '33', version: 1, subsets: ['basic_info', 'contact'] })
  const person = { basic_info: rows(basic), remuneration: rows({ year: '2025', rural_subsidy: '300' }) }
  expect(validateWhole(few, person, known)).toEqual([])
})
