import { derive } from './derive.ts'
import type { Finding, Known, Person, Profile, Row, Values } from './indicator.ts'
import { retirementMonth } from './retirement.ts'

/** One check over a whole person. It falls away where the profile does not collect one of its fields ('subset.field'). */
interface WholeCheck {
  readonly name: string
  readonly needs: readonly string[]
  readonly find: (scene: Scene) => Told[]
}

interface Scene {
  readonly profile: Profile
  readonly person: Person
  readonly known: Known
  /** the single row of 基本信息, with what is derived laid over it */
  readonly basic: Values
}

type Told = Omit<Finding, 'row'> & { readonly row?: string | null }

/** Findings that no single form can see: one subset against another, years that are missing, a whole life against the law. */
export function validateWhole(profile: Profile, person: Person, known: Known): Finding[] {
  const present = new Set(
    profile.subsets.flatMap((subset) => subset.fields.map((field) => `${subset.name}.${field.name}`)),
  )
  const basic = { ...person.basic_info?.[0]?.values, ...derive(person) }
  const scene = { profile, person, known, basic }
  return wholeChecks
    .filter(({ needs }) => needs.every((name) => present.has(name)))
    .flatMap(({ find }) => find(scene))
    .map((told) => ({ ...told, row: told.row ?? null }))
}

const achievements = [
  'research_project',
  'publication',
  'paper',
  'award',
  'artistic_work',
  'patent',
  'report',
  'medical_certificate',
  'standard',
  'student_award',
]
const representativeMost = 5

/** 教师法 (1993) art. 11, by level of 学历: 1 研究生 … 4 中等职业、高中. */
const leastEducation: Readonly<Record<string, [rank: number, name: string]>> = {
  kindergarten: [4, '幼儿师范学校（中专）'],
  primary: [4, '中等师范学校（中专）'],
  junior: [3, '专科'],
  senior: [2, '大学本科'],
  university: [2, '大学本科'],
}

/** 教师资格条例 art. 5: a certificate is good at its level and below; 高级中学 and 中等职业学校 are good for one another. */
const certificatesFor: Readonly<Record<string, readonly string[]>> = {
  '2': ['2', '3', '4', '5', '7'],
  '3': ['3', '4', '5', '7'],
  '4': ['4', '5', '7'],
  '5': ['3', '4', '5', '7'],
  '6': ['4', '5', '6', '7'],
}
const stageNames: Readonly<Record<string, string>> = {
  '2': '小学',
  '3': '初中',
  '4': '高中',
  '5': '职业初中',
  '6': '职业高中',
}

/** What of twelve months' base and performance pay a year's income usually reaches at least. */
const incomeShare = 0.8

/** Years looked back for what is given once a year. */
const yearsBack = 3

