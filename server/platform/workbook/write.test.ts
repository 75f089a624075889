import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { readXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openArchive } from './archive.ts'
import type { Row } from './cells.ts'
import { readWorkbook, type SheetInfo } from './read.ts'
import { limits } from './refusal.ts'
import {
  choicesSheet,
  metadataSheet,
  type RowModel,
  type WorkbookModel,
  workbookBytes,
  writeWorkbook,
} from './write.ts'

let folder = ''
let files = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbook-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function written(model: WorkbookModel): Promise<string> {
  files += 1
  const path = join(folder, `${files}.xlsx`)
  await writeWorkbook(path, model)
  return path
}

async function readBack(path: string) {
  const sheets: (SheetInfo & { rows: Row[] })[] = []
  for await (const event of readWorkbook(path)) {
    if ('sheet' in event) sheets.push({ ...event.sheet, rows: [] })
    else if ('rows' in event) sheets.at(-1)?.rows.push(...event.rows)
  }
  return sheets
}

async function part(path: string, name: string): Promise<string> {
  const archive = await openArchive(path, limits)
  try {
    return (await buffer(archive.read(name))).toString('utf8')
  } finally {
    archive.close()
  }
}

const page = (texts: string[]): WorkbookModel => ({
  sheets: [{ name: '教师', columns: [{ header: '姓名' }], rows: texts.map((text) => [text]) }],
})

describe('what is written is read back equal', () => {
  const texts = [
    '110101199003070011',
    '00371',
    ' 前后有空格 ',
    '两\n行',
    '\t制表',
    '<&>"\'',
    '_x000D_',
    '_x0041_和_x',
    '#N/A',
    '#DIV/0!',
    'TRUE',
    '2021-01-01',
    '𠀀𬌗',
    '阿卜杜拉·买买提',
    '__proto__',
    '汉'.repeat(32_767),
  ]
  test('texts of every kind, as texts', async () => {
    const [sheet] = await readBack(await written(page(texts)))
    expect(sheet?.rows.slice(1).map((row) => row.cells)).toEqual(texts.map((text) => [{ col: 1, text, kind: 'text' }]))
  })

  test('by another program as well', async () => {
    const book = await readXlsx(await readFile(await written(page(texts))))
    expect(book.sheets[0]?.rows.slice(1).map((row) => row[0])).toEqual(texts)
  })

  test('characters that XML cannot carry', async () => {
    const [sheet] = await readBack(await written(page(['a\u0000b', 'a\u0007b', 'a\uffffb', 'a\ud800b'])))
    expect(sheet?.rows.slice(1).map((row) => row.cells[0]?.text)).toEqual([
      'a\u0000b',
      'a\u0007b',
      'a\uffffb',
      'a\ufffdb',
    ])
  })

  test('blank cells keep their neighbours in place', async () => {
    const rows: RowModel[] = [['甲', null, '丙'], [], ['', '乙', { text: '', fill: 'FF0000' }]]
    const path = await written({ sheets: [{ name: '表', columns: [{}, {}, {}], rows }] })
    const [sheet] = await readBack(path)
    expect(sheet?.rows.map((row) => [row.row, ...row.cells.map((cell) => `${cell.col}${cell.text}`)])).toEqual([
      [1, '1甲', '3丙'],
      [3, '2乙'],
    ])
  })

  test('a cursor of rows and forty thousand of them', async () => {
    async function* cursor(): AsyncGenerator<RowModel> {
      for (let i = 0; i < 40_000; i += 1) yield [`教师${i}`, `${i}`]
    }
    const path = await written({
      sheets: [{ name: '表', columns: [{ header: '姓名' }, { header: '号' }], rows: cursor() }],
    })
    const [sheet] = await readBack(path)
    expect(sheet?.rows.length).toBe(40_001)
    expect(sheet?.rows.at(-1)?.cells.map((cell) => cell.text)).toEqual(['教师39999', '39999'])
  })
})

