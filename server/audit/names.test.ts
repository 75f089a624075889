import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { actionNames, clearActions, exportActions, readingActions } from '../../contract/audit.ts'
import { policy } from '../../contract/policy.ts'

const server = join(import.meta.dirname, '..')

test('every action that is written anywhere has its Chinese name', () => {
  const written = new Set<string>(Object.keys(policy))
  for (const file of globSync('**/*.ts', { cwd: server }).filter(
    (name) => !/(\.test|\.fixture)\.ts$|^testing\//.test(name),
  )) {
    const text = readFileSync(join(server, file), 'utf8')
    for (const [, action] of text.matchAll(/\baction: '([^']+)'/g)) if (action) written.add(action)
    for (const [, action] of text.matchAll(/\bnoteSession\([^)']*'([^']+)'/g)) if (action) written.add(action)
  }
  expect(written.size).toBeGreaterThan(50)
  expect([...written].filter((action) => !actionNames[action]).sort()).toEqual([])
})

test('what the tabs look for are actions with a name', () => {
  expect([...clearActions, ...exportActions, ...readingActions].filter((action) => !actionNames[action])).toEqual([])
})
