import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Refusal } from './api.ts'
import { autosave, type SaveState } from './autosave.ts'
import { linkTo, type Place, readPlace } from './route.ts'
import { clock, dashed, dayOf, daysBetween, moment } from './when.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a draft is saved two seconds after the last change, once, in its newest form', async () => {
  const saved: string[] = []
  const keeper = autosave(
    async (draft: string) => void saved.push(draft),
    () => undefined,
  )
  keeper.change('李')
  await vi.advanceTimersByTimeAsync(1500)
  keeper.change('李文')
  await vi.advanceTimersByTimeAsync(1900)
  expect(saved).toEqual([])
  await vi.advanceTimersByTimeAsync(200)
  expect(saved).toEqual(['李文'])
  expect(keeper.unsaved()).toBe(false)
})

test('a failed save keeps the draft, says why, and the next try sends it', async () => {
  const states: SaveState[] = []
  let down = true
  const saved: string[] = []
  const keeper = autosave(
    async (draft: string) => {
      if (down) throw new Refusal('offline', '连不上服务器')
      saved.push(draft)
    },
    (state) => states.push(state),
  )
  keeper.change('某师范大学')
  expect(await keeper.flush()).toBe(false)
  expect(states.at(-1)).toEqual({ kind: 'failed', why: '连不上服务器' })
  expect(keeper.unsaved()).toBe(true)
  down = false
  expect(await keeper.flush()).toBe(true)
  expect(saved).toEqual(['某师范大学'])
  expect(states.at(-1)?.kind).toBe('saved')
})

test('without an answer the save is tried again by itself; a refusal waits for the person', async () => {
  let tries = 0
  const failing = (code: string) =>
    autosave(
      async () => {
        tries++
        if (tries < 3) throw new Refusal(code, '没有保存')
      },
      () => undefined,
    )
  const weak = failing('offline')
  weak.change('a')
  await vi.advanceTimersByTimeAsync(2000 + 2 * 15_000 + 100)
  expect([tries, weak.unsaved()]).toEqual([3, false])
  tries = 0
  const refused = failing('teacher.row-wrong')
  refused.change('a')
  await vi.advanceTimersByTimeAsync(120_000)
  expect([tries, refused.unsaved()]).toEqual([1, true])
})

test('what is typed while a save is under way is saved after it, never beside it', async () => {
  let atWork = 0
  let most = 0
  const saved: string[] = []
  const keeper = autosave(
    async (draft: string) => {
      most = Math.max(most, ++atWork)
      await new Promise((done) => setTimeout(done, 500))
      saved.push(draft)
      atWork--
    },
    () => undefined,
  )
  keeper.change('a')
  const first = keeper.flush()
  await vi.advanceTimersByTimeAsync(100)
  keeper.change('b')
  const second = keeper.flush()
  await vi.advanceTimersByTimeAsync(2000)
  expect(await Promise.all([first, second])).toEqual([true, true])
  expect(saved).toEqual(['a', 'b'])
  expect(most).toBe(1)
})

test('every place has an address that leads back to it', () => {
  const places: Place[] = [
    { page: 'home' },
    { page: 'check' },
    { page: 'subset', subset: 'contact' },
    { page: 'row', subset: 'contact', row: 'new' },
    { page: 'row', subset: 'contact', row: 'new', field: 'mobile' },
    { page: 'addition', change: '01a20b90-3215-7fbd-8165-f0a453ae4f2b' },
    { page: 'add' },
    { page: 'box' },
    { page: 'messages' },
  ]
  for (const place of places) expect(readPlace(linkTo(place))).toEqual(place)
  expect(readPlace('#/nowhere')).toEqual({ page: 'home' })
})

test('dashes come by themselves while digits are typed, and go when they are deleted', () => {
  expect(dashed('2008', 'month')).toBe('2008')
  expect(dashed('20080', 'month')).toBe('2008-0')
  expect(dashed('200807', 'month')).toBe('2008-07')
  expect(dashed('2008-071', 'date')).toBe('2008-07-1')
  expect(dashed('20080701', 'date')).toBe('2008-07-01')
  expect(dashed('2008-', 'month')).toBe('2008-')
  expect(dashed('2008.7', 'month')).toBe('2008.7')
  expect(dashed('2008-7-1', 'date')).toBe('2008-7-1')
})

test('times are told in China’s zone wherever the phone is', () => {
  expect(moment('2026-11-23T17:05:00.000Z')).toBe('2026-11-24 01:05')
  expect(dayOf('2026-11-23T17:05:00.000Z')).toBe('2026-11-24')
  expect(clock(new Date('2026-11-23T02:32:00Z'))).toBe('10:32')
  expect(daysBetween('2026-11-23', '2026-12-31')).toBe(38)
})
