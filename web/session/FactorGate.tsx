import { Button, Form } from 'antd'
import { useEffect, useState } from 'react'
import { type Me, sessionApi } from '../../contract/session.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/faces.tsx'
import { CodeInput } from './CodeInput.tsx'
import { FactorSetUp } from './FactorSetUp.tsx'
import './session.css'

/** The second step of signing in: the code is given, or the authenticator app is set up first. */
export function FactorGate({ me, onEnter }: { me: Me; onEnter: (me: Me) => Promise<void> }) {
  const setUp = me.factor === 'set-up'
  useEffect(() => {
    document.title = '两步验证 · 全国教师管理信息系统'
  }, [])
  return (
    <main className="xt-door">
      <div className={setUp ? 'xt-door-card xt-door-wide' : 'xt-door-card'}>
        <header>
          <h1>{setUp ? `${me.name}，请设置两步验证` : '两步验证'}</h1>
          <p>
            {setUp
              ? '您的岗位须两步验证：登录时除密码外，再输入手机上身份验证器显示的 6 位动态口令。只需设置一次。'
              : '请打开手机上的身份验证器，输入“全国教师管理信息系统”下显示的 6 位动态口令。'}
          </p>
        </header>
        {setUp ? <FactorSetUp onDone={(next) => void onEnter(next)} /> : <Give onEnter={onEnter} />}
        <OtherWays me={me} onEnter={onEnter} />
      </div>
    </main>
  )
}

function Give({ onEnter }: { onEnter: (me: Me) => Promise<void> }) {
  const act = useAct(sessionApi.giveFactor, { quiet: true })
  const [code, setCode] = useState('')
  const give = (typed: string) => {
    if (typed.length === 6 && !act.isPending)
      act.mutate({ body: { code: typed } }, { onSuccess: (next) => void onEnter(next), onError: () => setCode('') })
  }
  return (
    <Form layout="vertical" requiredMark={false} onFinish={() => give(code)}>
      <RefusedNote refusal={act.error} />
      <CodeInput value={code} onChange={setCode} onWhole={give} />
      <Button type="primary" size="large" block htmlType="submit" loading={act.isPending} disabled={code.length !== 6}>
        进入系统
      </Button>
      <footer>
        <p>手机丢失或更换：请联系本单位系统管理员申请解除两步验证，须当面或回拨核实身份。</p>
      </footer>
    </Form>
  )
}

/** Another post that does not ask for it, or out. */
function OtherWays({ me, onEnter }: { me: Me; onEnter: (me: Me) => Promise<void> }) {
  const logout = useAct(sessionApi.logout, { quiet: true })
  const switchPost = useAct(sessionApi.switchPost, { quiet: true })
  const others = me.factor === 'set-up' ? me.posts.filter(({ id }) => id !== me.post?.id) : []
  return (
    <div className="xt-door-end">
      {others.map((post) => (
        <Button
          key={post.id}
          onClick={() => switchPost.mutate({ body: { postId: post.id } }, { onSuccess: (next) => void onEnter(next) })}
        >
          改用岗位：{post.unitName} · {post.roleName}
        </Button>
      ))}
      <Button onClick={() => logout.mutate({}, { onSettled: () => window.location.assign('/') })}>退出登录</Button>
    </div>
  )
}
