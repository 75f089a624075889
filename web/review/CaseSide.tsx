import { CloseCircleFilled, ExclamationCircleFilled, RollbackOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { moment } from '../platform/time.tsx'
import { placeName, type Standard } from '../record/standard.tsx'
import { Steps } from '../teacher/Standing.tsx'
import type { CaseView } from './places.ts'

/** Beside a case: what the checks say, where it stands, who entered what, what it was returned for before. */
export function CaseSide({ standard, view }: { standard: Standard; view: CaseView }) {
  return (
    <>
      <section className="xt-card">
        <h2>检测结果</h2>
        {view.findings.length === 0 && <p className="xt-quiet">完整性检测没有发现问题。</p>}
        <ul className="xt-said">
          {view.findings.map((finding) => (
            <li
              key={`${finding.subset}${finding.row}${finding.field}${finding.message}`}
              className={`xt-finding xt-${finding.severity}`}
            >
              {finding.severity === 'error' ? (
                <CloseCircleFilled aria-label="错误" />
              ) : (
                <ExclamationCircleFilled aria-label="提醒" />
              )}{' '}
              {finding.message}
            </li>
          ))}
        </ul>
      </section>
      {view.reasons.length > 0 && (
        <section className="xt-card">
          <h2>上次退回理由</h2>
          <ul className="xt-said">
            {view.reasons.map((reason) => (
              <li key={`${reason.rowId}${reason.field}${reason.reason}`}>
                <RollbackOutlined aria-hidden /> {reason.subset ? placeName(standard, reason) : '整体'}：{reason.reason}
                <div className="xt-quiet">
                  {reason.by.unit} {reason.by.person} · {moment(reason.at)}
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="xt-card">
        <h2>环节</h2>
        <Steps steps={view.steps} />
      </section>
      <section className="xt-card">
        <h2>填报人</h2>
        <ul className="xt-said">
          {authorsOf(view).map(([who, count]) => (
            <li key={who}>
              {who}：{count} 项
            </li>
          ))}
        </ul>
        {view.teacherId && (
          <Link to="/teachers/$teacherId" params={{ teacherId: view.teacherId }}>
            打开完整档案
          </Link>
        )}
      </section>
    </>
  )
}

function authorsOf(view: CaseView): [who: string, count: number][] {
  const counts = new Map<string, number>()
  for (const item of view.items)
    for (const by of Object.values(item.enteredBy)) {
      const who = `${by.person}（${by.role}）`
      counts.set(who, (counts.get(who) ?? 0) + 1)
    }
  return [...counts].sort((a, b) => b[1] - a[1])
}
