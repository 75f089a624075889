import type { Person, Row, Values } from '../standard/indicator.ts'
import { achievementsOf } from './achievements.ts'
import { careerOf } from './career.ts'
import { inventLife, isHigher, type Life, type PracticeDuty, type RecordSchool, type Study } from './life.ts'
import type { PracticePerson } from './people.ts'

export type { PracticeDuty } from './life.ts'

const normalUniversities = [
  '浙江师范大学',
  '杭州师范大学',
  '华东师范大学',
  '南京师范大学',
  '湖州师范学院',
  '绍兴文理学院',
]
const colleges = ['金华职业技术学院', '宁波职业技术学院', '浙江金融职业学院', '温州职业技术学院']
const researchUniversities = ['浙江大学', '复旦大学', '南京大学', '同济大学', '武汉大学', '厦门大学']

/**
 * A whole and right record of an invented person: rows of all subsets that the school's category is asked for. A subset in which this life
 * has nothing to say has the row that says 无 where there is one. The same for the same person, school and day. A blank is an absent key; derived fields are not in it.
 *
 * @param today YYYY-MM-DD; nothing in the record lies after it
 * @param as what the person does; without it most are teachers
 */
export function inventRecord(person: PracticePerson, school: RecordSchool, today: string, as?: PracticeDuty): Person {
  const life = inventLife(person, school, today, as)
  const basic_info = [basicInfo(person, school, life)]
  const education_history = life.studies.map((study) => education(study, school, life))
  const post_appointment = posts(school, life)
  const whole: Record<string, readonly Values[]> = {
    basic_info,
    education_history,
    post_appointment,
    contact: [contact(person, school, life)],
    ...careerOf(person, school, life, post_appointment),
    ...achievementsOf(person, school, life),
  }
  return Object.fromEntries(
    Object.entries(whole).map(([subset, rows]) => [subset, rows.map((values, at) => row(String(at + 1), values))]),
  )
}

function basicInfo(person: PracticePerson, school: RecordSchool, life: Life): Values {
  const { category } = school
  const { random, duty, workStart, entry } = life
  const higher = isHigher(school)
  const kindergarten = category === 'kindergarten'
  const special = category === 'special_education'
  const normal = life.studies.some((study) => study.level === 'bachelor')
  const outOfEstablishment = { in_establishment: '0', employment_form: '3', contract_status: '2' }
  return {
    name: person.name,
    gender: person.gender,
    nationality: '156',
    id_type: '1',
    id_number: person.idNumber,
    birth_date: person.birthDate,
    native_place: person.regionCode,
    birth_place: person.regionCode,
    ethnicity: random.chance(95) ? '01' : random.pick(['03', '11', '15', '22']),
    political_status: [random.chance(35) ? '01' : '13'],
    marital_status: life.years > 6 ? '21' : '10',
    health_status: '1',
    work_start_month: workStart,
    school_entry_month: entry,
    staff_source: staffSource(school, life),
    staff_category: staffCategory(school, duty),
    ...(school.private ? outOfEstablishment : { in_establishment: '1', contract_status: '1' }),
    new_hire_flag: '0',
    personnel_status: '100',
    ...(special ? { special_ed_start_month: entry, special_ed_graduate_flag: '0' } : {}),
    ...(higher ? { academic_origin: '2' } : {}),
    ...(kindergarten ? { preschool_graduate_flag: '0', preschool_trained_flag: '1' } : {}),
    ...(kindergarten || category === 'k12' || special
      ? {
          normal_graduate_flag: normal ? '1' : '0',
          public_funded_normal: '0',
          grassroots_service: '0',
          county_backbone_flag: life.years > 12 && random.chance(30) ? '1' : '0',
          psychology_teacher: '0',
        }
      : {}),
    ...(category === 'k12' || special
      ? { special_ed_trained_flag: special ? '1' : '0', special_ed_certificate_flag: special ? '1' : '0' }
      : {}),
    ...(higher ? {} : { special_grade_teacher_flag: '0' }),
    ...(category === 'secondary_vocational' || category === 'higher_vocational'
      ? {
          dual_qualified_flag: '0',
          skill_certificate_flag: '0',
          enterprise_practice_length: random.pick(['0', '1', '2']),
        }
      : {}),
    it_ability: random.pick(['2', '3', '4']),
  }
}

