import { type ReactElement, useState } from 'react'
import type { AdditionView } from '../../contract/teacher.ts'
import type { ProfileSubset } from '../../standard/indicator.ts'
import { showValue } from '../../standard/show-value.ts'
import { api, sentenceOf } from './api.ts'
import { knownAreas, tableOf, tablesOf, useTables } from './code-tables.ts'
import { Loading, Refused } from './faces.tsx'
import { type RowView, useHouse } from './house.ts'
import { Icon } from './icons.tsx'
import { go, linkTo } from './route.ts'
import { Shell } from './Shell.tsx'
import { additionStations, additionWords, rowsOf, whereWords, whose } from './standing.ts'
import { Way } from './Way.tsx'
import { Withdraw } from './Withdraw.tsx'
import { dayOf } from './when.ts'

/** One addition: what it says, who has it and for how long, why it was returned, and the next step. */
export function AdditionPage({ change }: { change: string }): ReactElement {
  const { me, profile, view } = useHouse()
  const addition = view.additions.find((each) => each.changeId === change)
  const subsets = profile.subsets.filter(({ name }) => addition?.rows.some((row) => row.subset === name))
  const tables = useTables(subsets.flatMap(tablesOf))
  if (!addition)
    return (
      <Shell me={me} title="新增信息" back={{ page: 'home' }}>
        <p className="banner">这条新增信息已经生效，或已被删除。</p>
        <a className="button" href={linkTo({ page: 'history' })}>
          查看信息沿革
        </a>
      </Shell>
    )
  return (
    <Shell me={me} title={`新增${subsets[0]?.label ?? '信息'}`} back={{ page: 'home' }}>
      <p className={`notice words-${addition.stage === 'returned' ? 'fix' : 'done'}`}>
        {additionWords[addition.stage]}
      </p>
      <Reasons addition={addition} />
      {tables.failed && <Refused why={tables.failed} again={tables.again} />}
      {!tables.ready && !tables.failed && <Loading />}
      {tables.ready &&
        addition.rows.map(({ subset, rowId }) => {
          const of = subsets.find(({ name }) => name === subset)
          const row = rowsOf(view, subset).find((each) => each.rowId === rowId)
          return of && row ? <RowCard key={rowId} subset={of} row={row} edit={addition.can.includes('edit')} /> : null
        })}
      <Way stations={additionStations(addition, me.today)} />
      {addition.can.includes('submit') && <Submit addition={addition} />}
      {addition.can.includes('withdraw') && addition.caseId && <Withdraw caseId={addition.caseId} />}
    </Shell>
  )
}

function Reasons({ addition }: { addition: AdditionView }): ReactElement | null {
  const { profile } = useHouse()
  if (addition.reasons.length === 0) return null
  return (
    <section className="card card-fix" aria-labelledby="returned">
      <h2 id="returned">
        <Icon name="fix" />
        退回 {addition.reasons.length} 处，请修改后重新提交
      </h2>
      <ul className="reasons">
        {addition.reasons.map((reason) => (
          <li key={`${reason.rowId}/${reason.field}/${reason.reason}`}>
            <p>
              {whereWords(reason, profile)}：{reason.reason}
              <small>
                {reason.by.unit} {reason.by.role} {reason.by.person}，{dayOf(reason.at)}
              </small>
            </p>
            {reason.subset && addition.rows[0] && (
              <a
                className="button"
                href={linkTo({
                  page: 'row',
                  subset: reason.subset,
                  row: reason.rowId ?? addition.rows[0].rowId,
                  ...(reason.field && { field: reason.field }),
                })}
              >
                去修改
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What the row says, and who still has to fill something in it. */
function RowCard({ subset, row, edit }: { subset: ProfileSubset; row: RowView; edit: boolean }): ReactElement {
  const { profile, findings } = useHouse()
  const filled = subset.fields.flatMap((field) => {
    const words = row.masked[field.name] ?? showValue(field, row.values[field.name], tableOf, knownAreas())
    return words ? [{ name: field.name, label: field.label, words }] : []
  })
  const here = findings.filter(
    (each) => each.subset === subset.name && each.row === row.rowId && each.severity === 'error',
  )
  const mine = here.filter((each) => whose(each, profile) === 'mine')
  return (
    <section className="card">
      <h2>{subset.label}</h2>
      <dl className="facts">
        {filled.map(({ name, label, words }) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      {edit && mine.length > 0 && (
        <ul className="reasons">
          {mine.map((each) => (
            <li key={`${each.field}/${each.code}`}>
              <p className="wrong">{each.message}</p>
            </li>
          ))}
        </ul>
      )}
      {edit && here.length > mine.length && <p className="quiet">另有 {here.length - mine.length} 处由学校补充</p>}
      {edit && (
        <a className="button" href={linkTo({ page: 'row', subset: subset.name, row: row.rowId })}>
          修改
        </a>
      )}
    </section>
  )
}

function Submit({ addition }: { addition: AdditionView }): ReactElement {
  const { view, reload } = useHouse()
  const [state, setState] = useState<'idle' | 'sending' | { why: string }>('idle')
  const run = async (deed: () => Promise<unknown>, away: boolean): Promise<void> => {
    setState('sending')
    try {
      await deed()
      if (away) go({ page: 'home' })
      await reload()
      setState('idle')
    } catch (error) {
      setState({ why: sentenceOf(error) })
    }
  }
  const remove = async (): Promise<void> => {
    for (const { subset, rowId } of addition.rows) await api.removeRow(view.id, subset, rowId)
  }
  return (
    <>
      {typeof state === 'object' && (
        <p className="banner banner-fix" role="alert">
          没有办成：{state.why}
        </p>
      )}
      <p className="quiet">提交后由 {view.unitName} 的信息管理员核对；还没有人打开时可以撤回。</p>
      <div className="bottom">
        <Remove onRemove={() => void run(remove, true)} />
        <button
          type="button"
          className="button button-main"
          disabled={state === 'sending'}
          onClick={() => void run(() => api.submitAddition(view.id, addition.changeId), false)}
        >
          {state === 'sending' ? '正在办理…' : '提交这一条'}
        </button>
      </div>
    </>
  )
}

function Remove({ onRemove }: { onRemove: () => void }): ReactElement {
  const [asking, setAsking] = useState(false)
  return (
    <button
      type="button"
      className={asking ? 'button button-warn' : 'button'}
      onBlur={() => setAsking(false)}
      onClick={() => (asking ? onRemove() : setAsking(true))}
    >
      {asking ? '确定删除' : '删除'}
    </button>
  )
}
