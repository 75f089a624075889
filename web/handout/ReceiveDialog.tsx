import { App, Input, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { handoutApi } from '../../contract/handout.ts'
import { useAct } from '../platform/api.ts'
import { useMe } from '../platform/me.ts'
import { RefusedNote } from '../platform/Page.tsx'
import { bodyOf, countsOf, type Picked } from './pick.ts'

/** 登记签收: who took the slips on paper, and when. */
export function ReceiveDialog(props: { picked: Picked | null; onClose: () => void; onDone: () => void }) {
  const { picked, onClose, onDone } = props
  const { today } = useMe()
  const { message } = App.useApp()
  const act = useAct(handoutApi.receive)
  const [receivedBy, setReceivedBy] = useState('')
  const [on, setOn] = useState(today)
  const { reset } = act
  const open = picked !== null
  useEffect(() => {
    if (!open) return
    setReceivedBy('')
    setOn(today)
    reset()
  }, [open, reset, today])
  const units = (picked ? countsOf(picked).downloaded : 0).toLocaleString('zh-CN')
  const who = receivedBy.trim()
  const send = () =>
    picked &&
    who.length >= 2 &&
    on &&
    act.mutate(
      { body: { ...bodyOf(picked), receivedBy: who, on } },
      {
        onSuccess: ({ done, left }) => {
          void message.success(`已登记 ${done} 个单位签收${left ? `，${left} 个没有已下载的密码函，已跳过` : ''}`)
          onDone()
        },
      },
    )
  return (
    <Modal
      open={open}
      title={`登记 ${units} 个单位的签收`}
      okText={`登记 ${units} 个单位签收`}
      cancelText="取消"
      okButtonProps={{ disabled: who.length < 2 || !on }}
      confirmLoading={act.isPending}
      onCancel={onClose}
      onOk={send}
    >
      <p>密码函交到对方手里、由对方签名后登记。对方在系统里打开密码函时，会自动记为签收。</p>
      <RefusedNote refusal={act.error} />
      <div className="xt-receipt">
        <label htmlFor="received-by">签收人</label>
        <Input
          id="received-by"
          autoFocus
          maxLength={50}
          value={receivedBy}
          onChange={(event) => setReceivedBy(event.target.value)}
          onPressEnter={send}
        />
        <label htmlFor="received-on">签收日期</label>
        <Input
          id="received-on"
          type="date"
          max={today}
          value={on}
          onChange={(event) => setOn(event.target.value)}
          onPressEnter={send}
        />
      </div>
    </Modal>
  )
}
