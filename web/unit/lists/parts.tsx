import {
  CheckCircleOutlined,
  CheckOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  CloseOutlined,
  EditOutlined,
  ExclamationCircleOutlined,
  HourglassOutlined,
  RollbackOutlined,
  StopOutlined,
  SyncOutlined,
} from '@ant-design/icons'
import { Progress, Tag } from 'antd'
import type { ReactNode } from 'react'
import {
  type ChangeKind,
  type ChangeState,
  changeKinds,
  changeStates,
  type ListState,
  listStates,
  type UnitListView,
} from '../../../contract/unit-list.ts'

const stateNames = new Map(listStates.map(({ id, name }) => [id, name]))
const stateFaces: Record<ListState, [ReactNode, string]> = {
  reading: [<SyncOutlined key="i" />, 'blue'],
  refused: [<CloseCircleOutlined key="i" />, 'red'],
  deciding: [<EditOutlined key="i" />, 'gold'],
  scheduled: [<ClockCircleOutlined key="i" />, 'blue'],
  applying: [<SyncOutlined key="i" />, 'blue'],
  effective: [<CheckCircleOutlined key="i" />, 'green'],
  cancelled: [<StopOutlined key="i" />, 'default'],
  undone: [<RollbackOutlined key="i" />, 'default'],
}

/** Where a list stands: icon and word. */
export function ListTag({ state }: { state: ListState }) {
  const [icon, color] = stateFaces[state]
  return (
    <Tag icon={icon} color={color}>
      {stateNames.get(state)}
    </Tag>
  )
}

const changeNames = new Map(changeStates.map(({ id, name }) => [id, name]))
const changeFaces: Record<ChangeState, [ReactNode, string]> = {
  undecided: [<EditOutlined key="i" />, 'gold'],
  accepted: [<CheckOutlined key="i" />, 'blue'],
  refused: [<CloseOutlined key="i" />, 'default'],
  waiting: [<HourglassOutlined key="i" />, 'gold'],
  applied: [<CheckCircleOutlined key="i" />, 'green'],
  failed: [<ExclamationCircleOutlined key="i" />, 'red'],
}

/** Where a difference stands. */
export function ChangeTag({ state }: { state: ChangeState }) {
  const [icon, color] = changeFaces[state]
  return (
    <Tag icon={icon} color={color}>
      {changeNames.get(state)}
    </Tag>
  )
}

const kindNames = new Map(changeKinds.map(({ id, name }) => [id, name]))
export const kindsOf = (kinds: readonly ChangeKind[]): string =>
  kinds.map((kind) => kindNames.get(kind) ?? kind).join('、')

export const count = (value: number): string => value.toLocaleString('zh-CN')

/** What is under way: reading the file, or taking effect. It may be left; it goes on by itself. */
export function Underway({ list }: { list: UnitListView }) {
  // between the decision and the writing the reader's last word still stands there
  const waits = list.state === 'applying' && list.progress.stage !== '写入机构'
  const { stage, done, of } = waits ? { stage: '等待写入机构', done: 0, of: null } : list.progress
  const words = `${stage || '排队等候'}${done > 0 ? `，已处理 ${count(done)}${of ? ` / ${count(of)}` : ''} 行` : ''}`
  return (
    <div role="status" className="xt-note">
      <Progress
        percent={of ? Math.floor((done / of) * 100) : 0}
        {...(of ? {} : { showInfo: false })}
        status="active"
        size="small"
        aria-label={words}
      />
      {words}。可以离开本页，由后台继续。
    </div>
  )
}

/** One sentence on what a list did, or waits for. */
export function outcomeOf({ state, refusal, tally, progress, errorRows }: UnitListView): string {
  if (state === 'refused') return refusal?.title ?? '名单无法读取'
  if (state === 'reading') return `${progress.stage}${progress.done ? ` ${count(progress.done)} 行` : ''}`
  const parts = [
    tally.undecided && `待核定 ${count(tally.undecided)}`,
    tally.accepted && `已采纳 ${count(tally.accepted)}`,
    tally.waiting && `等待安置 ${count(tally.waiting)}`,
    tally.applied && `已生效 ${count(tally.applied)}`,
    tally.refused && `不采纳 ${count(tally.refused)}`,
    tally.failed && `未能生效 ${count(tally.failed)}`,
    errorRows && `错误 ${count(errorRows)} 行`,
  ].filter(Boolean)
  return parts.length > 0 ? parts.join('，') : '与现有机构一致，没有变化'
}
