import { ArrowLeftOutlined, StopOutlined } from '@ant-design/icons'
import { Alert, Button } from 'antd'
import { useEffect, useState } from 'react'
import { reviewApi } from '../../contract/review.ts'
import { useLoad } from '../platform/api.ts'
import { Loaded } from '../platform/Page.tsx'
import { type Standard, WithStandard } from '../record/standard.tsx'
import { CasePane } from './CasePane.tsx'
import { CaseSide } from './CaseSide.tsx'
import type { MarkReason } from './marks.ts'
import { type CaseView, placesOf } from './places.ts'
import { MarkSign } from './Queue.tsx'
import { ReturnPanel } from './ReturnPanel.tsx'
import { goOn, type Inbox, passHere, stepFrom } from './use-desk.ts'

interface CaseDeskProps {
  id: string
  desk: Inbox
  pass: string
  all: boolean
  returning: boolean
  onAll: () => void
  onReturning: (on: boolean) => void
}

/** One case with its buttons; on a phone they are big and stay at the bottom. */
export function CaseDesk(props: CaseDeskProps) {
  const load = useLoad(reviewApi.view, { params: { caseId: props.id } })
  return (
    <Loaded load={load}>
      {(view) => (
        <WithStandard category={view.category}>
          {(standard) => <Open {...props} view={view} standard={standard} />}
        </WithStandard>
      )}
    </Loaded>
  )
}

function Open(props: CaseDeskProps & { view: CaseView; standard: Standard }) {
  const { id, desk, pass, all, returning, onAll, onReturning, view, standard } = props
  const [picked, setPicked] = useState<number | null>(null)
  const places = placesOf(standard, view, all)
  const row = desk.rows.find((each) => each.id === id)
  const mark = desk.marks[id]
  const barred = row?.barred ?? view.barred
  const may = row !== undefined && barred === null && view.can.length > 0
  useEffect(() => {
    if (!returning) setPicked(null)
  }, [returning])

  const giveBack = (reasons: readonly MarkReason[]) => {
    desk.mark(id, { round: view.round, verdict: 'return', reasons })
    onReturning(false)
    goOn(desk)
  }
  const next = stepFrom(desk, 1)
  return (
    <>
      <article className="xt-card xt-inbox-case" aria-label={view.subject}>
        <header className="xt-card-head">
          {desk.phone && (
            <Button type="text" icon={<ArrowLeftOutlined />} onClick={() => desk.open(null)}>
              返回列表
            </Button>
          )}
          <h2>
            {view.subject} <MarkSign mark={mark} barred={barred} />
          </h2>
          <span className="xt-quiet">
            {view.title} · {view.unitName}
            {view.round > 1 && ` · 第 ${view.round} 次报送`}
          </span>
        </header>
        {barred !== null && (
          <Alert type="warning" showIcon icon={<StopOutlined />} title={barred} className="xt-note" />
        )}
        {row === undefined && (
          <Alert type="info" showIcon title="这件事项不在本岗位的待办中，可以查看，不能办理。" className="xt-note" />
        )}
        <CasePane
          {...{ standard, view, all, onAll, picked, places }}
          keys={!desk.phone}
          picking={returning}
          onPick={(at) => {
            if (!may) return
            setPicked(at)
            onReturning(true)
          }}
        />
        {may && returning && (
          <ReturnPanel
            {...{ places, picked }}
            keys={!desk.phone}
            had={mark?.verdict === 'return' ? mark.reasons : []}
            onPick={setPicked}
            onReturn={giveBack}
            onCancel={() => onReturning(false)}
          />
        )}
        {!returning && row !== undefined && (
          <div className="xt-verdict">
            {may && (
              <>
                <Button type="primary" onClick={() => passHere(desk)}>
                  {pass} {!desk.phone && 'A'}
                </Button>
                <Button danger onClick={() => onReturning(true)}>
                  退回 {!desk.phone && 'R'}
                </Button>
              </>
            )}
            <Button disabled={next === null} onClick={() => desk.open(next)}>
              {may ? '跳过' : '下一人'} {!desk.phone && 'S'}
            </Button>
            {mark && <Button onClick={() => desk.mark(id, null)}>撤销标记 {!desk.phone && 'U'}</Button>}
          </div>
        )}
      </article>
      <aside className="xt-aside xt-inbox-side">
        <CaseSide standard={standard} view={view} />
      </aside>
    </>
  )
}
