// biome-ignore-all lint/a11y/useSemanticElements: only the rows in sight are there, which a table cannot say
// biome-ignore-all lint/a11y/useFocusableInteractive: one text field has the focus for all cells and names the active one
import { DownOutlined } from '@ant-design/icons'
import './grid.css'
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { findingsAt, type GridColumn, type GridFinding, shownText, widthOf } from './columns.ts'
import { type SheetRow, textAt } from './edits.ts'
import { GridHead } from './GridHead.tsx'
import { GridRow } from './GridRow.tsx'
import { beside, height, intoSight, leftsOf, openerAt, placeOf, useSight } from './geometry.ts'
import { commandOf } from './keyboard.ts'
import { OptionList } from './OptionList.tsx'
import { rangeOf } from './range.ts'
import { StatusLine } from './StatusLine.tsx'
import { useCells } from './use-cells.ts'

export interface SheetGridProps {
  columns: readonly GridColumn[]
  /** the texts of the cells by column key; a missing key is a blank */
  rows: readonly SheetRow[]
  onChange: (rows: SheetRow[]) => void
  findings: readonly GridFinding[]
  readOnly?: boolean
  /** so many rows stand there at least, blank ones at the end */
  minRows?: number
  /** whether typing and pasting below the last row make new rows; they do unless said otherwise */
  canGrow?: boolean
  /** what the sheet is, for readers of the screen */
  label: string
  /** head of a row; its number if not said */
  rowLabel?: (row: number) => string
  /** width of the row heads in px */
  gutter?: number
  /** the cell that is active at first, by row and column key */
  start?: { row: number; column: string | null }
  /** each cell that was written, after onChange */
  onCellCommit?: (row: number, columnKey: string, text: string) => void
}

const mostRows = 10_000

/**
 * A sheet to type and paste into as in Excel. One text field lies over the active cell and has the focus all the time, so that an input method
 * begins in a selected cell; no key acts while it composes. Only the rows in sight are drawn.
 */
