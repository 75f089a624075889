import { Button } from 'antd'
import { useMemo } from 'react'
import type { GridColumn, GridFinding } from '../grid/columns.ts'
import { SheetGrid } from '../grid/SheetGrid.tsx'
import { Loading, Nothing, Refused } from '../platform/Page.tsx'
import type { useRows } from './use-rows.ts'
import { asWritten, type Batch, type RowFilter } from './view.ts'

/** The rows under the filter as a sheet: every cell that is written goes to the server. */
export function RowSheet(props: {
  batch: Batch
  rows: ReturnType<typeof useRows>
  filter: RowFilter
  columns: readonly GridColumn[]
  narrow: boolean
  onAll: () => void
}) {
  const { batch, rows, filter, columns, narrow, onAll } = props
  const shown = rows.rows
  const wrong = useMemo(
    () => new Set(batch.facets.filter((facet) => facet.sheet === filter.sheet).map((facet) => String(facet.column))),
    [batch.facets, filter.sheet],
  )
  const identity = useMemo(
    () =>
      new Set(
        batch.sheets
          .find((sheet) => sheet.index === filter.sheet)
          ?.columns.filter((column) => column.how === 'identity')
          .map((column) => String(column.column)),
      ),
    [batch.sheets, filter.sheet],
  )
  const drawn = useMemo(
    () => (narrow ? columns.filter(({ key }) => identity.has(key) || wrong.has(key)) : columns),
    [columns, narrow, identity, wrong],
  )
  const texts = useMemo(
    () => (shown ?? []).map((row) => Object.fromEntries(row.cells.map((cell) => [String(cell.column), cell.text]))),
    [shown],
  )
  const findings = useMemo(
    () =>
      (shown ?? []).flatMap((row, place): GridFinding[] => [
        ...row.findings.map((each) => ({ row: place, column: null, severity: each.severity, message: each.message })),
        ...row.cells.flatMap((cell) =>
          cell.findings.map((each) => ({
            row: place,
            column: String(cell.column),
            severity: each.severity,
            message: each.message,
            ...(each.suggestion && { suggestion: asWritten(each.suggestion) }),
          })),
        ),
      ]),
    [shown],
  )
  if (shown === null && rows.load.error)
    return <Refused refusal={rows.load.error} again={() => void rows.load.refetch()} />
  if (shown === null || drawn.length === 0) return <Loading />
  if (shown.length === 0)
    return (
      <Nothing
        what={filter.only === 'errors' && !filter.code ? '这个工作表没有错误行' : '没有符合条件的行'}
        next={<Button onClick={onAll}>看全部行</Button>}
      />
    )
  const first = shown[0]?.cells.find((cell) => cell.findings.length > 0)?.column
  return (
    <SheetGrid
      key={`${rows.key}${narrow}`}
      label={`工作表“${batch.sheets.find((sheet) => sheet.index === filter.sheet)?.name ?? ''}”`}
      columns={drawn}
      rows={texts}
      findings={findings}
      canGrow={false}
      readOnly={!batch.can.includes('mend')}
      gutter={110}
      rowLabel={(place) => {
        const row = shown[place]
        return row ? `${row.errors === 0 && filter.only === 'errors' ? '已改 ' : ''}${row.row} ${row.person}` : ''
      }}
      start={{ row: 0, column: String(filter.code ? filter.column : (first ?? '')) }}
      onChange={() => {}}
      onCellCommit={(place, key, text) => {
        const row = shown[place]
        if (row) rows.mendCell(row, Number(key), text)
      }}
    />
  )
}
