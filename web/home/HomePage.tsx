import { ClockCircleOutlined, ExclamationCircleOutlined } from '@ant-design/icons'
import type { z } from 'zod'
import { homeApi } from '../../contract/home.ts'
import type { Action } from '../../contract/policy.ts'
import { type Stage, stageNames, stages } from '../../contract/teacher.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { useLoad } from '../platform/api.ts'
import { useCan, useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page } from '../platform/Page.tsx'
import { StageBar, StageLegend } from '../platform/StageBar.tsx'
import { moment } from '../platform/time.tsx'
import { Countdown } from '../round/Countdown.tsx'
import './home.css'

type Home = z.output<typeof homeApi.read.returns>

/** 工作台: what waits for this post, how far the unit is, what is done most often. */
export function HomePage() {
  const me = useMe()
  const load = useLoad(homeApi.read, {}, { everySeconds: 60 })
  return (
    <Page title="工作台" bare extra={<span className="xt-quiet">{me.today}</span>} action={<Quick />}>
      <Loaded load={load}>
        {(home) => (
          <>
            {home.funnel && <Standing home={home} funnel={home.funnel} />}
            <Todos todos={home.todos} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

const quick: readonly { to: string; title: string; needs: Action }[] = [
  { to: '/review', title: '去审核', needs: 'case.decide' },
  { to: '/intake', title: '批量导入', needs: 'import.work' },
  { to: '/accounts/new', title: '生成教师账号', needs: 'account.generate' },
  { to: '/units/lists', title: '年度机构名单', needs: 'unit.import' },
  { to: '/progress', title: '查看采集进度', needs: 'progress.read' },
]

function Quick() {
  const can = useCan()
  const shown = quick.filter((act) => can(act.needs)).slice(0, 3)
  return shown.map((act, place) => (
    <AppLink key={act.to} to={act.to} className={place ? 'xt-button' : 'xt-button xt-button-first'}>
      {act.title}
    </AppLink>
  ))
}

function Standing({ home, funnel }: { home: Home; funnel: Partial<Record<Stage, number>> }) {
  const can = useCan()
  const done = home.total ? Math.floor(((funnel.effective ?? 0) * 100) / home.total) : 0
  return (
    <section className="xt-card" aria-label="本单位采集进度">
      <div className="xt-card-head">
        <h2>{home.round ? <AppLink to="/rounds">{home.round.name}</AppLink> : '本单位信息采集'}</h2>
        {home.round && <Countdown {...home.round} />}
      </div>
      <div className="xt-kpis">
        {stages.map((stage) => {
          const body = (
            <>
              <span className="xt-kpi-name">{stageNames[stage]}</span>
              <span className="xt-kpi-figure">{(funnel[stage] ?? 0).toLocaleString('zh-CN')}</span>
            </>
          )
          return can('teacher.list') ? (
            <AppLink key={stage} to={`/teachers?stage=${stage}`} className={`xt-kpi xt-kpi-${stage}`}>
              {body}
            </AppLink>
          ) : (
            <div key={stage} className={`xt-kpi xt-kpi-${stage}`}>
              {body}
            </div>
          )
        })}
      </div>
      <div className="xt-standing">
        <StageBar counts={funnel} height={18} />
        <span className="xt-standing-done">
          应采 {home.total.toLocaleString('zh-CN')} 人 · 生效 <b>{done}%</b>
        </span>
      </div>
      <StageLegend />
    </section>
  )
}

function Todos({ todos }: { todos: Home['todos'] }) {
  const can = useCan()
  return (
    <section className="xt-card" aria-label="待办">
      <h2>待办{todos.length > 0 && `（${todos.reduce((sum, todo) => sum + todo.count, 0)}）`}</h2>
      {todos.length === 0 ? (
        <Nothing
          what="没有等您办理的事项"
          next={
            can('progress.read') ? (
              <AppLink to="/progress">查看采集进度</AppLink>
            ) : can('account.list') ? (
              <AppLink to="/accounts">查看本单位账号</AppLink>
            ) : can('security.read') ? (
              <AppLink to="/security">查看安全策略</AppLink>
            ) : null
          }
        />
      ) : (
        <ul className="xt-todo-list">
          {todos.map((todo) => (
            <li key={todo.key}>
              <AppLink to={todo.to} className={`xt-todo ${todo.urgent ? 'xt-todo-urgent' : ''}`}>
                {todo.urgent ? (
                  <ExclamationCircleOutlined aria-label="急" />
                ) : (
                  <ClockCircleOutlined aria-hidden="true" />
                )}
                <span className="xt-todo-title">{todo.title}</span>
                <span className="xt-todo-count">{todo.count} 项</span>
                <span className="xt-todo-age" title={todo.oldest ? moment(todo.oldest) : undefined}>
                  {todo.days === null ? '' : todo.days === 0 ? '今天' : `最早 ${todo.days} 天前`}
                </span>
                <span className="xt-todo-go">处理</span>
              </AppLink>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
