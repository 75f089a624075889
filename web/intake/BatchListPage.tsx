import './intake.css'
import { Link, useNavigate } from '@tanstack/react-router'
import { Space, type TableColumnsType } from 'antd'
import { useEffect, useState } from 'react'
import { intakeApi } from '../../contract/intake.ts'
import { useLoad } from '../platform/api.ts'
import { ListTable, pager, useUrlState } from '../platform/list.tsx'
import { useCan } from '../platform/me.ts'
import { Loaded, Page } from '../platform/Page.tsx'
import { Age } from '../platform/time.tsx'
import { PlaceChooser } from '../unit/places.tsx'
import { BatchTag, count } from './parts.tsx'
import { TemplateButton } from './TemplateButton.tsx'
import { UploadBox } from './UploadBox.tsx'
import type { Batch } from './view.ts'

/** 批量导入: the template, the upload, and the batches of the school. */
export function BatchListPage() {
  const can = useCan()
  const navigate = useNavigate()
  const [state, set] = useUrlState({ page: 1, size: 20 })
  const [place, setPlace] = useState('')
  const [busy, setBusy] = useState(false)
  const list = useLoad(intakeApi.list, { query: state }, { keep: true, everySeconds: busy && 3 })
  const reading = list.data?.rows.some((batch) => batch.state === 'reading') ?? false
  useEffect(() => setBusy(reading), [reading])
  return (
    <Page
      title="批量导入"
      action={
        <Space wrap>
          <PlaceChooser value={place} onChange={setPlace} />
          <TemplateButton unitId={place} />
        </Space>
      }
      bare
    >
      {can('import.work') && (
        <div className="xt-card">
          <UploadBox
            unitId={place}
            onSent={(batchId) => void navigate({ to: '/intake/$batchId', params: { batchId }, search: {} })}
          />
        </div>
      )}
      <div className="xt-card">
        <h2>导入批次</h2>
        <Loaded load={list} isEmpty={({ total }) => total === 0} empty={<HowItGoes />}>
          {({ total, rows }) => (
            <ListTable
              label="导入批次"
              rowKey="id"
              columns={columnsOf(rows)}
              dataSource={rows}
              pagination={pager(state, total, set)}
            />
          )}
        </Loaded>
      </div>
    </Page>
  )
}

/** Where a school has attached classes, whose each batch is. */
const columnsOf = (rows: readonly Batch[]): TableColumnsType<Batch> =>
  new Set(rows.map(({ unitName }) => unitName)).size < 2
    ? columns
    : [
        ...columns.slice(0, 1),
        { title: '单位', dataIndex: 'unitName', width: 180, ellipsis: true },
        ...columns.slice(1),
      ]

const columns: TableColumnsType<Batch> = [
  {
    title: '批次',
    dataIndex: 'no',
    width: 150,
    render: (no: string, { id }) => (
      <Link to="/intake/$batchId" params={{ batchId: id }} search={{}}>
        {no}
      </Link>
    ),
  },
  { title: '文件', dataIndex: 'fileName', ellipsis: true },
  { title: '状态', width: 110, render: (_, batch) => <BatchTag batch={batch} /> },
  { title: '人数', dataIndex: 'people', width: 80, align: 'right', render: count },
  { title: '行数', dataIndex: 'rows', width: 80, align: 'right', render: count },
  {
    title: '结果',
    width: 360,
    ellipsis: true,
    render: (_, batch) => <span title={outcome(batch)}>{outcome(batch)}</span>,
  },
  { title: '上传', dataIndex: 'uploadedAt', width: 120, render: (at: string) => <Age at={at} /> },
]

function outcome({ state, errorCells, errorRows, warningCells, result, refusal, progress }: Batch): string {
  if (state === 'reading') return `${progress.stage}${progress.done ? ` · 已读 ${count(progress.done)} 行` : ''}`
  if (state === 'refused') return refusal?.title ?? '文件不能导入'
  if (state === 'undone') return '已恢复到导入前'
  if (state === 'cancelled') return '未写入任何内容'
  if (result)
    return `新增 ${result.added} · 更新 ${result.updated} · 无变化 ${result.unchanged} · 跳过 ${result.skipped}`
  if (errorCells > 0)
    return `${count(errorCells)} 处错误（${count(errorRows)} 行）${warningCells ? `，${count(warningCells)} 处提醒` : ''}`
  return warningCells > 0 ? `没有错误，${count(warningCells)} 处提醒` : '没有错误'
}

/** The empty face: how an import goes. */
function HowItGoes() {
  return (
    <div className="xt-intake-how">
      <p>还没有导入过。一次导入分四步：</p>
      <ol>
        <li>
          <b>下载模板</b>：按本校类别和现行指标体系生成，代码栏有下拉选项，名单已填好。
        </li>
        <li>
          <b>填写并上传</b>：在 Excel 或 WPS 中填写，存为 .xlsx，拖到上面的框里。
        </li>
        <li>
          <b>改正问题</b>：逐格指出错在哪里、应该怎样填；可在网页上成批改，也可下载批注文件改。
        </li>
        <li>
          <b>试算并提交</b>：先看新增、更新各多少，再写入；写错了可以整批撤销。
        </li>
      </ol>
    </div>
  )
}
