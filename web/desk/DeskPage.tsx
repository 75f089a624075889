import { Link } from '@tanstack/react-router'
import { deskApi } from '../../contract/desk.ts'
import type { Answer } from '../../contract/endpoint.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { useLoad } from '../platform/api.ts'
import { useCan, useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page } from '../platform/Page.tsx'
import { StageBar, StageLegend } from '../platform/StageBar.tsx'
import { moment } from '../platform/time.tsx'
import { FillingCard } from './FillingCard.tsx'
import { SetActs } from './SetActs.tsx'
import './desk.css'

type Summary = Answer<typeof deskApi.summary>

/** 学校工作: where the school stands, the acts over a set, and for the 负责人 what he is about to sign, in numbers. */
export function DeskPage() {
  const { post } = useMe()
  const can = useCan()
  const load = useLoad(deskApi.summary, {}, { everySeconds: 60 })
  const head = post.role === 'head'
  return (
    <Page title="学校工作" bare>
      <Loaded load={load}>
        {(data) => (
          <>
            {head && <Signing signing={data.signing} head />}
            <section className="xt-card" aria-label="本校进度">
              <h2>本校进度</h2>
              <StageBar counts={data.counts} height={18} />
              <StageLegend />
              {!head && (
                <p className="xt-desk-acts">
                  <Link to="/desk/problems" className="xt-button">
                    问题数据
                  </Link>
                  <Link to="/desk/sheet" className="xt-button">
                    批量填报
                  </Link>
                </p>
              )}
            </section>
            {!head && <SetActs counts={data.counts} />}
            {!head && data.signing.people > 0 && <Signing signing={data.signing} head={false} />}
            {can('filling.choose') && <FillingCard />}
          </>
        )}
      </Loaded>
    </Page>
  )
}

/** 交接单: what waits for the signature. The 负责人 goes on from it to the people. */
function Signing({ signing, head }: { signing: Summary['signing']; head: boolean }) {
  if (signing.people === 0)
    return (
      <section className="xt-card">
        <Nothing what="现在没有等您签字的信息。学校信息管理员核对并提交后，会出现在这里。" />
      </section>
    )
  return (
    <section className="xt-card" aria-label="交接单">
      <div className="xt-desk-head">
        <h2>交接单：{signing.people} 人等待负责人签字</h2>
        {head && (
          <AppLink to="/review?step=sign" className="xt-button xt-button-first xt-big">
            去审核签字
          </AppLink>
        )}
      </div>
      <p className="xt-quiet">
        {signing.handedBy && <>{signing.handedBy} </>}
        {signing.handedAt && <>提交于 {moment(signing.handedAt)}</>}
      </p>
      <ul className="xt-desk-figures">
        <li>
          教师本人提交 <b>{signing.byTeachers}</b> 人
        </li>
        <li>
          学校填报 <b>{signing.people - signing.byTeachers}</b> 人
        </li>
        {signing.again > 0 && (
          <li>
            退回后重报 <b>{signing.again}</b> 人
          </li>
        )}
        {signing.late > 0 && (
          <li className="xt-late">
            逾期 <b>{signing.late}</b> 人
          </li>
        )}
      </ul>
      <h3>填报的内容</h3>
      <ul className="xt-desk-figures">
        {signing.changes.map((line) => (
          <li key={line.subset}>
            {line.label} <b>{line.people}</b> 人
            <span className="xt-quiet">
              {' '}
              新增 {line.added} 条{line.edited > 0 && `，修改 ${line.edited} 条`}
            </span>
          </li>
        ))}
      </ul>
      <h3>需要留意</h3>
      {signing.warnings.length === 0 ? (
        <p className="xt-quiet">完整性检测没有提醒。</p>
      ) : (
        <ul className="xt-desk-rules">
          {signing.warnings.slice(0, 20).map((rule) => (
            <li key={`${rule.subset}${rule.field}${rule.code}`}>
              <div>
                <span aria-hidden>!</span>
                <span>
                  {rule.fieldLabel ?? rule.subsetLabel}：{rule.title}
                </span>
                <b>{rule.people} 人</b>
              </div>
            </li>
          ))}
        </ul>
      )}
      {signing.unchecked > 0 && (
        <p className="xt-quiet">其中 {signing.unchecked} 人提交后还没有重新检测，提醒可能不全。</p>
      )}
    </section>
  )
}
