import { CheckCircleFilled, MinusCircleOutlined } from '@ant-design/icons'
import { Button, Checkbox, Form, Input } from 'antd'
import { useEffect, useState } from 'react'
import { type Me, noticeVersion, sessionApi } from '../../contract/session.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/faces.tsx'
import { notice } from './notice.ts'
import { passwordRules } from './password.ts'
import './session.css'

/** First login: a password of one's own and the privacy notice, on one page. */
export function FirstLogin({ me, login, onEnter }: { me: Me; login: string; onEnter: (me: Me) => Promise<void> }) {
  const act = useAct(sessionApi.setPassword, { quiet: true })
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [read, setRead] = useState(false)
  const [agreed, setAgreed] = useState(false)
  useEffect(() => {
    document.title = '首次登录 · 全国教师管理信息系统'
  }, [])
  const rules = passwordRules(password, me.name, login)
  const same = again !== '' && again === password
  const ready = rules.every((rule) => rule.met) && same && agreed
  return (
    <main className="xt-door">
      <div className="xt-door-card xt-door-wide">
        <header>
          <h1>{me.name}，请设置自己的密码</h1>
          <p>完成以下两步后进入系统。激活码只能使用一次，之后用新密码登录。</p>
        </header>
        <RefusedNote refusal={act.error} />
        <Form
          layout="vertical"
          requiredMark={false}
          onFinish={() =>
            act.mutate({ body: { password, notice: noticeVersion } }, { onSuccess: (next) => void onEnter(next) })
          }
        >
          <h2>① 设置密码</h2>
          <div className="xt-door-two">
            <div>
              <Form.Item label="新密码" htmlFor="new-password">
                <Input.Password
                  id="new-password"
                  autoFocus
                  autoComplete="new-password"
                  maxLength={128}
                  value={password}
                  onChange={(event) => setPassword(event.target.value)}
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
                  onChange={(event) => setAgain(event.target.value)}
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
          <h2>② 隐私告知</h2>
          <section
            className="xt-notice"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
            tabIndex={0}
            aria-label="隐私告知全文"
            onScroll={(event) => {
              const box = event.currentTarget
              if (box.scrollTop + box.clientHeight >= box.scrollHeight - 8) setRead(true)
            }}
          >
            {notice.map((part) => (
              <div key={part.title}>
                <h3>{part.title}</h3>
                <p>{part.text}</p>
              </div>
            ))}
            <p className="xt-quiet">版本 {noticeVersion}</p>
          </section>
          <Checkbox checked={agreed} disabled={!read} onChange={(event) => setAgreed(event.target.checked)}>
            我已阅读并同意以上告知{!read && <span className="xt-quiet">（请先将告知滚动到底部）</span>}
          </Checkbox>
          <div className="xt-door-end">
            <Button type="primary" size="large" htmlType="submit" disabled={!ready} loading={act.isPending}>
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
