import { PrinterOutlined } from '@ant-design/icons'
import { Alert, Button, Modal } from 'antd'
import type { z } from 'zod'
import type { Slip } from '../../contract/account.ts'
import { useMe } from '../platform/me.ts'
import { useKeepOpen, usePrintAlone } from '../platform/once.ts'
import './account.css'

type SlipOut = z.output<typeof Slip>

/** The slips as they are handed out: shown once, printed, cut and folded. `unitName` where they are not of the own unit. */
export function Slips({ slips, unitName }: { slips: readonly SlipOut[]; unitName?: string }) {
  const { post } = useMe()
  return (
    <div className="xt-slips">
      {slips.map((slip) => (
        <section key={slip.login} className="xt-slip" aria-label={`${slip.name}的账号领取单`}>
          <header>{unitName ?? post.unitName} · 账号领取单</header>
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

/** One new code, shown once. */
export function SlipDialog(props: { slip: SlipOut | null; unitName?: string; onClose: () => void }) {
  const { slip, unitName, onClose } = props
  useKeepOpen(slip !== null)
  usePrintAlone(slip !== null)
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
      {slip && <Slips slips={[slip]} {...(unitName && { unitName })} />}
    </Modal>
  )
}
