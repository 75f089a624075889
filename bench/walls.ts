import { randomBytes } from 'node:crypto'
import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { buildApp } from '../server/app.ts'
import { columnTypes } from '../server/platform/database.ts'
import type { DB } from '../server/platform/db.ts'
import type { DatabaseConfig } from '../server/platform/postgres-roles.ts'
import { fillTestCountry } from '../server/testing/country.ts'
import { onCluster } from './cluster.ts'
import { addBigProvince, type Sizes, signedIn } from './country.ts'

export interface WallFigures {
  teachers: number
  /** median milliseconds of all statements of one request: as the application's role, and as a role that row-level security does not bind */
  lists: { name: string; walls: number; none: number; ratio: number }[]
}

/**
 * What row-level security costs on the main lists. Each list is asked for once over HTTP, as somebody in a post; the very statements that the server sent
 * are then sent again and again, in turns, by the application's role and by a BYPASSRLS role. Both get the same rows, for every list says its own range.
 */
export function benchWalls(sizes: Sizes, rounds = 21): Promise<WallFigures> {
  return onCluster(async ({ house, eye, owner, app, admin }) => {
    await fillTestCountry(owner, house.keys)
    const { province, county, school, teachers } = await addBigProvince(eye, sizes)
    const free = await freeRole(admin, app)
    const heard: CompiledQuery[] = []
    const listened = {
      ...house,
      database: new Kysely<DB>({
        dialect: new PostgresDialect({ pool: new pg.Pool({ ...app, types: columnTypes, max: 2 }) }),
        log: (event) => void heard.push(event.query),
      }),
    }
    const server = await buildApp(listened, null)
    const walls = await connected(app)
    const none = await connected(free)
    const unitOf = async (name: string): Promise<string> =>
      (await eye.query('select unit_id from unit_version where name = $1', [name])).rows[0].unit_id
    const asked: [name: string, role: string, unit: string, path: string][] = [
      ['教师名册, a school', 'information', school, '/teachers'],
      ['教师名册, a county', 'information', county, '/teachers'],
      ['教师名册, a province', 'information', province, '/teachers'],
      ['教师名册, a province, a school of it', 'information', province, `/teachers?unitId=${await unitOf(school)}`],
      ['教师名册, a province, a name', 'information', province, `/teachers?search=${encodeURIComponent('王伟')}`],
      ['机构, children of a county', 'system', province, `/units?parentId=${await unitOf(county)}`],
      ['机构, a province, a name', 'system', province, '/units?search=school19'],
      ['待办, a county', 'information', county, '/cases'],
      ['账号, a school', 'system', school, '/accounts'],
    ]
    try {
      const lists: WallFigures['lists'] = []
      for (const [name, role, unit, path] of asked) {
        const cookie = await signedIn(eye, role, unit)
        heard.length = 0
        const answer = await server.inject({ url: `/api${path}`, headers: { cookie, 'sec-fetch-site': 'same-origin' } })
        if (answer.statusCode !== 200) throw new Error(`${name}: ${answer.statusCode} ${answer.body.slice(0, 300)}`)
        const figures = await compare(statementsOf(heard), walls, none, rounds, name)
        lists.push({ name, ...figures, ratio: figures.walls / figures.none })
      }
      return { teachers, lists }
    } finally {
      await walls.end()
      await none.end()
      await server.close()
      await listened.database.destroy()
    }
  })
}

/** A role with the application's grants that no policy binds. */
async function freeRole(admin: DatabaseConfig, app: DatabaseConfig): Promise<DatabaseConfig> {
  const client = await connected(admin)
  const password = randomBytes(12).toString('hex')
  await client.query(`create role bench_free login bypassrls password '${password}' in role xingtan_app`)
  await client.end()
  return { ...app, user: 'bench_free', password }
}

async function connected(config: DatabaseConfig): Promise<pg.Client> {
  const client = new pg.Client(config)
  await client.connect()
  return client
}

interface Statements {
  /** who acts and how far: said once at the beginning of the transaction */
  reach: CompiledQuery
  reads: CompiledQuery[]
}

/** Of all that was heard: the transaction in which somebody acts. */
function statementsOf(heard: readonly CompiledQuery[]): Statements {
  const at = heard.findIndex(({ sql }) => sql.includes("set_config('app.scope'"))
  const reach = heard[at]
  if (!reach) throw new Error('no transaction of somebody in a post was heard')
  const reads = heard
    .slice(at + 1)
    .filter(({ sql }) => /^\s*(select|with)\b/i.test(sql) && !/select now\(\)|set_config/.test(sql))
  if (reads.length === 0) throw new Error('a list without a statement')
  return { reach, reads }
}

async function compare(
  { reach, reads }: Statements,
  walls: pg.Client,
  none: pg.Client,
  rounds: number,
  name: string,
): Promise<{ walls: number; none: number }> {
  const times: { walls: number[]; none: number[] } = { walls: [], none: [] }
  for (let round = -3; round < rounds; round++) {
    const withWalls = await run(walls, reach, reads)
    const without = await run(none, reach, reads)
    if (withWalls.rows.join() !== without.rows.join())
      throw new Error(
        `${name}: with row-level security ${withWalls.rows.join()} rows, without ${without.rows.join()}: a statement does not say its range`,
      )
    // the first three warm caches and plans
    if (round < 0) continue
    times.walls.push(withWalls.ms)
    times.none.push(without.ms)
  }
  return { walls: median(times.walls), none: median(times.none) }
}

async function run(client: pg.Client, reach: CompiledQuery, reads: readonly CompiledQuery[]) {
  await client.query('begin')
  await client.query(reach.sql, [...reach.parameters])
  const rows: number[] = []
  const began = performance.now()
  for (const { sql, parameters } of reads) rows.push((await client.query(sql, [...parameters])).rowCount ?? 0)
  const ms = performance.now() - began
  await client.query('rollback')
  return { ms, rows }
}

const median = (all: number[]): number => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN
