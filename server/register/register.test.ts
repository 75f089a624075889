import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Difference, Part } from '../../contract/register.ts'
import { enterRecord } from '../testing/records.ts'
import { readPdf } from '../testing/sealed-pdf.ts'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { drawRegisters } from './print-many.ts'

const school = '甲省东市甲县第一小学'
const county = '甲省东市甲县教育局'
const day = (days: number) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(Date.now() + days * 86_400_000)
const today = day(0)

describe('what is in effect, when it was, and where it came from', () => {
  let world: World
  let clerk: Voice
  let head: Voice
  let reviewer: Voice
  let query: Voice
  let teacher: string
  let rows: Record<string, string[]>
  beforeAll(async () => {
    world = await openWorld()
    clerk = await world.as('information', school)
    head = await world.as('head', school)
    reviewer = await world.as('information', county)
    query = await world.as('query', county)
    const own = await world.as('teacher', school, 2)
    const found = await world.owner.query<{ id: string }>(
      'select id from teacher where unit_id = $1 and person_id not in ($2, $3) order by id',
      [clerk.unitId, own.personId, head.personId],
    )
    teacher = found.rows[0]?.id ?? ''
    // a character that the font of the print has not, in a place where anybody may write one
    rows = await enterRecord(clerk, teacher, '2026-11-23', (subset, values) =>
      subset === 'education_history' ? { ...values, education_org: '虚构𠮷林师范大学' } : values,
    )
  })
  afterAll(() => world.close())
  const at = (voice: Voice, path: string, query?: Record<string, string>) =>
    voice.get(`/teachers/${teacher}${path}`, query)

  test('before anything is in effect, no day shows anything, not even to the school that fills it in', async () => {
    for (const voice of [clerk, reviewer, query])
      expect((await at(voice, '/as-of', { on: today })).body).toMatchObject({ parts: [], days: [] })
    const source = await at(clerk, `/rows/${rows.contact?.[0]}/provenance`, { subset: 'contact' })
    expect(source.body).toEqual({ sources: [], fields: [] })
  })

  test('once in effect, the day shows it and the day before does not; the two compared say what was added', async () => {
    await clerk.post('/reports/hand-over', { teacherIds: [teacher] })
    const waiting = async () =>
      (await world.owner.query('select id, round from review_case where teacher_id = $1', [teacher])).rows[0]
    const pass = async (voice: Voice) =>
      expect(
        (await voice.post('/cases/decisions', { cases: [{ ...(await waiting()), decision: 'pass' }] })).body,
      ).toMatchObject({ done: 1 })
    await pass(head)
    await clerk.post('/reports/send', { teacherIds: [teacher] })
    await pass(reviewer)

    const now = (await at(query, '/as-of', { on: today })).body
    expect(now.days).toEqual([today])
    const part = now.parts.find(({ subset }: Part) => subset === 'education_history') as Part
    const org = part.fields.findIndex(({ name }) => name === 'education_org')
    expect(part.lines.map(({ cells }) => cells[org])).toContain('虚构𠮷林师范大学')
    expect((await at(query, '/as-of', { on: day(-1) })).body.parts).toEqual([])
    const { differences } = (await at(query, '/comparison', { from: day(-1), to: today })).body
    expect(new Set(differences.map(({ kind }: Difference) => kind))).toEqual(new Set(['added']))
    expect((await at(query, '/comparison', { from: day(-2), to: day(-1) })).body).toEqual({ differences: [] })
  })

  test('values of class 4 stay masked in every answer', async () => {
    const mobile = '19900001234'
    for (const path of [
      `/as-of?on=${today}`,
      `/comparison?from=${day(-1)}&to=${today}`,
      `/rows/${rows.contact?.[0]}/provenance?subset=contact`,
    ]) {
      const [where = '', search = ''] = path.split('?')
      const answer = await at(clerk, where, Object.fromEntries(new URLSearchParams(search)))
      expect(answer.status).toBe(200)
      expect(answer.raw.toString()).toContain('****')
      expect(answer.raw.toString()).not.toContain(mobile)
    }
  })

  test('a day to come, and two days the wrong way round, are refused', async () => {
    expect((await at(clerk, '/as-of', { on: day(1) })).body.code).toBe('request.invalid')
    expect((await at(clerk, '/comparison', { from: today, to: today })).body.code).toBe('request.invalid')
  })

  test('every value says who entered it, by which change, who signed and who approved, under which version', async () => {
    const { sources, fields } = (
      await at(query, `/rows/${rows.education_history?.[0]}/provenance`, { subset: 'education_history' })
    ).body
    expect(fields.find(({ name }: { name: string }) => name === 'education_org')).toMatchObject({
      value: '虚构𠮷林师范大学',
      by: { role: '信息管理员', unit: school },
      column: null,
      source: 0,
    })
    expect(sources).toMatchObject([
      {
        kind: '首次采集',
        profileVersion: 1,
        workbook: null,
        decisions: [
          { title: '学校信息管理员核对', by: { unit: school } },
          { title: '学校负责人审核', by: { role: '学校负责人' } },
          { title: '学校报送' },
          { title: '主管教育行政部门审核', by: { unit: county } },
        ],
      },
    ])
  })

  test('the 登记表 refuses a character the font lacks with its place, and prints it as its code when asked', async () => {
    const refused = await at(clerk, '/registration-form')
    expect(refused.body).toMatchObject({
      code: 'print.glyph',
      lacking: [
        { char: '𠮷', code: 'U+20BB7', where: '基本信息·获得最高学历的院校或机构' },
        { where: '学习经历·获得学历的院校或机构' },
      ],
    })
    const printed = await at(clerk, '/registration-form', { lacking: 'codes' })
    expect(printed.headers['content-type']).toBe('application/pdf')
    const lines = readPdf(printed.raw).flat().join('\n')
    expect(lines).toContain('教师信息登记表')
    expect(lines).toContain('〔U+20BB7〕')
    expect(lines).toContain(school)
    expect(lines).toMatch(/第 1 页　共 \d+ 页/)
    expect(lines).not.toContain('19900001234')
  })

  test('who may not read the record learns nothing of it', async () => {
    const stranger = await world.as('information', '乙省教育厅')
    for (const path of [
      `/as-of?on=${today}`,
      '/registration-form',
      `/rows/${rows.contact?.[0]}/provenance?subset=contact`,
    ]) {
      const [where = '', search = ''] = path.split('?')
      const answer = await at(stranger, where, Object.fromEntries(new URLSearchParams(search)))
      expect(answer.body.code).toBe('not-found')
    }
  })

  test('the forms of many are one PDF in 下载中心, once the unit’s 系统管理员 has agreed; of people out of reach there is none', async () => {
    const purpose = '存入人事档案'
    const stranger = await world.as('information', '乙省教育厅')
    const ask = { teacherIds: [teacher], purpose }
    expect((await stranger.post('/registration-forms', ask)).body.code).toBe('not-found')
    expect((await query.post('/registration-forms', ask)).body.code).toBe('not-allowed')

    const { id: downloadId, state } = (await clerk.post('/registration-forms', ask)).body
    expect(state).toBe('waiting')
    const system = await world.as('system', school)
    expect((await system.post(`/downloads/requests/${downloadId}/decision`, { agree: true })).status).toBe(200)
    await drawRegisters(world.house, { downloadId, postId: clerk.postId })
    const file = await clerk.get(`/downloads/${downloadId}/file`)
    const lines = readPdf(file.raw).flat().join('\n')
    expect(lines).toContain('〔U+20BB7〕')
    expect(lines).toContain('年　　月　　日')
    expect(lines).not.toContain('19900001234')
  })
})
