import { z } from 'zod'
import { type Category, categories } from '../standard/categories.ts'
import { endpoint } from './endpoint.ts'
import { Day, Done, Id, Paging, pageOf, UnitId } from './shape.ts'

/** Who fills in during a round (填报方式); null: as the province's 工作模式 says; mixed: each school chooses. */
export const fillings = { teachers: '教师填报', school: '学校统一填报', mixed: '由学校选择' } as const
export type Filling = keyof typeof fillings

const CategoryId = z.enum(categories.map(({ id }) => id) as [Category, ...Category[]])

/** The days of a round: it begins, teachers have filled in (教师填报), schools have reported (学校报送), authorities have reviewed (主管审核). */
const days = {
  startsOn: Day,
  fillUntil: Day.nullable(),
  deadline: Day,
  reviewUntil: Day.nullable(),
}

const plan = {
  name: z.string().trim().min(2, '请填写轮次名称').max(60),
  ...days,
  /** empty: all categories */
  categories: z.array(CategoryId).max(categories.length),
  /** the subtrees that take part; empty: the whole province, or all universities of central departments */
  rootIds: z.array(UnitId).max(200),
  filling: z.enum(Object.keys(fillings) as [Filling, ...Filling[]]).nullable(),
  /** hours between two urgings of one unit or person */
  urgeHours: z.int().min(1).max(720),
  note: z.string().trim().max(500),
}
export type RoundPlan = z.infer<z.ZodObject<typeof plan>>

/** The round one works in, with the deadline that holds at the own unit. */
export const RoundHere = z.object({
  id: Id,
  name: z.string(),
  startsOn: Day,
  fillUntil: Day.nullable(),
  /** 学校报送截止: the earliest set along the chain of the unit */
  deadline: Day,
  reviewUntil: Day.nullable(),
  /** negative: days since the deadline */
  daysLeft: z.number().int(),
  workdaysLeft: z.number().int(),
  /** the holidays of all years in question are published, so the count of working days is certain */
  sure: z.boolean(),
  filling: z.enum(['teachers', 'school', 'mixed']).nullable(),
  /** further open rounds that concern the unit */
  more: z.number().int(),
})
export type RoundHere = z.infer<typeof RoundHere>

export const RoundRow = z.object({
  id: Id,
  name: z.string(),
  /** of the centre, for the country: rounds of provinces lie within it */
  frame: z.boolean(),
  ...days,
  categories: z.array(CategoryId),
  roots: z.array(z.object({ unitId: UnitId, name: z.string() })),
  filling: z.enum(['teachers', 'school', 'mixed']).nullable(),
  urgeHours: z.number().int(),
  note: z.string(),
  state: z.enum(['upcoming', 'open', 'closed']),
  closedOn: Day.nullable(),
  /** the earliest deadline along the chain of the own unit */
  deadlineHere: Day,
  workdaysLeft: z.number().int(),
  sure: z.boolean(),
  /** earlier deadlines set at or below the own unit */
  earlier: z.number().int(),
  v: z.number().int(),
  can: z.array(z.enum(['edit', 'close', 'reopen', 'deadline'])),
})
export type RoundRow = z.infer<typeof RoundRow>

export const EarlierDeadline = z.object({
  roundId: Id,
  unitId: UnitId,
  name: z.string(),
  level: z.string(),
  deadline: Day,
  setAt: z.string(),
  setBy: z.string(),
})

export const CalendarDay = z.object({
  day: Day,
  working: z.boolean(),
  name: z.string(),
  /** published: 国务院办公厅 has said so; law: the legal holiday only; set: by the centre in this system */
  source: z.enum(['published', 'law', 'set']),
})
export type CalendarDay = z.infer<typeof CalendarDay>

const reason = z.string().trim().min(2, '请写明原因').max(200)
const ofRound = { objects: { roundId: 'round' }, params: z.object({ roundId: Id }) } as const

export const roundApi = {
  list: endpoint({
    method: 'GET',
    path: '/rounds',
    summary: '采集轮次：本省的，最近的在前',
    permission: 'round.read',
    query: z.object({ state: z.enum(['open', 'all']).default('all'), ...Paging }),
    returns: pageOf(RoundRow).extend({ can: z.array(z.enum(['open', 'frame'])) }),
  }),
  /** @see server/round/rules.ts for what is refused */
  open: endpoint({
    method: 'POST',
    path: '/rounds',
    summary: '开启采集轮次',
    permission: 'round.open',
    objects: { rootIds: 'unit' },
    body: z.object({ ...plan, frame: z.boolean().default(false) }),
    returns: z.object({ id: Id }),
  }),
  edit: endpoint({
    method: 'POST',
    path: '/rounds/:roundId',
    summary: '调整采集轮次',
    permission: 'round.keep',
    ...ofRound,
    body: z.object({ ...plan, v: z.int(), reason }).omit({ rootIds: true }),
    returns: Done,
  }),
  close: endpoint({
    method: 'POST',
    path: '/rounds/:roundId/close',
    summary: '结束采集轮次',
    permission: 'round.keep',
    ...ofRound,
    body: z.object({ reason }),
    returns: Done,
  }),
  reopen: endpoint({
    method: 'POST',
    path: '/rounds/:roundId/reopening',
    summary: '重新开启采集轮次',
    permission: 'round.keep',
    ...ofRound,
    body: z.object({ deadline: Day, reason }),
    returns: Done,
  }),
  /** Set at or below the own unit, the earliest first. */
  deadlines: endpoint({
    method: 'GET',
    path: '/rounds/deadlines',
    summary: '本单位及下级提前的截止日期',
    permission: 'round.read',
    query: z.object(Paging),
    returns: pageOf(EarlierDeadline),
  }),
  setDeadlines: endpoint({
    method: 'POST',
    path: '/rounds/:roundId/deadlines',
    summary: '为市县设定提前的报送截止日期；不填日期为取消',
    permission: 'round.deadline',
    objects: { roundId: 'round', unitIds: 'unit' },
    params: z.object({ roundId: Id }),
    body: z.object({ unitIds: z.array(UnitId).min(1).max(200), deadline: Day.nullable() }),
    returns: Done.extend({ set: z.number().int() }),
  }),
  calendar: endpoint({
    method: 'GET',
    path: '/rounds/calendar',
    summary: '节假日与调休',
    permission: 'round.read',
    query: z.object({ year: z.coerce.number().int().min(2025).max(2100) }),
    returns: z.object({ days: z.array(CalendarDay).max(366), can: z.array(z.enum(['set'])) }),
  }),
  setDay: endpoint({
    method: 'POST',
    path: '/rounds/calendar',
    summary: '设定一日为节假日或工作日',
    permission: 'round.calendar',
    body: z.object({
      day: Day,
      working: z.boolean(),
      name: z.string().trim().min(1).max(40),
      source: z.enum(['published', 'set']),
    }),
    returns: Done,
  }),
}
