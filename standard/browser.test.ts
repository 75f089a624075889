import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Everything that a file imports at run time, with what those import; type imports vanish. */
function reached(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const source = readFileSync(new URL(file, import.meta.url), 'utf8')
  for (const [, clause = '', from = ''] of source.matchAll(/^import ([^;]*?) from '(\.[^']+)'/gms)) {
    if (!clause.startsWith('type ')) reached(from, seen)
  }
  return seen
}

test.each(['validate', 'settle', 'read-value', 'show-value', 'choices', 'condition', 'derive', 'dates', 'id-number'])(
  '%s reaches neither the subsets nor the code tables: the browser gets those over HTTP',
  (name) => {
    const files = [...reached(`./${name}.ts`)]
    expect(files.filter((file) => /subsets|tables|profile|\.json$/.test(file))).toEqual([])
  },
)

test('the search for imports sees them: the profile reaches the subsets', () => {
  expect([...reached('./profile.ts')]).toContain('./subsets.ts')
})
