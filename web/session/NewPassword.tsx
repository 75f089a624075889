import { CheckCircleFilled, MinusCircleOutlined } from '@ant-design/icons'
import { Form, Input } from 'antd'
import { useEffect, useState } from 'react'
import { passwordRules } from './password.ts'
import './session.css'

/**
 * A new password, typed twice beside the list of what it must be.
 * @param onChange hears the password when it meets every rule and both fields agree, else null
 */
export function NewPassword(props: {
  name: string
  login: string
  focus?: boolean
  onChange: (password: string | null) => void
}) {
  const { name, login, focus = false, onChange } = props
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const same = again !== '' && again === password
  const rules = passwordRules(password, name, login)
  const good = same && rules.every((rule) => rule.met)
  useEffect(() => onChange(good ? password : null), [good, password, onChange])
  return (
    <div className="xt-door-two">
      <div>
        <Form.Item label="新密码" htmlFor="new-password">
          <Input.Password
            id="new-password"
            autoFocus={focus}
            autoComplete="new-password"
            maxLength={128}
            value={password}
            onChange={({ target }) => setPassword(target.value)}
            aria-describedby="password-rules"
          />
        </Form.Item>
        <Form.Item
          label="再输一次"
          htmlFor="new-password-again"
          {...(again !== '' && !same && { validateStatus: 'error' as const, help: '两次输入不一致' })}
        >
          <Input.Password
            id="new-password-again"
            autoComplete="new-password"
            maxLength={128}
            value={again}
            onChange={({ target }) => setAgain(target.value)}
          />
        </Form.Item>
      </div>
      <ul id="password-rules" className="xt-rules" aria-live="polite">
        {[...rules, { text: '两次输入一致', met: same }].map((rule) => (
          <li key={rule.text} className={rule.met ? 'xt-met' : ''}>
            {rule.met ? <CheckCircleFilled /> : <MinusCircleOutlined />} {rule.text}
            <span className="xt-hidden">{rule.met ? '，已满足' : '，未满足'}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
