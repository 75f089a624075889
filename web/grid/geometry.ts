import { type MouseEvent, useLayoutEffect, useState } from 'react'
import { type GridColumn, widthOf } from './columns.ts'
import { only, type Selection } from './range.ts'

/** Height of a row in px (grid.css says the same). */
export const height = 32

/** Left edges of the columns in px, and the right edge of the last. */
export function leftsOf(columns: readonly GridColumn[], gutter: number): number[] {
  const lefts = [gutter]
  let left = gutter
  for (const column of columns) {
    left += widthOf(column)
    lefts.push(left)
  }
  return lefts
}

/** Which rows are in sight, and some around them. */
export function useSight(view: { current: HTMLDivElement | null }, shown: number) {
  const [sight, setSight] = useState({ first: 0, last: 40 })
  const look = () => {
    const element = view.current
    if (!element) return
    const first = Math.max(0, Math.floor(element.scrollTop / height) - 8)
    const last = Math.ceil((element.scrollTop + element.clientHeight) / height) + 8
    if (first !== sight.first || last !== sight.last) setSight({ first, last })
  }
  // the view grows and shrinks with its rows
  // biome-ignore lint/correctness/useExhaustiveDependencies: to look again when their number changed
  useLayoutEffect(look, [shown])
  return { ...sight, look }
}

/** Scrolls so that a cell is whole in sight, beside the row heads and beneath the titles. */
export function intoSight(
  view: HTMLElement | null,
  row: number,
  left: number,
  column: GridColumn | undefined,
  gutter: number,
) {
  if (!view || !column) return
  const top = row * height
  if (top < view.scrollTop) view.scrollTop = top
  const bottom = top + 2 * height
  if (bottom > view.scrollTop + view.clientHeight) view.scrollTop = bottom - view.clientHeight
  if (left - gutter < view.scrollLeft) view.scrollLeft = left - gutter
  const right = left + widthOf(column)
  if (right > view.scrollLeft + view.clientWidth) view.scrollLeft = right - view.clientWidth
}

/** What lies under the mouse: a cell, a whole row by its head, a whole column by its title, or all. */
export function placeOf(event: MouseEvent, columns: number, rows: number): Selection | null {
  const target =
    event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row], [data-column], [data-all]') : null
  if (!target) return null
  const { row, column } = target.dataset
  const first = { row: Number(row ?? 0), column: Number(column ?? 0) }
  if (row !== undefined && column !== undefined) return only(first)
  return {
    active: first,
    head: { row: row === undefined ? rows - 1 : first.row, column: column === undefined ? columns - 1 : first.column },
    still: true as const,
  }
}

/** Where a list hangs from a cell: beneath it, or above where the window ends. */
export function beside(view: HTMLElement | null, cell: { left: number; top: number; width: number }) {
  const top = cell.top - (view?.scrollTop ?? 0)
  const above = (view?.getBoundingClientRect().top ?? 0) + top + 320 > window.innerHeight && top > 120
  return { left: cell.left - (view?.scrollLeft ?? 0), top: above ? top : top + height, width: cell.width, above }
}

/** Where the button that opens the list stands: at the right end of the cell, while that is in sight. */
export function openerAt(view: HTMLElement | null, cell: { left: number; top: number; width: number }) {
  const left = cell.left + cell.width - 24 - (view?.scrollLeft ?? 0)
  const top = cell.top - (view?.scrollTop ?? 0)
  const out = !view || left > view.clientWidth - 20 || top > view.clientHeight - height || top < height
  return out ? { display: 'none' } : { left, top }
}
