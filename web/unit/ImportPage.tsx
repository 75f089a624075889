import { InboxOutlined } from '@ant-design/icons'
import { Alert, App, Button, Progress, type TableColumnsType, Tag, Upload } from 'antd'
import { useState } from 'react'
import { type ListDiff, unitApi } from '../../contract/unit.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { upload } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { ListTable } from '../platform/list.tsx'
import { Nothing, Page, RefusedNote } from '../platform/Page.tsx'
import { typeName } from './type-name.ts'

const crumbs = [{ title: '机构', to: '/units' }]

/** 导入高校名单: the file, what it would change, then the change. */
export function ImportPage() {
  const [file, setFile] = useState<File | null>(null)
  const [diff, setDiff] = useState<ListDiff | null>(null)
  const [sent, setSent] = useState<number | null>(null)
  const [refusal, setRefusal] = useState<unknown>(null)
  const confirm = useConfirm()
  const { message } = App.useApp()
  const read = async (chosen: File) => {
    setFile(chosen)
    setDiff(null)
    setRefusal(null)
    setSent(0)
    try {
      setDiff(await upload(unitApi.importList, { query: { commit: 'no' } }, chosen, setSent))
    } catch (said) {
      setRefusal(said)
    }
    setSent(null)
  }
  const changes = diff ? diff.added + diff.renamed + diff.changed : 0
  const write = () =>
    file &&
    confirm({
      title: `写入 ${changes} 项变化`,
      content: diff && `${partsOf(diff)}。有错误的行和主管部门变更的学校不写入。写入后立即生效，并留下记录。`,
      ok: `写入 ${changes} 项`,
      act: async () => {
        setDiff(await upload(unitApi.importList, { query: { commit: 'yes' } }, file))
        void message.success(`已写入 ${changes} 项`)
      },
    })
  return (
    <Page
      title="导入高校名单"
      crumbs={crumbs}
      action={
        diff && !diff.committed && changes > 0 ? (
          <Button type="primary" onClick={write}>
            确认写入 {changes} 项
          </Button>
        ) : null
      }
    >
      <RefusedNote refusal={refusal} />
      <Upload.Dragger
        accept=".xlsx,.csv"
        showUploadList={false}
        disabled={sent !== null}
        beforeUpload={(chosen) => {
          void read(chosen)
          return false
        }}
      >
        {!file && (
          <p className="ant-upload-drag-icon">
            <InboxOutlined />
          </p>
        )}
        <p className="ant-upload-text">{file ? `${file.name}（点此重新选择）` : '点此选择名单文件，或拖到这里'}</p>
        <p className="ant-upload-hint">
          xlsx 或 csv，须有：学校标识码、学校名称、主管部门、所在地、办学层次、备注。先核对差异，确认后才写入。
        </p>
      </Upload.Dragger>
      {sent !== null && (
        <div role="status">
          <Progress percent={Math.round(sent * 100)} size="small" />
          {sent < 1 ? '正在上传' : '已上传，正在逐行核对'}
        </div>
      )}
      {diff && <Diff diff={diff} />}
    </Page>
  )
}

const partsOf = (diff: ListDiff) =>
  [
    diff.added && `新增 ${diff.added} 所`,
    diff.renamed && `更名 ${diff.renamed} 所`,
    diff.changed && `类型、举办者等变化 ${diff.changed} 所`,
  ]
    .filter(Boolean)
    .join('，')

const kinds: Record<ListDiff['sample'][number]['what'], [word: string, color: string]> = {
  added: ['新增', 'green'],
  renamed: ['更名', 'blue'],
  changed: ['信息变化', 'blue'],
  moved: ['主管变更，不写入', 'gold'],
}
const changeColumns: TableColumnsType<ListDiff['sample'][number]> = [
  { title: '行', dataIndex: 'row', width: 72, align: 'right', render: (row: number) => row || '全表' },
  {
    title: '变化',
    dataIndex: 'what',
    width: 140,
    render: (what: keyof typeof kinds) => <Tag color={kinds[what][1]}>{kinds[what][0]}</Tag>,
  },
  { title: '学校标识码', dataIndex: 'code', width: 130 },
  { title: '学校名称', dataIndex: 'name' },
  { title: '主管部门', dataIndex: 'authority' },
  { title: '办学类型', dataIndex: 'type', render: typeName },
]
const findingColumns: TableColumnsType<ListDiff['findings'][number]> = [
  { title: '行', dataIndex: 'row', width: 72, align: 'right', render: (row: number) => row || '全表' },
  {
    title: '程度',
    dataIndex: 'severity',
    width: 80,
    render: (severity: string) => (severity === 'error' ? <Tag color="red">错误</Tag> : <Tag color="gold">提示</Tag>),
  },
  { title: '内容', dataIndex: 'message' },
]

function Diff({ diff }: { diff: ListDiff }) {
  const figures: [string, number][] = [
    ['名单行数', diff.rows],
    ['新增', diff.added],
    ['更名', diff.renamed],
    ['信息变化', diff.changed],
    ['主管变更（不写入）', diff.moved],
    ['无变化', diff.unchanged],
    ['需要留意', diff.findingsTotal],
  ]
  const changes = diff.added + diff.renamed + diff.changed
  return (
    <>
      {diff.committed ? (
        <Alert
          type="success"
          showIcon
          style={{ margin: '12px 0' }}
          title={`已写入：${partsOf(diff) || '无变化'}`}
          action={<AppLink to="/units">查看机构</AppLink>}
        />
      ) : (
        <Alert
          type="info"
          showIcon
          style={{ margin: '12px 0' }}
          title={changes ? `尚未写入。确认后将${partsOf(diff)}` : '名单与现有机构一致，没有需要写入的内容'}
        />
      )}
      <dl className="xt-kpis">
        {figures.map(([name, value]) => (
          <div key={name} className="xt-kpi">
            <dt>{name}</dt>
            <dd>{value.toLocaleString('zh-CN')}</dd>
          </div>
        ))}
      </dl>
      {diff.findings.length > 0 && (
        <section aria-label="需要留意">
          <h2>
            需要留意（{diff.findingsTotal}
            {diff.findingsTotal > diff.findings.length && `，列出前 ${diff.findings.length} 项`}）
          </h2>
          <ListTable
            label="需要留意"
            rowKey={(row) => `${row.row}-${row.code}`}
            columns={findingColumns}
            dataSource={diff.findings}
            pagination={{ pageSize: 10, size: 'small', showTotal: (total) => `共 ${total} 条` }}
          />
        </section>
      )}
      <section aria-label="变化">
        <h2>变化{diff.sample.length < changes && `（列出前 ${diff.sample.length} 项）`}</h2>
        <ListTable
          label="变化"
          rowKey={(row) => `${row.row}-${row.what}`}
          columns={changeColumns}
          dataSource={diff.sample}
          locale={{ emptyText: <Nothing what="没有变化" /> }}
          pagination={{ pageSize: 20, size: 'small', showTotal: (total) => `共 ${total} 条` }}
        />
      </section>
    </>
  )
}
