import { App, Form, Input, Modal } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { RefusedNote } from './faces.tsx'

export interface AskedReason {
  /** what is to be done to whom: “收回张三的信息管理员岗位” */
  title: string
  /** what follows from it */
  content: ReactNode
  /** the verb again */
  ok: string
  label: string
  danger?: boolean
  act: (reason: string) => Promise<unknown>
  /** said in passing when it is done */
  done: string
}

/** Asks for the reason of a deed, which is kept with it; a refusal is told in the dialog, which stays open. */
export function ReasonDialog({ asked, onClose }: { asked: AskedReason | null; onClose: () => void }) {
  const { message } = App.useApp()
  const [form] = Form.useForm<{ reason: string }>()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<unknown>(null)
  useEffect(() => {
    if (!asked) return
    setRefusal(null)
    form.resetFields()
  }, [asked, form])
  const send = async ({ reason }: { reason: string }) => {
    if (!asked) return
    setBusy(true)
    setRefusal(null)
    try {
      await asked.act(reason.trim())
      void message.success(asked.done)
      onClose()
    } catch (error) {
      setRefusal(error)
    }
    setBusy(false)
  }
  return (
    <Modal
      open={asked !== null}
      title={asked?.title}
      okText={asked?.ok}
      cancelText="取消"
      okButtonProps={{ danger: asked?.danger ?? false }}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={onClose}
      forceRender
    >
      {asked?.content}
      <RefusedNote refusal={refusal} />
      <Form form={form} name="why" layout="vertical" requiredMark={false} onFinish={(said) => void send(said)}>
        <Form.Item
          name="reason"
          label={asked?.label}
          rules={[{ required: true, whitespace: true, min: 2, message: `请写明${asked?.label ?? '原因'}` }]}
        >
          <Input.TextArea rows={2} maxLength={200} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}
