// biome-ignore-all lint/a11y/useFocusableInteractive: the text field of the sheet has the focus
// biome-ignore-all lint/a11y/useSemanticElements: only the rows in sight are there, which a table cannot say
import { type GridColumn, widthOf } from './columns.ts'

/** The titles; a click takes the whole column. */
export function GridHead({ columns, gutter }: { columns: readonly GridColumn[]; gutter: number }) {
  return (
    <div role="row" aria-rowindex={1} className="xt-grid-row xt-grid-head">
      <div role="columnheader" className="xt-grid-gutter" style={{ width: gutter }} data-all>
        <span className="xt-hidden">行号</span>
      </div>
      {columns.map((column, place) => (
        <div
          key={column.key}
          role="columnheader"
          aria-colindex={place + 2}
          className="xt-grid-cell"
          style={{ width: widthOf(column) }}
          title={column.title}
          data-column={place}
        >
          <span className="xt-grid-text">{column.title}</span>
        </div>
      ))}
    </div>
  )
}
