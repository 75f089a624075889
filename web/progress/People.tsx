import { Button, Select, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { type ProgressPerson, type ProgressRow, progressApi } from '../../contract/progress.ts'
import { type Stage, stageNames, stages } from '../../contract/teacher.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { useLoad } from '../platform/api.ts'
import { ListTable, OnlyOnce, pager, useUrlState } from '../platform/list.tsx'
import { useCan } from '../platform/me.ts'
import { Loaded, Nothing } from '../platform/Page.tsx'
import { Age } from '../platform/time.tsx'
import { start } from './query.ts'
import { useUrgePeople } from './Urge.tsx'

/** A school's people × stages: who has not handed in, the longest waiting first; the school urges its own. */
export function People({ unit }: { unit: ProgressRow }) {
  const can = useCan()
  const [state, set] = useUrlState(start)
  const [picked, pick] = useState<readonly ProgressPerson[]>([])
  const stage = stages.find((each) => each === state.stage)
  const query = { unitId: unit.unitId, page: state.page, size: Math.min(state.size, 200), ...(stage && { stage }) }
  const load = useLoad(progressApi.people, { query }, { keep: true, enabled: can('teacher.list') })
  const urge = useUrgePeople()
  const acts = can('progress.urge.teacher')
  const due = (load.data?.rows ?? []).filter((row) => row.can.includes('urge'))
  return (
    <section className="xt-card xt-below">
      <div className="xt-card-head">
        <h2>教师（{load.data?.total ?? '…'}）</h2>
        <AppLink to={`/teachers?unitId=${unit.unitId}`}>在教师名册中查看</AppLink>
      </div>
      <div className="xt-filters">
        <Select
          aria-label="环节"
          value={stage ?? ''}
          popupMatchSelectWidth={false}
          onChange={(next: string) => set({ stage: next })}
          options={[
            { value: '', label: '本人未提交' },
            ...stages.map((each) => ({ value: each, label: `${stageNames[each]}（${unit.counts[each] ?? 0}）` })),
          ]}
        />
        {acts && picked.length === 0 && due.length > 0 && (
          <Button type="primary" onClick={() => urge.ask(due)}>
            催办这 {due.length} 人
          </Button>
        )}
      </div>
      <Loaded load={load}>
        {({ rows, total }) => (
          <ListTable<ProgressPerson>
            label="尚未提交的教师"
            rowKey="teacherId"
            columns={columns}
            dataSource={rows}
            loading={load.isPlaceholderData}
            locale={{ emptyText: <Nothing what={stage ? `没有“${stageNames[stage]}”的教师` : '全部教师都已提交'} /> }}
            pagination={pager(state, total, set)}
            {...(acts && {
              rowSelection: {
                selectedRowKeys: picked.map(({ teacherId }) => teacherId),
                columnTitle: (box) => <OnlyOnce>{box}</OnlyOnce>,
                onChange: (_keys, chosen) => pick(chosen),
                getCheckboxProps: (row) => ({ 'aria-label': `选择${row.name}`, disabled: !row.can.includes('urge') }),
              },
            })}
          />
        )}
      </Loaded>
      {picked.length > 0 && (
        <section className="xt-bulk" aria-label="批量办理">
          <b>已选 {picked.length} 人</b>
          <Button type="primary" onClick={() => urge.ask(picked)}>
            催办（{picked.length} 人）
          </Button>
          <Button type="link" onClick={() => pick([])}>
            取消选择
          </Button>
        </section>
      )}
      {urge.dialog(() => pick([]))}
    </section>
  )
}

const way: readonly Stage[] = ['empty', 'draft', 'check', 'sign', 'send', 'review', 'effective']

const columns: TableColumnsType<ProgressPerson> = [
  {
    title: '教师',
    dataIndex: 'name',
    fixed: 'left',
    render: (name: string, row) => <AppLink to={`/teachers/${row.teacherId}`}>{name}</AppLink>,
  },
  { title: '单位', dataIndex: 'unit' },
  ...way.map((stage) => ({
    title: stageNames[stage],
    key: stage,
    align: 'center' as const,
    render: (_: unknown, row: ProgressPerson) => <Cell row={row} stage={stage} />,
  })),
  {
    title: '停留',
    dataIndex: 'days',
    align: 'right',
    render: (days: number) => (days > 7 ? <b className="xt-late">! {days} 天</b> : `${days} 天`),
  },
  {
    title: '上次催办',
    dataIndex: 'urgedAt',
    render: (at: string | null, row) =>
      at ? (
        <>
          <Age at={at} />
          {row.urgedSeenAt ? '，已阅' : '，未阅'}
        </>
      ) : (
        <span className="xt-quiet">—</span>
      ),
  },
]

/** Where the record stands on its way; a returned one stands at its filling again. */
function Cell({ row, stage }: { row: ProgressPerson; stage: Stage }) {
  const at = row.stage === 'returned' ? 'draft' : row.stage
  if (at === stage)
    return <b className={`xt-heat xt-heat-${row.stage}`}>{row.stage === 'returned' ? stageNames.returned : '●'}</b>
  return way.indexOf(stage) < way.indexOf(at) ? <span className="xt-quiet">✓</span> : null
}
