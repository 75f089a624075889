import { CheckCircleFilled, CloseCircleFilled, WarningFilled } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { Button, Progress, Segmented } from 'antd'
import type { ReactNode } from 'react'
import { deskApi, type ProblemRule } from '../../contract/desk.ts'
import { useLoad } from '../platform/api.ts'
import { useUrlState } from '../platform/list.tsx'
import { useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page, RefusedNote } from '../platform/Page.tsx'
import { moment } from '../platform/time.tsx'
import { PlaceChooser } from '../unit/places.tsx'
import { HeatTable } from './HeatTable.tsx'
import { ProblemPeople } from './ProblemPeople.tsx'
import { SchoolProblems } from './SchoolProblems.tsx'
import { type Checking, useChecking } from './use-checking.ts'
import './desk.css'

const count = (n: number) => n.toLocaleString('zh-CN')
const first = { unitId: '', view: 'rules', rule: '', search: '', stage: '', page: 1, size: 20 }

/** 问题数据: of the own school by rule, with the people and the way to mend; by persons and subsets; of schools below as numbers. */
export function ProblemsPage() {
  const { post } = useMe()
  const [state, set] = useUrlState(first)
  const school = post.level === 'school'
  const checking = useChecking(school || state.unitId !== '' ? state.unitId : null)
  const query = state.unitId === '' ? {} : { unitId: state.unitId }
  const load = useLoad(deskApi.problems, { query }, { keep: true })
  const chosen =
    load.data?.rules.find((rule) => keyOf(rule) === state.rule) ?? (school ? load.data?.rules[0] : undefined)
  return (
    <Page
      title="问题数据"
      crumbs={school ? [{ title: '学校工作', to: '/desk' }] : []}
      extra={school ? null : load.data && <span className="xt-quiet">{load.data.unitName}</span>}
      action={
        school ? (
          <PlaceChooser value={state.unitId} onChange={(unitId) => set({ ...first, unitId })} />
        ) : (
          state.unitId !== '' && <Button onClick={() => set(first)}>返回各校</Button>
        )
      }
    >
      {school && (
        <Segmented
          className="xt-desk-views"
          value={state.view}
          onChange={(view) => set({ ...first, unitId: state.unitId, view })}
          options={[
            { value: 'rules', label: '按问题' },
            { value: 'heat', label: '按人员和信息集' },
          ]}
        />
      )}
      {(school || state.unitId !== '') && <CheckLine checking={checking} oldest={load.data?.oldest ?? null} />}
      {state.view === 'heat' && school ? (
        <HeatTable {...{ state, set, query }} />
      ) : (
        <Loaded load={load}>
          {(data) => (
            <>
              {data.wide ? (
                <p>{`${data.unitName}共 ${count(data.total)} 人，人数较多，请在下面按学校查看。`}</p>
              ) : (
                <p>
                  {`${data.unitName}共 ${count(data.total)} 人，已检测 ${count(data.checked)} 人，其中 `}
                  <b>{count(data.withErrors)}</b>
                  {' 人有错误。'}
                </p>
              )}
              {!school && state.unitId === '' && <SchoolProblems onOpen={(unitId) => set({ ...first, unitId })} />}
              {!school && !data.wide && <h2>按问题</h2>}
              <div className={school ? 'xt-desk-problems' : ''}>
                {!data.wide && (
                  <RuleList
                    rules={data.rules}
                    chosen={chosen}
                    {...(data.own && { onChoose: (rule: ProblemRule) => set({ rule: keyOf(rule), page: 1 }) })}
                  />
                )}
                {school && chosen && <ProblemPeople key={keyOf(chosen)} rule={chosen} {...{ state, set, query }} />}
              </div>
            </>
          )}
        </Loaded>
      )}
    </Page>
  )
}

export const keyOf = (rule: Pick<ProblemRule, 'subset' | 'field' | 'code' | 'severity'>) =>
  [rule.severity, rule.subset, rule.field ?? '', rule.code].join('|')

function CheckLine({ checking, oldest }: { checking: Checking; oldest: string | null }): ReactNode {
  const { left, of, refusal, start } = checking
  if (refusal) return <RefusedNote refusal={refusal} onClose={start} />
  const going = left === null || left > 0
  return (
    <div className="xt-desk-check" aria-live="polite">
      {going ? (
        <>
          <span>完整性检测{of > 0 ? `：${of - (left ?? 0)} / ${of} 人` : '…'}</span>
          <Progress
            percent={of > 0 ? Math.floor(((of - (left ?? 0)) * 100) / of) : 0}
            showInfo={false}
            aria-label="检测进度"
          />
        </>
      ) : (
        <span className="xt-quiet">
          <CheckCircleFilled /> 检测结果已是最新{oldest && <>（最早检测于 {moment(oldest)}）</>}
        </span>
      )}
    </div>
  )
}

function RuleList(props: {
  rules: readonly ProblemRule[]
  chosen: ProblemRule | undefined
  onChoose?: (rule: ProblemRule) => void
}) {
  const { rules, chosen, onChoose } = props
  if (rules.length === 0) return <Nothing what="没有发现问题。" next={<Link to="/desk">去核对并提交负责人</Link>} />
  return (
    <ul className="xt-desk-rules" aria-label="问题">
      {rules.map((rule) => {
        const words = (
          <>
            {rule.severity === 'error' ? (
              <CloseCircleFilled className="xt-error-icon" aria-label="错误" />
            ) : (
              <WarningFilled className="xt-warning-icon" aria-label="提醒" />
            )}
            <span>
              {rule.fieldLabel ?? rule.subsetLabel}：{rule.title}
              <small>{rule.subsetLabel}</small>
            </span>
            <b>{rule.people.toLocaleString('zh-CN')} 人</b>
          </>
        )
        return (
          <li key={keyOf(rule)}>
            {onChoose ? (
              <button type="button" aria-pressed={rule === chosen} onClick={() => onChoose(rule)}>
                {words}
              </button>
            ) : (
              <div>{words}</div>
            )}
          </li>
        )
      })}
    </ul>
  )
}
