import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Cell, Row } from './cells.ts'
import { bookParts, inline, macroType, ole, rowsBook, styles, workbook, zip } from './corpus.ts'
import { type ReadOptions, readWorkbook, type SheetInfo } from './read.ts'
import { WorkbookRefusal } from './refusal.ts'

let folder = ''
let files = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbook-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(bytes: Buffer | string, name = 'sent.xlsx', options: ReadOptions = {}) {
  files += 1
  const path = join(folder, `${files}-${name}`)
  await writeFile(path, bytes)
  const sheets: (SheetInfo & { rows: Row[] })[] = []
  for await (const event of readWorkbook(path, options)) {
    if ('sheet' in event) sheets.push({ ...event.sheet, rows: [] })
    else if ('rows' in event) sheets.at(-1)?.rows.push(...event.rows)
  }
  return sheets
}

async function rowsOf(bytes: Buffer | string, name?: string, options?: ReadOptions): Promise<Row[]> {
  return (await read(bytes, name, options)).flatMap((sheet) => sheet.rows)
}

async function cellsOf(bytes: Buffer | string, name?: string): Promise<Cell[]> {
  return (await rowsOf(bytes, name)).flatMap((row) => row.cells)
}

const brief = (cells: Cell[]) => cells.map(({ text, problem }) => (problem ? `${text} !${problem}` : text))

