import { Button, Input, Select } from 'antd'
import { reviewDeskApi, type SchoolAtDesk } from '../../contract/review-desk.ts'
import { useLoad } from '../platform/api.ts'
import { useKeys } from '../platform/keys.ts'
import { ListTable, pager, useUrlState } from '../platform/list.tsx'
import { Loaded, Nothing } from '../platform/Page.tsx'
import { age } from '../platform/time.tsx'

const sorts = [
  { value: 'age', label: '等待最久的在前' },
  { value: 'count', label: '人数最多的在前' },
  { value: 'name', label: '按学校名称' },
]

/** What waits at the desk, by school: how many and how long. Enter opens the first. */
export function SchoolList({ onOpen }: { onOpen: (unitId: string) => void }) {
  const [state, set] = useUrlState({ school: '', sort: 'age', page: 1, size: 20 })
  const sort: 'age' | 'count' | 'name' = state.sort === 'count' || state.sort === 'name' ? state.sort : 'age'
  const query = { page: state.page, size: state.size, sort, ...(state.school && { search: state.school.slice(0, 50) }) }
  const load = useLoad(reviewDeskApi.schools, { query }, { keep: true })
  const first = load.data?.rows[0]
  const openFirst = () => first && onOpen(first.unitId)
  useKeys({ Enter: openFirst })
  return (
    <Loaded
      load={load}
      isEmpty={(data) => data.total === 0 && state.school === ''}
      empty={
        <div className="xt-card">
          <Nothing what="现在没有等待本岗位办理的事项。有新的报送时，会出现在这里和工作台的待办中。" />
        </div>
      }
    >
      {(data) => (
        <div className="xt-card">
          <div className="xt-filters">
            <Input.Search
              className="xt-school-search"
              allowClear
              placeholder="学校名称"
              defaultValue={state.school}
              onSearch={(school) => set({ school: school.trim() })}
            />
            <Select value={sort} options={sorts} onChange={(next: string) => set({ sort: next })} aria-label="排序" />
            <span className="xt-quiet">审核时限 {data.targetDays} 个工作日</span>
          </div>
          <ListTable<SchoolAtDesk>
            label="待审的学校"
            rowKey="unitId"
            dataSource={data.rows}
            pagination={pager(state, data.total, set)}
            columns={[
              {
                title: '学校',
                dataIndex: 'unitName',
                render: (name: string, row) => (
                  <Button type="link" className="xt-school-name" onClick={() => onOpen(row.unitId)}>
                    {name}
                  </Button>
                ),
              },
              { title: '待审', dataIndex: 'count', align: 'right', render: (count: number) => `${count} 件` },
              {
                title: '最早一件已等待',
                dataIndex: 'workingDays',
                render: (days: number, row) => (
                  <span className={row.overdue ? 'xt-overdue' : ''}>
                    {days === 0 ? age(row.oldest) : `${days} 个工作日`}
                    {row.overdue && `，超过时限 ${days - data.targetDays} 天`}
                  </span>
                ),
              },
              {
                title: '',
                key: 'open',
                render: (_, row, at) => (
                  <Button size="small" type={at === 0 ? 'primary' : 'default'} onClick={() => onOpen(row.unitId)}>
                    开始审核{at === 0 && ' Enter'}
                  </Button>
                ),
              },
            ]}
          />
        </div>
      )}
    </Loaded>
  )
}
