import { DatePicker, Select } from 'antd'
import dayjs from 'dayjs'
import { auditApi, outcomeNames } from '../../contract/audit.ts'
import { useLoad } from '../platform/api.ts'
import { useUrlState } from '../platform/list.tsx'
import { useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page } from '../platform/Page.tsx'
import { AuditTable, usePlaces } from './AuditTable.tsx'
import './audit.css'

interface Asked {
  from: string
  to: string
  outcome: string
}

/** 账号日志: sign-ins, failures, resets and posts of the own unit, and of the 系统管理员 directly under it. */
export function AccountLogPage() {
  const { post } = useMe()
  const month = { from: dayjs().subtract(29, 'day').format('YYYY-MM-DD'), to: dayjs().format('YYYY-MM-DD') }
  const [state, set] = useUrlState({ ...month, outcome: '' })
  return (
    <Page
      title="账号日志"
      crumbs={[{ title: '账号管理', to: '/accounts' }]}
      extra={<span className="xt-quiet">{post.unitName}</span>}
    >
      <div className="xt-filters xt-audit-filters">
        <DatePicker.RangePicker
          aria-label="时间"
          allowClear={false}
          value={[dayjs(state.from), dayjs(state.to)]}
          disabledDate={(day) => day.isAfter(dayjs(), 'day')}
          onChange={(days) => {
            const [from, to] = days ?? []
            if (from && to) set({ from: from.format('YYYY-MM-DD'), to: to.format('YYYY-MM-DD') })
          }}
        />
        <Select
          aria-label="结果"
          placeholder="结果"
          allowClear
          value={state.outcome || null}
          options={Object.entries(outcomeNames).map(([value, label]) => ({ value, label }))}
          onChange={(outcome: string | null | undefined) => set({ outcome: outcome ?? '' })}
          className="xt-audit-outcome"
        />
      </div>
      <Rows key={JSON.stringify(state)} asked={state} />
    </Page>
  )
}

function Rows({ asked }: { asked: Asked }) {
  const { before, turn } = usePlaces()
  const { from, to, outcome } = asked
  const query = { from, to, ...(isOutcome(outcome) && { outcome }), ...(before && { before }), size: 50 }
  const load = useLoad(auditApi.accounts, { query }, { keep: true })
  return (
    <Loaded
      load={load}
      isEmpty={(data) => data.rows.length === 0 && !before}
      empty={<Nothing what="这段时间没有账号方面的操作" />}
    >
      {(data) => (
        <>
          <AuditTable label="账号日志" rows={data.rows} loading={load.isPlaceholderData} />
          {turn(data.next)}
        </>
      )}
    </Loaded>
  )
}

const isOutcome = (text: string): text is keyof typeof outcomeNames => text in outcomeNames
