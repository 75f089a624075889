import { type BoardRow, handoutStates } from '../../contract/handout.ts'

export type HandoutState = BoardRow['state']
export type Counts = Partial<Record<HandoutState, number>>

/** What is chosen on the board: units one by one, across pages; or all that a search and a view show, without reading their pages. */
export type Picked =
  | { kind: 'some'; rows: ReadonlyMap<string, BoardRow> }
  | { kind: 'all'; search: string; state: HandoutState | null; counts: Counts }

export const nothing: Picked = { kind: 'some', rows: new Map() }

/** How many units of what is chosen stand where. */
export function countsOf(picked: Picked): Record<HandoutState, number> & { all: number } {
  const counts = Object.fromEntries(handoutStates.map((state) => [state, 0])) as Record<HandoutState, number>
  if (picked.kind === 'some') for (const { state } of picked.rows.values()) counts[state]++
  else
    for (const state of handoutStates)
      if (picked.state === null || picked.state === state) counts[state] = picked.counts[state] ?? 0
  return { ...counts, all: handoutStates.reduce((sum, state) => sum + counts[state], 0) }
}

/** The units of a making: those without anybody in post. `again`: of these, whose codes are out already and would die. */
export function toMake(picked: Picked): { units: number; again: number } {
  const { all, activated, made, downloaded, received } = countsOf(picked)
  return { units: all - activated, again: made + downloaded + received }
}

/** The choice, as the endpoints take it. */
export function bodyOf(picked: Picked): { unitIds: string[] } | { all: true; search?: string; state?: HandoutState } {
  if (picked.kind === 'some') return { unitIds: [...picked.rows.keys()] }
  return { all: true, ...(picked.search && { search: picked.search }), ...(picked.state && { state: picked.state }) }
}

/** Ticks of one page: those of other pages stay. */
export function withPage(picked: Picked, page: readonly BoardRow[], ticked: readonly string[]): Picked {
  if (picked.kind === 'all') return picked
  const rows = new Map(picked.rows)
  for (const row of page) {
    if (ticked.includes(row.unitId)) rows.set(row.unitId, row)
    else rows.delete(row.unitId)
  }
  return { kind: 'some', rows }
}
