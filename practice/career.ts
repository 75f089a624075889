import type { Values } from '../standard/indicator.ts'
import { isHigher, type Life, type RecordSchool } from './life.ts'
import type { PracticePerson } from './people.ts'
import { type Random, randomFrom } from './random.ts'

type Career = { person: PracticePerson; school: RecordSchool; life: Life; random: Random; posts: readonly Values[] }

/** Rows of working life by subset: where somebody worked, what title, pay, assessments, lessons and training there were. */
export function careerOf(
  person: PracticePerson,
  school: RecordSchool,
  life: Life,
  posts: readonly Values[],
): Record<string, readonly Values[]> {
  const career = { person, school, life, posts, random: randomFrom(`career ${person.idNumber}/${school.name}`) }
  return {
    work_history: workHistory(career),
    title_appointment: titles(career),
    remuneration: years(career).map((year) => pay(career, year)),
    annual_assessment: years(career).map((year) => assessment(career, year)),
    teacher_qualification: [qualification(career)],
    ethics_record: years(career).map((year) => ethics(career, year)),
    ...(school.category === 'kindergarten' ? {} : { teaching: terms(career).map((term) => teaching(career, term)) }),
    domestic_training: isHigher(school) ? [] : years(career).map((year) => training(career, year)),
    skill_certificate: [skill(career)],
    ...(school.category === 'k12' ? { rotation: [rotation(career)] } : {}),
  }
}

/** The last three whole years at work. */
function years({ life }: Career): number[] {
  const now = Number(life.today.slice(0, 4))
  const first = Math.max(Number(life.workStart.slice(0, 4)), now - 3)
  return Array.from({ length: Math.max(0, now - first) }, (_, at) => first + at)
}

function workHistory({ school, life, random }: Career): Values[] {
  const position = { head: '校长', teacher: '教师', support: '实验室管理', office: '教务管理', worker: '后勤' }[
    life.duty
  ]
  const org_nature = isHigher(school) ? '22' : '23'
  const here = { org_name: school.name, start_month: life.entry, org_nature, position }
  if (life.entry === life.workStart) return [here]
  const before = {
    org_name: random.pick(elsewhere(school)),
    start_month: life.workStart,
    end_month: life.entry,
    org_nature,
    position: life.duty === 'worker' ? '后勤' : '教师',
  }
  return [before, here]
}

const elsewhere = (school: RecordSchool) =>
  isHigher(school)
    ? ['浙江桐江学院', '江南理工学院', '东海师范学院']
    : ['桐江镇中心学校', '临溪中心学校', '白塔实验学校']

/** 正高级, 副高级, 中级, 助理级, 员级 of the teachers' series of this kind of school. */
function seriesOf(school: RecordSchool): readonly string[] {
  if (isHigher(school)) return ['011', '012', '013', '014', '014']
  if (school.category === 'secondary_vocational') return ['021', '022', '023', '024', '025']
  return ['051', '052', '053', '054', '055']
}

const technicians = ['071', '072', '073', '074', '075'] as const

/** Every post of the 专业技术 kind with the title that belongs to its grade; those who lead keep a title of their own, offices and workers have none. */
function titles({ school, life, posts }: Career): Values[] {
  const { duty, years } = life
  const certified = (row: Values, flag: '0' | '1') =>
    isHigher(school) ? { ...row, same_level_certificate_flag: flag } : row
  if (duty === 'office' || duty === 'worker' || years < 1) return [certified({ technical_title: '0' }, '0')]
  const series = duty === 'support' ? technicians : seriesOf(school)
  const rows: Record<string, string>[] = []
  for (const post of posts) {
    const technical_title = series[duty === 'head' ? 1 : levelOfGrade(Number(post.post_grade)) - 1] ?? '0'
    const before = rows.at(-1)
    const start = String(post.start_month)
    if (before?.technical_title === technical_title) continue
    if (before) before.end_month = start
    rows.push({ technical_title, start_month: start, org_name: school.name })
  }
  return rows.map((row) => certified(row, '1'))
}

