import { useEffect, useState } from 'react'

/** Where one is: kept in the part of the address after '#', so that Back works and a field can be linked. */
export type Place =
  | { readonly page: 'home' | 'check' | 'history' | 'readers' | 'add' | 'messages' | 'box' | 'help' }
  /** one addition to a record in effect, by its change */
  | { readonly page: 'addition'; readonly change: string }
  | { readonly page: 'subset'; readonly subset: string }
  /** `row` is 'new' for one not saved yet; `field` is jumped to. */
  | { readonly page: 'row'; readonly subset: string; readonly row: string; readonly field?: string }

export function readPlace(hash: string): Place {
  const [page, subset, row, field] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map(decodeURIComponent)
  if (plain.includes(page ?? '')) return { page: page as 'check' }
  if (page === 'addition' && subset) return { page, change: subset }
  if (page !== 'subset' || !subset) return { page: 'home' }
  if (!row) return { page: 'subset', subset }
  return { page: 'row', subset, row, ...(field && { field }) }
}

const plain = ['check', 'history', 'readers', 'add', 'messages', 'box', 'help']

export function linkTo(place: Place): string {
  if (place.page === 'addition') return `#/addition/${place.change}`
  if (place.page === 'home') return '#/'
  if (place.page === 'subset') return `#/subset/${place.subset}`
  if (place.page !== 'row') return `#/${place.page}`
  return `#/subset/${place.subset}/${place.row}${place.field ? `/${place.field}` : ''}`
}

export function go(place: Place): void {
  window.location.hash = linkTo(place)
}

/** Asked before the page is left; false keeps it. */
type Guard = () => Promise<boolean>
let guard: Guard | null = null

/** Lets an open form save before it is left. One form is open at a time. */
export function guardPage(next: Guard | null): void {
  guard = next
}

let here = ''

/** Gives the present page another address without leaving it: a new row has got its id. */
export function rename(place: Place): void {
  // It is being left: the address is already that of the next page.
  if (window.location.hash !== here) return
  here = linkTo(place)
  window.history.replaceState(null, '', here)
}

/** The present place; changes with the address, once the guard has agreed. */
export function usePlace(): Place {
  const [place, setPlace] = useState(() => readPlace(window.location.hash))
  useEffect(() => {
    here = window.location.hash
    let asked = 0
    const follow = async (): Promise<void> => {
      const wanted = window.location.hash
      if (wanted === here) return
      const turn = ++asked
      const free = guard === null || (await guard())
      if (turn !== asked) return
      if (free) {
        here = wanted
        guard = null
        setPlace(readPlace(wanted))
        window.scrollTo(0, 0)
      } else window.history.replaceState(null, '', here || '#/')
    }
    const onChange = (): void => void follow()
    window.addEventListener('hashchange', onChange)
    return () => window.removeEventListener('hashchange', onChange)
  }, [])
  return place
}
