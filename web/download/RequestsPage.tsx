import { Button, Space, type TableColumnsType, Tag } from 'antd'
import { useState } from 'react'
import { type Download, downloadApi, downloadStateNames } from '../../contract/download.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { ListTable, pager, useUrlState } from '../platform/list.tsx'
import { Loaded, Nothing, Page } from '../platform/Page.tsx'
import { type AskedReason, ReasonDialog } from '../platform/ReasonDialog.tsx'
import { Moment } from '../platform/time.tsx'

/** 导出确认: a 系统管理员 reads what for, how many and which columns, and sees nobody's data. */
export function RequestsPage() {
  const [state, set] = useUrlState({ page: 1, size: 20 })
  const load = useLoad(downloadApi.requests, { query: state }, { keep: true })
  const decide = useAct(downloadApi.decide)
  const confirm = useConfirm()
  const [asked, ask] = useState<AskedReason | null>(null)
  const agree = (row: Download) =>
    confirm({
      title: `同意 ${row.askedBy} 导出 ${row.people} 人`,
      content: `用途：${row.purpose}。范围：${row.scope}。`,
      ok: '同意导出',
      act: () => decide.mutateAsync({ params: { downloadId: row.id }, body: { agree: true } }),
      done: '已同意，文件由申请人下载',
    })
  const refuse = (row: Download) =>
    ask({
      title: `不同意 ${row.askedBy} 导出 ${row.people} 人`,
      content: null,
      label: '不同意的原因',
      ok: '不同意',
      act: (why) => decide.mutateAsync({ params: { downloadId: row.id }, body: { agree: false, why } }),
      done: '已答复不同意',
    })
  const acts: TableColumnsType<Download>[number] = {
    title: '操作',
    key: 'acts',
    fixed: 'right',
    render: (_, row) =>
      row.can.includes('decide') && (
        <Space size={4}>
          <Button size="small" type="primary" onClick={() => agree(row)} aria-label={`同意 ${row.no}`}>
            同意
          </Button>
          <Button size="small" onClick={() => refuse(row)} aria-label={`不同意 ${row.no}`}>
            不同意
          </Button>
        </Space>
      ),
  }
  return (
    <Page
      title="导出确认"
      extra={<span className="xt-quiet">含敏感指标或人数较多的导出，由系统管理员核对用途和人数</span>}
    >
      <Loaded load={load} isEmpty={({ rows }) => rows.length === 0} empty={<Nothing what="没有等待确认的导出" />}>
        {({ rows, total }) => (
          <ListTable<Download>
            label="导出确认"
            rowKey="id"
            dataSource={rows}
            columns={[...columns, acts]}
            pagination={pager(state, total, set)}
          />
        )}
      </Loaded>
      <ReasonDialog asked={asked} onClose={() => ask(null)} />
    </Page>
  )
}

const columns: TableColumnsType<Download> = [
  { title: '申请人', dataIndex: 'askedBy', fixed: 'left' },
  {
    title: '状态',
    dataIndex: 'state',
    render: (_, { state }) => <Tag color={state === 'waiting' ? 'gold' : 'default'}>{downloadStateNames[state]}</Tag>,
  },
  { title: '用途', dataIndex: 'purpose' },
  { title: '人数', dataIndex: 'people', align: 'right', render: (n: number) => n.toLocaleString('zh-CN') },
  { title: '范围', dataIndex: 'scope' },
  {
    title: '列',
    dataIndex: 'columns',
    render: (columns: string[], row) => (
      <>
        {['姓名等基本列', ...columns].join('、')} {row.sensitive && <Tag color="gold">含敏感指标</Tag>}
      </>
    ),
  },
  { title: '申请时间', dataIndex: 'askedAt', render: (at: string) => <Moment at={at} /> },
  { title: '编号', dataIndex: 'no' },
]
