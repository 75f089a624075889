import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { levels } from './policy.ts'
import { RoundHere } from './round.ts'
import { Day, Id, Paging, pageOf, UnitId } from './shape.ts'
import { stages } from './teacher.ts'

export const Funnel = z.record(z.enum(stages), z.number().int())

const Urged = {
  /** when the own unit last urged it, and when it was read there */
  urgedAt: z.string().nullable(),
  urgedSeenAt: z.string().nullable(),
}

export const ProgressRow = z.object({
  unitId: UnitId,
  name: z.string(),
  level: z.enum(levels),
  schools: z.number().int(),
  total: z.number().int(),
  counts: Funnel,
  /** whole percent, rounded down: 100 only when all are in effect */
  done: z.number().int(),
  /** 及时率: of those handed in, the whole percent handed in before the deadline; null: nobody has */
  onTime: z.number().int().nullable(),
  /** 平均审核时长 in hours, of the supervising authority's decisions; null: none yet */
  reviewHours: z.number().nullable(),
  movedAt: z.string().nullable(),
  /** days since anything moved; null: no people, or all are in effect */
  stalled: z.number().int().nullable(),
  /** 报送截止 that holds there */
  deadline: Day.nullable(),
  ...Urged,
  can: z.array(z.enum(['urge'])),
})
export type ProgressRow = z.infer<typeof ProgressRow>

export const progressSorts = ['code', 'done', 'total', 'stalled', 'onTime', 'review'] as const
const which = {
  unitId: UnitId.optional(),
  /** units of this level anywhere below; without it the units directly under it */
  level: z.enum(['province', 'city', 'county', 'school']).optional(),
  /** only where something is open and nothing has moved for more than so many days */
  stalled: z.coerce.number().int().min(0).max(3650).optional(),
  sort: z.enum([...progressSorts, ...progressSorts.map((each) => `-${each}` as const)]).default('done'),
}

export const ProgressPerson = z.object({
  teacherId: Id,
  name: z.string(),
  unit: z.string(),
  stage: z.enum(stages),
  /** since when it stands there */
  since: z.string(),
  days: z.number().int(),
  ...Urged,
  can: z.array(z.enum(['urge'])),
})
export type ProgressPerson = z.infer<typeof ProgressPerson>

/** What stands for a live number in the words of an urging; each is put in for every receiver. */
export const unitWords = ['单位', '应采', '未报送', '待审', '完成率', '停滞', '截止', '剩余'] as const
export const personWords = ['姓名', '环节', '截止', '剩余'] as const
export const urgingTexts = {
  school: '贵校应采 {应采} 人，尚有 {未报送} 人未报送，完成率 {完成率}。报送截止 {截止}（{剩余}），请尽快办理。',
  authority:
    '{单位}应采 {应采} 人，尚有 {未报送} 人未报送、{待审} 人待审核，完成率 {完成率}。报送截止 {截止}（{剩余}），请督促所属学校尽快办理。',
  teacher: '{姓名}老师，您的信息目前处于“{环节}”，请在 {截止} 前（{剩余}）填写完整并提交。',
} as const

const Urging = {
  /** null: the usual words for each kind of receiver */
  text: z.string().trim().min(5).max(300).nullable(),
}
const Outcome = z.object({
  done: z.number().int(),
  /** urged less than the round's interval ago; the first hundred */
  cooling: z.array(z.object({ name: z.string(), until: z.string() })).max(100),
  coolingTotal: z.number().int(),
  /** nothing to urge: complete, or no people */
  idle: z.number().int(),
  /** nobody there is in post to read it: to be called; the first hundred */
  phone: z.array(z.string()).max(100),
  phoneTotal: z.number().int(),
})

export const progressApi = {
  /** A unit, its own sum and the units under it; a school's rows are its people. */
  view: endpoint({
    method: 'GET',
    path: '/progress',
    summary: '采集进度',
    permission: 'progress.read',
    objects: { unitId: 'unit' },
    query: z.object({ ...which, page: Paging.page, size: z.coerce.number().int().min(1).max(200).default(100) }),
    returns: z.object({
      round: RoundHere.nullable(),
      chain: z.array(z.object({ unitId: UnitId, name: z.string() })),
      unit: ProgressRow,
      total: z.number().int(),
      rows: z.array(ProgressRow),
    }),
  }),
  workbook: endpoint({
    method: 'GET',
    path: '/progress/workbook',
    summary: '导出采集进度',
    permission: 'progress.read',
    kind: 'download',
    objects: { unitId: 'unit' },
    query: z.object(which),
    returns: z.any(),
  }),
  /** Whoever has not handed in, the longest waiting first. */
  people: endpoint({
    method: 'GET',
    path: '/progress/people',
    summary: '尚未提交的教师及所处环节',
    permission: 'teacher.list',
    objects: { unitId: 'unit' },
    query: z.object({ unitId: UnitId.optional(), stage: z.enum(stages).optional(), ...Paging }),
    returns: pageOf(ProgressPerson),
  }),
  urge: endpoint({
    method: 'POST',
    path: '/progress/urgings',
    summary: '催办下级单位',
    permission: 'progress.urge',
    objects: { unitIds: 'unit' },
    body: z.object({ unitIds: z.array(UnitId).min(1).max(200), ...Urging }),
    returns: Outcome,
  }),
  urgePeople: endpoint({
    method: 'POST',
    path: '/progress/urgings/people',
    summary: '催办本校教师',
    permission: 'progress.urge.teacher',
    objects: { teacherIds: 'teacher' },
    body: z.object({ teacherIds: z.array(Id).min(1).max(200), ...Urging }),
    returns: Outcome,
  }),
}
export type UrgingOutcome = z.infer<typeof Outcome>
