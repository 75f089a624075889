import { describe, expect, test } from 'vitest'
import { levels, roles } from '../../contract/policy.ts'
import { builtInSettings } from '../../contract/security.ts'
import { deviceOf, factorState, isOver, needsFactor, passwordState } from './rules.ts'
import { networkOf, sprayNetworkOf } from './throttle.ts'

describe('A11: who must give a second factor', () => {
  const of = (role: (typeof roles)[number], level: (typeof levels)[number], factorAtSchools = false) =>
    needsFactor({ role, level }, { factorAtSchools }, false)

  test('every 系统、安全、审计管理员, at every level', () => {
    for (const level of levels)
      for (const role of ['system', 'security', 'audit'] as const) expect(of(role, level)).toBe(true)
  })

  test('信息管理员 and 信息查询员 at county and above', () => {
    for (const level of ['ministry', 'province', 'city', 'county'] as const)
      for (const role of ['information', 'query'] as const) expect(of(role, level)).toBe(true)
  })

  test('at schools only where the 安全策略 says so, then the 负责人 too', () => {
    for (const role of ['information', 'query', 'head'] as const) {
      expect(of(role, 'school')).toBe(false)
      expect(of(role, 'school', true)).toBe(true)
    }
  })

  test('never teachers and training institutions', () => {
    expect(of('teacher', 'school', true)).toBe(false)
    expect(of('training', 'training', true)).toBe(false)
  })

  test('nobody in a practice environment', () => {
    for (const role of roles)
      for (const level of levels) expect(needsFactor({ role, level }, { factorAtSchools: true }, true)).toBe(false)
  })

  test('whoever has one gives it, demanded or not', () => {
    const since = new Date()
    expect(factorState({ needed: false, since: null, givenAt: null })).toBe('not-needed')
    expect(factorState({ needed: true, since: null, givenAt: null })).toBe('set-up')
    expect(factorState({ needed: false, since, givenAt: null })).toBe('give')
    expect(factorState({ needed: true, since, givenAt: since })).toBe('done')
  })
})

describe('how old a password may be', () => {
  const now = new Date('2026-11-24T00:00:00Z')
  const old = (days: number) => new Date(now.getTime() - days * 86_400_000)

  test('an administrator chooses a new one after 90 days', () => {
    expect(passwordState(old(89), now, true, builtInSettings)).toEqual({ mustSet: null, age: null })
    expect(passwordState(old(90), now, true, builtInSettings)).toEqual({ mustSet: 'expired', age: null })
    expect(passwordState(old(30), now, true, { ...builtInSettings, passwordDaysAdmin: 30 }).mustSet).toBe('expired')
  })

  test('everybody else is reminded after a year', () => {
    expect(passwordState(old(364), now, false, builtInSettings)).toEqual({ mustSet: null, age: null })
    expect(passwordState(old(365), now, false, builtInSettings)).toEqual({ mustSet: null, age: 365 })
  })

  test('who has none sets the first', () => {
    expect(passwordState(null, now, false, builtInSettings).mustSet).toBe('first')
  })
})

describe('A14: when a session is over', () => {
  const now = new Date('2026-11-24T08:00:00Z')
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
  const of = (role: string, seen: number, created = seen, settings = builtInSettings) =>
    isOver({ role, now, seen_at: ago(seen), created_at: ago(created), ends_at: ago(-60) }, settings)

  test('after 15 minutes of an administrator, 30 of others, 8 hours of all', () => {
    expect([of('system', 15), of('system', 16), of('audit', 16), of('security', 16)]).toEqual([false, true, true, true])
    expect([of('information', 30), of('information', 31)]).toEqual([false, true])
    expect([of('teacher', 1, 480), of('teacher', 1, 481)]).toEqual([false, true])
  })

  test('a shorter setting counts for sessions that are open already', () => {
    const settings = { ...builtInSettings, idleMinutes: 5, longestHours: 1 }
    expect([of('teacher', 6), of('teacher', 6, 6, settings)]).toEqual([false, true])
    expect([of('teacher', 1, 61), of('teacher', 1, 61, settings)]).toEqual([false, true])
  })
})

test('a device is named as its owner knows it', () => {
  const chrome =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36'
  expect(deviceOf(chrome)).toBe('Windows · Chrome 120')
  expect(deviceOf(`${chrome} Edg/121.0`)).toBe('Windows · Edge 121')
  expect(
    deviceOf(
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1',
    ),
  ).toBe('iOS · Safari 17')
  expect(deviceOf('')).toBe('未知系统 · 未知浏览器')
})

test('a spray is seen by the 256 neighbours of an address, an account’s lock by the address alone', () => {
  expect([networkOf('10.1.2.3'), sprayNetworkOf('10.1.2.3')]).toEqual(['10.1.2.3', '10.1.2.0/24'])
  expect(sprayNetworkOf('2408:8207:1850:1a2b::1')).toBe(networkOf('2408:8207:1850:1aff::9'))
})
