import type { Archive } from './archive.ts'
import {
  type Cell,
  type CellProblem,
  columnName,
  numberText,
  parseCell,
  parseRange,
  type Range,
  type Row,
  textProblem,
} from './cells.ts'
import { isoText, type NumberFormat, serialText, timeText } from './formats.ts'
import { type WorkbookLimits, WorkbookRefusal } from './refusal.ts'
import { type SharedStrings, tooLong, unescapeText } from './strings.ts'
import { badXml, parseXml } from './xml.ts'

/** What a sheet's cells need to know of their workbook. */
export interface SheetSource {
  archive: Archive
  part: string
  name: string
  strings: SharedStrings
  /** by the cells' style index; empty when the workbook has no styles */
  formats: NumberFormat[]
  is1904: boolean
  merged: Range[]
  limits: WorkbookLimits
}

/**
 * Reads one sheet and yields the filled rows gathered from each chunk of it (possibly none). Blank cells and blank rows,
 * styled or not, cost parsing and nothing else. Rows and cells must come in order, as Excel demands of itself.
 * Throws `workbook.xml`, `workbook.too-many-columns`, `workbook.cell-too-long` and what the archive throws.
 */
export async function* readSheet(source: SheetSource): AsyncGenerator<Row[]> {
  const { limits, strings, formats } = source
  let rows: Row[] = []
  let inData = false
  let row = 0
  let cells: Cell[] = []
  let col = 0
  let inCell = false
  let type = ''
  let style = 0
  let isFormula = false
  let inline = false
  let phonetic = false
  let collecting = false
  let value = ''
  let merges: Range[] = []
  let arrays: Range[] = []

  const sheet = `工作表“${source.name}”`
  const place = () => (row === 0 ? sheet : `${sheet}第 ${row} 行`)
  const refuse = (seen: string) => badXml(place(), seen)

  const startRow = (ref: string | undefined) => {
    const next = ref === undefined ? row + 1 : Number(ref)
    if (!Number.isInteger(next) || next <= row || next > 1_048_576) throw refuse(`行号“${ref ?? next}”不合顺序`)
    row = next
    col = 0
    cells = []
    merges = source.merged.length > 0 ? source.merged.filter((range) => range.top <= row && row <= range.bottom) : []
    if (arrays.length > 0) arrays = arrays.filter((range) => range.bottom >= row)
  }

  const startCell = (ref: string | undefined) => {
    if (ref === undefined) col += 1
    else {
      const at = parseCell(ref)
      if (!at || at.row !== row || at.col <= col) throw refuse(`单元格“${ref.slice(0, 20)}”不合位置`)
      col = at.col
    }
  }

  const endCell = () => {
    if (!isFormula && arrays.some((range) => covers(range, row, col))) isFormula = true
    if (value === '' && !isFormula) return
    const cell = typed()
    if (cell.text.length > limits.cellLength) {
      throw tooLong(`${sheet}单元格 ${columnName(col)}${row} `, cell.text.length, limits)
    }
    if (cell.text === '' && cell.kind === 'text' && !isFormula) return
    if (col > limits.columns) throw tooManyColumns(sheet, row, col, limits)
    if (isFormula) {
      cell.kind = 'formula'
      cell.problem = 'formula'
    } else if (merges.length > 0 && cell.problem === undefined && merges.some((range) => covers(range, row, col))) {
      cell.problem = 'merged'
    }
    cells.push(cell)
  }

  const typed = (): Cell => {
    if (value === '') return { col, text: '', kind: 'text' }
    if (type === 's') {
      const index = Number(value)
      if (!Number.isInteger(index) || index < 0 || index >= strings.count) {
        throw refuse(`单元格 ${columnName(col)}${row} 指向不存在的文字 ${value.slice(0, 20)}`)
      }
      return textCell(col, strings.at(index))
    }
    if (type === 'inlineStr' || type === 'str') return textCell(col, unescapeText(value))
    if (type === 'b')
      return { col, text: value.trim() === '1' || value.trim() === 'true' ? 'TRUE' : 'FALSE', kind: 'bool' }
    if (type === 'e') return { col, text: value, kind: 'error', problem: 'error' }
    if (type === 'd') return dateCell(col, isoText(value.trim()), value)
    if (type !== '' && type !== 'n') throw refuse(`单元格 ${columnName(col)}${row} 的类型“${type.slice(0, 20)}”不明`)
    const format = formats[style]
    if (format === undefined && style > 0 && formats.length > 0) {
      throw refuse(`单元格 ${columnName(col)}${row} 指向不存在的样式 ${style}`)
    }
    const cell = numberCell(col, value, format, source.is1904)
    if (!cell) throw refuse(`单元格 ${columnName(col)}${row} 的数值“${value.slice(0, 20)}”不是数`)
    return cell
  }

  const endRow = () => {
    if (cells.length === 0) return
    rows.push({ row, cells: merges.length > 0 ? withCovered(cells, merges, row, limits.columns) : cells })
  }

  const document = parseXml(source.archive.read(source.part), place, {
    open(name, attributes) {
      switch (name) {
        case 'sheetData':
          inData = true
          break
        case 'row':
          if (inData) startRow(attributes.r)
          break
        case 'c':
          if (!inData) break
          inCell = true
          type = attributes.t ?? ''
          style = attributes.s === undefined ? 0 : Number(attributes.s)
          value = ''
          isFormula = false
          startCell(attributes.r)
          break
        case 'f': {
          if (!inCell) break
          isFormula = true
          const range = attributes.t === 'array' && attributes.ref ? parseRange(attributes.ref) : null
          if (range) arrays.push(range)
          if (arrays.length > limits.merges) throw refuse(`数组公式超过 ${limits.merges} 个`)
          break
        }
        case 'v':
          collecting = inCell
          break
        case 'is':
          inline = inCell
          break
        case 'rPh':
          phonetic = true
          break
        case 't':
          collecting = inline && !phonetic
      }
    },
    text(piece) {
      if (!collecting) return
      value += piece
      // seven characters of `_xHHHH_` may stand for one
      if (value.length > limits.cellLength * 7) {
        throw tooLong(`${sheet}单元格 ${columnName(col)}${row} `, value.length, limits)
      }
    },
    close(name) {
      switch (name) {
        case 'v':
        case 't':
          collecting = false
          break
        case 'rPh':
          phonetic = false
          break
        case 'is':
          inline = false
          break
        case 'c':
          if (inCell) endCell()
          inCell = false
          break
        case 'row':
          if (inData) endRow()
          break
        case 'sheetData':
          inData = false
      }
    },
  })
  for await (const _ of document) {
    if (rows.length === 0) continue
    yield rows
    rows = []
  }
}

