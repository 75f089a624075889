import { useRef, useState } from 'react'
import {
  type FindingsAt,
  type GridColumn,
  matching,
  nextFinding,
  type Option,
  optionsOf,
  settled,
  shownText,
} from './columns.ts'
import {
  applied,
  type Edit,
  filling,
  noHistory,
  pasting,
  recorded,
  redoing,
  type SheetRow,
  textAt,
  undoing,
  writing,
} from './edits.ts'
import type { Command, Editing } from './keyboard.ts'
import { type Cell, moved, only, rangeOf, type Selection, tabbed } from './range.ts'
import { parseTsv, toTsv } from './tsv.ts'

export interface CellsInput {
  columns: readonly GridColumn[]
  rows: readonly SheetRow[]
  /** rows on the screen, blank ones at the end too */
  shown: number
  mostRows: number
  readOnly: boolean
  at: FindingsAt
  start: Cell
  onChange: (rows: SheetRow[]) => void
  onCellCommit: ((row: number, column: string, text: string) => void) | undefined
}

interface Draft {
  how: Exclude<Editing, 'no'>
  text: string
  /** has been typed in since it was opened: only then the list is narrowed */
  touched: boolean
  /** place in the list of options; -1 none */
  option: number
}

/** The state of a sheet and all it can do: selection, the cell under edit, writing, undoing. The text field itself is the component's. */
export function useCells(input: CellsInput) {
  const { columns, rows, shown, mostRows, readOnly, at, onChange, onCellCommit } = input
  const [wanted, select] = useState<Selection>(only(input.start))
  const [draft, setDraft] = useState<Draft | null>(null)
  const history = useRef(noHistory)
  const size = { rows: Math.max(1, shown), columns: columns.length }
  const selection = kept(wanted, size)
  const { active } = selection
  const column = columns[active.column]
  const sheet = { rows, columns: readOnly ? columns.map((each) => ({ ...each, readOnly: true })) : columns, mostRows }
  const locked = readOnly || column?.readOnly === true
  const list = draft && column?.kind === 'select' ? optionsFor(column, draft) : []

  const put = (edits: readonly Edit[]) => {
    if (edits.length === 0) return
    onChange(applied(rows, edits))
    for (const edit of edits) onCellCommit?.(edit.row, edit.column, edit.after)
  }
  const write = (raw: readonly Edit[]) => {
    const edits = raw.flatMap((edit) => {
      const after = settled(
        columns.find((each) => each.key === edit.column),
        edit.after,
      )
      return after === edit.before ? [] : [{ ...edit, after }]
    })
    history.current = recorded(history.current, edits)
    put(edits)
  }
  const step = (past: ReturnType<typeof undoing> | ReturnType<typeof redoing>) => {
    if (!past) return
    history.current = past.history
    put(past.edits)
    const first = past.edits[0]
    const place = columns.findIndex((each) => each.key === first?.column)
    if (first && place >= 0) select(only({ row: first.row, column: place }))
  }
  const writeActive = (text: string) => write(writing(sheet, rangeOf(only(active)), () => text))

  const begin = () =>
    setDraft({
      how: 'opened',
      text: shownText(column, textAt(sheet, active.row, active.column)),
      touched: false,
      option: optionsOf(column).findIndex((each) => each.value === textAt(sheet, active.row, active.column)),
    })
  /** Ends the edit: `pick` takes the marked option, otherwise the text as it stands. */
  const finish = (pick: boolean) => {
    if (!draft) return
    writeActive((pick && list[draft.option]?.value) || draft.text)
    setDraft(null)
  }

  /** Carries out a command; false when the key should go on its own way. */
  const run = (command: Command): boolean => {
    switch (command.do) {
      case 'move':
        finish(false)
        select(moved(selection, command.by, command.extend, size))
        return true
      case 'enter':
        finish(true)
        select(moved(only(active), { row: command.by, column: 0 }, false, size))
        return true
      case 'tab': {
        finish(true)
        const next = tabbed(active, command.by, size)
        if (next) select(only(next))
        return next !== null
      }
      case 'problem': {
        finish(true)
        const next = nextFinding(at, columns, active, command.by)
        if (next) select(only(next))
        return true
      }
      case 'option':
        if (draft) setDraft({ ...draft, option: (draft.option + command.by + list.length) % Math.max(1, list.length) })
        return true
      case 'cancel':
        if (!draft) select(only(active))
        setDraft(null)
        return draft !== null
      case 'edit':
        if (!locked) begin()
        return true
      case 'clear':
        write(writing(sheet, rangeOf(selection), () => ''))
        return true
      case 'fill':
        write(filling(sheet, rangeOf(selection)))
        return true
      case 'undo':
        step(undoing(history.current))
        return true
      case 'redo':
        step(redoing(history.current))
        return true
      case 'all':
        select({ active: { row: 0, column: 0 }, head: { row: size.rows - 1, column: size.columns - 1 }, still: true })
        return true
      case 'suggest': {
        const found = at.get(active.row)?.get(column?.key ?? '')
        const suggestion = found?.find((each) => each.suggestion)?.suggestion
        setDraft(null)
        if (suggestion && !locked) writeActive(suggestion.value)
        return true
      }
      case 'line-break':
        return false
    }
  }

  return {
    selection,
    select,
    draft,
    list,
    column,
    locked,
    run,
    finish,
    write: writeActive,
    /** what was typed into the field; begins an edit where there was none */
    typed: (text: string) =>
      setDraft((before) => ({
        how: before?.how ?? 'typed',
        text,
        touched: true,
        option: column?.kind === 'select' && text.trim() !== '' ? 0 : -1,
      })),
    pick: (option: Option) => {
      writeActive(option.value)
      setDraft(null)
    },
    copied: () => {
      const { top, bottom, left, right } = rangeOf(selection)
      const cells = Array.from({ length: bottom - top + 1 }, (_, down) =>
        columns.slice(left, right + 1).map((each, along) => shownText(each, textAt(sheet, top + down, left + along))),
      )
      return toTsv(cells)
    },
    paste: (text: string) => {
      const block = parseTsv(text)
      const range = rangeOf(selection)
      write(pasting(sheet, range, block))
      const widest = Math.max(...block.map((line) => line.length))
      if (block.length > 1 || widest > 1) {
        const from = { row: range.top, column: range.left }
        const to = { row: range.top + block.length - 1, column: range.left + widest - 1 }
        select({
          active: from,
          head: kept(only(to), { ...size, rows: Math.min(mostRows, size.rows + block.length) }).head,
          still: true,
        })
      }
    },
  }
}

function optionsFor(column: GridColumn, draft: Draft): readonly Option[] {
  return draft.touched ? matching(optionsOf(column), draft.text) : optionsOf(column)
}

/** A selection inside the sheet as it is now: rows may have gone. */
function kept({ active, head, still }: Selection, size: { rows: number; columns: number }): Selection {
  const inside = (cell: Cell) => ({
    row: Math.min(cell.row, size.rows - 1),
    column: Math.min(cell.column, size.columns - 1),
  })
  return { active: inside(active), head: inside(head), ...(still && { still }) }
}
