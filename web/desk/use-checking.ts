import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { deskApi } from '../../contract/desk.ts'
import { call } from '../platform/api.ts'

/** So many people are judged by one request: a second or so. */
const set = 100

export interface Checking {
  /** how many still wait to be judged; null while nobody asked */
  left: number | null
  of: number
  refusal: unknown
  start: () => void
}

/**
 * 完整性检测 of a school, set by set, so that the page shows how far it is. Only whose record changed since is judged. `at` '' is the own school; null waits.
 */
export function useChecking(at: string | null): Checking {
  const client = useQueryClient()
  const [state, setState] = useState<Omit<Checking, 'start'>>({ left: null, of: 0, refusal: null })
  const run = useRef(0)
  const start = useCallback(async () => {
    if (at === null) return
    const mine = ++run.current
    const on = () => mine === run.current
    try {
      const { stale } = await call(deskApi.stale, { query: at === '' ? {} : { unitId: at } })
      if (on()) setState({ left: stale.length, of: stale.length, refusal: null })
      for (let done = 0; done < stale.length && on(); done += set) {
        await call(deskApi.check, { body: { teacherIds: stale.slice(done, done + set) } })
        if (on()) setState({ left: Math.max(0, stale.length - done - set), of: stale.length, refusal: null })
      }
      if (on() && stale.length > 0)
        await client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/desk') })
    } catch (refusal) {
      if (on()) setState((now) => ({ ...now, left: null, refusal }))
    }
  }, [at, client])
  useEffect(() => {
    void start()
    return () => {
      run.current += 1
    }
  }, [start])
  return { ...state, start: () => void start() }
}
