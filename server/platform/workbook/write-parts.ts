import { columnName } from './cells.ts'
import { attributeXml } from './write-styles.ts'

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const spreadsheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const openPackage = 'http://schemas.openxmlformats.org/package/2006'
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** A note and its cell; `row` and `col` count from 1. */
export interface Note {
  row: number
  col: number
  text: string
}

/** A sheet as the list of sheets has it. */
interface ListedSheet {
  name: string
  state?: 'visible' | 'hidden' | 'veryHidden'
}

export function workbookXml(sheets: ListedSheet[]): string[] {
  const shown = sheets.findIndex(({ state = 'visible' }) => state === 'visible')
  const list = sheets.map(({ name, state = 'visible' }, i) => {
    const hidden = state === 'visible' ? '' : ` state="${state}"`
    return `<sheet name="${attributeXml(name)}" sheetId="${i + 1}"${hidden} r:id="sheet${i + 1}"/>`
  })
  return [
    `${declaration}<workbook xmlns="${spreadsheet}" xmlns:r="${office}"><bookViews><workbookView activeTab="${shown}"/></bookViews><sheets>${list.join('')}</sheets></workbook>`,
  ]
}

/** Relations as [id, last word of the type, target]; 'core' is the one to the document's properties. */
export function relationships(list: ([id: string, type: string, target: string] | 'core')[]): string[] {
  const each = list.map((relation) => {
    if (relation === 'core') {
      return `<Relationship Id="core" Type="${openPackage}/relationships/metadata/core-properties" Target="docProps/core.xml"/>`
    }
    const [id, type, target] = relation
    return `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`
  })
  return [`${declaration}<Relationships xmlns="${openPackage}/relationships">${each.join('')}</Relationships>`]
}

export function contentTypes(sheets: number, noted: number[]): string[] {
  const override = (part: string, type: string) => `<Override PartName="${part}" ContentType="${type}"/>`
  const list = [
    override('/xl/workbook.xml', `${types}.sheet.main+xml`),
    override('/xl/styles.xml', `${types}.styles+xml`),
    override('/docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'),
    ...Array.from({ length: sheets }, (_, i) => override(`/xl/worksheets/sheet${i + 1}.xml`, `${types}.worksheet+xml`)),
    ...noted.map((number) => override(`/xl/comments${number}.xml`, `${types}.comments+xml`)),
  ]
  const defaults = [
    ['rels', 'application/vnd.openxmlformats-package.relationships+xml'],
    ['xml', 'application/xml'],
    ['vml', 'application/vnd.openxmlformats-officedocument.vmlDrawing'],
  ].map(([extension, type]) => `<Default Extension="${extension}" ContentType="${type}"/>`)
  return [`${declaration}<Types xmlns="${openPackage}/content-types">${defaults.join('')}${list.join('')}</Types>`]
}

/** What the file says of itself in its properties. */
interface Properties {
  title?: string
  creator?: string
  created?: Date
}

export function coreProperties({ title = '', creator = '杏坛', created = new Date() }: Properties): string[] {
  const moment = created.toISOString().replace(/\.\d+Z$/, 'Z')
  return [
    `${declaration}<cp:coreProperties xmlns:cp="${openPackage}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${attributeXml(title)}</dc:title><dc:creator>${attributeXml(creator)}</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">${moment}</dcterms:created></cp:coreProperties>`,
  ]
}

export function* notesXml(notes: Note[]): Generator<string> {
  yield `${declaration}<comments xmlns="${spreadsheet}"><authors><author>杏坛</author></authors><commentList>`
  for (const { row, col, text } of notes) {
    yield `<comment ref="${columnName(col)}${row}" authorId="0"><text><t xml:space="preserve">${attributeXml(text)}</t></text></comment>`
  }
  yield '</commentList></comments>'
}

/** The boxes in which Excel shows notes: drawn in VML, its old drawing language, to this day. */
export function* noteShapes(notes: Note[], sheet: number): Generator<string> {
  // Shapes are numbered in blocks of 1,024 that no two sheets share; a hundred blocks a sheet are enough for its notes.
  const block = (sheet - 1) * 100 + 1
  const blocks = Array.from({ length: Math.ceil((notes.length + 1) / 1024) }, (_, i) => block + i)
  yield `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="${blocks.join(',')}"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`
  for (const [i, { row, col, text }] of notes.entries()) {
    // Tall enough for the text at about 16 Chinese characters a line.
    const lines = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 16)), 0)
    const anchor = [col, 15, row - 1, 2, col + 4, 15, row + Math.min(30, Math.max(3, lines + 1)), 4]
    yield `<v:shape id="_x0000_s${block * 1024 + i + 1}" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>${anchor.join(',')}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>${row - 1}</x:Row><x:Column>${col - 1}</x:Column></x:ClientData></v:shape>`
  }
  yield '</xml>'
}
