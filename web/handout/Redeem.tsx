import { CheckCircleOutlined } from '@ant-design/icons'
import { Alert, Button, Input, type InputRef } from 'antd'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { slipApi } from '../../contract/handout.ts'
import type { Me } from '../../contract/session.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/faces.tsx'
import '../session/session.css'
import './redeem.css'
import { RedeemKnown } from './RedeemKnown.tsx'
import { RedeemNew } from './RedeemNew.tsx'
import type { OpenedSlip, SlipSaid } from './redeem-step.ts'

/** 首次使用：我有密码函. Number and code, who one is, a password of one's own; or one's own account, which gets the post. */
export function Redeem({ onEnter }: { onEnter: (me: Me) => Promise<void> }) {
  const [said, setSaid] = useState<SlipSaid>({ slipNo: numberInAddress(), code: '' })
  const [slip, setSlip] = useState<OpenedSlip | null>(null)
  const [known, setKnown] = useState(false)
  useEffect(() => {
    document.title = '启用密码函 · 全国教师管理信息系统'
  }, [])
  return (
    <main className="xt-door">
      <div className={slip && !known ? 'xt-door-card xt-door-wide' : 'xt-door-card'}>
        <header>
          <h1>启用密码函</h1>
          {!slip && <p>上级或本单位系统管理员交给您的密码函上，有编号和激活码。</p>}
        </header>
        {slip ? (
          <>
            <Alert
              type="success"
              showIcon
              icon={<CheckCircleOutlined />}
              className="xt-note"
              title={`${slip.unitName} · ${slip.roleName}`}
              description={`密码函 ${said.slipNo}，${slip.expiresOn} 前有效。单位或岗位不对的，请不要继续，把密码函退回发放人。`}
            />
            {slip.succession && (
              <Alert type="info" showIcon className="xt-note" title="启用后由您接任此岗位，原任同时卸任" />
            )}
            {known ? (
              <RedeemKnown said={said} slip={slip} onEnter={onEnter} onBack={() => setKnown(false)} />
            ) : (
              <RedeemNew said={said} slip={slip} onEnter={onEnter} onKnown={() => setKnown(true)} />
            )}
          </>
        ) : (
          <Opening
            said={said}
            onOpened={(typed, opened) => {
              setSaid(typed)
              setSlip(opened)
            }}
          />
        )}
        <footer>
          <p>
            <a href="/">返回登录</a>
          </p>
        </footer>
      </div>
    </main>
  )
}

function Opening({ said, onOpened }: { said: SlipSaid; onOpened: (said: SlipSaid, slip: OpenedSlip) => void }) {
  const act = useAct(slipApi.open, { quiet: true })
  const first = useRef<InputRef>(null)
  const [slipNo, setSlipNo] = useState(said.slipNo)
  const [code, setCode] = useState(said.code)
  const [tried, setTried] = useState(false)
  useEffect(() => first.current?.focus(), [])
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    const typed = { slipNo: slipNo.trim().toUpperCase(), code: code.trim().toUpperCase() }
    if (typed.slipNo && typed.code) act.mutate({ body: typed }, { onSuccess: (slip) => onOpened(typed, slip) })
  }
  return (
    <form onSubmit={send} noValidate>
      <RefusedNote refusal={act.error} />
      <label htmlFor="slip-no">密码函编号</label>
      <Input
        id="slip-no"
        ref={first}
        size="large"
        className="xt-redeem-code"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={40}
        value={slipNo}
        onChange={(event) => setSlipNo(event.target.value)}
        {...(tried && !slipNo.trim() && { status: 'error' as const })}
      />
      <p className="xt-door-wrong">{tried && !slipNo.trim() && '请输入密码函编号'}</p>
      <label htmlFor="slip-code">激活码</label>
      <Input
        id="slip-code"
        size="large"
        className="xt-redeem-code"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={40}
        value={code}
        onChange={(event) => setCode(event.target.value)}
        {...(tried && !code.trim() && { status: 'error' as const })}
      />
      <p className="xt-door-wrong">{tried && !code.trim() && '请输入激活码'}</p>
      <p className="xt-quiet">大小写、空格和短横都可以不管。输错 5 次，激活码作废。</p>
      <Button type="primary" htmlType="submit" size="large" block loading={act.isPending}>
        下一步
      </Button>
    </form>
  )
}

/** A slip may carry its number in an address, never its code. */
const numberInAddress = () => new URLSearchParams(window.location.search).get('no')?.slice(0, 40) ?? ''
