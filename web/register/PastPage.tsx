import { useParams } from '@tanstack/react-router'
import { Button, DatePicker, Tag } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { type Difference, type Part, registerApi } from '../../contract/register.ts'
import { teacherApi } from '../../contract/teacher.ts'
import { useLoad } from '../platform/api.ts'
import { useUrlState } from '../platform/list.tsx'
import { useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page } from '../platform/Page.tsx'
import { OldNew } from '../record/RecordView.tsx'
import { PrintButton } from './PrintButton.tsx'
import './register.css'

/** 历史与对比: the record as it was in effect on any day, and what differs between two days. The days stand in the address. */
export function PastPage() {
  const { teacherId = '' } = useParams({ strict: false })
  const { today } = useMe()
  const [state, set] = useUrlState({ on: '', from: '' })
  const on = state.on || today
  const view = useLoad(teacherApi.view, { params: { teacherId } })
  const past = useLoad(registerApi.asOf, { params: { teacherId }, query: { on } })
  const name = view.data?.name ?? '教师档案'
  const pick = (key: 'on' | 'from') => (day: Dayjs | null) => set({ [key]: day ? day.format('YYYY-MM-DD') : '' })
  const late = (day: Dayjs) => day.isAfter(dayjs(today), 'day')
  return (
    <Page
      title={`${name}：历史与对比`}
      crumbs={[
        { title: '教师名册', to: '/teachers' },
        { title: name, to: `/teachers/${teacherId}` },
      ]}
      action={<PrintButton teacherId={teacherId} on={on} />}
    >
      <div className="xt-past-days">
        <span>
          截至{' '}
          <DatePicker
            aria-label="截至的日期"
            value={dayjs(on)}
            onChange={pick('on')}
            disabledDate={late}
            allowClear={false}
          />
        </span>
        <span>
          与{' '}
          <DatePicker
            aria-label="对比的较早日期"
            value={state.from ? dayjs(state.from) : null}
            onChange={pick('from')}
            disabledDate={(day) => !day.isBefore(dayjs(on), 'day')}
            placeholder="较早的日期"
          />{' '}
          对比
        </span>
      </div>
      <Loaded load={past}>
        {({ parts, days }) => (
          <>
            {days.length > 0 && (
              <p className="xt-past-moved">
                有变动的日期：
                {days.slice(0, 12).map((day) => (
                  <Button
                    key={day}
                    size="small"
                    type={day === on ? 'primary' : 'default'}
                    onClick={() => set({ on: day })}
                  >
                    {day}
                  </Button>
                ))}
                {days.length > 12 && <span className="xt-quiet">等 {days.length} 天</span>}
              </p>
            )}
            {state.from ? (
              <Compared {...{ teacherId, from: state.from, to: on }} />
            ) : parts.length === 0 ? (
              <Nothing what={`截至 ${on}，还没有生效的信息`} />
            ) : (
              parts.map((part) => <PartTable key={part.subset} part={part} />)
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}

function PartTable({ part }: { part: Part }) {
  return (
    <section className="xt-past-part" aria-label={part.label}>
      <h2>{part.label}</h2>
      {part.rows === 'single' ? (
        <dl className="xt-dl">
          {part.fields.map((field, at) => (
            <div key={field.name}>
              <dt>{field.label}</dt>
              <dd>{part.lines[0]?.cells[at]}</dd>
            </div>
          ))}
        </dl>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard
        <section className="xt-past-scroll" tabIndex={0} aria-label={`${part.label}，可横向滚动`}>
          <table>
            <thead>
              <tr>
                {part.fields.map((field) => (
                  <th key={field.name} scope="col">
                    {field.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {part.lines.map((line) => (
                <tr key={line.rowId}>
                  {part.fields.map((field, at) => (
                    <td key={field.name}>{line.cells[at]}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}

const kinds: Record<Difference['kind'], [string, string]> = {
  added: ['green', '新增'],
  ended: ['red', '终止'],
  changed: ['blue', '变更'],
}

function Compared({ teacherId, from, to }: { teacherId: string; from: string; to: string }) {
  const load = useLoad(registerApi.compare, { params: { teacherId }, query: { from, to } })
  return (
    <Loaded
      load={load}
      isEmpty={({ differences }) => differences.length === 0}
      empty={<Nothing what={`${from} 与 ${to} 之间，生效的信息没有变化`} />}
    >
      {({ differences }) =>
        differences.map((each) => (
          <section key={`${each.subset}${each.rowId}`} className="xt-past-part">
            <h2>
              {each.label} <Tag color={kinds[each.kind][0]}>{kinds[each.kind][1]}</Tag>
            </h2>
            <dl className="xt-dl">
              {each.fields.map((field) => (
                <div key={field.name}>
                  <dt>{field.label}</dt>
                  <dd>{each.kind === 'added' ? field.new : <OldNew old={field.old} now={field.new} />}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))
      }
    </Loaded>
  )
}
