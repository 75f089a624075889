import type { Values } from '../standard/indicator.ts'
import { isHigher, type Life, type RecordSchool } from './life.ts'
import type { PracticePerson } from './people.ts'
import { type Random, randomFrom } from './random.ts'

/** Rows of the ten tables of 教学科研成果及获奖, of 入选人才项目 and of 海外研修（访学）: universities answer all of them, schools what they have. */
export function achievementsOf(
  person: PracticePerson,
  school: RecordSchool,
  life: Life,
): Record<string, readonly Values[]> {
  const random = randomFrom(`achievements ${person.idNumber}/${school.name}`)
  const active = life.duty === 'teacher' && life.years > 2
  if (!isHigher(school)) return active ? atSchool(school, life, random) : {}
  const scholar = active ? 100 : 0
  return {
    research_project: some(random, scholar * 0.6, () => project(life, random), { project_type: '0' }),
    publication: some(random, scholar * 0.3, () => book(life, random), { work_type: '00' }),
    paper: active ? papers(life, random) : [],
    award: some(random, scholar * 0.3, () => award(school, life, random), { award_type: '0' }),
    artistic_work: some(random, life.subject.major === '音乐学' ? scholar : 0, () => artisticWork(life, random), {
      art_work_type: '0',
    }),
    patent: some(random, life.subject.degree === '08' ? scholar * 0.7 : 0, () => patent(life, random), {
      patent_type: '0',
    }),
    report: random.chance(scholar * 0.12) ? [report(life, random)] : [],
    student_award: random.chance(scholar * 0.25) ? [studentAward(life, random)] : [],
    talent_project: some(random, scholar * 0.06, () => ({ project: '31', year: year(life, random) }), {
      project: '00',
    }),
    overseas_study: some(random, scholar * 0.25, () => overseas(life, random), { overseas_flag: '0' }),
  }
}

function atSchool(school: RecordSchool, life: Life, random: Random): Record<string, readonly Values[]> {
  return {
    ...(random.chance(18) ? { paper: [schoolPaper(life, random)] } : {}),
    ...(random.chance(22) ? { award: [award(school, life, random)] } : {}),
    ...(random.chance(6) ? { student_award: [studentAward(life, random)] } : {}),
    ...(random.chance(3) ? { overseas_study: [overseas(life, random)] } : {}),
  }
}

const some = (random: Random, percent: number, row: () => Values, none: Values): Values[] =>
  random.chance(percent) ? [row()] : [none]

/** A year at work before this one. */
function year({ today, workStart }: Life, random: Random): string {
  const [first, now] = [Number(workStart.slice(0, 4)), Number(today.slice(0, 4))]
  return String(first + random.below(Math.max(1, now - first)))
}

function project(life: Life, random: Random): Values {
  const began = year(life, random)
  return {
    project_type: random.pick(['1', '2', '3', '5']),
    representative_flag: '1',
    project_name: `${life.subject.major}课程教学改革研究`,
    approval_no: `ZJ${began}${String(random.below(1000)).padStart(3, '0')}`,
    discipline: life.subject.major,
    funding: String(2 + random.below(30)),
    start_month: `${began}-01`,
    role: random.pick(['110', '120', '130']),
    rank: random.pick(['1', '2', '3']),
    project_source: random.pick(['05', '17', '19']),
  }
}

function book(life: Life, random: Random): Values {
  const published = year(life, random)
  return {
    work_type: random.pick(['10', '20', '30']),
    representative_flag: '0',
    title: `${life.subject.major}导论`,
    discipline: life.subject.major,
    publish_date: `${published}-06-01`,
    publisher: '江南大学出版社',
    role: random.pick(['210', '220', '240']),
    total_words: '260000',
    own_words: String(10_000 * (2 + random.below(12))),
  }
}

function papers(life: Life, random: Random): Values[] {
  return Array.from({ length: 1 + random.below(3) }, (_, at) => {
    const from = 1 + random.below(120)
    return {
      title: `${life.subject.major}教学中的问题与对策（${'一二三'[at] ?? ''}）`,
      representative_flag: at === 0 ? '1' : '0',
      journal: random.pick(['江南学报', '东海教育研究', '桐江学院学报']),
      publish_month: `${year(life, random)}-0${1 + random.below(7)}`,
      issue: String(1 + random.below(6)),
      start_page: String(from),
      end_page: String(from + 4 + random.below(9)),
      role: random.pick(['10', '11', '12']),
      discipline: life.subject.major,
      indexed_in: random.pick(['00', '00', '06', '08']),
    }
  })
}

const schoolPaper = (life: Life, random: Random): Values => ({
  title: `${life.subject.major}课堂中的小组合作`,
  journal: '西湖教研',
  publish_month: `${year(life, random)}-05`,
  role: '10',
})

const award = (school: RecordSchool, life: Life, random: Random): Values => ({
  award_type: '1',
  award_month: `${year(life, random)}-06`,
  award_name: random.pick(['青年教师教学竞赛', '优质课评比', '教学成果奖']),
  award_level: isHigher(school) ? '31' : '51',
  award_grade: random.pick(['2', '3', '4']),
  rank: '1',
  award_country: '156',
  award_org: isHigher(school) ? '浙江省教育厅' : '县级教育局',
})

const artisticWork = (life: Life, random: Random): Values => ({
  art_work_type: '3',
  title: '《桐江的早晨》',
  role: '100',
  finish_date: `${year(life, random)}-05-20`,
  finish_place: '杭州',
  work_description: '作曲',
})

const patent = (life: Life, random: Random): Values => ({
  patent_type: random.pick(['1', '4']),
  title: '课堂互动记录软件',
  discipline: life.subject.major,
  approval_date: `${year(life, random)}-03-18`,
  role: '510',
})

const report = (life: Life, random: Random): Values => ({
  title: '县域教师队伍建设调研报告',
  role: '130',
  report_date: `${year(life, random)}-04-30`,
  client: '桐庐县教育局',
})

const studentAward = (life: Life, random: Random): Values => ({
  award_name: '学生科技创新竞赛',
  role: random.pick(['1', '2', '3']),
  award_grade: random.pick(['一等奖', '二等奖', '三等奖']),
  award_month: `${year(life, random)}-05`,
})

function overseas(life: Life, random: Random): Values {
  const when = year(life, random)
  const [country, org_name] = random.pick([
    ['702', '南洋理工大学'],
    ['826', '伦敦大学学院'],
    ['276', '慕尼黑工业大学'],
  ] as const)
  return {
    overseas_flag: '1',
    start_date: `${when}-01-10`,
    end_date: `${when}-06-30`,
    country,
    org_name,
    project_name: '教师海外访学',
  }
}
