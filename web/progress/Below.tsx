import { useNavigate } from '@tanstack/react-router'
import { Button, Select, type TableColumnsType, Tag } from 'antd'
import { useState } from 'react'
import { levelNames, levels } from '../../contract/policy.ts'
import type { ProgressRow } from '../../contract/progress.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { ListTable, OnlyOnce, pager, useUrlState } from '../platform/list.tsx'
import { useCan } from '../platform/me.ts'
import { Nothing } from '../platform/Page.tsx'
import { StageBar, StageLegend } from '../platform/StageBar.tsx'
import { Age } from '../platform/time.tsx'
import { belowLevels, start } from './query.ts'
import { useUrge } from './Urge.tsx'

const number = (value: number) => value.toLocaleString('zh-CN')

/** The units below, sorted and filtered by the server; those ticked are urged together. */
export function Below(props: { unit: ProgressRow; rows: ProgressRow[]; total: number; busy: boolean }) {
  const { unit, rows, total, busy } = props
  const navigate = useNavigate()
  const can = useCan()
  const [state, set] = useUrlState(start)
  const [picked, pick] = useState<ReadonlyMap<string, ProgressRow>>(new Map())
  const urge = useUrge()
  const acts = can('progress.urge')
  const chosen = [...picked.values()]
  const due = rows.filter((row) => row.can.includes('urge'))
  const lower = belowLevels.filter((level) => levels.indexOf(level) > levels.indexOf(unit.level))
  return (
    <section className="xt-card xt-below">
      <div className="xt-card-head">
        <h2>
          {state.level ? `${levelNames[lower.find((level) => level === state.level) ?? 'school']}级单位` : '下级单位'}（
          {number(total)}）
        </h2>
        <StageLegend />
      </div>
      <div className="xt-filters">
        <Select
          aria-label="层级"
          value={state.level}
          popupMatchSelectWidth={false}
          onChange={(level: string) => set({ level })}
          options={[
            { value: '', label: '直属下级' },
            ...lower.map((level) => ({
              value: level,
              label: `全部${level === 'school' ? '学校' : `${levelNames[level]}级`}`,
            })),
          ]}
        />
        <Select
          aria-label="停滞"
          value={state.stalled}
          popupMatchSelectWidth={false}
          onChange={(stalled: string) => set({ stalled })}
          options={[
            { value: '', label: '停滞不限' },
            ...[3, 7, 15, 30].map((days) => ({ value: String(days), label: `停滞超过 ${days} 天` })),
          ]}
        />
        {acts && chosen.length === 0 && state.stalled !== '' && due.length > 0 && total <= rows.length && (
          <Button type="primary" onClick={() => urge.ask(due)}>
            催办这 {due.length} 个
          </Button>
        )}
      </div>
      <ListTable<ProgressRow>
        label="下级单位采集进度"
        rowKey="unitId"
        columns={columnsOf(state.sort)}
        dataSource={rows}
        loading={busy}
        sortDirections={['descend', 'ascend', 'descend']}
        locale={{ emptyText: <Nothing what={state.stalled ? '没有停滞的单位' : '没有下级单位'} /> }}
        pagination={total > rows.length || state.page > 1 ? pager(state, total, set) : false}
        onChange={(_page, _filters, sorter, { action }) => {
          if (action !== 'sort' || Array.isArray(sorter) || !sorter.columnKey) return
          set({ sort: `${sorter.order === 'ascend' ? '' : '-'}${String(sorter.columnKey)}` })
        }}
        onRow={(row) => ({
          onDoubleClick: () => void navigate({ to: '/progress', search: { unitId: row.unitId } }),
        })}
        {...(acts && {
          rowSelection: {
            selectedRowKeys: [...picked.keys()],
            preserveSelectedRowKeys: true,
            columnTitle: (box) => <OnlyOnce>{box}</OnlyOnce>,
            onChange: (keys) => {
              const known = new Map([...picked, ...rows.map((row) => [row.unitId, row] as const)])
              const next = new Map<string, ProgressRow>()
              for (const key of keys.map(String)) {
                const row = known.get(key)
                if (row) next.set(key, row)
              }
              pick(next)
            },
            getCheckboxProps: (row) => ({ 'aria-label': `选择${row.name}`, disabled: !row.can.includes('urge') }),
          },
        })}
      />
      {chosen.length > 0 && (
        <section className="xt-bulk" aria-label="批量办理">
          <b>已选 {chosen.length} 个单位</b>
          <Button type="primary" onClick={() => urge.ask(chosen)}>
            催办（{chosen.length} 个）
          </Button>
          <Button type="link" onClick={() => pick(new Map())}>
            取消选择
          </Button>
        </section>
      )}
      {urge.dialog(() => pick(new Map()))}
    </section>
  )
}

const none = <span className="xt-quiet">—</span>

function columnsOf(sort: string): TableColumnsType<ProgressRow> {
  const sorted = (key: string) => ({
    key,
    sorter: true,
    sortOrder: sort === key ? ('ascend' as const) : sort === `-${key}` ? ('descend' as const) : null,
    align: 'right' as const,
  })
  return [
    {
      title: '单位',
      dataIndex: 'name',
      fixed: 'left',
      render: (name: string, row) => <AppLink to={`/progress?unitId=${row.unitId}`}>{name}</AppLink>,
    },
    { title: '层级', dataIndex: 'level', render: (_, row) => levelNames[row.level] },
    { title: '状态', key: 'state', render: (_, row) => <Standing row={row} /> },
    { title: '应采', dataIndex: 'total', ...sorted('total'), render: number },
    { title: '各环节人数', key: 'bar', width: 160, render: (_, row) => <StageBar counts={row.counts} /> },
    { title: '退回', key: 'returned', align: 'right', render: (_, row) => number(row.counts.returned ?? 0) },
    {
      title: '完成率',
      dataIndex: 'done',
      ...sorted('done'),
      render: (_, row) => (row.total ? `${row.done}%` : <span className="xt-quiet">无人员</span>),
    },
    {
      title: '及时率',
      dataIndex: 'onTime',
      ...sorted('onTime'),
      render: (share: number | null) => (share === null ? none : `${share}%`),
    },
    {
      title: '平均审核',
      dataIndex: 'reviewHours',
      ...sorted('review'),
      render: (hours: number | null) =>
        hours === null ? none : hours >= 48 ? `${Math.round(hours / 24)} 天` : `${hours} 小时`,
    },
    {
      title: '停滞',
      dataIndex: 'stalled',
      ...sorted('stalled'),
      render: (days: number | null) =>
        days === null ? none : days > 7 ? <b className="xt-late">! {days} 天</b> : `${days} 天`,
    },
    { title: '报送截止', dataIndex: 'deadline', render: (day: string | null) => day ?? none },
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
          none
        ),
    },
  ]
}

/** In the words of monitoring: what can be reviewed now, what is done, what waits for those below. */
function Standing({ row }: { row: ProgressRow }) {
  if (row.total === 0) return none
  if (row.done === 100) return <Tag color="green">已审</Tag>
  return (row.counts.review ?? 0) > 0 ? <Tag color="blue">可审</Tag> : <Tag>等待下级</Tag>
}
