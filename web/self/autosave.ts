import { Refusal, sentenceOf } from './api.ts'

export type SaveState =
  | { readonly kind: 'untouched' | 'waiting' | 'saving' }
  | { readonly kind: 'saved'; readonly at: Date }
  | { readonly kind: 'failed'; readonly why: string }

export type Autosave<T> = {
  /** Notes the newest draft; it is saved when nothing changed for `delay`. */
  readonly change: (draft: T) => void
  /** Saves now what is unsaved. True when nothing unsaved is left. */
  readonly flush: () => Promise<boolean>
  readonly unsaved: () => boolean
  /** Forgets what is unsaved. */
  readonly drop: () => void
  /** Stops the clock; nothing more is told. */
  readonly close: () => void
}

/**
 * Saves a draft `delay` milliseconds after the last change, one save at a time, always the newest. A failed save keeps
 * the draft: the next change, or `flush`, tries again; without an answer (a weak network) so does the clock, every `again` milliseconds.
 */
export function autosave<T>(
  save: (draft: T) => Promise<void>,
  tell: (state: SaveState) => void,
  delay = 2000,
  again = 15_000,
): Autosave<T> {
  let newest: { draft: T } | null = null
  let running: Promise<void> | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let open = true
  const say = (state: SaveState): void => {
    if (open) tell(state)
  }

  const saveOnce = async (): Promise<boolean> => {
    const mine = newest
    if (!mine) return true
    say({ kind: 'saving' })
    try {
      await save(mine.draft)
    } catch (error) {
      say({ kind: 'failed', why: sentenceOf(error) })
      if (open && error instanceof Refusal && error.code === 'offline') timer = setTimeout(() => void flush(), again)
      return false
    }
    if (newest === mine) {
      newest = null
      say({ kind: 'saved', at: new Date() })
    } else say({ kind: 'waiting' })
    return true
  }

  const flush = async (): Promise<boolean> => {
    clearTimeout(timer)
    while (running) await running
    let good = true
    const turn = (async () => {
      while (newest && good) good = await saveOnce()
    })()
    running = turn.finally(() => {
      running = null
    })
    await running
    return good
  }

  return {
    change: (draft) => {
      newest = { draft }
      if (!running) say({ kind: 'waiting' })
      clearTimeout(timer)
      timer = setTimeout(() => void flush(), delay)
    },
    flush,
    unsaved: () => newest !== null,
    drop: () => {
      newest = null
      clearTimeout(timer)
      say({ kind: 'untouched' })
    },
    close: () => {
      open = false
      clearTimeout(timer)
    },
  }
}
