import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { slipApi } from '../../contract/handout.ts'
import { noticeVersion, sessionApi } from '../../contract/session.ts'
import { today } from '../../standard/dates.ts'
import { type Refusal, useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/faces.tsx'
import { NewPassword } from '../session/NewPassword.tsx'
import { Notice } from '../session/Notice.tsx'
import { PersonFields } from './PersonFields.tsx'
import { blankPerson, type PersonProblems, problemsOf, type TypedPerson } from './person.ts'
import type { RedeemStep } from './redeem-step.ts'

/** For somebody without an account: who one is, how one signs in from now on, and the privacy notice. */
export function RedeemNew({ said, slip, onEnter, onKnown }: RedeemStep & { onKnown: () => void }) {
  const redeem = useAct(slipApi.redeem, { quiet: true })
  const signIn = useAct(sessionApi.login, { quiet: true })
  const [person, setPerson] = useState<TypedPerson>(blankPerson)
  const [tried, setTried] = useState(false)
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState<string | null>(null)
  const [agreed, setAgreed] = useState(false)
  const problems: PersonProblems = { ...problemsAtServer(redeem.error), ...problemsOf(person, today(new Date())) }
  const ownLogin = login.trim()
  const loginWrong = ownLogin !== '' && !/^[A-Za-z][A-Za-z0-9_.-]{3,29}$/.test(ownLogin)
  const known = redeem.error?.code === 'slip.person-known'

  const enter = (account: string, secret: string) =>
    signIn.mutate({ body: { login: account, secret } }, { onSuccess: (me) => void onEnter(me) })
  const send = () => {
    setTried(true)
    if (Object.keys(problemsOf(person, today(new Date()))).length > 0 || loginWrong) {
      document.querySelector<HTMLElement>('.xt-redeem-person input')?.focus()
      return
    }
    if (password === null || !agreed) return
    const { birthDateReason, ...items } = person
    if (redeem.isSuccess) return enter(redeem.data.login ?? person.idNumber, password)
    redeem.mutate(
      {
        body: {
          ...said,
          person: { ...items, ...(birthDateReason && { birthDateReason }) },
          ...(ownLogin && { login: ownLogin }),
          password,
          notice: noticeVersion,
        },
      },
      { onSuccess: (made) => enter(made.login ?? person.idNumber, password) },
    )
  }
  return (
    <Form layout="vertical" requiredMark={false} onFinish={send}>
      <p>
        在本系统已有账号的（例如您是教师，或还任其他岗位），
        <Button type="link" size="small" className="xt-inline" onClick={onKnown}>
          我已有账号
        </Button>
      </p>
      <h2>① 您是谁</h2>
      <PersonFields
        person={person}
        problems={problems}
        tried={tried}
        onChange={(next) => {
          setPerson(next)
          if (redeem.isError) redeem.reset()
        }}
      />
      <h2>② 以后怎样登录</h2>
      <Form.Item
        label="登录名（可不填）"
        htmlFor="own-login"
        {...(loginWrong && { validateStatus: 'error' as const })}
        help={
          loginWrong ? '4–30 位字母、数字、下划线、点或短横，以字母开头' : '不填就用身份证件号登录；填了，两种都可以'
        }
      >
        <Input
          id="own-login"
          size="large"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={30}
          value={login}
          onChange={(event) => setLogin(event.target.value)}
        />
      </Form.Item>
      <NewPassword name={person.name} login={ownLogin} onChange={setPassword} />
      <h2>③ 隐私告知</h2>
      <Notice agreed={agreed} onChange={setAgreed} />
      <RefusedNote refusal={redeem.error ?? signIn.error} />
      {known && (
        <Button type="primary" size="large" block onClick={onKnown}>
          用我的已有账号领取
        </Button>
      )}
      <div className="xt-door-end">
        <Button
          type={known ? 'default' : 'primary'}
          size="large"
          htmlType="submit"
          disabled={password === null || !agreed}
          loading={redeem.isPending || signIn.isPending}
        >
          启用账号并进入系统
        </Button>
        <span className="xt-quiet xt-redeem-role">
          {slip.unitName} · {slip.roleName}
        </span>
      </div>
    </Form>
  )
}

/** What the server found at the four items, at their fields. */
function problemsAtServer(refusal: Refusal | null): PersonProblems {
  const fields = ['name', 'idNumber', 'gender', 'birthDate'] as const
  return Object.fromEntries(
    (refusal?.findings ?? []).flatMap(({ field, severity, message }) => {
      const own = fields.find((each) => each === field)
      return own && severity === 'error' ? [[own, message]] : []
    }),
  )
}
