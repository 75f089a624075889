/**
 * Workbooks of 60 columns: rows a second and peak memory of reading (in its own process) and writing, and how long the
 * worst files take. Usage: node bench/workbook.ts [rows, 100000 if absent]. Writes to a folder of its own under the
 * system's temporary folder and removes it.
 */
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bookParts, inline, rowsBook, styles, workbook, zip } from '../server/platform/workbook/corpus.ts'
import { readInChild } from '../server/platform/workbook/read-process.ts'
import { WorkbookRefusal } from '../server/platform/workbook/refusal.ts'
import { type RowModel, writeWorkbook } from '../server/platform/workbook/write.ts'

const columns = 60
const [first, target] = process.argv.slice(2)

if (first === 'write' && target !== undefined) {
  // A process of its own, so that its peak is the writer's alone.
  await writeRows(target, Number(process.argv[4]))
  const status = await readFile('/proc/self/status', 'utf8')
  process.stdout.write(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? '0')
} else {
  await bench(Number(first ?? 100_000))
}

async function bench(rows: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-workbook-'))
  try {
    const path = join(folder, 'rows.xlsx')
    const writing = performance.now()
    const { stdout, status } = spawnSync(process.execPath, [
      fileURLToPath(import.meta.url),
      'write',
      path,
      String(rows),
    ])
    if (status !== 0) throw new Error('the writer failed')
    report('write', rows, writing, Number(stdout) * 1024, (await stat(path)).size)
    await read('read inline strings', path)

    const shared = join(folder, 'shared.xlsx')
    await writeFile(shared, sharedBook(Math.min(rows, 20_000)))
    await read('read shared strings', shared)

    const csv = join(folder, 'rows.csv')
    await writeFile(csv, Array.from({ length: Math.min(rows, 50_000) }, (_, i) => rowTexts(i).join(',')).join('\r\n'))
    await read('read csv', csv)

    for (const [name, bytes] of hostile()) {
      const bad = join(folder, `${name.replaceAll(' ', '-')}.xlsx`)
      await writeFile(bad, bytes)
      await read(name, bad)
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function read(name: string, path: string): Promise<void> {
  const began = performance.now()
  const { size } = await stat(path)
  try {
    for await (const event of readInChild(path)) {
      if ('done' in event) report(name, event.done.rows, began, event.done.peakRss, size)
    }
  } catch (error) {
    if (!(error instanceof WorkbookRefusal)) throw error
    const seconds = (performance.now() - began) / 1000
    console.log(`${name}: refused ${error.code} after ${seconds.toFixed(2)} s, file ${megabytes(size)}`)
  }
}

function report(name: string, rows: number, began: number, peak: number, size: number): void {
  const seconds = (performance.now() - began) / 1000
  const speed = rows > 0 ? `, ${Math.round(rows / seconds)} rows/s` : ''
  console.log(
    `${name}: ${rows} rows in ${seconds.toFixed(2)} s${speed}, peak ${megabytes(peak)}, file ${megabytes(size)}`,
  )
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`
}

/** Invented people, with the mix of a teacher's row: ids, names, codes, dates, blanks. */
function rowTexts(i: number): string[] {
  return Array.from({ length: columns }, (_, col) => {
    if (col === 0) return `教师${i}`
    if (col === 1) return `11010119900101${String(i % 10_000).padStart(4, '0')}`
    if (col % 5 === 0) return ''
    if (col % 5 === 1) return `20${String(10 + (i % 14))}-09-01`
    return col % 5 === 2 ? `${i % 90}-选项${i % 90}` : `第${(i * col) % 9973}号内容`
  })
}

async function writeRows(path: string, rows: number): Promise<void> {
  function* all(): Generator<RowModel> {
    for (let i = 0; i < rows; i += 1) yield rowTexts(i)
  }
  const header = Array.from({ length: columns }, (_, i) => ({ header: `列${i + 1}`, width: 16 }))
  await writeWorkbook(path, {
    metadata: { rows: String(rows) },
    sheets: [{ name: '教师', columns: header, rows: all() }],
  })
}

function sharedBook(rows: number): Buffer {
  const index = new Map<string, number>()
  const place = (text: string) => {
    const known = index.get(text) ?? index.size
    index.set(text, known)
    return known
  }
  const xml = Array.from({ length: rows }, (_, i) => {
    const cells = rowTexts(i).map((text) => (text === '' ? '<c s="1"/>' : `<c t="s"><v>${place(text)}</v></c>`))
    return `<row r="${i + 1}">${cells.join('')}</row>`
  })
  const strings = [...index.keys()].map((text) => `<si><t>${text}</t></si>`).join('')
  return rowsBook(xml.join(''), { strings, styles: styles([14]) })
}

function* hostile(): Generator<[string, Buffer]> {
  const one = `<row r="1">${inline('A1', '甲')}</row>`
  yield ['cell at XFD1048576', rowsBook('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')]
  const blank = Array.from({ length: 1_048_575 }, (_, i) => `<row r="${i + 2}" s="1" customFormat="1" ht="18"/>`).join(
    '',
  )
  yield ['1048576 blank styled rows', rowsBook(one + blank)]
  yield [
    'fifteen such sheets',
    workbook({ sheets: Array.from({ length: 15 }, () => `<sheetData>${one}${blank}</sheetData>`) }),
  ]
  const strings = Buffer.alloc(2_100_000 * 44)
  let used = strings.write('<sst>')
  for (let i = 0; i < 2_100_000; i += 1) used += strings.write(`<si><t>教师${i}</t></si>`, used)
  const parts = bookParts({ sheets: ['<sheetData/>'] })
  const body = strings.subarray(0, used)
  yield ['2100000 shared strings', zip(parts.map((part) => (part.name.includes('shared') ? { ...part, body } : part)))]
  yield [
    'entities within entities',
    rowsBook(one, { replace: { 'xl/styles.xml': '<!DOCTYPE a [<!ENTITY b "b">]><a/>' } }),
  ]
  yield ['3 GB claimed', zip([...parts, { name: 'a', body: '', claims: 3 * 2 ** 30 }])]
  yield [
    '400 MB of blanks',
    zip(parts.map((part) => (part.name.includes('sheet1') ? { ...part, body: blanks(400) } : part))),
  ]
}

/** A sheet with megabytes of nothing between two rows. */
function blanks(mb: number): Buffer {
  return Buffer.concat([Buffer.from('<worksheet><sheetData>'), Buffer.alloc(mb * 2 ** 20, 32)])
}