const wholeChecks: readonly WholeCheck[] = [
  {
    name: 'representative',
    needs: [],
    find: ({ person, profile }) => {
      const chosen = achievements.flatMap((subset) =>
        (person[subset] ?? [])
          .filter(({ values }) => values.representative_flag === '1')
          .map((row) => ({ subset, row })),
      )
      const last = chosen.at(-1)
      if (!last || chosen.length <= representativeMost) return []
      const seen = `${chosen.length}`
      const message = `代表性成果和项目各表合计以 ${representativeMost} 项为宜，现在有 ${seen} 项。请只保留最有代表性的。`
      const told = profile.subsets.some(({ name }) => name === last.subset)
      return told
        ? [warning(last.subset, 'representative_flag', 'whole.representative', message, { row: last.row.id, seen })]
        : []
    },
  },
  {
    name: 'ethics-against-assessment',
    needs: ['ethics_record.assess_result', 'annual_assessment.result'],
    find: ({ person }) =>
      (person.annual_assessment ?? [])
        .filter(({ values }) => values.result === '1' && failedEthics(person, text(values.year)))
        .map((row) => ({
          subset: 'annual_assessment',
          row: row.id,
          field: 'result',
          severity: 'error' as const,
          code: 'whole.ethics',
          message: `${text(row.values.year)} 年师德考核为“不合格”，同一年度的“考核结果”不得为“优秀”。请核对后改正其中一项。`,
          seen: '优秀',
        })),
  },
  {
    name: 'education-for-the-stage',
    needs: ['basic_info.highest_education', 'basic_info.staff_category'],
    find: (scene) => {
      const least = leastEducation[stageOfSchool(scene) ?? '']
      const rank = Number(text(scene.basic.highest_education).slice(0, 1))
      if (!least || !isTeaching(scene.basic) || !rank || levelOf(rank) <= least[0]) return []
      const message = `按教师法，本学段专任教师的学历应不低于“${least[1]}”，“最高学历”低于此要求。请核对“学习经历”是否填全。`
      return [warning('education_history', 'education', 'whole.education', message, { expected: least[1] })]
    },
  },
  {
    name: 'certificate-for-the-stage',
    needs: ['teaching.teaching_stage', 'teacher_qualification.qualification_type'],
    find: ({ person }) => {
      const latest = latestTerm(person.teaching ?? [])
      if (!latest || text(latest.values.teaching_status) !== '20') return []
      const held = (person.teacher_qualification ?? []).map(({ values }) => text(values.qualification_type))
      const stages = list(latest.values.teaching_stage)
      const lacking = stages.filter(
        (stage) => certificatesFor[stage] && !certificatesFor[stage].some((type) => held.includes(type)),
      )
      return lacking.map((stage) =>
        warning(
          'teacher_qualification',
          'qualification_type',
          'whole.qualification',
          `现任教${stageNames[stage] ?? ''}，“教师资格”中没有适用于该学段的资格证。请补填证书，或核对任教学段。`,
          { expected: stageNames[stage] },
        ),
      )
    },
  },
  {
    name: 'grade-against-title',
    needs: ['post_appointment.post_grade', 'title_appointment.technical_title'],
    find: ({ basic, known }) => {
      const grade = known.tables('post_grade')?.rows.find(({ code }) => code === basic.current_post_grade)
      const title = known.tables('technical_title')?.rows.find(({ code }) => code === basic.current_technical_title)
      if (!grade?.titleLevels || title?.titleLevel === undefined || grade.titleLevels.includes(title.titleLevel))
        return []
      const message = `现任岗位等级“${grade.name}”与现任专业技术职务“${title.name}”不在同一层级。请核对“岗位聘任”和“专业技术职务聘任”。`
      return [
        warning('post_appointment', 'post_grade', 'whole.grade', message, { seen: grade.name, expected: title.name }),
      ]
    },
  },
  {
    name: 'teaching-nothing',
    needs: ['teaching.teaching_status', 'basic_info.staff_category'],
    find: ({ basic, person }) => {
      const latest = latestTerm(person.teaching ?? [])
      if (!isTeaching(basic) || !latest || !text(latest.values.teaching_status).startsWith('1')) return []
      const message = '“教职工类别”为专任教师，最近一学期的“任课状况”为未任课。请核对是否属实。'
      return [warning('teaching', 'teaching_status', 'whole.not-teaching', message, { row: latest.id })]
    },
  },
  {
    name: 'field-of-teachers',
    needs: ['teaching.discipline_field', 'basic_info.staff_category'],
    find: ({ basic, person }) =>
      isTeaching(basic)
        ? (person.teaching ?? [])
            .filter(({ values }) => text(values.discipline_field) === '')
            .map((row) => ({
              subset: 'teaching',
              row: row.id,
              field: 'discipline_field',
              severity: 'error' as const,
              code: 'value.required',
              message: '“教育教学”的“现主要从事学科领域”在“教职工类别”为“专任教师”时必填，现在是空的。请选择。',
            }))
        : [],
  },
  {
    name: 'retired',
    needs: ['basic_info.birth_date', 'basic_info.gender', 'basic_info.personnel_status'],
    find: ({ basic, known }) => {
      const [birth, gender, status] = [basic.birth_date, basic.gender, basic.personnel_status].map(text)
      if (!/^\d{4}-\d{2}/.test(birth ?? '') || (gender !== '1' && gender !== '2') || !/^[12]/.test(status ?? ''))
        return []
      const month = retirementMonth(birth ?? '', gender, text(basic.current_post_category) === '4')
      if (known.today.slice(0, 7) < month) return []
      const message = `按出生日期和性别，已于 ${month} 达到法定退休年龄，“人员状态”仍为在职。已退休的请办理在职情况变动，经批准延迟退休的不必处理。`
      return [warning('basic_info', 'personnel_status', 'whole.retirement', message, { expected: month })]
    },
  },
  {
    name: 'rotation-against-status',
    needs: ['rotation.end_month', 'basic_info.personnel_status'],
    find: ({ basic, person, known }) => {
      const month = known.today.slice(0, 7)
      const open = (person.rotation ?? []).some(
        ({ values }) =>
          text(values.rotation_type) !== '0' &&
          text(values.relation_moved_flag) !== '1' &&
          text(values.start_month) !== '' &&
          text(values.start_month) <= month &&
          (text(values.end_month) === '' || text(values.end_month) >= month),
      )
      const away = text(basic.personnel_status) === '205'
      if (open === away || text(basic.personnel_status) === '') return []
      const message = away
        ? '“人员状态”为“交流轮岗”，“交流轮岗”中没有正在进行的一条。请补填交流轮岗，或改正人员状态。'
        : '“交流轮岗”中有正在进行的一条，“人员状态”应为“暂未在本单位任职-交流轮岗”。请改正其中一项。'
      return [{ subset: 'basic_info', field: 'personnel_status', severity: 'error', code: 'whole.rotation', message }]
    },
  },
  ...(
    [
      ['annual_assessment', '年度考核', 'year'],
      ['ethics_record', '师德信息', 'assess_month'],
      ['remuneration', '基本待遇', 'year'],
    ] as const
  ).map(
    ([subset, label, field]): WholeCheck => ({
      name: `years-of-${subset}`,
      needs: [`${subset}.${field}`, 'basic_info.work_start_month'],
      find: ({ basic, person, known }) => {
        const started = text(basic.work_start_month)
        if (!/^\d{4}/.test(started)) return []
        const now = Number(known.today.slice(0, 4))
        // the year in which somebody began is not a whole one
        const first = Math.max(Number(started.slice(0, 4)) + 1, now - yearsBack)
        const given = new Set((person[subset] ?? []).map(({ values }) => text(values[field]).slice(0, 4)))
        const lacking = Array.from({ length: Math.max(0, now - first) }, (_, at) => `${first + at}`).filter(
          (year) => !given.has(year),
        )
        if (lacking.length === 0 || given.size === 0) return []
        const message = `“${label}”缺少 ${lacking.join('、')} 年。在岗的年度应逐年填写，请补填；当年确未参加的请注明。`
        return [warning(subset, field, 'whole.years', message, { seen: [...given].sort().join('、') })]
      },
    }),
  ),
  {
    name: 'income-against-salary',
    needs: ['remuneration.annual_income', 'remuneration.base_salary', 'remuneration.performance_salary'],
    find: ({ person }) =>
      (person.remuneration ?? []).flatMap(({ id, values }) => {
        const [income, base, performance] = ['annual_income', 'base_salary', 'performance_salary'].map((name) =>
          Number(text(values[name]) || Number.NaN),
        )
        const least = ((base ?? 0) + (performance ?? 0)) * 12 * incomeShare
        if (income === undefined || !(income < least)) return []
        const expected = `不低于 ${least.toFixed(2)}`
        const message = `“年工资收入（元）”一般不低于（基本工资＋绩效工资）× 12 × ${incomeShare}，应${expected}，现在是 ${income.toFixed(2)}。请核对单位是元还是万元、月数是否为全年。`
        return [
          warning('remuneration', 'annual_income', 'whole.income', message, { row: id, seen: `${income}`, expected }),
        ]
      }),
  },
  {
    name: 'rural-subsidy',
    needs: ['remuneration.rural_subsidy'],
    find: ({ person, known }) => {
      const place = known.school?.urbanRural
      // 11 城区; 12 镇区 and 2 乡村 are given it
      if (!place?.startsWith('11')) return []
      return (person.remuneration ?? [])
        .filter(({ values }) => Number(text(values.rural_subsidy)) > 0)
        .map(({ id, values }) =>
          warning(
            'remuneration',
            'rural_subsidy',
            'whole.rural-subsidy',
            '“乡村教师生活补助（元/月）”大于 0，而学校在城区。请核对金额，或请主管部门核对学校的城乡分类。',
            { row: id, seen: text(values.rural_subsidy) },
          ),
        )
    },
  },
  {
    name: 'works-here',
    needs: ['work_history.org_name', 'work_history.end_month'],
    find: ({ person, known }) => {
      const school = known.school?.name
      const open = (person.work_history ?? []).filter(
        ({ values }) => text(values.end_month) === '' && text(values.org_name) !== '',
      )
      // a second-level unit is written behind the school's name
      const [elsewhere] = open.filter(({ values }) => school !== undefined && !text(values.org_name).includes(school))
      if (!elsewhere || school === undefined) return []
      const seen = text(elsewhere.values.org_name)
      const message = `“工作经历”中没有结束年月的一条应是本校（${school}），现在是“${seen}”。请补填结束年月，或改正单位名称。`
      return [
        warning('work_history', 'org_name', 'whole.works-here', message, { row: elsewhere.id, seen, expected: school }),
      ]
    },
  },
]

