import { ImportOutlined } from '@ant-design/icons'
import { useQueries } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, type TableColumnsType, Tag, Tooltip } from 'antd'
import { useState } from 'react'
import { levelNames } from '../../contract/policy.ts'
import { type UnitRow, unitApi } from '../../contract/unit.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { call, useLoad } from '../platform/api.ts'
import { ListTable, pager, SearchField, useUrlState } from '../platform/list.tsx'
import { useCan } from '../platform/me.ts'
import { Loaded, Nothing, Page } from '../platform/Page.tsx'
import { typeName } from './type-name.ts'

/** 机构: what is under the post's unit, opened level by level, or found by name or code. */
export function UnitPage() {
  const can = useCan()
  const navigate = useNavigate()
  const [state, set] = useUrlState({ search: '', page: 1, size: 50 })
  return (
    <Page
      title="机构"
      action={
        can('unit.import') && (
          <Button
            type="primary"
            icon={<ImportOutlined />}
            onClick={() => void navigate({ to: '/units/import', search: {} })}
          >
            导入高校名单
          </Button>
        )
      }
    >
      <div className="xt-filters">
        <SearchField
          value={state.search}
          onChange={(search) => set({ search })}
          placeholder="按名称或代码查找机构"
          width={320}
        />
      </div>
      {state.search ? <Found state={state} set={set} /> : <Tree state={state} set={set} />}
    </Page>
  )
}

interface ListState {
  state: { search: string; page: number; size: number }
  set: (change: { search?: string; page?: number; size?: number }) => void
}

function Found({ state, set }: ListState) {
  const load = useLoad(unitApi.list, { query: state }, { keep: true })
  const columns = useColumns()
  return (
    <Loaded
      load={load}
      isEmpty={(data) => data.total === 0}
      empty={
        <Nothing
          what={`没有找到“${state.search}”。请核对名称，或改用代码查找`}
          next={<Button onClick={() => set({ search: '' })}>返回机构列表</Button>}
        />
      }
    >
      {(data) => (
        <ListTable
          label="查找到的机构"
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

/** One of the tree: a unit, or the word that there is more than one page of it. */
type Node = UnitRow & { children?: Node[]; more?: number }
const childSize = 200

function Tree({ state, set }: ListState) {
  const query = { page: state.page, size: state.size }
  const load = useLoad(unitApi.list, { query }, { keep: true })
  const [chosen, setOpen] = useState<readonly string[] | null>(null)
  // a single unit at the top opens by itself
  const only = load.data?.rows.length === 1 ? load.data.rows[0] : undefined
  const open = chosen ?? (only?.hasChildren ? [only.id] : [])
  const below = useQueries({
    queries: open.map((parentId) => {
      const asked = { query: { parentId, page: 1, size: childSize } }
      return { queryKey: [unitApi.list.path, asked], queryFn: () => call(unitApi.list, asked) }
    }),
  })
  const nodeOf = (row: UnitRow): Node => {
    if (!row.hasChildren) return row
    const data = below[open.indexOf(row.id)]?.data
    const children = (data?.rows ?? []).map(nodeOf)
    const more = (data?.total ?? 0) - children.length
    return { ...row, children: more > 0 ? [...children, { ...row, id: `more-${row.id}`, more }] : children }
  }
  const columns = useColumns()
  return (
    <Loaded load={load} isEmpty={(data) => data.total === 0} empty={<Nothing what="没有下级机构" />}>
      {(data) => (
        <ListTable<Node>
          label="机构"
          rowKey="id"
          columns={columns}
          dataSource={data.rows.map(nodeOf)}
          loading={load.isPlaceholderData || below.some((each) => each.isLoading)}
          pagination={pager(state, data.total, set)}
          expandable={{
            expandedRowKeys: [...open],
            onExpand: (opened, row) => setOpen(opened ? [...open, row.id] : open.filter((id) => id !== row.id)),
          }}
        />
      )}
    </Loaded>
  )
}

function useColumns(): TableColumnsType<Node> {
  const can = useCan()
  return [
    {
      title: '机构名称',
      dataIndex: 'name',
      render: (name: string, row) =>
        row.more ? <span className="xt-quiet">还有 {row.more} 个，请用名称或代码查找</span> : name,
    },
    { title: '代码', dataIndex: 'code', width: 140, render: (code: string, row) => !row.more && code },
    {
      title: '层级',
      dataIndex: 'level',
      width: 72,
      render: (level: UnitRow['level'], row) => !row.more && levelNames[level],
    },
    {
      title: '办学类型',
      dataIndex: 'schoolType',
      width: 160,
      render: (type: string | null, row) =>
        !row.more &&
        type && (
          <>
            {typeName(type)}{' '}
            {row.typeDerived && (
              <Tooltip title="名单中没有办学类型，由学校名称和办学层次推定，请核对">
                <Tag>推定</Tag>
              </Tooltip>
            )}
          </>
        ),
    },
    { title: '主管部门', dataIndex: 'authority', render: (text: string | null, row) => !row.more && (text ?? '—') },
    ...(can('teacher.list') || can('progress.read') ? [actsFor(can)] : []),
  ]
}

const actsFor = (can: ReturnType<typeof useCan>): TableColumnsType<Node>[number] => ({
  title: '操作',
  key: 'acts',
  width: 120,
  render: (_, row) => {
    if (row.more) return null
    if (row.level === 'school' && can('teacher.list')) {
      return <AppLink to={`/teachers?unitId=${row.id}`}>教师名册</AppLink>
    }
    return can('progress.read') && <AppLink to={`/progress?unitId=${row.id}`}>采集进度</AppLink>
  },
})
