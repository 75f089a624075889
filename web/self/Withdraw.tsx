import { type ReactElement, useState } from 'react'
import { api, sentenceOf } from './api.ts'
import { useHouse } from './house.ts'

/** 撤回 what was submitted, while the school has not opened it; asks first, and says why where it is too late. */
export function Withdraw({ caseId }: { caseId: string }): ReactElement {
  const { reload } = useHouse()
  const [state, setState] = useState<'idle' | 'asking' | 'sending' | { why: string }>('idle')
  const withdraw = async (): Promise<void> => {
    setState('sending')
    try {
      const [result] = (await api.withdraw(caseId)).results
      if (result?.outcome === 'skipped') return setState({ why: result.why })
      await reload()
    } catch (error) {
      setState({ why: sentenceOf(error) })
    }
  }
  if (state === 'idle')
    return (
      <div className="bottom">
        <button type="button" className="button" onClick={() => setState('asking')}>
          撤回
        </button>
      </div>
    )
  return (
    <section className="card" aria-label="撤回">
      {typeof state === 'object' ? (
        <p className="wrong" role="alert">
          没有撤回：{state.why}
        </p>
      ) : (
        <>
          <p>撤回后可以修改，再重新提交。学校打开查看以后就不能撤回了。</p>
          <button
            type="button"
            className="button button-main"
            disabled={state === 'sending'}
            onClick={() => void withdraw()}
          >
            {state === 'sending' ? '正在撤回…' : '确认撤回'}
          </button>
        </>
      )}
      <button type="button" className="button" disabled={state === 'sending'} onClick={() => setState('idle')}>
        {typeof state === 'object' ? '知道了' : '不撤回'}
      </button>
    </section>
  )
}
