import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { intakeApi } from '../../contract/intake.ts'
import { call, Refusal, useLoad } from '../platform/api.ts'
import { sentenceOf } from '../platform/faces.tsx'
import { type BatchRow, merged, type OneFacet, type RowFilter, written } from './view.ts'

interface Shown {
  key: string
  rows: BatchRow[]
}

/**
 * The rows under a filter, and mending them. What is written stands at once; the server is told in the background, one cell or pasted range
 * after the other, and asked again when all of it went through. Rows keep their place meanwhile.
 */
export function useRows(batchId: string, filter: RowFilter, page: number, size: number) {
  const client = useQueryClient()
  const { sheet, only, code, column } = filter
  const query = useMemo(
    () => (code === '' ? { sheet, only, page, size } : { sheet, only: 'all' as const, code, column, page, size }),
    [sheet, only, code, column, page, size],
  )
  const load = useLoad(intakeApi.rows, { params: { batchId }, query }, { keep: true })
  const key = JSON.stringify(query)
  const [shown, setShown] = useState<Shown | null>(null)
  const [waiting, setWaiting] = useState(0)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const queue = useRef<Promise<void>>(Promise.resolve())
  const queued = useRef(0)

  const { data, dataUpdatedAt, isPlaceholderData } = load
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer equal to the last one is one, too: the time tells
  useEffect(() => {
    if (!data || isPlaceholderData || waiting > 0) return
    const found = { sheet, only, code, column }
    setShown((before) => ({ key, rows: before?.key === key ? merged(before.rows, data.rows, found) : data.rows }))
  }, [data, dataUpdatedAt, isPlaceholderData, waiting, key, sheet, only, code, column])

  const send = (body: Parameters<typeof call<typeof intakeApi.mend>>[1]['body']): Promise<number> => {
    queued.current += 1
    setWaiting((now) => now + 1)
    const sent = queue.current.then(async () => {
      let cells = 0
      try {
        cells = (await call(intakeApi.mend, { params: { batchId }, body })).cells
      } catch (error) {
        const title = `修改没有保存，已恢复原来的内容：${sentenceOf(error)}`
        setRefusal(new Refusal({ code: 'import.mend', status: 0, title }))
      }
      queued.current -= 1
      if (queued.current === 0)
        await client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/intake') })
      setWaiting((now) => now - 1)
      return cells
    })
    queue.current = sent.then(() => undefined)
    return sent
  }
  // What is pasted comes cell by cell in one go, and goes to the server as one range.
  const gathering = useRef<{ sheet: number; row: number; column: number; text: string }[]>([])
  const gather = (cell: (typeof gathering.current)[number]) => {
    gathering.current.push(cell)
    if (gathering.current.length > 1) return
    setTimeout(() => {
      const cells = gathering.current
      gathering.current = []
      const [only] = cells
      if (only && cells.length === 1) void send(only)
      else for (let at = 0; at < cells.length; at += 2000) void send({ cells: cells.slice(at, at + 2000) })
    })
  }
  const write = (which: Parameters<typeof written>[1], text: string) =>
    setShown((before) => before && { ...before, rows: written(before.rows, which, text) })

  return {
    load,
    key,
    /** null while the first answer for this filter is on its way */
    rows: shown?.key === key ? shown.rows : null,
    total: load.data?.total ?? 0,
    waiting,
    refusal,
    forget: () => setRefusal(null),
    mendCell: (row: BatchRow, place: number, text: string) => {
      write((each, cell) => each.row === row.row && cell.column === place, text)
      gather({ sheet: row.sheet, row: row.row, column: place, text })
    },
    /** every cell of a facet at once; says how many there were */
    mendFacet: (facet: OneFacet, text: string): Promise<number> => {
      const seen = facet.seen ?? ''
      write(
        (_, cell) =>
          cell.column === facet.column &&
          cell.text === seen &&
          cell.findings.some((finding) => finding.code === facet.code),
        text,
      )
      return send({ sheet: facet.sheet, column: facet.column, code: facet.code, seen, text })
    },
  }
}
