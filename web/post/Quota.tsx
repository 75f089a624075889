import { App, Button, Form, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { postApi } from '../../contract/post.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/Page.tsx'

/** A province may give a university more 信息管理员 than the usual one. */
export function Quota({ unit, extra }: { unit: { id: string; name: string }; extra: number }) {
  const { message } = App.useApp()
  const act = useAct(postApi.quota)
  const [open, setOpen] = useState(false)
  const [form] = Form.useForm<{ extra: number; reason: string }>()
  return (
    <p>
      信息管理员数额：1 名{extra > 0 && `，增设 ${extra} 名`}{' '}
      <Button size="small" onClick={() => setOpen(true)}>
        调整增设数额
      </Button>
      <Modal
        open={open}
        title={`为${unit.name}增设信息管理员`}
        okText="保存数额"
        cancelText="取消"
        confirmLoading={act.isPending}
        onCancel={() => setOpen(false)}
        onOk={() => form.submit()}
        destroyOnHidden
      >
        <p>增设的岗位由该校系统管理员安排人员。减少数额前，请先由该校收回多出的岗位。</p>
        <RefusedNote refusal={act.error} />
        <Form
          form={form}
          name="quota"
          layout="vertical"
          requiredMark={false}
          initialValues={{ extra, reason: '' }}
          onFinish={(body) =>
            act.mutate(
              { params: { unitId: unit.id }, body },
              {
                onSuccess: (kept) => {
                  void message.success(`${unit.name}增设信息管理员 ${kept.extra} 名`)
                  setOpen(false)
                },
              },
            )
          }
        >
          <Form.Item name="extra" label="增设人数（0–20）" rules={[{ required: true, message: '请填写人数' }]}>
            <InputNumber min={0} max={20} precision={0} />
          </Form.Item>
          <Form.Item
            name="reason"
            label="理由"
            rules={[{ required: true, whitespace: true, min: 2, message: '请写明理由' }]}
          >
            <Input maxLength={200} onPressEnter={() => form.submit()} />
          </Form.Item>
        </Form>
      </Modal>
    </p>
  )
}
