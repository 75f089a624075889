import { ArrowLeftOutlined, StopOutlined } from '@ant-design/icons'
import { Alert, Button } from 'antd'
import { useEffect, useState } from 'react'
import { type DecideReason, reviewApi } from '../../contract/review.ts'
import type { ReturnReason } from '../../contract/review-desk.ts'
import { useLoad } from '../platform/api.ts'
import { Loaded } from '../platform/Page.tsx'
import { type Standard, subsetOf, WithStandard } from '../record/standard.tsx'
import { CasePane } from './CasePane.tsx'
import { CaseSide } from './CaseSide.tsx'
import type { Evidence } from './Preview.tsx'
import { type CaseView, placesOf, type Shown } from './places.ts'
import { MarkSign } from './Queue.tsx'
import { ReturnPanel } from './ReturnPanel.tsx'
import { goOn, type Inbox, passHere, skipHere } from './use-desk.ts'

interface CaseDeskProps {
  id: string
  desk: Inbox
  pass: string
  library: readonly ReturnReason[]
  /** null: what suits the case, see below */
  shown: Shown | null
  returning: boolean
  onShown: (shown: Shown) => void
  onReturning: (on: boolean) => void
  onPreview: (evidence: Evidence) => void
  /** the case is open before the person, with what may be previewed */
  onOpen: (view: CaseView, evidence: readonly Evidence[]) => void
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
  const { id, desk, pass, library, returning, onShown, onReturning, onPreview, onOpen, view, standard } = props
  const shown = props.shown ?? usualFor(view, desk.phone)
  const [picked, setPicked] = useState<number | null>(null)
  const places = placesOf(standard, view, shown)
  const row = desk.rows.find((each) => each.id === id)
  const mark = desk.marks[id]
  const barred = row?.barred ?? view.barred
  const may = row !== undefined && barred === null && view.can.length > 0
  useEffect(() => {
    if (!returning) setPicked(null)
  }, [returning])

  useEffect(() => {
    onOpen(view, evidenceOf(standard, view))
  }, [onOpen, view, standard])
  const subsets = [...new Set(view.items.map(({ subset }) => subset))]

  const giveBack = (reasons: readonly DecideReason[], passSubsets: readonly string[]) => {
    desk.mark(id, { round: view.round, verdict: 'return', reasons, passSubsets })
    onReturning(false)
    goOn(desk)
  }
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
          {...{ standard, view, shown, onShown, onPreview, picked, places }}
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
            {...{ places, library, picked }}
            parts={
              view.can.includes('part')
                ? subsets.map((name) => ({ name, label: subsetOf(standard, name)?.label ?? name }))
                : []
            }
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
            <Button onClick={() => skipHere(desk)}>
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

/** Of a case that was returned before, what changed since; of a whole record on a phone what is flagged; else what differs from what is in effect: of an addition its few rows. */
const usualFor = (view: CaseView, phone: boolean): Shown =>
  view.reasons.length > 0 && view.items.some(({ changedSince }) => changedSince !== null && changedSince.length > 0)
    ? 'since'
    : phone && view.flow === 'report'
      ? 'flagged'
      : 'changed'

/** The attachments of what is to be decided on, in the order of the forms. Photos (class 4) are opened with the eye. */
function evidenceOf(standard: Standard, view: CaseView): Evidence[] {
  const { teacherId } = view
  if (teacherId === null) return []
  return placesOf(standard, view, 'all').flatMap(({ subset, item, field }) => {
    const fileId = item.values[field.name]
    return field.type === 'file' && typeof fileId === 'string'
      ? [{ teacherId, fileId, label: `${subset.label} · ${field.label}` }]
      : []
  })
}
