// biome-ignore-all lint/a11y/useFocusableInteractive: the text field of the sheet has the focus and names the active cell
// biome-ignore-all lint/a11y/useSemanticElements: only the rows in sight are there, which a table cannot say
import { CloseCircleFilled, WarningFilled } from '@ant-design/icons'
import { memo } from 'react'
import { type GridColumn, type GridFinding, shownText, widthOf } from './columns.ts'
import type { SheetRow } from './edits.ts'

export interface GridRowProps {
  row: number
  values: SheetRow | undefined
  columns: readonly GridColumn[]
  label: string
  gutter: number
  findings: ReadonlyMap<string, readonly GridFinding[]> | undefined
  /** columns of the selection in this row; -1 when it does not reach it */
  from: number
  to: number
  /** the active column, -1 when it is in another row */
  active: number
  id: string
}

/** One row of the sheet; drawn again only when something of it changed. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { row, values, columns, label, gutter, findings, from, to, active, id } = props
  const whole = findings?.get('')
  return (
    <div role="row" aria-rowindex={row + 2} className="xt-grid-row">
      <div
        role="rowheader"
        className={`xt-grid-gutter ${severityClass(whole)}`}
        style={{ width: gutter }}
        data-row={row}
        title={words(whole)}
      >
        <Mark findings={whole} />
        <span>{label}</span>
      </div>
      {columns.map((column, place) => {
        const found = findings?.get(column.key)
        const text = shownText(column, values?.[column.key] ?? '')
        return (
          <div
            key={column.key}
            role="gridcell"
            id={`${id}-${row}-${place}`}
            aria-colindex={place + 2}
            aria-selected={place >= from && place <= to}
            aria-invalid={found?.some((each) => each.severity === 'error') ?? false}
            aria-readonly={column.readOnly ?? false}
            className={`xt-grid-cell ${severityClass(found)} ${place >= from && place <= to ? 'xt-grid-in' : ''} ${
              place === active ? 'xt-grid-active' : ''
            } ${column.readOnly ? 'xt-grid-locked' : ''}`}
            style={{ width: widthOf(column) }}
            data-row={row}
            data-column={place}
            title={words(found) ?? (text.length * 14 > widthOf(column) ? text : undefined)}
          >
            <span className="xt-grid-text">{text}</span>
            <Mark findings={found} />
          </div>
        )
      })}
    </div>
  )
})

function Mark({ findings }: { findings: readonly GridFinding[] | undefined }) {
  const first = findings?.[0]
  if (!first) return null
  return first.severity === 'error' ? <CloseCircleFilled aria-label="错误" /> : <WarningFilled aria-label="提醒" />
}

function severityClass(findings: readonly GridFinding[] | undefined): string {
  const first = findings?.[0]
  return first ? `xt-grid-${first.severity}` : ''
}

const words = (findings: readonly GridFinding[] | undefined) => findings?.map((each) => each.message).join('\n')
