import { expect, test } from 'vitest'
import type { Finding } from '../../contract/shape.ts'
import type { TeacherView } from '../../contract/teacher.ts'
import { profileFor } from '../../standard/profile.ts'
import {
  additionStations,
  completeness,
  deadlineWords,
  mayWrite,
  nextPlace,
  openFields,
  rowsOf,
  standingOf,
  stations,
  whereWords,
  whose,
} from './standing.ts'

const profile = profileFor('k12', {
  province: '33',
  version: 1,
  subsets: ['education_history', 'post_appointment', 'contact'],
})
const subset = (name: string) => {
  const found = profile.subsets.find((each) => each.name === name)
  if (!found) throw new Error(name)
  return found
}
const view = (over: Partial<TeacherView> = {}): TeacherView => ({
  id: '0',
  name: '李文静',
  nationalNo: '330000202600000001',
  unitName: '某县实验小学',
  unitId: '9',
  category: 'k12',
  stage: 'draft',
  since: '2026-11-20T02:00:00.000Z',
  caseId: null,
  round: 1,
  subsets: [],
  derived: {},
  reasons: [],
  steps: [],
  can: ['edit', 'submit'],
  seen: 'whole',
  lockedWhy: null,
  adds: [],
  additions: [],
  deadline: null,
  ...over,
})
const finding = (over: Partial<Finding>): Finding => ({
  subset: 'education_history',
  row: null,
  field: null,
  severity: 'error',
  code: 'value.required',
  message: '…',
  ...over,
})
const by = { person: '陈某', role: '信息管理员', unit: '某县教育局' }

test('a finding belongs to whoever may fill its field', () => {
  expect(whose(finding({ field: 'education' }), profile)).toBe('mine')
  expect(whose(finding({ field: null }), profile)).toBe('mine')
  expect(whose(finding({ subset: 'basic_info', field: 'id_number' }), profile)).toBe('school')
  expect(whose(finding({ subset: 'basic_info', field: 'highest_education' }), profile)).toBe('system')
  expect(whose(finding({ subset: 'post_appointment' }), profile)).toBe('school')
  expect(whose(finding({ subset: 'patent' }), profile)).toBe('school')
})

test('post appointments are the school’s: no field is open and the list says so', () => {
  expect(openFields(subset('post_appointment'))).toEqual([])
  expect(standingOf(subset('post_appointment'), view(), [], profile)).toEqual({ mark: 'locked', words: '学校填报' })
})

test('a required subset without rows is to do, an empty optional one is not counted', () => {
  const standings = ['education_history', 'contact'].map((name) =>
    standingOf(subset(name), view(), [finding({ code: 'rows.missing' })], profile),
  )
  expect(standings.map(({ mark }) => mark)).toEqual(['todo', 'optional'].slice(0, 1).concat(standings[1]?.mark ?? ''))
  expect(completeness([...standings, { mark: 'done', words: '' }, { mark: 'locked', words: '' }])).toMatchObject({
    done: 1,
  })
})

test('a returned subset asks for mending though nothing else is wrong', () => {
  const reason = {
    subset: 'education_history',
    rowId: null,
    field: 'degree',
    reason: '缺学位证书',
    by,
    at: '2026-11-20',
  }
  const row = { rowId: 'a', values: { education: '21' }, masked: {}, state: 'pending' as const }
  const returned = view({ reasons: [reason], subsets: [{ subset: 'education_history', rows: [row] }] })
  expect(standingOf(subset('education_history'), returned, [], profile)).toEqual({
    mark: 'fix',
    words: '退回 1 处，请修改',
  })
  expect(whereWords(reason, profile)).toMatch(/^“学习经历”的“学位/)
  expect(rowsOf(returned, 'education_history')).toHaveLength(1)
})

test('a warning does not keep a filled subset from being done', () => {
  const row = { rowId: 'a', values: { education: '21' }, masked: {}, state: 'pending' as const }
  const filled = view({ subsets: [{ subset: 'education_history', rows: [row] }] })
  const warning = finding({ row: 'a', field: 'degree_month', severity: 'warning' })
  expect(standingOf(subset('education_history'), filled, [warning], profile)).toEqual({
    mark: 'done',
    words: '已填 1 条，1 处请核对',
  })
})

