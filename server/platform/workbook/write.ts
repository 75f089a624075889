import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { columnName } from './cells.ts'
import { limits } from './refusal.ts'
import {
  contentTypes,
  coreProperties,
  type Note,
  noteShapes,
  notesXml,
  relationships,
  workbookXml,
} from './write-parts.ts'
import { attributeXml, cellXml, type StyleTable, styleTable } from './write-styles.ts'
import { type ZipEntry, zipBytes } from './zip-write.ts'

/** A workbook to be written. Everything in it is text: no numbers, no dates, no formulas, no links. */
export interface WorkbookModel {
  sheets: SheetModel[]
  /** kept on a sheet that Excel's menus do not show (see `metadataSheet`): template, version, hash … */
  metadata?: Record<string, string>
  title?: string
  creator?: string
  created?: Date
}

export interface SheetModel {
  /** at most 31 characters, without []:*?/\ */
  name: string
  state?: 'visible' | 'hidden' | 'veryHidden'
  columns: ColumnModel[]
  /** pulled as they are written: a database cursor is welcome */
  rows?: Iterable<RowModel> | AsyncIterable<RowModel>
  /** printed on every page, and shown in the page view: who took the data out, and when */
  pageHeader?: string
  pageFooter?: string
}

export interface ColumnModel {
  /** text of the frozen first row; where no column has one there is no such row */
  header?: string
  headerNote?: string
  /** 'RRGGBB' */
  headerFill?: string
  /** in characters */
  width?: number
  wrap?: boolean
  /** the drop-down for every cell below the header; lists of thousands are fine, and one array used twice is written once */
  choices?: readonly string[]
  /** what Excel says to a value off the list; without it such a value is refused in Excel's own words */
  choicesMessage?: string
}

/** Cells from column A on; null and '' leave the cell blank. */
export type RowModel = readonly (string | CellModel | null)[]

export interface CellModel {
  text: string
  /** 'RRGGBB' */
  fill?: string
  note?: string
}

/** Where `metadata` stands: keys in column A, values in column B. */
export const metadataSheet = '_xingtan'
/** Where the drop-downs' lists stand, one list a column. */
export const choicesSheet = '_choices'

const lastRow = 1_048_576

/**
 * Writes an .xlsx to a path (readable by the owner alone) or into a stream. Memory does not grow with rows, but with the
 * number of notes. A failure leaves no half file. Throws plain Errors: what cannot be written is a mistake of ours.
 */
export async function writeWorkbook(target: string | Writable, model: WorkbookModel): Promise<void> {
  const bytes = Readable.from(workbookBytes(model))
  if (typeof target !== 'string') return pipeline(bytes, target)
  try {
    await pipeline(bytes, createWriteStream(target, { mode: 0o600 }))
  } catch (error) {
    await rm(target, { force: true })
    throw error
  }
}

/** The same as a stream of bytes, for an answer that is sent while it is made. */
export function workbookBytes(model: WorkbookModel): AsyncGenerator<Buffer> {
  const lists = new Map<readonly string[], string>()
  for (const { choices } of model.sheets.flatMap((sheet) => sheet.columns)) {
    if (!choices || choices.length === 0 || lists.has(choices)) continue
    const column = columnName(lists.size + 1)
    lists.set(choices, `${choicesSheet}!$${column}$1:$${column}$${choices.length}`)
  }
  const sheets = [...model.sheets]
  if (lists.size > 0) sheets.push(listsSheet([...lists.keys()]))
  if (model.metadata) {
    const rows = Object.entries(model.metadata)
    sheets.push({ name: metadataSheet, state: 'veryHidden', columns: [{}, {}], rows })
  }
  checkNames(sheets)
  return zipBytes(entries(model, sheets, lists))
}

async function* entries(
  model: WorkbookModel,
  sheets: SheetModel[],
  lists: Map<readonly string[], string>,
): AsyncGenerator<ZipEntry> {
  const styles = styleTable()
  const noted: number[] = []
  for (const [index, sheet] of sheets.entries()) {
    const number = index + 1
    const notes: Note[] = []
    yield { name: `xl/worksheets/sheet${number}.xml`, text: sheetXml(sheet, styles, lists, notes) }
    if (notes.length === 0) continue
    noted.push(number)
    yield { name: `xl/comments${number}.xml`, text: notesXml(notes) }
    yield { name: `xl/drawings/vmlDrawing${number}.vml`, text: noteShapes(notes, number) }
    yield {
      name: `xl/worksheets/_rels/sheet${number}.xml.rels`,
      text: relationships([
        ['notes', 'comments', `../comments${number}.xml`],
        ['shapes', 'vmlDrawing', `../drawings/vmlDrawing${number}.vml`],
      ]),
    }
  }
  const parts = sheets.map((_, index): [string, string, string] => [
    `sheet${index + 1}`,
    'worksheet',
    `worksheets/sheet${index + 1}.xml`,
  ])
  yield { name: 'xl/styles.xml', text: [styles.xml()] }
  yield { name: 'xl/workbook.xml', text: workbookXml(sheets) }
  yield { name: 'xl/_rels/workbook.xml.rels', text: relationships([...parts, ['styles', 'styles', 'styles.xml']]) }
  yield { name: 'docProps/core.xml', text: coreProperties(model) }
  yield { name: '_rels/.rels', text: relationships([['book', 'officeDocument', 'xl/workbook.xml'], 'core']) }
  yield { name: '[Content_Types].xml', text: contentTypes(sheets.length, noted) }
}

