import { Button } from 'antd'
import { type Me, sessionApi } from '../../contract/session.ts'
import { useAct } from '../platform/api.ts'
import './session.css'

/** Signed in, but in no post: the account was relieved of its last one. */
export function NoPost({ me }: { me: Me }) {
  const logout = useAct(sessionApi.logout, { quiet: true })
  return (
    <main className="xt-door">
      <div className="xt-door-card">
        <header>
          <h1>{me.name}，您当前没有在任岗位</h1>
          <p>请联系本单位系统管理员指定岗位，指定后重新登录即可办理。</p>
        </header>
        <Button type="primary" onClick={() => logout.mutate({}, { onSettled: () => window.location.assign('/') })}>
          退出登录
        </Button>
      </div>
    </main>
  )
}
