import { Input, Modal } from 'antd'
import { useEffect, useState } from 'react'

/** What is to be sent: own marks, and what becomes of the others of the list. */
export interface Asked {
  rest: 'leave' | 'pass' | 'return'
  pass: number
  back: number
  /** of the list, neither marked nor decided */
  others: number
}

/** Says how many are passed and how many go back before anything is decided; of a whole batch that goes back it asks for the reason. */
export function SendDialog(props: {
  asked: Asked | null
  pass: string
  busy: boolean
  onSend: (reason: string) => void
  onClose: () => void
}) {
  const { asked, pass, busy, onSend, onClose } = props
  const [reason, setReason] = useState('')
  useEffect(() => {
    if (asked) setReason('')
  }, [asked])
  const passed = (asked?.pass ?? 0) + (asked?.rest === 'pass' ? asked.others : 0)
  const back = (asked?.back ?? 0) + (asked?.rest === 'return' ? asked.others : 0)
  const needsReason = asked?.rest === 'return' && asked.others > 0
  return (
    <Modal
      open={asked !== null}
      title={`提交决定：${pass} ${passed} 人，退回 ${back} 人`}
      okText={[passed > 0 && `${pass} ${passed} 人`, back > 0 && `退回 ${back} 人`].filter(Boolean).join('，')}
      cancelText="再看看"
      okButtonProps={{
        loading: busy,
        autoFocus: !needsReason,
        danger: needsReason,
        disabled: needsReason && reason.trim() === '',
      }}
      onOk={() => onSend(reason.trim())}
      onCancel={onClose}
      destroyOnHidden
    >
      <p>
        提交后不能撤回：{pass}的进入下一环节，退回的交学校按理由修改。
        {asked?.rest === 'pass' && asked.others > 0 && `其中 ${asked.others} 人没有逐人标记，一并${pass}。`}
        {needsReason && `其中 ${asked.others} 人没有逐人标记，一并退回。`}
      </p>
      {needsReason && (
        <Input.TextArea
          autoFocus
          aria-label="整批退回的理由"
          placeholder="整批退回的理由（必填），学校每个人的记录上都会看到"
          rows={3}
          maxLength={500}
          showCount
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      )}
    </Modal>
  )
}
