/** Hostile and quirky workbooks, built by hand: what Excel, WPS, other programs and attackers send. For tests and benches only. */
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipPart {
  name: string
  body: string | Buffer
  /** what the directory claims the body inflates to, where that is a lie */
  claims?: number
  /** general purpose flags: 1 is "encrypted" */
  flags?: number
  /** bytes already deflated, for bodies too large to hold; needs `claims` and `crc` */
  deflated?: Buffer
  crc?: number
  /** take the bytes of the part at this place in the list instead of own ones */
  sameBytesAs?: number
}

/** A zip file as PKWARE's APPNOTE 4.3 has it, small and without zip64. */
export function zip(parts: ZipPart[]): Buffer {
  const pieces: Buffer[] = []
  const directory: Buffer[] = []
  const offsets: number[] = []
  let offset = 0
  for (const part of parts) {
    const raw = typeof part.body === 'string' ? Buffer.from(part.body) : part.body
    const packed = part.deflated ?? deflateRawSync(raw)
    const name = Buffer.from(part.name)
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE((part.flags ?? 0) | 0x800, 2)
    head.writeUInt16LE(8, 4)
    head.writeUInt32LE(part.crc ?? crc32(raw), 10)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(part.claims ?? raw.length, 18)
    head.writeUInt16LE(name.length, 22)
    const at = part.sameBytesAs === undefined ? offset : (offsets[part.sameBytesAs] ?? 0)
    offsets.push(at)
    if (part.sameBytesAs === undefined) {
      pieces.push(Buffer.from('PK\x03\x04', 'latin1'), head, name, packed)
      offset += 4 + head.length + name.length + packed.length
    }
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(at, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, tail, name)
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(parts.length % 65_536, 8)
  end.writeUInt16LE(parts.length % 65_536, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...pieces, list, end])
}

const spreadsheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
export const mainType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'
export const macroType = 'application/vnd.ms-excel.sheet.macroEnabled.main+xml'

/** The inside of a workbook. `sheets` are contents of `<worksheet>`, or whole documents where they begin with `<?xml`. */
export interface Book {
  sheets: string[]
  /** contents of `<sst>` */
  strings?: string
  /** contents of `<styleSheet>` */
  styles?: string
  /** attributes of `<workbookPr>` */
  properties?: string
  /** attributes added to each `<sheet>`, such as state="hidden" */
  states?: string[]
  contentType?: string
  more?: ZipPart[]
  replace?: Record<string, string>
}

/** The parts of a plain workbook, sheets named 表1, 表2 … */
export function bookParts(book: Book): ZipPart[] {
  const sheets = book.sheets.map((_, i) => i + 1)
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`
  const parts: ZipPart[] = [
    {
      name: '[Content_Types].xml',
      body: `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${book.contentType ?? mainType}"/></Types>`,
    },
    {
      name: '_rels/.rels',
      body: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      body: `<workbook xmlns="${spreadsheet}" xmlns:r="${office}"><workbookPr ${book.properties ?? ''}/><sheets>${sheets.map((n) => `<sheet name="表${n}" sheetId="${n}" r:id="rId${n}" ${book.states?.[n - 1] ?? ''}/>`).join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      body: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets.map((n) => relation(`rId${n}`, 'worksheet', `worksheets/sheet${n}.xml`)).join('')}${relation('rId900', 'sharedStrings', 'sharedStrings.xml')}${relation('rId901', 'styles', '/xl/styles.xml')}</Relationships>`,
    },
    { name: 'xl/sharedStrings.xml', body: `<sst xmlns="${spreadsheet}">${book.strings ?? ''}</sst>` },
    { name: 'xl/styles.xml', body: `<styleSheet xmlns="${spreadsheet}">${book.styles ?? styles([])}</styleSheet>` },
    ...book.sheets.map((body, i) => ({
      name: `xl/worksheets/sheet${i + 1}.xml`,
      body: body.startsWith('<?xml') ? body : `<worksheet xmlns="${spreadsheet}">${body}</worksheet>`,
    })),
    ...(book.more ?? []),
  ]
  return parts.map((part) => ({ ...part, body: book.replace?.[part.name] ?? part.body }))
}

export function workbook(book: Book): Buffer {
  return zip(bookParts(book))
}

/** A workbook of one sheet with these rows (contents of `<sheetData>`). */
export function rowsBook(rows: string, book: Omit<Book, 'sheets'> = {}): Buffer {
  return workbook({ ...book, sheets: [`<sheetData>${rows}</sheetData>`] })
}

/** A style sheet whose style 0 is plain and style n is the n-th format: a built-in number or the text of a custom one. */
export function styles(formats: (number | string)[]): string {
  const ids = formats.map((format, i) => (typeof format === 'number' ? format : 200 + i))
  const custom = formats.map((format, i) =>
    typeof format === 'string'
      ? `<numFmt numFmtId="${200 + i}" formatCode="${format.replaceAll('"', '&quot;')}"/>`
      : '',
  )
  return `<numFmts>${custom.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${ids.map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs>`
}

/** An inline-string cell. */
export function inline(ref: string, text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<c r="${ref}" t="inlineStr"><is><t xml:space="preserve">${escaped}</t></is></c>`
}

/** An old OLE container; with `stream` among its directory names. */
export function ole(stream: string): Buffer {
  return Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(1024),
    Buffer.from(stream, 'utf16le'),
    Buffer.alloc(512),
  ])
}