/** Writes a sheet and puts the notes it meets into `notes`. The order of the elements is the schema's. */
async function* sheetXml(
  sheet: SheetModel,
  styles: StyleTable,
  lists: Map<readonly string[], string>,
  notes: Note[],
): AsyncGenerator<string> {
  const { columns } = sheet
  const hasHeader = columns.some((column) => column.header !== undefined)
  yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
  yield `<sheetViews><sheetView workbookViewId="0">${hasHeader ? pane : ''}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>`
  const looks = columns.map(({ wrap }) => styles.of(wrap ? { wrap } : {}))
  const cols = columns.map(({ width = 12 }, i) => {
    // The style of the whole column: what a clerk types into a blank cell stays text, id numbers keep their 18 digits.
    return `<col min="${i + 1}" max="${i + 1}" width="${width}" style="${looks[i]}" customWidth="1"/>`
  })
  if (cols.length > 0) yield `<cols>${cols.join('')}</cols>`

  const names = columns.map((_, i) => columnName(i + 1))
  let row = 0
  const rowXml = (cells: RowModel, look: (col: number, cell: CellModel) => number) => {
    row += 1
    if (row > lastRow) throw new Error(`sheet ${sheet.name}: more than ${lastRow} rows`)
    if (cells.length > columns.length) throw new Error(`sheet ${sheet.name}, row ${row}: more cells than columns`)
    let xml = ''
    for (let i = 0; i < cells.length; i += 1) {
      const given = cells[i]
      if (given === null || given === undefined || given === '') continue
      const plain = typeof given === 'string'
      const text = plain ? given : given.text
      const style = plain ? looks[i] : look(i, given)
      if (!plain && given.note) notes.push({ row, col: i + 1, text: given.note })
      if (text === '') xml += `<c r="${names[i]}${row}" s="${style}"/>`
      else {
        if (text.length > limits.cellLength) throw new Error(`sheet ${sheet.name}, ${names[i]}${row}: text too long`)
        xml += `<c r="${names[i]}${row}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${cellXml(text)}</t></is></c>`
      }
    }
    return xml === '' ? '' : `<row r="${row}">${xml}</row>`
  }

  yield '<sheetData>'
  if (hasHeader) {
    const header = columns.map(({ header: text = '', headerNote, headerFill }): CellModel => {
      return { text, ...(headerNote && { note: headerNote }), ...(headerFill && { fill: headerFill }) }
    })
    yield rowXml(header, (_, { fill }) => styles.of({ bold: true, wrap: true, ...(fill && { fill }) }))
  }
  for await (const cells of sheet.rows ?? []) {
    yield rowXml(cells, (i, { fill }) => {
      return styles.of({ ...(columns[i]?.wrap && { wrap: true }), ...(fill && { fill }) })
    })
  }
  yield '</sheetData>'

  const firstRow = hasHeader ? 2 : 1
  const validations = columns.flatMap(({ choices, choicesMessage }, i) => {
    const range = choices && lists.get(choices)
    if (range === undefined) return []
    const message = choicesMessage
      ? ` errorTitle="不在选项中" error="${attributeXml(choicesMessage.slice(0, 225))}"`
      : ''
    return `<dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1"${message} sqref="${names[i]}${firstRow}:${names[i]}${lastRow}"><formula1>${range}</formula1></dataValidation>`
  })
  if (validations.length > 0) {
    yield `<dataValidations count="${validations.length}">${validations.join('')}</dataValidations>`
  }
  yield '<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
  yield '<pageSetup paperSize="9" orientation="landscape"/>'
  const header = sheet.pageHeader ? `<oddHeader>${pageText(sheet.pageHeader)}</oddHeader>` : ''
  const footer = sheet.pageFooter ? `<oddFooter>${pageText(sheet.pageFooter)}</oddFooter>` : ''
  if (header || footer) yield `<headerFooter>${header}${footer}</headerFooter>`
  if (notes.length > 0) yield '<legacyDrawing r:id="shapes"/>'
  yield '</worksheet>'
}

/** Centred; an ampersand would start a code, and Excel takes no more than 255 characters. */
function pageText(text: string): string {
  let safe = ''
  for (const char of text) {
    const next = char === '&' ? '&&' : char
    if (safe.length + next.length > 250) break
    safe += next
  }
  return attributeXml(`&C${safe}`)
}

function listsSheet(lists: (readonly string[])[]): SheetModel {
  const longest = Math.max(...lists.map((list) => list.length))
  const rows = Array.from({ length: longest }, (_, row) => lists.map((list) => list[row] ?? null))
  return { name: choicesSheet, state: 'hidden', columns: lists.map(() => ({})), rows }
}

function checkNames(sheets: SheetModel[]): void {
  const seen = new Set<string>()
  for (const { name } of sheets) {
    const key = name.toLowerCase()
    if (
      !/^[^[\]:*?/\\]{1,31}$/u.test(name) ||
      name.length > 31 ||
      name.startsWith("'") ||
      name.endsWith("'") ||
      seen.has(key)
    ) {
      throw new Error(`'${name}' is no name for a sheet, or is used twice`)
    }
    seen.add(key)
  }
  if (!sheets.some(({ state = 'visible' }) => state === 'visible'))
    throw new Error('a workbook shows at least one sheet')
}
