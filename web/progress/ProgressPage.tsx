import { DownloadOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { type Level, levelNames } from '../../contract/policy.ts'
import { type ProgressRow, progressApi } from '../../contract/progress.ts'
import { type Stage, stageNames } from '../../contract/teacher.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { download, useLoad } from '../platform/api.ts'
import { useUrlState } from '../platform/list.tsx'
import { useMe } from '../platform/me.ts'
import { Loaded, Page, sentenceOf } from '../platform/Page.tsx'
import { Countdown } from '../round/Countdown.tsx'
import { Below } from './Below.tsx'
import { People } from './People.tsx'
import { queryOf, stalledLevel, start } from './query.ts'
import './progress.css'

/** 采集进度: a unit, its sums, and the units under it, down to the school and its people; 催办. */
export function ProgressPage() {
  const [state] = useUrlState(start)
  const { post } = useMe()
  const load = useLoad(progressApi.view, { query: queryOf(state) }, { keep: true })
  const chain = load.data?.chain ?? []
  const round = load.data?.round
  return (
    <Page
      title="采集进度"
      bare
      extra={
        round && (
          <span>
            <AppLink to="/rounds">{round.name}</AppLink> <Countdown {...round} />
          </span>
        )
      }
      action={<ExportButton />}
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
        {({ unit, rows, total }) => (
          <>
            <Figures unit={unit} />
            {unit.level === 'school' ? (
              <People unit={unit} />
            ) : (
              <div className="xt-progress">
                {rows.length > 1 && !state.level && state.stalled === '' && <Ranking rows={rows} />}
                <Below unit={unit} rows={rows} total={total} busy={load.isPlaceholderData} />
              </div>
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}

function ExportButton() {
  const { message } = App.useApp()
  const [state] = useUrlState(start)
  const [busy, setBusy] = useState(false)
  const fetch = async () => {
    setBusy(true)
    const { page: _, size: __, ...query } = queryOf(state)
    try {
      await download(progressApi.workbook, { query }, '采集进度.xlsx')
    } catch (refusal) {
      void message.error(sentenceOf(refusal), 6)
    }
    setBusy(false)
  }
  return (
    <Button icon={<DownloadOutlined />} loading={busy} onClick={() => void fetch()}>
      导出
    </Button>
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
    ['及时率', unit.onTime === null ? '—' : `${unit.onTime}%`, ''],
    ['平均审核', unit.reviewHours === null ? '—' : number(unit.reviewHours), unit.reviewHours === null ? '' : '小时'],
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
      <Stalled unit={unit} />
    </dl>
  )
}

/** How many units below have stood still for more than a week: a view of its own. */
function Stalled({ unit }: { unit: ProgressRow }) {
  const level = stalledLevel(unit.level)
  const query = { unitId: unit.unitId, stalled: 7, size: 1, ...(level && { level }) }
  const load = useLoad(progressApi.view, { query }, { enabled: level !== null })
  if (level === null)
    return (
      <div className="xt-kpi">
        <dt>停滞</dt>
        <dd>
          {unit.stalled ?? '—'} <small>{unit.stalled === null ? '' : '天'}</small>
        </dd>
      </div>
    )
  return (
    <div className="xt-kpi">
      <dt>停滞超过 7 天</dt>
      <dd>
        <AppLink to={`/progress?unitId=${unit.unitId}&level=${level}&stalled=7&sort=-stalled&size=200`}>
          {load.data ? number(load.data.total) : '…'} <small>个{level === 'school' ? '学校' : levelNames[level]}</small>
        </AppLink>
      </dd>
    </div>
  )
}

const addressOf = (row: { unitId: string; level: Level }) => `/progress?unitId=${row.unitId}`

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
