import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  DownloadOutlined,
  StopOutlined,
  SyncOutlined,
} from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Space, type TableColumnsType, Tag, Tooltip } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { type HandoutBatch, handoutApi } from '../../contract/handout.ts'
import { download, useAct, useLoad } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { ListTable, pager, useUrlState } from '../platform/list.tsx'
import { Loaded, Nothing, sentenceOf } from '../platform/Page.tsx'
import { Moment } from '../platform/time.tsx'

const count = (value: number) => value.toLocaleString('zh-CN')

/** 密码函台账: every making, by whom and when, what became of its slips, and the fingerprint of its file. */
export function Ledger() {
  const [state, set] = useUrlState({ tab: '', page: 1, size: 20 })
  const [busy, setBusy] = useState(false)
  const query = { page: state.page, size: state.size }
  const load = useLoad(handoutApi.batches, { query }, { keep: true, everySeconds: busy && 2 })
  const making = load.data?.rows.some((row) => row.state === 'making') ?? false
  useEffect(() => setBusy(making), [making])
  return (
    <Loaded load={load} isEmpty={(data) => data.total === 0} empty={<Nothing what="还没有生成过密码函" />}>
      {(data) => (
        <ListTable<HandoutBatch>
          label="密码函台账"
          rowKey="id"
          columns={columns}
          dataSource={data.rows}
          loading={load.isPlaceholderData}
          pagination={pager(state, data.total, set)}
        />
      )}
    </Loaded>
  )
}

const states: Record<HandoutBatch['state'], [icon: ReactNode, color: string, word: string]> = {
  making: [<SyncOutlined key="i" />, 'blue', '生成中'],
  ready: [<DownloadOutlined key="i" />, 'gold', '待下载'],
  downloaded: [<CheckCircleOutlined key="i" />, 'green', '已下载'],
  expired: [<ClockCircleOutlined key="i" />, 'default', '未下载，已过期'],
  cancelled: [<StopOutlined key="i" />, 'default', '已取消'],
  failed: [<CloseCircleOutlined key="i" />, 'red', '没有生成'],
}

const columns: TableColumnsType<HandoutBatch> = [
  { title: '批次', dataIndex: 'no', fixed: 'left' },
  {
    title: '发给',
    dataIndex: 'target',
    render: (target: HandoutBatch['target']) => (target === 'next' ? '直属下级单位' : '本单位岗位'),
  },
  {
    title: '状态',
    dataIndex: 'state',
    render: (state: HandoutBatch['state'], row) => {
      const [icon, color, word] = states[state]
      return (
        <Tag icon={icon} color={color}>
          {word}
          {state === 'making' && ` ${count(row.done)} / ${count(row.count)}`}
        </Tag>
      )
    },
  },
  { title: '张数', dataIndex: 'count', align: 'right', render: count },
  { title: '已启用', dataIndex: 'used', align: 'right', render: count },
  { title: '未启用', dataIndex: 'open', align: 'right', render: count },
  { title: '生成人', dataIndex: 'madeBy' },
  { title: '生成时间', dataIndex: 'askedAt', render: (at: string) => <Moment at={at} /> },
  { title: '下载时间', dataIndex: 'downloadedAt', render: (at: string | null) => <Moment at={at} /> },
  {
    title: '文件指纹',
    dataIndex: 'sm3',
    render: (sm3: string | null) =>
      sm3 ? (
        <Tooltip title={sm3}>
          <code>{sm3.slice(0, 12)}…</code>
        </Tooltip>
      ) : (
        <span className="xt-quiet">—</span>
      ),
  },
  { title: '操作', key: 'acts', render: (_, row) => <Acts row={row} /> },
]

function Acts({ row }: { row: HandoutBatch }) {
  const client = useQueryClient()
  const confirm = useConfirm()
  const { message } = App.useApp()
  const cancel = useAct(handoutApi.cancel)
  const params = { batchId: row.id }
  const fetchFile = async () => {
    try {
      await download(handoutApi.file, { params }, row.fileName)
    } catch (refusal) {
      void message.error(sentenceOf(refusal), 6)
    }
    await client.invalidateQueries()
  }
  return (
    <Space size={4}>
      {row.can.includes('download') && (
        <Button size="small" type="link" onClick={() => void fetchFile()}>
          下载
        </Button>
      )}
      {row.can.includes('cancel') && (
        <Button
          size="small"
          type="link"
          onClick={() =>
            confirm({
              title: `取消批次 ${row.no}`,
              content: `本批 ${count(row.count)} 张密码函的激活码全部作废，不能恢复。`,
              ok: `作废 ${count(row.count)} 张`,
              danger: true,
              act: () => cancel.mutateAsync({ params }),
              done: `已取消批次 ${row.no}`,
            })
          }
        >
          取消本批
        </Button>
      )}
    </Space>
  )
}
