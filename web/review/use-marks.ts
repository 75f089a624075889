import { useEffect, useState } from 'react'
import { type Mark, type Marks, pack, unpack } from './marks.ts'

/** The marks of one post, kept for this tab: they outlive a reload, not the tab. */
export function useMarks(postId: string) {
  const key = `xt-marks-${postId}`
  const [marks, setMarks] = useState<Marks>(() => unpack(read(key)))
  useEffect(() => write(key, pack(marks)), [key, marks])
  return {
    marks,
    put: (id: string, mark: Mark) => setMarks((now) => ({ ...now, [id]: mark })),
    putAll: (more: Marks) => setMarks((now) => ({ ...now, ...more })),
    drop: (ids: readonly string[]) =>
      setMarks((now) => Object.fromEntries(Object.entries(now).filter(([id]) => !ids.includes(id)))),
  }
}

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, text: string): void {
  try {
    if (text === '{}') sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, text)
  } catch {
    // storage may be closed by the browser: the marks then last as long as the page
  }
}