function textCell(col: number, text: string): Cell {
  const problem = textProblem(text)
  return problem === undefined ? { col, text, kind: 'text' } : { col, text, kind: 'text', problem }
}

function numberCell(col: number, value: string, format: NumberFormat | undefined, is1904: boolean): Cell | null {
  const number = numberText(value)
  if (!number) return null
  if (format?.kind === 'date') {
    const cell = dateCell(col, serialText(Number(value), is1904), number.text)
    if (cell.problem === undefined && !(format.year && format.month && format.day)) cell.problem = 'partial-date'
    return cell
  }
  if (format?.kind === 'time') {
    const time = timeText(Number(value))
    if (time !== null) return { col, text: time, kind: 'date', problem: 'time' }
    return dateCell(col, serialText(Number(value), is1904), number.text)
  }
  const cell: Cell = { col, text: number.text, kind: 'number' }
  // "00000" shows 371 as 00371: the clerk sees a code, and so do we.
  if (format && format.zeros > 0 && /^\d+$/.test(cell.text)) cell.text = cell.text.padStart(format.zeros, '0')
  if (number.problem) cell.problem = number.problem
  return cell
}

function dateCell(col: number, day: string | null, raw: string): Cell {
  if (day === null) return { col, text: raw, kind: 'date', problem: 'not-a-date' }
  const problem: CellProblem | undefined = day.length > 10 ? 'time' : undefined
  return problem === undefined ? { col, text: day, kind: 'date' } : { col, text: day, kind: 'date', problem }
}

function covers(range: Range, row: number, col: number): boolean {
  return range.top <= row && row <= range.bottom && range.left <= col && col <= range.right
}

/** Adds the blank cells of merged ranges to a row that holds something: to the clerk they look filled. */
function withCovered(cells: Cell[], merges: Range[], row: number, columns: number): Cell[] {
  const filled = new Set(cells.map((cell) => cell.col))
  const all = [...cells]
  for (const range of merges) {
    for (let col = range.left; col <= Math.min(range.right, columns); col += 1) {
      if (filled.has(col) || !covers(range, row, col)) continue
      filled.add(col)
      all.push({ col, text: '', kind: 'text', problem: 'merged' })
    }
  }
  return all.sort((a, b) => a.col - b.col)
}

function tooManyColumns(sheet: string, row: number, col: number, limits: WorkbookLimits): WorkbookRefusal {
  return new WorkbookRefusal(
    'workbook.too-many-columns',
    `${sheet}第 ${row} 行的 ${columnName(col)} 列有内容，内容最多到 ${columnName(limits.columns)} 列（${limits.columns} 列）。请删除多余的列后重新上传。`,
  )
}

/**
 * The merged ranges of a sheet, found in its bytes without parsing: they stand behind the rows they cover, and a second
 * parse would double the cost of every import. Throws `workbook.too-many-merges` and what the archive throws.
 */
export async function findMerged(source: Pick<SheetSource, 'archive' | 'part' | 'name' | 'limits'>): Promise<string[]> {
  const mark = Buffer.from('mergeCell ')
  const refs: string[] = []
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of source.archive.read(source.part)) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    let at = bytes.indexOf(mark)
    let open = -1
    while (at >= 0) {
      const end = bytes.indexOf('>', at)
      if (end < 0) {
        open = at
        break
      }
      const ref = /\sref\s*=\s*["']([^"']*)["']/.exec(bytes.toString('latin1', at, end))?.[1]
      if (ref !== undefined) refs.push(ref)
      if (refs.length > source.limits.merges) throw tooManyMerges(source.name, source.limits)
      at = bytes.indexOf(mark, end)
    }
    // a tag cut by the chunk's edge waits for the next one; one that never ends is left to the parser to refuse
    rest = Buffer.from(open >= 0 && bytes.length - open < 1024 ? bytes.subarray(open) : bytes.subarray(1 - mark.length))
  }
  return refs
}

function tooManyMerges(name: string, limits: WorkbookLimits): WorkbookRefusal {
  return new WorkbookRefusal(
    'workbook.too-many-merges',
    `工作表“${name}”的合并单元格超过 ${limits.merges} 处。请取消合并，每行每列各填一格后重新上传。`,
  )
}
