import { useQueryClient } from '@tanstack/react-query'
import { nationalApi } from '../../contract/national.ts'
import { useLoad } from '../platform/api.ts'

export type National = ReturnType<typeof useNational>

/** Where the national draft stands, and a way to act on it: afterwards whatever is drawn from it is asked for anew. */
export function useNational() {
  const client = useQueryClient()
  const load = useLoad(nationalApi.state, {})
  return {
    load,
    act: async <T>(deed: () => Promise<T>): Promise<T> => {
      try {
        return await deed()
      } finally {
        // profiles and tables are kept for ever elsewhere: a new version may have come
        client.removeQueries({ queryKey: ['standard'] })
        await client.invalidateQueries()
      }
    },
  }
}
