import { type ReactElement, useCallback, useEffect, useState } from 'react'
import type { HistoryEvent } from '../../contract/teacher.ts'
import { showValue } from '../../standard/show-value.ts'
import { api, sentenceOf } from './api.ts'
import { knownAreas, tableOf, tablesOfFields, useTables } from './code-tables.ts'
import { Loading, Refused } from './faces.tsx'
import { useHouse } from './house.ts'
import { Icon } from './icons.tsx'
import { linkTo } from './route.ts'
import { Shell } from './Shell.tsx'
import { whereWords } from './standing.ts'
import { moment } from './when.ts'

/** 信息沿革: who entered, signed and approved, when, with old and new values; the newest first. */
export function HistoryPage(): ReactElement {
  const { me, view, profile } = useHouse()
  const [events, setEvents] = useState<HistoryEvent[] | null>(null)
  const [why, setWhy] = useState<string | null>(null)
  const tables = useTables(
    tablesOfFields(
      profile,
      (events ?? []).flatMap((event) => event.changes),
    ),
  )
  const load = useCallback(() => {
    setWhy(null)
    api.history(view.id).then(
      (answer) => setEvents([...answer.events].sort((a, b) => (a.at < b.at ? 1 : -1))),
      (error: unknown) => setWhy(sentenceOf(error)),
    )
  }, [view.id])
  useEffect(load, [load])
  const failed = why ?? tables.failed
  return (
    <Shell me={me} title="信息沿革" tab="history">
      <p>
        <a href={linkTo({ page: 'readers' })}>谁看过我的信息</a>
      </p>
      {failed && <Refused why={failed} again={why ? load : tables.again} />}
      {!failed && (!events || !tables.ready) && <Loading />}
      {!failed && events?.length === 0 && (
        <div className="card face">
          <p>还没有填报或审核的记录</p>
        </div>
      )}
      {!failed && events && tables.ready && events.length > 0 && (
        <ol className="events">
          {events.map((event) => (
            <li key={`${event.at}/${event.what}/${event.title}`} className="card">
              <Event event={event} />
            </li>
          ))}
        </ol>
      )}
    </Shell>
  )
}

const bad: readonly HistoryEvent['what'][] = ['returned', 'refused', 'withdrawn']

function Event({ event }: { event: HistoryEvent }): ReactElement {
  const { profile } = useHouse()
  const shown = (subset: string, name: string, value: string | string[] | null): string => {
    const field = profile.subsets.find((each) => each.name === subset)?.fields.find((each) => each.name === name)
    return (field ? showValue(field, value ?? undefined, tableOf, knownAreas()) : [value].flat().join('、')) || '空'
  }
  return (
    <>
      <h2>
        <Icon name={bad.includes(event.what) ? 'fix' : 'done'} />
        {event.title}
      </h2>
      <p className="quiet">
        {moment(event.at)}
        {event.by && `　${event.by.unit} ${event.by.role} ${event.by.person}`}
      </p>
      {event.comment && <p>意见：{event.comment}</p>}
      {event.changes.length > 0 && (
        <details open={event.changes.length <= 5}>
          <summary>改动 {event.changes.length} 处</summary>
          <ul className="changes">
            {event.changes.map((change) => (
              <li key={`${change.subset}/${change.rowId}/${change.field}`}>
                {whereWords(change, profile)}：<span className="unseen">原为</span>
                <del>{shown(change.subset, change.field, change.old)}</del>
                <span aria-hidden="true"> → </span>
                <span className="unseen">，改为</span>
                <ins>{shown(change.subset, change.field, change.new)}</ins>
                {change.by && change.by.person !== event.by?.person && (
                  <small>
                    由 {change.by.person}（{change.by.role}）填写
                  </small>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
