import { Button, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { type BoardRow, handoutApi, handoutMost, handoutStateNames, handoutStates } from '../../contract/handout.ts'
import { levelNames } from '../../contract/policy.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { useLoad } from '../platform/api.ts'
import { ListTable, OnlyOnce, pager, SearchField, useUrlState } from '../platform/list.tsx'
import { useCan } from '../platform/me.ts'
import { Loaded, Nothing } from '../platform/Page.tsx'
import { Age } from '../platform/time.tsx'
import { HandoutBar, useUrge } from './HandoutBar.tsx'
import { type Counts, countsOf, type HandoutState, nothing, type Picked, withPage } from './pick.ts'
import { StateTag } from './StateTag.tsx'

const count = (value: number) => value.toLocaleString('zh-CN')

/** 分发进度: one row for each unit directly under the own one; what is ticked is handed out together. */
export function Board() {
  const can = useCan()
  const [address, set] = useUrlState({ tab: '', search: '', state: '', page: 1, size: 50 })
  const [picked, pick] = useState<Picked>(nothing)
  const state = handoutStates.find((each) => each === address.state) ?? null
  const query = {
    page: address.page,
    size: address.size,
    ...(address.search && { search: address.search }),
    ...(state && { state }),
  }
  const load = useLoad(handoutApi.board, { query }, { keep: true })
  const urge = useUrge()
  const total = load.data?.total ?? 0
  const acts = can('handout.make')
  const whole: Picked = { kind: 'all', search: address.search, state, counts: load.data?.summary ?? {} }
  const chosen = picked.kind === 'all' ? whole : picked
  const narrow = (change: { search?: string; state?: string }) => {
    // all of a view is of that view only
    if (picked.kind === 'all') pick(nothing)
    set(change)
  }
  return (
    <>
      <Funnel counts={load.data?.summary} state={address.state} onChange={(next) => narrow({ state: next })} />
      <div className="xt-filters">
        <SearchField
          value={address.search}
          onChange={(search) => narrow({ search })}
          placeholder="按单位名称或代码查找"
        />
        {acts && total > 0 && (
          <span className="xt-right xt-handout-all">
            {state && state !== 'none' && state !== 'activated' && (
              <Button onClick={() => urge.ask(whole)}>催办 {count(total)} 个</Button>
            )}
            <Button
              disabled={countsOf(whole).all > handoutMost}
              {...(countsOf(whole).all > handoutMost && { title: `一次最多 ${count(handoutMost)} 个，请先查找或筛选` })}
              onClick={() => pick(whole)}
            >
              选中全部 {count(total)} 个
            </Button>
          </span>
        )}
      </div>
      <Loaded
        load={load}
        isEmpty={(data) => data.total === 0}
        empty={
          address.search || state ? (
            <Nothing
              what={state ? `没有“${handoutStateNames[state]}”的单位` : `没有找到“${address.search}”`}
              next={<Button onClick={() => narrow({ search: '', state: '' })}>查看全部单位</Button>}
            />
          ) : (
            <Nothing what="没有直属下级单位" />
          )
        }
      >
        {(data) => (
          <ListTable<BoardRow>
            label="直属下级单位"
            rowKey="unitId"
            columns={columns.filter(({ key }) => key !== 'below' || data.rows.some(({ below }) => below.units > 0))}
            dataSource={data.rows}
            loading={load.isPlaceholderData}
            pagination={pager(address, data.total, set)}
            {...(acts && {
              rowSelection: {
                selectedRowKeys: picked.kind === 'all' ? data.rows.map((row) => row.unitId) : [...picked.rows.keys()],
                preserveSelectedRowKeys: true,
                columnTitle: (box) => <OnlyOnce>{box}</OnlyOnce>,
                onChange: (keys) => pick(withPage(picked, data.rows, keys.map(String))),
                getCheckboxProps: (row) => ({
                  'aria-label': `选择${row.name}`,
                  disabled: picked.kind === 'all' || row.can.length === 0,
                }),
              },
            })}
          />
        )}
      </Loaded>
      {acts && <HandoutBar picked={chosen} urge={urge.ask} onClear={() => pick(nothing)} />}
      {urge.dialog}
    </>
  )
}

const views: readonly { key: HandoutState; note?: string }[] = [
  { key: 'none' },
  { key: 'made' },
  { key: 'downloaded' },
  { key: 'received' },
  { key: 'activated' },
  { key: 'expired', note: '（30 天未激活）' },
]

/** 未生成 → … → 已激活: each count is a view. */
function Funnel(props: { counts: Counts | undefined; state: string; onChange: (state: string) => void }) {
  const { counts, state, onChange } = props
  const all = handoutStates.reduce((sum, each) => sum + (counts?.[each] ?? 0), 0)
  const view = (key: string, name: string, figure: number) => (
    <button
      key={key}
      type="button"
      aria-pressed={state === key}
      className={figure === 0 && state !== key ? 'xt-none' : ''}
      onClick={() => onChange(key)}
    >
      {name} <b>{counts ? count(figure) : ''}</b>
    </button>
  )
  return (
    <nav className="xt-views" aria-label="按分发状态查看">
      {view('', '全部', all)}
      {views.map(({ key, note = '' }) => view(key, handoutStateNames[key] + note, counts?.[key] ?? 0))}
    </nav>
  )
}

const none = <span className="xt-quiet">—</span>

const columns: TableColumnsType<BoardRow> = [
  {
    title: '单位',
    dataIndex: 'name',
    fixed: 'left',
    render: (name: string, row) => (
      <>
        {name} <small className="xt-quiet">{row.code}</small>
      </>
    ),
  },
  { title: '层级', dataIndex: 'level', render: (level: BoardRow['level']) => levelNames[level] },
  { title: '状态', dataIndex: 'state', render: (state: HandoutState) => <StateTag state={state} /> },
  { title: '最近办理', key: 'latest', render: (_, row) => <Latest at={latestOf(row)} /> },
  { title: '密码函编号', dataIndex: 'slipNo', render: (no: string | null) => no ?? none },
  { title: '有效期至', dataIndex: 'expiresOn', render: (day: string | null) => day ?? none },
  {
    title: '签收',
    dataIndex: 'receivedBy',
    render: (who: string | null, row) => who ?? (row.receivedAt ? '本人打开' : none),
  },
  {
    title: '任职人',
    dataIndex: 'holder',
    render: (who: string | null, row) =>
      who ? (
        <>
          {who} {row.role !== 'system' && <small className="xt-quiet">{row.roleName}</small>}
        </>
      ) : (
        none
      ),
  },
  {
    title: '下级已启用',
    key: 'below',
    align: 'right',
    render: (_, { below }) => (below.units ? `${count(below.activated)} / ${count(below.units)}` : none),
  },
  {
    title: '催办',
    dataIndex: 'urgedAt',
    render: (at: string | null, row) =>
      at ? (
        <>
          <Age at={at} />
          {row.urgedSeenAt ? '，已阅' : ''}
        </>
      ) : (
        none
      ),
  },
  {
    title: '操作',
    key: 'acts',
    render: (_, row) => <AppLink to={`/posts?unitId=${row.unitId}`}>岗位</AppLink>,
  },
]

/** Of a post that was not taken by a slip only the day is known. */
const Latest = ({ at }: { at: string | null }) => (at?.length === 10 ? at : <Age at={at} />)

const latestOf = (row: BoardRow) => row.activatedAt ?? row.receivedAt ?? row.downloadedAt ?? row.madeAt
