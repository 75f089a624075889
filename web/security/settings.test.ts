import { expect, test } from 'vitest'
import { builtInSettings } from '../../contract/security.ts'
import { changesOf, keys, lines } from './settings.ts'

test('every setting has a line with its range', () => {
  expect([...keys].sort()).toEqual(Object.keys(builtInSettings).sort())
  expect(lines.find(({ key }) => key === 'idleMinutes')).toMatchObject({ builtIn: '30 分钟', range: '5–30 分钟' })
})

test('a change is told as before and after, and whether it loosens', () => {
  const tight = { ...builtInSettings, idleMinutes: 10, factorAtSchools: true }
  expect(changesOf(builtInSettings, tight)).toEqual([
    { key: 'idleMinutes', name: '其他人无操作自动退出', before: '30 分钟', after: '10 分钟', looser: false },
    { key: 'factorAtSchools', name: '学校也用两步验证', before: '关闭', after: '开启', looser: false },
  ])
  expect(changesOf(tight, builtInSettings).map(({ looser }) => looser)).toEqual([true, true])
  expect(changesOf(tight, { ...tight })).toEqual([])
})
