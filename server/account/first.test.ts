import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { migrate } from '../platform/migrate.ts'
import { prepareDatabase } from '../platform/postgres-roles.ts'
import { openSecrets } from '../platform/secrets.ts'
import { urlOf } from '../testing/setup.ts'
import { firstCodes } from './first.ts'

test('an empty system begins with three ways apart: four one-time codes, new at every start, none for who has redeemed one', async () => {
  const { admin, secretsDir } = inject('cluster')
  const secrets = openSecrets(secretsDir)
  const name = `xingtan_world_${randomBytes(6).toString('hex')}`
  const { owner } = await prepareDatabase({ admin, secrets, database: name })
  await runMigrations({ connectionString: urlOf(owner) })
  await migrate(owner, join(import.meta.dirname, '..', 'migrations'))
  const eye = new pg.Client(owner)
  await eye.connect()
  try {
    const first = await firstCodes({ secrets, owner })
    expect(first.map(({ login }) => login)).toEqual(['admin', 'security1', 'security2', 'audit'])
    const { rows: posts } = await eye.query(
      `select h.role, h.seat, u.level from post_holding h join unit u on u.id = h.unit_id order by h.role, h.seat`,
    )
    expect(posts.map(({ role, seat, level }) => `${role} ${seat} ${level}`)).toEqual([
      'audit 1 ministry',
      'security 1 ministry',
      'security 2 ministry',
      'system 1 ministry',
    ])
    expect((await eye.query('select count(distinct person_id)::int as n from post_holding')).rows).toEqual([{ n: 4 }])
    expect((await eye.query('select 1 from account where password_hash is not null')).rows).toEqual([])

    const second = await firstCodes({ secrets, owner })
    expect(second).toHaveLength(4)
    expect(second.filter(({ code }) => first.some((before) => before.code === code))).toEqual([])
    const open = await eye.query('select count(*)::int as n from activation_code where used_at is null')
    expect(open.rows).toEqual([{ n: 4 }])

    await eye.query(
      `update account set password_hash = 'x', password_set_at = now() where id in (select account_id from login_name where shown in ('admin', 'audit'))`,
    )
    expect((await firstCodes({ secrets, owner })).map(({ login }) => login)).toEqual(['security1', 'security2'])
    // who gave the post up is not brought back
    await eye.query(`update post_holding set to_on = current_date where role = 'security'`)
    expect(await firstCodes({ secrets, owner })).toEqual([])
  } finally {
    await eye.end()
    const client = new pg.Client(admin)
    await client.connect()
    await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`)
    await client.end()
  }
})
