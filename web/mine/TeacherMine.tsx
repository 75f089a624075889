import { App } from 'antd'
import { useEffect } from 'react'
import { OwnAccount } from './OwnAccount.tsx'
import '../session/session.css'

/** 我的账号 of a teacher: the same page, with the way back to the teacher's own entry. */
export function TeacherMine() {
  useEffect(() => {
    document.title = '我的账号 · 教师自助'
  }, [])
  return (
    <App>
      <main className="xt-door">
        <div className="xt-door-card xt-door-wide">
          <header>
            <h1>我的账号</h1>
            <p>
              <a href="/me.html">返回我的信息</a>
            </p>
          </header>
          <OwnAccount />
        </div>
      </main>
    </App>
  )
}
