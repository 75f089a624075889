import { Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { type Me, sessionApi } from '../../contract/session.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/faces.tsx'
import { CodeInput } from './CodeInput.tsx'
import { Proving } from './Proving.tsx'

/**
 * The session ended in the middle of work: signs in again over the page, with both steps, so that what was typed is kept. Somebody else starts from the
 * front. `why`: somebody ended it, in words.
 */
export function LoginAgain(props: { me: Me; why: string | null; onEnter: (me: Me) => Promise<void> }) {
  const { me, why, onEnter } = props
  const act = useAct(sessionApi.login, { quiet: true })
  const give = useAct(sessionApi.giveFactor, { quiet: true })
  const switchPost = useAct(sessionApi.switchPost, { quiet: true })
  const [asked, setAsked] = useState<Me | null>(null)
  const [code, setCode] = useState('')
  const [form] = Form.useForm<{ login: string; secret: string }>()
  const enter = async (next: Me) => {
    if (next.name !== me.name || !me.post) return window.location.assign('/')
    const same = next.post?.id === me.post.id
    await onEnter(same ? next : await switchPost.mutateAsync({ body: { postId: me.post.id } }))
  }
  // a refusal is shown above the form
  const send = async (said: { login: string; secret: string }) => {
    const next = await act.mutateAsync({ body: { login: said.login.trim(), secret: said.secret } })
    if (next.factor === 'give') setAsked(next)
    else await enter(next)
  }
  const sendCode = async (typed: string) => {
    if (typed.length !== 6) return
    setCode('')
    await enter(await give.mutateAsync({ body: { code: typed } }))
  }
  const quietly = (deed: Promise<unknown>) => void deed.catch(() => {})
  return (
    <Modal
      open
      title={asked ? '两步验证' : '登录已失效，请重新登录'}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      okText={asked ? '确认' : '重新登录'}
      cancelText="退出"
      confirmLoading={act.isPending || give.isPending || switchPost.isPending}
      onOk={() => (asked ? quietly(sendCode(code)) : form.submit())}
      onCancel={() => window.location.assign('/')}
    >
      <p>{why ?? '为保护信息安全，长时间未操作会自动退出。'}</p>
      <p>登录后可接着办理，本页已填内容仍在。</p>
      <RefusedNote refusal={act.error ?? give.error ?? switchPost.error} />
      {asked ? (
        <Form layout="vertical" requiredMark={false} onFinish={() => quietly(sendCode(code))}>
          <CodeInput value={code} onChange={setCode} onWhole={(typed) => quietly(sendCode(typed))} />
        </Form>
      ) : (
        <Form form={form} layout="vertical" requiredMark={false} onFinish={(said) => quietly(send(said))}>
          <Form.Item name="login" label="账号" rules={[{ required: true, message: '请输入账号' }]}>
            <Input autoFocus autoComplete="username" maxLength={64} />
          </Form.Item>
          <Form.Item name="secret" label="密码" rules={[{ required: true, message: '请输入密码' }]}>
            <Input.Password autoComplete="current-password" maxLength={128} onPressEnter={() => form.submit()} />
          </Form.Item>
          <Proving />
        </Form>
      )}
    </Modal>
  )
}
