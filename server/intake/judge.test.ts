import { expect, test } from 'vitest'
import { profileFor } from '../../standard/profile.ts'
import { codeTable } from '../../standard/tables.ts'
import { effectsOf, judgePerson, judgeStranger, type PersonNow } from './judge.ts'
import { matchSheet } from './match.ts'
import { identify } from './people.ts'
import type { Scene, SheetPlan } from './plan.ts'
import type { StagedCell, StagedRow } from './staged.ts'

const subsets = ['basic_info', 'education_history', 'post_appointment', 'contact']
const profile = profileFor('k12', { province: '33', version: 1, subsets })
const known = { today: '2026-11-24', tables: codeTable }

const number = '339901198506010023'
const roster = new Map([[number, { teacherId: 't', name: '李文静' }]])
const now: PersonNow = {
  confirmed: {},
  person: {
    basic_info: [
      {
        id: 'b',
        values: {
          name: '李文静',
          gender: '2',
          id_type: '1',
          id_number: number,
          birth_date: '1985-06-01',
          nationality: '156',
        },
      },
    ],
    education_history: [
      { id: 'e', values: { education: '21', education_org: '北京师范大学', end_month: '2007-06', major: '数学' } },
    ],
  },
}

type Cell = string | Partial<StagedCell>

/** One sheet of the given headers, its rows from row 2 on; a cell is its text, or more about it. */
function book(name: string, headers: string[], ...rows: Cell[][]): { scene: Scene; rows: StagedRow[] } {
  const matched = matchSheet(
    profile,
    name,
    headers.map((text, at) => ({ column: at + 1, text })),
  )
  if (!matched) throw new Error(`${name} is not recognised`)
  const plan: SheetPlan = { index: 0, name, header: 1, rows: rows.length, width: headers.length, ...matched }
  const staged = rows.map(
    (cells, at): StagedRow => ({
      sheet: 0,
      row: at + 2,
      subset: matched.subset,
      teacherId: null,
      content: {
        findings: [],
        cells: cells.flatMap((cell, column): StagedCell[] => {
          const full = typeof cell === 'string' ? { text: cell } : cell
          return full.text === '' && !full.problem ? [] : [{ column: column + 1, text: '', kind: 'text', ...full }]
        }),
      },
    }),
  )
  return { scene: { profile, known, sheets: [plan] }, rows: staged }
}

/** The errors and warnings of the rows as 'row/column code'. */
function found(name: string, headers: string[], ...rows: Cell[][]): string[] {
  const made = book(name, headers, ...rows)
  const verdicts = judgePerson(made.scene, now, made.rows, (row) => identify(made.scene, row, roster))
  return verdicts.flatMap(({ findings }) => findings.map(({ row, column, code }) => `${row}/${column} ${code}`))
}

const head = ['姓名*', '身份证件号*']
const who = ['李文静', number]

test('a right row has nothing wrong at the cells that it fills', () => {
  expect(found('基本信息', [...head, '民族', '参加工作年月*'], [...who, '01 汉族', '2008-07'])).toEqual([])
})

test('a code that is not in its table is told with the nearest one', () => {
  const { scene, rows } = book('基本信息', [...head, '民族'], [...who, '汉'])
  const [verdict] = judgePerson(scene, now, rows, (row) => identify(scene, row, roster))
  expect(verdict?.findings).toMatchObject([
    { column: 3, code: 'code.unknown', severity: 'error', seen: '汉', suggestion: { value: '01', label: '汉族' } },
  ])
})

test('a formula, an error value, a merged cell and lost digits are never taken, wherever they stand', () => {
  const faults = ['formula', 'error', 'merged', 'scientific', 'rounded', 'mojibake'] as const
  for (const problem of faults) {
    expect(found('基本信息', [...head, '备注'], [...who, { text: '1', problem }]), problem).toHaveLength(1)
    expect(found('基本信息', head, ['李文静', { text: number, problem }]), problem).toHaveLength(1)
  }
})

test('a bare number in a date column is suggested as a date and never taken for one', () => {
  const { scene, rows } = book('基本信息', [...head, '参加工作年月'], [...who, { text: '39630', kind: 'number' }])
  const [verdict] = judgePerson(scene, now, rows, (row) => identify(scene, row, roster))
  expect(verdict?.findings).toMatchObject([{ column: 3, code: 'date.serial', suggestion: { value: '2008-07' } }])
})

test('a date cell gives a month column its month', () => {
  const { scene, rows } = book('基本信息', [...head, '参加工作年月'], [...who, { text: '2008-07-01', kind: 'date' }])
  expect(effectsOf(scene, now, rows.map(belong))[0]?.after).toMatchObject({ work_start_month: '2008-07' })
  expect(found('基本信息', [...head, '参加工作年月'], [...who, { text: '2008-07-01', kind: 'date' }])).toEqual([])
})

