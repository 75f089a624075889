import { expect, test } from 'vitest'
import { countMarks, isWhole, type Marks, ownWords, pack, toDecide, unpack } from './marks.ts'

const place = { subset: 'education_history', rowId: 'r1', field: 'end_month' }
const marks: Marks = {
  a: { round: 1, verdict: 'pass' },
  b: { round: 2, verdict: 'return', reasons: [{ ...place, kind: 2, text: '毕业早于入学' }] },
  c: { round: 1, verdict: 'return', reasons: [{ ...place, kind: ownWords, text: '请李文静本人核对' }] },
}

test('one call carries every mark with its round and the sentence the school reads', () => {
  expect(countMarks(marks)).toEqual({ pass: 1, back: 2, unfinished: 0 })
  expect(toDecide(marks)).toEqual([
    { id: 'a', round: 1, decision: 'pass', reasons: [] },
    { id: 'b', round: 2, decision: 'return', reasons: [{ ...place, reason: '时间有误：毕业早于入学' }] },
    { id: 'c', round: 1, decision: 'return', reasons: [{ ...place, reason: '请李文静本人核对' }] },
  ])
})

test('a reload keeps verdicts and places and no words; a return that lost its words waits for new ones', () => {
  const kept = pack(marks)
  expect(kept).not.toContain('李文静')
  expect(kept).not.toContain('毕业早于入学')
  const after = unpack(kept)
  expect(countMarks(after)).toEqual({ pass: 1, back: 1, unfinished: 1 })
  expect(after.c && isWhole(after.c)).toBe(false)
  expect(toDecide(after).map(({ id }) => id)).toEqual(['a', 'b'])
})

test('a return without any reason is not whole', () => {
  expect(isWhole({ round: 1, verdict: 'return', reasons: [] })).toBe(false)
})

test('what somebody else left in the storage is no mark', () => {
  expect(unpack('[1,2')).toEqual({})
  expect(unpack(null)).toEqual({})
  expect(unpack('{"a":{"round":"1","verdict":"pass"},"b":7,"c":{"round":1,"verdict":"return"}}')).toEqual({})
})
