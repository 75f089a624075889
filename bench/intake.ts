import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inventPeople, type PracticePerson, withCheckDigit } from '../practice/people.ts'
import { inventRecord } from '../practice/records.ts'
import { practiceSchools } from '../practice/schools.ts'
import { registerPeople } from '../server/account/door.ts'
import { buildApp } from '../server/app.ts'
import { importFields, importSubsets } from '../server/intake/match.ts'
import { workbookBuffer } from '../server/intake/template.ts'
import { addUnits } from '../server/org/door.ts'
import { asNobody } from '../server/platform/context.ts'
import { readWorkbook } from '../server/platform/workbook/read.ts'
import { workerFlags } from '../server/worker-flags.ts'
import { today as todayOf } from '../standard/dates.ts'
import { profileFor } from '../standard/profile.ts'
import { showValue } from '../standard/show-value.ts'
import { codeTable } from '../standard/tables.ts'
import { type BenchCluster, onCluster } from './cluster.ts'
import type { JobAnswer, JobOrder } from './intake-job.ts'

export interface IntakeFigures {
  people: number
  columns: number
  fileBytes: number
  /** rows with an error, left out of the commit */
  bad: number
  /** seconds: upload to preview, and commit to the changes that stand for review; the fastest reader over the same file, and COPY of the same rows */
  seconds: { upload: number; read: number; commit: number; rawRead: number; rawCopy: number }
  /** (upload + read + commit) ÷ (fastest reader + COPY) */
  ratio: number
  readRatio: number
  commitRatio: number
  /** bytes of resident memory: the reader's process, and the worker's over reading and over commit */
  readerPeak: number
  workerPeak: { read: number; commit: number }
}

/**
 * An .xlsx of `people` × 基本信息 with 3 % bad rows of eight kinds, from upload to preview and from commit to the drafts that stand, over HTTP and through the real
 * jobs in a process of their own, on a cluster with fsync on; against reading the same file with the fastest reader there is and COPYing the rows that were
 * written, in the same run.
 */
export function benchIntake({ people }: { people: number }): Promise<IntakeFigures> {
  return onCluster((cluster) => measure(cluster, people))
}

async function measure(cluster: BenchCluster, count: number): Promise<IntakeFigures> {
  const { house, eye } = cluster
  const { cookie, book, columns } = await fill(cluster, count)
  const app = await buildApp(house, null)
  try {
    const headers = { cookie, 'sec-fetch-site': 'same-origin' }
    const began = performance.now()
    const { batchId } = expectOk<{ batchId: string }>(
      await app.inject({
        method: 'POST',
        url: '/api/intake/batches',
        headers: { ...headers, 'content-type': 'multipart/form-data; boundary=bench' },
        payload: Buffer.concat([
          Buffer.from(`--bench\r\ncontent-disposition: form-data; name="file"; filename="bench.xlsx"\r\n\r\n`),
          book,
          Buffer.from(`\r\n--bench--\r\n`),
        ]),
      }),
    )
    const upload = (performance.now() - began) / 1000
    const read = await runJob(cluster, batchId)
    await eye.query('analyze')
    const before = expectOk<{ state: string; errorRows: number }>(
      await app.inject({ method: 'GET', url: `/api/intake/batches/${batchId}`, headers }),
    )
    const committing = performance.now()
    expectOk(
      await app.inject({
        method: 'POST',
        url: `/api/intake/batches/${batchId}/commit`,
        headers,
        payload: { skipErrors: true },
      }),
    )
    const asked = (performance.now() - committing) / 1000
    const commit = await runJob(cluster, batchId)
    const after = expectOk<{ state: string; result: { skipped: number; added: number } | null }>(
      await app.inject({ method: 'GET', url: `/api/intake/batches/${batchId}`, headers }),
    )
    if (after.state !== 'committed' || after.result?.added !== count - before.errorRows)
      throw new Error(`not all was written: ${JSON.stringify({ before, after }).slice(0, 3000)}`)
    const { rows: batches } = await eye.query('select progress from import_batch where id = $1', [batchId])
    const raw = await writeRaw(cluster, book)
    const seconds = { upload, read: read.seconds, commit: asked + commit.seconds, ...raw }
    return {
      people: count,
      columns,
      fileBytes: book.length,
      bad: before.errorRows,
      seconds,
      ratio: (seconds.upload + seconds.read + seconds.commit) / (raw.rawRead + raw.rawCopy),
      readRatio: (seconds.upload + seconds.read) / raw.rawRead,
      commitRatio: seconds.commit / raw.rawCopy,
      readerPeak: batches[0].progress.peakRss,
      workerPeak: { read: read.peak, commit: commit.peak },
    }
  } finally {
    await app.close()
  }
}

