import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { inject } from 'vitest'
import { can, mayEver, type Role } from '../../contract/policy.ts'
import { buildApp } from '../app.ts'
import { deriveKeys } from '../platform/cipher.ts'
import type { House } from '../platform/context.ts'
import { openDatabase } from '../platform/database.ts'
import { openSecrets } from '../platform/secrets.ts'

/** What a request came back with. `body` is the JSON, or null for a file. */
export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the answer
  body: any
  raw: Buffer
  headers: Record<string, unknown>
}

/** Somebody signed in, in one post, speaking HTTP. */
export interface Voice {
  personId: string
  postId: string
  unitId: string
  get: (path: string, query?: Record<string, string>) => Promise<Answer>
  post: (path: string, body?: object) => Promise<Answer>
  upload: (path: string, file: { name: string; content: Buffer | string }) => Promise<Answer>
  /** the same session, speaking to another application over the same database */
  at: (app: FastifyInstance) => Voice
}

/**
 * The test country in a database of its own, copied from the template, behind the real application as the application's own role with row-level security on.
 * Transactions commit as in life: a story of many steps needs a clock that moves. Close it after the file's tests.
 */
export interface World {
  /** of the database */
  name: string
  house: House
  app: FastifyInstance
  /** the owner's eyes: sees every row, to check what the world became; never used by the application */
  owner: pg.Client
  /** Signs in whoever holds `role` at the unit of that name (the nth, for teachers), or the person given. */
  as: (role: Role, unitName: string, nth?: number) => Promise<Voice>
  nobody: Voice
  unitId: (name: string) => Promise<string>
  close: () => Promise<void>
}

export async function openWorld(): Promise<World> {
  const cluster = inject('cluster')
  const name = `xingtan_world_${randomBytes(6).toString('hex')}`
  const admin = new pg.Client(cluster.admin)
  await admin.connect()
  await copyTemplate(admin, name, cluster.template)
  const filesDir = mkdtempSync(join(tmpdir(), 'xingtan-files-'))
  const house: House = {
    database: openDatabase({ ...cluster.app, database: name }, 6),
    keys: deriveKeys(openSecrets(cluster.secretsDir)),
    guard: { can, mayEver },
    practice: false,
    filesDir,
  }
  process.env.XINGTAN_NO_LIMIT = '1'
  const app = await buildApp(house, null)
  await app.ready()
  const owner = new pg.Client({ ...cluster.owner, database: name })
  await owner.connect()

  const unitId = async (unitName: string) => {
    const { rows } = await owner.query<{ unit_id: string }>(
      'select unit_id from unit_version where name = $1 and valid_to is null',
      [unitName],
    )
    if (!rows[0]) throw new Error(`no unit named ${unitName}`)
    return rows[0].unit_id
  }
  const as = async (role: Role, unitName: string, nth = 1): Promise<Voice> => {
    const unit = await unitId(unitName)
    const { rows } = await owner.query<{ id: string; person_id: string; account: string; province: string }>(
      `select h.id, h.person_id, a.id as account, a.province_code as province from post_holding h join account a on a.person_id = h.person_id
        where h.unit_id = $1 and h.role = $2 and h.to_on is null order by h.id limit 1 offset $3`,
      [unit, role, nth - 1],
    )
    const post = rows[0]
    if (!post) throw new Error(`nobody is ${role} at ${unitName}`)
    const token = randomBytes(32)
    await owner.query(
      `insert into session (token_hash, account_province, account_id, person_id, post_id, ends_at, factor_at, fresh_until)
       values ($1, $2, $3, $4, $5, now() + interval '8 hours', now(), now() + interval '8 hours')`,
      [createHash('sm3').update(token).digest(), post.province, post.account, post.person_id, post.id],
    )
    return voice(app, { personId: post.person_id, postId: post.id, unitId: unit }, `sid=${token.toString('base64url')}`)
  }
  return {
    name,
    house,
    app,
    owner,
    as,
    unitId,
    nobody: voice(app, { personId: '', postId: '', unitId: '' }, ''),
    close: async () => {
      await app.close()
      await house.database.destroy()
      await owner.end()
      await admin.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`)
      await admin.end()
      rmSync(filesDir, { recursive: true, force: true })
    },
  }
}

/** Two files may copy at the same moment; PostgreSQL lets one at a time. */
async function copyTemplate(admin: pg.Client, name: string, template: string): Promise<void> {
  await admin.query('select pg_advisory_lock(71)')
  try {
    await admin.query(
      `create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(template)} owner xingtan_owner`,
    )
  } finally {
    await admin.query('select pg_advisory_unlock(71)')
  }
}

function voice(app: FastifyInstance, who: { personId: string; postId: string; unitId: string }, cookie: string): Voice {
  const headers = { 'sec-fetch-site': 'same-origin', ...(cookie && { cookie }) }
  const answered = (response: Awaited<ReturnType<FastifyInstance['inject']>>): Answer => ({
    status: response.statusCode,
    body: String(response.headers['content-type'] ?? '').includes('json') ? response.json() : null,
    raw: response.rawPayload,
    headers: response.headers,
  })
  return {
    ...who,
    at: (other) => voice(other, who, cookie),
    get: async (path, query = {}) => answered(await app.inject({ method: 'GET', url: `/api${path}`, query, headers })),
    post: async (path, body) =>
      answered(
        await app.inject({
          method: 'POST',
          url: `/api${path}`,
          headers: { ...headers, 'content-type': 'application/json' },
          payload: JSON.stringify(body ?? {}),
        }),
      ),
    upload: async (path, file) => {
      const boundary = 'xingtan-test-boundary'
      const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: application/octet-stream\r\n\r\n`
      const payload = Buffer.concat([
        Buffer.from(head),
        Buffer.from(file.content),
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ])
      return answered(
        await app.inject({
          method: 'POST',
          url: `/api${path}`,
          headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
          payload,
        }),
      )
    },
  }
}
