import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type InboxRow, reviewApi } from '../../contract/review.ts'
import { call } from '../platform/api.ts'
import { useKeys } from '../platform/keys.ts'
import { decides, isToSee, type Mark, type Marks } from './marks.ts'

export interface Inbox {
  rows: readonly InboxRow[]
  here: string | null
  marks: Marks
  phone: boolean
  open: (id: string | null) => void
  /** null takes a mark back */
  mark: (id: string, mark: Mark | null) => void
}

/** The case `by` places on in the list, or null at its ends. */
export function stepFrom(desk: Inbox, by: 1 | -1): string | null {
  const at = desk.rows.findIndex((row) => row.id === desk.here)
  return desk.rows[at + by]?.id ?? null
}

/** After a verdict: the next that waits for one, searched onwards and then from the top; null when all are marked. Who was skipped is not met again by itself. */
export function nextOpen(desk: Inbox): string | null {
  const at = desk.rows.findIndex((row) => row.id === desk.here)
  const round = [...desk.rows.slice(at + 1), ...desk.rows.slice(0, Math.max(0, at))]
  return round.find((row) => row.barred === null && !desk.marks[row.id])?.id ?? null
}

/** Who must be seen stands before the others: when those are through, the list is. */
export const nextToSee = (desk: Inbox): InboxRow | undefined =>
  desk.rows.find((row) => row.barred === null && isToSee(row) && !(decides(desk.marks[row.id]) && row.looked))

/** Marks a case as to be passed and goes on; a barred one stays and says why. */
export function passHere(desk: Inbox): void {
  const row = desk.rows.find((each) => each.id === desk.here)
  if (!row || row.barred !== null) return
  desk.mark(row.id, { round: row.round, verdict: 'pass' })
  goOn(desk)
}

/** Marks a case as skipped and goes on; what was decided stays decided. */
export function skipHere(desk: Inbox): void {
  const row = desk.rows.find((each) => each.id === desk.here)
  if (row && row.barred === null && !desk.marks[row.id]) desk.mark(row.id, { round: row.round, verdict: 'skip' })
  const next = stepFrom(desk, 1)
  if (next !== null) desk.open(next)
}

export function goOn(desk: Inbox): void {
  const next = nextOpen(desk)
  if (next !== null || desk.phone) desk.open(next)
}

interface Deeds {
  startReturn: () => void
  unfold: () => void
  /** only what changed since the last return */
  since: () => void
  preview: () => void
  select: (id: string) => void
  passRest: () => void
  ask: () => void
  help: () => void
  /** no dialog or panel has the keys */
  open: boolean
}

/** The keys of the desk; what comes next is read ahead, so that the next case is there when its key is pressed. */
export function useDeskKeys(desk: Inbox, deeds: Deeds): void {
  const { here, rows } = desk
  const row = rows.find((each) => each.id === here)
  const move = (by: 1 | -1) => {
    const next = stepFrom(desk, by)
    if (next !== null) desk.open(next)
  }
  const [down, up] = [() => move(1), () => move(-1)]
  useKeys(
    {
      j: down,
      k: up,
      ArrowDown: down,
      ArrowUp: up,
      s: () => skipHere(desk),
      a: () => passHere(desk),
      r: () => row && row.barred === null && deeds.startReturn(),
      u: () => here !== null && desk.mark(here, null),
      x: () => row && row.barred === null && deeds.select(row.id),
      e: deeds.unfold,
      c: deeds.since,
      '[': () => focusField(-1),
      ']': () => focusField(1),
      'Shift+A': deeds.passRest,
      'Ctrl+Enter': deeds.ask,
      '?': deeds.help,
    },
    deeds.open,
  )
  useSpace(deeds.preview, deeds.open)
  const client = useQueryClient()
  const ahead = [stepFrom(desk, 1), nextOpen(desk)].filter((id): id is string => id !== null).join(' ')
  useEffect(() => {
    for (const caseId of ahead.split(' ').filter(Boolean)) {
      const input = { params: { caseId } }
      void client.prefetchQuery({
        queryKey: [reviewApi.view.path, input],
        queryFn: () => call(reviewApi.view, input),
        staleTime: 30_000,
      })
    }
  }, [ahead, client])
}

/** The changed field before or after the one that has the focus. */
function focusField(by: 1 | -1): void {
  const fields = [
    ...document.querySelectorAll<HTMLElement>(
      '.xt-inbox-case button.xt-case-field:not(.xt-same), .xt-inbox-case .xt-case-field:not(.xt-same) > button.xt-plain',
    ),
  ]
  const at = document.activeElement instanceof HTMLElement ? fields.indexOf(document.activeElement) : -1
  const next = fields[at < 0 ? (by > 0 ? 0 : fields.length - 1) : at + by]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

/** The space bar shows the attachment, but never where it presses a button or ticks a box. */
function useSpace(act: () => void, on: boolean): void {
  useEffect(() => {
    if (!on) return
    const hear = (event: KeyboardEvent) => {
      if (event.key !== ' ' || event.isComposing || event.defaultPrevented || event.target !== document.body) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', hear)
    return () => window.removeEventListener('keydown', hear)
  })
}
