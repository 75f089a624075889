import { CheckCircleFilled, ExclamationCircleFilled } from '@ant-design/icons'
import { Button, Modal } from 'antd'
import type { ItemResult, SetResult } from '../../contract/report.ts'
import './teacher.css'

/** What became of each person in an act over many: those left out first, by reason. */
export function ResultList({ results }: { results: readonly ItemResult[] }) {
  const skipped = results.filter((result) => result.outcome === 'skipped')
  const done = results.filter((result) => result.outcome === 'done')
  return (
    <div className="xt-results">
      {skipped.length > 0 && (
        <>
          <h3>
            <ExclamationCircleFilled aria-hidden /> 未办理 {skipped.length} 人
          </h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <section className="xt-skipped" aria-label="未办理" tabIndex={0}>
            <ul>
              {byReason(skipped).map(([why, names]) => (
                <li key={why}>
                  <b>{names.join('、')}</b>
                  {names.length > 3 && `（${names.length} 人）`}：{why}
                </li>
              ))}
            </ul>
          </section>
        </>
      )}
      {done.length > 0 && (
        <>
          <h3>
            <CheckCircleFilled aria-hidden /> 已办理 {done.length} 人
          </h3>
          <p>{done.map((result) => result.name).join('、')}</p>
        </>
      )}
    </div>
  )
}

function byReason(results: readonly ItemResult[]): [why: string, names: string[]][] {
  const groups = new Map<string, string[]>()
  for (const { why, name } of results) groups.set(why, [...(groups.get(why) ?? []), name || '（不在名单中）'])
  return [...groups]
}

/** The results of an act over a set, to be read and closed. */
export function ResultsDialog(props: { title: string; result: SetResult | null; onClose: () => void }) {
  const { title, result, onClose } = props
  return (
    <Modal
      open={result !== null}
      title={result ? `${title}：办理 ${result.done} 人，未办理 ${result.skipped} 人` : title}
      footer={
        <Button type="primary" onClick={onClose}>
          知道了
        </Button>
      }
      onCancel={onClose}
      width={560}
    >
      {result && <ResultList results={result.results} />}
    </Modal>
  )
}
