import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { openArchive } from './archive.ts'
import { parseRange, type Range, type Row } from './cells.ts'
import { firstBytes, readCsv } from './csv.ts'
import { readFormats, readParts } from './package-parts.ts'
import { sizeText, limits as standardLimits, type WorkbookLimits, WorkbookRefusal } from './refusal.ts'
import { findMerged, readSheet } from './sheet.ts'
import { readSharedStrings } from './strings.ts'

/** A sheet about to be read. `index` counts from 0 over the sheets that hold cells; a .csv is one sheet without a name. */
export interface SheetInfo {
  index: number
  name: string
  state: 'visible' | 'hidden' | 'veryHidden'
  /** ranges as Excel writes them, 'A1:C3' */
  merged: string[]
}

/** What a reader says, in order: a sheet, its filled rows in batches, the next sheet …, and at last that it is done. */
export type WorkbookEvent = { sheet: SheetInfo } | { rows: Row[] } | { done: { sheets: number; rows: number } }

export interface ReadOptions {
  /** the name the file was sent under, where `path` has lost its ending */
  name?: string
  /** narrower limits than the standard ones */
  limits?: Partial<WorkbookLimits>
}

/**
 * Reads an .xlsx or .csv from disk as a stream; the caller's pace is the reader's. Hidden rows and sheets are read like
 * others. Macros, comments, links and pictures are never opened. Whatever makes the whole file unreadable is thrown as
 * `WorkbookRefusal`; what is wrong with one cell comes with the cell. In the server use `readInChild`, which runs this
 * behind a wall of memory and time.
 */
export async function* readWorkbook(path: string, options: ReadOptions = {}): AsyncGenerator<WorkbookEvent> {
  const limits = { ...standardLimits, ...options.limits }
  let sheets = 0
  let count = 0
  const counted = (rows: Row[]): WorkbookEvent => {
    count += rows.length
    if (count > limits.rows) throw tooManyRows(limits)
    return { rows }
  }
  if ((await fileKind(path, options.name ?? path, limits)) === 'csv') {
    yield { sheet: { index: 0, name: '', state: 'visible', merged: [] } }
    for await (const rows of readCsv(path, limits)) yield counted(rows)
    yield { done: { sheets: 1, rows: count } }
    return
  }
  const archive = await openArchive(path, limits)
  try {
    const parts = await readParts(archive)
    const formats = await readFormats(archive, parts.styles)
    const strings = await readSharedStrings(archive, parts.strings, limits)
    for (const { name, state, part } of parts.sheets) {
      const merged = await findMerged({ archive, part, name, limits })
      yield { sheet: { index: sheets, name, state, merged } }
      sheets += 1
      const ranges = merged.map(parseRange).filter((range): range is Range => range !== null)
      const source = { archive, part, name, strings, formats, is1904: parts.is1904, merged: ranges, limits }
      for await (const rows of readSheet(source)) yield counted(rows)
    }
    yield { done: { sheets, rows: count } }
  } finally {
    archive.close()
  }
}

/** By the file's first bytes, which must agree with its ending where it has one. */
async function fileKind(path: string, name: string, limits: WorkbookLimits): Promise<'xlsx' | 'csv'> {
  const { size } = await stat(path)
  if (size > limits.fileBytes) {
    throw new WorkbookRefusal(
      'workbook.too-big',
      `文件大小为 ${sizeText(size)}，最大 ${sizeText(limits.fileBytes)}。请拆分成几个文件分别上传。`,
    )
  }
  const magic = (await firstBytes(path, 8)).toString('latin1')
  const ending = extname(name).toLowerCase()
  if (magic.startsWith('\xd0\xcf\x11\xe0')) throw await oleRefusal(path)
  if (ending === '.xlsm') throw refusal('workbook.macros', '文件是带宏的工作簿（.xlsm）')
  if (ending === '.xlsb') throw refusal('workbook.binary', '文件是二进制工作簿（.xlsb）')
  if (ending === '.xls') throw refusal('workbook.old-xls', '文件名以 .xls 结尾')
  const zip = magic.startsWith('PK\x03\x04')
  if (ending === '.csv' && zip) throw refusal('workbook.not-csv', '文件名以 .csv 结尾，内容却不是文本')
  if (ending === '.xlsx' && !zip) throw refusal('workbook.not-xlsx', '文件名以 .xlsx 结尾，内容却不是 Excel 工作簿')
  if (zip) return 'xlsx'
  if (magic.startsWith('PK')) throw refusal('workbook.not-xlsx', '文件是空的或分卷的压缩包')
  if (/^(?:\xef\xbb\xbf)?\s*<|^%PDF|^\{\\rtf|^Rar!|^7z/.test(magic)) {
    throw refusal('workbook.not-csv', '文件是网页、PDF 或其他格式，不是表格')
  }
  return 'csv'
}

/** Old .xls and password-protected .xlsx share one container; the protected one names its only stream so. */
async function oleRefusal(path: string): Promise<WorkbookRefusal> {
  const name = Buffer.from('EncryptedPackage', 'utf16le')
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of createReadStream(path)) {
    const bytes = Buffer.concat([rest, chunk])
    if (bytes.includes(name)) {
      return new WorkbookRefusal(
        'workbook.encrypted',
        '文件设有打开密码，系统无法读取。请在 Excel 或 WPS 中取消密码，另存为 .xlsx 后重新上传。',
      )
    }
    rest = bytes.subarray(-name.length)
  }
  return refusal('workbook.old-xls', '文件是旧格式的 Excel 文件（.xls）')
}

function refusal(
  code: 'workbook.not-xlsx' | 'workbook.not-csv' | 'workbook.old-xls' | 'workbook.macros' | 'workbook.binary',
  seen: string,
): WorkbookRefusal {
  return new WorkbookRefusal(
    code,
    `${seen}，系统只接收 .xlsx 和 .csv。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后重新上传。`,
  )
}

function tooManyRows(limits: WorkbookLimits): WorkbookRefusal {
  return new WorkbookRefusal(
    'workbook.too-many-rows',
    `文件中有内容的行超过 ${limits.rows} 行。请拆分成几个文件分别上传。`,
  )
}
