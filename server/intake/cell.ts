import type { Finding, Known, ProfileField } from '../../standard/indicator.ts'
import { readValue } from '../../standard/read-value.ts'
import { showValue } from '../../standard/show-value.ts'
import type { StagedCell } from './staged.ts'

/** What a clerk writes into a cell to empty a field; a blank cell leaves it as it is. */
export const clearMark = '[清空]'

export type CellReading =
  | { kind: 'blank' }
  | { kind: 'clear' }
  | { kind: 'value'; value: string | readonly string[]; warning?: Fault }
  | { kind: 'fault'; fault: Fault }

/** A finding before it has its place. */
export type Fault = Pick<Finding, 'code' | 'severity' | 'message' | 'expected' | 'seen' | 'suggestion' | 'alternatives'>

/** Reads one cell as a field's value: first what is wrong with the cell itself, then what its text means. */
export function readCell(field: ProfileField, cell: StagedCell | undefined, known: Known): CellReading {
  if (!cell) return { kind: 'blank' }
  const text = cell.text.trim()
  // A template that was filled with what stands shows values of class 4 by their last characters only.
  if (field.secrecy === 4 && /^\*+[^*]{0,4}$/.test(text)) return { kind: 'blank' }
  if (text === clearMark || text === '【清空】') return { kind: 'clear' }
  const fault = cellFault(field.label, cell, isDated(field))
  if (fault) return { kind: 'fault', fault }
  if (text === '') return { kind: 'blank' }
  const serial = serialDay(field, cell)
  if (serial) return { kind: 'fault', fault: serialFault(field, text, serial) }
  const reading = readValue(field, cell.kind === 'date' ? dateText(field, text) : cell.text, known.tables, known.areas)
  if (reading.finding) {
    const { field: _, ...found } = reading.finding
    return { kind: 'fault', fault: found }
  }
  if (reading.value === undefined) return { kind: 'blank' }
  const partial =
    cell.problem === 'partial-date' ? partialFault(field, showValue(field, reading.value, known.tables)) : null
  if (partial?.severity === 'error') return { kind: 'fault', fault: partial }
  return { kind: 'value', value: reading.value, ...(partial && { warning: partial }) }
}

/** What is wrong with a cell before anybody asks what it says; null when it can be read. */
export function cellFault(label: string, cell: StagedCell, dated = false): Fault | null {
  const say = (code: string, message: string): Fault => ({
    code,
    severity: 'error',
    message: `“${label}”${message}`,
    ...(cell.text !== '' && { seen: cell.text }),
  })
  switch (cell.problem) {
    case 'formula':
      return say(
        'cell.formula',
        '是公式，系统不取公式的计算结果。请复制后用“选择性粘贴—数值”改为固定内容，或在此直接填写。',
      )
    case 'error':
      return say('cell.error', `是表格软件的错误值“${cell.text}”。请改为正确的内容。`)
    case 'merged':
      return say('cell.merged', '在合并单元格中，无法确定它属于哪几行。请取消合并，逐行填写。')
    case 'scientific':
      return say(
        'number.scientific',
        `是科学计数法“${cell.text}”，后几位数字已经丢失，无法修复。请把单元格设为文本格式后重新录入。`,
      )
    case 'rounded':
      return say(
        'number.rounded',
        `以数值保存，第 15 位以后的数字已被表格软件改成 0（“${cell.text}”），无法修复。请把单元格设为文本格式后重新录入。`,
      )
    case 'not-a-date':
      return say('date.unreadable', `设为日期格式，但“${cell.text}”不是有效的日期。请改正。`)
    case 'control':
      return say('text.control', '含有看不见的控制字符。请清空后重新录入。')
    case 'mojibake':
      return say('text.mojibake', '含有乱码。请在原来的表格中改正后重新保存，或在此重新录入。')
    case 'quotes':
      return say('text.quotes', '的引号不成对。请检查 CSV 文件中这一格的引号。')
    case 'time':
      return dated && cell.text.length > 10 ? null : say('date.unreadable', `是时间“${cell.text}”，不是日期。请改正。`)
    default:
      return null
  }
}

function isDated(field: ProfileField): boolean {
  return field.type === 'date' || field.type === 'month' || field.type === 'year'
}

/** A real date cell holds a whole day; a month or a year takes its part of it. */
function dateText(field: ProfileField, text: string): string {
  if (field.type === 'month') return text.slice(0, 7)
  if (field.type === 'year') return text.slice(0, 4)
  return isDated(field) ? text.slice(0, 10) : text
}

/** Excel counts days from 1900: a bare 39630 in a date column was a date whose format got lost. Suggested, never taken. */
function serialDay(field: ProfileField, cell: StagedCell): string | null {
  if (field.type !== 'date' && field.type !== 'month') return null
  if (!/^\d{5}$/.test(cell.text.trim())) return null
  const days = Number(cell.text)
  if (days < 7_306 || days > 73_050) return null
  const day = new Date(Date.UTC(1899, 11, 30 + days)).toISOString().slice(0, 10)
  return field.type === 'month' ? day.slice(0, 7) : day
}

function serialFault(field: ProfileField, text: string, day: string): Fault {
  return {
    code: 'date.serial',
    severity: 'error',
    message: `“${field.label}”现在是数字 ${text}，不是日期；它可能是表格软件内部的日期序号，相当于 ${day}。请核对后改正。`,
    expected: field.type === 'month' ? '年-月，例如 2008-07' : '年-月-日，例如 2008-07-01',
    seen: text,
    suggestion: { value: day, label: day },
  }
}

/** The clerk saw less than the file holds: '08-07' shown, 2008-07-01 stored. */
function partialFault(field: ProfileField, value: string): Fault {
  const whole = field.type === 'date'
  return {
    code: 'date.partial',
    severity: whole ? 'error' : 'warning',
    message: `“${field.label}”在表格中只显示了一部分日期，文件里存的是 ${value}。请核对${whole ? '并写出完整的年月日' : ''}。`,
    seen: value,
    ...(whole && { suggestion: { value, label: value } }),
  }
}