test('full-width digits and other writings of a month are repaired', () => {
  for (const text of ['２００８．７', '2008年7月', '2008/7', '200807', '2008.7'])
    expect(found('基本信息', [...head, '参加工作年月'], [...who, text]), text).toEqual([])
  expect(found('基本信息', [...head, '参加工作年月'], [...who, '2008.1'])).toEqual(['2/3 date.ambiguous'])
})

test('a full-width id number with blanks is the same number', () => {
  const wide = number.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
  expect(found('基本信息', head, ['李文静', ` ${wide} `])).toEqual([])
})

test('the name must be the one that the school has registered with the number', () => {
  expect(found('基本信息', head, ['李文婧', number])).toEqual(['2/1 person.name'])
  expect(found('基本信息', head, ['', number])).toEqual(['2/1 value.required'])
  expect(found('基本信息', head, ['李 文静', number])).toEqual([])
})

test('a blank starred cell is an error where the school fills it, and may be left to the teacher where he does', () => {
  const { scene, rows } = book('基本信息', [...head, '教职工来源*', '参加工作年月*'], who)
  const [verdict] = judgePerson(scene, now, rows, (row) => identify(scene, row, roster))
  const severity = (column: number) => verdict?.findings.find((finding) => finding.column === column)?.severity
  const open = (field: string) =>
    profile.subsets.flatMap((subset) => subset.fields).find((each) => each.name === field)?.openToTeacher
  expect(severity(3)).toBe(open('staff_source') ? 'warning' : 'error')
  expect(severity(4)).toBe(open('work_start_month') ? 'warning' : 'error')
})

test('a column that the workbook does not have says nothing', () => {
  expect(found('基本信息', head, who)).toEqual([])
})

test('关键信息 may be repeated and never changed', () => {
  expect(found('基本信息', [...head, '性别', '出生日期'], [...who, '女性', '1985.6.1'])).toEqual([])
  expect(found('基本信息', [...head, '性别', '出生日期'], [...who, '男性', '1985-06-02'])).toEqual([
    '2/3 person.key',
    '2/4 person.key',
  ])
})

test('one person twice on a single sheet, and one entry twice on another, are named by row', () => {
  expect(found('基本信息', [...head, '民族'], [...who, '01'], [...who, '01'])).toEqual(['3/2 rows.too-many'])
  const study = ['21', '浙江大学', '2010-06']
  const columns = [...head, '获得学历', '获得学历的院校或机构', '毕业年月']
  expect(found('学习经历', columns, [...who, ...study], [...who, ...study])).toContain('3/3 rows.duplicate')
})

test('what is found rests on the record as it would be: the school has the birth date, the workbook the month', () => {
  expect(new Set(found('基本信息', [...head, '参加工作年月'], [...who, '1984-01']))).toEqual(
    new Set(['2/3 date.order']),
  )
})

test('a person whom the school does not have is told apart from a mistyped number', () => {
  const stranger = (...cells: string[]) => {
    const { scene, rows } = book('基本信息', [...head, '民族'], cells)
    const row = rows[0]
    if (!row) throw new Error('no row')
    const verdict = judgeStranger(scene, row, identify(scene, row, roster))
    return verdict.findings.map(({ column, code }) => `${column} ${code}`)
  }
  expect(stranger('王芳', '33990119850601004X', '01')).toEqual(['2 person.unknown'])
  expect(stranger('王芳', '339901198506010041', '汉')).toEqual(['2 id.check', '3 code.unknown'])
  expect(stranger('王芳', '33990119850601004', '01')).toEqual(['2 id.length'])
  expect(stranger('王芳', '', '01')).toEqual(['2 value.required'])
})

const belong = (row: StagedRow): StagedRow => ({ ...row, teacherId: 't' })

test('a blank leaves what stands, [清空] clears it, the natural key finds the row', () => {
  const columns = [...head, '获得学历', '获得学历的院校或机构', '毕业年月', '所学专业', '学历证书编号']
  const same = ['21', '北京师范大学', '2007-06']
  const { scene, rows } = book('学习经历', columns, [...who, ...same, '', 'A1'], [...who, '14', '浙江大学', '2012-06'])
  const effects = effectsOf(scene, now, rows.map(belong))
  expect(effects).toMatchObject([
    { rowId: 'e', outcome: 'updated', after: { major: '数学', education_certificate_no: 'A1' } },
    { rowId: null, outcome: 'added', after: { education: '14' } },
  ])
  const cleared = book('学习经历', columns, [...who, ...same, '[清空]'])
  expect(effectsOf(cleared.scene, now, cleared.rows)[0]?.after).not.toHaveProperty('major')
  const unchanged = book('学习经历', columns, [...who, ...same, '数学'])
  expect(effectsOf(unchanged.scene, now, unchanged.rows)[0]?.outcome).toBe('unchanged')
})
