import { useNavigate } from '@tanstack/react-router'
import type { TableColumnsType } from 'antd'
import { levelNames } from '../../contract/policy.ts'
import { type ProgressRow, progressApi } from '../../contract/progress.ts'
import { type Stage, stageNames } from '../../contract/teacher.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { useLoad } from '../platform/api.ts'
import { ListTable, useUrlState } from '../platform/list.tsx'
import { useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page } from '../platform/Page.tsx'
import { StageBar, StageLegend } from '../platform/StageBar.tsx'
import { Age } from '../platform/time.tsx'
import './progress.css'

/** 采集进度: a unit, its sums, and one row for each unit under it, down to the school, whose people stand in the roster. */
export function ProgressPage() {
  const [state] = useUrlState({ unitId: '', sort: 'done' })
  const { post } = useMe()
  const query = state.unitId ? { unitId: state.unitId } : {}
  const load = useLoad(progressApi.view, { query }, { keep: true })
  const chain = load.data?.chain ?? []
  const round = load.data?.round
  return (
    <Page
      title="采集进度"
      bare
      extra={
        round && (
          <span className="xt-quiet">
            {round.name} · 截止 {round.deadline}（
            {round.daysLeft < 0 ? `已过 ${-round.daysLeft} 天` : `剩 ${round.daysLeft} 天`}）
          </span>
        )
      }
    >
      <nav className="xt-chain" aria-label="所在层级">
        {chain.map((unit, place) => (
          <span key={unit.unitId}>
            {place > 0 && ' › '}
            {place < chain.length - 1 ? (
              <AppLink to={unit.unitId === post.unitId ? '/progress' : `/progress?unitId=${unit.unitId}`}>
                {unit.name}
              </AppLink>
            ) : (
              <b aria-current="page">{unit.name}</b>
            )}
          </span>
        ))}
      </nav>
      <Loaded load={load}>
        {({ unit, rows }) => (
          <>
            <Figures unit={unit} />
            {unit.level === 'school' ? (
              <div className="xt-card">
                <Nothing
                  what={`${unit.name}共 ${unit.total} 人`}
                  next={<AppLink to={`/teachers?unitId=${unit.unitId}`}>在教师名册中查看</AppLink>}
                />
              </div>
            ) : (
              <div className="xt-progress">
                {rows.length > 1 && <Ranking rows={rows} />}
                <Below rows={rows} sort={state.sort} />
              </div>
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}

const waiting: readonly Stage[] = ['check', 'sign', 'send']
const sum = (counts: Partial<Record<Stage, number>>, names: readonly Stage[]) =>
  names.reduce((all, name) => all + (counts[name] ?? 0), 0)
const number = (value: number) => value.toLocaleString('zh-CN')

function Figures({ unit }: { unit: ProgressRow }) {
  const figures: [string, string, string?][] = [
    ['应采', number(unit.total), '人'],
    ['生效', `${unit.done}%`, `${number(unit.counts.effective ?? 0)} 人`],
    [stageNames.review, number(unit.counts.review ?? 0), '人'],
    ['校内办理', number(sum(unit.counts, waiting)), '人'],
    [stageNames.returned, number(unit.counts.returned ?? 0), '人'],
    ['未填、填报中', number(sum(unit.counts, ['empty', 'draft'])), '人'],
    ['停滞', unit.stalled === null ? '—' : String(unit.stalled), unit.stalled === null ? '' : '天'],
  ]
  return (
    <dl className="xt-kpis">
      {figures.map(([name, value, note]) => (
        <div key={name} className="xt-kpi">
          <dt>{name}</dt>
          <dd>
            {value} <small>{note}</small>
          </dd>
        </div>
      ))}
    </dl>
  )
}

const addressOf = (row: ProgressRow) =>
  row.level === 'school' ? `/teachers?unitId=${row.unitId}` : `/progress?unitId=${row.unitId}`

/** Who is far, who is not: units with people, best first; equal shares rank equal. */
function Ranking({ rows }: { rows: ProgressRow[] }) {
  const ranked = rows.filter((row) => row.total > 0).sort((a, b) => b.done - a.done || b.total - a.total)
  return (
    <section className="xt-card xt-ranking" aria-label="完成率排名">
      <h2>完成率排名</h2>
      <ol>
        {ranked.slice(0, 40).map((row) => (
          <li key={row.unitId}>
            <span className="xt-rank">{ranked.findIndex((other) => other.done === row.done) + 1}</span>
            <AppLink to={addressOf(row)} className="xt-rank-name">
              {row.name}
            </AppLink>
            <span className="xt-rank-bar" aria-hidden="true">
              <span style={{ width: `${row.done}%` }} />
            </span>
            <span className="xt-number">{row.done}%</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

type Order = (a: ProgressRow, b: ProgressRow) => number
const byDone: Order = (a, b) => a.done - b.done || b.total - a.total
/** Units without people have nothing to be late with: they come last in every order. */
const peopleFirst: Order = (a, b) => Number(b.total > 0) - Number(a.total > 0)
const sorts: Record<string, Order> = {
  done: byDone,
  '-done': (a, b) => b.done - a.done || b.total - a.total,
  stalled: (a, b) => (a.stalled ?? -1) - (b.stalled ?? -1),
  '-stalled': (a, b) => (b.stalled ?? -1) - (a.stalled ?? -1),
  total: (a, b) => a.total - b.total,
  '-total': (a, b) => b.total - a.total,
}

function Below({ rows, sort }: { rows: ProgressRow[]; sort: string }) {
  const navigate = useNavigate()
  const [, set] = useUrlState({ unitId: '', sort: 'done' })
  const order = (key: string) => (sort === key ? 'ascend' : sort === `-${key}` ? 'descend' : null)
  const columns: TableColumnsType<ProgressRow> = [
    {
      title: '单位',
      dataIndex: 'name',
      fixed: 'left',
      render: (_, row) => <AppLink to={addressOf(row)}>{row.name}</AppLink>,
    },
    { title: '层级', dataIndex: 'level', width: 56, render: (_, row) => levelNames[row.level] },
    { title: '学校', dataIndex: 'schools', align: 'right', width: 60, render: number },
    {
      title: '应采',
      key: 'total',
      dataIndex: 'total',
      align: 'right',
      width: 88,
      sorter: true,
      sortOrder: order('total'),
      render: number,
    },
    { title: '各环节人数', key: 'bar', width: 180, render: (_, row) => <StageBar counts={row.counts} /> },
    {
      title: '退回',
      key: 'returned',
      align: 'right',
      width: 56,
      render: (_, row) => number(row.counts.returned ?? 0),
    },
    {
      title: '完成率',
      key: 'done',
      dataIndex: 'done',
      align: 'right',
      width: 92,
      sorter: true,
      sortOrder: order('done'),
      render: (_, row) => (row.total ? `${row.done}%` : <span className="xt-quiet">无人员</span>),
    },
    {
      title: '停滞',
      key: 'stalled',
      dataIndex: 'stalled',
      align: 'right',
      width: 88,
      sorter: true,
      sortOrder: order('stalled'),
      render: (_, row) =>
        row.stalled === null ? (
          '—'
        ) : row.stalled > 7 ? (
          <b className="xt-late">! {row.stalled} 天</b>
        ) : (
          `${row.stalled} 天`
        ),
    },
    { title: '最近变动', key: 'moved', width: 92, render: (_, row) => <Age at={row.movedAt} /> },
  ]
  return (
    <section className="xt-card xt-below">
      <div className="xt-card-head">
        <h2>下级单位（{rows.length}）</h2>
        <StageLegend />
      </div>
      <ListTable
        label="下级单位采集进度"
        rowKey="unitId"
        columns={columns}
        dataSource={[...rows].sort((a, b) => peopleFirst(a, b) || (sorts[sort] ?? byDone)(a, b))}
        sortDirections={['descend', 'ascend', 'descend']}
        locale={{ emptyText: <Nothing what="没有下级单位" /> }}
        onChange={(_page, _filters, sorter) => {
          if (Array.isArray(sorter) || !sorter.columnKey) return
          set({ sort: `${sorter.order === 'ascend' ? '' : '-'}${String(sorter.columnKey)}` })
        }}
        onRow={(row) => ({
          onDoubleClick: () => {
            if (row.level === 'school') void navigate({ to: '/teachers', search: { unitId: row.unitId } })
            else set({ unitId: row.unitId })
          },
        })}
      />
    </section>
  )
}
