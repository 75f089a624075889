import { App, Form, Input, Modal } from 'antd'
import { useEffect } from 'react'
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
  const [form] = Form.useForm<{ receivedBy: string; on: string }>()
  const { reset } = act
  const open = picked !== null
  useEffect(() => {
    if (!open) return
    form.setFieldsValue({ receivedBy: '', on: today })
    reset()
  }, [open, form, reset, today])
  const units = picked ? countsOf(picked).downloaded : 0
  return (
    <Modal
      open={open}
      title={`登记 ${units.toLocaleString('zh-CN')} 个单位的签收`}
      okText={`登记 ${units.toLocaleString('zh-CN')} 个单位签收`}
      cancelText="取消"
      confirmLoading={act.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
      forceRender
    >
      <p>密码函交到对方手里、由对方签名后登记。对方在系统里打开密码函时，会自动记为签收。</p>
      <RefusedNote refusal={act.error} />
      <Form
        form={form}
        name="receipt"
        layout="vertical"
        requiredMark={false}
        onFinish={({ receivedBy, on }) =>
          picked &&
          act.mutate(
            { body: { ...bodyOf(picked), receivedBy: receivedBy.trim(), on } },
            {
              onSuccess: ({ done, left }) => {
                void message.success(`已登记 ${done} 个单位签收${left ? `，${left} 个没有已下载的密码函，已跳过` : ''}`)
                onDone()
              },
            },
          )
        }
      >
        <Form.Item
          name="receivedBy"
          label="签收人"
          rules={[{ required: true, whitespace: true, min: 2, message: '请填写签收人' }]}
        >
          <Input maxLength={50} onPressEnter={() => form.submit()} />
        </Form.Item>
        <Form.Item name="on" label="签收日期" rules={[{ required: true, message: '请填写签收日期' }]}>
          <Input type="date" max={today} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