function warning(
  subset: string,
  field: string,
  code: string,
  message: string,
  more: { row?: string | null; seen?: string | undefined; expected?: string | undefined } = {},
): Told {
  return { subset, field, severity: 'warning', code, message, ...more }
}

const isTeaching = (basic: Values): boolean => text(basic.staff_category) === '11'

/** The first digit of a 学历: 研究生 1, 本科 2, 专科 3, 中等职业 4 and 高中 6 alike, 初中 7, 小学 8. */
const levelOf = (digit: number): number => (digit === 6 ? 4 : digit)

/** The lowest stage that a school of this type teaches: what its teachers must have at least. */
function stageOfSchool({ known, profile }: Scene): string | undefined {
  const type = known.school?.type ?? ''
  if (profile.category === 'kindergarten') return 'kindergarten'
  if (/^4/.test(type)) return 'university'
  if (profile.category === 'secondary_vocational' || ['342', '351', '352', '349'].includes(type)) return 'senior'
  if (profile.category !== 'k12') return undefined
  if (/^2/.test(type) || ['312', '345'].includes(type)) return 'primary'
  return /^3/.test(type) ? 'junior' : undefined
}

const failedEthics = (person: Person, year: string): boolean =>
  year !== '' &&
  (person.ethics_record ?? []).some(
    ({ values }) => text(values.assess_result) === '4' && text(values.assess_month).startsWith(year),
  )

function latestTerm(rows: readonly Row[]): Row | undefined {
  const key = ({ values }: Row) => `${text(values.academic_year)}|${text(values.semester)}`
  return [...rows].filter((row) => text(row.values.academic_year) !== '').sort((a, b) => (key(a) < key(b) ? 1 : -1))[0]
}

const text = (value: string | readonly string[] | undefined): string => (typeof value === 'string' ? value : '')
const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value
