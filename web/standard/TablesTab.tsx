import { LockOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { Select, type TableColumnsType, Tag } from 'antd'
import { nationalApi, type TableLine } from '../../contract/national.ts'
import { useLoad } from '../platform/api.ts'
import { ListTable, SearchField, useUrlState } from '../platform/list.tsx'
import { Loaded, Nothing } from '../platform/Page.tsx'
import { answers } from '../record/pinyin.ts'
import { sureWords } from './words.ts'

const shows: Readonly<Record<string, { name: string; holds: (line: TableLine) => boolean }>> = {
  all: { name: '全部代码表', holds: () => true },
  open: { name: '可在这里改动', holds: ({ locked }) => locked === null },
  fixed: { name: '已核定', holds: ({ locked }) => locked !== null },
  changed: { name: '本次有改动', holds: ({ changed }) => changed },
  unused: { name: '没有指标使用', holds: ({ usedBy }) => usedBy.length === 0 },
}

/** The code tables of the standard: found by name, pinyin or code; their numbers, how sure they are, which indicators take codes from them. */
export function TablesTab() {
  const load = useLoad(nationalApi.tables, {})
  const [state, set] = useUrlState({ tab: '', show: 'all', search: '', page: 1, size: 20 })
  return (
    <Loaded load={load}>
      {({ tables }) => {
        const found = tables.filter(
          (line) =>
            (shows[state.show]?.holds(line) ?? true) && answers({ code: line.name, name: line.label }, state.search),
        )
        return (
          <>
            <div className="xt-filters">
              <SearchField
                value={state.search}
                onChange={(search) => set({ search })}
                placeholder="按名称、拼音首字母或代号查找"
                width={300}
              />
              <Select
                aria-label="显示"
                className="xt-choice-show"
                value={state.show}
                options={Object.entries(shows).map(([value, { name, holds }]) => ({
                  value,
                  label: `${name} ${tables.filter(holds).length}`,
                }))}
                onChange={(show) => set({ show })}
              />
            </div>
            {found.length === 0 ? (
              <Nothing what="没有符合条件的代码表。请换个词，或把“显示”改为全部代码表。" />
            ) : (
              <ListTable
                label="代码表"
                rowKey="name"
                columns={columns}
                dataSource={found}
                pagination={{
                  current: state.page,
                  pageSize: state.size,
                  total: found.length,
                  size: 'small',
                  showSizeChanger: true,
                  pageSizeOptions: [20, 50, 100],
                  showTotal: () => `共 ${found.length} 个`,
                  onChange: (page, size) => set({ page: size === state.size ? page : 1, size }),
                }}
              />
            )}
          </>
        )
      }}
    </Loaded>
  )
}

const columns: TableColumnsType<TableLine> = [
  {
    title: '代码表',
    key: 'label',
    width: 230,
    render: (_, line) => (
      <>
        <Link to="/national/tables/$name" params={{ name: line.name }}>
          {line.label}
        </Link>{' '}
        {line.changed && <Tag color="gold">有改动</Tag>}
      </>
    ),
  },
  { title: '依据', dataIndex: 'standard', className: 'xt-wrap', width: 220 },
  {
    title: '可靠程度',
    key: 'sure',
    width: 110,
    render: (_, line) => (
      <span title={line.locked ?? undefined}>
        {sureWords[line.sure]} {line.locked !== null && <LockOutlined aria-label="不在这里改动" />}
      </span>
    ),
  },
  { title: '代码', dataIndex: 'rows', align: 'right', width: 70 },
  { title: '供选择', dataIndex: 'offered', align: 'right', width: 80 },
  {
    title: '使用它的指标',
    key: 'usedBy',
    className: 'xt-wrap',
    width: 340,
    render: (_, { usedBy }) =>
      usedBy.length === 0 ? (
        <span className="xt-quiet">没有指标使用</span>
      ) : (
        <span title={usedBy.join('；')}>
          {usedBy.slice(0, 2).join('；')}
          {usedBy.length > 2 && ` 等 ${usedBy.length} 项`}
        </span>
      ),
  },
]