describe('a template', () => {
  const codes = Array.from({ length: 4_000 }, (_, i) => `${i}-选项${i}`)
  const model: WorkbookModel = {
    title: '教师信息模板',
    created: new Date('2026-01-01T00:00:00Z'),
    metadata: { template: 'teacher', version: '3', hash: 'a=b&c' },
    sheets: [
      {
        name: '教师',
        pageHeader: '张三 & 李四 2026-01-01',
        columns: [
          { header: '姓名', headerNote: '与身份证一致\n必填', headerFill: 'FFCC00', width: 14 },
          { header: '性别', choices: ['男', '女'], choicesMessage: '请从下拉列表中选择' },
          { header: '任教学科', choices: codes },
          { header: '兼课学科', choices: codes },
        ],
        rows: [['张三', { text: '男', fill: 'FFC7CE', note: '与证件不符' }]],
      },
    ],
  }
  let path = ''
  beforeAll(async () => {
    path = await written(model)
  })

  test('keeps its metadata on a sheet that no menu shows, and its lists on a hidden one', async () => {
    const sheets = await readBack(path)
    expect(sheets.map(({ name, state }) => [name, state])).toEqual([
      ['教师', 'visible'],
      [choicesSheet, 'hidden'],
      [metadataSheet, 'veryHidden'],
    ])
    expect(sheets[2]?.rows.map((row) => row.cells.map((cell) => cell.text))).toEqual([
      ['template', 'teacher'],
      ['version', '3'],
      ['hash', 'a=b&c'],
    ])
  })

  test('keeps one list for two columns that share it', async () => {
    const lists = (await readBack(path))[1]
    expect(lists?.rows.length).toBe(4_000)
    expect(lists?.rows[1]?.cells.map((cell) => cell.text)).toEqual(['女', '1-选项1'])
    const sheet = await part(path, 'xl/worksheets/sheet1.xml')
    expect([...sheet.matchAll(/sqref="([^"]+)"><formula1>([^<]+)/g)].map((match) => match.slice(1))).toEqual([
      ['B2:B1048576', `${choicesSheet}!$A$1:$A$2`],
      ['C2:C1048576', `${choicesSheet}!$B$1:$B$4000`],
      ['D2:D1048576', `${choicesSheet}!$B$1:$B$4000`],
    ])
  })

  test('is understood by another program: notes, colours, drop-downs, frozen header, hidden sheets', async () => {
    const book = await readXlsx(await readFile(path), { readStyles: true })
    const [sheet, lists, hidden] = book.sheets
    expect(sheet?.freezePane).toMatchObject({ rows: 1 })
    expect(sheet?.cells?.get('0,0')).toMatchObject({
      comment: { text: '与身份证一致\n必填' },
      style: { font: { bold: true }, fill: { fgColor: { rgb: 'FFCC00' } } },
    })
    expect(sheet?.cells?.get('1,1')).toMatchObject({
      comment: { text: '与证件不符' },
      style: { numFmt: '@', fill: { fgColor: { rgb: 'FFC7CE' } } },
    })
    expect(sheet?.dataValidations?.map(({ type, range, errorMessage }) => [type, range, errorMessage])).toEqual([
      ['list', 'B2:B1048576', '请从下拉列表中选择'],
      ['list', 'C2:C1048576', undefined],
      ['list', 'D2:D1048576', undefined],
    ])
    expect(sheet?.headerFooter?.oddHeader).toBe('&C张三 && 李四 2026-01-01')
    expect([lists?.hidden, hidden?.veryHidden]).toEqual([true, true])
    expect(book.properties).toMatchObject({ title: '教师信息模板', creator: '杏坛' })
  })

  test('gives every column the text format, so that an id number typed into a blank cell keeps its digits', async () => {
    const sheet = await part(path, 'xl/worksheets/sheet1.xml')
    const styles = await part(path, 'xl/styles.xml')
    const formats = [...styles.slice(styles.indexOf('<cellXfs')).matchAll(/<xf numFmtId="(\d+)"/g)].map(
      (match) => match[1],
    )
    const columns = [...sheet.matchAll(/<col [^>]*style="(\d+)"/g)].map((match) => formats[Number(match[1])])
    expect(columns).toEqual(['49', '49', '49', '49'])
  })

  test('is the same file for the same content', async () => {
    expect(await readFile(await written(model))).toEqual(await readFile(path))
  })
})

describe('nothing that is written can run', () => {
  test('texts that look like formulas, links or commands are texts in the file', async () => {
    const texts = [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      "=cmd|' /C calc'!A0",
      '=HYPERLINK("http://a","b")',
      '＝1+1',
      'http://a',
    ]
    const path = await written(page(texts))
    const sheet = await part(path, 'xl/worksheets/sheet1.xml')
    expect(sheet).not.toMatch(/<f[ >]|<hyperlink|<v>/)
    expect([...sheet.matchAll(/<c [^>]*>/g)].every(([cell]) => cell.includes('t="inlineStr"'))).toBe(true)
    const [back] = await readBack(path)
    expect(back?.rows.slice(1).map((row) => row.cells[0]?.text)).toEqual(texts)
  })
})

describe('what cannot be written is a mistake that leaves no file', () => {
  const mistakes: [string, WorkbookModel][] = [
    ['a text longer than a cell', page(['a'.repeat(32_768)])],
    ['more cells than columns', { sheets: [{ name: '表', columns: [{}], rows: [['a', 'b']] }] }],
    ['a colour that is none', { sheets: [{ name: '表', columns: [{}], rows: [[{ text: 'a', fill: 'red' }]] }] }],
    ['a sheet name with a slash', { sheets: [{ name: '甲/乙', columns: [] }] }],
    ['a sheet name too long', { sheets: [{ name: '甲'.repeat(32), columns: [] }] }],
    ['a sheet name used twice', { sheets: ['a', 'A'].map((name) => ({ name, columns: [] })) }],
    ['no visible sheet', { sheets: [{ name: 'a', state: 'hidden', columns: [] }] }],
  ]
  test.each(mistakes)('%s', async (_, model) => {
    await expect(written(model)).rejects.toThrow()
    await expect(stat(join(folder, `${files}.xlsx`))).rejects.toThrow('ENOENT')
  })

  test('a cursor that fails', async () => {
    const rows = (async function* (): AsyncGenerator<RowModel> {
      yield ['甲']
      throw new Error('the database has gone')
    })()
    await expect(written({ sheets: [{ name: '表', columns: [{}], rows }] })).rejects.toThrow('the database has gone')
    await expect(stat(join(folder, `${files}.xlsx`))).rejects.toThrow('ENOENT')
  })
})

test('rows are pulled only as the bytes are taken', async () => {
  let pulled = 0
  function* rows(): Generator<RowModel> {
    for (; pulled < 1_000_000; pulled += 1) yield [`教师${pulled}`]
  }
  const bytes = workbookBytes({ sheets: [{ name: '表', columns: [{}], rows: rows() }] })
  for (let i = 0; i < 3; i += 1) await bytes.next()
  await bytes.return(undefined)
  expect(pulled).toBeGreaterThan(0)
  expect(pulled).toBeLessThan(100_000)
})

test('a written file can be read by its owner alone', async () => {
  expect((await stat(await written(page(['甲'])))).mode & 0o777).toBe(0o600)
})