async function refused(bytes: Buffer | string, name?: string, options?: ReadOptions): Promise<WorkbookRefusal> {
  const error = await read(bytes, name, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(WorkbookRefusal)
  if (!(error instanceof WorkbookRefusal)) throw error
  expect(error.message).toMatch(/请/)
  return error
}

const one = `<row r="1">${inline('A1', '甲')}</row>`

describe('cells of an .xlsx', () => {
  test('shared strings, inline strings, numbers and bools come with their place and kind', async () => {
    const rows = await rowsOf(
      rowsBook(
        `<row r="2"><c r="B2" t="s"><v>1</v></c><c r="D2"><v>37</v></c><c r="E2" t="b"><v>1</v></c>${inline('AA2', '𠀀')}</row>`,
        { strings: '<si><t>甲</t></si><si><t>乙&amp;丙</t></si>' },
      ),
    )
    expect(rows).toEqual([
      {
        row: 2,
        cells: [
          { col: 2, text: '乙&丙', kind: 'text' },
          { col: 4, text: '37', kind: 'number' },
          { col: 5, text: 'TRUE', kind: 'bool' },
          { col: 27, text: '𠀀', kind: 'text' },
        ],
      },
    ])
  })

  test('rich text is joined and its phonetic runs are left out, shared and inline', async () => {
    const rich = '<r><t>1101</t></r><r><rPr><b/></rPr><t>01</t></r><rPh sb="0" eb="1"><t>yi</t></rPh>'
    const book = rowsBook(`<row><c t="s"><v>0</v></c><c t="inlineStr"><is>${rich}</is></c></row>`, {
      strings: `<si>${rich}</si>`,
    })
    expect(brief(await cellsOf(book))).toEqual(['110101', '110101'])
  })

  test('rows and cells without r= are counted on from the one before', async () => {
    const rows = await rowsOf(
      rowsBook(
        '<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c r="C5"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>',
      ),
    )
    expect(rows.map((row) => [row.row, ...row.cells.map((cell) => `${cell.col}:${cell.text}`)])).toEqual([
      [1, '1:1', '2:2'],
      [5, '3:3', '4:4'],
      [6, '1:5'],
    ])
  })

  test('prefixed element names are read, and look-alikes of other namespaces are not', async () => {
    const sheet =
      '<?xml version="1.0" encoding="UTF-8"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:y="urn:y"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>7</x:v><y:f>1+1</y:f></x:c></x:row></x:sheetData></x:worksheet>'
    expect(brief(await cellsOf(workbook({ sheets: [sheet] })))).toEqual(['7'])
  })

  test('_xHHHH_ escapes are undone once and line ends become \\n', async () => {
    const texts = ['甲_x000D_\n乙', '_x005F_x000D_', 'a_x0041_']
    const cells = await cellsOf(rowsBook(`<row>${texts.map((text, i) => inline(`${'ABC'[i]}1`, text)).join('')}</row>`))
    expect(brief(cells)).toEqual(['甲\n乙', '_x000D_', 'aA'])
  })

  test('empty cells and rows leave nothing; hidden rows are read', async () => {
    const rows = await rowsOf(
      rowsBook(`<row r="1"><c r="A1" s="0"/></row><row r="2" hidden="1">${inline('A2', '藏')}</row><row r="3"/>`),
    )
    expect(rows).toEqual([{ row: 2, cells: [{ col: 1, text: '藏', kind: 'text' }] }])
  })

  test('hidden and very hidden sheets are read and said to be so', async () => {
    const sheets = await read(
      workbook({
        sheets: [`<sheetData>${one}</sheetData>`, '<sheetData/>', `<sheetData>${one}</sheetData>`],
        states: ['', 'state="hidden"', 'state="veryHidden"'],
      }),
    )
    expect(sheets.map(({ index, name, state, rows }) => [index, name, state, rows.length])).toEqual([
      [0, '表1', 'visible', 1],
      [1, '表2', 'hidden', 0],
      [2, '表3', 'veryHidden', 1],
    ])
  })

  test('a header named __proto__ is a text like any other', async () => {
    expect(brief(await cellsOf(rowsBook(`<row>${inline('A1', '__proto__')}</row>`)))).toEqual(['__proto__'])
  })
})

describe('what a cell must not be trusted with is said at the cell', () => {
  test('a formula is marked and its stored result is not taken as a value', async () => {
    const cells = await cellsOf(
      rowsBook(
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f t="shared" si="0"/><v>x</v></c><c r="C1"><f>HYPERLINK("http://a")</f></c></row>',
      ),
    )
    expect(cells.map((cell) => [cell.text, cell.kind, cell.problem])).toEqual([
      ['2', 'formula', 'formula'],
      ['x', 'formula', 'formula'],
      ['', 'formula', 'formula'],
    ])
  })

  test('every cell of an array formula is marked', async () => {
    const cells = await cellsOf(
      rowsBook(
        '<row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2</f><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row><row r="3"><c r="A3"><v>3</v></c></row>',
      ),
    )
    expect(brief(cells)).toEqual(['1 !formula', '2 !formula', '3'])
  })

  test('an error value is marked', async () => {
    expect(await cellsOf(rowsBook('<row><c t="e"><v>#N/A</v></c></row>'))).toEqual([
      { col: 1, text: '#N/A', kind: 'error', problem: 'error' },
    ])
  })

  test('an id number stored as a number is marked as rounded, with all its digits shown', async () => {
    const cells = await cellsOf(
      rowsBook(
        '<row><c><v>1.10101199003078E+17</v></c><c><v>110101199003078000</v></c><c><v>13800001111</v></c><c><v>999999999999999</v></c></row>',
      ),
    )
    expect(brief(cells)).toEqual([
      '110101199003078000 !rounded',
      '110101199003078000 !rounded',
      '13800001111',
      '999999999999999',
    ])
  })

  test('numbers come without binary dust and without exponents', async () => {
    const values = ['0.30000000000000004', '1E5', '1.5E-3', '1.2E-7', '-12.5']
    const cells = await cellsOf(rowsBook(`<row>${values.map((value) => `<c><v>${value}</v></c>`).join('')}</row>`))
    expect(brief(cells)).toEqual(['0.3', '100000', '0.0015', '0.00000012', '-12.5'])
  })

  test('text in scientific notation is kept and marked', async () => {
    const cells = await cellsOf(rowsBook(`<row>${inline('A1', '1.10101E+17')}${inline('B1', '1E5班')}</row>`))
    expect(brief(cells)).toEqual(['1.10101E+17 !scientific', '1E5班'])
  })

  test('control characters, text direction marks and broken characters are marked', async () => {
    const texts = ['张\u202e三', '_x0000_', '张\ufffd', '张\ue000', '_xD800_']
    const cells = await cellsOf(
      rowsBook(`<row>${texts.map((text, i) => inline(`${'ABCDE'[i]}1`, text)).join('')}</row>`),
    )
    expect(cells.map((cell) => cell.problem)).toEqual(['control', 'control', 'mojibake', 'mojibake', 'mojibake'])
  })

  test('cells of merged ranges are marked, the blank ones too, and the ranges are listed', async () => {
    const sheet = `<sheetData><row r="1">${inline('A1', '标题')}</row><row r="2">${inline('A2', '一中')}${inline('B2', '甲')}</row><row r="3">${inline('B3', '乙')}</row><row r="4"/></sheetData><mergeCells count="2"><mergeCell ref="A2:A4"/><mergeCell ref="C3:D3"/></mergeCells>`
    const [only] = await read(workbook({ sheets: [sheet] }))
    expect(only?.merged).toEqual(['A2:A4', 'C3:D3'])
    expect(only?.rows.map((row) => row.cells.map((cell) => `${cell.col}${cell.text}${cell.problem ?? ''}`))).toEqual([
      ['1标题'],
      ['1一中merged', '2甲'],
      ['1merged', '2乙', '3merged', '4merged'],
    ])
  })

  test('a merged range is found wherever the chunks of the stream are cut', async () => {
    const filler = Array.from({ length: 3000 }, (_, i) => `<row r="${i + 1}">${inline(`A${i + 1}`, `第${i}行`)}</row>`)
    const merges = Array.from({ length: 3000 }, (_, i) => `<mergeCell ref="C${i + 1}:D${i + 1}"/>`)
    const sheet = `<sheetData>${filler.join('')}</sheetData><mergeCells>${merges.join('')}</mergeCells>`
    const [only] = await read(workbook({ sheets: [sheet] }))
    expect(only?.merged.length).toBe(3000)
    expect(only?.rows.every((row) => row.cells.length === 3)).toBe(true)
  })
})

describe('dates', () => {
  const dateRow = (formats: (number | string)[], value: string, properties?: string) =>
    rowsBook(`<row>${formats.map((_, i) => `<c s="${i + 1}"><v>${value}</v></c>`).join('')}</row>`, {
      styles: styles(formats),
      ...(properties === undefined ? {} : { properties }),
    })

  test('a full date is a date in every format that clerks use', async () => {
    const formats = [
      14,
      15,
      22,
      30,
      31,
      'yyyy"年"m"月"d"日"',
      'yyyy\\-mm\\-dd',
      '[$-804]yyyy/m/d;@',
      '[DBNum1][$-804]yyyy"年"m"月"d"日";@',
      'dd/mm/yy h:mm AM/PM',
    ]
    const cells = await cellsOf(dateRow(formats, '44197'))
    expect(cells).toEqual(formats.map((_, i) => ({ col: i + 1, text: '2021-01-01', kind: 'date' })))
  })

  test('a format that hides the year or the day is marked', async () => {
    const cells = await cellsOf(dateRow([17, 27, 28, 36, 50, 57, 58, 'yyyy"年"m"月"', 'yyyymm'], '44197'))
    expect(new Set(brief(cells))).toEqual(new Set(['2021-01-01 !partial-date']))
  })

  test('formats that only look like dates are none', async () => {
    const formats = [0, 1, 2, 10, 11, 49, 'General', '0.00E+00', '#,##0_);[Red]-#,##0', '0"年"', '\\d0', 'G/通用格式']
    const cells = await cellsOf(dateRow(formats, '44197'))
    expect(new Set(cells.map((cell) => `${cell.kind} ${cell.text}`))).toEqual(new Set(['number 44197']))
  })

  test('a format of zeros shows the code as the clerk sees it', async () => {
    expect(brief(await cellsOf(dateRow(['000000'], '371')))).toEqual(['000371'])
  })

  test('the 1904 calendar is heeded', async () => {
    expect(brief(await cellsOf(dateRow([14], '42735', 'date1904="1"')))).toEqual(['2021-01-01'])
  })

  test('the ends of the calendar hold and 29 February 1900 is no day', async () => {
    const serials = ['1', '59', '60', '61', '2958465', '2958466', '0', '-1']
    const cells = await cellsOf(
      rowsBook(`<row>${serials.map((serial) => `<c s="1"><v>${serial}</v></c>`).join('')}</row>`, {
        styles: styles([14]),
      }),
    )
    expect(brief(cells)).toEqual([
      '1900-01-01',
      '1900-02-28',
      '60 !not-a-date',
      '1900-03-01',
      '9999-12-31',
      '2958466 !not-a-date',
      '0 !not-a-date',
      '-1 !not-a-date',
    ])
  })

  test('a time of day is kept and marked', async () => {
    const cells = await cellsOf(
      rowsBook('<row><c s="1"><v>44197.5</v></c><c s="2"><v>0.354166666666667</v></c></row>', {
        styles: styles([22, 20]),
      }),
    )
    expect(brief(cells)).toEqual(['2021-01-01 12:00:00 !time', '08:30:00 !time'])
  })

  test('t="d" is read as ISO 8601', async () => {
    const values = ['2021-01-01', '2021-01-01T00:00:00Z', '2021-01-01T08:30:00', '2021-02-30']
    const cells = await cellsOf(
      rowsBook(`<row>${values.map((value) => `<c t="d"><v>${value}</v></c>`).join('')}</row>`),
    )
    expect(brief(cells)).toEqual(['2021-01-01', '2021-01-01', '2021-01-01 08:30:00 !time', '2021-02-30 !not-a-date'])
  })
})

describe('a broken sheet is refused with its place', () => {
  const broken: [string, string][] = [
    ['a string index out of range', '<row r="3"><c r="A3" t="s"><v>9</v></c></row>'],
    ['a negative string index', '<row r="3"><c r="A3" t="s"><v>-1</v></c></row>'],
    ['an unknown cell type', '<row r="3"><c r="A3" t="zz"><v>9</v></c></row>'],
    ['a style out of range', '<row r="3"><c r="A3" s="44"><v>9</v></c></row>'],
    ['a number that is none', '<row r="3"><c r="A3"><v>NaN</v></c></row>'],
    ['a cell in the wrong row', '<row r="3"><c r="A4"><v>9</v></c></row>'],
    ['cells out of order', '<row r="3"><c r="B3"><v>9</v></c><c r="A3"><v>9</v></c></row>'],
    ['a cell beyond the last row', '<row r="3"><c r="A1048577"><v>9</v></c></row>'],
    ['a cell beyond the last column', '<row r="3"><c r="XFE3"><v>9</v></c></row>'],
    ['an unknown entity', '<row r="3"><c r="A3"><v>&x;</v></c></row>'],
    ['a tag that is not closed', '<row r="3"><c r="A3"><v>1</c></row>'],
  ]
  test.each(broken)('%s', async (_, rows) => {
    const error = await refused(rowsBook(rows))
    expect(error.code).toBe('workbook.xml')
    expect(error.message).toContain('工作表“表1”第 3 行')
  })

  test.each(['-1', '0', '1.5', '1048577', 'x'])('row number %s', async (row) => {
    expect((await refused(rowsBook(`<row r="${row}"><c><v>9</v></c></row>`))).code).toBe('workbook.xml')
  })
})

describe('hostile XML is refused', () => {
  const sheet = (head: string, text: string) =>
    workbook({
      sheets: [
        `<?xml version="1.0"?>${head}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>${text}</t></is></c></row></sheetData></worksheet>`,
      ],
    })
  const doctypes: [string, string][] = [
    ['billion laughs', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'],
    ['an external entity', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'],
    ['a parameter entity', '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1/"> %a;]>'],
    ['a bare DOCTYPE', '<!DOCTYPE worksheet>'],
  ]
  test.each(doctypes)('%s', async (_, head) => {
    const error = await refused(sheet(head, '&a;'))
    expect([error.code, error.message]).toEqual(['workbook.xml', expect.stringContaining('DOCTYPE')])
  })

  test('a DOCTYPE in the shared strings, the styles or the workbook is refused alike', async () => {
    for (const name of [
      'xl/sharedStrings.xml',
      'xl/styles.xml',
      'xl/workbook.xml',
      '[Content_Types].xml',
      '_rels/.rels',
    ]) {
      expect((await refused(rowsBook(one, { replace: { [name]: '<!DOCTYPE a><a/>' } }))).code).toBe('workbook.xml')
    }
  })

  test.each(['UTF-7', 'GB18030', 'UTF-16'])('a document declared as %s', async (encoding) => {
    const document = `<?xml version="1.0" encoding="${encoding}"?><sst/>`
    const error = await refused(rowsBook(one, { replace: { 'xl/sharedStrings.xml': document } }))
    expect([error.code, error.message]).toEqual(['workbook.xml', expect.stringContaining(encoding)])
  })

  test('bytes that are not UTF-8', async () => {
    const parts = bookParts({ sheets: [`<sheetData>${one}</sheetData>`] }).map((part) =>
      part.name === 'xl/sharedStrings.xml' ? { ...part, body: Buffer.from('<sst>\xd5\xc5</sst>', 'latin1') } : part,
    )
    expect((await refused(zip(parts))).code).toBe('workbook.xml')
  })

  test('a nesting of a million', async () => {
    expect((await refused(rowsBook('<a>'.repeat(1_000_000)))).message).toContain('32 层')
  })

  test('an attribute, a comment and a text without end', async () => {
    const long = 'a'.repeat(20 * 1024 * 1024)
    for (const rows of [`<row r="1" x="${long}"/>`, `<!--${long}-->`, `<row><c><v>${long}`]) {
      const error = await refused(rowsBook(rows))
      expect(['workbook.xml', 'workbook.cell-too-long']).toContain(error.code)
    }
  })

  test('an attribute of 70 KB', async () => {
    expect((await refused(rowsBook(`<row r="1" x="${'a'.repeat(70_000)}"/>`))).message).toContain('64 KB')
  })

  test('CDATA is text and processing instructions are nothing', async () => {
    const rows = '<?php system("x") ?><row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[<甲>]]></t></is></c></row>'
    expect(brief(await cellsOf(rowsBook(rows)))).toEqual(['<甲>'])
  })
})

describe('limits', () => {
  test('something in the last cell of the sheet is refused at once, with its place', async () => {
    const error = await refused(rowsBook('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    expect(error.code).toBe('workbook.too-many-columns')
    expect(error.message).toContain('XFD')
  })

  test('blank styled cells beyond the last column are no reason', async () => {
    expect(brief(await cellsOf(rowsBook('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row>')))).toEqual(['1'])
  })

  test('1,048,576 blank styled rows are read as nothing', async () => {
    const blank = Array.from({ length: 1_048_575 }, (_, i) => `<row r="${i + 2}" s="1" customFormat="1" ht="18"/>`)
    const rows = await rowsOf(rowsBook(one + blank.join('')))
    expect(rows.length).toBe(1)
  })

  test('rows are counted over all sheets', async () => {
    const sheet = `<sheetData>${one}<row r="2"><c><v>1</v></c></row></sheetData>`
    const options = { limits: { rows: 3 } }
    expect((await refused(workbook({ sheets: [sheet, sheet] }), 'a.xlsx', options)).code).toBe('workbook.too-many-rows')
  })

  test('a cell of 32,767 characters is read and one more is refused, inline and shared', async () => {
    const full = '汉'.repeat(32_767)
    expect((await cellsOf(rowsBook(`<row>${inline('A1', full)}</row>`)))[0]?.text).toBe(full)
    const long = await refused(rowsBook(`<row>${inline('A1', `${full}字`)}</row>`))
    expect([long.code, long.message]).toEqual(['workbook.cell-too-long', expect.stringContaining('A1')])
    expect((await refused(rowsBook(one, { strings: `<si><t>${full}字</t></si>` }))).code).toBe('workbook.cell-too-long')
  })

  test('the table of shared strings is bounded by count and by bytes', async () => {
    const book = rowsBook(one, { strings: '<si><t>甲乙</t></si>'.repeat(11) })
    for (const limits of [{ sharedStrings: 10 }, { sharedStringBytes: 60 }]) {
      expect((await refused(book, 'a.xlsx', { limits })).code).toBe('workbook.too-many-strings')
    }
  })

  test('a flood of merged ranges is refused', async () => {
    const merges = Array.from({ length: 10_001 }, (_, i) => `<mergeCell ref="A${i + 1}:B${i + 1}"/>`).join('')
    const book = workbook({ sheets: [`<sheetData>${one}</sheetData><mergeCells>${merges}</mergeCells>`] })
    expect((await refused(book)).code).toBe('workbook.too-many-merges')
  })

  test('a file beyond 64 MB is refused by its size', async () => {
    expect((await refused(Buffer.alloc(64 * 1024 * 1024 + 1))).code).toBe('workbook.too-big')
  })
})

describe('archives', () => {
  test('1,000:1 alone is no reason to refuse', async () => {
    const book = rowsBook(`${one}<row r="2"/>${' '.repeat(900_000)}`)
    expect(book.length).toBeLessThan(4_000)
    expect((await rowsOf(book)).length).toBe(1)
  })

  test('a directory that claims more than 2 GB is refused before anything is inflated', async () => {
    const parts = bookParts({ sheets: ['<sheetData/>'] })
    const bomb = { name: 'xl/media/a.bin', body: '', claims: 0xfffffffe }
    expect((await refused(zip([...parts, bomb]))).code).toBe('workbook.bomb')
  })

  test('bytes are counted as they are inflated', async () => {
    const book = rowsBook(one + ' '.repeat(900_000))
    const error = await refused(book, 'a.xlsx', { limits: { inflatedBytes: 800_000 } })
    expect(error.code).toBe('workbook.bomb')
  })

  test('a part that inflates beyond its claim is refused', async () => {
    const parts = bookParts({ sheets: [`<sheetData>${one}${' '.repeat(900_000)}</sheetData>`] })
    const lying = parts.map((part) => (part.name.includes('sheet1') ? { ...part, claims: 500 } : part))
    expect((await refused(zip(lying))).code).toBe('workbook.bomb')
  })

  test.each([1_001, 65_535])('%i entries are refused', async (count) => {
    const more = Array.from({ length: count }, (_, i) => ({ name: `a${i}`, body: '' }))
    expect((await refused(zip(more))).code).toBe('workbook.bomb')
  })

  test('entries that share bytes are refused', async () => {
    const parts = bookParts({ sheets: ['<sheetData/>'] })
    expect((await refused(zip([...parts, { name: 'b', body: '', sameBytesAs: 5 }]))).code).toBe('workbook.archive')
  })

  test.each(['../../etc/cron.d/x', '/etc/x', 'C:/x'])('an entry named %s is refused', async (name) => {
    const parts = bookParts({ sheets: ['<sheetData/>'] })
    expect((await refused(zip([...parts, { name, body: 'x' }]))).code).toBe('workbook.archive')
  })

  test('two parts of one name are refused', async () => {
    const parts = bookParts({ sheets: ['<sheetData/>'] })
    const twin = { name: 'xl/worksheets/SHEET1.xml', body: '<worksheet/>' }
    expect((await refused(zip([...parts, twin]))).message).toContain('出现了两次')
  })

  test('an archive within the archive is never opened', async () => {
    const inner = zip([{ name: 'a', body: ' '.repeat(1_000_000) }])
    const book = rowsBook(one, { more: [{ name: 'xl/embeddings/a.xlsx', body: inner }] })
    expect(brief(await cellsOf(book))).toEqual(['甲'])
  })

  test('a relation that leads out of the archive finds nothing', async () => {
    const rels = (target: string, mode = '') =>
      `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="${target}" ${mode}/></Relationships>`
    for (const document of [rels('../../../../etc/passwd'), rels('file:///etc/passwd', 'TargetMode="External"')]) {
      const error = await refused(rowsBook(one, { replace: { 'xl/_rels/workbook.xml.rels': document } }))
      expect(['workbook.archive', 'workbook.xml']).toContain(error.code)
    }
  })

  test('an encrypted entry is refused as a password', async () => {
    const parts = bookParts({ sheets: ['<sheetData/>'] }).map((part) => ({ ...part, flags: 1 }))
    expect((await refused(zip(parts))).code).toBe('workbook.encrypted')
  })

  test('a truncated, a damaged and an appended file are refused', async () => {
    const book = rowsBook(one + ' '.repeat(5_000))
    const bent = Buffer.from(book)
    bent.fill(0xff, 60, 160)
    for (const bytes of [book.subarray(0, book.length - 30), bent, Buffer.concat([book, Buffer.alloc(100, 65)])]) {
      expect((await refused(bytes)).code).toBe('workbook.archive')
    }
  })
})

describe('other kinds of files are refused by name', () => {
  const html = '<html><table><tr><td>甲</td></tr></table></html>'
  const kinds: [string, string, Buffer | string, string][] = [
    ['an old .xls', 'a.xls', ole('Workbook'), 'workbook.old-xls'],
    ['an old .xls under the name .xlsx', 'a.xlsx', ole('Workbook'), 'workbook.old-xls'],
    ['a workbook with a password', 'a.xlsx', ole('EncryptedPackage'), 'workbook.encrypted'],
    ['an .xlsm', 'a.xlsm', rowsBook(one), 'workbook.macros'],
    ['an .xlsm under the name .xlsx', 'a.xlsx', rowsBook(one, { contentType: macroType }), 'workbook.macros'],
    [
      'an .xlsb under the name .xlsx',
      'a.xlsx',
      rowsBook(one, { contentType: 'application/vnd.ms-excel.sheet.binary.macroEnabled.main' }),
      'workbook.binary',
    ],
    [
      'a Word file',
      'a.xlsx',
      rowsBook(one, { contentType: 'application/vnd.ms-word.document.main+xml' }),
      'workbook.not-xlsx',
    ],
    ['a zip of something else', 'a.xlsx', zip([{ name: 'a.txt', body: 'x' }]), 'workbook.not-xlsx'],
    ['an empty zip', 'a.xlsx', zip([]), 'workbook.not-xlsx'],
    ['text under the name .xlsx', 'a.xlsx', '姓名,证件号\n', 'workbook.not-xlsx'],
    ['an empty file under the name .xlsx', 'a.xlsx', '', 'workbook.not-xlsx'],
    ['a workbook under the name .csv', 'a.csv', rowsBook(one), 'workbook.not-csv'],
    ['a web page under the name .csv', 'a.csv', html, 'workbook.not-csv'],
    [
      'a PDF with a workbook behind it',
      'a.xlsx',
      Buffer.concat([Buffer.from('%PDF-1.4\n'), rowsBook(one)]),
      'workbook.not-xlsx',
    ],
  ]
  test.each(kinds)('%s', async (_, name, bytes, code) => {
    expect((await refused(bytes, name)).code).toBe(code)
  })

  test('a name without an ending is read by its content', async () => {
    expect(brief(await cellsOf(rowsBook(one), 'upload'))).toEqual(['甲'])
    expect(brief(await cellsOf('甲,乙', 'upload'))).toEqual(['甲', '乙'])
  })
})

describe('.csv', () => {
  // 姓名,张三 in GB18030; 㐂 (U+3402) needs its four-byte form
  const gb = Buffer.from('d0d5c3fb2cd5c5c8fd2c8139ef33', 'hex')
  const wide = Buffer.from('姓名\t张三', 'utf16le')
  const encodings: [string, Buffer | string, string[]][] = [
    ['UTF-8', '姓名,张三', ['姓名', '张三']],
    ['UTF-8 with a byte order mark', '\ufeff姓名,张三', ['姓名', '张三']],
    ['UTF-16LE with a byte order mark', Buffer.concat([Buffer.from([0xff, 0xfe]), wide]), ['姓名', '张三']],
    ['GB18030', gb, ['姓名', '张三', new TextDecoder('gb18030').decode(gb.subarray(-4))]],
  ]
  test.each(encodings)('%s is read', async (_, bytes, texts) => {
    expect(brief(await cellsOf(bytes, 'a.csv'))).toEqual(texts)
  })

  test('bytes that are neither UTF-8 nor GB18030 are refused', async () => {
    expect((await refused(Buffer.from([0x61, 0x2c, 0xff, 0xff, 0x80]), 'a.csv')).code).toBe('workbook.encoding')
    const mixed = Buffer.concat([Buffer.from('\ufeff姓名,'), gb])
    expect((await refused(mixed, 'a.csv')).code).toBe('workbook.encoding')
  })

  test('a NUL is refused', async () => {
    expect((await refused('甲,\0乙', 'a.csv')).code).toBe('workbook.not-text')
    expect((await refused(wide, 'a.csv')).code).toMatch(/not-text|encoding/)
  })

  test.each([',', ';', '\t'])('the delimiter %j is found from the first line', async (delimiter) => {
    const text = ['"姓名,;\t"', '证件号', '备注'].join(delimiter)
    expect(brief(await cellsOf(`${text}\n`, 'a.csv'))).toEqual(['姓名,;\t', '证件号', '备注'])
  })

  test('sep= names the delimiter and is no row', async () => {
    const rows = await rowsOf('sep=;\r\n甲,乙;丙', 'a.csv')
    expect(rows).toEqual([
      {
        row: 2,
        cells: [
          { col: 1, text: '甲,乙', kind: 'text' },
          { col: 2, text: '丙', kind: 'text' },
        ],
      },
    ])
  })

  test.each(['\r\n', '\n', '\r'])('line end %j', async (end) => {
    const rows = await rowsOf(['甲,乙', '', ',,', '丙,丁', ''].join(end), 'a.csv')
    expect(rows.map((row) => [row.row, ...brief(row.cells)])).toEqual([
      [1, '甲', '乙'],
      [4, '丙', '丁'],
    ])
  })

  test('quotes hold delimiters, line ends and doubled quotes', async () => {
    expect(brief(await cellsOf('"甲,""乙""\r\n丙",丁\r\n', 'a.csv'))).toEqual(['甲,"乙"\n丙', '丁'])
  })

  test('a quote without its pair is refused with its row', async () => {
    const error = await refused('甲,乙\n丙,"丁\n戊,己\n', 'a.csv')
    expect([error.code, error.message]).toEqual(['workbook.quotes', expect.stringContaining('第 2 行')])
  })

  test('text behind a closing quote, formulas and scientific notation are marked', async () => {
    const cells = await cellsOf('"甲"乙,=1+1,"=""110101""",1.10101E+17,-3', 'a.csv')
    expect(brief(cells)).toEqual([
      '甲乙 !quotes',
      '=1+1 !formula',
      '="110101" !formula',
      '1.10101E+17 !scientific',
      '-3',
    ])
  })

  test('a single endless line is refused by the length of a cell or the number of columns', async () => {
    expect((await refused('a'.repeat(1_000_000), 'a.csv')).code).toBe('workbook.cell-too-long')
    expect((await refused('a,'.repeat(1_000_000), 'a.csv')).code).toBe('workbook.too-many-columns')
  })

  test('fields are the same wherever the chunks of the stream are cut', async () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => `${i},"张""${i}""\n三",末\r\n`)
    const rows = await rowsOf(lines.join(''), 'a.csv')
    expect(rows.length).toBe(40_000)
    expect(rows.every((row, i) => row.row === i + 1 && row.cells[1]?.text === `张"${i}"\n三`)).toBe(true)
  })
})
