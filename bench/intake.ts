import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import { inventPeople } from '../practice/people.ts'
import { inventRecord } from '../practice/records.ts'
import { practiceSchools } from '../practice/schools.ts'
import { registerPeople } from '../server/account/door.ts'
import { buildApp } from '../server/app.ts'
import { importFields, importSubsets } from '../server/intake/match.ts'
import { readBatch } from '../server/intake/read.ts'
import { workbookBuffer } from '../server/intake/template.ts'
import { asNobody, type House } from '../server/platform/context.ts'
import { today as todayOf } from '../standard/dates.ts'
import { profileFor } from '../standard/profile.ts'
import { showValue } from '../standard/show-value.ts'
import { codeTable } from '../standard/tables.ts'
import { onCluster } from './cluster.ts'

const subsets = ['basic_info', 'education_history', 'post_appointment', 'contact']

export interface IntakeFigures {
  people: number
  /** rows of the workbook over its four sheets, and filled cells */
  rows: number
  cells: number
  /** rows with an error, left out of the commit */
  skipped: number
  /** seconds */
  seconds: { read: number; commit: number; raw: number }
  /** (reading and judging + commit) ÷ the same rows written by the engine alone */
  ratio: number
  /** commit alone ÷ the engine alone */
  commitRatio: number
  /** bytes of resident memory: the reader's process, and the growth of the worker's over the reading */
  readerPeak: number
  workerGrowth: number
}

/**
 * An .xlsx of `rows` people × the columns of four subsets, from upload to committed drafts, over HTTP and through the real job, on a cluster of its own
 * with fsync on; against the engine alone writing the very same rows (all columns, all indexes, 1,000 a statement, one transaction) in the same run.
 */
export function benchIntake({ rows }: { rows: number }): Promise<IntakeFigures> {
  return onCluster(({ house, office, eye }) => measure(house, office, eye, rows))
}

async function measure(house: House, office: House, eye: pg.Client, rows: number): Promise<IntakeFigures> {
  const { cookie, book, counts } = await fill(office, eye, rows)
  const app = await buildApp(house, null)
  const headers = { cookie, 'sec-fetch-site': 'same-origin' }
  const boundary = 'bench'
  const payload = Buffer.concat([
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="bench.xlsx"\r\n\r\n`),
    book,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  const before = process.memoryUsage().rss
  const reading = performance.now()
  const uploaded = await app.inject({
    method: 'POST',
    url: '/api/intake/batches',
    headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload,
  })
  const { batchId } = expectOk<{ batchId: string }>(uploaded)
  const { rows: jobs } = await eye.query('select payload from graphile_worker._private_jobs where key = $1', [
    `intake.read:${batchId}`,
  ])
  await readBatch(house, jobs[0].payload)
  const read = performance.now() - reading
  const workerGrowth = process.memoryUsage().rss - before
  const committing = performance.now()
  const committed = await app.inject({
    method: 'POST',
    url: `/api/intake/batches/${batchId}/commit`,
    headers,
    payload: { skipErrors: true },
  })
  const commit = performance.now() - committing
  const view = expectOk<{ result: { skipped: number } }>(committed)
  const { rows: batches } = await eye.query('select progress from import_batch where id = $1', [batchId])
  await app.close()
  const raw = await writeRaw(eye)
  return {
    ...counts,
    skipped: view.result.skipped,
    seconds: { read: read / 1000, commit: commit / 1000, raw: raw / 1000 },
    ratio: (read + commit) / raw,
    commitRatio: commit / raw,
    readerPeak: batches[0].progress.peakRss,
    workerGrowth,
  }
}

function expectOk<T>(response: { statusCode: number; body: string }): T {
  if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${response.body.slice(0, 500)}`)
  return JSON.parse(response.body)
}

/** A school with its clerk, its people, and the workbook that he would have filled. */
async function fill(office: House, eye: pg.Client, rows: number) {
  const school = practiceSchools.find((each) => each.category === 'k12')
  if (!school) throw new Error('there is no practice school')
  const { rows: units } = await eye.query<{ id: string; path: string }>(
    `with next as (select nextval(pg_get_serial_sequence('unit', 'id')) as id)
     insert into unit (id, province_code, path, level) select id, '33', app.path_step(id), 'school' from next returning id, path`,
  )
  const [unit] = units
  if (!unit) throw new Error('no unit')
  await eye.query(
    `insert into unit_version (unit_id, valid_from, code, name, school_type, category, by_change) values ($1, '2026-01-01', $2, $3, $4, $5, 'bench')`,
    [unit.id, school.code, school.name, school.schoolType, school.category],
  )
  const selection = { province: '33', version: 1, subsets }
  await eye.query(`insert into profile (province_code, category, version, selection) values ('33', $1, 1, $2)`, [
    school.category,
    JSON.stringify(selection),
  ])
  const people = inventPeople('bench', rows, { region: '330106' })
  const place = { id: unit.id, path: unit.path, provinceCode: '33', category: school.category }
  for (let at = 0; at < people.length; at += 1000)
    await asNobody(office, (ctx) => registerPeople(ctx, people.slice(at, at + 1000), place))
  await eye.query('select app.count_progress(array[$1::bigint])', [unit.id])
  await eye.query('analyze')

  const profile = profileFor(school.category, selection)
  const day = todayOf(new Date())
  const records = people.map((person) => ({ person, record: inventRecord(person, school, day) }))
  const sheets = importSubsets(profile).map((subset) => {
    const fields = importFields(subset)
    return {
      name: subset.label,
      columns: ['姓名*', '身份证件号*', ...fields.map((field) => field.label)].map((header) => ({ header })),
      rows: records.flatMap(({ person, record }) =>
        (record[subset.name] ?? []).map((row) => [
          person.name,
          person.idNumber,
          ...fields.map((field) => showValue(field, row.values[field.name], codeTable)),
        ]),
      ),
    }
  })
  const cells = sheets.flatMap((sheet) => sheet.rows.flat()).filter((text) => text !== '').length
  const counts = { people: rows, rows: sheets.reduce((sum, sheet) => sum + sheet.rows.length, 0), cells }
  return { book: await workbookBuffer({ sheets }), cookie: await clerkOf(eye, unit.id), counts }
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

/** The engine alone: the items that the import wrote, byte for byte, into a table with the same keys and indexes. Milliseconds. */
async function writeRaw(eye: pg.Client): Promise<number> {
  await eye.query('create table raw_item (like change_item including all)')
  const { rows } = await eye.query<{ line: string }>('select to_jsonb(i)::text as line from change_item i')
  const started = performance.now()
  await eye.query('begin')
  for (let at = 0; at < rows.length; at += 1000) {
    const lines = rows.slice(at, at + 1000).map((row) => row.line)
    await eye.query(
      'insert into raw_item select x.* from unnest($1::text[]) l, jsonb_populate_record(null::raw_item, l::jsonb) x',
      [lines],
    )
  }
  await eye.query('commit')
  const took = performance.now() - started
  const { rows: counted } = await eye.query('select count(*)::int as n from raw_item')
  if (counted[0].n !== rows.length || rows.length === 0) throw new Error('the raw engine wrote other rows')
  return took
}

if (process.argv[1] === import.meta.filename) {
  const figures = await benchIntake({ rows: Number(process.argv[2] ?? 2000) })
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
}
