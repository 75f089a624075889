import { LockOutlined, UserOutlined } from '@ant-design/icons'
import { Alert, Button, Input, type InputRef } from 'antd'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { type Me, sessionApi } from '../../contract/session.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/faces.tsx'
import { Proving } from './Proving.tsx'
import './session.css'

/** One form for everybody, with a password or with an activation code. */
export function Login(props: { why: string | null; onEnter: (me: Me, login: string) => Promise<void> }) {
  const { why, onEnter } = props
  const act = useAct(sessionApi.login, { quiet: true })
  const first = useRef<InputRef>(null)
  useEffect(() => {
    document.title = '登录 · 全国教师管理信息系统'
    first.current?.focus()
  }, [])
  const [login, setLogin] = useState('')
  const [secret, setSecret] = useState('')
  const [tried, setTried] = useState(false)
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    const account = login.trim()
    if (account && secret)
      act.mutate({ body: { login: account, secret } }, { onSuccess: (me) => void onEnter(me, account) })
  }
  return (
    <main className="xt-door">
      <div className="xt-door-card">
        <header>
          <h1>全国教师管理信息系统</h1>
          <p>各级教育行政部门、学校管理人员和教师，由此登录</p>
        </header>
        {why && !act.error && <Alert type="warning" showIcon role="alert" className="xt-note" title={why} />}
        <RefusedNote refusal={act.error} />
        <form onSubmit={send} noValidate>
          <label htmlFor="login">账号</label>
          <Input
            id="login"
            ref={first}
            size="large"
            prefix={<UserOutlined />}
            autoComplete="username"
            maxLength={64}
            value={login}
            onChange={(event) => setLogin(event.target.value)}
            {...(tried && !login.trim() && { status: 'error' as const })}
          />
          <p className="xt-door-wrong">{tried && !login.trim() && '请输入账号'}</p>
          <label htmlFor="secret">密码或激活码</label>
          <Input.Password
            id="secret"
            size="large"
            prefix={<LockOutlined />}
            autoComplete="current-password"
            maxLength={128}
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
            {...(tried && !secret && { status: 'error' as const })}
          />
          <p className="xt-door-wrong">{tried && !secret && '请输入密码或激活码'}</p>
          <Button type="primary" htmlType="submit" size="large" block loading={act.isPending}>
            登录
          </Button>
          <Proving />
        </form>
        <footer>
          <p>
            <a href="/slip">首次使用：我有密码函</a>
          </p>
          <p>首次登录请使用学校发放的激活码，登录后设置自己的密码。</p>
          <p>忘记密码：请向本单位系统管理员申请重发激活码，须当面或回拨核实身份。</p>
        </footer>
      </div>
    </main>
  )
}
