import { type ReactElement, useCallback, useEffect, useState } from 'react'
import type { Reader } from '../../contract/audit.ts'
import { api, sentenceOf } from './api.ts'
import { Loading, Refused } from './faces.tsx'
import { useHouse } from './house.ts'
import { Icon } from './icons.tsx'
import { Shell } from './Shell.tsx'
import { moment } from './when.ts'

/** 谁看过我的信息: who opened the own record, in which post, on which day, and what was shown in clear; the newest first. */
export function ReadersPage(): ReactElement {
  const { me } = useHouse()
  const [rows, setRows] = useState<Reader[] | null>(null)
  const [more, setMore] = useState(false)
  const [page, setPage] = useState(1)
  const [why, setWhy] = useState<string | null>(null)
  const load = useCallback((wanted: number) => {
    setWhy(null)
    api.readers(wanted).then(
      (answer) => {
        setRows((present) => [...(wanted === 1 ? [] : (present ?? [])), ...answer.rows])
        setMore(answer.more)
        setPage(wanted)
      },
      (error: unknown) => setWhy(sentenceOf(error)),
    )
  }, [])
  useEffect(() => load(1), [load])
  return (
    <Shell me={me} title="谁看过我的信息" back={{ page: 'history' }} tab="history">
      {why && <Refused why={why} again={() => load(rows ? page + 1 : 1)} />}
      {!why && !rows && <Loading />}
      {rows?.length === 0 && (
        <div className="card face">
          <p>还没有别人看过您的信息</p>
        </div>
      )}
      {rows && rows.length > 0 && (
        <>
          <p className="quiet">同一人一天之内的查看合为一条。查看明文的，列出看了哪一项、为什么。</p>
          <ol className="events">
            {rows.map((row) => (
              <li key={`${row.day}/${row.person}/${row.role}/${row.unit}/${row.action}`} className="card">
                <Line row={row} />
              </li>
            ))}
          </ol>
          {more && (
            <div className="bottom">
              <button type="button" className="button" onClick={() => load(page + 1)}>
                更早的
              </button>
            </div>
          )}
        </>
      )}
    </Shell>
  )
}

function Line({ row }: { row: Reader }): ReactElement {
  const { profile } = useHouse()
  const labelOf = (place: string): string => {
    const [subset, field] = place.split('.')
    return (
      profile.subsets.find((each) => each.name === subset)?.fields.find((each) => each.name === field)?.label ?? place
    )
  }
  return (
    <>
      <h2>
        <Icon name={row.action === 'teacher.unmask' ? 'fix' : 'done'} />
        {row.actionName}
        {row.times > 1 && ` ${row.times} 次`}
      </h2>
      <p>
        {row.unit} {row.role} {row.person}
      </p>
      <p className="quiet">{moment(row.lastAt)}</p>
      {row.fields.length > 0 && <p>内容：{row.fields.map(labelOf).join('、')}</p>}
      {row.reasons.length > 0 && <p>原因：{row.reasons.join('；')}</p>}
    </>
  )
}
