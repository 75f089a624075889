import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CrownOutlined,
  LockOutlined,
  PlusOutlined,
  StopOutlined,
} from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { Alert, Button, Space, type TableColumnsType, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import type { z } from 'zod'
import { type AccountRow, accountApi, type Slip } from '../../contract/account.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { useAct, useLoad } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { ListTable, pager, SearchField, useUrlState } from '../platform/list.tsx'
import { useCan, useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page } from '../platform/Page.tsx'
import { NewCode } from './NewCode.tsx'
import { SlipDialog } from './Slips.tsx'

/** 账号管理: the accounts of one's own unit; at a school also the heads and the codes. */
export function AccountPage() {
  const can = useCan()
  const navigate = useNavigate()
  const { post } = useMe()
  const [state, set] = useUrlState({ search: '', page: 1, size: 20 })
  const query = { page: state.page, size: state.size, ...(state.search && { search: state.search }) }
  const load = useLoad(accountApi.list, { query }, { keep: true })
  const [asking, ask] = useState<AccountRow | null>(null)
  const [slip, show] = useState<z.output<typeof Slip> | null>(null)
  const generate = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate({ to: '/accounts/new', search: {} })}>
      生成教师账号
    </Button>
  )
  return (
    <Page
      title="账号管理"
      extra={<span className="xt-quiet">{post.unitName}</span>}
      action={can('account.generate') && generate}
    >
      {can('account.generate') && <Unknown />}
      <div className="xt-filters">
        <SearchField value={state.search} onChange={(search) => set({ search })} placeholder="按姓名或登录账号查找" />
      </div>
      <Loaded
        load={load}
        isEmpty={(data) => data.total === 0}
        empty={
          state.search ? (
            <Nothing
              what={`没有找到“${state.search}”的账号`}
              next={<Button onClick={() => set({ search: '' })}>查看全部账号</Button>}
            />
          ) : (
            <Nothing what="本单位还没有账号" next={can('account.generate') && generate} />
          )
        }
      >
        {(data) => (
          <ListTable
            label="本单位账号"
            rowKey="accountId"
            columns={columnsFor(ask)}
            dataSource={data.rows}
            loading={load.isPlaceholderData}
            pagination={pager(state, data.total, set)}
          />
        )}
      </Loaded>
      <NewCode
        row={asking}
        onClose={() => ask(null)}
        onDone={(made) => {
          ask(null)
          show(made)
        }}
      />
      <SlipDialog slip={slip} onClose={() => show(null)} />
    </Page>
  )
}

const states: Record<AccountRow['state'], [icon: ReactNode, color: string, word: string]> = {
  pending: [<ClockCircleOutlined key="i" />, 'gold', '待激活'],
  active: [<CheckCircleOutlined key="i" />, 'green', '正常'],
  locked: [<LockOutlined key="i" />, 'red', '已锁定'],
  stopped: [<StopOutlined key="i" />, 'default', '已停用'],
}

const genders: Record<string, string> = { '1': '男', '2': '女' }

const columnsFor = (ask: (row: AccountRow) => void): TableColumnsType<AccountRow> => [
  {
    title: '姓名',
    dataIndex: 'name',
    fixed: 'left',
    render: (name: string, row) => (
      <>
        {name} {row.head && <Tag icon={<CrownOutlined />}>学校负责人</Tag>}
      </>
    ),
  },
  { title: '性别', dataIndex: 'gender', width: 64, render: (code: string) => genders[code] ?? code },
  { title: '出生日期', dataIndex: 'birthDate', width: 120, render: (day: string | null) => day ?? '—' },
  { title: '登录账号', dataIndex: 'login' },
  { title: '岗位', dataIndex: 'roles', render: (roles: string[]) => roles.join('、') },
  {
    title: '状态',
    dataIndex: 'state',
    width: 100,
    render: (state: AccountRow['state']) => {
      const [icon, color, word] = states[state]
      return (
        <Tag icon={icon} color={color}>
          {word}
        </Tag>
      )
    },
  },
  { title: '操作', key: 'acts', width: 240, render: (_, row) => <Acts row={row} ask={ask} /> },
]

function Acts({ row, ask }: { row: AccountRow; ask: (row: AccountRow) => void }) {
  const confirm = useConfirm()
  const name = useAct(accountApi.nameHead)
  const end = useAct(accountApi.endHead)
  const params = { accountId: row.accountId }
  return (
    <Space size={4}>
      {row.can.includes('name-head') && (
        <Button
          size="small"
          type="link"
          onClick={() =>
            confirm({
              title: `指定 ${row.name} 为学校负责人`,
              content: '负责人用自己的教师账号审核签字。每校最多 3 名，指定后立即生效，并留下记录。',
              ok: `指定 ${row.name}`,
              act: () => name.mutateAsync({ params }),
              done: `已指定 ${row.name} 为学校负责人`,
            })
          }
        >
          指定为负责人
        </Button>
      )}
      {row.can.includes('end-head') && (
        <Button
          size="small"
          type="link"
          onClick={() =>
            confirm({
              title: `撤销 ${row.name} 的学校负责人`,
              content: '撤销后不能再审核签字，已签的不受影响。',
              ok: `撤销 ${row.name}`,
              danger: true,
              act: () => end.mutateAsync({ params }),
              done: `已撤销 ${row.name} 的学校负责人`,
            })
          }
        >
          撤销负责人
        </Button>
      )}
      {row.can.includes('new-code') && (
        <Button size="small" type="link" onClick={() => ask(row)}>
          重发激活码
        </Button>
      )}
    </Space>
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
