import {
  CheckCircleFilled,
  ClockCircleOutlined,
  ExclamationCircleFilled,
  RollbackOutlined,
  StopOutlined,
} from '@ant-design/icons'
import { Checkbox } from 'antd'
import { useEffect, useRef } from 'react'
import { type InboxRow, mustKinds } from '../../contract/review.ts'
import type { Mark, Marks } from './marks.ts'

/** The list at the left: who waits, since when, and what has been marked so far. */
export function Queue(props: {
  rows: readonly InboxRow[]
  here: string | null
  marks: Marks
  picked: ReadonlySet<string>
  withUnit: boolean
  onOpen: (id: string) => void
  onPick: (id: string) => void
}) {
  const { rows, here, marks, picked, withUnit, onOpen, onPick } = props
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    if (here !== null) list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [here])
  return (
    <ul className="xt-queue" ref={list} aria-label="待办列表">
      {rows.map((row) => (
        <li key={row.id} {...(row.id === here && { 'aria-current': 'true' as const })}>
          <Checkbox
            aria-label={`选择${row.subject}`}
            checked={picked.has(row.id)}
            disabled={row.barred !== null}
            onChange={() => onPick(row.id)}
          />
          <button type="button" onClick={() => onOpen(row.id)}>
            <b>{row.subject}</b> <MarkSign mark={marks[row.id]} barred={row.barred} />
            <span className="xt-quiet">
              {withUnit && `${row.unitName} · `}
              {row.stepTitle} · {row.days > 0 ? `${row.days} 天` : '今天'}
              {row.round > 1 && ` · 第 ${row.round} 次`}
            </span>
            <Why row={row} />
          </button>
        </li>
      ))}
    </ul>
  )
}

/** Why this one has to be looked at: the kinds of risk, or the draw. */
function Why({ row }: { row: InboxRow }) {
  const kinds = [...new Set(row.must.map(({ kind }) => mustKinds[kind]))]
  if (kinds.length === 0 && !row.drawn) return row.note ? <span className="xt-quiet">{row.note}</span> : null
  return (
    <span className="xt-why">
      {kinds.length > 0 ? (
        <>
          <ExclamationCircleFilled aria-hidden /> 必看：{kinds.join('、')}
        </>
      ) : (
        '◆ 抽样'
      )}
    </span>
  )
}

export function MarkSign({ mark, barred }: { mark: Mark | undefined; barred: string | null }) {
  if (barred !== null)
    return (
      <span className="xt-mark xt-quiet" title={barred}>
        <StopOutlined aria-hidden /> 不能办理
      </span>
    )
  if (!mark) return null
  if (mark.verdict === 'pass')
    return (
      <span className="xt-mark xt-mark-pass">
        <CheckCircleFilled aria-hidden /> 拟通过
      </span>
    )
  if (mark.verdict === 'skip')
    return (
      <span className="xt-mark xt-quiet">
        <ClockCircleOutlined aria-hidden /> 已跳过
      </span>
    )
  return (
    <span className="xt-mark xt-mark-return">
      <RollbackOutlined aria-hidden /> 拟退回 {mark.reasons.length} 处
    </span>
  )
}
