import { CheckCircleOutlined, CloseCircleOutlined, StopOutlined } from '@ant-design/icons'
import { Button, Space, type TableColumnsType, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { type AuditRow, outcomeNames } from '../../contract/audit.ts'
import { ListTable } from '../platform/list.tsx'
import { EventDrawer } from './EventDrawer.tsx'
import { type Narrowing, objectWords, second } from './words.ts'

/** Rows of the log, newest first; the action opens all that a row says. */
export function AuditTable(props: {
  label: string
  rows: readonly AuditRow[]
  loading: boolean
  onFilter?: (by: Narrowing) => void
}) {
  const [open, show] = useState<AuditRow | null>(null)
  return (
    <>
      <ListTable
        label={props.label}
        rowKey="seq"
        columns={columnsFor(show)}
        dataSource={[...props.rows]}
        loading={props.loading}
      />
      <EventDrawer row={open} onClose={() => show(null)} {...(props.onFilter && { onFilter: props.onFilter })} />
    </>
  )
}

const columnsFor = (show: (row: AuditRow) => void): TableColumnsType<AuditRow> => [
  { title: '时间', dataIndex: 'at', width: 160, render: (at: string) => <time dateTime={at}>{second(at)}</time> },
  {
    title: '操作人',
    dataIndex: 'person',
    render: (person: string | null, row) =>
      person ?? <span className="xt-quiet">{row.objectType === 'account' ? '未登录' : '—'}</span>,
  },
  { title: '岗位', dataIndex: 'role', render: (role: string | null) => role ?? '—' },
  { title: '单位', dataIndex: 'unit', render: (unit: string | null) => unit ?? '—' },
  {
    title: '动作',
    dataIndex: 'actionName',
    render: (name: string, row) => (
      <Button type="link" size="small" className="xt-link-cell" onClick={() => show(row)}>
        {name}
      </Button>
    ),
  },
  { title: '对象', key: 'object', render: (_, row) => objectWords(row) },
  {
    title: '结果',
    dataIndex: 'outcome',
    width: 96,
    render: (outcome: AuditRow['outcome']) => <Outcome outcome={outcome} />,
  },
  { title: '来源网络', dataIndex: 'network', render: (network: string | null) => network || '—' },
]

const outcomes: Record<AuditRow['outcome'], [icon: ReactNode, color: string]> = {
  done: [<CheckCircleOutlined key="i" />, 'green'],
  refused: [<StopOutlined key="i" />, 'gold'],
  failed: [<CloseCircleOutlined key="i" />, 'red'],
}

export function Outcome({ outcome }: { outcome: AuditRow['outcome'] }) {
  const [icon, color] = outcomes[outcome]
  return (
    <Tag icon={icon} color={color}>
      {outcomeNames[outcome]}
    </Tag>
  )
}

/** Turning a list that has no numbered pages: its place is the last row seen. `key` it by the filter, so that another filter begins at the first page. */
export function usePlaces(): { before: string | undefined; turn: (next: string | null) => ReactNode } {
  const [places, set] = useState<readonly string[]>([])
  const turn = (next: string | null) => (
    <Space className="xt-turn">
      <span className="xt-quiet">第 {places.length + 1} 页</span>
      <Button size="small" disabled={places.length === 0} onClick={() => set(places.slice(0, -1))}>
        上一页
      </Button>
      <Button size="small" disabled={next === null} onClick={() => next !== null && set([...places, next])}>
        下一页
      </Button>
    </Space>
  )
  return { before: places.at(-1), turn }
}
