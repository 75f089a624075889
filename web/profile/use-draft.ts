import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { type Check, type Choice, type IndicatorLine, profileApi } from '../../contract/profile.ts'
import { call, Refusal, useLoad } from '../platform/api.ts'
import { sentenceOf } from '../platform/Page.tsx'

/** A change of one indicator; what is not said stays. */
export interface Patch {
  enabled?: boolean
  required?: boolean
  open?: boolean
  hint?: string
  checks?: Check[]
}
export type Saving = { kind: 'saved'; at: string | null } | { kind: 'saving' } | { kind: 'failed'; why: string }
export type Draft = ReturnType<typeof useDraft>

/**
 * The choice of one category, with what was just pressed laid over it. Each change is saved by itself, one request after the other and with the number of the draft that
 * the last one answered; what is pressed meanwhile goes with the next. What the server refuses is taken back and said.
 */
export function useDraft(category: string) {
  const client = useQueryClient()
  const input = useMemo(() => ({ params: { category } }), [category])
  const load = useLoad(profileApi.choice, input)
  const [laidOver, layOver] = useState<ReadonlyMap<string, Patch>>(new Map())
  const [saving, setSaving] = useState<Saving>({ kind: 'saved', at: null })
  const waiting = useRef(new Map<string, Patch>())
  const sending = useRef<Promise<Refusal | null> | null>(null)
  const deeds = useRef<{ key: string; before: Patch }[]>([])

  const queryKey = [profileApi.choice.path, input]
  const now = () => {
    const choice = client.getQueryData<Choice>(queryKey)
    if (!choice) throw new Error('a draft is changed before it is there')
    return choice
  }
  const take = async (choice: Choice) => {
    client.setQueryData(queryKey, choice)
    // whatever is drawn from the draft is asked for anew when it is looked at
    await client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== profileApi.choice.path })
  }

  const send = async (): Promise<Refusal | null> => {
    let refused: Refusal | null = null
    setSaving({ kind: 'saving' })
    try {
      while (waiting.current.size > 0) {
        const batch = waiting.current
        waiting.current = new Map()
        const fields = [...batch].map(([key, patch]) => ({ key, ...patch }))
        await take(await call(profileApi.set, { ...input, body: { v: now().draft.v, fields } }))
        layOver((over) => new Map([...over].filter(([key]) => waiting.current.has(key))))
      }
      setSaving({ kind: 'saved', at: new Date().toISOString() })
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal
      refused = refusal
      waiting.current = new Map()
      deeds.current = []
      layOver(new Map())
      setSaving({ kind: 'failed', why: refusal.fields[0]?.message ?? sentenceOf(refusal) })
      await client.invalidateQueries({ queryKey })
    }
    sending.current = null
    return refused
  }

  const change = (patches: readonly (Patch & { key: string })[]) => {
    for (const { key, ...patch } of patches) waiting.current.set(key, { ...waiting.current.get(key), ...patch })
    layOver((over) => {
      const next = new Map(over)
      for (const { key, ...patch } of patches) next.set(key, { ...next.get(key), ...patch })
      return next
    })
    sending.current ??= send()
    return sending.current
  }

  const lines = useMemo(
    () => (load.data?.indicators ?? []).map((line) => patched(line, laidOver.get(line.key))),
    [load.data, laidOver],
  )
  return {
    load,
    lines,
    saving,
    /** Changes one indicator, so that Ctrl+Z can take it back. */
    press: (line: IndicatorLine, patch: Patch) => {
      deeds.current.push({ key: line.key, before: { ...line.draft } })
      void change([{ key: line.key, ...patch }])
    },
    /** Saves hint or checks of one indicator; null when the server has it, else what it said. */
    save: (key: string, patch: Patch) => change([{ key, ...patch }]),
    /** Takes the last press back; the indicator it concerned, or null. */
    undo: (): string | null => {
      const last = deeds.current.pop()
      if (!last) return null
      void change([{ key: last.key, ...last.before }])
      return last.key
    },
    /** Any other act on the draft, behind what is still being saved. @throws Refusal */
    act: async (deed: (v: number) => Promise<Choice>): Promise<Choice> => {
      await sending.current
      const choice = await deed(now().draft.v)
      deeds.current = []
      // kept for ever elsewhere, for a published profile never changes: this may have been a new one
      client.removeQueries({ queryKey: ['standard', 'profile'] })
      await take(choice)
      return choice
    },
  }
}

function patched(line: IndicatorLine, patch: Patch | undefined): IndicatorLine {
  if (!patch) return line
  const draft = { ...line.draft }
  if (patch.enabled !== undefined) draft.enabled = patch.enabled
  if (patch.required !== undefined) draft.required = patch.required
  if (patch.open !== undefined) draft.open = patch.open
  if (!draft.enabled) draft.required = false
  return { ...line, draft, hint: patch.hint ?? line.hint, checks: patch.checks ?? line.checks }
}
