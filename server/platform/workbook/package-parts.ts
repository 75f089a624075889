import { posix } from 'node:path'
import type { Archive } from './archive.ts'
import { type NumberFormat, numberFormat } from './formats.ts'
import { WorkbookRefusal } from './refusal.ts'
import { badXml, parseWhole } from './xml.ts'

/** Where a workbook keeps what, as its own lists say. Part names are keys into the archive. */
export interface WorkbookParts {
  sheets: { name: string; state: 'visible' | 'hidden' | 'veryHidden'; part: string }[]
  strings: string | undefined
  styles: string | undefined
  is1904: boolean
}

const main = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'

/** Reads the lists of parts. Throws `workbook.not-xlsx`, `workbook.macros`, `workbook.binary`, `workbook.xml`. */
export async function readParts(archive: Archive): Promise<WorkbookParts> {
  await checkContentTypes(archive)
  const roots = await relations(archive, '')
  const book = roots.find((relation) => relation.type === 'officeDocument')?.target
  if (book === undefined) throw badXml('文件', '没有指明工作簿')
  const related = await relations(archive, book)
  const byId = new Map(related.map((relation) => [relation.id, relation]))

  const sheets: WorkbookParts['sheets'] = []
  let is1904 = false
  await parseWhole(archive.read(book), '工作簿目录', {
    open(name, attributes) {
      if (name === 'workbookPr') is1904 = attributes.date1904 === '1' || attributes.date1904 === 'true'
      if (name !== 'sheet') return
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1]
      const relation = id === undefined ? undefined : byId.get(id)
      if (!relation) throw badXml('工作簿目录', `工作表“${attributes.name ?? ''}”没有内容`)
      // Chart and dialog sheets hold no rows.
      if (relation.type !== 'worksheet') return
      const state = attributes.state === 'hidden' || attributes.state === 'veryHidden' ? attributes.state : 'visible'
      sheets.push({ name: attributes.name ?? '', state, part: relation.target })
    },
  })
  if (sheets.length === 0) throw badXml('工作簿目录', '没有工作表')
  const partOf = (type: string) => related.find((relation) => relation.type === type)?.target
  return { sheets, strings: partOf('sharedStrings'), styles: partOf('styles'), is1904 }
}

/** Number formats by style index. */
export async function readFormats(archive: Archive, part: string | undefined): Promise<NumberFormat[]> {
  if (part === undefined || !archive.has(part)) return []
  const codes = new Map<number, string>()
  const ids: number[] = []
  let inCellXfs = false
  await parseWhole(archive.read(part), '样式表', {
    open(name, attributes) {
      if (name === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '')
      else if (name === 'cellXfs') inCellXfs = true
      else if (name === 'xf' && inCellXfs) ids.push(Number(attributes.numFmtId ?? 0))
      // Excel stops at 65,490 cell formats.
      if (ids.length > 65_536 || codes.size > 65_536) throw badXml('样式表', '样式超过 65,536 种')
    },
    close(name) {
      if (name === 'cellXfs') inCellXfs = false
    },
  })
  const known = new Map<number, NumberFormat>()
  return ids.map((id) => {
    const format = known.get(id) ?? numberFormat(id, codes.get(id))
    known.set(id, format)
    return format
  })
}

async function checkContentTypes(archive: Archive): Promise<void> {
  const list = '[Content_Types].xml'
  if (!archive.has(list)) throw notXlsx('压缩包内没有工作簿')
  const types: string[] = []
  await parseWhole(archive.read(list), '部件目录', {
    open(name, attributes) {
      if ((name === 'Override' || name === 'Default') && attributes.ContentType) types.push(attributes.ContentType)
    },
  })
  if (types.some((type) => /sheet\.binary/i.test(type))) {
    throw new WorkbookRefusal(
      'workbook.binary',
      '这是二进制工作簿（.xlsb），系统只接收 .xlsx 和 .csv。请用 Excel 打开，另存为“Excel 工作簿（.xlsx）”后重新上传。',
    )
  }
  if (types.some((type) => /macroEnabled|vbaProject/i.test(type))) {
    throw new WorkbookRefusal(
      'workbook.macros',
      '这是带宏的工作簿（.xlsm），为安全起见不予接收。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后重新上传。',
    )
  }
  if (!types.includes(main)) throw notXlsx('压缩包内不是 Excel 工作簿')
}

interface Relation {
  id: string
  /** the last word of the type's address, which is the same in both dialects of the standard */
  type: string
  target: string
}

async function relations(archive: Archive, source: string): Promise<Relation[]> {
  const folder = posix.dirname(source === '' ? '.' : source)
  const part = posix.join(folder, '_rels', `${posix.basename(source)}.rels`)
  if (!archive.has(part)) return []
  const found: Relation[] = []
  await parseWhole(archive.read(part), '部件关系', {
    open(name, attributes) {
      // An external target would be a file or an address elsewhere: nothing outside the archive is ever read.
      if (name !== 'Relationship' || attributes.TargetMode === 'External') return
      const { Id: id, Type: type, Target: target } = attributes
      if (id === undefined || type === undefined || target === undefined) return
      const key = target.startsWith('/') ? target.slice(1) : posix.join(folder, target)
      found.push({ id, type: type.slice(type.lastIndexOf('/') + 1), target: posix.normalize(key) })
    },
  })
  return found
}

function notXlsx(seen: string): WorkbookRefusal {
  return new WorkbookRefusal(
    'workbook.not-xlsx',
    `${seen}，系统只接收 .xlsx 和 .csv。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后重新上传。`,
  )
}