/** 1 正高级 … 5 员级, by 专业技术岗位 101–113. */
function levelOfGrade(grade: number): number {
  if (grade <= 104) return 1
  if (grade <= 107) return 2
  if (grade <= 110) return 3
  return grade <= 112 ? 4 : 5
}

function pay({ school, life, random }: Career, year: number): Values {
  const served = year - Number(life.workStart.slice(0, 4))
  const base = 3200 + served * 90 + random.below(20) * 10
  const performance = 2800 + served * 60 + random.below(30) * 10
  const rural = !(school.urbanRural ?? '11').startsWith('11')
  const special = 300 + random.below(10) * 20
  const extra: Values =
    school.category === 'k12'
      ? { rural_subsidy: rural ? '500' : '0', other_allowance: '200' }
      : school.category === 'special_education'
        ? { special_ed_allowance: String(special), other_allowance: '200' }
        : { allowance: '300' }
  return {
    year: String(year),
    annual_income: String((base + performance) * 12 + 18_000),
    base_salary: String(base),
    performance_salary: String(performance),
    ...extra,
    other_income: '0',
    insurance_fund: ['1', '2', '3', '4', '5', '6'],
  }
}

function assessment({ school, life, random }: Career, year: number): Values {
  // The year in which somebody begins is assessed without a grade.
  const first = String(year) === life.workStart.slice(0, 4)
  return { year: String(year), result: first ? '5' : random.chance(16) ? '1' : '2', org_name: school.name }
}

/** 教师资格证种类 that the lowest and highest lessons of the school ask for. */
function qualificationType({ category, schoolType = '' }: RecordSchool): string {
  if (category === 'undergraduate' || category === 'higher_vocational') return '7'
  if (category === 'kindergarten') return '1'
  if (category === 'secondary_vocational') return '5'
  if (category === 'special_education' || schoolType.startsWith('2')) return '2'
  if (schoolType === '311') return '3'
  return schoolType === '' ? '2' : '4'
}

function qualification({ school, life, random }: Career): Values {
  if (life.duty === 'worker' || life.duty === 'office') return { qualification_type: '0' }
  const type = qualificationType(school)
  const year = life.workStart.slice(0, 4)
  const subject =
    { '1': '26', '5': '91', '7': '92' }[type] ??
    (school.category === 'special_education' ? '27' : life.subject.certified)
  return {
    qualification_type: type,
    qualification_no: `${year}33${type}${String(random.below(10_000_000_000)).padStart(10, '0')}`,
    subject,
    issue_date: `${year}-06-20`,
    issuing_org: type === '7' ? '浙江省教育厅' : type === '1' || type === '2' ? '西湖区教育局' : '杭州市教育局',
  }
}

function ethics({ school, random }: Career, year: number): Values {
  const plain = {
    assess_month: `${year}-12`,
    assess_result: random.chance(20) ? '1' : '2',
    assess_org: school.name,
    honor_level: '0',
    punishment_type: '0',
  }
  if (!random.chance(7)) return plain
  const title = isHigher(school) ? '优秀辅导员' : '优秀班主任'
  return {
    ...plain,
    honor_level: '5',
    honor_title: isHigher(school) ? '23' : '22',
    honor_date: `${year}-09-08`,
    honor_description: `${year} 年度校级${title}`,
    honor_org: school.name,
  }
}

type Term = { year: number; semester: '1' | '2' }

/** The last three terms that have begun; universities count the halves of a calendar year, schools begin a year in September. */
function terms({ school, life }: Career): Term[] {
  const [year, month] = [Number(life.today.slice(0, 4)), Number(life.today.slice(5, 7))]
  const list: Term[] = []
  let term: Term = isHigher(school)
    ? { year, semester: month > 6 ? '2' : '1' }
    : month > 8
      ? { year, semester: '1' }
      : { year: year - 1, semester: month > 1 ? '2' : '1' }
  while (list.length < 3) {
    list.push(term)
    term = term.semester === '2' ? { ...term, semester: '1' } : { year: term.year - 1, semester: '2' }
  }
  return list.filter((each) => each.year >= Number(life.entry.slice(0, 4))).reverse()
}

