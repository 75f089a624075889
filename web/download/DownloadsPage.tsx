import { DownloadOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { App, Button, Progress, Space, type TableColumnsType, Tag } from 'antd'
import {
  type Download,
  type DownloadState,
  downloadApi,
  downloadLimits,
  downloadStateNames,
} from '../../contract/download.ts'
import { download, useAct, useLoad } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { ListTable, pager, useUrlState } from '../platform/list.tsx'
import { Loaded, Nothing, Page, sentenceOf } from '../platform/Page.tsx'
import { Moment } from '../platform/time.tsx'

const first = { page: 1, size: 20 }

/** 下载中心: what was asked for in this post, how far it is, and the file for as long as it lies. */
export function DownloadsPage() {
  const [state, set] = useUrlState(first)
  const { message } = App.useApp()
  const confirm = useConfirm()
  const cancel = useAct(downloadApi.cancel)
  const load = useLoad(downloadApi.list, { query: state }, { keep: true, everySeconds: 3 })
  const fetch = async (row: Download) => {
    try {
      await download(downloadApi.file, { params: { downloadId: row.id } }, `${row.title} ${row.no}`)
      void load.refetch()
    } catch (refusal) {
      void message.error(sentenceOf(refusal), 6)
    }
  }
  const stop = (row: Download) =>
    confirm({
      title: row.state === 'ready' ? `删除文件 ${row.no}` : `取消生成 ${row.no}`,
      content: '之后不能恢复，需要时请重新导出。',
      ok: row.state === 'ready' ? '删除' : '取消生成',
      danger: true,
      act: () => cancel.mutateAsync({ params: { downloadId: row.id } }),
      done: row.state === 'ready' ? '已删除' : '已取消',
    })
  const acts: TableColumnsType<Download>[number] = {
    title: '操作',
    key: 'acts',
    render: (_, row) => (
      <Space size={4}>
        {row.can.includes('download') && (
          <Button
            size="small"
            type="primary"
            icon={<DownloadOutlined />}
            onClick={() => void fetch(row)}
            aria-label={`下载 ${row.no}`}
          >
            下载
          </Button>
        )}
        {row.can.includes('cancel') && (
          <Button
            size="small"
            type="link"
            onClick={() => stop(row)}
            aria-label={`${row.state === 'ready' ? '删除' : '取消'} ${row.no}`}
          >
            {row.state === 'ready' ? '删除' : '取消'}
          </Button>
        )}
      </Space>
    ),
  }
  return (
    <Page
      title="下载中心"
      extra={<span className="xt-quiet">文件加密保存 {downloadLimits.hours} 小时，只能下载一次</span>}
    >
      <Loaded
        load={load}
        isEmpty={({ rows }) => rows.length === 0}
        empty={
          <Nothing
            what="还没有导出过文件。在教师名册中筛选、选列后导出，完成后在这里下载。"
            next={<Link to="/teachers">打开教师名册</Link>}
          />
        }
      >
        {({ rows, total }) => (
          <ListTable<Download>
            label="下载中心"
            rowKey="id"
            dataSource={rows}
            columns={[...columns.slice(0, 2), acts, ...columns.slice(2)]}
            pagination={pager(state, total, set)}
          />
        )}
      </Loaded>
    </Page>
  )
}

const colors: Record<DownloadState, string> = {
  waiting: 'gold',
  refused: 'default',
  making: 'blue',
  ready: 'green',
  gone: 'default',
  cancelled: 'default',
  failed: 'red',
}

const columns: TableColumnsType<Download> = [
  {
    title: '文件',
    dataIndex: 'title',
    render: (title: string, row) => (
      <>
        {title} <span className="xt-quiet">{row.no}</span>
      </>
    ),
  },
  {
    title: '状态',
    dataIndex: 'state',
    render: (state: DownloadState, row) =>
      state === 'making' ? (
        <Progress
          percent={Math.floor((row.done * 100) / row.people)}
          size="small"
          style={{ width: 140 }}
          aria-label={`生成进度 ${row.no}`}
        />
      ) : (
        <>
          <Tag color={colors[state]}>{downloadStateNames[state]}</Tag>
          {row.why && <span className="xt-quiet">{row.why}</span>}
        </>
      ),
  },
  { title: '人数', dataIndex: 'people', align: 'right', render: (n: number) => n.toLocaleString('zh-CN') },
  { title: '范围', dataIndex: 'scope' },
  { title: '用途', dataIndex: 'purpose' },
  { title: '申请时间', dataIndex: 'askedAt', render: (at: string) => <Moment at={at} /> },
  { title: '保存到', dataIndex: 'until', render: (at: string | null) => <Moment at={at} /> },
  { title: '下载时间', dataIndex: 'downloadedAt', render: (at: string | null) => <Moment at={at} /> },
]
