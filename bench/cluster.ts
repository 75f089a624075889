import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { can, mayEver } from '../contract/policy.ts'
import { filesDirOf } from '../server/app.ts'
import { deriveKeys } from '../server/platform/cipher.ts'
import type { House } from '../server/platform/context.ts'
import { openDatabase } from '../server/platform/database.ts'
import { migrate } from '../server/platform/migrate.ts'
import { startPostgres } from '../server/platform/postgres.ts'
import { type DatabaseConfig, prepareDatabase } from '../server/platform/postgres-roles.ts'
import { openSecrets } from '../server/platform/secrets.ts'
import { urlOf } from '../server/testing/setup.ts'

export interface BenchCluster {
  /** the application's role, as in life */
  house: House
  /** the owner's: to fill, never to measure ours with */
  office: House
  /** the owner's, without anything of ours between: the raw engine */
  eye: pg.Client
  owner: DatabaseConfig
  /** the application's role, as a connection of one's own */
  app: DatabaseConfig
  /** the superuser, in the same database: to make roles that life does not have */
  admin: DatabaseConfig
}

/** A cluster of its own with fsync on and a migrated database, gone afterwards. */
export async function onCluster<T>(work: (cluster: BenchCluster) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'xingtan-bench-'))
  const secrets = openSecrets(dataDir)
  const cluster = await startPostgres({ dataDir, superuserPassword: secrets.databasePasswords.superuser })
  try {
    const { owner, app } = await prepareDatabase({ admin: cluster.admin, secrets, database: 'bench' })
    await runMigrations({ connectionString: urlOf(owner) })
    await migrate(owner, join(import.meta.dirname, '..', 'server', 'migrations'))
    const eye = new pg.Client(owner)
    await eye.connect()
    const keys = deriveKeys(secrets)
    const house: House = {
      database: openDatabase(app),
      keys,
      guard: { can, mayEver },
      practice: false,
      filesDir: filesDirOf(dataDir),
    }
    const office: House = { ...house, database: openDatabase(owner) }
    try {
      return await work({ house, office, eye, owner, app, admin: { ...cluster.admin, database: 'bench' } })
    } finally {
      await eye.end()
      await house.database.destroy()
      await office.database.destroy()
    }
  } finally {
    await cluster.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
