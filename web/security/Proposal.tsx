import { App, Button, Descriptions, Input, Modal, Space } from 'antd'
import { useEffect, useState } from 'react'
import { type SecurityProposal, securityApi } from '../../contract/security.ts'
import type { Signature } from '../../contract/shape.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/Page.tsx'
import { moment } from '../platform/time.tsx'
import { Changes } from './Changes.tsx'

type Deed = 'confirm' | 'refuse' | 'withdraw'

const words: Record<Deed, { verb: string; done: string; follows: string; reason: string }> = {
  confirm: {
    verb: '确认',
    done: '已确认，即刻生效',
    follows: '确认后即刻对所辖全部账号生效，并留下记录。',
    reason: '确认意见',
  },
  refuse: { verb: '退回', done: '已退回', follows: '退回后现行策略不变，提交人可以另行拟定。', reason: '退回理由' },
  withdraw: { verb: '撤回', done: '已撤回', follows: '撤回后现行策略不变，可以另行拟定。', reason: '撤回理由' },
}

/** A proposal that waits for a second person, with what this person may do about it. */
export function Proposal({ proposal }: { proposal: SecurityProposal }) {
  const [asking, ask] = useState<Deed | null>(null)
  const may = proposal.can
  return (
    <section className="xt-card" aria-label={`${proposal.unitName} 待审核的安全策略变更`}>
      <div className="xt-card-head">
        <h2>待审核的变更 · {proposal.unitName}</h2>
        <Space wrap>
          {may.includes('decide') && (
            <>
              <Button type="primary" onClick={() => ask('confirm')}>
                确认
              </Button>
              <Button onClick={() => ask('refuse')}>退回</Button>
            </>
          )}
          {may.includes('withdraw') && <Button onClick={() => ask('withdraw')}>撤回</Button>}
        </Space>
      </div>
      <Descriptions
        column={1}
        size="small"
        items={[
          { key: 'what', label: '变更内容', children: <Changes before={proposal.before} after={proposal.settings} /> },
          { key: 'why', label: '变更理由', children: proposal.reason },
          { key: 'who', label: '提交', children: `${signed(proposal.proposedBy)}　${moment(proposal.proposedAt)}` },
        ]}
      />
      {may.includes('withdraw') && (
        <p className="xt-quiet">这是您提交的变更，须由本单位另一名安全管理员或中央的安全管理员确认。</p>
      )}
      <Word deed={asking} proposal={proposal} onClose={() => ask(null)} />
    </section>
  )
}

export const signed = (by: Signature | null) => (by ? `${by.person}（${by.unit} ${by.role}）` : '—')

/** The word about a proposal, with its reason. */
function Word(props: { deed: Deed | null; proposal: SecurityProposal; onClose: () => void }) {
  const { deed, proposal, onClose } = props
  const { message } = App.useApp()
  const decide = useAct(securityApi.decide)
  const withdraw = useAct(securityApi.withdraw)
  const [reason, setReason] = useState('')
  const act = deed === 'withdraw' ? withdraw : decide
  const { reset: forgetDecision } = decide
  const { reset: forgetWithdrawal } = withdraw
  // biome-ignore lint/correctness/useExhaustiveDependencies: each question begins empty
  useEffect(() => {
    setReason('')
    forgetDecision()
    forgetWithdrawal()
  }, [deed, forgetDecision, forgetWithdrawal])
  const said = words[deed ?? 'confirm']
  const finish = {
    onSuccess: () => {
      void message.success(said.done)
      onClose()
    },
  }
  const send = () => {
    const params = { proposalId: proposal.id }
    if (deed === 'withdraw') withdraw.mutate({ params, body: { reason: reason.trim() } }, finish)
    else if (deed) decide.mutate({ params, body: { decision: deed, reason: reason.trim() } }, finish)
  }
  return (
    <Modal
      open={deed !== null}
      title={`${said.verb}${proposal.unitName}的安全策略变更`}
      okText={said.verb}
      cancelText="取消"
      okButtonProps={{ disabled: reason.trim().length < 2, loading: act.isPending }}
      onOk={send}
      onCancel={onClose}
    >
      <RefusedNote refusal={act.error} />
      <Changes before={proposal.before} after={proposal.settings} />
      <p>{said.follows}</p>
      <Input.TextArea
        aria-label={said.reason}
        placeholder={said.reason}
        rows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Modal>
  )
}
