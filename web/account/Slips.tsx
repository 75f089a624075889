import { PrinterOutlined } from '@ant-design/icons'
import { Alert, Button, Modal } from 'antd'
import { useEffect } from 'react'
import type { z } from 'zod'
import type { Slip } from '../../contract/account.ts'
import { useMe } from '../platform/me.ts'
import './account.css'

type SlipOut = z.output<typeof Slip>

/** The slips as they are handed out: shown once, printed, cut and folded. */
export function Slips({ slips }: { slips: readonly SlipOut[] }) {
  const { post } = useMe()
  return (
    <div className="xt-slips">
      {slips.map((slip) => (
        <section key={slip.login} className="xt-slip" aria-label={`${slip.name}的账号领取单`}>
          <header>{post.unitName} · 教师账号领取单</header>
          <dl>
            <dt>姓名</dt>
            <dd>{slip.name}</dd>
            <dt>登录账号</dt>
            <dd className="xt-code">{slip.login}</dd>
            <dt>激活码</dt>
            <dd className="xt-code">{slip.code}</dd>
          </dl>
          <p>
            请于 {slip.expiresOn} 前打开 {window.location.host}
            ，用账号和激活码登录，设置自己的密码。激活码只能用一次，请勿转交他人。
          </p>
        </section>
      ))}
    </div>
  )
}

/** Warns before a page with codes is left: they cannot be shown again. */
function useKeepOpen(on: boolean): void {
  useEffect(() => {
    if (!on) return
    const stop = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', stop)
    return () => window.removeEventListener('beforeunload', stop)
  }, [on])
}

/** One new code, shown once. */
export function SlipDialog({ slip, onClose }: { slip: SlipOut | null; onClose: () => void }) {
  useKeepOpen(slip !== null)
  // on paper only the slip, not the page behind it
  useEffect(() => {
    document.documentElement.classList.toggle('xt-slip-open', slip !== null)
  }, [slip])
  return (
    <Modal
      open={slip !== null}
      title="激活码已重发"
      mask={{ closable: false }}
      onCancel={onClose}
      rootClassName="xt-print-me"
      footer={[
        <Button key="print" icon={<PrinterOutlined />} onClick={() => window.print()}>
          打印 1 张领取单
        </Button>,
        <Button key="done" type="primary" onClick={onClose}>
          已交给本人，关闭
        </Button>,
      ]}
    >
      <Alert type="warning" showIcon className="xt-note xt-no-print" title="激活码只显示这一次，关闭后无法再查看" />
      {slip && <Slips slips={[slip]} />}
    </Modal>
  )
}
