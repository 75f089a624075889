import { App, Button, Drawer, Form, Input, InputNumber, Switch } from 'antd'
import { useEffect, useState } from 'react'
import { type SecuritySettings, securityApi, securityRules, type securitySwitches } from '../../contract/security.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/Page.tsx'
import { Changes } from './Changes.tsx'
import { changesOf, type Key, lines } from './settings.ts'

/** 拟定变更: the whole policy as it should be, what that changes, and why. */
export function ProposalForm(props: {
  open: boolean
  inForce: { id: string | null; settings: SecuritySettings }
  onClose: () => void
}) {
  const { open, inForce, onClose } = props
  const { message } = App.useApp()
  const propose = useAct(securityApi.propose)
  const [settings, set] = useState(inForce.settings)
  const [reason, setReason] = useState('')
  const { reset } = propose
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time it is opened it begins with what is in force
  useEffect(() => {
    set(inForce.settings)
    setReason('')
    reset()
  }, [open, reset])
  const changes = changesOf(inForce.settings, settings)
  const ready = changes.length > 0 && reason.trim().length >= 2
  const send = () =>
    propose.mutate(
      { body: { settings, reason: reason.trim(), basedOn: inForce.id } },
      {
        onSuccess: () => {
          void message.success(`已提交 ${changes.length} 项变更，待另一名安全管理员审核`)
          onClose()
        },
      },
    )
  return (
    <Drawer
      open={open}
      onClose={onClose}
      title="拟定安全策略变更"
      size={560}
      destroyOnHidden
      footer={
        <div className="xt-drawer-foot">
          <Button onClick={onClose}>取消</Button>
          <Button type="primary" disabled={!ready} loading={propose.isPending} onClick={send}>
            提交 {changes.length} 项变更
          </Button>
        </div>
      }
    >
      <p className="xt-quiet">只能比内置值更严。提交后由另一名安全管理员确认才生效，在此之前现行策略不变。</p>
      <Form layout="vertical">
        {lines.map((line) => (
          <Form.Item
            key={line.key}
            label={line.name}
            htmlFor={line.key}
            extra={isNumber(line.key) ? `${line.meaning}（可设 ${line.range}）` : line.meaning}
          >
            <Setting name={line.key} settings={settings} set={set} />
          </Form.Item>
        ))}
        <Form.Item label="变更理由" htmlFor="reason" required>
          <Input.TextArea
            id="reason"
            rows={3}
            maxLength={500}
            showCount
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
      </Form>
      <h2 className="xt-drawer-title">将要变更</h2>
      <Changes before={inForce.settings} after={settings} />
      <RefusedNote refusal={propose.error} />
    </Drawer>
  )
}

const isNumber = (name: Key): name is keyof typeof securityRules => name in securityRules

function Setting(props: { name: Key; settings: SecuritySettings; set: (next: SecuritySettings) => void }) {
  const { name, settings, set } = props
  if (!isNumber(name)) return <SwitchSetting {...props} name={name} />
  const { least, most, unit } = securityRules[name]
  return (
    <InputNumber
      id={name}
      min={least}
      max={most}
      precision={0}
      suffix={unit}
      value={settings[name]}
      onChange={(value) => typeof value === 'number' && set({ ...settings, [name]: value })}
    />
  )
}

function SwitchSetting(props: {
  name: keyof typeof securitySwitches
  settings: SecuritySettings
  set: (next: SecuritySettings) => void
}) {
  const { name, settings, set } = props
  return (
    <Switch
      id={name}
      checkedChildren="开启"
      unCheckedChildren="关闭"
      checked={settings[name]}
      onChange={(on) => set({ ...settings, [name]: on })}
    />
  )
}
