import { Tooltip } from 'antd'
import dayjs from 'dayjs'

/** A moment as 2026-11-23 10:32, in the reader's time zone. */
export const moment = (at: string): string => dayjs(at).format('YYYY-MM-DD HH:mm')

/** How long ago, in whole days, then hours, then minutes: “3 天”. */
export function age(at: string, now: string | Date = new Date()): string {
  const minutes = Math.max(0, dayjs(now).diff(dayjs(at), 'minute'))
  if (minutes >= 1440) return `${Math.floor(minutes / 1440)} 天`
  if (minutes >= 60) return `${Math.floor(minutes / 60)} 小时`
  return minutes < 1 ? '刚刚' : `${minutes} 分钟`
}

/** “3 天前”, with the full time on hover and for readers of the screen. */
export function Age({ at }: { at: string | null }) {
  if (!at) return <span className="xt-quiet">—</span>
  const words = age(at)
  return (
    <Tooltip title={moment(at)}>
      <time dateTime={at}>{words === '刚刚' ? words : `${words}前`}</time>
    </Tooltip>
  )
}

/** 2026-11-23 10:32 （3 天前）. */
export function Moment({ at }: { at: string | null }) {
  if (!at) return <span className="xt-quiet">—</span>
  return <time dateTime={at}>{moment(at)}</time>
}
