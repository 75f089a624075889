import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import { urlOf } from './setup.ts'

test('platform/db.ts is what the migrated database says: after a migration, `npm test -- db-types -u` writes it anew', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'xingtan-types-'))
  const root = join(import.meta.dirname, '..', '..')
  const made = join(folder, 'db.ts')
  const options = [
    '--dialect',
    'postgres',
    '--type-only-imports',
    '--date-parser',
    'string',
    '--numeric-parser',
    'string',
    '--exclude-pattern',
    '(house|graphile_worker).*',
  ]
  try {
    await promisify(execFile)(process.execPath, [
      join(root, 'node_modules', 'kysely-codegen', 'dist', 'cli', 'bin.js'),
      ...options,
      '--url',
      urlOf(inject('cluster').owner),
      '--out-file',
      made,
    ])
    await expect(readFileSync(made, 'utf8')).toMatchFileSnapshot(join(root, 'server', 'platform', 'db.ts'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
