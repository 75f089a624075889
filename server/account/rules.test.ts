import { describe, expect, test } from 'vitest'
import { initialsOf } from './initials.ts'
import { idOf } from './people.fixture.ts'
import { judgeSheet, type Known, knownFinding } from './rules.ts'

const today = '2026-11-23'
const good = { name: '顾云舟', gender: '男', birthDate: '1985-06-01', idNumber: idOf('1985-06-01', 101) }
const judge = (...rows: Partial<typeof good & { birthDateReason: string }>[]) =>
  judgeSheet(
    rows.map((row) => ({ ...good, ...row })),
    today,
  )
const at = (judged: ReturnType<typeof judge>) =>
  judged.findings.map(({ row, field, severity, code }) => `${row}.${field} ${severity} ${code}`)

describe('a row of the four items', () => {
  test('that is right has no finding', () => {
    expect(judge({})).toMatchObject({
      findings: [],
      rows: [good],
      newcomers: [{ row: 0, gender: '1', birthDateReason: null }],
    })
  })

  test.each([
    [{ name: ' 顾 云舟 ' }, { name: '顾云舟' }],
    [{ name: '买买提•艾力' }, { name: '买买提·艾力' }],
    [{ gender: '男性' }, { gender: '男' }],
    [{ gender: '1' }, { gender: '男' }],
    [{ gender: '1-男' }, { gender: '男' }],
    [{ birthDate: '1985.6.1' }, { birthDate: '1985-06-01' }],
    [{ birthDate: '1985年6月1日' }, { birthDate: '1985-06-01' }],
    [{ birthDate: '19850601' }, { birthDate: '1985-06-01' }],
    [{ birthDate: '１９８５/6/1' }, { birthDate: '1985-06-01' }],
    [{ idNumber: ` ${good.idNumber.slice(0, 6)} ${good.idNumber.slice(6)}` }, { idNumber: good.idNumber }],
    [
      {
        idNumber: [...good.idNumber]
          .map((d) => (/\d/.test(d) ? String.fromCharCode(d.charCodeAt(0) + 0xfee0) : d))
          .join(''),
      },
      { idNumber: good.idNumber },
    ],
  ])('%o is repaired', (typed, kept) => {
    const judged = judge(typed)
    expect(judged.findings).toEqual([])
    expect(judged.rows[0]).toMatchObject(kept)
  })

  test.each([
    [{ name: '' }, '0.name error value.required'],
    [{ name: '顾' }, '0.name error name.characters'],
    [{ name: '顾云舟1' }, '0.name error name.characters'],
    [{ name: `顾\u202e云舟` }, '0.name error text.control'],
    [{ name: '顾'.repeat(51) }, '0.name error name.length'],
    [{ gender: '' }, '0.gender error value.required'],
    [{ gender: '先生' }, '0.gender error code.unknown'],
    [{ gender: '女' }, '0.gender error gender.differs'],
    [{ birthDate: '' }, '0.birthDate error value.required'],
    [{ birthDate: '1985-06' }, '0.birthDate error date.day-missing'],
    [{ birthDate: '1985' }, '0.birthDate error date.month-missing'],
    [{ birthDate: '1985-02-30' }, '0.birthDate error date.unreadable'],
    [{ birthDate: '2085-06-01' }, '0.birthDate error birth.age'],
    [{ birthDate: '2015-06-01' }, '0.birthDate error birth.age'],
    [{ birthDate: '1985-07-01' }, '0.birthDate error birth.differs'],
    [{ idNumber: '' }, '0.idNumber error value.required'],
    [{ idNumber: '71009919850601' }, '0.idNumber error id.length'],
    [{ idNumber: '7.10099E+17' }, '0.idNumber error id.scientific'],
    [
      { idNumber: `${good.idNumber.slice(0, 17)}${good.idNumber.endsWith('0') ? '1' : '0'}` },
      '0.idNumber error id.check',
    ],
  ])('%o is an error at its cell', (typed, finding) => {
    const judged = judge(typed)
    expect(at(judged)).toEqual([finding])
    expect(judged.newcomers).toEqual([])
  })

  test('everything wrong with a row is told at once', () => {
    expect(at(judge({ name: '', gender: '', birthDate: '', idNumber: '1' }))).toHaveLength(4)
  })

  test('a birth date that the file contradicts stays with its reason, as a warning', () => {
    const judged = judge({ birthDate: '1985-07-01', birthDateReason: '档案为准：1998 年人事档案' })
    expect(at(judged)).toEqual(['0.birthDate warning birth.differs'])
    expect(judged.newcomers).toMatchObject([{ birthDate: '1985-07-01', birthDateReason: '档案为准：1998 年人事档案' }])
  })

  test('a reason without a contradiction is not kept', () => {
    expect(judge({ birthDateReason: '档案为准' }).newcomers).toMatchObject([{ birthDateReason: null }])
  })

  test('a number of 15 digits is converted and asked to be compared', () => {
    const old = good.idNumber.slice(0, 6) + good.idNumber.slice(8, 17)
    const judged = judge({ idNumber: old })
    expect(at(judged)).toEqual(['0.idNumber warning id.converted'])
    expect(judged.newcomers).toMatchObject([{ idNumber: good.idNumber }])
  })

  test('what the number tells is offered for a blank', () => {
    expect(judge({ birthDate: '', gender: '' }).findings.map(({ suggestion }) => suggestion?.value)).toEqual([
      '男',
      '1985-06-01',
    ])
  })

  test('the check character that would fit is never told', () => {
    const wrong = `${good.idNumber.slice(0, 17)}${good.idNumber.endsWith('0') ? '1' : '0'}`
    expect(JSON.stringify(judge({ idNumber: wrong }).findings)).not.toContain(good.idNumber)
  })
})

