import { App, Button, Form, Input, Radio, Select, Tag } from 'antd'
import { useState } from 'react'
import { type CalendarDay, roundApi } from '../../contract/round.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { useMe } from '../platform/me.ts'
import { Loaded, Nothing, RefusedNote } from '../platform/Page.tsx'
import { DayField } from './DayField.tsx'

const sources = { published: '国务院办公厅已公布', law: '仅法定节假日，调休安排未公布', set: '本系统设定' } as const

/** 节假日与调休, by which working days are counted; kept by the centre. */
export function CalendarCard() {
  const me = useMe()
  const [year, setYear] = useState(Number(me.today.slice(0, 4)))
  const load = useLoad(roundApi.calendar, { query: { year } }, { keep: true })
  return (
    <section className="xt-card" aria-label="节假日与调休">
      <div className="xt-card-head">
        <h2>节假日与调休</h2>
        <Select
          aria-label="年份"
          value={year}
          onChange={setYear}
          options={[-1, 0, 1]
            .map((step) => Number(me.today.slice(0, 4)) + step)
            .map((each) => ({ value: each, label: `${each} 年` }))}
        />
      </div>
      <Loaded
        load={load}
        isEmpty={({ days, can }) => days.length === 0 && can.length === 0}
        empty={<Nothing what="这一年还没有安排" />}
      >
        {({ days, can }) => (
          <>
            <ul className="xt-round-calendar">
              {spansOf(days).map((span) => (
                <li key={span.first}>
                  {span.first}
                  {span.last !== span.first && ` 至 ${span.last.slice(5)}`} {span.name}{' '}
                  <Tag color={span.working ? 'gold' : 'green'}>{span.working ? '上班' : '放假'}</Tag>
                  {span.source !== 'published' && <span className="xt-quiet">{sources[span.source]}</span>}
                </li>
              ))}
            </ul>
            {can.includes('set') && <SetDay />}
          </>
        )}
      </Loaded>
    </section>
  )
}

interface Span extends Omit<CalendarDay, 'day'> {
  first: string
  last: string
}

/** Days that follow each other and say the same, as one line. */
function spansOf(days: readonly CalendarDay[]): Span[] {
  const spans: Span[] = []
  for (const { day, ...said } of days) {
    const before = spans.at(-1)
    const next = before && new Date(Date.parse(`${before.last}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
    if (
      before &&
      next === day &&
      before.name === said.name &&
      before.working === said.working &&
      before.source === said.source
    )
      before.last = day
    else spans.push({ ...said, first: day, last: day })
  }
  return spans
}

function SetDay() {
  const { message } = App.useApp()
  const [form] = Form.useForm<{ day: string; working: boolean; name: string; source: 'published' | 'set' }>()
  const act = useAct(roundApi.setDay)
  return (
    <Form
      form={form}
      name="day"
      layout="inline"
      requiredMark={false}
      initialValues={{ working: false, source: 'published', name: '' }}
      onFinish={(body) =>
        act.mutate(
          { body },
          {
            onSuccess: () => {
              void message.success(`${body.day} 已设为${body.working ? '上班' : '放假'}`)
              form.resetFields(['day'])
            },
          },
        )
      }
    >
      <RefusedNote refusal={act.error} />
      <Form.Item name="day" label="日期" rules={[{ required: true, message: '请选择日期' }]}>
        <DayField label="日期" min="2025-01-01" />
      </Form.Item>
      <Form.Item name="working">
        <Radio.Group
          aria-label="放假或上班"
          options={[
            { value: false, label: '放假' },
            { value: true, label: '上班' },
          ]}
        />
      </Form.Item>
      <Form.Item name="name" label="名称" rules={[{ required: true, message: '请填写名称' }]}>
        <Input maxLength={40} placeholder="如：春节" />
      </Form.Item>
      <Form.Item name="source">
        <Select
          aria-label="依据"
          options={[
            { value: 'published', label: '国务院办公厅已公布' },
            { value: 'set', label: '本系统设定' },
          ]}
        />
      </Form.Item>
      <Button htmlType="submit" loading={act.isPending}>
        设定
      </Button>
    </Form>
  )
}
