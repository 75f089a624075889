import { type ReactElement, useState } from 'react'
import type { ProfileSubset } from '../../standard/indicator.ts'
import { showValue } from '../../standard/show-value.ts'
import { api, sentenceOf } from './api.ts'
import { knownAreas, tableOf, tablesOf, useTables } from './code-tables.ts'
import { Loading, Refused } from './faces.tsx'
import { type RowView, useHouse } from './house.ts'
import { Icon, MarkIcon } from './icons.tsx'
import { linkTo } from './route.ts'
import { Shell } from './Shell.tsx'
import { openFields, rowsOf, whose } from './standing.ts'

/** A subset of several rows: its list, and 新增 where the teacher fills it. */
export function SubsetPage({ name }: { name: string }): ReactElement {
  const { me, profile, view } = useHouse()
  const subset = profile.subsets.find((each) => each.name === name)
  const tables = useTables(subset ? tablesOf(subset).filter((table) => table !== 'area') : [])
  if (!subset)
    return (
      <Shell me={me} title="没有找到" back={{ page: 'home' }}>
        <Refused why="本省的指标体系中没有这一项信息" />
      </Shell>
    )
  const rows = rowsOf(view, name)
  const mine = openFields(subset).length > 0
  const may = mine && view.can.includes('edit')
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
            <RowLine key={row.rowId} subset={subset} row={row} index={index} may={may} />
          ))}
        </ul>
      )}
      {may && (
        <div className="bottom">
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
  const returned = view.reasons.some((each) => each.rowId === row.rowId)
  const title = titleOf(subset, row) || `第 ${props.index + 1} 条`
  const state = returned
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
      <a className="line" href={linkTo({ page: 'row', subset: subset.name, row: row.rowId })}>
        <MarkIcon mark={returned || mine > 0 ? 'fix' : 'done'} />
        <span className="line-words">
          {title}
          <small>{state}</small>
        </span>
        <Icon name="next" />
      </a>
      {props.may && row.op === 'add' && !asking && (
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

/** '大学本科毕业 · 某师范大学 · 2008-07': what tells this row from the others. */
function titleOf(subset: ProfileSubset, row: RowView): string {
  const names = subset.naturalKey.length > 0 ? subset.naturalKey : subset.fields.slice(0, 3).map((field) => field.name)
  return names
    .flatMap((name) => {
      const field = subset.fields.find((each) => each.name === name)
      return (field && showValue(field, row.values[name], tableOf, knownAreas())) || []
    })
    .join(' · ')
}
