import { expect, test } from 'vitest'
import type { InboxRow } from '../../contract/review.ts'
import { reasonsFitting } from '../../standard/return-reasons.ts'
import { countMarks, decides, marksOver, sentence } from './marks.ts'

const row = (id: string, mark: InboxRow['mark'] = null) => ({ id, mark }) as InboxRow

test('what was marked here since stands over what the server had, and what was taken back is gone', () => {
  const rows = [
    row('a', { round: 1, verdict: 'pass', reasons: [], passSubsets: [] }),
    row('b', { round: 1, verdict: 'pass', reasons: [], passSubsets: [] }),
    row('c'),
  ]
  const marks = marksOver(rows, {
    a: null,
    c: { round: 2, verdict: 'return', reasons: [], passSubsets: [] },
    gone: { round: 1, verdict: 'pass' },
  })
  expect(Object.keys(marks)).toEqual(['b', 'c'])
  expect(countMarks(marks)).toEqual({ pass: 1, back: 1 })
})

test('who was skipped is not decided', () => {
  expect(decides({ round: 1, verdict: 'skip' })).toBe(false)
  expect(decides(undefined)).toBe(false)
  expect(countMarks({ a: { round: 1, verdict: 'skip' } })).toEqual({ pass: 0, back: 0 })
})

test('a reason of the library, own words, or both make the sentence', () => {
  expect(sentence('时间有误', ' ')).toBe('时间有误')
  expect(sentence('时间有误', '毕业早于入学')).toBe('时间有误：毕业早于入学')
  expect(sentence(null, ' 请核对 ')).toBe('请核对')
  expect(sentence(null, '')).toBe('')
})

test('of the library the nearest to the place comes first, and what stands elsewhere is left out', () => {
  const library = [
    { text: '与证件不符', subset: null, field: null },
    { text: '考核结论有误', subset: 'annual_assessment', field: null },
    { text: '学历有误', subset: 'education_history', field: null },
    { text: '院校有误', subset: 'education_history', field: 'education_org' },
  ]
  const at = (subset: string | null, field: string | null) =>
    reasonsFitting(library, { subset, field }).map(({ text }) => text)
  expect(at('education_history', 'education_org')).toEqual(['院校有误', '学历有误', '与证件不符'])
  expect(at('education_history', 'major')).toEqual(['学历有误', '与证件不符'])
  expect(at(null, null)).toEqual(['与证件不符'])
})
