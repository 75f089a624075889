import { useQueries } from '@tanstack/react-query'
import { Select, type TableColumnsType, Tag, Tooltip } from 'antd'
import { useState } from 'react'
import { levelNames, levels } from '../../contract/policy.ts'
import { type UnitRow, unitApi } from '../../contract/unit.ts'
import { categories } from '../../standard/categories.ts'
import { schoolTypes } from '../../standard/school-type.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { call, useLoad } from '../platform/api.ts'
import { ListTable, pager, SearchField, useUrlState } from '../platform/list.tsx'
import { useCan, useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page } from '../platform/Page.tsx'
import { ReportButton } from './ReportDialog.tsx'
import { typeName } from './type-name.ts'
import './unit.css'
import { StateTag } from './words.tsx'

const start = { search: '', level: '', category: '', schoolType: '', state: '', page: 1, size: 50 }
type State = { [k in keyof typeof start]: (typeof start)[k] extends number ? number : string }
interface Listed {
  state: State
  set: (change: Partial<State>) => void
}

/** 机构: what is under the post's unit, opened level by level; or found by name, code, level, category, type or state. */
export function UnitPage() {
  const can = useCan()
  const { post } = useMe()
  const [state, set] = useUrlState(start)
  const filtered = ['search', 'level', 'category', 'schoolType', 'state'].some(
    (key) => state[key as keyof State] !== '',
  )
  return (
    <Page
      title="机构"
      action={
        <>
          {can('unit.report.read') && (
            <AppLink to="/units/reports" className="xt-button">
              机构信息有误的报告
            </AppLink>
          )}
          {can('unit.report') && <ReportButton about={null} />}
          {can('unit.import') && (
            <AppLink to="/units/lists" className="xt-button xt-button-first">
              年度机构名单
            </AppLink>
          )}
        </>
      }
    >
      <div className="xt-filters">
        <SearchField
          value={state.search}
          onChange={(search) => set({ search })}
          placeholder="按名称或代码查找机构"
          width={280}
        />
        {post.level !== 'school' && <Filters state={state} set={set} />}
        {filtered && (
          <button type="button" className="xt-plain" onClick={() => set({ ...start })}>
            清除筛选
          </button>
        )}
      </div>
      {filtered ? <Found state={state} set={set} /> : <Tree state={state} set={set} />}
    </Page>
  )
}

function Filters({ state, set }: Listed) {
  const choose = (label: string, key: 'level' | 'category' | 'schoolType' | 'state', options: Option[], wide = 120) => (
    <Select
      aria-label={label}
      value={state[key]}
      style={{ width: wide }}
      popupMatchSelectWidth={false}
      showSearch={options.length > 10 ? { optionFilterProp: 'label' } : false}
      onChange={(value: string) => set({ [key]: value })}
      options={[{ value: '', label: `${label}不限` }, ...options]}
    />
  )
  return (
    <>
      {choose('层级', 'level', levelOptions)}
      {choose('类别', 'category', categoryOptions, 150)}
      {choose('办学类型', 'schoolType', typeOptions, 190)}
      {choose('状态', 'state', [{ value: 'gone', label: '已撤并' }], 110)}
    </>
  )
}
interface Option {
  value: string
  label: string
}
const levelOptions: Option[] = levels.map((level) => ({ value: level, label: levelNames[level] }))
const categoryOptions: Option[] = categories.map(({ id, name }) => ({ value: id, label: name }))
const typeOptions: Option[] = schoolTypes.map(({ code, name }) => ({ value: code, label: `${code} ${name}` }))

function Found({ state, set }: Listed) {
  const query = Object.fromEntries(Object.entries(state).filter(([, value]) => value !== ''))
  const load = useLoad(unitApi.list, { query }, { keep: true })
  const columns = useColumns()
  return (
    <Loaded
      load={load}
      isEmpty={(data) => data.total === 0}
      empty={<Nothing what="没有符合条件的机构。请核对名称，改用代码查找，或放宽筛选条件" />}
    >
      {(data) => (
        <>
          <p className="xt-unit-levels" aria-live="polite">
            共 {data.total.toLocaleString('zh-CN')} 个：
            {data.levels.map(({ level, count }) => `${levelNames[level]} ${count.toLocaleString('zh-CN')}`).join('，')}
          </p>
          <ListTable
            label="查找到的机构"
            rowKey="id"
            columns={columns}
            dataSource={data.rows}
            loading={load.isPlaceholderData}
            pagination={pager(state, data.total, set)}
          />
        </>
      )}
    </Loaded>
  )
}

/** One of the tree: a unit, or the word that there is more than one page of it. */
type Node = UnitRow & { children?: Node[]; more?: number }
const childSize = 200

function Tree({ state, set }: Listed) {
  const query = { page: state.page, size: state.size }
  const load = useLoad(unitApi.list, { query }, { keep: true })
  const [chosen, setOpen] = useState<readonly string[] | null>(null)
  // a single unit at the top opens by itself
  const only = load.data?.rows.length === 1 ? load.data.rows[0] : undefined
  const open = chosen ?? (only && only.childCount > 0 ? [only.id] : [])
  const below = useQueries({
    queries: open.map((parentId) => {
      const asked = { query: { parentId, page: 1, size: childSize } }
      return { queryKey: [unitApi.list.path, asked], queryFn: () => call(unitApi.list, asked) }
    }),
  })
  const nodeOf = (row: UnitRow): Node => {
    if (row.childCount === 0) return row
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
          pagination={data.total > state.size ? pager(state, data.total, set) : false}
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
        row.more ? (
          <span className="xt-quiet">还有 {row.more} 个，请用名称或代码查找</span>
        ) : (
          <>
            <AppLink to={`/units/${row.id}`}>{name}</AppLink> {row.attached && <Tag>附设班</Tag>}
            <StateTag state={row.state} />
          </>
        ),
    },
    { title: '代码', dataIndex: 'code', width: 140, render: (code: string, row) => !row.more && code },
    {
      title: '层级',
      dataIndex: 'level',
      width: 88,
      render: (level: UnitRow['level'], row) => !row.more && levelNames[level],
    },
    {
      title: '办学类型',
      dataIndex: 'schoolType',
      width: 170,
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
    {
      title: '主管部门',
      dataIndex: 'authority',
      render: (text: string | null, row) =>
        !row.more && (
          <>
            {text ?? '—'} {row.authorityByHand && <Tag color="blue">指定</Tag>}
          </>
        ),
    },
    {
      title: '下级',
      dataIndex: 'childCount',
      width: 72,
      align: 'right',
      render: (count: number, row) => !row.more && (count > 0 ? count : '—'),
    },
    ...(can('teacher.list') || can('progress.read') ? [actsFor(can)] : []),
  ]
}

const actsFor = (can: ReturnType<typeof useCan>): TableColumnsType<Node>[number] => ({
  title: '操作',
  key: 'acts',
  width: 120,
  render: (_, row) => {
    if (row.more || row.state !== 'active') return null
    if (row.level === 'school' && can('teacher.list')) {
      return <AppLink to={`/teachers?unitId=${row.id}`}>教师名册</AppLink>
    }
    return can('progress.read') && <AppLink to={`/progress?unitId=${row.id}`}>采集进度</AppLink>
  },
})
