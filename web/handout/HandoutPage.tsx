import { useNavigate } from '@tanstack/react-router'
import { Alert, Button, Tabs } from 'antd'
import { handoutApi } from '../../contract/handout.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { useUrlState } from '../platform/list.tsx'
import { useMe } from '../platform/me.ts'
import { Page } from '../platform/Page.tsx'
import { moment } from '../platform/time.tsx'
import { Board } from './Board.tsx'
import './handout.css'
import { Ledger } from './Ledger.tsx'

/** 账号分发: slips for the units directly under the own one, how far each is, and the ledger of what was made. A school has the ledger alone. */
export function HandoutPage() {
  const { post } = useMe()
  const navigate = useNavigate()
  const [state] = useUrlState({ tab: 'board' })
  if (post.level === 'school')
    return (
      <Page
        title="密码函台账"
        crumbs={[{ title: '岗位', to: '/posts' }]}
        extra={<span className="xt-quiet">{post.unitName}</span>}
      >
        <Ledger />
      </Page>
    )
  return (
    <Page title="账号分发" extra={<span className="xt-quiet">{post.unitName}</span>}>
      <Urgings />
      <Tabs
        activeKey={state.tab}
        // a view of the one is none of the other
        onChange={(tab) => void navigate({ to: '.', search: tab === 'board' ? {} : { tab }, replace: true })}
        destroyOnHidden
        items={[
          { key: 'board', label: '分发进度', children: <Board /> },
          { key: 'ledger', label: '密码函台账', children: <Ledger /> },
        ]}
      />
    </Page>
  )
}

/** 催办 from above that nobody has acknowledged yet. */
function Urgings() {
  const load = useLoad(handoutApi.urgings, {})
  const seen = useAct(handoutApi.seen)
  const open = (load.data?.urgings ?? []).filter((each) => !each.seen)
  const latest = open[0]
  if (!latest) return null
  return (
    <Alert
      type="warning"
      showIcon
      className="xt-note"
      title={`${latest.from} ${moment(latest.at)} 催办${open.length > 1 ? `（另有 ${open.length - 1} 次）` : ''}`}
      description={latest.text}
      action={
        <Button size="small" loading={seen.isPending} onClick={() => seen.mutate({})}>
          知道了
        </Button>
      }
    />
  )
}
