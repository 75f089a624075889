import {
  CheckCircleOutlined,
  CheckOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  CloseOutlined,
  EditOutlined,
  RollbackOutlined,
  SendOutlined,
  StopOutlined,
} from '@ant-design/icons'
import { Tag } from 'antd'
import type { ReactNode } from 'react'
import type { Batch } from './view.ts'

type Face = [icon: ReactNode, word: string, color: string]

const faces: Record<Batch['state'], Face> = {
  reading: [<ClockCircleOutlined key="i" />, '解析中', 'blue'],
  refused: [<CloseCircleOutlined key="i" />, '不能导入', 'red'],
  ready: [<SendOutlined key="i" />, '待提交', 'blue'],
  committing: [<ClockCircleOutlined key="i" />, '提交中', 'blue'],
  committed: [<CheckCircleOutlined key="i" />, '已提交', 'green'],
  undoing: [<ClockCircleOutlined key="i" />, '撤回中', 'blue'],
  undone: [<RollbackOutlined key="i" />, '已撤销', 'default'],
  cancelled: [<StopOutlined key="i" />, '已取消', 'default'],
}
const toMend: Face = [<EditOutlined key="i" />, '待修改', 'gold']

/** Where a batch stands: icon and word, never colour alone. */
export function BatchTag({ batch }: { batch: Pick<Batch, 'state' | 'errorCells'> }) {
  const [icon, word, color] = batch.state === 'ready' && batch.errorCells > 0 ? toMend : faces[batch.state]
  return (
    <Tag icon={icon} color={color}>
      {word}
    </Tag>
  )
}

const steps = ['模板', '上传', '解析', '修改', '试算', '提交'] as const
export type Step = (typeof steps)[number]

/** ①模板 ②上传 ③解析 ④修改 ⑤试算 ⑥提交; `failed` marks the step at which it stopped. */
export function Steps({ now, failed = false, done = false }: { now: Step; failed?: boolean; done?: boolean }) {
  const place = steps.indexOf(now)
  return (
    <ol className="xt-intake-steps" aria-label="导入步骤">
      {steps.map((step, at) => {
        const state = at < place || done ? 'done' : at > place ? 'next' : failed ? 'failed' : 'now'
        return (
          <li
            key={step}
            className={`xt-intake-step-${state}`}
            {...(at === place && { 'aria-current': 'step' as const })}
          >
            <span aria-hidden>
              {state === 'done' ? <CheckOutlined /> : state === 'failed' ? <CloseOutlined /> : at + 1}
            </span>
            {step}
            <span className="xt-hidden">
              {state === 'done' ? '（已完成）' : state === 'failed' ? '（未通过）' : ''}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

export const count = (value: number): string => value.toLocaleString('zh-CN')