function staffSource(school: RecordSchool, { studies, entry, workStart }: Life): string {
  const level = studies.at(-1)?.level
  if (!isHigher(school)) return entry > workStart ? '30' : '11'
  if (entry > workStart) return '31'
  if (level === 'doctor') return '132'
  if (level === 'master') return '122'
  return level === 'bachelor' ? '112' : '16'
}

function staffCategory(school: RecordSchool, duty: PracticeDuty): string {
  if (school.category === 'kindergarten' && duty === 'head') return '131'
  if (school.category === 'kindergarten' && duty === 'office') return '139'
  return { head: '13', teacher: '11', support: '12', office: '13', worker: '14' }[duty]
}

function education(study: Study, school: RecordSchool, { random, subject }: Life): Values {
  const higher = isHigher(school)
  const flag = (value: string) => (higher ? {} : { normal_major_flag: value })
  const months = { start_month: `${study.start}-09`, end_month: `${study.end}-06`, study_mode: '1' }
  if (study.level === 'none') {
    const values = {
      education: '44',
      education_country: '156',
      education_org: '桐江职业高级中学',
      major: '机电技术应用',
    }
    return { ...values, ...flag('0'), ...months, degree_level: '0', study_org_type: '6' }
  }
  if (study.level === 'college') {
    const values = {
      education: '31',
      education_country: '156',
      education_org: random.pick(colleges),
      major: '学前教育',
    }
    return { ...values, ...flag('0'), ...months, degree_level: '0', study_org_type: '1' }
  }
  const { code, degree } = {
    bachelor: { code: '21', degree: '4' },
    master: { code: '14', degree: '3' },
    doctor: { code: '11', degree: '2' },
  }[study.level]
  const org = random.pick(study.level === 'bachelor' ? normalUniversities : researchUniversities)
  return {
    education: code,
    education_country: '156',
    education_org: org,
    major: subject.major,
    ...flag(study.level === 'bachelor' ? '1' : '0'),
    ...months,
    degree_level: degree,
    degree: degree + subject.degree,
    degree_country: '156',
    degree_org: org,
    degree_month: `${study.end}-06`,
    study_org_type: '1',
  }
}

function posts(school: RecordSchool, life: Life): Values[] {
  const { entry, today } = life
  const thisYear = Number(today.slice(0, 4))
  const entryYear = Number(entry.slice(0, 4))
  const here = thisYear - entryYear
  if (here < 8) return [post(school, life, entry, life.years)]
  const turn = `${entryYear + 5}-01`
  const before = post(school, life, entry, Math.max(1, life.years - here))
  return [{ ...before, end_month: `${entryYear + 4}-12` }, post(school, life, turn, life.years)]
}

function post(school: RecordSchool, life: Life, start: string, years: number): Values {
  const category = { head: '3', teacher: '1', support: '2', office: '3', worker: '4' }[life.duty]
  const values: Values = { post_category: category, post_grade: gradeFor(category, years, school), start_month: start }
  const head = life.duty === 'head'
  if (!isHigher(school)) {
    const duty = head ? { school_posts: ['02'], school_post_start_month: start } : { school_posts: ['00'] }
    return { ...values, concurrent_post_flag: '0', ...duty }
  }
  const duty = head
    ? { party_admin_post: '12', admin_rank: '121', school_post_start_month: start }
    : { party_admin_post: '00' }
  return { ...values, double_post_flag: '0', ...duty, counselor_flag: '0' }
}

// Grades as seniority gives them: 十二级 to 七级 for teachers (五级 at universities), 九级 to 七级 for offices, 五级 to 三级.
function gradeFor(category: string, years: number, school: RecordSchool): string {
  const step = Math.min(5, Math.floor(years / 5))
  if (category === '3') return String(209 - Math.min(2, step))
  if (category === '4') return String(305 - Math.min(2, step))
  return String((isHigher(school) ? 110 : 112) - step)
}

function contact(person: PracticePerson, school: RecordSchool, { random }: Life): Values {
  return {
    address: `${school.name}（转）`,
    // Local numbers never begin with 0, and example.com belongs to nobody.
    phone: `0571-0${String(random.below(10_000_000)).padStart(7, '0')}`,
    mobile: person.mobile,
    email: `t${person.idNumber.slice(6, 17)}@example.com`,
  }
}

function row(id: string, values: Values): Row {
  return { id, values }
}
