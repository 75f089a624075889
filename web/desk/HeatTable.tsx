import { Link } from '@tanstack/react-router'
import { Select, type TableColumnsType } from 'antd'
import { deskApi, type HeatState } from '../../contract/desk.ts'
import type { Answer } from '../../contract/endpoint.ts'
import { stageNames, stages } from '../../contract/teacher.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { useLoad } from '../platform/api.ts'
import { ListTable, pager, SearchField } from '../platform/list.tsx'
import { Loaded, Nothing } from '../platform/Page.tsx'
import { StageTag } from '../platform/stage.tsx'

type Heat = Answer<typeof deskApi.heat>
const looks: Record<HeatState, [sign: string, word: string]> = {
  complete: ['✓', '完整'],
  warning: ['!', '有提醒'],
  gap: ['✕', '有错误'],
  none: ['–', '没有内容'],
}

/** Persons × subsets: what is complete, what has gaps, what is not there; a cell leads to its place in the record. */
export function HeatTable(props: {
  state: { search: string; stage: string; page: number; size: number }
  set: (change: { search?: string; stage?: string; page?: number; size?: number }) => void
  query: { unitId?: string }
}) {
  const { state, set, query } = props
  const stage = stages.find((each) => each === state.stage)
  const asked = {
    ...query,
    page: state.page,
    size: state.size,
    ...(state.search !== '' && { search: state.search }),
    ...(stage && { stage }),
  }
  const load = useLoad(deskApi.heat, { query: asked }, { keep: true })
  return (
    <>
      <div className="xt-filters">
        <SearchField value={state.search} onChange={(search) => set({ search })} placeholder="姓名、全国唯一编号" />
        <Select
          aria-label="环节"
          style={{ width: 130 }}
          value={state.stage}
          onChange={(next: string) => set({ stage: next })}
          options={[
            { value: '', label: '全部环节' },
            ...stages.map((each) => ({ value: each, label: stageNames[each] })),
          ]}
        />
        <span className="xt-right xt-desk-legend">
          {Object.entries(looks).map(([state, [sign, word]]) => (
            <span key={state}>
              <b className={`xt-heat xt-heat-${state}`}>{sign}</b> {word}
            </span>
          ))}
        </span>
      </div>
      <Loaded load={load} isEmpty={(data) => data.rows.length === 0} empty={<Nothing what="没有符合条件的教师" />}>
        {(data) => (
          <ListTable<Heat['rows'][number]>
            label="人员与信息集"
            rowKey="teacherId"
            className="xt-heat-table"
            dataSource={data.rows}
            loading={load.isPlaceholderData}
            columns={columnsOf(data)}
            pagination={pager(state, data.total, set)}
          />
        )}
      </Loaded>
    </>
  )
}

const columnsOf = (heat: Heat): TableColumnsType<Heat['rows'][number]> => [
  {
    title: '姓名',
    dataIndex: 'name',
    fixed: 'left',
    render: (name: string, row) => (
      <Link to="/teachers/$teacherId" params={{ teacherId: row.teacherId }}>
        {name}
      </Link>
    ),
  },
  { title: '环节', dataIndex: 'stage', render: (_: unknown, row) => <StageTag stage={row.stage} /> },
  ...heat.subsets.map(({ name, label }) => ({
    title: label,
    key: name,
    align: 'center' as const,
    render: (_: unknown, row: Heat['rows'][number]) => {
      const state = row.cells[name]
      if (!state) return <span className="xt-quiet">未检测</span>
      const [sign, word] = looks[state]
      return (
        <AppLink to={`/teachers/${row.teacherId}?at=${name},,`} className={`xt-heat xt-heat-${state}`}>
          <span aria-hidden>{sign}</span>
          <span className="xt-hidden">
            {row.name} {label}：{word}
          </span>
        </AppLink>
      )
    },
  })),
]
