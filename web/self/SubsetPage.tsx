import { type ReactElement, useState } from 'react'
import type { ProfileSubset } from '../../standard/indicator.ts'
import { newestFirst } from '../../standard/newest-first.ts'
import { noneRow } from '../../standard/none.ts'
import { api, sentenceOf } from './api.ts'
import { knownAreas, tableOf, tablesOf, useTables } from './code-tables.ts'
import { Loading, Refused } from './faces.tsx'
import { type RowView, useHouse } from './house.ts'
import { Icon, MarkIcon } from './icons.tsx'
import { linkTo } from './route.ts'
import { Shell } from './Shell.tsx'
import { additionOf, additionWords, mayWrite, nextPlace, openFields, rowsOf, whose } from './standing.ts'
import { titleOf } from './titles.ts'

/** A subset of several rows: its list, and 新增 where the teacher fills it. */
export function SubsetPage({ name }: { name: string }): ReactElement {
  const house = useHouse()
  const { me, profile, view } = house
  const subset = profile.subsets.find((each) => each.name === name)
  const tables = useTables(subset ? tablesOf(subset).filter((table) => table !== 'area') : [])
  if (!subset)
    return (
      <Shell me={me} title="没有找到" back={{ page: 'home' }}>
        <Refused why="本省的指标体系中没有这一项信息" />
      </Shell>
    )
  const rows = newestFirst(subset, rowsOf(view, name))
  const mine = openFields(subset).length > 0
  const may = mine && mayWrite(view, name, undefined)
  const collecting = view.can.includes('edit')
  return (
    <Shell me={me} title={subset.label} back={{ page: 'home' }}>
      {!mine && <p className="banner">{closedWords(subset)}</p>}
      {mine && !may && view.lockedWhy && <p className="banner">{view.lockedWhy}</p>}
      {subset.help && <p className="quiet">{subset.help}</p>}
      {tables.failed && <Refused why={tables.failed} again={tables.again} />}
      {!tables.ready && !tables.failed && <Loading />}
      {tables.ready && rows.length === 0 && (
        <div className="card face">
          <p>{mine ? '还没有填写' : '学校还没有填报'}</p>
        </div>
      )}
      {tables.ready && rows.length > 0 && (
        <ul className="card lines">
          {rows.map((row, index) => (
            <RowLine key={row.rowId} subset={subset} row={row} index={index} may={mine && mayWrite(view, name, row)} />
          ))}
        </ul>
      )}
      {tables.ready && may && collecting && rows.length === 0 && <None subset={subset} />}
      {may && (
        <div className="bottom">
          {collecting && rows.length > 0 && (
            <a className="button" href={linkTo(nextPlace(house, subset))}>
              下一项
            </a>
          )}
          <a className="button button-main" href={linkTo({ page: 'row', subset: name, row: 'new' })}>
            新增一条{subset.label}
          </a>
        </div>
      )}
    </Shell>
  )
}

/** Who fills a subset that is closed to the teacher. */
export function closedWords(subset: ProfileSubset): string {
  if (subset.rows === 'derived') return '由系统根据其他记录自动得出，不需要填写。'
  return subset.fields.find((field) => field.lockedWhy)?.lockedWhy ?? '由学校填报。'
}

function RowLine(props: { subset: ProfileSubset; row: RowView; index: number; may: boolean }): ReactElement {
  const { subset, row } = props
  const { view, profile, findings, reload } = useHouse()
  const [asking, setAsking] = useState(false)
  const [why, setWhy] = useState<string | null>(null)
  const wrong = findings.filter(
    (each) => each.subset === subset.name && each.row === row.rowId && each.severity === 'error',
  )
  const mine = wrong.filter((each) => whose(each, profile) === 'mine').length
  const addition = additionOf(view, row.rowId)
  const returned = addition?.stage === 'returned' || view.reasons.some((each) => each.rowId === row.rowId)
  const title = titleOf(subset, row) || `第 ${props.index + 1} 条`
  const state = addition
    ? additionWords[addition.stage]
    : returned
      ? '退回，请修改'
      : mine > 0
        ? `${mine} 处需要填写或修改`
        : row.state === 'effective'
          ? '已生效'
          : '已填好'
  const remove = async (): Promise<void> => {
    try {
      await api.removeRow(view.id, subset.name, row.rowId)
      await reload()
    } catch (error) {
      setWhy(sentenceOf(error))
    }
  }
  return (
    <li>
      <a
        className="line"
        href={linkTo(
          addition
            ? { page: 'addition', change: addition.changeId }
            : { page: 'row', subset: subset.name, row: row.rowId },
        )}
      >
        <MarkIcon mark={returned || (mine > 0 && !addition) ? 'fix' : addition?.stage === 'draft' ? 'todo' : 'done'} />
        <span className="line-words">
          {title}
          <small>{state}</small>
        </span>
        <Icon name="next" />
      </a>
      {props.may && row.op === 'add' && !addition && !asking && (
        <button type="button" className="link" onClick={() => setAsking(true)} aria-label={`删除 ${title}`}>
          删除
        </button>
      )}
      {asking && (
        <p className="asking" role="alert">
          确定删除“{title}”这一条？
          <button type="button" className="button button-warn" onClick={() => void remove()}>
            删除这一条
          </button>
          <button type="button" className="button" onClick={() => setAsking(false)}>
            不删除
          </button>
          {why && <span className="wrong">{why}</span>}
        </p>
      )}
    </li>
  )
}

/** “无” in one tap, where the standard has a row that says so; it stands as a row, which can be taken back like any other. */
function None({ subset }: { subset: ProfileSubset }): ReactElement | null {
  const { me, view, reload } = useHouse()
  const [state, setState] = useState<'idle' | 'saving' | { why: string }>('idle')
  if (subset.missing === 'nothing') return <p className="quiet">没有“{subset.label}”的，不用填写。</p>
  const areas = knownAreas()
  const known = { today: me.today, tables: tableOf, school: { type: '', name: view.unitName }, ...(areas && { areas }) }
  const values = noneRow(subset, known)
  if (!values) return null
  const save = async (): Promise<void> => {
    setState('saving')
    try {
      await api.saveRow(view.id, { subset: subset.name, values: values as Record<string, string> })
      await reload()
    } catch (error) {
      setState({ why: sentenceOf(error) })
    }
  }
  return (
    <section className="card" aria-label="无">
      <p>没有“{subset.label}”的，点一下即填好“无”，以后可以删除。</p>
      <button type="button" className="button" disabled={state === 'saving'} onClick={() => void save()}>
        {state === 'saving' ? '正在保存…' : '无'}
      </button>
      {typeof state === 'object' && (
        <p className="wrong" role="alert">
          没有保存：{state.why}
        </p>
      )}
    </section>
  )
}
