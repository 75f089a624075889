import { Button, Form } from 'antd'
import { useEffect, useState } from 'react'
import { type Me, noticeVersion, sessionApi } from '../../contract/session.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/faces.tsx'
import { NewPassword } from './NewPassword.tsx'
import { Notice } from './Notice.tsx'
import './session.css'

/** First login: a password of one's own and the privacy notice, on one page. */
export function FirstLogin({ me, login, onEnter }: { me: Me; login: string; onEnter: (me: Me) => Promise<void> }) {
  const act = useAct(sessionApi.setPassword, { quiet: true })
  const [password, setPassword] = useState<string | null>(null)
  const [agreed, setAgreed] = useState(false)
  const expired = me.passwordWhy === 'expired'
  useEffect(() => {
    document.title = `${expired ? '更换密码' : '首次登录'} · 全国教师管理信息系统`
  }, [expired])
  return (
    <main className="xt-door">
      <div className="xt-door-card xt-door-wide">
        <header>
          <h1>
            {me.name}，请{expired ? '更换' : '设置自己的'}密码
          </h1>
          <p>
            {expired
              ? '管理员的密码须定期更换，现在的密码已到期。完成以下两步后继续使用。'
              : '完成以下两步后进入系统。激活码只能使用一次，之后用新密码登录。'}
          </p>
        </header>
        <RefusedNote refusal={act.error} />
        <Form
          layout="vertical"
          requiredMark={false}
          onFinish={() =>
            password !== null &&
            act.mutate({ body: { password, notice: noticeVersion } }, { onSuccess: (next) => void onEnter(next) })
          }
        >
          <h2>① 设置密码</h2>
          <NewPassword name={me.name} login={login} focus onChange={setPassword} />
          <h2>② 隐私告知</h2>
          <Notice agreed={agreed} onChange={setAgreed} />
          <div className="xt-door-end">
            <Button
              type="primary"
              size="large"
              htmlType="submit"
              disabled={password === null || !agreed}
              loading={act.isPending}
            >
              设置密码并进入系统
            </Button>
            <Leave />
          </div>
        </Form>
      </div>
    </main>
  )
}

function Leave() {
  const act = useAct(sessionApi.logout, { quiet: true })
  return (
    <Button size="large" onClick={() => act.mutate({}, { onSettled: () => window.location.assign('/') })}>
      暂不同意，退出
    </Button>
  )
}
