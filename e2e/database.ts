import { join } from 'node:path'
import { Client } from 'pg'
import { inject } from 'vitest'
import { openSecrets } from '../server/platform/secrets.ts'

/** The database of the house under test, as its superuser: for what no page shows, and for time that a test cannot wait for. */
export async function inDatabase<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const { dataDir } = inject('house')
  const client = new Client({
    host: join(dataDir, 'run'),
    user: 'postgres',
    password: openSecrets(dataDir).databasePasswords.superuser,
    database: 'xingtan',
  })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
