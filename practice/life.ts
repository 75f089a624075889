import type { PracticePerson } from './people.ts'
import { type Random, randomFrom } from './random.ts'
import type { PracticeSchool } from './schools.ts'

/** What an invented member of staff does at the school. */
export type PracticeDuty = 'head' | 'teacher' | 'support' | 'office' | 'worker'

/** The school as far as a record depends on it. */
export type RecordSchool = Pick<PracticeSchool, 'name' | 'category' | 'private'> &
  Partial<Pick<PracticeSchool, 'schoolType' | 'urbanRural'>>

export type Study = { level: 'none' | 'college' | 'bachelor' | 'master' | 'doctor'; start: number; end: number }
export type Life = {
  random: Random
  today: string
  duty: PracticeDuty
  studies: readonly Study[]
  subject: (typeof subjects)[number]
  workStart: string
  entry: string
  /** of work, by the calendar */
  years: number
}

/** What was studied, its 学位 and 学科领域 (the first two digits), the subject taught at schools and that of the certificate. */
const subjects = [
  { major: '汉语言文学', degree: '05', taught: '13', certified: '01' },
  { major: '数学与应用数学', degree: '07', taught: '14', certified: '02' },
  { major: '英语', degree: '05', taught: '41', certified: '03' },
  { major: '物理学', degree: '07', taught: '16', certified: '11' },
  { major: '化学', degree: '07', taught: '17', certified: '12' },
  { major: '历史学', degree: '06', taught: '21', certified: '08' },
  { major: '教育学', degree: '04', taught: '13', certified: '01' },
  { major: '体育教育', degree: '04', taught: '22', certified: '18' },
  { major: '音乐学', degree: '13', taught: '24', certified: '15' },
  { major: '计算机科学与技术', degree: '08', taught: '61', certified: '20' },
] as const

/** The course of an invented life; the same for the same person, school and day. @param as what the person does; without it most are teachers */
export function inventLife(person: PracticePerson, school: RecordSchool, today: string, as?: PracticeDuty): Life {
  const random = randomFrom(`${person.idNumber}/${school.name}`)
  const duty = as ?? random.pick<PracticeDuty>([...Array<'teacher'>(17).fill('teacher'), 'support', 'office', 'worker'])
  const studies = inventStudies(Number(person.birthDate.slice(0, 4)), duty, school, Number(today.slice(0, 4)), random)
  const thisMonth = today.slice(0, 7)
  const workStart = earlier(`${studies.at(-1)?.end ?? 0}-08`, thisMonth)
  const years = Number(today.slice(0, 4)) - Number(workStart.slice(0, 4))
  const moved = years > 3 && random.chance(45)
  const entry = moved
    ? earlier(`${Number(workStart.slice(0, 4)) + 1 + random.below(years - 1)}-08`, thisMonth)
    : workStart
  return { random, today, duty, studies, subject: random.pick(subjects), workStart, entry, years }
}

function inventStudies(birth: number, duty: PracticeDuty, school: RecordSchool, year: number, random: Random): Study[] {
  const start = birth + 18
  if (duty === 'worker') return [{ level: 'none', start: birth + 15, end: start }]
  const college: Study = { level: 'college', start, end: start + 3 }
  const bachelor: Study = { level: 'bachelor', start, end: start + 4 }
  const master: Study = { level: 'master', start: start + 4, end: start + 7 }
  const doctor: Study = { level: 'doctor', start: start + 7, end: start + 11 }
  const highest = levelFor(school, random)
  if (highest === 'college') return [college]
  const wanted = { bachelor: [bachelor], master: [bachelor, master], doctor: [bachelor, master, doctor] }[highest]
  return wanted.filter((each) => each === bachelor || each.end < year)
}

function levelFor(school: RecordSchool, random: Random): 'college' | 'bachelor' | 'master' | 'doctor' {
  if (school.category === 'undergraduate') return random.chance(60) ? 'doctor' : 'master'
  if (school.category === 'higher_vocational') return random.chance(15) ? 'doctor' : 'master'
  if (school.category === 'kindergarten' && random.chance(45)) return 'college'
  return random.chance(14) ? 'master' : 'bachelor'
}

export function isHigher(school: RecordSchool): boolean {
  return school.category === 'undergraduate' || school.category === 'higher_vocational'
}

export function earlier(month: string, other: string): string {
  return month < other ? month : other
}
