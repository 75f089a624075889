import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CrownOutlined,
  DownOutlined,
  LockOutlined,
  SafetyCertificateOutlined,
  StopOutlined,
} from '@ant-design/icons'
import { Button, Dropdown, Space, type TableColumnsType, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { type AccountRow, accountApi } from '../../contract/account.ts'
import type { Answer } from '../../contract/endpoint.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { ListTable, pager, SearchField, useUrlState } from '../platform/list.tsx'
import { Loaded, Nothing } from '../platform/Page.tsx'
import { type AskedReason, ReasonDialog } from '../platform/ReasonDialog.tsx'
import { type IdentityAct, IdentityDialog } from './IdentityDialog.tsx'
import { SlipDialog } from './Slips.tsx'

type Shown = { slip: Answer<typeof accountApi.newCode>; unitName: string }

/** One list of accounts: of the own unit, or the 系统管理员 of the units directly under it. */
export function AccountList({ scope, empty }: { scope: 'own' | 'next'; empty: ReactNode }) {
  const [state, set] = useUrlState({ search: '', page: 1, size: 20 })
  const query = { scope, page: state.page, size: state.size, ...(state.search && { search: state.search }) }
  const load = useLoad(accountApi.list, { query }, { keep: true })
  const [identity, askIdentity] = useState<{ row: AccountRow; act: IdentityAct } | null>(null)
  const [reason, askReason] = useState<AskedReason | null>(null)
  const [shown, show] = useState<Shown | null>(null)
  return (
    <>
      <div className="xt-filters">
        <SearchField
          value={state.search}
          onChange={(search) => set({ search })}
          placeholder={scope === 'own' ? '按姓名或登录账号查找' : '按单位、姓名或登录账号查找'}
        />
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
            <Nothing what={scope === 'own' ? '本单位还没有账号' : '直属下级还没有启用账号的系统管理员'} next={empty} />
          )
        }
      >
        {(data) => (
          <ListTable<AccountRow>
            label={scope === 'own' ? '本单位账号' : '直属下级的系统管理员'}
            rowKey="accountId"
            columns={[
              ...columnsOf(scope),
              {
                title: '操作',
                key: 'acts',
                render: (_, row) => <Acts row={row} askIdentity={askIdentity} askReason={askReason} />,
              },
            ]}
            dataSource={data.rows}
            loading={load.isPlaceholderData}
            pagination={pager(state, data.total, set)}
          />
        )}
      </Loaded>
      <IdentityDialog
        asked={identity}
        onClose={() => askIdentity(null)}
        onCode={(slip, row) => show({ slip, unitName: row.unitName })}
      />
      <ReasonDialog asked={reason} onClose={() => askReason(null)} />
      <SlipDialog slip={shown?.slip ?? null} {...(shown && { unitName: shown.unitName })} onClose={() => show(null)} />
    </>
  )
}

const states: Record<AccountRow['state'], [icon: ReactNode, color: string, word: string]> = {
  pending: [<ClockCircleOutlined key="i" />, 'gold', '待激活'],
  active: [<CheckCircleOutlined key="i" />, 'green', '正常'],
  locked: [<LockOutlined key="i" />, 'red', '已锁定'],
  stopped: [<StopOutlined key="i" />, 'default', '已停用'],
}

const genders: Record<string, string> = { '1': '男', '2': '女' }

const columnsOf = (scope: 'own' | 'next'): TableColumnsType<AccountRow> => [
  ...(scope === 'next' ? [{ title: '单位', dataIndex: 'unitName' }] : []),
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
  ...(scope === 'own'
    ? [
        { title: '性别', dataIndex: 'gender', render: (code: string) => genders[code] ?? code },
        { title: '出生日期', dataIndex: 'birthDate', render: (day: string | null) => day ?? '—' },
      ]
    : []),
  { title: '登录账号', dataIndex: 'login' },
  { title: '岗位', dataIndex: 'roles', render: (roles: string[]) => roles.join('、') },
  {
    title: '状态',
    dataIndex: 'state',
    render: (state: AccountRow['state']) => {
      const [icon, color, word] = states[state]
      return (
        <Tag icon={icon} color={color}>
          {word}
        </Tag>
      )
    },
  },
  {
    title: '两步验证',
    dataIndex: 'factor',
    render: (factor: boolean, { factorAsked }) => {
      if (!factor) return <span className="xt-quiet">未设置</span>
      return (
        <>
          <SafetyCertificateOutlined /> 已设置{factorAsked && <Tag color="gold">申请解除中</Tag>}
        </>
      )
    },
  },
]

