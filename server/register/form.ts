import PDFDocument from 'pdfkit'
import type { Part } from '../../contract/register.ts'
import { printFaces } from '../platform/print-faces.ts'

/** What one 教师信息登记表 says, in words. */
export interface Form {
  name: string
  nationalNo: string
  school: string
  /** of school: 中小学 … */
  category: string
  /** where the record stands, or the day as of which it is printed */
  status: string
  parts: readonly Part[]
  /** the photo as JPEG, where the reader may see it */
  photo?: Buffer
  remark?: string
}

/** Who prints, when: said at the foot of every page. */
export interface Printer {
  unit: string
  person: string
  /** YYYY-MM-DD HH:mm */
  at: string
  practice: boolean
}

/** A4 in points. */
const page = { width: 595.28, height: 841.89, side: 40, top: 40, bottom: 52 }
const inner = page.width - 2 * page.side
const lowest = page.height - page.bottom
const pad = 3
/** columns that fit across a page; what else a row says goes into a line below it */
const across = 8

/**
 * Draws 教师信息登记表 one after another, each beginning on a page of its own, black on white for the file.
 * @param told is told how many forms are drawn; false stops the drawing
 * @returns the file, or null when it was stopped
 */
export async function drawForms(
  forms: Iterable<Form> | AsyncIterable<Form>,
  printer: Printer,
  told: (drawn: number) => Promise<boolean> = async () => true,
): Promise<Buffer | null> {
  const paper = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    info: { Title: '教师信息登记表', Author: printer.unit },
  })
  const chunks: Buffer[] = []
  const ended = new Promise<void>((resolve, reject) => paper.on('end', resolve).on('error', reject))
  paper.on('data', (chunk: Buffer) => chunks.push(chunk))
  paper.registerFont('regular', printFaces.regular)
  paper.registerFont('bold', printFaces.bold)
  let drawn = 0
  for await (const form of forms) {
    drawForm(paper, form)
    foot(paper, form, printer)
    drawn++
    if (!(await told(drawn))) return null
  }
  paper.end()
  await ended
  return Buffer.concat(chunks)
}

type Paper = PDFKit.PDFDocument

function drawForm(paper: Paper, form: Form): void {
  paper.addPage()
  let y = head(paper, form)
  const empty: string[] = []
  for (const part of form.parts) {
    if (part.lines.length === 0 || part.fields.length === 0) empty.push(part.label)
    else y = part.rows === 'single' ? drawPairs(paper, part, y) : drawTable(paper, part, y)
  }
  if (empty.length > 0) y = say(paper, `没有记录的信息集：${empty.join('、')}。`, y + 6)
  if (form.remark) y = say(paper, form.remark, y + 4)
  signatures(paper, y + 8)
}

function head(paper: Paper, form: Form): number {
  const photo = { width: 71, height: 88 }
  const right = page.width - page.side - photo.width
  paper.font('bold').fontSize(19).fillColor('#000')
  paper.text('教师信息登记表', page.side, page.top + 4, { width: inner, align: 'center', lineBreak: false })
  paper.font('regular').fontSize(9)
  const lines = [
    `学校：${form.school}（${form.category}）`,
    `姓名：${form.name}`,
    `教师全国唯一编号：${form.nationalNo}`,
    form.status,
  ]
  let y = page.top + 40
  for (const line of lines) {
    paper.text(line, page.side, y, { width: inner - photo.width - 12 })
    y = paper.y + 2
  }
  paper.lineWidth(0.6).strokeColor('#000').rect(right, page.top, photo.width, photo.height).stroke()
  if (form.photo)
    paper.image(form.photo, right + 1, page.top + 1, {
      fit: [photo.width - 2, photo.height - 2],
      align: 'center',
      valign: 'center',
    })
  else paper.text('照片', right, page.top + 38, { width: photo.width, align: 'center' })
  return Math.max(y, page.top + photo.height) + 8
}

/** 基本信息 and the like: label and value, two pairs a line. */
function drawPairs(paper: Paper, part: Part, from: number): number {
  const label = 84
  const value = inner / 2 - label
  const cells = part.fields.map((field, at) => [field.label, part.lines[0]?.cells[at] ?? ''] as const)
  // a long value takes a line of its own
  const long = ([, text]: readonly [string, string]) => widthOf(paper, text) > 2 * value
  let y = caption(paper, part.label, from, 20)
  for (let at = 0; at < cells.length; ) {
    const [first, second] = [cells[at], cells[at + 1]]
    if (!first) break
    const alone = long(first) || !second || long(second)
    const row = alone
      ? [
          { text: first[0], width: label, label: true },
          { text: first[1], width: inner - label },
        ]
      : [
          { text: first[0], width: label, label: true },
          { text: first[1], width: value },
          { text: second[0], width: label, label: true },
          { text: second[1], width: value },
        ]
    y = drawRow(paper, row, y)
    at += alone ? 1 : 2
  }
  return y + 8
}

