import { useCallback, useEffect, useRef, useState } from 'react'
import type { SheetLine, SheetResult, SheetWrite } from '../../contract/desk.ts'
import type { ProfileSubset } from '../../standard/indicator.ts'
import type { SheetRow } from '../grid/edits.ts'
import { sentenceOf } from '../platform/faces.tsx'
import type { Standard } from '../record/standard.tsx'
import { answered, type Line, lineOf, requestsOf } from './sheet.ts'

/** How a sheet is saved: which of the two it is, the school's or the authority's. */
export type SaveLines = (rows: SheetWrite[]) => Promise<{ results: SheetResult[] }>

const pause = 900
const retry = 5000

/**
 * The lines of a sheet and their saving: what is typed, pasted or undone stands at once and is sent by itself a moment later, one request after the other. Without the network
 * it is tried again; nothing typed is lost as long as the page is open.
 */
export function useSheet(standard: Standard, subset: ProfileSubset, from: readonly SheetLine[], save: SaveLines) {
  const [lines, setLines] = useState<Line[]>(() => begin(standard, subset, from))
  const latest = useRef(lines)
  const edits = useRef(new Map<string, Map<string, string>>())
  const [state, setState] = useState<{
    waiting: number
    saving: boolean
    refusal: string | null
    savedAt: Date | null
  }>({
    waiting: 0,
    saving: false,
    refusal: null,
    savedAt: null,
  })
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const busy = useRef(false)
  const put = useCallback((next: Line[]) => {
    latest.current = next
    setLines(next)
  }, [])
  const flush = useCallback(async () => {
    clearTimeout(timer.current)
    if (busy.current) return
    const [rows] = requestsOf(edits.current, latest.current)
    if (!rows) return
    busy.current = true
    const sent = new Map(
      rows.map((row) => [`${row.teacherId}|${row.rowId}`, new Map(row.cells.map(({ field, text }) => [field, text]))]),
    )
    for (const key of sent.keys()) edits.current.delete(key)
    setState((now) => ({ ...now, saving: true }))
    try {
      const { results } = await save(rows)
      const byKey = new Map(results.map((result) => [`${result.teacherId}|${result.rowId}`, result]))
      put(
        latest.current.map((line) => {
          const result = byKey.get(line.key)
          const cells = sent.get(line.key)
          return result && cells ? answered(standard, subset, line, result, edits.current.get(line.key), cells) : line
        }),
      )
      busy.current = false
      setState({ waiting: cellsOf(edits.current), saving: false, refusal: null, savedAt: new Date() })
      if (edits.current.size > 0) timer.current = setTimeout(() => void flush(), pause)
    } catch (error) {
      // what was typed again meanwhile counts
      for (const [key, cells] of sent) edits.current.set(key, new Map([...cells, ...(edits.current.get(key) ?? [])]))
      busy.current = false
      setState((now) => ({ ...now, waiting: cellsOf(edits.current), saving: false, refusal: sentenceOf(error) }))
      timer.current = setTimeout(() => void flush(), retry)
    }
  }, [put, save, standard, subset])

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (edits.current.size > 0 || busy.current) event.preventDefault()
    }
    window.addEventListener('beforeunload', warn)
    return () => {
      window.removeEventListener('beforeunload', warn)
      // leaving the page inside the application sends what is still waiting
      void flush()
    }
  }, [flush])

  const change = (rows: readonly SheetRow[]) => {
    const next = latest.current.map((line, at) => {
      const row = rows[at]
      if (!row || line.locked) return line
      const changed = Object.entries(row).filter(([field, text]) => text !== (line.cells[field] ?? ''))
      if (changed.length === 0) return line
      const mine = edits.current.get(line.key) ?? new Map<string, string>()
      for (const [field, text] of changed) mine.set(field, text)
      edits.current.set(line.key, mine)
      return { ...line, cells: { ...line.cells, ...row } }
    })
    put(next)
    setState((now) => ({ ...now, waiting: cellsOf(edits.current) }))
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void flush(), pause)
  }

  /** One more line for every person who has none to begin, after the own lines. */
  const addForAll = () => {
    const now = latest.current
    const next = now.flatMap((line, at) => {
      const last = now[at + 1]?.teacherId !== line.teacherId
      const begun = now.some((each) => each.teacherId === line.teacherId && each.isNew)
      return last && !begun ? [line, another(line)] : [line]
    })
    put(next)
    return next.length - now.length
  }

  return { lines, change, addForAll, flush, ...state }
}

const cellsOf = (edits: ReadonlyMap<string, ReadonlyMap<string, string>>) =>
  [...edits.values()].reduce((sum, cells) => sum + cells.size, 0)

const another = (line: Line): Line => {
  const rowId = newRowId()
  const cells = Object.fromEntries(Object.keys(line.cells).map((field) => [field, '']))
  return {
    ...line,
    key: `${line.teacherId}|${rowId}`,
    rowId,
    isNew: true,
    locked: null,
    was: {},
    cells,
    findings: [],
    left: [],
  }
}

function begin(standard: Standard, subset: ProfileSubset, from: readonly SheetLine[]): Line[] {
  return from.map((line) =>
    lineOf(standard, subset, line, line.rowId ?? (subset.rows === 'single' ? line.teacherId : newRowId())),
  )
}

/** A random UUID; `crypto.randomUUID` is there on https only, and a school's first days may be without. */
function newRowId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