function teaching({ school, life, random }: Career, { year, semester }: Term): Values {
  const when = { academic_year: String(year), semester }
  const teaches = life.duty === 'teacher'
  if (isHigher(school)) {
    const doctor = life.studies.some(({ level }) => level === 'doctor')
    const supervisor = school.category === 'undergraduate' && doctor && life.years > 8 ? '2' : '0'
    return {
      ...when,
      supervisor_type: supervisor,
      discipline_field: life.subject.degree,
      teaches_undergraduates_flag: teaches ? '1' : '0',
      ...(teaches ? { course_hours: String(32 + 16 * random.below(6)) } : {}),
      other_hours: String(4 * random.below(6)),
    }
  }
  const stage = { k12: { teaching_stage: [stageOf(school)] }, special_education: { teaching_stage: ['A'] } }
  const where = school.category === 'k12' || school.category === 'special_education' ? stage[school.category] : {}
  if (!teaches)
    return {
      ...when,
      ...where,
      teaching_status: '99',
      status_note: '不担任教学，从事学校管理或服务',
      concurrent_work: '00',
    }
  return {
    ...when,
    ...where,
    teaching_status: '20',
    ...(school.category === 'k12' ? { subjects: [taught(stageOf(school), life.subject.taught)] } : {}),
    ...(school.category === 'special_education'
      ? { special_subject: random.pick(['01', '02', '03', '05', '07']) }
      : {}),
    ...(school.category === 'secondary_vocational' ? { course_type: '1', discipline_class: '00' } : {}),
    weekly_hours: String(10 + random.below(7)),
    weekly_other_hours: String(random.below(5)),
    concurrent_work: random.pick(['00', '00', '00', '01', '01', '03', '04']),
  }
}

/** Physics and chemistry are 科学 at a primary school, history is 道德与法治. */
const taught = (stage: string, subject: string) =>
  (stage === '2' && { '16': '15', '17': '15', '21': '11' }[subject]) || subject

function stageOf({ schoolType = '211' }: RecordSchool): string {
  if (schoolType.startsWith('2')) return '2'
  return schoolType === '311' || schoolType === '312' ? '3' : '4'
}

function training({ life, random }: Career, year: number): Values {
  const [level, name, org, mode] = random.pick([
    ['4', '县级教师全员培训', '西湖区教师进修学校', '3'],
    ['4', '新课程标准专题研修', '余杭区教师进修学校', '1'],
    ['5', '校本研修', '本校教师发展中心', '6'],
    ['2', '省级骨干教师研修', '浙江桐江学院', '1'],
    ['9', '信息技术应用能力提升', '杭州市教师教育学院', '2'],
  ] as const)
  const hours = 24 + 12 * random.below(5)
  return {
    year: String(year),
    training_level: level,
    project_name: `${year} 年${name}`,
    training_org: org,
    training_mode: mode,
    hours: String(life.duty === 'worker' ? 12 : hours),
    credits: String(hours / 12),
  }
}

function skill({ life, random }: Career): Values {
  if (life.subject.major === '英语' && life.duty === 'teacher')
    return { language: 'en', mastery: '1', certificate_type: '2', language_certificate: '4' }
  const year = life.workStart.slice(0, 4)
  return {
    language: 'zh',
    mastery: '1',
    certificate_type: '4',
    certificate_name: '普通话水平测试等级证书',
    mandarin_level: life.duty === 'worker' ? '5' : random.pick(['2', '3', '3', '4']),
    issue_month: `${year}-05`,
    issuing_org: '浙江省语言文字工作委员会',
  }
}

function rotation({ school, life, random }: Career): Values {
  const here = Number(life.today.slice(0, 4)) - Number(life.entry.slice(0, 4))
  if (life.duty !== 'teacher' || here < 6 || !random.chance(35)) return { rotation_type: '0' }
  const year = Number(life.entry.slice(0, 4)) + 3
  return {
    rotation_type: random.pick(['1', '3', '6']),
    relation_moved_flag: '0',
    start_month: `${year}-09`,
    end_month: `${year + 1}-07`,
    origin_org: school.name,
    host_org: random.pick(['西湖区留下第二小学校', '余杭区径山学校', '桐庐县富春学校']),
  }
}
