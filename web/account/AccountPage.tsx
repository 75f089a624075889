import { PlusOutlined } from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { Alert, Button, Tabs } from 'antd'
import { accountApi } from '../../contract/account.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { useLoad } from '../platform/api.ts'
import { useUrlState } from '../platform/list.tsx'
import { useCan, useMe } from '../platform/me.ts'
import { Page } from '../platform/Page.tsx'
import { AccountList } from './AccountList.tsx'
import { FactorRequests } from './FactorRequests.tsx'
import './account.css'

/** 账号管理: the accounts of one's own unit (at a school also the heads), the 系统管理员 of the units directly under it, and what waits for a second person. */
export function AccountPage() {
  const can = useCan()
  const navigate = useNavigate()
  const { post } = useMe()
  const [state] = useUrlState({ tab: 'own' })
  const generate = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate({ to: '/accounts/new', search: {} })}>
      生成教师账号
    </Button>
  )
  const own = <AccountList scope="own" empty={can('account.generate') && generate} />
  return (
    <Page
      title="账号管理"
      extra={<span className="xt-quiet">{post.unitName}</span>}
      action={can('account.generate') && generate}
    >
      {can('account.generate') && (
        <>
          <Unknown />
          <Contracts />
        </>
      )}
      {post.level === 'school' ? (
        own
      ) : (
        <Tabs
          activeKey={state.tab}
          // a view of one list is none of the other
          onChange={(tab) => void navigate({ to: '.', search: tab === 'own' ? {} : { tab }, replace: true })}
          destroyOnHidden
          items={[
            { key: 'own', label: '本单位', children: own },
            { key: 'next', label: '下级系统管理员', children: <AccountList scope="next" empty={<ToHandout />} /> },
            ...(can('account.factor.confirm')
              ? [{ key: 'factor', label: '两步验证申请', children: <FactorRequests /> }]
              : []),
          ]}
        />
      )}
    </Page>
  )
}

const ToHandout = () => <AppLink to="/handout">到“账号分发”生成密码函</AppLink>

/** Contracts that are over or end soon: whether their people still belong is asked again. */
function Contracts() {
  const load = useLoad(accountApi.scopeQuestions, { query: { size: 1 } })
  const total = load.data?.total ?? 0
  if (total === 0) return null
  return (
    <Alert
      type="warning"
      showIcon
      className="xt-note"
      title={`有 ${total} 人的合同已到期或 30 天内到期`}
      description="请确认他们是否仍在采集范围：续签、转为在编，或不再续签。"
      action={<AppLink to="/accounts/contracts">逐人确认</AppLink>}
    />
  )
}

/** People an import named whom the school does not have: they wait here, and are never created by the import. */
function Unknown() {
  const load = useLoad(accountApi.unknown, {})
  const people = load.data?.people ?? []
  if (people.length === 0) return null
  const names = people
    .slice(0, 5)
    .map((each) => each.items.name)
    .join('、')
  return (
    <Alert
      type="warning"
      showIcon
      className="xt-note"
      title={`批量导入中有 ${people.length} 人本校没有账号`}
      description={`${names}${people.length > 5 ? ' 等' : ''}。请核实确属本校后生成账号，再由信息管理员继续导入。`}
      action={<AppLink to="/accounts/new?from=unknown">核实并生成 {people.length} 人</AppLink>}
    />
  )
}
