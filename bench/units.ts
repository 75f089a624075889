import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { createAccounts, givePosts } from '../server/account/door.ts'
import { foundCountry } from '../server/account/first.ts'
import { buildApp } from '../server/app.ts'
import { divisions, hasAuthority } from '../server/org/divisions/divisions.ts'
import { applyListsNow, readListNow } from '../server/org/list/door.ts'
import { asNobody, shanghaiDay } from '../server/platform/context.ts'
import { type BenchCluster, onCluster } from './cluster.ts'

export interface UnitFigures {
  rows: number
  /** bytes of the .csv */
  fileBytes: number
  /** seconds: COPY is the engine alone, the same file into a bare table without keys */
  seconds: { read: number; accept: number; apply: number; again: number; copy: number }
  rowsPerSecond: number
  /** (reading and comparing + accepting + taking effect) ÷ COPY, and the reading alone ÷ COPY */
  ratio: number
  readRatio: number
  /** bytes of resident memory: the reader's process, and the growth of this one, which does the worker's jobs */
  readerPeak: number
  workerGrowth: number
}

/**
 * A list of institutions in a .csv from upload to effect, over HTTP and through the real jobs, in a country of 3,300 authorities on a cluster of its own with fsync on; then
 * the same list again, which changes nothing; against COPY of the very file into a bare table in the same run.
 */
export function benchUnits({ rows }: { rows: number }): Promise<UnitFigures> {
  return onCluster((cluster) => measure(cluster, rows))
}

