import { App, Button, Pagination, Tag } from 'antd'
import { useState } from 'react'
import { fillings, type RoundRow, roundApi } from '../../contract/round.ts'
import { categories } from '../../standard/categories.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { pager, useUrlState } from '../platform/list.tsx'
import { useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page } from '../platform/Page.tsx'
import { type AskedReason, ReasonDialog } from '../platform/ReasonDialog.tsx'
import { CalendarCard } from './CalendarCard.tsx'
import { Countdown } from './Countdown.tsx'
import { DeadlineDialog } from './DeadlineDialog.tsx'
import { RoundDialog } from './RoundDialog.tsx'
import './round.css'

/** 采集轮次: what is open, until when it holds here, and what the post may do with it. */
export function RoundsPage() {
  const [state, set] = useUrlState({ page: 1, size: 20 })
  const load = useLoad(roundApi.list, { query: state }, { keep: true })
  const [dialog, show] = useState<RoundRow | 'new' | 'frame' | null>(null)
  const [earlier, setEarlier] = useState<RoundRow | null>(null)
  const acts = useRoundActs()
  const can = load.data?.can ?? []
  return (
    <Page
      title="采集轮次"
      bare
      action={
        <>
          {can.includes('frame') && <Button onClick={() => show('frame')}>开启全国统一安排</Button>}
          {can.includes('open') && (
            <Button type="primary" onClick={() => show('new')}>
              开启采集轮次
            </Button>
          )}
        </>
      }
    >
      <Loaded
        load={load}
        isEmpty={({ total }) => total === 0}
        empty={
          <div className="xt-card">
            <Nothing what="还没有采集轮次" />
          </div>
        }
      >
        {({ rows, total }) => (
          <>
            {rows.map((row) => (
              <Round
                key={row.id}
                row={row}
                onEdit={() => show(row)}
                onEarlier={() => setEarlier(row)}
                onClose={() => acts.close(row)}
                onReopen={() => acts.reopen(row)}
              />
            ))}
            {total > state.size && <Pagination {...pager(state, total, set)} />}
          </>
        )}
      </Loaded>
      <EarlierList />
      <CalendarCard />
      <RoundDialog round={dialog} onClose={() => show(null)} />
      <DeadlineDialog round={earlier} onClose={() => setEarlier(null)} />
      {acts.dialog}
    </Page>
  )
}

const states = { upcoming: ['未开始', 'blue'], open: ['进行中', 'green'], closed: ['已结束', 'default'] } as const

function Round(props: {
  row: RoundRow
  onEdit: () => void
  onEarlier: () => void
  onClose: () => void
  onReopen: () => void
}) {
  const { row } = props
  const [word, color] = states[row.state]
  const scope = [
    row.categories.length === 0
      ? '全部学校类别'
      : categories
          .filter(({ id }) => row.categories.includes(id))
          .map(({ name }) => name)
          .join('、'),
    row.roots.length === 0 ? (row.frame ? '全国' : '所辖全部学校') : row.roots.map(({ name }) => name).join('、'),
  ].join(' · ')
  return (
    <section className="xt-card" aria-label={row.name}>
      <div className="xt-card-head">
        <h2>
          {row.name} <Tag color={color}>{word}</Tag>
          {row.frame && <Tag color="purple">全国统一安排</Tag>}
        </h2>
        {row.state === 'open' && (
          <Countdown deadline={row.deadlineHere} workdaysLeft={row.workdaysLeft} sure={row.sure} />
        )}
      </div>
      <ol className="xt-round-stages">
        <Day name="开始" day={row.startsOn} />
        {row.fillUntil && <Day name="教师填报截止" day={row.fillUntil} />}
        <Day
          name="学校报送截止"
          day={row.deadline}
          {...(row.deadlineHere !== row.deadline && { note: `本单位提前到 ${row.deadlineHere}` })}
        />
        {row.reviewUntil && <Day name="主管审核截止" day={row.reviewUntil} />}
        {row.closedOn && <Day name="结束" day={row.closedOn} />}
      </ol>
      <p className="xt-quiet">
        范围：{scope}。填报方式：{row.filling ? fillings[row.filling] : '按本省工作模式'}。催办间隔：{row.urgeHours}{' '}
        小时。
        {row.earlier > 0 && `本级及下级有 ${row.earlier} 个单位提前截止。`}
      </p>
      {row.note && <p>{row.note}</p>}
      <div className="xt-message-acts">
        {row.can.includes('edit') && <Button onClick={props.onEdit}>调整</Button>}
        {row.can.includes('deadline') && <Button onClick={props.onEarlier}>提前报送截止</Button>}
        {row.can.includes('close') && <Button onClick={props.onClose}>结束</Button>}
        {row.can.includes('reopen') && <Button onClick={props.onReopen}>重新开启</Button>}
      </div>
    </section>
  )
}

function Day({ name, day, note }: { name: string; day: string; note?: string }) {
  const { today } = useMe()
  return (
    <li className={day < today ? 'xt-round-past' : ''}>
      <span>{name}</span>
      <b>{day}</b>
      {note && <small>{note}</small>}
    </li>
  )
}

/** Closing asks for the reason; reopening goes on for a week, and is then adjusted like any other. */
function useRoundActs() {
  const { message } = App.useApp()
  const { today } = useMe()
  const close = useAct(roundApi.close)
  const reopen = useAct(roundApi.reopen)
  const [asked, ask] = useState<AskedReason | null>(null)
  const week = new Date(Date.parse(`${today}T00:00:00Z`) + 7 * 86_400_000).toISOString().slice(0, 10)
  return {
    close: (row: RoundRow) =>
      ask({
        title: `结束“${row.name}”`,
        content: <p>结束后不再倒计时和判定迟报，教师和学校仍可继续填报；以后可以重新开启。</p>,
        ok: '结束',
        label: '原因',
        act: (reason) => close.mutateAsync({ params: { roundId: row.id }, body: { reason } }),
        done: '已结束',
      }),
    reopen: (row: RoundRow) => {
      const deadline = row.deadline > today ? row.deadline : week
      ask({
        title: `重新开启“${row.name}”`,
        content: <p>学校报送截止为 {deadline}，重新开启后可以调整。</p>,
        ok: '重新开启',
        label: '原因',
        act: async (reason) => {
          await reopen.mutateAsync({ params: { roundId: row.id }, body: { deadline, reason } })
          void message.info('已告知下级')
        },
        done: '已重新开启',
      })
    },
    dialog: <ReasonDialog asked={asked} onClose={() => ask(null)} />,
  }
}

function EarlierList() {
  const [page, setPage] = useState(1)
  const load = useLoad(roundApi.deadlines, { query: { page, size: 50 } }, { keep: true })
  if (!load.data || load.data.total === 0) return null
  return (
    <section className="xt-card" aria-label="提前的报送截止">
      <h2>提前的报送截止（{load.data.total}）</h2>
      <ul className="xt-round-earlier">
        {load.data.rows.map((row) => (
          <li key={`${row.roundId} ${row.unitId}`}>
            <b>{row.deadline}</b> {row.name} <span className="xt-quiet">{row.setBy} 设定</span>
          </li>
        ))}
      </ul>
      {load.data.total > 50 && (
        <Pagination size="small" current={page} pageSize={50} total={load.data.total} onChange={setPage} />
      )}
    </section>
  )
}
