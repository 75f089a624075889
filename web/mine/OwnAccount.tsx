import { Button, Space, Tag } from 'antd'
import { useState } from 'react'
import { noticeVersion, sessionApi } from '../../contract/session.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { Loaded } from '../platform/faces.tsx'
import { useMe } from '../platform/me.ts'
import { Moment } from '../platform/time.tsx'
import { ChangePassword } from './ChangePassword.tsx'
import { Factor } from './Factor.tsx'
import { Logins } from './Logins.tsx'
import { Sessions } from './Sessions.tsx'
import './mine.css'

/** Who I am, in which posts, and everything that keeps my account safe. */
export function OwnAccount() {
  const load = useLoad(sessionApi.account, {})
  return (
    <Loaded load={load}>
      {(data) => (
        <div className="xt-mine">
          <Who logins={data.logins} />
          <section aria-labelledby="mine-password">
            <h2 id="mine-password">密码与隐私告知</h2>
            <dl>
              <dt>密码设置于</dt>
              <dd>
                <Moment at={data.passwordSetAt} /> <ChangePassword agreed={data.noticeVersion === noticeVersion} />
              </dd>
              <dt>隐私告知</dt>
              <dd>
                已同意版本 {data.noticeVersion ?? '—'}（<Moment at={data.noticeAt} />）
              </dd>
            </dl>
          </section>
          <Factor since={data.factorSince} needed={data.factorNeeded} />
          <Sessions rows={data.sessions} />
          <Logins />
        </div>
      )}
    </Loaded>
  )
}

function Who({ logins }: { logins: string[] }) {
  const me = useMe()
  const act = useAct(sessionApi.switchPost, { quiet: true })
  const [taking, setTaking] = useState<string | null>(null)
  const take = (postId: string) => {
    setTaking(postId)
    // another post is another start page, for a teacher another entry
    act.mutate({ body: { postId } }, { onSuccess: () => window.location.assign('/'), onError: () => setTaking(null) })
  }
  return (
    <section aria-labelledby="mine-who">
      <h2 id="mine-who">基本情况</h2>
      <dl>
        <dt>姓名</dt>
        <dd>{me.name}</dd>
        <dt>登录账号</dt>
        <dd>{logins.length > 0 ? logins.join('、') : '身份证件号码'}</dd>
        <dt>岗位</dt>
        <dd>
          <ul>
            {me.posts.map((post) => (
              <li key={post.id}>
                <Space wrap size={8}>
                  {post.unitName} · {post.roleName}
                  {post.id === me.post.id ? (
                    <Tag color="blue">当前岗位</Tag>
                  ) : (
                    <Button size="small" loading={taking === post.id} onClick={() => take(post.id)}>
                      切换到此岗位
                    </Button>
                  )}
                </Space>
              </li>
            ))}
          </ul>
        </dd>
        <dt>上次登录</dt>
        <dd>
          {me.lastLoginAt ? (
            <>
              <Moment at={me.lastLoginAt} /> {me.lastLoginNetwork && <span>网络地址 {me.lastLoginNetwork}</span>}
            </>
          ) : (
            '这是第一次登录'
          )}
          {me.failuresSince > 0 && (
            <strong className="xt-mine-warn">；本次登录之前有 {me.failuresSince} 次登录失败</strong>
          )}
        </dd>
      </dl>
    </section>
  )
}
