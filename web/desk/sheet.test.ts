import { expect, test } from 'vitest'
import type { SheetResult } from '../../contract/desk.ts'
import { profileFor } from '../../standard/profile.ts'
import { codeTable } from '../../standard/tables.ts'
import type { Standard } from '../record/standard.tsx'
import { answered, gridFindings, type Line, lineOf, requestsOf } from './sheet.ts'

const profile = profileFor('k12', { province: '33', version: 1, subsets: ['annual_assessment'] })
const subset = profile.subsets.find(({ name }) => name === 'annual_assessment')
if (!subset) throw new Error('年度考核 is gone')
// names of divisions are not asked for here
const standard = { profile, tables: codeTable, areas: undefined, known: {} } as unknown as Standard

const served = { teacherId: 't', name: '甲', nationalNo: '1', rowId: 'r', masked: {}, locked: null, findings: [] }
const line: Line = lineOf(standard, subset, { ...served, values: { year: '2024', result: '2' } }, 'r')
const result = (more: Partial<SheetResult>): SheetResult => ({
  line: { ...served, values: { year: '2024', result: '2' } },
  teacherId: 't',
  rowId: 'r',
  outcome: 'saved',
  why: '',
  left: [],
  ...more,
})

test('a cell is sent with what the sheet showed, at most two hundred lines a request', () => {
  const lines = Array.from({ length: 201 }, (_, at): Line => ({ ...line, key: `k${at}` }))
  const edits = new Map(lines.map(({ key }) => [key, new Map([['result', '优秀']])]))
  const requests = requestsOf(edits, lines)
  expect(requests.map((rows) => rows.length)).toEqual([200, 1])
  expect(requests[0]?.[0]?.cells).toEqual([{ field: 'result', was: '2', text: '优秀' }])
})

test('a cell that somebody else changed shows what stands there, and offers what was typed', () => {
  const left = [{ field: 'org_name', code: 'changed-meanwhile', why: '刚被他人修改', now: '乙校' }]
  const now = { ...served, values: { year: '2024', result: '2', org_name: '乙校' } }
  const after = answered(
    standard,
    subset,
    line,
    result({ line: now, left }),
    undefined,
    new Map([['org_name', '甲校']]),
  )
  expect(after.cells.org_name).toBe('乙校')
  expect(gridFindings([after])).toMatchObject([
    { column: 'org_name', severity: 'error', suggestion: { value: '甲校', label: '甲校' } },
  ])
})

test('what cannot be read stays as typed, and what was typed again meanwhile counts', () => {
  const left = [{ field: 'result', code: 'code.unknown', why: '不在列表', now: '2' }]
  const sent = new Map([
    ['result', '好极了'],
    ['year', '2023'],
  ])
  const after = answered(standard, subset, line, result({ left }), new Map([['year', '2022']]), sent)
  expect(after.cells).toMatchObject({ result: '好极了', year: '2022' })
  expect(after.was).toMatchObject({ result: '2', year: '2024' })
})
