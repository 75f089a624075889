import { App, Modal, Radio } from 'antd'
import { useEffect, useState } from 'react'
import { postApi, type Seat } from '../../contract/post.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { Loaded, RefusedNote } from '../platform/Page.tsx'
import { AccountSelect } from './AccountSelect.tsx'

/** 交接: what waits at the desk, then to whom: somebody with an account, or whoever redeems a slip. */
export function HandOverDialog(props: {
  seat: Seat | null
  onClose: () => void
  bySlip: (seat: Seat) => Promise<void>
}) {
  const { seat, onClose, bySlip } = props
  const { message } = App.useApp()
  const act = useAct(postApi.handOver)
  const [way, setWay] = useState<'account' | 'slip'>('account')
  const [chosen, choose] = useState<{ accountId: string; name: string } | null>(null)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<unknown>(null)
  const mayAccount = seat?.can.includes('hand-over') ?? false
  const maySlip = seat?.can.includes('slip') ?? false
  useEffect(() => {
    choose(null)
    setRefusal(null)
    setWay(seat?.can.includes('hand-over') ? 'account' : 'slip')
  }, [seat])
  const holder = seat?.holder
  const send = async () => {
    if (!seat || !holder) return
    setBusy(true)
    setRefusal(null)
    try {
      if (way === 'slip') await bySlip(seat)
      else if (chosen) {
        await act.mutateAsync({ params: { postId: holder.postId }, body: { accountId: chosen.accountId } })
        void message.success(`${seat.roleName}岗位已由 ${holder.name} 交接给 ${chosen.name}`)
        onClose()
      }
    } catch (error) {
      setRefusal(error)
    }
    setBusy(false)
  }
  return (
    <Modal
      open={seat !== null}
      title={`交接${seat?.roleName ?? ''}岗位（${holder?.name ?? ''}）`}
      okText={way === 'slip' ? '生成交接密码函' : chosen ? `交接给 ${chosen.name}` : '交接'}
      cancelText="取消"
      okButtonProps={{ disabled: way === 'account' && chosen === null }}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => void send()}
    >
      {holder && <Matters postId={holder.postId} />}
      <RefusedNote refusal={refusal} />
      <Radio.Group
        vertical
        aria-label="交接方式"
        value={way}
        onChange={(event) => setWay(event.target.value === 'slip' ? 'slip' : 'account')}
        options={[
          ...(mayAccount ? [{ value: 'account', label: '交给本单位已有账号的人，立即生效' }] : []),
          ...(maySlip
            ? [{ value: 'slip', label: `用密码函交给还没有账号的人，启用时${holder?.self ? '您' : '原任'}同时卸任` }]
            : []),
        ]}
      />
      {way === 'account' && mayAccount && (
        <div className="xt-handover-to">
          <label htmlFor="hand-over-to">继任者</label>
          <AccountSelect
            id="hand-over-to"
            value={chosen?.accountId ?? null}
            onChange={(accountId, name) => choose({ accountId, name })}
            {...(holder && { except: holder.accountId })}
          />
        </div>
      )}
    </Modal>
  )
}

/** 交接清单: it stays with the desk, so nothing has to be moved; both should know of it. */
function Matters({ postId }: { postId: string }) {
  const load = useLoad(postApi.matters, { params: { postId } })
  return (
    <section aria-label="未了事项" className="xt-note">
      <Loaded load={load}>
        {({ matters }) =>
          matters.length === 0 ? (
            <p>此岗位没有未了事项。</p>
          ) : (
            <>
              <p>未了事项留在岗位上，交接后由继任者接着办理：</p>
              <ul className="xt-matters">
                {matters.map((matter) => (
                  <li key={matter.key}>
                    {matter.title} <b>{matter.count}</b> 项
                    {matter.oldest && <span className="xt-quiet">，最早 {matter.oldest.slice(0, 10)}</span>}
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </section>
  )
}
