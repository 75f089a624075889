import { App, Button, Form, Input, Radio } from 'antd'
import { helpApi, helpSubjects } from '../../contract/help.ts'
import { privateDigits } from '../../contract/message.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/Page.tsx'

interface Said {
  subject: 'information' | 'system'
  question: string
}

/** 求助: a question from this page to the level above; no personal data. */
export function AskForm({ page, onDone }: { page: string; onDone: () => void }) {
  const { message } = App.useApp()
  const [form] = Form.useForm<Said>()
  const ask = useAct(helpApi.ask)
  const send = (said: Said) =>
    ask.mutate(
      { body: { ...said, page } },
      {
        onSuccess: ({ to }) => {
          void message.success(`已送达${to}，答复会在“消息”中告知`)
          form.resetFields()
          onDone()
        },
      },
    )
  return (
    <Form
      form={form}
      name="ask"
      layout="vertical"
      requiredMark={false}
      initialValues={{ subject: 'information', question: '' }}
      onFinish={send}
    >
      <RefusedNote refusal={ask.error} />
      <p className="xt-quiet">会附上您所在的页面和单位。请不要写证件号码、电话号码等个人信息。</p>
      <Form.Item name="subject" label="关于">
        <Radio.Group options={Object.entries(helpSubjects).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Form.Item
        name="question"
        label="问题"
        rules={[
          { required: true, whitespace: true, min: 5, message: '请把问题写得具体一些（至少 5 个字）' },
          {
            validator: (_, text: string) => {
              const found = privateDigits(text ?? '')
              return found ? Promise.reject(new Error(`请删去疑似证件号码或电话号码“${found}”`)) : Promise.resolve()
            },
          },
        ]}
      >
        <Input.TextArea rows={4} maxLength={500} showCount placeholder="遇到了什么，想做什么" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={ask.isPending}>
        向上级求助
      </Button>
    </Form>
  )
}
