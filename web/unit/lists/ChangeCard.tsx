import { ArrowLeftOutlined } from '@ant-design/icons'
import { Alert, App, Button, Input } from 'antd'
import { useState } from 'react'
import { levelNames } from '../../../contract/policy.ts'
import { type UnitChange, unitListApi } from '../../../contract/unit-list.ts'
import { AppLink } from '../../platform/AppLink.tsx'
import { useAct } from '../../platform/api.ts'
import { sentenceOf } from '../../platform/Page.tsx'
import { Moment } from '../../platform/time.tsx'
import { UnitChooser } from '../UnitChooser.tsx'
import { ChangeTag, count, kindsOf } from './parts.tsx'

export type Decision = 'accept' | 'refuse' | 'undo'

/** One difference: before and after in words, why it is risky, where the people go, and the decision. */
export function ChangeCard(props: {
  listId: string
  change: UnitChange
  busy: boolean
  /** on a phone: the way back to the list */
  back: (() => void) | null
  decide: (decision: Decision, note: string) => void
}) {
  const { listId, change, busy, back, decide } = props
  const [note, setNote] = useState('')
  return (
    <article className="xt-diff-card" aria-label={`${change.name}的差异`}>
      {back && (
        <Button icon={<ArrowLeftOutlined />} onClick={back}>
          返回列表
        </Button>
      )}
      <h3>
        {change.unitId ? <AppLink to={`/units/${change.unitId}`}>{change.name}</AppLink> : change.name}
        <ChangeTag state={change.state} />
      </h3>
      <p className="xt-quiet">
        {change.code} · {levelNames[change.level]} · {kindsOf(change.kinds)}
        {change.row !== null ? ` · 名单第 ${change.row} 行` : ' · 名单中没有'}
      </p>
      {change.blocked && (
        <Alert
          type="error"
          showIcon
          className="xt-note"
          title="这一项不能采纳"
          description={`${change.blocked}。请不采纳这一项，改正名单后重新上传。`}
        />
      )}
      {change.risk === 'high' && change.why.length > 0 && (
        <Alert
          type="warning"
          showIcon
          className="xt-note"
          title="高风险"
          description={
            <ul>
              {change.why.map((why) => (
                <li key={why}>{why}</li>
              ))}
            </ul>
          }
        />
      )}
      {change.failure && (
        <Alert
          type={change.state === 'failed' ? 'error' : 'info'}
          showIcon
          className="xt-note"
          title={change.failure}
        />
      )}
      {change.differences.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">项目</th>
              <th scope="col">{change.unitId ? '现为' : ''}</th>
              <th scope="col">{change.unitId ? '将变为' : '登记为'}</th>
            </tr>
          </thead>
          <tbody>
            {change.differences.map(({ field, label, before, after }) => (
              <tr key={field}>
                <th scope="row">{label}</th>
                <td>
                  {change.unitId && (before === null ? <span className="xt-quiet">（空）</span> : <del>{before}</del>)}
                </td>
                <td>{after === null ? <span className="xt-quiet">（空）</span> : <ins>{after}</ins>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {change.authorityWhy && <p className="xt-quiet">主管部门依据：{change.authorityWhy}</p>}
      {change.people > 0 && (
        <p>
          现有教师 {count(change.people)} 人{change.subunits > 0 && `，直属下级机构 ${count(change.subunits)} 个`}。
        </p>
      )}
      {change.needsDestination && <Destination listId={listId} change={change} />}
      {change.decidedBy && (
        <p className="xt-quiet">
          {change.decidedBy.person} <Moment at={change.decidedAt} /> 核定{change.note && `：${change.note}`}
          {change.appliedAt && (
            <>
              ，<Moment at={change.appliedAt} /> 生效
            </>
          )}
        </p>
      )}
      {change.can.some((act) => act !== 'destination') && (
        <footer>
          {change.state === 'undecided' && (
            <Input
              aria-label="备注"
              placeholder="备注（可不填），随决定保存"
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
          {change.can.includes('accept') && (
            <Button type="primary" loading={busy} onClick={() => decide('accept', note)}>
              采纳{!back && ' A'}
            </Button>
          )}
          {change.can.includes('refuse') && (
            <Button danger loading={busy} onClick={() => decide('refuse', note)}>
              不采纳{!back && ' X'}
            </Button>
          )}
          {change.can.includes('undo') && (
            <Button loading={busy} onClick={() => decide('undo', note)}>
              撤回决定{!back && ' U'}
            </Button>
          )}
        </footer>
      )}
    </article>
  )
}

/** Where the people of a closing institution go. They are moved later; until then it stands. */
function Destination({ listId, change }: { listId: string; change: UnitChange }) {
  const { message } = App.useApp()
  const set = useAct(unitListApi.destination)
  const choose = async (unitId: string | null) => {
    try {
      await set.mutateAsync({ params: { listId }, body: { item: change.item, unitId } })
    } catch (refusal) {
      void message.error(sentenceOf(refusal), 6)
    }
  }
  return (
    <div className="xt-note">
      <b>人员去向</b>
      {change.can.includes('destination') ? (
        <UnitChooser
          label="人员去向"
          placeholder="接收人员的学校或单位，按名称或代码查找"
          value={change.destination?.id ?? null}
          first={change.destination ? [change.destination] : []}
          fits={(unit) => unit.id !== change.unitId}
          disabled={set.isPending}
          onChange={(unitId) => void choose(unitId)}
        />
      ) : (
        <p>{change.destination ? `${change.destination.name}（${change.destination.code}）` : '未指定'}</p>
      )}
      <p className="xt-quiet">人员全部到新单位之前，本项显示“等待安置”，机构照常在办。</p>
    </div>
  )
}
