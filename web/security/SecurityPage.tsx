import { PlusOutlined } from '@ant-design/icons'
import { Button, type TableColumnsType, Tag, Tooltip } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { type SecurityProposal, type SecuritySettings, securityApi } from '../../contract/security.ts'
import { useLoad } from '../platform/api.ts'
import { ListTable, pager, useUrlState } from '../platform/list.tsx'
import { useCan, useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page } from '../platform/Page.tsx'
import { moment } from '../platform/time.tsx'
import { Changes } from './Changes.tsx'
import { Proposal, signed } from './Proposal.tsx'
import { ProposalForm } from './ProposalForm.tsx'
import { type Line, lines, say } from './settings.ts'
import './security.css'

type Security = z.output<typeof securityApi.read.returns>

/** 安全策略: what is in force and since when, what waits for a second person, what was decided. */
export function SecurityPage() {
  const can = useCan()
  const { post } = useMe()
  const [state, set] = useUrlState({ page: 1, size: 20 })
  const load = useLoad(securityApi.read, { query: { page: state.page, size: state.size } }, { keep: true })
  const [editing, edit] = useState(false)
  const waiting = load.data?.open ?? null
  return (
    <Page
      title="安全策略"
      bare
      extra={<span className="xt-quiet">{post.unitName}</span>}
      action={
        can('security.change') && (
          <Tooltip title={waiting ? '已有变更在等待审核，审核或撤回后可再拟定' : ''}>
            <Button
              type="primary"
              icon={<PlusOutlined />}
              disabled={load.data === undefined || waiting !== null}
              onClick={() => edit(true)}
            >
              拟定变更
            </Button>
          </Tooltip>
        )
      }
    >
      <Loaded load={load}>
        {(data) => (
          <>
            {[...(data.open ? [data.open] : []), ...data.below].map((proposal) => (
              <Proposal key={proposal.id} proposal={proposal} />
            ))}
            <InForce inForce={data.inForce} />
            <section className="xt-card" aria-label="历次变更">
              <h2>历次变更</h2>
              {data.history.total === 0 ? (
                <Nothing what="本单位还没有变更过安全策略" />
              ) : (
                <ListTable
                  label="历次变更"
                  rowKey="id"
                  columns={historyColumns}
                  dataSource={data.history.rows}
                  loading={load.isPlaceholderData}
                  pagination={pager(state, data.history.total, set)}
                />
              )}
            </section>
            <ProposalForm open={editing} inForce={data.inForce} onClose={() => edit(false)} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

const origins: Record<Security['inForce']['from'], string> = {
  own: '本单位的策略',
  centre: '教育部的策略（本单位未另设）',
  'built-in': '系统内置（尚未设置）',
}

function InForce({ inForce }: { inForce: Security['inForce'] }) {
  const columns: TableColumnsType<Line> = [
    { title: '项目', dataIndex: 'name', width: 190 },
    { title: '现行', key: 'value', width: 110, render: (_, line) => <Value line={line} settings={inForce.settings} /> },
    { title: '内置', dataIndex: 'builtIn', width: 90 },
    { title: '可设范围', dataIndex: 'range', width: 120 },
    { title: '含义', dataIndex: 'meaning', className: 'xt-wrap', width: 420 },
  ]
  return (
    <section className="xt-card" aria-label="现行策略">
      <div className="xt-card-head">
        <h2>现行策略</h2>
        <span className="xt-quiet">
          {origins[inForce.from]}
          {inForce.since && `，${moment(inForce.since)} 起生效`}
        </span>
      </div>
      <ListTable label="现行策略" rowKey="key" columns={columns} dataSource={lines} />
    </section>
  )
}

function Value({ line, settings }: { line: Line; settings: SecuritySettings }) {
  const value = say(line.key, settings[line.key])
  return value === line.builtIn ? value : <strong>{value}</strong>
}

const states: Record<SecurityProposal['state'], [word: string, color: string]> = {
  open: ['待审核', 'gold'],
  confirmed: ['已生效', 'green'],
  refused: ['已退回', 'red'],
  withdrawn: ['已撤回', 'default'],
}

const historyColumns: TableColumnsType<SecurityProposal> = [
  {
    title: '结果',
    dataIndex: 'state',
    width: 90,
    render: (state: SecurityProposal['state']) => <Tag color={states[state][1]}>{states[state][0]}</Tag>,
  },
  {
    title: '变更内容',
    key: 'changes',
    className: 'xt-wrap',
    width: 330,
    render: (_, row) => <Changes before={row.before} after={row.settings} />,
  },
  { title: '变更理由', dataIndex: 'reason', className: 'xt-wrap', width: 220 },
  {
    title: '提交',
    key: 'proposed',
    className: 'xt-wrap',
    width: 220,
    render: (_, row) => <Who by={signed(row.proposedBy)} at={row.proposedAt} />,
  },
  {
    title: '审核',
    key: 'decided',
    className: 'xt-wrap',
    width: 220,
    render: (_, row) => row.decidedAt && <Who by={signed(row.decidedBy)} at={row.decidedAt} />,
  },
  { title: '审核意见', dataIndex: 'decidedReason', className: 'xt-wrap', width: 220 },
]

const Who = ({ by, at }: { by: string; at: string }) => (
  <>
    {by}
    <br />
    <span className="xt-quiet">{moment(at)}</span>
  </>
)
