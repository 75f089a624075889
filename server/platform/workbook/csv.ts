import { open } from 'node:fs/promises'
import { type Cell, columnName, type Row, textProblem } from './cells.ts'
import { type WorkbookLimits, WorkbookRefusal } from './refusal.ts'
import { tooLong } from './strings.ts'

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'
type Delimiter = ',' | ';' | '\t'

/**
 * Reads a .csv and yields its filled rows in batches. Encodings: a byte order mark decides; else strict UTF-8, else strict
 * GB18030 (which holds GBK). The delimiter (comma, semicolon, tab) is the one most used in the first line; Excel's own
 * first line `sep=;` is obeyed. Line ends CRLF, LF or CR. `row` counts records, as Excel numbers them after opening.
 * Throws `workbook.encoding`, `workbook.not-text`, `workbook.quotes`, `workbook.too-many-columns`, `workbook.cell-too-long`.
 */
export async function* readCsv(path: string, limits: WorkbookLimits): AsyncGenerator<Row[]> {
  const encoding = await findEncoding(path)
  let records: ReturnType<typeof recordReader> | undefined
  let head = ''
  for await (const text of decoded(path, encoding)) {
    if (text.includes('\0')) throw notText()
    let next = text
    if (!records) {
      head += text
      // The first line decides the delimiter; one longer than any line may be is left to the limits.
      if (!/[\r\n]/.test(head) && head.length <= limits.cellLength * 4) continue
      records = recordReader(findDelimiter(head), limits)
      next = head
    }
    const rows = records.take(next)
    if (rows.length > 0) yield rows
  }
  const left: Row[] = []
  if (!records) {
    records = recordReader(findDelimiter(head), limits)
    left.push(...records.take(head))
  }
  left.push(...records.end())
  if (left.length > 0) yield left
}

async function findEncoding(path: string): Promise<Encoding> {
  const first = await firstBytes(path, 3)
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le'
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be'
  if (await decodesAs(path, 'utf-8')) return 'utf-8'
  if (first[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf) throw badEncoding('UTF-8')
  if (await decodesAs(path, 'gb18030')) return 'gb18030'
  throw badEncoding('UTF-8、GB18030')
}

async function decodesAs(path: string, encoding: Encoding): Promise<boolean> {
  try {
    for await (const _ of decoded(path, encoding)) {
      // decoding itself is the question
    }
    return true
  } catch (error) {
    if (error instanceof WorkbookRefusal && error.code === 'workbook.encoding') return false
    throw error
  }
}

async function* decoded(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  const decode = (chunk?: Uint8Array) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch {
      throw badEncoding(encoding.toUpperCase())
    }
  }
  const file = await open(path)
  try {
    for await (const chunk of file.createReadStream({ highWaterMark: 64 * 1024 })) {
      const bytes: Buffer = chunk
      yield decode(bytes)
    }
    yield decode()
  } finally {
    await file.close()
  }
}

