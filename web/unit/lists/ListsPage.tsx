import { useNavigate } from '@tanstack/react-router'
import type { TableColumnsType } from 'antd'
import { useEffect, useState } from 'react'
import { type UnitListView, unitListApi } from '../../../contract/unit-list.ts'
import { AppLink } from '../../platform/AppLink.tsx'
import { useLoad } from '../../platform/api.ts'
import { ListTable, pager, useUrlState } from '../../platform/list.tsx'
import { Loaded, Nothing, Page } from '../../platform/Page.tsx'
import { Moment } from '../../platform/time.tsx'
import '../unit.css'
import './list.css'
import { ListTag, outcomeOf } from './parts.tsx'
import { TemplateButton, UploadForm } from './UploadForm.tsx'

/** 年度机构名单: send one in, and all that were. */
export function ListsPage() {
  const navigate = useNavigate()
  const [state, set] = useUrlState({ page: 1, size: 20 })
  const [busy, setBusy] = useState(false)
  const load = useLoad(unitListApi.list, { query: state }, { keep: true, everySeconds: busy && 3 })
  const underway = load.data?.rows.some((list) => list.state === 'reading' || list.state === 'applying') ?? false
  useEffect(() => setBusy(underway), [underway])
  return (
    <Page title="年度机构名单" crumbs={[{ title: '机构', to: '/units' }]} action={<TemplateButton />} bare>
      <div className="xt-card">
        <UploadForm
          onSent={(listId) => void navigate({ to: '/units/lists/$listId', params: { listId }, search: {} })}
        />
      </div>
      <div className="xt-card">
        <h2>历次名单</h2>
        <Loaded
          load={load}
          isEmpty={({ total }) => total === 0}
          empty={
            <Nothing what="还没有导入过机构名单。上传后先与现有机构逐一比对，逐项核定后才在生效日期写入，此前可以撤回。" />
          }
        >
          {({ rows, total }) => (
            <ListTable
              label="历次名单"
              rowKey="id"
              columns={columns}
              dataSource={rows}
              pagination={pager(state, total, set)}
            />
          )}
        </Loaded>
      </div>
    </Page>
  )
}

const columns: TableColumnsType<UnitListView> = [
  {
    title: '名单',
    dataIndex: 'no',
    width: 150,
    render: (no: string, { id }) => <AppLink to={`/units/lists/${id}`}>{no}</AppLink>,
  },
  { title: '文件', dataIndex: 'fileName', ellipsis: true, width: 220 },
  {
    title: '状态',
    dataIndex: 'state',
    width: 110,
    render: (state: UnitListView['state']) => <ListTag state={state} />,
  },
  { title: '生效日期', dataIndex: 'effectiveOn', width: 110 },
  { title: '核定情况', key: 'outcome', render: (_, list) => outcomeOf(list) },
  {
    title: '上传',
    dataIndex: 'uploadedAt',
    width: 210,
    render: (at: string, { uploadedBy }) => (
      <>
        <Moment at={at} /> {uploadedBy?.person}
      </>
    ),
  },
]
