import { type ReactElement, useEffect, useState } from 'react'
import type { ProfileSubset } from '../../standard/indicator.ts'
import { sentenceOf } from './api.ts'
import { useHouse } from './house.ts'
import { Icon, MarkIcon } from './icons.tsx'
import { linkTo, type Place } from './route.ts'
import { Shell } from './Shell.tsx'
import { completeness, deadlineWords, rowsOf, type Standing, standingOf, stations, whereWords } from './standing.ts'
import { dayOf } from './when.ts'

/** 我的信息: what is done, what was returned, where it is, and the next step. */
export function HomePage(): ReactElement {
  const { me, profile, view, findings, reload } = useHouse()
  const [stale, setStale] = useState<string | null>(null)
  useEffect(() => {
    reload().then(
      () => setStale(null),
      (error: unknown) => setStale(sentenceOf(error)),
    )
  }, [reload])
  const lines = profile.subsets.map((subset) => ({ subset, standing: standingOf(subset, view, findings, profile) }))
  const { done, all } = completeness(lines.map((line) => line.standing))
  const writing = view.stage === 'empty' || view.stage === 'draft' || view.stage === 'returned'
  const first = lines.find((line) => line.standing.mark === 'todo')?.subset
  return (
    <Shell me={me} title="我的信息" tab="home">
      {stale && (
        <p className="banner banner-fix" role="alert">
          没有读到最新内容：{stale}
        </p>
      )}
      <section className="card">
        <p className="who">
          <strong>{view.name}</strong> {view.unitName}
          <small>教师全国唯一编号 {view.nationalNo}</small>
        </p>
        {all > 0 && (
          <p className="complete">
            <label htmlFor="complete">
              完成 {done}/{all} 项
            </label>
            <progress id="complete" max={all} value={done} />
          </p>
        )}
        {view.deadline && view.stage !== 'effective' && (
          <p className="quiet">{deadlineWords(view.deadline, me.today)}</p>
        )}
        {view.lockedWhy && <p className="notice">{view.lockedWhy}</p>}
      </section>
      <Returned />
      {!writing && <Way />}
      <section className="card" aria-labelledby="subsets">
        <h2 id="subsets">信息项目</h2>
        <ul className="lines">
          {lines.map(({ subset, standing }) => (
            <SubsetLine key={subset.name} subset={subset} standing={standing} />
          ))}
        </ul>
      </section>
      {view.stage === 'empty' && first && view.can.includes('edit') && (
        <div className="bottom">
          <a className="button button-main" href={linkTo(placeOf(first, undefined))}>
            开始填写“{first.label}”
          </a>
        </div>
      )}
      {view.can.includes('submit') && (
        <div className="bottom">
          <a className="button button-main" href={linkTo({ page: 'check' })}>
            完整性检测并提交
          </a>
        </div>
      )}
      {writing && <Way />}
    </Shell>
  )
}

/** Where the ball is: the stations from the form to effect. */
function Way(): ReactElement {
  const { me, view } = useHouse()
  return (
    <section className="card" aria-labelledby="way">
      <h2 id="way">进度</h2>
      <ol className="way">
        {stations(view, me.today).map((station) => (
          <li
            key={station.name}
            className={`station-${station.state}`}
            aria-current={station.state === 'here' ? 'step' : undefined}
          >
            <Icon name={station.state === 'done' ? 'done' : station.state === 'here' ? 'here' : 'todo'} />
            <span>
              {station.name}
              <span className="unseen">{{ done: '，已完成', here: '，进行中', ahead: '，未到' }[station.state]}</span>
              {station.who && <small>{station.who}</small>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function SubsetLine({ subset, standing }: { subset: ProfileSubset; standing: Standing }): ReactElement {
  const { view } = useHouse()
  return (
    <li>
      <a className="line" href={linkTo(placeOf(subset, rowsOf(view, subset.name)[0]?.rowId))}>
        <MarkIcon mark={standing.mark} />
        <span className="line-words">
          {subset.label}
          <small className={`words-${standing.mark}`}>{standing.words}</small>
        </span>
        <Icon name="next" />
      </a>
    </li>
  )
}

/** A single subset opens its form at once; one of several rows its list. */
function placeOf(subset: ProfileSubset, first: string | undefined): Place {
  return subset.rows === 'single'
    ? { page: 'row', subset: subset.name, row: first ?? 'new' }
    : { page: 'subset', subset: subset.name }
}

function Returned(): ReactElement | null {
  const { view, profile } = useHouse()
  if (view.reasons.length === 0) return null
  return (
    <section className="card card-fix" aria-labelledby="returned">
      <h2 id="returned">
        <Icon name="fix" />
        退回 {view.reasons.length} 处，请修改后重新提交
      </h2>
      <ul className="reasons">
        {view.reasons.map((reason) => {
          const subset = profile.subsets.find((each) => each.name === reason.subset)
          const row = reason.rowId ?? (subset ? rowsOf(view, subset.name)[0]?.rowId : undefined)
          return (
            <li key={`${reason.subset}/${reason.rowId}/${reason.field}/${reason.reason}`}>
              <p>
                {whereWords(reason, profile)}：{reason.reason}
                <small>
                  {reason.by.unit} {reason.by.role} {reason.by.person}，{dayOf(reason.at)}
                </small>
              </p>
              {subset && (
                <a
                  className="button"
                  href={linkTo({
                    page: 'row',
                    subset: subset.name,
                    row: row ?? 'new',
                    ...(reason.field && { field: reason.field }),
                  })}
                >
                  去修改
                </a>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
