import { FileProtectOutlined } from '@ant-design/icons'
import { App, Button, Space, type TableColumnsType, Tag } from 'antd'
import { useState } from 'react'
import type { Answer } from '../../contract/endpoint.ts'
import { handoutApi } from '../../contract/handout.ts'
import { postApi, type Seat } from '../../contract/post.ts'
import { MakeDialog } from '../handout/MakeDialog.tsx'
import '../handout/handout.css'
import { AppLink } from '../platform/AppLink.tsx'
import { useAct, useLoad } from '../platform/api.ts'
import { ListTable, useUrlState } from '../platform/list.tsx'
import { useCan } from '../platform/me.ts'
import { Loaded, Page, sentenceOf } from '../platform/Page.tsx'
import { type AskedReason, ReasonDialog } from '../platform/ReasonDialog.tsx'
import { GiveDialog } from './GiveDialog.tsx'
import { HandOverDialog } from './HandOverDialog.tsx'
import { Quota } from './Quota.tsx'
import { columnsOf, nameOf } from './seat-columns.tsx'

type Posts = Answer<typeof postApi.list>

/** 岗位: every seat of the own unit, or the 系统管理员 of a unit directly under it; who sits there, and what may be done about it. */
export function PostPage() {
  const [{ unitId }] = useUrlState({ unitId: '' })
  const load = useLoad(postApi.list, { query: /^\d{1,12}$/.test(unitId) ? { unitId } : {} })
  const unit = load.data?.unit
  return (
    <Page
      title="岗位"
      {...(unit && !unit.own && { crumbs: [{ title: '账号分发', to: '/handout' }] })}
      extra={unit && <span className="xt-quiet">{unit.name}</span>}
      action={
        unit?.own && (
          <AppLink to="/handout?tab=ledger" className="xt-button">
            密码函台账
          </AppLink>
        )
      }
    >
      <Loaded load={load}>{(posts) => <Seats posts={posts} />}</Loaded>
    </Page>
  )
}

function Seats({ posts: { unit, seats, extra } }: { posts: Posts }) {
  const can = useCan()
  const { message } = App.useApp()
  const make = useAct(handoutApi.make)
  const voidSlip = useAct(handoutApi.voidSlip)
  const end = useAct(postApi.end)
  const [made, setMade] = useState<Answer<typeof handoutApi.make> | null>(null)
  const [giving, setGiving] = useState<Seat | null>(null)
  const [handing, setHanding] = useState<Seat | null>(null)
  const [asked, setAsked] = useState<AskedReason | null>(null)

  const slipFor = async (chosen: readonly Seat[]) =>
    setMade(
      await make.mutateAsync({
        body: unit.own
          ? { target: 'own', seats: chosen.map(({ role, seat }) => ({ role, seat })) }
          : { target: 'next', unitIds: [unit.id] },
      }),
    )
  const tellRefusal = (refusal: unknown) => void message.error(sentenceOf(refusal), 6)
  const acts: SeatActs = {
    give: setGiving,
    handOver: setHanding,
    slip: (seat) => void slipFor([seat]).catch(tellRefusal),
    end: (seat) =>
      setAsked({
        title: `收回${seat.holder?.name ?? ''}的${seat.roleName}岗位`,
        content: '收回后立即生效：其在此岗位上的登录会退出。此岗位的在办事项留在岗位上，等接任的人办理。',
        label: '收回的原因',
        ok: '收回岗位',
        danger: true,
        act: (reason) => end.mutateAsync({ params: { postId: seat.holder?.postId ?? '' }, body: { reason } }),
        done: `已收回${seat.holder?.name ?? ''}的${seat.roleName}岗位`,
      }),
    voidSlip: (seat) =>
      setAsked({
        title: `作废密码函 ${seat.slip?.slipNo ?? ''}`,
        content: '作废后，函上的激活码不能再用。需要时可以重新生成。',
        label: '作废的原因',
        ok: '作废密码函',
        danger: true,
        act: (reason) => voidSlip.mutateAsync({ params: { slipId: seat.slip?.slipId ?? '' }, body: { reason } }),
        done: '密码函已作废',
      }),
  }
  const vacant = seats.filter((seat) => seat.state === 'vacant' && seat.can.includes('slip'))
  return (
    <>
      <div className="xt-filters">
        <span className="xt-quiet">
          {unit.own
            ? '岗位由系统按单位设定，一人一账号，可任几个岗位。'
            : '下级单位只列系统管理员，其他岗位由该单位自己管理。'}
        </span>
        {vacant.length > 1 && (
          <Button
            type="primary"
            className="xt-right"
            icon={<FileProtectOutlined />}
            loading={make.isPending}
            onClick={() => void slipFor(vacant).catch(tellRefusal)}
          >
            为 {vacant.length} 个空缺岗位生成密码函
          </Button>
        )}
      </div>
      {can('post.quota') && !unit.own && unit.level === 'school' && <Quota unit={unit} extra={extra} />}
      <ListTable<Seat>
        label={`${unit.name}的岗位`}
        rowKey={({ role, seat }) => `${role}-${seat}`}
        columns={[...columnsOf(seats), actColumn(acts)]}
        dataSource={seats}
      />
      <GiveDialog seat={giving} onClose={() => setGiving(null)} />
      <HandOverDialog
        seat={handing}
        onClose={() => setHanding(null)}
        bySlip={async (seat) => {
          await slipFor([seat])
          setHanding(null)
        }}
      />
      <ReasonDialog asked={asked} onClose={() => setAsked(null)} />
      <MakeDialog made={made} onClose={() => setMade(null)} />
    </>
  )
}

interface SeatActs {
  give: (seat: Seat) => void
  handOver: (seat: Seat) => void
  slip: (seat: Seat) => void
  end: (seat: Seat) => void
  voidSlip: (seat: Seat) => void
}

const actColumn = (acts: SeatActs): TableColumnsType<Seat>[number] => ({
  title: '操作',
  key: 'acts',
  render: (_, seat) => {
    const held = seat.state === 'held'
    const may = (act: Seat['can'][number]) => seat.can.includes(act)
    const shown = [
      may('give') && { label: '授予', run: acts.give },
      !held && may('slip') && { label: seat.slip ? '重新生成密码函' : '生成密码函', run: acts.slip },
      held && (may('hand-over') || may('slip')) && { label: '交接', run: acts.handOver },
      may('end') && { label: '收回', run: acts.end },
      may('void-slip') && { label: '作废密码函', run: acts.voidSlip },
    ].filter((each) => each !== false)
    if (shown.length === 0) return seat.holder?.self ? <Tag>本人</Tag> : <span className="xt-quiet">—</span>
    return (
      <Space size={4}>
        {shown.map(({ label, run }) => (
          <Button
            key={label}
            size="small"
            type="link"
            aria-label={`${label}：${nameOf(seat)}`}
            onClick={() => run(seat)}
          >
            {label}
          </Button>
        ))}
      </Space>
    )
  },
})
