import { DownloadOutlined } from '@ant-design/icons'
import { App, Button, Select, type TableColumnsType, Tag } from 'antd'
import type { Answer } from '../../../contract/endpoint.ts'
import { unitListApi } from '../../../contract/unit-list.ts'
import { download, useLoad } from '../../platform/api.ts'
import { ListTable, pager, useUrlState } from '../../platform/list.tsx'
import { Loaded, Nothing, sentenceOf } from '../../platform/Page.tsx'
import { count } from './parts.tsx'

type Finding = Answer<typeof unitListApi.findings>['rows'][number]

/** What is wrong with the rows of the file: where, what was expected, what was seen, what to do. */
export function FindingsTab({ listId, total: all }: { listId: string; total: number }) {
  const { message } = App.useApp()
  const params = { listId }
  const [state, set] = useUrlState({ tab: 'changes', code: '', page: 1, size: 20 })
  const query = { page: state.page, size: state.size, ...(state.code && { code: state.code }) }
  const load = useLoad(unitListApi.findings, { params, query }, { keep: true })
  const fetch = () =>
    download(unitListApi.findingsWorkbook, { params }, '机构名单问题.xlsx').catch(
      (refusal) => void message.error(sentenceOf(refusal), 6),
    )
  return (
    <Loaded
      load={load}
      isEmpty={({ total }) => total === 0 && state.code === ''}
      empty={<Nothing what="名单没有错误，也没有需要留意的地方" />}
    >
      {({ rows, total, facets }) => (
        <>
          <div className="xt-filters">
            <Select
              aria-label="问题"
              value={state.code}
              popupMatchSelectWidth={false}
              onChange={(code: string) => set({ code })}
              options={[
                { value: '', label: `全部问题（${count(all)}）` },
                ...facets.map(({ code, title, severity, count: n }) => ({
                  value: code,
                  label: `${severity === 'error' ? '错误' : '提示'} ${title}（${count(n)}）`,
                })),
              ]}
            />
            <span className="xt-right">
              <Button icon={<DownloadOutlined />} onClick={() => void fetch()}>
                下载全部问题
              </Button>
            </span>
          </div>
          <p className="xt-quiet">有错误的行不导入，其余照常。改正后重新上传即可，已生效的不会重复。</p>
          <ListTable
            label="错误和提示"
            rowKey={(row) => `${row.row}-${row.code}-${row.column}`}
            columns={columns}
            dataSource={rows}
            loading={load.isPlaceholderData}
            pagination={pager(state, total, set)}
          />
        </>
      )}
    </Loaded>
  )
}

const columns: TableColumnsType<Finding> = [
  { title: '行', dataIndex: 'row', width: 64, align: 'right' },
  {
    title: '程度',
    dataIndex: 'severity',
    width: 80,
    render: (severity: Finding['severity']) =>
      severity === 'error' ? <Tag color="red">错误</Tag> : <Tag color="gold">提示</Tag>,
  },
  { title: '列', dataIndex: 'column', width: 110, render: (column: string | null) => column ?? '整行' },
  { title: '内容', dataIndex: 'message', width: 320 },
  { title: '现为', dataIndex: 'seen', width: 150, render: (seen: string | null) => seen ?? '—' },
  { title: '应为', dataIndex: 'expected', width: 170, render: (expected: string | null) => expected ?? '—' },
  { title: '处理办法', dataIndex: 'remedy', width: 230, render: (remedy: string | null) => remedy ?? '—' },
]
