import { DownloadOutlined } from '@ant-design/icons'
import { App, Button, DatePicker, Dropdown, Input, Segmented, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { type AuditFilter, actionNames, auditApi, outcomeNames } from '../../contract/audit.ts'
import { download, useLoad } from '../platform/api.ts'
import { useUrlState } from '../platform/list.tsx'
import { useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page, sentenceOf } from '../platform/Page.tsx'
import { UnitChooser } from '../unit/UnitChooser.tsx'
import { AuditTable, usePlaces } from './AuditTable.tsx'
import './audit.css'
import { ChainCard } from './ChainCard.tsx'
import { PersonChooser } from './PersonChooser.tsx'

const week = () => ({ from: dayjs().subtract(6, 'day').format('YYYY-MM-DD'), to: dayjs().format('YYYY-MM-DD') })

/** 审计日志 of the own unit and all below: searched, turned, opened, exported; and whether it is whole. */
export function AuditPage() {
  const { post } = useMe()
  const [state, set] = useUrlState({ ...week(), ...blank })
  const filter = filterOf(state)
  return (
    <Page
      title="审计日志"
      extra={<span className="xt-quiet">{post.unitName}及下级</span>}
      action={<Export filter={filter} />}
      bare
    >
      <ChainCard />
      <div className="xt-card">
        <div className="xt-views">
          {views.map(([kind, words]) => (
            <button key={kind} type="button" aria-pressed={state.kind === kind} onClick={() => set({ kind })}>
              {words}
            </button>
          ))}
        </div>
        <Filters state={state} set={set} />
        <Rows key={JSON.stringify(filter)} filter={filter} clear={() => set({ ...blank, ...week() })} narrow={set} />
      </div>
    </Page>
  )
}

const blank = {
  kind: '',
  unitId: '',
  action: '',
  outcome: '',
  network: '',
  requestId: '',
  as: 'actor',
  who: '',
  personId: '',
  objectIds: '',
}
type State = ReturnType<typeof week> & typeof blank

const views = [
  ['', '全部'],
  ['clear', '查看明文'],
  ['export', '导出'],
] as const

function filterOf({ as, who, personId, objectIds, ...rest }: State): AuditFilter {
  const said = { ...rest, ...(as === 'actor' ? { personId } : { objectIds }) }
  // blank is not asked for; the choices below give each its type
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== '')) as AuditFilter
}

interface FilterProps {
  state: State
  set: (change: Partial<State>) => void
}

function Filters({ state, set }: FilterProps) {
  return (
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
      <div className="xt-audit-unit">
        <UnitChooser
          label="单位"
          placeholder="单位（含下级）"
          value={state.unitId || null}
          onChange={(unitId) => set({ unitId: unitId ?? '' })}
        />
      </div>
      <PersonChooser who={state.who} onChange={(chosen) => set(chosen ?? { who: '', personId: '', objectIds: '' })} />
      {state.who !== '' && (
        <Segmented
          aria-label="此人是"
          value={state.as}
          options={[
            { value: 'actor', label: '操作人' },
            { value: 'object', label: '被操作' },
          ]}
          onChange={(as) => set({ as })}
        />
      )}
      <Select
        aria-label="动作"
        placeholder="动作"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        value={state.action || null}
        options={Object.entries(actionNames).map(([value, label]) => ({ value, label }))}
        onChange={(action: string | null | undefined) => set({ action: action ?? '' })}
        className="xt-audit-action"
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
      <Typed label="来源网络" value={state.network} onChange={(network) => set({ network })} />
      <Typed label="请求编号" value={state.requestId} onChange={(requestId) => set({ requestId })} />
    </div>
  )
}

/** Searched on Enter, or when the field is left: each search is itself in the log. */
function Typed({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value)
  const [from, setFrom] = useState(value)
  if (from !== value) {
    setFrom(value)
    setText(value)
  }
  const ask = () => text.trim() !== value && onChange(text.trim())
  return (
    <Input
      aria-label={label}
      placeholder={label}
      value={text}
      allowClear
      maxLength={60}
      onChange={(event) => setText(event.target.value)}
      onPressEnter={ask}
      onBlur={ask}
      className="xt-audit-typed"
    />
  )
}

function Rows({ filter, clear, narrow }: { filter: AuditFilter; clear: () => void; narrow: FilterProps['set'] }) {
  const { before, turn } = usePlaces()
  const load = useLoad(auditApi.events, { query: { ...filter, ...(before && { before }), size: 50 } }, { keep: true })
  return (
    <Loaded
      load={load}
      isEmpty={(data) => data.rows.length === 0 && !before}
      empty={<Nothing what="没有符合条件的日志" next={<Button onClick={clear}>清除条件</Button>} />}
    >
      {(data) => (
        <>
          <AuditTable label="审计日志" rows={data.rows} loading={load.isPlaceholderData} onFilter={narrow} />
          {turn(data.next)}
        </>
      )}
    </Loaded>
  )
}

function Export({ filter }: { filter: AuditFilter }) {
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const take = async (format: 'xlsx' | 'ndjson') => {
    setBusy(true)
    try {
      await download(auditApi.exporting, { body: { ...filter, format } }, '审计日志')
    } catch (refusal) {
      void message.error(sentenceOf(refusal), 6)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dropdown
      menu={{
        items: [
          { key: 'xlsx', label: 'Excel 表格（阅读用）' },
          { key: 'ndjson', label: '可核验文件（含区块头）' },
        ],
        onClick: ({ key }) => void take(key === 'xlsx' ? 'xlsx' : 'ndjson'),
      }}
    >
      <Button icon={<DownloadOutlined />} loading={busy}>
        导出当前条件
      </Button>
    </Dropdown>
  )
}
