/** A server to be killed: starts the embedded database of argv[2] and says `ready POSTMASTER`, then `committed N` for each committed row. */
import { Client } from 'pg'
import { startPostgres } from './postgres.ts'
import { openDataFolder, openSecrets } from './secrets.ts'

const dataDir = process.argv[2] ?? ''
openDataFolder(dataDir)
const { databasePasswords } = openSecrets(dataDir)
const postgres = await startPostgres({ dataDir, superuserPassword: databasePasswords.superuser })
const client = new Client(postgres.admin)
await client.connect()
await client.query('create table if not exists written (n int primary key)')
process.stdout.write(`ready ${postgres.pid()}\n`)
const { rows } = await client.query<{ next: number }>('select coalesce(max(n), 0) + 1 as next from written')
for (let n = rows[0]?.next ?? 1; ; n++) {
  await client.query('insert into written values ($1)', [n])
  process.stdout.write(`committed ${n}\n`)
}
