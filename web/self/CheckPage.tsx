import { type ReactElement, useEffect, useState } from 'react'
import type { Finding } from '../../contract/shape.ts'
import { api, sentenceOf } from './api.ts'
import { Loading, Refused } from './faces.tsx'
import { useHouse } from './house.ts'
import { Icon } from './icons.tsx'
import { go, linkTo } from './route.ts'
import { Shell } from './Shell.tsx'
import { openFields, rowsOf, type Whose, whereWords, whose } from './standing.ts'

/** 完整性检测, and the one confirmation by which the teacher hands the own part to the school. */
export function CheckPage(): ReactElement {
  const { me, view, profile, findings, reload } = useHouse()
  const [state, setState] = useState<'checking' | 'checked' | { why: string }>('checking')
  const [turn, setTurn] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` asks for another check
  useEffect(() => {
    let open = true
    setState('checking')
    reload().then(
      () => open && setState('checked'),
      (error: unknown) => open && setState({ why: sentenceOf(error) }),
    )
    return () => {
      open = false
    }
  }, [reload, turn])

  const of = (who: Whose, severity: Finding['severity']): Finding[] =>
    findings.filter((each) => each.severity === severity && whose(each, profile) === who)
  const errors = of('mine', 'error')
  const warnings = of('mine', 'warning')
  const school = [...of('school', 'error'), ...of('system', 'error')]
  const editable = view.can.includes('edit')
  const clear = profile.subsets.filter(
    (subset) => openFields(subset).length > 0 && !errors.some((each) => each.subset === subset.name),
  ).length
  return (
    <Shell me={me} title="完整性检测" tab="check">
      {state === 'checking' && <Loading />}
      {typeof state === 'object' && <Refused why={state.why} again={() => setTurn(turn + 1)} />}
      {state === 'checked' && (
        <>
          {editable ? (
            <p className={errors.length > 0 ? 'banner banner-fix' : 'banner banner-done'} role="status">
              <Icon name={errors.length > 0 ? 'fix' : 'done'} />
              {errors.length > 0
                ? `还有 ${errors.length} 处需要您填写或修改，${clear} 个项目没有问题`
                : '您填写的部分没有问题'}
            </p>
          ) : (
            <p className="banner">{view.lockedWhy}</p>
          )}
          {editable && <Group title="需要您填写或修改" tone="fix" findings={errors} />}
          <Group
            title={editable ? '请核对（不影响提交）' : '检测结果'}
            tone="ask"
            findings={editable ? warnings : [...errors, ...warnings]}
          />
          {school.length > 0 && (
            <details className="card">
              <summary>由学校填报的 {school.length} 处（不影响您提交）</summary>
              <ul className="reasons">
                {school.map((each) => (
                  <li key={keyOf(each)}>
                    <p>
                      {each.message}
                      <small>{whose(each, profile) === 'system' ? '由系统自动得出' : '由学校填报'}</small>
                    </p>
                  </li>
                ))}
              </ul>
            </details>
          )}
          {view.can.includes('submit') && <Submit errors={errors.length} />}
          {view.stage === 'empty' && <p className="banner">还没有填写任何内容，填写后才能提交</p>}
        </>
      )}
    </Shell>
  )
}

function Group(props: { title: string; tone: 'fix' | 'ask'; findings: readonly Finding[] }): ReactElement | null {
  const { profile, view } = useHouse()
  if (props.findings.length === 0) return null
  const subsets = profile.subsets.filter((subset) => props.findings.some((each) => each.subset === subset.name))
  return (
    <section className={`card card-${props.tone}`}>
      <h2>{props.title}</h2>
      {subsets.map((subset) => (
        <div key={subset.name}>
          <h3>{subset.label}</h3>
          <ul className="reasons">
            {props.findings
              .filter((each) => each.subset === subset.name)
              .map((each) => {
                const first = subset.rows === 'single' ? rowsOf(view, subset.name)[0]?.rowId : undefined
                const row = each.row ?? first ?? 'new'
                const field = each.field ?? undefined
                return (
                  <li key={keyOf(each)}>
                    <p>{each.message}</p>
                    <a
                      className="button"
                      href={linkTo({ page: 'row', subset: subset.name, row, ...(field && { field }) })}
                      aria-label={`去填：${whereWords(each, profile)}`}
                    >
                      {props.tone === 'fix' ? '去填' : '去看'}
                    </a>
                  </li>
                )
              })}
          </ul>
        </div>
      ))}
    </section>
  )
}

function Submit({ errors }: { errors: number }): ReactElement {
  const { view, setView } = useHouse()
  const [state, setState] = useState<'idle' | 'asking' | 'sending' | { why: string }>('idle')
  const submit = async (): Promise<void> => {
    setState('sending')
    try {
      setView(await api.submit(view.id))
      go({ page: 'home' })
    } catch (error) {
      setState({ why: sentenceOf(error) })
    }
  }
  if (errors > 0)
    return (
      <div className="bottom">
        <button type="button" className="button button-main" disabled>
          改正 {errors} 处后才能提交
        </button>
      </div>
    )
  if (state === 'idle')
    return (
      <div className="bottom">
        <button type="button" className="button button-main" onClick={() => setState('asking')}>
          提交我的信息
        </button>
      </div>
    )
  return (
    <section className="card" aria-labelledby="confirm">
      <h2 id="confirm">确认提交</h2>
      <p>提交后由 {view.unitName} 的信息管理员核对，学校负责人审核签字，再报送主管教育行政部门审核，通过后生效。</p>
      <p>提交以后不能再修改；需要修改时，请联系学校的信息管理员退回。</p>
      {typeof state === 'object' && (
        <p className="wrong" role="alert">
          没有提交：{state.why}
        </p>
      )}
      <button type="button" className="button button-main" disabled={state === 'sending'} onClick={() => void submit()}>
        {state === 'sending' ? '正在提交…' : '确认提交'}
      </button>
      <button type="button" className="button" disabled={state === 'sending'} onClick={() => setState('idle')}>
        再看一看
      </button>
    </section>
  )
}

function keyOf(finding: Finding): string {
  return `${finding.subset}/${finding.row}/${finding.field}/${finding.code}/${finding.message}`
}
