import { App, Button, Form, Modal } from 'antd'
import { useState } from 'react'
import { noticeVersion, sessionApi } from '../../contract/session.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/faces.tsx'
import { useMe } from '../platform/me.ts'
import { NewPassword } from '../session/NewPassword.tsx'
import { Notice } from '../session/Notice.tsx'

/** 修改密码. The old one is asked for by the confirmation that the server demands, unless it was just given. `agreed`: to the present privacy notice, already. */
export function ChangePassword({ agreed: already }: { agreed: boolean }) {
  const me = useMe()
  const { message } = App.useApp()
  const act = useAct(sessionApi.setPassword)
  const [open, setOpen] = useState(false)
  const [password, setPassword] = useState<string | null>(null)
  const [agreed, setAgreed] = useState(already)
  const close = () => {
    setOpen(false)
    act.reset()
  }
  const send = () => {
    if (password === null || !agreed) return
    act.mutate(
      { body: { password, notice: noticeVersion } },
      {
        onSuccess: () => {
          close()
          void message.success('密码已修改，其他各处的登录已结束')
        },
      },
    )
  }
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        修改密码
      </Button>
      <Modal
        open={open}
        title="修改密码"
        width={680}
        destroyOnHidden
        okText="修改密码"
        cancelText="取消"
        okButtonProps={{ disabled: password === null || !agreed }}
        confirmLoading={act.isPending}
        onOk={send}
        onCancel={close}
      >
        <p>修改后，您在其他各处的登录随即结束。</p>
        <RefusedNote refusal={act.error} />
        <Form layout="vertical" requiredMark={false} onFinish={send}>
          <NewPassword name={me.name} login="" focus onChange={setPassword} />
          {!already && <Notice agreed={agreed} onChange={setAgreed} />}
        </Form>
      </Modal>
    </>
  )
}
