import { useEffect, useRef, useState } from 'react'
import type { Finding } from '../../contract/shape.ts'
import type { ProfileField } from '../../standard/indicator.ts'
import { api } from './api.ts'
import { type Autosave, autosave, type SaveState } from './autosave.ts'
import { afterSave, choose, type Draft, leave, type Scene, toSend, typeText } from './form.ts'
import { type RowView, useHouse } from './house.ts'
import { guardPage, rename } from './route.ts'

export type RowDraft = {
  readonly draft: Draft
  readonly saved: SaveState
  /** What the server found at the last save. */
  readonly found: readonly Finding[]
  readonly type: (field: ProfileField, text: string, composing: boolean) => void
  readonly choose: (field: ProfileField, value: string | readonly string[] | undefined) => void
  readonly leave: (field: ProfileField) => void
  /** Fetches a masked value for editing; throws a Refusal. */
  readonly open: (field: ProfileField) => Promise<void>
  readonly flush: () => Promise<boolean>
  /** the row's id, once it has been saved */
  readonly rowId: () => string | undefined
  readonly drop: () => void
  /** Lets the row be saved as it was shown, though nothing was typed: its defaults were agreed to. */
  readonly keep: () => void
}

/** A row being filled, saved two seconds after the last key, on leaving the page, and when the network is back. */
export function useRowDraft(scene: Scene, row: RowView | undefined, begin: () => Draft): RowDraft {
  const house = useHouse()
  const [draft, setDraft] = useState(begin)
  const [saved, setSaved] = useState<SaveState>({ kind: 'untouched' })
  const [found, setFound] = useState<readonly Finding[]>(() =>
    house.findings.filter((each) => each.subset === scene.subset.name && each.row === (row?.rowId ?? null)),
  )
  const newest = useRef({ draft, house, row, scene })
  const keeper = useRef<Autosave<Draft> | null>(null)
  useEffect(() => {
    newest.current = { ...newest.current, house, scene, row: row ?? newest.current.row }
  })

  useEffect(() => {
    const save = async (sent: Draft): Promise<void> => {
      const { house: at, row: known, scene: now } = newest.current
      const { subset } = now
      const values = toSend(sent, now, known?.values ?? {})
      const answer = await api.saveRow(at.view.id, {
        subset: subset.name,
        ...(known && { rowId: known.rowId }),
        values,
      })
      const kept: RowView = {
        ...(known ?? { masked: {}, op: 'add' as const }),
        rowId: answer.rowId,
        values: afterSave(subset, known?.values ?? {}, values),
        state: 'pending',
      }
      newest.current = { ...newest.current, row: kept }
      setFound(answer.findings)
      at.keepRow(subset.name, kept, answer.findings)
      if (!known) rename({ page: 'row', subset: subset.name, row: answer.rowId })
    }
    const saver = autosave(save, setSaved)
    keeper.current = saver
    guardPage(saver.flush)
    const flush = (): void => {
      if (saver.unsaved()) void saver.flush()
    }
    const onHide = (): void => {
      if (document.visibilityState === 'hidden') flush()
    }
    const onUnload = (event: BeforeUnloadEvent): void => {
      if (!saver.unsaved()) return
      flush()
      event.preventDefault()
    }
    window.addEventListener('online', flush)
    window.addEventListener('beforeunload', onUnload)
    document.addEventListener('visibilitychange', onHide)
    return () => {
      window.removeEventListener('online', flush)
      window.removeEventListener('beforeunload', onUnload)
      document.removeEventListener('visibilitychange', onHide)
      guardPage(null)
      saver.close()
    }
  }, [])

  const put = (next: Draft, changed: boolean): void => {
    newest.current = { ...newest.current, draft: next }
    setDraft(next)
    if (changed) keeper.current?.change(next)
  }
  const now = (): Draft => newest.current.draft
  return {
    draft,
    saved,
    found,
    type: (field, text, composing) => {
      // An input method is still at work: what stands there is not yet what is meant.
      if (composing) return put({ ...now(), typed: { ...now().typed, [field.name]: text } }, false)
      const next = typeText(now(), field, text, scene)
      put(next, next.values !== now().values)
    },
    choose: (field, value) => put(choose(now(), field.name, value, scene), true),
    leave: (field) => put(leave(now(), field.name), false),
    open: async (field) => {
      const { house: at, row: known } = newest.current
      if (!known) return
      const item = { subset: scene.subset.name, rowId: known.rowId, field: field.name, reason: '本人核对修改' }
      const { value } = await api.unmask(at.view.id, item)
      put(choose(now(), field.name, value, scene), false)
    },
    rowId: () => newest.current.row?.rowId,
    flush: () => keeper.current?.flush() ?? Promise.resolve(true),
    drop: () => keeper.current?.drop(),
    keep: () => keeper.current?.change(now()),
  }
}
