import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bookParts, inline, rowsBook, zip } from './corpus.ts'
import { readWorkbook } from './read.ts'
import { type ChildEvent, type ReadInChildOptions, readInChild, walls } from './read-process.ts'
import { WorkbookRefusal } from './refusal.ts'

let folder = ''
let files = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbook-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(bytes: Buffer | string, name = 'sent.xlsx'): Promise<string> {
  files += 1
  const path = join(folder, `${files}-${name}`)
  await writeFile(path, bytes)
  return path
}

async function all<T>(events: AsyncIterable<T>): Promise<T[]> {
  const said: T[] = []
  for await (const event of events) said.push(event)
  return said
}

async function refused(path: string, options?: ReadInChildOptions): Promise<WorkbookRefusal> {
  const error = await all(readInChild(path, options)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof WorkbookRefusal)) throw error ?? new Error('was not refused')
  return error
}

const cells = `${inline('A1', '张三\n"甲"')}<c r="B1"><v>1E17</v></c><c r="C1"><f>1</f></c><c r="D1" t="b"><v>0</v></c>`
const many = (rows: number) =>
  Array.from({ length: rows }, (_, i) => `<row r="${i + 1}">${inline(`A${i + 1}`, `教师${i}`)}</row>`).join('')

test('the process says what the reader says, and its peak memory', async () => {
  const path = await file(rowsBook(`<row r="1">${cells}</row>`))
  const here = await all(readWorkbook(path))
  const there = await all(readInChild(path))
  expect(there.slice(0, -1)).toEqual(here.slice(0, -1))
  const last = there.at(-1)
  expect(last).toEqual({ done: { sheets: 1, rows: 1, peakRss: expect.any(Number) } })
  if (!last || !('done' in last)) throw new Error('no done')
  expect(last.done.peakRss).toBeGreaterThan(20 * 2 ** 20)
  expect(last.done.peakRss).toBeLessThan(256 * 2 ** 20)
})

test('a refusal crosses with its code and its sentence', async () => {
  const error = await refused(await file('姓名\n'))
  expect([error.code, error.message]).toEqual(['workbook.not-xlsx', expect.stringContaining('.xlsx')])
})

test('the name that was sent decides where the path has no ending', async () => {
  const path = await file('姓名\n', 'upload')
  expect((await refused(path, { name: '教师.xlsx' })).code).toBe('workbook.not-xlsx')
  expect(await all(readInChild(path, { name: '教师.csv' }))).toHaveLength(3)
})

test('a name that looks like an option of node is a name', async () => {
  const path = await file('姓名\n', 'upload')
  expect(await all(readInChild(path, { name: '--eval=process.exit(3)' }))).toHaveLength(3)
})

test('the reader may read its file and no other, and may write and start nothing', async () => {
  const [own, other] = [await file('甲', 'a.csv'), await file('乙', 'b.csv')]
  const question = (path: string) => `process.permission.has('fs.read', ${JSON.stringify(path)})`
  const asked = [own, other, '/etc/passwd', join(process.cwd(), 'package.json')].map(question).join()
  const program = `[${asked}, process.permission.has('fs.write'), process.permission.has('child')].join()`
  const { stdout } = spawnSync(process.execPath, [...walls(own, 64), '-p', program], { env: {}, encoding: 'utf8' })
  expect(stdout.trim()).toBe('true,false,false,false,false,false')
})

test('death by memory is a refusal that says what to do', async () => {
  const path = await file(rowsBook(many(1_000)))
  const error = await refused(path, { heapMb: 3 })
  expect([error.code, error.message]).toEqual(['workbook.reader-died', expect.stringContaining('请')])
})

test('death by processor time is the same refusal', async () => {
  const error = await refused(await file(rowsBook(many(400_000))), { cpuSeconds: 1 })
  expect(error.code).toBe('workbook.reader-died')
  expect(String(error.cause)).toMatch(/SIGXCPU|SIGKILL|exit 1(52|37)/)
})

test('an abort ends the reader and is thrown as it was given', async () => {
  const path = await file(rowsBook(many(50_000)))
  const reason = new Error('the clerk has gone')
  const abort = new AbortController()
  const seen: ChildEvent[] = []
  const reading = (async () => {
    for await (const event of readInChild(path, { signal: abort.signal })) {
      seen.push(event)
      if ('rows' in event) abort.abort(reason)
    }
  })()
  await expect(reading).rejects.toBe(reason)
  expect(seen.some((event) => 'done' in event)).toBe(false)
})

test('a reader whose caller waits, waits too', async () => {
  const path = await file(rowsBook(many(100_000)))
  let rows = 0
  const events = readInChild(path)
  for await (const event of events) {
    if ('rows' in event) rows += event.rows.length
    if (rows > 0) break
  }
  expect(rows).toBeLessThan(10_000)
  const slow = readInChild(path)
  let last: ChildEvent | undefined
  for await (const event of slow) {
    if (!last) await sleep(300)
    last = event
  }
  if (!last || !('done' in last)) throw new Error('no done')
  expect(last.done.rows).toBe(100_000)
  expect(last.done.peakRss).toBeLessThan(256 * 2 ** 20)
})

test('two million shared strings stay within the memory of the reader', async () => {
  const parts = bookParts({ sheets: ['<sheetData><row r="1"><c r="A1" t="s"><v>1999999</v></c></row></sheetData>'] })
  const strings = Buffer.alloc(2_000_000 * 44)
  let used = strings.write('<sst>')
  for (let i = 0; i < 2_000_000; i += 1) used += strings.write(`<si><t>教师${i}</t></si>`, used)
  used += strings.write('</sst>', used)
  const body = strings.subarray(0, used)
  const book = zip(parts.map((part) => (part.name.includes('shared') ? { ...part, body } : part)))
  const events = await all(readInChild(await file(book)))
  expect(events[1]).toEqual({ rows: [{ row: 1, cells: [{ col: 1, text: '教师1999999', kind: 'text' }] }] })
  const last = events.at(-1)
  if (!last || !('done' in last)) throw new Error('no done')
  expect(last.done.peakRss).toBeLessThan(256 * 2 ** 20)
})