test('the way shows whose desk it is at and for how many days', () => {
  const step = { name: 'check', role: '信息管理员', note: null, decision: null, comment: null, by: null, at: null }
  const steps = [
    { ...step, title: '学校核对', unit: '某县实验小学', state: 'done' as const, openedAt: '2026-11-18T02:00:00.000Z' },
    { ...step, title: '县级审核', unit: '某县教育局', state: 'open' as const, openedAt: '2026-11-21T02:00:00.000Z' },
  ]
  const way = stations(view({ stage: 'review', steps }), '2026-11-23')
  expect(way.map(({ state }) => state)).toEqual(['done', 'done', 'here', 'ahead'])
  expect(way[2]?.who).toBe('某县教育局 信息管理员，停留 2 天')
})

test('before there is a case the usual desks are shown, from where the record is', () => {
  expect(stations(view(), '2026-11-23').map(({ state }) => state)).toEqual([
    'here',
    'ahead',
    'ahead',
    'ahead',
    'ahead',
    'ahead',
  ])
  expect(stations(view({ stage: 'sign' }), '2026-11-23').map(({ state }) => state)).toEqual([
    'done',
    'done',
    'here',
    'ahead',
    'ahead',
    'ahead',
  ])
  expect(stations(view({ stage: 'effective' }), '2026-11-23').every(({ state }) => state === 'done')).toBe(true)
})

test('a deadline counts down, and says that it is no wall', () => {
  expect(deadlineWords('2026-12-31', '2026-11-23')).toBe('截止 2026-12-31（剩 38 天）')
  expect(deadlineWords('2026-11-20', '2026-11-23')).toContain('仍可补报')
})

test('of a record in effect what stands is only read, a new row may be written, and one under way while its writer has it', () => {
  const row = (rowId: string, state: 'effective' | 'pending') => ({ rowId, state, values: {}, masked: {} })
  const addition = (stage: 'draft' | 'check' | 'returned', rowId: string) => ({
    changeId: rowId,
    caseId: null,
    round: 1,
    stage,
    since: '2026-11-20T02:00:00.000Z',
    rows: [{ subset: 'education_history', rowId }],
    reasons: [],
    steps: [],
    can: stage === 'check' ? [] : (['edit', 'submit'] as const).slice(),
  })
  const rows = [row('a', 'effective'), row('b', 'pending'), row('c', 'pending')]
  const seen = view({
    stage: 'effective',
    can: [],
    adds: ['education_history'],
    subsets: [{ subset: 'education_history', rows }],
    additions: [addition('draft', 'b'), addition('check', 'c')],
  })
  const may = (at: number) => mayWrite(seen, 'education_history', rows[at])
  expect([may(0), may(1), may(2), mayWrite(seen, 'education_history', undefined)]).toEqual([false, true, false, true])
  expect(mayWrite(seen, 'contact', undefined)).toBe(false)
  expect(standingOf(subset('education_history'), seen, [], profile)).toEqual({
    mark: 'todo',
    words: '已生效 1 条，1 条未提交，1 条审核中',
  })
  const back = additionStations(addition('returned', 'b'), '2026-11-23')
  expect(back[0]).toEqual({ name: '我填写', state: 'here', who: '已退回，请修改，停留 3 天' })
  expect(back.map(({ name }) => name)).toEqual(['我填写', '学校核对', '校负责人', '主管部门', '生效'])
})

test('after one item comes the next that asks something, and the check when nothing does', () => {
  const house = (findings: Finding[]) => ({ profile, view: view(), findings })
  const wanting = house([finding({ subset: 'contact', field: 'mobile' })])
  expect(nextPlace(wanting, subset('education_history'))).toEqual({ page: 'row', subset: 'contact', row: 'new' })
  const filled = view({
    subsets: profile.subsets.map(({ name, fields }) => ({
      subset: name,
      rows: [
        { rowId: name, state: 'pending', masked: {}, values: Object.fromEntries(fields.map((f) => [f.name, '1'])) },
      ],
    })),
  })
  expect(nextPlace({ profile, view: filled, findings: [] }, subset('contact'))).toEqual({ page: 'check' })
})
