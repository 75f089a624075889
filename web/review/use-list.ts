import { App } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { ListView } from '../../contract/review.ts'
import { reviewDeskApi } from '../../contract/review-desk.ts'
import { useAct } from '../platform/api.ts'
import { sentenceOf } from '../platform/Page.tsx'

/** Opening the desk of a school draws its list, where none is being worked on. Says whether it is still on its way. */
export function useList(
  unitId: string | null,
  inbox: { list: ListView | null; total: number } | undefined,
): { drawing: boolean } {
  const { message } = App.useApp()
  const draw = useAct(reviewDeskApi.draw)
  const [drawing, setDrawing] = useState(false)
  const asked = useRef('')
  const needed = inbox !== undefined && inbox.total > 0 && (inbox.list === null || inbox.list.newer === inbox.total)
  const key = unitId !== null && needed ? `${unitId} ${inbox.list?.id} ${inbox.total}` : ''
  useEffect(() => {
    // once for what waits now: where all of it is barred there is nothing to list
    if (key === '' || unitId === null || asked.current === key) return
    asked.current = key
    setDrawing(true)
    draw
      .mutateAsync({ body: { unitId } })
      .catch((error: unknown) => message.error(sentenceOf(error), 6))
      .finally(() => setDrawing(false))
  }, [key, unitId, draw, message])
  return { drawing: drawing || (key !== '' && asked.current !== key) }
}
