import { CheckCircleOutlined, ClockCircleOutlined, CloseCircleOutlined } from '@ant-design/icons'
import { Button, Space, type TableColumnsType, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { accountApi, type FactorRequest } from '../../contract/account.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { ListTable } from '../platform/list.tsx'
import { Loaded, Nothing, Page } from '../platform/Page.tsx'
import { type AskedReason, ReasonDialog } from '../platform/ReasonDialog.tsx'
import { Moment } from '../platform/time.tsx'

/** 两步验证申请, for a 安全管理员, who has no other page of accounts. */
export function FactorRequestPage() {
  return (
    <Page title="两步验证申请">
      <FactorRequests />
    </Page>
  )
}

/** Whose second factor is to be taken away: asked for by one, decided by another. */
export function FactorRequests() {
  const load = useLoad(accountApi.factorRequests, {})
  const confirm = useConfirm()
  const decide = useAct(accountApi.decideFactor)
  const [asked, ask] = useState<AskedReason | null>(null)
  const agree = (row: FactorRequest) =>
    confirm({
      title: `同意解除 ${row.name} 的两步验证`,
      content: `${row.unitName}，由 ${row.askedBy} 申请：${row.reason}（${ways[row.checked]}）。同意后立即解除，${row.name}下次登录时重新设置。`,
      ok: '同意解除',
      act: () => decide.mutateAsync({ params: { requestId: row.id }, body: { agree: true } }),
      done: `已解除 ${row.name} 的两步验证`,
    })
  const refuse = (row: FactorRequest) =>
    ask({
      title: `不同意解除 ${row.name} 的两步验证`,
      content: null,
      label: '不同意的原因',
      ok: '不同意',
      act: (reason) => decide.mutateAsync({ params: { requestId: row.id }, body: { agree: false, reason } }),
      done: '已答复不同意',
    })
  return (
    <>
      <Loaded
        load={load}
        isEmpty={({ requests }) => requests.length === 0}
        empty={<Nothing what="近 30 天没有解除两步验证的申请" />}
      >
        {({ requests }) => (
          <ListTable<FactorRequest>
            label="解除两步验证的申请"
            rowKey="id"
            columns={[
              ...columns,
              {
                title: '操作',
                key: 'acts',
                render: (_, row) =>
                  row.can.includes('decide') ? (
                    <Space size={4}>
                      <Button size="small" type="link" onClick={() => agree(row)}>
                        同意
                      </Button>
                      <Button size="small" type="link" onClick={() => refuse(row)}>
                        不同意
                      </Button>
                    </Space>
                  ) : (
                    <span className="xt-quiet">{row.state === 'open' ? '等待另一人' : '—'}</span>
                  ),
              },
            ]}
            dataSource={requests}
          />
        )}
      </Loaded>
      <ReasonDialog asked={asked} onClose={() => ask(null)} />
    </>
  )
}

const ways: Record<FactorRequest['checked'], string> = {
  'in-person': '当面核对证件',
  'call-back': '电话回拨',
  letter: '书面申请',
}

const states: Record<FactorRequest['state'], [icon: ReactNode, color: string, word: string]> = {
  open: [<ClockCircleOutlined key="i" />, 'gold', '等待同意'],
  agreed: [<CheckCircleOutlined key="i" />, 'green', '已解除'],
  refused: [<CloseCircleOutlined key="i" />, 'default', '不同意'],
}

const columns: TableColumnsType<FactorRequest> = [
  { title: '姓名', dataIndex: 'name', fixed: 'left' },
  { title: '单位', dataIndex: 'unitName' },
  { title: '原因', dataIndex: 'reason' },
  { title: '核实方式', dataIndex: 'checked', render: (way: FactorRequest['checked']) => ways[way] },
  { title: '申请人', dataIndex: 'askedBy' },
  { title: '申请时间', dataIndex: 'askedAt', render: (at: string) => <Moment at={at} /> },
  {
    title: '状态',
    dataIndex: 'state',
    render: (state: FactorRequest['state']) => {
      const [icon, color, word] = states[state]
      return (
        <Tag icon={icon} color={color}>
          {word}
        </Tag>
      )
    },
  },
  { title: '决定人', dataIndex: 'decidedBy', render: (who: string | null) => who ?? '—' },
]
