import { PlusOutlined } from '@ant-design/icons'
import { Button, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { type InstitutionRow, institutionKinds, trainingApi } from '../../contract/training.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { useLoad } from '../platform/api.ts'
import { ListTable, pager, SearchField, useUrlState } from '../platform/list.tsx'
import { useCan, useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page } from '../platform/Page.tsx'
import { Registration } from './Registration.tsx'

/** 培训机构: those that the own authority has registered; their accounts are handed out with the others. */
export function TrainingPage() {
  const can = useCan()
  const { post } = useMe()
  const [state, set] = useUrlState({ search: '', page: 1, size: 20 })
  const query = { page: state.page, size: state.size, ...(state.search && { search: state.search }) }
  const load = useLoad(trainingApi.list, { query }, { keep: true })
  const [asked, ask] = useState<InstitutionRow | 'new' | null>(null)
  const register = can('training.register') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => ask('new')}>
      登记培训机构
    </Button>
  )
  return (
    <Page title="培训机构" extra={<span className="xt-quiet">{post.unitName}登记</span>} action={register}>
      <div className="xt-filters">
        <SearchField
          value={state.search}
          onChange={(search) => set({ search })}
          placeholder="按名称、机构编号或信用代码查找"
          width={300}
        />
      </div>
      <Loaded
        load={load}
        isEmpty={(data) => data.total === 0}
        empty={
          state.search ? (
            <Nothing
              what={`没有找到“${state.search}”`}
              next={<Button onClick={() => set({ search: '' })}>查看全部</Button>}
            />
          ) : (
            <Nothing
              what={
                can('training.register')
                  ? '本级还没有登记培训机构'
                  : '本级还没有登记培训机构，由本单位信息管理员登记后在此分发账号'
              }
              next={register}
            />
          )
        }
      >
        {(data) => (
          <ListTable
            label="培训机构"
            rowKey="unitId"
            columns={columnsFor(ask)}
            dataSource={data.rows}
            loading={load.isPlaceholderData}
            pagination={pager(state, data.total, set)}
          />
        )}
      </Loaded>
      <Registration asked={asked} onClose={() => ask(null)} />
    </Page>
  )
}

const columnsFor = (ask: (row: InstitutionRow) => void): TableColumnsType<InstitutionRow> => [
  { title: '机构名称', dataIndex: 'name' },
  { title: '机构编号', dataIndex: 'code', width: 130 },
  { title: '类别', dataIndex: 'kind', width: 130, render: (kind: InstitutionRow['kind']) => institutionKinds[kind] },
  {
    title: '统一社会信用代码',
    dataIndex: 'creditCode',
    width: 200,
    render: (code: string | null) => code ?? '—',
  },
  { title: '登记日期', dataIndex: 'registeredOn', width: 120 },
  {
    title: '操作',
    key: 'acts',
    width: 120,
    render: (_, row) => (
      <>
        {row.can.includes('change') && (
          <Button size="small" type="link" onClick={() => ask(row)}>
            修改
          </Button>
        )}
        {row.can.includes('hand-out') && (
          <AppLink to={`/handout?search=${encodeURIComponent(row.name)}`}>分发账号</AppLink>
        )}
      </>
    ),
  },
]