/** Subsets of many rows: a table whose head is repeated on every page. */
function drawTable(paper: Paper, part: Part, from: number): number {
  const shown = part.fields.map((field, at) => ({ ...field, at }))
  const [columns, rest] = [shown.slice(0, across), shown.slice(across)]
  const widths = widthsFor(paper, part, columns)
  const header = columns.map((column, at) => ({ text: column.label, width: widths[at] ?? 0, label: true }))
  let y = caption(paper, part.label, from, 40)
  y = drawRow(paper, header, y)
  for (const line of part.lines) {
    const row = columns.map((column, at) => ({ text: line.cells[column.at] ?? '', width: widths[at] ?? 0 }))
    const below = rest
      .flatMap((column) => (line.cells[column.at] ? [`${column.label}：${line.cells[column.at]}`] : []))
      .join('；')
    y = drawRow(paper, row, y, header)
    if (below !== '') y = drawRow(paper, [{ text: below, width: inner }], y, header)
  }
  return y + 8
}

interface Cell {
  text: string
  width: number
  label?: boolean
}

/** One row of boxes as high as its highest text; on the next page, under the head again, where it does not fit. */
function drawRow(paper: Paper, row: readonly Cell[], from: number, header?: readonly Cell[]): number {
  const heights = row.map((cell) => textHeight(paper, cell))
  const height = Math.max(16, ...heights.map((each) => each + 2 * pad))
  let y = from
  if (y + height > lowest) {
    paper.addPage()
    y = page.top
    if (header) y = drawRow(paper, header, y)
  }
  let x = page.side
  for (const [at, cell] of row.entries()) {
    paper.lineWidth(0.6).strokeColor('#000').rect(x, y, cell.width, height)
    if (cell.label) paper.fillAndStroke('#f2f2f2', '#000')
    else paper.stroke()
    face(paper, cell)
    const room = Math.min(height - 2 * pad, lowest - y)
    const space = Math.max(pad, (height - (heights[at] ?? 0)) / 2)
    paper.fillColor('#000').text(cell.text, x + pad, y + space, { width: cell.width - 2 * pad, height: room })
    x += cell.width
  }
  return y + height
}

const face = (paper: Paper, cell: Pick<Cell, 'label'>) =>
  paper.font(cell.label ? 'bold' : 'regular').fontSize(cell.label ? 8 : 8.5)

/** Never higher than a page: a text of 4,000 characters fits in. */
function textHeight(paper: Paper, cell: Cell): number {
  face(paper, cell)
  const height = paper.heightOfString(cell.text || '　', { width: cell.width - 2 * pad })
  return Math.min(height, lowest - page.top - 40)
}

const widthOf = (paper: Paper, text: string) => paper.font('regular').fontSize(8.5).widthOfString(text)

/** By what the columns have to say, each wide enough for four characters. */
function widthsFor(paper: Paper, part: Part, columns: readonly { label: string; at: number }[]): number[] {
  const least = 4 * 8.5 + 2 * pad
  const wishes = columns.map(({ label, at }) => {
    const longest = Math.max(...part.lines.map((line) => widthOf(paper, line.cells[at] ?? '')))
    return Math.min(150, Math.max(least, longest + 2 * pad + 2, Math.min(60, widthOf(paper, label) + 2 * pad)))
  })
  const spare = inner - columns.length * least
  const over = wishes.reduce((sum, wish) => sum + wish - least, 0)
  return wishes.map((wish) => least + (over > 0 ? ((wish - least) / over) * spare : spare / columns.length))
}

function caption(paper: Paper, text: string, from: number, room: number): number {
  let y = from
  if (y + 16 + room > lowest) {
    paper.addPage()
    y = page.top
  }
  paper.font('bold').fontSize(10.5).fillColor('#000').text(text, page.side, y, { lineBreak: false })
  return y + 17
}

function say(paper: Paper, text: string, from: number): number {
  paper.font('regular').fontSize(8.5).fillColor('#000')
  const height = paper.heightOfString(text, { width: inner })
  let y = from
  if (y + height > lowest) {
    paper.addPage()
    y = page.top
  }
  paper.text(text, page.side, y, { width: inner })
  return y + height
}

function signatures(paper: Paper, from: number): void {
  const height = 76
  const who = ['教师本人签字', '学校信息管理员', '学校负责人（盖章）', '主管部门（盖章）']
  let y = from
  if (y + height > lowest) {
    paper.addPage()
    y = page.top
  }
  for (const [at, each] of who.entries()) {
    const x = page.side + (at * inner) / who.length
    paper
      .lineWidth(0.6)
      .strokeColor('#000')
      .rect(x, y, inner / who.length, height)
      .stroke()
    paper.font('regular').fontSize(9).fillColor('#000')
    paper.text(each, x + 6, y + 6, { lineBreak: false })
    paper.text('年　　月　　日', x + 6, y + height - 18, { width: inner / who.length - 12, align: 'right' })
  }
}

/** Numbers the pages of the form just drawn, and lets them go. */
function foot(paper: Paper, form: Form, printer: Printer): void {
  const { start, count } = paper.bufferedPageRange()
  for (let at = 0; at < count; at++) {
    paper.switchToPage(start + at)
    paper.font('regular').fontSize(7.5).fillColor('#444')
    const y = page.height - 36
    paper.text(`${form.name}　${form.nationalNo}`, page.side, y, { lineBreak: false })
    paper.text(`第 ${at + 1} 页　共 ${count} 页`, page.side, y, { width: inner, align: 'center', lineBreak: false })
    const by = `${printer.unit} ${printer.person} ${printer.at} 打印${printer.practice ? '（演练环境，不作他用）' : ''}`
    paper.text(by, page.side, y + 11, { width: inner, align: 'right', lineBreak: false })
  }
  paper.flushPages()
}
