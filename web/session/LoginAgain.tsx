import { Form, Input, Modal } from 'antd'
import { type Me, sessionApi } from '../../contract/session.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/faces.tsx'

/** The session ended in the middle of work: signs in again over the page, which keeps what was typed. Somebody else starts from the front. */
export function LoginAgain({ me, onEnter }: { me: Me; onEnter: (me: Me) => Promise<void> }) {
  const act = useAct(sessionApi.login, { quiet: true })
  const switchPost = useAct(sessionApi.switchPost, { quiet: true })
  const [form] = Form.useForm<{ login: string; secret: string }>()
  // a refusal is shown above the form
  const send = async (said: { login: string; secret: string }) => {
    const next = await act.mutateAsync({ body: { login: said.login.trim(), secret: said.secret } })
    if (next.name !== me.name || !me.post) return window.location.assign('/')
    const same = next.post?.id === me.post.id
    await onEnter(same ? next : await switchPost.mutateAsync({ body: { postId: me.post.id } }))
  }
  return (
    <Modal
      open
      title="登录已失效，请重新登录"
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      okText="重新登录"
      cancelText="退出"
      confirmLoading={act.isPending || switchPost.isPending}
      onOk={() => form.submit()}
      onCancel={() => window.location.assign('/')}
    >
      <p>为保护信息安全，长时间未操作会自动退出。登录后可接着办理，本页已填内容仍在。</p>
      <RefusedNote refusal={act.error ?? switchPost.error} />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(said) => void send(said).catch(() => {})}>
        <Form.Item name="login" label="账号" rules={[{ required: true, message: '请输入账号' }]}>
          <Input autoFocus autoComplete="username" maxLength={64} />
        </Form.Item>
        <Form.Item name="secret" label="密码" rules={[{ required: true, message: '请输入密码' }]}>
          <Input.Password autoComplete="current-password" maxLength={128} onPressEnter={() => form.submit()} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
