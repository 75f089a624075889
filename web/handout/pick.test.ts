import { expect, test } from 'vitest'
import type { BoardRow } from '../../contract/handout.ts'
import { bodyOf, countsOf, nothing, type Picked, toMake, withPage } from './pick.ts'

const row = (unitId: string, state: BoardRow['state']): BoardRow => ({
  unitId,
  code: '330106',
  name: `第${unitId}小学`,
  level: 'school',
  role: 'system',
  roleName: '系统管理员',
  state,
  slipNo: null,
  madeAt: null,
  downloadedAt: null,
  receivedAt: null,
  receivedBy: null,
  activatedAt: null,
  expiresOn: null,
  holder: null,
  below: { units: 0, activated: 0 },
  urgedAt: null,
  urgedSeenAt: null,
  can: [],
})
const pages = [
  [row('1', 'none'), row('2', 'downloaded')],
  [row('3', 'activated'), row('4', 'expired')],
] as const

test('ticks of one page leave those of another as they were', () => {
  const first = withPage(nothing, pages[0], ['1', '2'])
  const both = withPage(first, pages[1], ['3', '4'])
  expect(bodyOf(both)).toEqual({ unitIds: ['1', '2', '3', '4'] })
  expect(bodyOf(withPage(both, pages[0], ['2']))).toEqual({ unitIds: ['2', '3', '4'] })
})

test('slips are made for whoever is not in post, and what is out already is told', () => {
  const all = pages.flat().reduce((picked: Picked, each) => withPage(picked, [each], [each.unitId]), nothing)
  expect(toMake(all)).toEqual({ units: 3, again: 1 })
})

test('all of a view counts that view alone, and is asked for without its pages', () => {
  const counts = { none: 140, made: 2, activated: 1 }
  const view: Picked = { kind: 'all', search: '小学', state: 'none', counts }
  expect(countsOf(view).all).toBe(140)
  expect(toMake(view)).toEqual({ units: 140, again: 0 })
  expect(bodyOf(view)).toEqual({ all: true, search: '小学', state: 'none' })
  const whole: Picked = { kind: 'all', search: '', state: null, counts }
  expect(toMake(whole)).toEqual({ units: 142, again: 2 })
  expect(bodyOf(whole)).toEqual({ all: true })
})

test('a tick does not narrow what was chosen as a whole', () => {
  const view: Picked = { kind: 'all', search: '', state: null, counts: { none: 3 } }
  expect(withPage(view, pages[0], ['1'])).toBe(view)
})
