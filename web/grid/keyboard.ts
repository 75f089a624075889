import type { Cell } from './range.ts'

export type Command =
  | { do: 'move'; by: Cell; extend: boolean }
  | { do: 'tab' | 'enter' | 'problem' | 'option'; by: 1 | -1 }
  | { do: 'edit' | 'cancel' | 'clear' | 'fill' | 'undo' | 'redo' | 'all' | 'suggest' | 'line-break' }

export interface Stroke {
  key: string
  ctrl: boolean
  shift: boolean
  alt: boolean
}
/** 'no': a cell is selected; 'typed': editing began by typing, arrows end it; 'opened': by F2 or a double click, arrows move in the text. */
export type Editing = 'no' | 'typed' | 'opened'

const end = Number.POSITIVE_INFINITY
const arrows: Record<string, Cell> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
}
const pages: Record<string, Cell> = { PageUp: { row: -15, column: 0 }, PageDown: { row: 15, column: 0 } }
const letters: Record<string, Command['do']> = { d: 'fill', z: 'undo', y: 'redo', a: 'all' }

/** What a key means in the sheet; null: it is the text field's or the browser's own. `list`: a list of options is open. */
export function commandOf(stroke: Stroke, editing: Editing, list: boolean): Command | null {
  const { key, ctrl, shift, alt } = stroke
  if (key === 'Tab') return ctrl || alt ? null : { do: 'tab', by: shift ? -1 : 1 }
  if (key === 'F8') return { do: 'problem', by: shift ? -1 : 1 }
  if (key === 'Enter' && alt) return { do: editing === 'no' ? 'edit' : 'line-break' }
  if (key === 'Enter' && ctrl) return { do: 'suggest' }
  if (key === 'Enter') return { do: 'enter', by: shift ? -1 : 1 }
  if (key === 'Escape') return { do: 'cancel' }
  if (editing !== 'no') {
    if (list && (key === 'ArrowUp' || key === 'ArrowDown')) return { do: 'option', by: key === 'ArrowUp' ? -1 : 1 }
    const arrow = arrows[key]
    return editing === 'typed' && arrow && !ctrl && !alt ? { do: 'move', by: arrow, extend: false } : null
  }
  if (alt) return key === 'ArrowDown' ? { do: 'edit' } : null
  if (ctrl && key.toLowerCase() === 'z' && shift) return { do: 'redo' }
  const letter = ctrl ? letters[key.toLowerCase()] : undefined
  if (letter) return { do: letter } as Command
  return selecting(key, ctrl, shift)
}

function selecting(key: string, ctrl: boolean, shift: boolean): Command | null {
  const arrow = arrows[key]
  if (arrow) {
    const by = ctrl ? { row: arrow.row * end || 0, column: arrow.column * end || 0 } : arrow
    return { do: 'move', by, extend: shift }
  }
  const page = pages[key]
  if (page) return { do: 'move', by: page, extend: shift }
  if (key === 'Home' || key === 'End') {
    const far = key === 'Home' ? -end : end
    return { do: 'move', by: { row: ctrl ? far : 0, column: far }, extend: shift }
  }
  if (key === 'F2') return { do: 'edit' }
  if (key === 'Delete' || key === 'Backspace') return { do: 'clear' }
  return null
}
