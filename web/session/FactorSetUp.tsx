import { Button, Form } from 'antd'
import { useState } from 'react'
import { encode } from 'uqr'
import { type Me, sessionApi } from '../../contract/session.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/faces.tsx'
import { CodeInput } from './CodeInput.tsx'
import './session.css'

/** Sets up an authenticator app: its secret as a QR code and as text, proved by one code. */
export function FactorSetUp({ onDone }: { onDone: (me: Me) => void }) {
  const begin = useAct(sessionApi.setUpFactor, { quiet: true })
  const prove = useAct(sessionApi.confirmFactor, { quiet: true })
  const [code, setCode] = useState('')
  const made = begin.data
  if (!made)
    return (
      <div className="xt-factor-begin">
        <p>
          先在手机上安装一个身份验证器（任何支持 TOTP 动态口令的应用都可以，例如 Microsoft Authenticator、Google
          Authenticator、FreeOTP）。动态口令在手机上算出，不经短信，没有网络也能用。
        </p>
        <RefusedNote refusal={begin.error} />
        <Button type="primary" size="large" loading={begin.isPending} onClick={() => begin.mutate({})}>
          已安装，开始设置
        </Button>
      </div>
    )
  const send = (typed: string) => {
    if (typed.length === 6 && !prove.isPending)
      prove.mutate({ body: { code: typed } }, { onSuccess: onDone, onError: () => setCode('') })
  }
  return (
    <Form layout="vertical" requiredMark={false} onFinish={() => send(code)}>
      <RefusedNote refusal={prove.error} />
      <div className="xt-factor">
        <div>
          <h2>① 用身份验证器扫描</h2>
          <QrCode text={made.uri} />
        </div>
        <div>
          <h2>不能扫描时，手工输入密钥</h2>
          <p className="xt-secret">{made.secret.match(/.{1,4}/g)?.join(' ')}</p>
          <p className="xt-quiet">账户名随意填写，类型选“基于时间”。密钥等同于口令，请勿拍照或转发给他人。</p>
          <h2>② 输入身份验证器上的数字</h2>
          <CodeInput value={code} onChange={setCode} onWhole={send} />
          <Button type="primary" size="large" htmlType="submit" loading={prove.isPending} disabled={code.length !== 6}>
            完成设置
          </Button>
        </div>
      </div>
    </Form>
  )
}

function QrCode({ text }: { text: string }) {
  const { data, size } = encode(text, { ecc: 'L', border: 2 })
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg
      className="xt-qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label="两步验证二维码"
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