function Acts(props: {
  row: AccountRow
  askIdentity: (asked: { row: AccountRow; act: IdentityAct }) => void
  askReason: (asked: AskedReason) => void
}) {
  const { row, askIdentity, askReason } = props
  const confirm = useConfirm()
  const name = useAct(accountApi.nameHead)
  const end = useAct(accountApi.endHead)
  const stop = useAct(accountApi.stop)
  const restart = useAct(accountApi.restart)
  const params = { accountId: row.accountId }
  const runs: Record<AccountRow['can'][number], { label: string; run: () => void }> = {
    unlock: { label: '解锁', run: () => askIdentity({ row, act: 'unlock' }) },
    'new-code': { label: '重发激活码', run: () => askIdentity({ row, act: 'new-code' }) },
    'name-head': {
      label: '指定为负责人',
      run: () =>
        confirm({
          title: `指定 ${row.name} 为学校负责人`,
          content: '负责人用自己的教师账号审核签字。每校最多 3 名，指定后立即生效，并留下记录。',
          ok: `指定 ${row.name}`,
          act: () => name.mutateAsync({ params }),
          done: `已指定 ${row.name} 为学校负责人`,
        }),
    },
    'end-head': {
      label: '撤销负责人',
      run: () =>
        confirm({
          title: `撤销 ${row.name} 的学校负责人`,
          content: '撤销后不能再审核签字，已签的不受影响。',
          ok: `撤销 ${row.name}`,
          danger: true,
          act: () => end.mutateAsync({ params }),
          done: `已撤销 ${row.name} 的学校负责人`,
        }),
    },
    restart: {
      label: '启用',
      run: () =>
        askReason({
          title: `启用 ${row.name} 的账号`,
          content: <p>启用后可以用原来的密码登录，岗位不变。</p>,
          label: '启用的原因',
          ok: `启用 ${row.name}`,
          act: (reason) => restart.mutateAsync({ params, body: { reason } }),
          done: `已启用 ${row.name} 的账号`,
        }),
    },
    stop: {
      label: '停用',
      run: () =>
        askReason({
          title: `停用 ${row.name} 的账号`,
          content: <p>停用后立即退出登录，启用前不能登录。岗位保留；岗位要换人的，请到“岗位”交接。</p>,
          label: '停用的原因',
          ok: `停用 ${row.name}`,
          danger: true,
          act: (reason) => stop.mutateAsync({ params, body: { reason } }),
          done: `已停用 ${row.name} 的账号`,
        }),
    },
    'take-factor': { label: '解除两步验证', run: () => askIdentity({ row, act: 'take-factor' }) },
  }
  const order = ['unlock', 'restart', 'new-code', 'name-head', 'end-head', 'take-factor', 'stop'] as const
  const shown = order.filter((act) => row.can.includes(act))
  const first = shown.slice(0, 2)
  const more = shown.slice(2)
  if (shown.length === 0) return <span className="xt-quiet">—</span>
  return (
    <Space size={4}>
      {first.map((act) => (
        <Button key={act} size="small" type="link" onClick={runs[act].run}>
          {runs[act].label}
        </Button>
      ))}
      {more.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: more.map((act) => ({
              key: act,
              label: runs[act].label,
              danger: act === 'stop',
              onClick: runs[act].run,
            })),
          }}
        >
          <Button size="small" type="link" aria-label={`${row.name}的更多操作`}>
            更多 <DownOutlined />
          </Button>
        </Dropdown>
      )}
    </Space>
  )
}
