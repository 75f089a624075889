import { App, Input, Modal, Radio } from 'antd'
import { useEffect, useState } from 'react'
import { type AccountRow, accountApi } from '../../contract/account.ts'
import type { Answer } from '../../contract/endpoint.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/Page.tsx'

type Checked = 'in-person' | 'call-back' | 'letter'
const ways: { value: Checked; label: string }[] = [
  { value: 'in-person', label: '当面核对了本人证件' },
  { value: 'call-back', label: '回拨了登记的电话，核实是本人' },
  { value: 'letter', label: '收到了加盖公章的书面申请' },
]

/** The acts before which it must be certain who asks; how it was checked is kept with the deed. */
export type IdentityAct = 'new-code' | 'unlock' | 'take-factor'
const words: Record<IdentityAct, { verb: string; follows: string }> = {
  'new-code': {
    verb: '重发激活码',
    follows: '重发后原来的密码和激活码立即作废，已登录的设备会退出；两步验证保持不变。',
  },
  unlock: { verb: '解锁', follows: '解锁后可以马上用原来的密码登录。忘记密码的，请重发激活码。' },
  'take-factor': {
    verb: '解除两步验证',
    follows: '解除后，下次登录须重新设置。县级及以上的账号，须由上级单位的系统管理员或本单位的安全管理员同意后才解除。',
  },
}

export function IdentityDialog(props: {
  asked: { row: AccountRow; act: IdentityAct } | null
  onClose: () => void
  onCode: (slip: Answer<typeof accountApi.newCode>, row: AccountRow) => void
}) {
  const { asked, onClose, onCode } = props
  const { message } = App.useApp()
  const newCode = useAct(accountApi.newCode)
  const unlock = useAct(accountApi.unlock)
  const takeFactor = useAct(accountApi.takeFactor)
  const [checked, setChecked] = useState<Checked | null>(null)
  const [reason, setReason] = useState('')
  const [refusal, setRefusal] = useState<unknown>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each person is asked anew
  useEffect(() => {
    setChecked(null)
    setReason('')
    setRefusal(null)
  }, [asked])
  const said = asked && words[asked.act]
  const needsReason = asked?.act === 'take-factor'
  const send = async () => {
    if (!asked || !checked) return
    const { row, act } = asked
    const params = { accountId: row.accountId }
    setRefusal(null)
    try {
      if (act === 'new-code') onCode(await newCode.mutateAsync({ params, body: { checked } }), row)
      else if (act === 'unlock') {
        await unlock.mutateAsync({ params, body: { checked } })
        void message.success(`已解锁 ${row.name} 的账号`)
      } else {
        const { done } = await takeFactor.mutateAsync({ params, body: { checked, reason: reason.trim() } })
        void message.success(
          done ? `已解除 ${row.name} 的两步验证` : `已申请解除 ${row.name} 的两步验证，等待另一人同意`,
        )
      }
      onClose()
    } catch (error) {
      setRefusal(error)
    }
  }
  return (
    <Modal
      open={asked !== null}
      title={said && `${said.verb}：${asked.row.name}`}
      okText={said?.verb}
      cancelText="取消"
      okButtonProps={{ disabled: checked === null || (needsReason && reason.trim().length < 2) }}
      confirmLoading={newCode.isPending || unlock.isPending || takeFactor.isPending}
      onCancel={onClose}
      onOk={() => void send()}
    >
      <RefusedNote refusal={refusal} />
      <p>{said?.follows}请先核实是本人申请，并选择核实方式：</p>
      <Radio.Group
        value={checked}
        onChange={(event) => setChecked(ways.find(({ value }) => value === event.target.value)?.value ?? null)}
        options={ways}
        vertical
        aria-label="核实方式"
      />
      {needsReason && (
        <div className="xt-identity-reason">
          <label htmlFor="factor-reason">原因</label>
          <Input
            id="factor-reason"
            value={reason}
            maxLength={200}
            placeholder="例如：手机遗失，无法取得动态口令"
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
      )}
    </Modal>
  )
}
