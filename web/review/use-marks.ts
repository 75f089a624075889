import { App } from 'antd'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { InboxRow } from '../../contract/review.ts'
import { reviewDeskApi } from '../../contract/review-desk.ts'
import { call } from '../platform/api.ts'
import { sentenceOf } from '../platform/Page.tsx'
import { type Mark, type Marks, marksOver } from './marks.ts'

/**
 * The marks of this post. They show at once and go to the server one after the other, looks among them, so that a mark never comes before the look it rests on.
 * What the server did not take is told and taken off again. `told` is called when all has arrived.
 */
export function useMarks(rows: readonly InboxRow[], told: () => Promise<unknown>) {
  const { message } = App.useApp()
  const [since, setSince] = useState<Readonly<Record<string, Mark | null>>>({})
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  const waiting = useRef(0)
  const seen = useRef(new Set<string>())
  const after = useRef(told)
  useEffect(() => {
    after.current = told
  }, [told])

  const send = useCallback(
    (ids: readonly string[], deed: () => Promise<{ done: number } | undefined>) => {
      waiting.current += 1
      queue.current = queue.current
        .then(deed)
        .then((said) => {
          if (said && said.done < ids.length)
            throw new Error('有人员已由他人办理或内容已变化，标记没有保存，请刷新后再看')
        })
        .catch((error: unknown) => {
          void message.error(sentenceOf(error), 6)
          setSince((now) => Object.fromEntries(Object.entries(now).filter(([id]) => !ids.includes(id))))
        })
        .then(() => {
          waiting.current -= 1
          return waiting.current === 0 ? after.current() : undefined
        })
    },
    [message],
  )

  return {
    marks: marksOver(rows, since) satisfies Marks,
    put: (more: Marks) => {
      const ids = Object.keys(more)
      if (ids.length === 0) return
      setSince((now) => ({ ...now, ...more }))
      const cases = Object.entries(more).map(([id, mark]) => ({
        id,
        round: mark.round,
        verdict: mark.verdict,
        ...(mark.verdict === 'return' && { reasons: [...mark.reasons], passSubsets: [...mark.passSubsets] }),
      }))
      send(ids, () => call(reviewDeskApi.mark, { body: { cases } }))
    },
    drop: (id: string) => {
      setSince((now) => ({ ...now, [id]: null }))
      send([id], () => call(reviewDeskApi.unmark, { body: { ids: [id] } }))
    },
    /** The case stands open before the person: told once a page and round. */
    look: useCallback(
      (id: string, round: number) => {
        const key = `${id} ${round}`
        if (seen.current.has(key)) return
        seen.current.add(key)
        // of what has just left the desk there is nothing to note, and nothing to say
        send([id], () => call(reviewDeskApi.look, { body: { cases: [{ id, round }] } }).then(() => undefined))
      },
      [send],
    ),
    /** Everything that was marked has arrived. */
    settled: () => queue.current,
    /** After an act: what the server says is all there is. */
    forget: () => setSince({}),
  }
}
