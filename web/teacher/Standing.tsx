import {
  CheckCircleFilled,
  ClockCircleFilled,
  CloseCircleFilled,
  MinusCircleOutlined,
  RollbackOutlined,
} from '@ant-design/icons'
import type { Reason, Stage, StepView } from '../../contract/teacher.ts'
import { age, moment } from '../platform/time.tsx'
import { placeName, type Standard } from '../record/standard.tsx'

/** 状态与责任方: the desks a record passes, like a parcel: who has it, since when, who had it before. */
export function Steps({ steps, stage }: { steps: readonly StepView[]; stage?: Stage }) {
  if (steps.length === 0 && stage === 'effective')
    return <p className="xt-quiet">信息已生效，没有在办的事项；办理过程见“沿革”。</p>
  if (steps.length === 0) return <p className="xt-quiet">还没有提交。填写完整后，由学校信息管理员核对并提交负责人。</p>
  return (
    <ol className="xt-steps">
      {steps.map((step) => (
        <li
          key={step.name}
          className={`xt-step-${step.state}`}
          {...(step.state === 'open' && { 'aria-current': 'step' as const })}
        >
          <span className="xt-step-sign">{signOf(step)}</span>
          <div>
            <b>{step.title}</b>
            <div className="xt-quiet">
              {step.unit} · {step.role}
            </div>
            {step.state === 'open' && <div>待办理{step.openedAt && `，${stay(step.openedAt)}`}</div>}
            {step.state === 'done' && (
              <div>
                {decided[step.decision ?? 'pass']}
                {step.by && ` · ${step.by.person}`}
                {step.at && ` · ${moment(step.at)}`}
              </div>
            )}
            {step.comment && <div>意见：{step.comment}</div>}
            {step.note && <div className="xt-quiet">{step.note}</div>}
          </div>
        </li>
      ))}
    </ol>
  )
}

const decided = { pass: '已办理', return: '退回', refuse: '不予通过', withdraw: '已撤回' } as const

function stay(since: string): string {
  const words = age(since)
  return words === '刚刚' ? '刚刚送达' : `已停留 ${words}（自 ${moment(since)}）`
}

function signOf(step: StepView) {
  if (step.state === 'open') return <ClockCircleFilled aria-label="办理中" />
  if (step.state === 'waiting') return <MinusCircleOutlined aria-label="尚未到达" />
  if (step.decision === 'pass') return <CheckCircleFilled aria-label="已通过" />
  return step.decision === 'return' || step.decision === 'withdraw' ? (
    <RollbackOutlined aria-label={step.decision === 'return' ? '已退回' : '已撤回'} />
  ) : (
    <CloseCircleFilled aria-label="不予通过" />
  )
}

/** 退回理由, each leading to its place. */
export function Reasons(props: { standard: Standard; reasons: readonly Reason[]; onJump: (reason: Reason) => void }) {
  const { standard, reasons, onJump } = props
  return (
    <ul className="xt-said">
      {reasons.map((reason) => (
        <li key={`${reason.subset}${reason.rowId}${reason.field}${reason.reason}`} className="xt-finding xt-error">
          <RollbackOutlined aria-hidden />{' '}
          {reason.subset ? (
            <button type="button" className="xt-plain xt-jump" onClick={() => onJump(reason)}>
              {placeName(standard, reason)}
            </button>
          ) : (
            <b>整体</b>
          )}
          ：{reason.reason}
          <div className="xt-quiet">
            {reason.by.unit} {reason.by.role} {reason.by.person} · {moment(reason.at)}
          </div>
        </li>
      ))}
    </ul>
  )
}
