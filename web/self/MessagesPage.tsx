import { type ReactElement, useCallback, useEffect, useState } from 'react'
import type { Message } from '../../contract/message.ts'
import { api, sentenceOf } from './api.ts'
import { Loading, Refused } from './faces.tsx'
import { useHouse } from './house.ts'
import { linkTo } from './route.ts'
import { Shell } from './Shell.tsx'
import { moment } from './when.ts'

/** 消息: what others told this person, the newest first; a tap reads it and goes where it points. */
export function MessagesPage(): ReactElement {
  const { me } = useHouse()
  const [rows, setRows] = useState<readonly Message[] | null>(null)
  const [total, setTotal] = useState(0)
  const [why, setWhy] = useState<string | null>(null)
  const load = useCallback((page: number) => {
    setWhy(null)
    api.messages(page).then(
      (answer) => {
        setTotal(answer.total)
        setRows((present) => (page === 1 ? answer.rows : [...(present ?? []), ...answer.rows]))
      },
      (error: unknown) => setWhy(sentenceOf(error)),
    )
  }, [])
  useEffect(() => load(1), [load])
  const read = async (what: { ids: string[] } | { all: true }): Promise<void> => {
    const now = new Date().toISOString()
    setRows((present) =>
      (present ?? []).map((row) =>
        'all' in what || what.ids.includes(row.id) ? { ...row, readAt: row.readAt ?? now } : row,
      ),
    )
    await api.readMessages(what).catch((error: unknown) => setWhy(sentenceOf(error)))
  }
  return (
    <Shell me={me} title="消息" tab="messages">
      {why && <Refused why={why} again={() => load(1)} />}
      {!rows && !why && <Loading />}
      {rows?.length === 0 && (
        <div className="card face">
          <p>没有消息</p>
        </div>
      )}
      {rows && rows.length > 0 && (
        <>
          {rows.some((row) => !row.readAt) && (
            <button type="button" className="button" onClick={() => void read({ all: true })}>
              全部已读
            </button>
          )}
          <ul className="card lines">
            {rows.map((row) => (
              <li key={row.id}>
                <Line row={row} onRead={() => row.readAt === null && void read({ ids: [row.id] })} />
              </li>
            ))}
          </ul>
          {rows.length < total && (
            <button type="button" className="button" onClick={() => load(Math.floor(rows.length / 20) + 1)}>
              更早的消息
            </button>
          )}
        </>
      )}
      <p className="quiet">
        消息保留一年。有问题可以<a href={linkTo({ page: 'help' })}>向学校求助</a>。
      </p>
    </Shell>
  )
}

function Line({ row, onRead }: { row: Message; onRead: () => void }): ReactElement {
  const words = (
    <span className="line-words">
      <span className={row.readAt ? '' : 'unread'}>
        {!row.readAt && <span className="unseen">未读，</span>}
        {row.title}
      </span>
      {row.text && <span className="message-text">{row.text}</span>}
      <small>
        {moment(row.at)}
        {row.from && `　${row.from}`}
      </small>
    </span>
  )
  // Only pages of this entry are open to a teacher's post; whatever else a link means begins at the first of them.
  const target = row.link && (row.link.startsWith('/me.html#') ? row.link.slice('/me.html'.length) : '#/')
  return target ? (
    <a className="line" href={target} onClick={onRead}>
      {words}
    </a>
  ) : (
    <button type="button" className="line line-button" onClick={onRead}>
      {words}
    </button>
  )
}
