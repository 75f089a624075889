import { Button } from 'antd'
import { useState } from 'react'
import { type HistoryEvent, teacherApi } from '../../contract/teacher.ts'
import { useLoad } from '../platform/api.ts'
import { Loaded, Nothing } from '../platform/Page.tsx'
import { moment } from '../platform/time.tsx'
import { OldNew } from '../record/RecordView.tsx'
import { fieldOf, inWords, placeName, type Standard } from '../record/standard.tsx'

/** 沿革: who entered, signed, sent and approved, when; with what each event changed, old → new, in words. */
export function History({ teacherId, standard }: { teacherId: string; standard: Standard }) {
  const history = useLoad(teacherApi.history, { params: { teacherId } })
  return (
    <Loaded
      load={history}
      isEmpty={({ events }) => events.length === 0}
      empty={<Nothing what="还没有填报和审核记录" />}
    >
      {({ events }) => (
        <ol className="xt-history">
          {events.map((event, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: events have no id, and a history is only ever added to
            <Event key={`${event.at}${event.what}${place}`} event={event} standard={standard} />
          ))}
        </ol>
      )}
    </Loaded>
  )
}

/** How many changes are shown before the rest is asked for. */
const few = 5

function Event({ event, standard }: { event: HistoryEvent; standard: Standard }) {
  const [all, setAll] = useState(false)
  const shown = all ? event.changes : event.changes.slice(0, few)
  return (
    <li className={`xt-event-${event.what}`}>
      <b>{event.title}</b> <time dateTime={event.at}>{moment(event.at)}</time>
      {event.by && (
        <div className="xt-quiet">
          {event.by.unit} · {event.by.role} · {event.by.person}
        </div>
      )}
      {event.comment && <div>意见：{event.comment}</div>}
      {shown.length > 0 && (
        <ul>
          {shown.map((change) => {
            const field = fieldOf(standard, change.subset, change.field)
            return (
              <li key={`${change.rowId}${change.subset}${change.field}`}>
                {placeName(standard, change)}：
                {change.old === null ? (
                  inWords(standard, field, change.new)
                ) : (
                  <OldNew old={inWords(standard, field, change.old)} now={inWords(standard, field, change.new)} />
                )}
                {change.by && change.by.person !== event.by?.person && (
                  <span className="xt-quiet">（{change.by.person}填）</span>
                )}
              </li>
            )
          })}
        </ul>
      )}
      {event.changes.length > few && (
        <Button type="link" size="small" onClick={() => setAll(!all)}>
          {all ? '收起' : `全部 ${event.changes.length} 项`}
        </Button>
      )}
    </li>
  )
}
