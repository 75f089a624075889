import { CheckCircleFilled, ExclamationCircleFilled } from '@ant-design/icons'
import { Modal } from 'antd'
import type { ItemResult, SetResult } from '../../contract/report.ts'
import './teacher.css'

/** What became of each person in an act over many: those left out first, with the reason. */
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
          <ul aria-label="未办理">
            {skipped.map((result) => (
              <li key={result.id}>
                <b>{result.name || '（不在本校）'}</b>：{result.why}
              </li>
            ))}
          </ul>
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

/** The results of an act over a set, to be read and closed. */
export function ResultsDialog(props: { title: string; result: SetResult | null; onClose: () => void }) {
  const { title, result, onClose } = props
  return (
    <Modal
      open={result !== null}
      title={result ? `${title}：办理 ${result.done} 人，未办理 ${result.skipped} 人` : title}
      okText="知道了"
      cancelButtonProps={{ hidden: true }}
      onOk={onClose}
      onCancel={onClose}
      width={560}
    >
      {result && <ResultList results={result.results} />}
    </Modal>
  )
}