export function SheetGrid(props: SheetGridProps) {
  const { columns, rows, findings, label, readOnly = false, minRows = 0, gutter = 48, rowLabel = numbered } = props
  const canGrow = (props.canGrow ?? true) && !readOnly
  const shown = canGrow ? Math.max(rows.length + 1, minRows) : rows.length
  const at = useMemo(() => findingsAt(findings), [findings])
  const startColumn = columns.findIndex((column) => column.key === props.start?.column)
  const cells = useCells({
    columns,
    rows,
    shown,
    mostRows: canGrow ? mostRows : rows.length,
    readOnly,
    at,
    start: { row: props.start?.row ?? 0, column: Math.max(0, startColumn) },
    onChange: props.onChange,
    onCellCommit: props.onCellCommit,
  })
  const { selection, draft, list, column, locked } = cells
  const { active } = selection
  const range = rangeOf(selection)
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const view = useRef<HTMLDivElement>(null)
  const composing = useRef(false)
  const leaving = useRef(false)
  const dragging = useRef(false)
  const [focused, setFocused] = useState(false)
  const sight = useSight(view, shown)
  const lefts = useMemo(() => leftsOf(columns, gutter), [columns, gutter])
  const place = {
    left: lefts[active.column] ?? gutter,
    top: (active.row + 1) * height,
    width: column ? widthOf(column) : 0,
  }
  const listOpen = draft !== null && column?.kind === 'select'

  // The field is the browser's own while somebody types; it is emptied and filled only where an edit begins or ends.
  const editing = draft !== null
  const opening = draft && !draft.touched ? draft.text : null
  useLayoutEffect(() => {
    const element = field.current
    if (!element || composing.current) return
    if (!editing) element.value = ''
    else if (opening !== null) {
      element.value = opening
      element.setSelectionRange(opening.length, opening.length)
    }
  }, [editing, opening])
  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    element.style.height = `${height}px`
    if (draft && element.scrollHeight > height + 2)
      element.style.height = `${Math.min(160, element.scrollHeight + 2)}px`
  }, [draft])
  const { head, still } = selection
  useEffect(() => {
    if (!still) intoSight(view.current, head.row, lefts[head.column] ?? 0, columns[head.column], gutter)
  }, [still, head.row, head.column, lefts, columns, gutter])
  useEffect(() => {
    const drop = () => {
      dragging.current = false
    }
    window.addEventListener('mouseup', drop)
    return () => window.removeEventListener('mouseup', drop)
  }, [])

  const focus = () => field.current?.focus({ preventScroll: true })
  const keyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    const stroke = {
      key: event.key,
      ctrl: event.ctrlKey || event.metaKey,
      shift: event.shiftKey,
      alt: event.altKey,
    }
    const command = commandOf(stroke, draft?.how ?? 'no', listOpen)
    if (!command || (command.do === 'tab' && leaving.current)) return
    if (command.do === 'line-break') {
      event.preventDefault()
      event.currentTarget.setRangeText(
        '\n',
        event.currentTarget.selectionStart,
        event.currentTarget.selectionEnd,
        'end',
      )
      return cells.typed(event.currentTarget.value)
    }
    if (stroke.key !== 'Shift') leaving.current = command.do === 'cancel' && draft === null
    if (cells.run(command)) event.preventDefault()
  }
  const mouseDown = (event: MouseEvent) => {
    const hit = placeOf(event, columns.length, shown)
    if (!hit || event.button !== 0) return
    event.preventDefault()
    cells.finish(false)
    cells.select(event.shiftKey ? { active, head: hit.head } : hit)
    dragging.current = true
    focus()
  }
  const mouseOver = (event: MouseEvent) => {
    const hit = dragging.current && event.buttons === 1 ? placeOf(event, columns.length, shown) : null
    if (hit) cells.select({ active, head: hit.head })
  }
  const copy = (event: ClipboardEvent) => {
    if (draft) return
    event.preventDefault()
    event.clipboardData.setData('text/plain', cells.copied())
    if (event.type === 'cut') cells.run({ do: 'clear' })
  }
  const paste = (event: ClipboardEvent) => {
    if (draft || readOnly) return
    event.preventDefault()
    cells.paste(event.clipboardData.getData('text/plain'))
  }

  const lines = []
  for (let row = sight.first; row < Math.min(shown, sight.last); row++) {
    const within = row >= range.top && row <= range.bottom
    lines.push(
      <GridRow
        key={row}
        id={id}
        row={row}
        values={rows[row]}
        columns={columns}
        label={rowLabel(row)}
        gutter={gutter}
        findings={at.get(row)}
        from={within ? range.left : -1}
        to={within ? range.right : -1}
        active={row === active.row ? active.column : -1}
      />,
    )
  }
  const here = at.get(active.row)
  const found = [...(here?.get(column?.key ?? '') ?? []), ...(here?.get('') ?? [])]
  const text = shownText(column, textAt({ rows, columns, mostRows }, active.row, active.column))
  const where = `${rowLabel(active.row)} 行，${column?.title ?? ''}`
  return (
    <div className={`xt-grid ${focused ? 'xt-grid-focused' : ''}`}>
      <div className="xt-grid-frame">
        <div ref={view} className="xt-grid-view" onScroll={sight.look}>
          {/* biome-ignore lint/a11y/useKeyWithMouseEvents: the keys are heard by the field */}
          <div
            role="grid"
            aria-label={label}
            aria-rowcount={shown + 1}
            aria-colcount={columns.length + 1}
            aria-readonly={readOnly}
            aria-multiselectable
            className="xt-grid-sheet"
            style={{ width: lefts[columns.length] }}
            onMouseDown={mouseDown}
            onMouseOver={mouseOver}
            onDoubleClick={() => cells.run({ do: 'edit' })}
          >
            <GridHead columns={columns} gutter={gutter} />
            <div role="presentation" style={{ height: sight.first * height }} />
            {lines}
            <div role="presentation" style={{ height: Math.max(0, shown - sight.last) * height }} />
          </div>
          <textarea
            ref={field}
            className={`xt-grid-field ${draft ? 'xt-grid-editing' : ''}`}
            style={{ left: place.left, top: place.top, width: place.width }}
            aria-label={`${label}：${where}`}
            aria-describedby={`${id}-said`}
            aria-activedescendant={
              listOpen && draft.option >= 0 ? `${id}-list-${draft.option}` : `${id}-${active.row}-${active.column}`
            }
            {...(listOpen && { 'aria-controls': `${id}-list` })}
            aria-invalid={found.some((each) => each.severity === 'error')}
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            rows={1}
            readOnly={locked}
            onKeyDown={keyDown}
            onInput={(event) => cells.typed(event.currentTarget.value)}
            onCompositionStart={() => {
              composing.current = true
              if (!locked && !draft) cells.typed('')
            }}
            onCompositionEnd={() => {
              composing.current = false
            }}
            onCopy={copy}
            onCut={copy}
            onPaste={paste}
            onFocus={() => {
              leaving.current = false
              setFocused(true)
            }}
            onBlur={() => {
              cells.finish(false)
              setFocused(false)
            }}
          />
        </div>
        {listOpen && (
          <OptionList
            id={`${id}-list`}
            label={column.title}
            options={list}
            marked={draft.option}
            place={beside(view.current, place)}
            onPick={(option) => {
              cells.pick(option)
              focus()
            }}
          />
        )}
        {!listOpen && focused && column?.kind === 'select' && !locked && (
          <button
            type="button"
            tabIndex={-1}
            className="xt-grid-open"
            aria-label={`打开“${column.title}”的选项`}
            style={openerAt(view.current, place)}
            onMouseDown={(event) => {
              event.preventDefault()
              focus()
              cells.run({ do: 'edit' })
            }}
          >
            <DownOutlined />
          </button>
        )}
      </div>
      <StatusLine
        id={`${id}-said`}
        where={where}
        text={text}
        findings={found}
        readOnly={locked}
        onSuggestion={(suggestion) => {
          cells.write(suggestion.value)
          focus()
        }}
      />
    </div>
  )
}

const numbered = (row: number) => String(row + 1)
