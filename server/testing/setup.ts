import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { deriveKeys } from '../platform/cipher.ts'
import { migrate } from '../platform/migrate.ts'
import { startPostgres } from '../platform/postgres.ts'
import { configFromUrl, type DatabaseConfig, prepareDatabase } from '../platform/postgres-roles.ts'
import { openSecrets } from '../platform/secrets.ts'
import { fillTestCountry } from './country.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** the administrator of the cluster, the template, and how its owner and the application log in */
    cluster: { admin: DatabaseConfig; template: string; owner: DatabaseConfig; app: DatabaseConfig; secretsDir: string }
  }
}

const template = 'xingtan_template'

/**
 * Starts a real PostgreSQL (the embedded one, or TEST_DATABASE_URL: a superuser's) and makes the template that every test file copies: migrated, with the test country.
 * A missing database fails the run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'xingtan-test-'))
  const secrets = openSecrets(dataDir)
  const url = process.env.TEST_DATABASE_URL
  // Nothing of a test run outlives it: the disk need not be waited for.
  const cluster = url
    ? null
    : await startPostgres({
        dataDir,
        superuserPassword: secrets.databasePasswords.superuser,
        settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
      })
  const admin = cluster ? cluster.admin : configFromUrl(url ?? '')
  try {
    await dropLeftovers(admin)
    const { owner, app } = await prepareDatabase({ admin, secrets, database: template })
    await runMigrations({ connectionString: urlOf(owner) })
    await migrate(owner, join(import.meta.dirname, '..', 'migrations'))
    await fillTestCountry(owner, deriveKeys(secrets))
    project.provide('cluster', { admin, template, owner, app, secretsDir: dataDir })
  } catch (error) {
    await cluster?.stop()
    throw error
  }
  return async () => {
    if (!cluster) await dropLeftovers(admin)
    await cluster?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** graphile-worker takes an address; `options` carries the owner's role. */
export function urlOf(config: DatabaseConfig): string {
  const query = new URLSearchParams({
    host: config.host,
    port: String(config.port),
    ...(config.options && { options: config.options }),
  })
  return `postgres://${encodeURIComponent(config.user)}:${encodeURIComponent(config.password)}@/${config.database}?${query}`
}

async function dropLeftovers(admin: DatabaseConfig): Promise<void> {
  const client = new pg.Client(admin)
  await client.connect()
  const { rows } = await client.query<{ datname: string }>(
    "select datname from pg_database where datname ~ '^xingtan_(template|world_)'",
  )
  for (const { datname } of rows)
    await client.query(`drop database if exists ${pg.escapeIdentifier(datname)} with (force)`)
  await client.end()
}