describe('in one sheet', () => {
  test('one number twice is named at both rows, each with the other', () => {
    const judged = judge({}, { name: '另一人' }, { idNumber: idOf('1985-06-01', 103), name: '第三人' })
    expect(at(judged)).toEqual(['0.idNumber error sheet.twice', '1.idNumber error sheet.twice'])
    expect(judged.findings.map(({ message }) => message.match(/第 (\d) 行/)?.[1])).toEqual(['2', '1'])
  })

  test('one name and birth date with two numbers is a warning', () => {
    expect(at(judge({}, { idNumber: idOf('1985-06-01', 103) }))).toEqual([
      '0.name warning sheet.alike',
      '1.name warning sheet.alike',
    ])
  })

  test('blank rows are passed over and keep the numbering', () => {
    const judged = judge({ name: '', gender: ' ', birthDate: '', idNumber: '' }, { gender: '女' })
    expect(at(judged)).toEqual(['1.gender error gender.differs'])
    expect(judged.rows).toHaveLength(2)
  })
})

test('of a known number the one right next step is told', () => {
  const known: Known = {
    idNumber: '',
    idType: '1',
    teacher: true,
    sameUnit: false,
    unitName: '听雨小学',
    inEstablishment: '1',
    leftOn: null,
  }
  const say = (more: Partial<Known>) => knownFinding(0, { ...known, ...more }).message
  expect(say({})).toMatch(/听雨小学.*教师调动/)
  expect(say({ sameUnit: true })).toMatch(/本校已有/)
  expect(say({ leftOn: '2020-07-31' })).toMatch(/听雨小学.*返聘/)
  expect(say({ sameUnit: true, leftOn: '2020-07-31' })).toMatch(/恢复在职/)
  expect(say({ inEstablishment: '0' })).toMatch(/非在编.*返聘/)
  expect(say({ teacher: false })).toMatch(/系统管理员/)
})

test('initials are those people type', () => {
  expect(['曾诚', '单雄信', '买买提·艾力', 'John·王', '欧阳 文静'].map(initialsOf)).toEqual([
    'zc',
    'sxx',
    'mmtal',
    'jw',
    'oywj',
  ])
})
