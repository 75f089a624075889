import { expect, test } from 'vitest'
import type { NationalLine } from '../../contract/national.ts'
import { pressed } from './words.ts'

const line: NationalLine = {
  key: 'contact.email',
  subset: 'contact',
  subsetLabel: '联系方式',
  label: '电子邮箱',
  type: 'string',
  before: { core: false, requirement: 'O' },
  after: { core: false, requirement: 'O' },
  help: '',
  example: '',
  reworded: false,
  requirements: ['R', 'O', '-'],
  locked: {},
}

test('the keys set the requirement, and nothing where it stands so', () => {
  expect(pressed(line, '2')).toEqual({ change: { requirement: 'R' } })
  expect(pressed({ ...line, requirements: ['C', 'O', '-'] }, '2')).toEqual({ change: { requirement: 'C' } })
  expect(pressed(line, '1')).toBeNull()
  expect(pressed(line, 'c')).toEqual({ change: { core: true } })
})

test('what is locked says why; a core indicator is not left out before it is no core', () => {
  const locked = { ...line, requirements: [], locked: { requirement: '由系统得出。', core: '由系统得出。' } }
  expect(pressed(locked, '2')).toEqual({ why: expect.stringContaining('由系统得出') })
  expect(pressed(locked, 'c')).toEqual({ why: expect.stringContaining('由系统得出') })
  const core = { ...line, after: { core: true, requirement: 'R' as const } }
  expect(pressed(core, '0')).toEqual({ why: expect.stringContaining('取消核心') })
  const off = { ...line, after: { core: false, requirement: '-' as const } }
  expect(pressed(off, 'c')).toEqual({ why: expect.stringContaining('没有采集') })
})
