import { type ReactElement, useEffect, useState } from 'react'
import type { ProfileSubset } from '../../standard/indicator.ts'
import { saveForm } from '../platform/files/transfer.ts'
import { sentenceOf } from './api.ts'
import { useHouse } from './house.ts'
import { Icon, MarkIcon } from './icons.tsx'
import { Lesson } from './Lesson.tsx'
import { linkTo } from './route.ts'
import { Shell } from './Shell.tsx'
import {
  additionStations,
  additionWords,
  completeness,
  deadlineWords,
  placeOf,
  rowsOf,
  type Standing,
  standingOf,
  stations,
  whereWords,
} from './standing.ts'
import { Way } from './Way.tsx'
import { Withdraw } from './Withdraw.tsx'
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
  const optional = lines.filter(({ standing }) => standing.mark === 'optional')
  const lineOf = ({ subset, standing }: (typeof lines)[number]) => (
    <SubsetLine key={subset.name} subset={subset} standing={standing} />
  )
  const next = lines.find(({ standing }) => standing.mark === 'todo' || standing.mark === 'fix')?.subset
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
      <Additions />
      {view.can.includes('edit') && (
        <div className="bottom">
          {view.can.includes('submit') && (
            <a className={next ? 'button' : 'button button-main'} href={linkTo({ page: 'check' })}>
              完整性检测并提交
            </a>
          )}
          {next && (
            <a className="button button-main" href={linkTo(placeOf(next, view))}>
              {view.stage === 'empty' ? '开始填写' : '继续填写'}“{next.label}”
            </a>
          )}
        </div>
      )}
      {view.adds.length > 0 && (
        <div className="bottom">
          <a className="button button-main" href={linkTo({ page: 'add' })}>
            新增信息
          </a>
        </div>
      )}
      {!writing && view.stage !== 'effective' && <Way stations={stations(view, me.today)} />}
      {view.stage === 'check' && view.caseId && <Withdraw caseId={view.caseId} />}
      <Papers />
      <section className="card" aria-labelledby="subsets">
        <h2 id="subsets">信息项目</h2>
        <ul className="lines">{lines.filter(({ standing }) => standing.mark !== 'optional').map(lineOf)}</ul>
        {optional.length > 0 && (
          <details>
            <summary>选填、还没有填的 {optional.length} 项</summary>
            <ul className="lines">{optional.map(lineOf)}</ul>
          </details>
        )}
      </section>
      {writing && <Way stations={stations(view, me.today)} />}
      {me.practice && <Lesson />}
    </Shell>
  )
}

function SubsetLine({ subset, standing }: { subset: ProfileSubset; standing: Standing }): ReactElement {
  const { view } = useHouse()
  return (
    <li>
      <a className="line" href={linkTo(placeOf(subset, view))}>
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

/** What was added to the record in effect and is not yet effective itself. */
function Additions(): ReactElement | null {
  const { me, profile, view } = useHouse()
  if (view.additions.length === 0) return null
  return (
    <section className="card" aria-labelledby="additions">
      <h2 id="additions">办理中的新增信息</h2>
      <ul className="lines">
        {view.additions.map((each) => {
          const here = additionStations(each, me.today).find(({ state }) => state === 'here')
          const mark = each.stage === 'returned' ? 'fix' : each.stage === 'draft' ? 'todo' : 'done'
          const labels = each.rows.map(({ subset }) => profile.subsets.find(({ name }) => name === subset)?.label)
          return (
            <li key={each.changeId}>
              <a className="line" href={linkTo({ page: 'addition', change: each.changeId })}>
                <MarkIcon mark={mark} />
                <span className="line-words">
                  {[...new Set(labels)].join('、')}
                  <small className={`words-${mark}`}>
                    {additionWords[each.stage]}
                    {here?.who && each.stage !== 'draft' && `，${here.who}`}
                  </small>
                </span>
                <Icon name="next" />
              </a>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** The papers: documents, the printed form, who has looked, and whom to ask. */
function Papers(): ReactElement {
  const { view } = useHouse()
  const [why, setWhy] = useState<string | null>(null)
  const [printing, setPrinting] = useState(false)
  const print = async (): Promise<void> => {
    setPrinting(true)
    setWhy(null)
    try {
      setWhy(await saveForm(view.id))
    } catch (error) {
      setWhy(error instanceof Error ? error.message : sentenceOf(error))
    } finally {
      setPrinting(false)
    }
  }
  return (
    <section className="card" aria-label="材料和登记表">
      <p className="papers">
        <a className="button" href={linkTo({ page: 'box' })}>
          材料袋
        </a>
        {view.seen !== 'nothing' && (
          <button type="button" className="button" disabled={printing} onClick={() => void print()}>
            {printing ? '正在生成…' : '打印登记表'}
          </button>
        )}
        <a className="button" href={linkTo({ page: 'help' })}>
          求助
        </a>
      </p>
      {why && (
        <p className="ask" role="alert">
          {why}
        </p>
      )}
    </section>
  )
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
