import { CheckCircleFilled, UndoOutlined } from '@ant-design/icons'
import { Alert, Button, Progress } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { lessonApi } from '../../contract/lesson.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { call, useLoad } from '../platform/api.ts'
import { useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page } from '../platform/Page.tsx'
import { type AskedReason, ReasonDialog } from '../platform/ReasonDialog.tsx'
import { moment } from '../platform/time.tsx'
import './lesson.css'

type Lesson = z.output<typeof lessonApi.read.returns>

/** 学习: what the post practises in the practice environment; a step is done when the data say so. */
export function LessonPage() {
  const { post } = useMe()
  const load = useLoad(lessonApi.read, {}, { everySeconds: 30 })
  const [asked, ask] = useState<AskedReason | null>(null)
  const [seconds, wait] = useState<number | null>(null)
  const reset: AskedReason = {
    title: '恢复演练环境',
    content: (
      <p>
        演练环境里所有单位、所有人做过的事（账号、密码、填报、审核、指标体系的调整、日志）全部清空，重新填充虚构的人员；约一分钟内谁也不能使用。不能撤回。
      </p>
    ),
    ok: '清空并重新填充',
    label: '恢复的原因',
    danger: true,
    act: async (reason) => wait((await call(lessonApi.reset, { body: { reason } })).seconds),
    done: '已开始恢复',
  }
  return (
    <Page
      title="学习"
      bare
      extra={<span className="xt-quiet">{post.roleName}</span>}
      action={
        load.data?.can.includes('reset') && (
          <Button icon={<UndoOutlined />} onClick={() => ask(reset)}>
            恢复演练环境
          </Button>
        )
      }
    >
      {seconds !== null && (
        <Alert
          showIcon
          type="info"
          title={`演练环境正在恢复，约 ${seconds} 秒后请刷新页面，用启动时列出的演练账号重新登录。`}
        />
      )}
      <Loaded load={load}>{(lesson) => <Steps lesson={lesson} />}</Loaded>
      <ReasonDialog asked={asked} onClose={() => ask(null)} />
    </Page>
  )
}

function Steps({ lesson: { title, steps, since } }: { lesson: Lesson }) {
  if (steps.length === 0) return <Nothing what="这个岗位还没有练习" />
  const done = steps.filter((step) => step.done).length
  return (
    <section className="xt-card" aria-label={`${title}的练习`}>
      <div className="xt-card-head">
        <h2>
          {title}：完成 {done}／{steps.length}
        </h2>
        <span className="xt-quiet">从 {moment(since)} 起算</span>
      </div>
      <Progress percent={Math.floor((done * 100) / steps.length)} showInfo={false} aria-label="完成的练习" />
      <ol className="xt-lesson">
        {steps.map((step, at) => (
          <li key={step.title} className={step.done ? 'xt-lesson-done' : ''}>
            <span className="xt-lesson-mark" aria-hidden="true">
              {step.done ? <CheckCircleFilled /> : at + 1}
            </span>
            <div>
              <h3>
                {step.title}
                {step.done && <span className="xt-quiet"> 已完成</span>}
              </h3>
              <p>{step.text}</p>
            </div>
            {/* the light entry of the teachers is another document */}
            {step.to.startsWith('/me.html') ? (
              <a className="xt-button" href={step.to} aria-label={`去做：${step.title}`}>
                去做
              </a>
            ) : (
              <AppLink className="xt-button" to={step.to} label={`去做：${step.title}`}>
                去做
              </AppLink>
            )}
          </li>
        ))}
      </ol>
      <p className="xt-quiet">做到哪一步，系统从数据里看出来；撤销了的不算。人员都是虚构的，请放心练习。</p>
    </section>
  )
}
