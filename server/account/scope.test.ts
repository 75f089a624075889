import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type Voice, type World } from '../testing/world.ts'
import { idOf } from './people.fixture.ts'
import { judgeSheet } from './rules.ts'

const today = '2026-11-24'
const person = { name: '顾念之', gender: '女', birthDate: '1986-03-04', idNumber: idOf('1986-03-04', 902) }
const contract = { relation: '合同', postKind: '教师', contractFrom: '2026-09-01', contractTo: '2027-08-31' }
const judge = (more: object) => judgeSheet([{ ...person, ...more }], today, 'scope')
const said = (more: object) => judge(more).findings.map(({ field, code }) => `${field} ${code}`)
const kept = (more: object) => judge(more).newcomers[0]?.scope ?? null

describe('采集范围: who belongs to the collection', () => {
  test('the question must be answered', () => {
    expect(said({})).toEqual(['relation value.required', 'postKind value.required'])
    expect(said({ relation: '朋友', postKind: '门卫' })).toEqual(['relation code.unknown', 'postKind code.unknown'])
  })

  test('whoever is in establishment belongs, 工勤 too', () => {
    for (const postKind of ['教师', '其他专业技术', '管理人员', '工勤'])
      expect(kept({ relation: '在编', postKind })).toMatchObject({ relation: 'establishment', contractTo: null })
  })

  test('on a contract of a year or more teachers, other technical staff and management belong', () => {
    expect(kept(contract)).toEqual({
      relation: 'contract',
      postKind: 'teacher',
      contractFrom: '2026-09-01',
      contractTo: '2027-08-31',
    })
    expect(kept({ ...contract, postKind: '管理', contractTo: '无固定期限' })).toMatchObject({ contractTo: null })
  })

  test.each([
    ['a contract a day short of a year', { contractTo: '2027-08-30' }, 'contractTo scope.short'],
    ['工勤 on a contract', { postKind: '工勤' }, 'postKind scope.worker'],
    ['a contract that is over', { contractFrom: '2025-09-01', contractTo: '2026-08-31' }, 'contractTo scope.over'],
    ['the retired', { relation: '退休' }, 'relation scope.retired'],
    ['days the wrong way round', { contractTo: '2026-08-31' }, 'contractTo date.order'],
    ['a contract without days', { contractFrom: '', contractTo: '' }, 'contractFrom value.required'],
  ])('%s: refused at the cell', (_, more, finding) => {
    expect(said({ ...contract, ...more })).toContain(finding)
    expect(kept({ ...contract, ...more })).toBeNull()
  })

  test('other documents are told by their shape, and say nothing of birth and sex', () => {
    const inside = { relation: '在编', postKind: '教师' }
    const [foreigner] = judge({ ...inside, idType: '护照', idNumber: 'e1234 5678', gender: '男' }).newcomers
    expect(foreigner).toMatchObject({ idType: 'A', idNumber: 'E12345678', gender: '1' })
    expect(said({ ...inside, idType: '护照', idNumber: '护照号' })).toEqual(['idNumber id.document'])
    expect(said({ ...inside, idType: '学生证' })).toEqual(['idType code.unknown'])
  })
})

describe('the answer is kept, and asked again when the contract ends', () => {
  let world: World
  let system: Voice
  beforeAll(async () => {
    world = await openWorld()
    system = await world.as('system', '甲省东市甲县第一小学')
  })
  afterAll(() => world.close())
  const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString().slice(0, 10)

  test('one whose contract ends within 30 days is asked about, is answered for, and the log has both', async () => {
    const ends = days(20)
    const rows = [
      { ...person, ...contract, contractFrom: '2025-01-01', contractTo: ends },
      { ...person, name: '顾盼', idNumber: idOf('1986-03-04', 904), ...contract, contractTo: days(400) },
    ]
    expect((await system.post('/accounts', { rows })).status).toBe(200)
    const asked = (await system.get('/accounts/scope-questions')).body
    expect(asked).toMatchObject({ total: 1, rows: [{ name: '顾念之', scope: { contractTo: ends }, daysLeft: 20 }] })
    const { personId } = asked.rows[0]

    const short = await system.post('/accounts/scope-answers', {
      answers: [{ personId, answer: 'stays', ...contract, contractFrom: ends, contractTo: days(100) }],
    })
    expect(short.body).toMatchObject({ code: 'account.rows-wrong', findings: [{ row: '0', code: 'scope.short' }] })
    const renewed = await system.post('/accounts/scope-answers', {
      answers: [{ personId, answer: 'stays', relation: '在编', postKind: '教师' }],
    })
    expect(renewed.body).toEqual({ done: 1 })
    expect((await system.get('/accounts/scope-questions')).body.total).toBe(0)
    const { rows: answers } = await world.owner.query(
      'select relation, superseded_at is null as current from collection_scope where person_id = $1 order by answered_at',
      [personId],
    )
    expect(answers).toEqual([
      { relation: 'contract', current: false },
      { relation: 'establishment', current: true },
    ])
    const log = await world.owner.query(`select detail from audit_event where action = 'account.scope'`)
    expect(log.rows).toMatchObject([{ detail: { before: { contractTo: ends }, after: { relation: 'establishment' } } }])
  })

  test('nobody answers for the people of another school, and who is not asked about is not answered for', async () => {
    const there = await world.as('system', '甲省东市甲县第二小学')
    const rows = [
      {
        ...person,
        name: '顾盼兮',
        idNumber: idOf('1986-03-04', 906),
        ...contract,
        contractFrom: '2025-01-01',
        contractTo: days(5),
      },
    ]
    await system.post('/accounts', { rows })
    const { personId } = (await system.get('/accounts/scope-questions')).body.rows[0]
    const answer = { answers: [{ personId, answer: 'ended' }] }
    expect((await there.post('/accounts/scope-answers', answer)).body.code).toBe('account.not-asked')
    expect((await there.get('/accounts/scope-questions')).body.total).toBe(0)
    expect((await system.post('/accounts/scope-answers', answer)).body).toEqual({ done: 1 })
    expect((await system.post('/accounts/scope-answers', answer)).body.code).toBe('account.not-asked')
  })

  test('a workbook’s people are read by the names of its columns; what is none of ours is named', async () => {
    const content =
      '某校名单,,\n序号,姓名*,性别,身份证号码,是否在编,岗位类别,备注\n1,顾念之,女,1,是,教师,好\n,,,,,,\n2,顾盼,女,2,否,管理,\n'
    const { body } = await system.upload('/accounts/sheet', { name: '名单.csv', content })
    expect(body.rows).toMatchObject([
      { name: '顾念之', idNumber: '1', relation: '是', postKind: '教师', birthDate: '' },
      { name: '顾盼', relation: '否', postKind: '管理' },
    ])
    expect(body.left).toEqual(['序号', '备注'])
    const other = await system.upload('/accounts/sheet', { name: '别的.csv', content: 'a,b\n1,2\n' })
    expect(other.body.code).toBe('file.refused')
    const many = `姓名,身份证号\n${'张三,1\n'.repeat(501)}`
    expect((await system.upload('/accounts/sheet', { name: '多.csv', content: many })).body.title).toContain(
      '超过 500 人',
    )
  })
})