/** Does what the queue holds for the batch, in a process of its own. */
async function runJob({ house, app, eye }: BenchCluster, batchId: string): Promise<JobAnswer> {
  const { rows } = await eye.query<{ task: string; payload: object }>(
    `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
      where t.id = j.task_id and j.key like 'intake.%:' || $1 returning t.identifier as task, j.payload`,
    [batchId],
  )
  const [job] = rows
  if (!job) throw new Error('the queue holds nothing for this batch')
  const text = (bytes: Buffer) => bytes.toString('base64')
  const { field, fieldMac, index, pepper } = house.keys
  const order: JobOrder = {
    app,
    filesDir: house.filesDir,
    keys: { field: text(field), fieldMac: text(fieldMac), index: text(index), pepper: text(pepper) },
    ...job,
  }
  const path = join(import.meta.dirname, 'intake-job.ts')
  const child = spawn(process.execPath, [...workerFlags, path], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(order))
  let said = ''
  for await (const chunk of child.stdout) said += String(chunk)
  return JSON.parse(said)
}

function expectOk<T>(response: { statusCode: number; body: string }): T {
  if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${response.body.slice(0, 500)}`)
  return JSON.parse(response.body)
}

/** A school with its clerk, its people, and the workbook that he would have filled. */
async function fill({ office, eye }: BenchCluster, count: number) {
  const school = practiceSchools.find((each) => each.category === 'k12')
  if (!school) throw new Error('there is no practice school')
  const made = await asNobody(office, (ctx) =>
    addUnits(
      ctx,
      [
        {
          code: school.code,
          name: school.name,
          level: 'school',
          provinceCode: '33',
          parentCode: null,
          schoolType: school.schoolType,
          category: school.category,
        },
      ],
      'bench',
    ),
  )
  const unit = made.get(school.code)
  if (!unit) throw new Error('no unit')
  const selection = { province: '33', version: 1, subsets: ['basic_info'] }
  await eye.query(`insert into profile (province_code, category, version, selection) values ('33', $1, 1, $2)`, [
    school.category,
    JSON.stringify(selection),
  ])
  const people = inventPeople('bench', count, { region: '330106' })
  const place = { id: unit.id, path: unit.path, provinceCode: '33', category: school.category }
  for (let at = 0; at < people.length; at += 1000)
    await asNobody(office, (ctx) => registerPeople(ctx, people.slice(at, at + 1000), place))
  await eye.query('select app.count_progress(array[$1::bigint])', [unit.id])
  await eye.query('vacuum analyze')

  const [subset] = importSubsets(profileFor(school.category, selection))
  if (!subset) throw new Error('the profile has no 基本信息')
  const fields = importFields(subset)
  const headers = ['姓名*', '身份证件号*', ...fields.map((field) => field.label)]
  const day = todayOf(new Date())
  const rows = function* () {
    for (const [n, person] of people.entries()) {
      const values = inventRecord(person, school, day).basic_info?.[0]?.values ?? {}
      const row = [
        person.name,
        person.idNumber,
        ...fields.map((field) => showValue(field, values[field.name], codeTable)),
      ]
      // 3 of 100, the eight kinds by turns
      yield n % 100 < 3 ? spoilt(row, headers, person, Math.floor(n / 100) * 3 + (n % 100)) : row
    }
  }
  const book = await workbookBuffer({
    sheets: [{ name: subset.label, columns: headers.map((header) => ({ header })), rows: rows() }],
  })
  return { book, columns: headers.length, cookie: await clerkOf(eye, unit.id) }
}

/** One of eight mistakes that clerks make. */
function spoilt(row: readonly string[], headers: readonly string[], person: PracticePerson, n: number): string[] {
  const at = (label: string) => headers.indexOf(label)
  const nobody = withCheckDigit(`339906${person.birthDate.replaceAll('-', '')}${String(n % 1000).padStart(3, '0')}`)
  const mistakes: [column: number, text: string][] = [
    [at('民族'), '满汉族'],
    [at('参加工作年月'), '前年夏天'],
    [1, `${person.idNumber.slice(0, 1)}.30199E+17`],
    [1, nobody],
    [0, `${person.name}某`],
    [1, `${person.idNumber.slice(0, 17)}${person.idNumber.endsWith('5') ? '6' : '5'}`],
    [at('参加工作年月'), '2099-01'],
    [at('政治面貌'), '\u202e13'],
  ]
  const [column, text] = mistakes[n % mistakes.length] ?? [0, '']
  if (column < 0) throw new Error(`the workbook has no such column: mistake ${n % mistakes.length}`)
  return row.map((cell, place) => (place === column ? text : cell))
}

/** Gives the post of the 信息管理员 to one of the people, and signs him in. */
async function clerkOf(eye: pg.Client, unitId: string): Promise<string> {
  const { rows } = await eye.query<{ person_id: string; account: string; post: string }>(
    `with p as (select person_id from teacher where unit_id = $1 limit 1), post as (
       insert into post_holding (province_code, id, unit_id, role, person_province, person_id, from_on)
       select '33', app.new_id(), $1, 'information', '33', person_id, '2026-01-01' from p returning id, person_id)
     select post.person_id, post.id as post, a.id as account from post join account a on a.person_id = post.person_id`,
    [unitId],
  )
  const [clerk] = rows
  if (!clerk) throw new Error('no clerk')
  const token = randomBytes(32)
  await eye.query(
    `update account set password_hash = 'none', password_set_at = now(), notice_version = '2026-11', notice_at = now() where id = $1`,
    [clerk.account],
  )
  await eye.query(
    `insert into session (token_hash, account_province, account_id, person_id, post_id, ends_at) values ($1, '33', $2, $3, $4, now() + interval '8 hours')`,
    [createHash('sm3').update(token).digest(), clerk.account, clerk.person_id, clerk.post],
  )
  return `sid=${token.toString('base64url')}`
}

/** Neither judged nor sealed: the file through the fastest reader, and the rows that the import wrote COPYed into tables with the same keys and indexes. */
async function writeRaw({ admin, eye }: BenchCluster, book: Buffer): Promise<{ rawRead: number; rawCopy: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'xingtan-raw-'))
  chmodSync(folder, 0o777)
  const client = new pg.Client(admin)
  await client.connect()
  try {
    const path = join(folder, 'book.xlsx')
    writeFileSync(path, book)
    const reading = performance.now()
    let rows = 0
    for await (const event of readWorkbook(path)) if ('rows' in event) rows += event.rows.length
    const rawRead = (performance.now() - reading) / 1000
    if (rows < 2) throw new Error('the reader read nothing')
    for (const table of ['change', 'change_item']) {
      await client.query(`copy ${table} to '${join(folder, table)}'`)
      await eye.query(`create table raw_${table} (like ${table} including all)`)
    }
    const copying = performance.now()
    await client.query('begin')
    for (const table of ['change', 'change_item']) await client.query(`copy raw_${table} from '${join(folder, table)}'`)
    await client.query('commit')
    const rawCopy = (performance.now() - copying) / 1000
    const { rows: counted } = await client.query('select count(*)::int as n from raw_change_item')
    if (counted[0].n === 0) throw new Error('nothing was copied')
    return { rawRead, rawCopy }
  } finally {
    await client.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

if (process.argv[1] === import.meta.filename) {
  const figures = await benchIntake({ people: Number(process.argv[2] ?? 2000) })
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
}
