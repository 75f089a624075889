import { Button, Input } from 'antd'
import { type FormEvent, useState } from 'react'
import { slipApi } from '../../contract/handout.ts'
import { sessionApi } from '../../contract/session.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/faces.tsx'
import type { RedeemStep } from './redeem-step.ts'

/** 我已有账号: the slip's post goes to an account that its owner proves by its password. */
export function RedeemKnown({ said, slip, onEnter, onBack }: RedeemStep & { onBack: () => void }) {
  const redeem = useAct(slipApi.redeemWith, { quiet: true })
  const signIn = useAct(sessionApi.login, { quiet: true })
  const [login, setLogin] = useState('')
  const [secret, setSecret] = useState('')
  const [tried, setTried] = useState(false)
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    const account = login.trim()
    if (!account || !secret) return
    const enter = () => signIn.mutate({ body: { login: account, secret } }, { onSuccess: (me) => void onEnter(me) })
    if (redeem.isSuccess) enter()
    else redeem.mutate({ body: { ...said, login: account, secret } }, { onSuccess: enter })
  }
  return (
    <form onSubmit={send} noValidate>
      <p>用您现有账号的密码确认是本人，{slip.roleName}岗位就加到这个账号上；登录后在右上角切换岗位。</p>
      <RefusedNote refusal={redeem.error ?? signIn.error} />
      <label htmlFor="known-login">账号</label>
      <Input
        id="known-login"
        size="large"
        autoFocus
        autoComplete="username"
        maxLength={64}
        value={login}
        onChange={(event) => setLogin(event.target.value)}
        {...(tried && !login.trim() && { status: 'error' as const })}
      />
      <p className="xt-door-wrong">{tried && !login.trim() && '请输入账号'}</p>
      <label htmlFor="known-secret">密码</label>
      <Input.Password
        id="known-secret"
        size="large"
        autoComplete="current-password"
        maxLength={128}
        value={secret}
        onChange={(event) => setSecret(event.target.value)}
        {...(tried && !secret && { status: 'error' as const })}
      />
      <p className="xt-door-wrong">{tried && !secret && '请输入密码'}</p>
      <div className="xt-door-end">
        <Button type="primary" htmlType="submit" size="large" loading={redeem.isPending || signIn.isPending}>
          领取岗位并进入系统
        </Button>
        <Button size="large" onClick={onBack}>
          我没有账号
        </Button>
      </div>
    </form>
  )
}
