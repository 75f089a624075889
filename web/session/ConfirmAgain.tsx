import { Form, Input, Modal } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { sessionApi } from '../../contract/session.ts'
import { onConfirmAgain, useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/faces.tsx'

/** Asks for password or code when an act demands it, from whatever page; the act goes on by itself afterwards. `code`: the account has a second factor. */
export function ConfirmAgain({ code }: { code: boolean }) {
  const act = useAct(sessionApi.confirm, { quiet: true })
  const [open, setOpen] = useState(false)
  const answer = useRef<(given: boolean) => void>(null)
  const [form] = Form.useForm<{ secret: string }>()
  useEffect(
    () =>
      onConfirmAgain(
        () =>
          new Promise((resolve) => {
            answer.current = resolve
            setOpen(true)
          }),
      ),
    [],
  )
  const close = (given: boolean) => {
    setOpen(false)
    form.resetFields()
    act.reset()
    answer.current?.(given)
    answer.current = null
  }
  return (
    <Modal
      open={open}
      title="请确认是您本人"
      okText="确认"
      cancelText="取消"
      mask={{ closable: false }}
      zIndex={1200}
      width={420}
      confirmLoading={act.isPending}
      onOk={() => form.submit()}
      onCancel={() => close(false)}
    >
      <p>
        此项操作较为重要（如导出、查看完整证件号码、办理他人账号、修改密码），五分钟内没有确认过身份时需要再确认一次。确认后自动继续办理。
      </p>
      <RefusedNote refusal={act.error} />
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ secret }) => act.mutate({ body: { secret } }, { onSuccess: () => close(true) })}
      >
        <Form.Item
          name="secret"
          label={code ? '身份验证器上的 6 位动态口令，或登录密码' : '登录密码'}
          rules={[{ required: true, message: code ? '请输入动态口令或登录密码' : '请输入登录密码' }]}
        >
          <Input.Password autoFocus autoComplete="current-password" maxLength={128} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
