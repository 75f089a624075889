import { createContext, useContext } from 'react'
import type { Action } from '../../contract/policy.ts'
import type { Me, Post } from '../../contract/session.ts'

export const MeContext = createContext<Me | null>(null)

/** Who is at work; only inside the shell, where somebody always is. */
export function useMe(): Me & { post: Post } {
  const me = useContext(MeContext)
  if (!me?.post) throw new Error('useMe outside the shell')
  return { ...me, post: me.post }
}

/** May this post do this somewhere? For drawing menus and buttons only: the server decides. */
export function useCan(): (action: Action) => boolean {
  const { can } = useMe()
  return (action) => can.includes(action)
}
