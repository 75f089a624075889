import { Button, type TableColumnsType } from 'antd'
import { deskApi } from '../../contract/desk.ts'
import type { Answer } from '../../contract/endpoint.ts'
import { useLoad } from '../platform/api.ts'
import { ListTable, pager, useUrlState } from '../platform/list.tsx'
import { Loaded, Nothing } from '../platform/Page.tsx'
import { moment } from '../platform/time.tsx'

type School = Answer<typeof deskApi.schools>['rows'][number]

/** The schools below an authority with how many people the last check found wrong: numbers, for the content is the school's until it is reported. */
export function SchoolProblems({ onOpen }: { onOpen: (unitId: string) => void }) {
  const [state, set] = useUrlState({ page: 1, size: 20 })
  const load = useLoad(deskApi.schools, { query: state }, { keep: true })
  return (
    <section aria-label="各校">
      <h2>各校</h2>
      <Loaded load={load} isEmpty={(data) => data.rows.length === 0} empty={<Nothing what="所辖学校还没有教师。" />}>
        {(data) => (
          <ListTable<School>
            label="各校问题数据"
            rowKey="unitId"
            dataSource={data.rows}
            columns={columnsOf(onOpen)}
            pagination={pager(state, data.total, set)}
          />
        )}
      </Loaded>
    </section>
  )
}

const columnsOf = (onOpen: (unitId: string) => void): TableColumnsType<School> => [
  {
    title: '学校',
    dataIndex: 'name',
    render: (name: string, row) => (
      <Button type="link" className="xt-desk-link" onClick={() => onOpen(row.unitId)}>
        {name}
      </Button>
    ),
  },
  { title: '教师', dataIndex: 'total', align: 'right' },
  { title: '已检测', dataIndex: 'checked', align: 'right' },
  { title: '有错误', dataIndex: 'withErrors', align: 'right' },
  { title: '最早检测', dataIndex: 'oldest', render: (at: string | null) => (at ? moment(at) : '未检测') },
]