async function measure(cluster: BenchCluster, rows: number): Promise<UnitFigures> {
  const { house, office, eye } = cluster
  const folder = mkdtempSync(join(tmpdir(), 'xingtan-units-'))
  const path = join(folder, 'list.csv')
  const app = await buildApp(house, null)
  try {
    await pipeline(Readable.from(lines(rows)), createWriteStream(path))
    await asNobody(office, foundCountry)
    const { cookie, postId } = await administrator(cluster)
    await eye.query('analyze')
    const headers = { cookie, 'sec-fetch-site': 'same-origin' }
    const get = async <T>(url: string) => expectOk<T>(await app.inject({ method: 'GET', url, headers }))
    const memory = peakOf()

    const [listId, upload] = await timed(() => send(app, headers, path))
    const [, read] = await timed(() => readListNow(house, { listId, postId }))
    const view = await get<View>(`/api/units/lists/${listId}`)
    if (view.tally.undecided !== rows) throw new Error(`expected ${rows} new units: ${JSON.stringify(view)}`)
    const [, accept] = await timed(async () =>
      expectOk(
        await app.inject({
          method: 'POST',
          url: `/api/units/lists/${listId}/decisions`,
          headers,
          payload: { decision: 'accept', which: { filter: { risk: 'low' }, count: rows, revision: view.revision } },
        }),
      ),
    )
    const [, apply] = await timed(() => applyListsNow(house))
    const workerGrowth = memory.stop()
    const done = await get<View>(`/api/units/lists/${listId}`)
    if (done.tally.applied !== rows) throw new Error(`expected ${rows} units in effect: ${JSON.stringify(done)}`)

    const [, again] = await timed(async () => readListNow(house, { listId: await send(app, headers, path), postId }))
    const copy = await copySeconds(cluster, path, folder)
    const { rows: kept } = await eye.query('select progress from unit_list where id = $1', [listId])
    const reading = upload + read
    return {
      rows,
      fileBytes: statSync(path).size,
      seconds: { read: reading, accept, apply, again, copy },
      rowsPerSecond: rows / (reading + accept + apply),
      ratio: (reading + accept + apply) / copy,
      readRatio: reading / copy,
      readerPeak: kept[0].progress.peakRss,
      workerGrowth,
    }
  } finally {
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface View {
  revision: number
  tally: { undecided: number; applied: number }
}

const header = '学校标识码,学校名称,办学类型,举办者,所在地,属地管理代码,城乡分类,地址,备注'

/** Invented schools over every county of the country, six types by turns. */
function* lines(rows: number): Generator<string> {
  const counties = divisions().filter((each) => each.level === 'county' && hasAuthority(each))
  const types = ['111', '211', '312', '342', '365', '514']
  yield `\uFEFF${header}\n`
  let part = ''
  for (let n = 0; n < rows; n += 1) {
    const county = counties[n % counties.length]
    const type = types[n % types.length] ?? '211'
    if (!county) throw new Error('no county')
    const province = county.code.slice(0, 2)
    part += `${type.slice(0, 2)}${province}${String(n).padStart(6, '0')},${county.name}第${n}学校,${type},${n % 9 ? '831' : '999'},${county.code},,${n % 3 ? '111' : '220'},某路${n}号,${n % 9 ? '' : '民办'}\n`
    if (part.length < 65_536) continue
    yield part
    part = ''
  }
  yield part
}

async function send(app: FastifyInstance, headers: Record<string, string>, path: string): Promise<string> {
  const head =
    '--units\r\ncontent-disposition: form-data; name="file"; filename="list.csv"\r\ncontent-type: text/csv\r\n\r\n'
  async function* body() {
    yield Buffer.from(head)
    yield* createReadStream(path)
    yield Buffer.from('\r\n--units--\r\n')
  }
  const answer = await app.inject({
    method: 'POST',
    url: `/api/units/lists?effectiveOn=${shanghaiDay(new Date())}`,
    headers: { ...headers, 'content-type': 'multipart/form-data; boundary=units' },
    payload: Readable.from(body()),
  })
  return expectOk<{ listId: string }>(answer).listId
}

/** The centre's 系统管理员, signed in. */
async function administrator({ office, eye }: BenchCluster): Promise<{ cookie: string; postId: string }> {
  const token = randomBytes(32)
  const postId = await asNobody(office, async (ctx) => {
    const person = { name: '甄别', gender: '1', birthDate: '1980-03-15', idNumber: null, login: 'bench' } as const
    const [account] = await createAccounts(ctx, [person], '00')
    const { rows } = await eye.query<{ id: string }>(`select id from unit where level = 'ministry'`)
    if (!account || !rows[0]) throw new Error('no account or no centre')
    const [post] = await givePosts(ctx, [
      { unitId: rows[0].id, provinceCode: '00', role: 'system', personId: account.personId, personProvince: '00' },
    ])
    if (!post) throw new Error('no post')
    return post
  })
  await eye.query(
    `update account set password_hash = 'none', password_set_at = now(), notice_version = '2026-11', notice_at = now();`,
  )
  await eye.query(
    `insert into session (token_hash, account_province, account_id, person_id, post_id, ends_at, factor_at, fresh_until)
     select $1, '00', a.id, a.person_id, h.id, now() + interval '8 hours', now(), now() + interval '8 hours' from post_holding h join account a on a.person_id = h.person_id where h.id = $2`,
    [createHash('sm3').update(token).digest(), postId],
  )
  return { cookie: `sid=${token.toString('base64url')}`, postId }
}

/** The engine alone: the file as it is, into a table with nothing but its columns. */
async function copySeconds({ admin }: BenchCluster, path: string, folder: string): Promise<number> {
  chmodSync(folder, 0o755)
  chmodSync(path, 0o644)
  const client = new pg.Client(admin)
  await client.connect()
  try {
    const columns = header.split(',').map((_, at) => `c${at} text`)
    await client.query(`create table bare (${columns.join(', ')})`)
    const [, seconds] = await timed(() => client.query(`copy bare from '${path}' (format csv, header)`))
    return seconds
  } finally {
    await client.end()
  }
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now()
  const result = await work()
  return [result, (performance.now() - started) / 1000]
}

/** The growth of this process, looked at ten times a second. */
function peakOf(): { stop: () => number } {
  const before = process.memoryUsage().rss
  let peak = before
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 100)
  return {
    stop: () => {
      clearInterval(timer)
      return peak - before
    },
  }
}

function expectOk<T>(response: { statusCode: number; body: string }): T {
  if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${response.body.slice(0, 500)}`)
  return JSON.parse(response.body)
}

if (process.argv[1] === import.meta.filename) {
  const figures = await benchUnits({ rows: Number(process.argv[2] ?? 500_000) })
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
}