/** The first bytes of a file, fewer if it is shorter. */
export async function firstBytes(path: string, count: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(count), 0, count, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** The delimiter and whether the first line only names it. */
function findDelimiter(head: string): { delimiter: Delimiter; named: boolean } {
  const named = /^sep=([,;\t])[\r\n]/i.exec(head)?.[1]
  if (named === ',' || named === ';' || named === '\t') return { delimiter: named, named: true }
  const line = head.replace(/"[^"]*"/g, '').split(/[\r\n]/, 1)[0] ?? ''
  const count = (delimiter: Delimiter) => line.split(delimiter).length
  let best: Delimiter = ','
  for (const delimiter of [';', '\t'] as const) if (count(delimiter) > count(best)) best = delimiter
  return { delimiter: best, named: false }
}

/** Cuts text into rows, piece by piece. */
function recordReader(found: { delimiter: Delimiter; named: boolean }, limits: WorkbookLimits) {
  const { delimiter } = found
  let row = 1
  let cells: Cell[] = []
  let col = 1
  let field = ''
  let state: 'start' | 'plain' | 'quoted' | 'closed' | 'after' = 'start'
  let quotedFrom = 0
  let afterCr = false
  let skipLine = found.named

  const endField = () => {
    if (field !== '') {
      if (col > limits.columns) {
        throw new WorkbookRefusal(
          'workbook.too-many-columns',
          `第 ${row} 行的第 ${col} 列有内容，最多 ${limits.columns} 列。请删除多余的列，并确认列之间用逗号、分号或制表符分隔。`,
        )
      }
      cells.push(csvCell(col, field, state === 'after'))
    }
    field = ''
    state = 'start'
    col += 1
  }
  const endRow = (rows: Row[]) => {
    endField()
    if (cells.length > 0 && !skipLine) rows.push({ row, cells })
    skipLine = false
    cells = []
    col = 1
    row += 1
  }
  const add = (text: string) => {
    field += text
    if (field.length > limits.cellLength) throw tooLong(`第 ${row} 行 ${columnName(col)} 列`, field.length, limits)
  }

  return {
    take(text: string): Row[] {
      const rows: Row[] = []
      for (let i = 0; i < text.length; ) {
        const char = text.charAt(i)
        if (afterCr) {
          afterCr = false
          if (char === '\n') {
            i += 1
            continue
          }
        }
        if (state === 'quoted') {
          const quote = text.indexOf('"', i)
          const end = quote < 0 ? text.length : quote
          if (end > i) add(text.slice(i, end))
          if (quote >= 0) state = 'closed'
          i = quote < 0 ? end : end + 1
          continue
        }
        i += 1
        if (state === 'closed' && char === '"') {
          add('"')
          state = 'quoted'
        } else if (char === delimiter) endField()
        else if (char === '\n' || char === '\r') {
          afterCr = char === '\r'
          endRow(rows)
        } else if (state === 'start' && char === '"') {
          state = 'quoted'
          quotedFrom = row
        } else {
          if (state === 'start') state = 'plain'
          else if (state === 'closed') state = 'after'
          let end = i
          while (end < text.length && !isBreak(text.charCodeAt(end), delimiter)) end += 1
          add(text.slice(i - 1, end))
          i = end
        }
      }
      return rows
    },
    end(): Row[] {
      if (state === 'quoted') {
        throw new WorkbookRefusal(
          'workbook.quotes',
          `第 ${quotedFrom} 行有一个引号没有配对，其后的内容无法分清。请在该行补上或删去英文双引号后重新上传。`,
        )
      }
      const rows: Row[] = []
      if (field !== '' || cells.length > 0) endRow(rows)
      return rows
    },
  }
}

function isBreak(code: number, delimiter: Delimiter): boolean {
  return code === 10 || code === 13 || code === delimiter.charCodeAt(0)
}

function csvCell(col: number, field: string, strayQuote: boolean): Cell {
  const text = field.replace(/\r\n?/g, '\n')
  // ="…" is how people keep Excel from rounding an id number; it is a formula all the same.
  if (text.startsWith('=')) return { col, text, kind: 'formula', problem: 'formula' }
  const problem = strayQuote ? 'quotes' : textProblem(text)
  return problem === undefined ? { col, text, kind: 'text' } : { col, text, kind: 'text', problem }
}

function badEncoding(tried: string): WorkbookRefusal {
  return new WorkbookRefusal(
    'workbook.encoding',
    `文件的文字编码无法识别（按 ${tried} 都读不通）。请用 Excel 或 WPS 打开，另存为 .xlsx，或存为“CSV UTF-8（逗号分隔）”后重新上传。`,
  )
}

function notText(): WorkbookRefusal {
  return new WorkbookRefusal(
    'workbook.not-text',
    '文件中含有空字符（NUL），不是文本文件。请用 Excel 或 WPS 打开，另存为 .xlsx 后重新上传。',
  )
}
