import { App, Button, Space, Tag } from 'antd'
import { type SessionRow, sessionApi } from '../../contract/session.ts'
import { useAct } from '../platform/api.ts'
import { sentenceOf } from '../platform/faces.tsx'
import { Age, Moment } from '../platform/time.tsx'

/** Where the account is open now; any other can be ended. */
export function Sessions({ rows }: { rows: SessionRow[] }) {
  const { message } = App.useApp()
  const one = useAct(sessionApi.endOther)
  const all = useAct(sessionApi.endOthers)
  const told = {
    onSuccess: () => void message.success('已结束'),
    onError: (refusal: unknown) => void message.error(sentenceOf(refusal)),
  }
  return (
    <section aria-labelledby="mine-sessions">
      <h2 id="mine-sessions">当前登录</h2>
      <ul className="xt-mine-rows" aria-label="当前登录">
        {rows.map((row) => (
          <li key={row.id}>
            <span className="xt-mine-main">
              {row.agent ?? '未知设备'} {row.current && <Tag color="blue">本次登录</Tag>}
            </span>
            <span>{row.network ?? '—'}</span>
            <span>
              登录于 <Moment at={row.at} />
            </span>
            <span className="xt-quiet">
              {row.post ?? '无岗位'} · 最近操作 <Age at={row.seenAt} />
            </span>
            {!row.current && (
              <Button
                size="small"
                loading={one.isPending}
                onClick={() => one.mutate({ params: { sessionId: row.id } }, told)}
              >
                结束
              </Button>
            )}
          </li>
        ))}
      </ul>
      {rows.length > 1 && (
        <Space>
          <Button size="small" danger loading={all.isPending} onClick={() => all.mutate({}, told)}>
            结束其他 {rows.length - 1} 处登录
          </Button>
        </Space>
      )}
    </section>
  )
}
