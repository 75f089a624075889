import { WarningOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { sessionApi } from '../../contract/session.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { useAct } from '../platform/api.ts'
import { useMe } from '../platform/me.ts'
import { Moment } from '../platform/time.tsx'
import './mine.css'

/** On every page until 知道了: what others did to the account (R05), failed sign-ins since the last login (A18), a password that has grown old. */
export function Notices() {
  const me = useMe()
  const act = useAct(sessionApi.readNotices)
  const [seen, setSeen] = useState(false)
  const reminders = seen
    ? []
    : [
        ...(me.failuresSince > 0 ? [`本次登录之前，有 ${me.failuresSince} 次用您的账号登录失败。`] : []),
        ...(me.passwordAge === null ? [] : [`您的密码已使用 ${me.passwordAge} 天，请尽快修改。`]),
      ]
  if (me.notices.length + reminders.length === 0) return null
  const read = () => {
    setSeen(true)
    if (me.notices.length > 0) act.mutate({ body: { ids: me.notices.map(({ id }) => id) } })
  }
  return (
    <div className="xt-notices" role="alert">
      <ul>
        {me.notices.map((notice) => (
          <li key={notice.id}>
            <WarningOutlined /> <Moment at={notice.at} /> {notice.text}。
          </li>
        ))}
        {reminders.map((text) => (
          <li key={text}>
            <WarningOutlined /> {text} <AppLink to="/me">查看我的账号</AppLink>
          </li>
        ))}
      </ul>
      <Button size="small" loading={act.isPending} onClick={read}>
        知道了
      </Button>
    </div>
  )
}
