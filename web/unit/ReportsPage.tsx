import { App, Button, Input, Modal, Pagination, Select, Tag } from 'antd'
import { useState } from 'react'
import { reportKinds, type UnitReport, unitReportApi } from '../../contract/unit.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { useAct, useLoad } from '../platform/api.ts'
import { pager, useUrlState } from '../platform/list.tsx'
import { useCan } from '../platform/me.ts'
import { Loaded, Nothing, Page, RefusedNote } from '../platform/Page.tsx'
import { Age, Moment } from '../platform/time.tsx'
import { ReportButton } from './ReportDialog.tsx'
import { typeName } from './type-name.ts'
import './unit.css'

const start = { which: '', state: 'open', kind: '', aboutUnitId: '', page: 1, size: 20 }
const kindNames = new Map<string, string>(reportKinds.map(({ id, name }) => [id, name]))

/** 机构信息有误的报告: those at the own desk, those of the own unit, all below; where each is, and what became of it. */
export function ReportsPage() {
  const can = useCan()
  const [state, set] = useUrlState(start)
  const which = state.which || (can('unit.report.answer') ? 'desk' : 'mine')
  const query = {
    which: which as 'desk' | 'mine' | 'all',
    page: state.page,
    size: state.size,
    ...((state.state === 'open' || state.state === 'closed') && { state: state.state as 'open' | 'closed' }),
    ...(state.kind && { kind: state.kind as UnitReport['kind'] }),
    ...(/^\d{1,12}$/.test(state.aboutUnitId) && { aboutUnitId: state.aboutUnitId, which: 'all' as const }),
  }
  const load = useLoad(unitReportApi.list, { query }, { keep: true })
  const [asked, ask] = useState<{ report: UnitReport; act: 'forward' | 'answer' } | null>(null)
  const views = [
    ...(can('unit.report.answer') ? [['desk', '待本单位办理']] : []),
    ...(can('unit.report') ? [['mine', '本单位报告的']] : []),
    ...(can('unit.report.answer') ? [['all', '本单位及下级全部']] : []),
  ] as const
  return (
    <Page
      title="机构信息有误的报告"
      crumbs={[{ title: '机构', to: '/units' }]}
      action={can('unit.report') && <ReportButton about={null} />}
    >
      <fieldset className="xt-views" aria-label="范围">
        {views.map(([id, name]) => (
          <button
            key={id}
            type="button"
            aria-pressed={which === id}
            onClick={() => set({ which: id ?? '', aboutUnitId: '' })}
          >
            {name}
          </button>
        ))}
      </fieldset>
      <div className="xt-filters">
        <Select
          aria-label="办理情况"
          value={state.state}
          disabled={which === 'desk'}
          onChange={(value: string) => set({ state: value })}
          options={[
            { value: 'open', label: '未办结' },
            { value: 'closed', label: '已办结' },
            { value: 'any', label: '全部' },
          ]}
        />
        <Select
          aria-label="类型"
          value={state.kind}
          popupMatchSelectWidth={false}
          onChange={(value: string) => set({ kind: value })}
          options={[
            { value: '', label: '类型不限' },
            ...reportKinds.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </div>
      <Loaded
        load={load}
        isEmpty={({ total }) => total === 0}
        empty={<Nothing what={which === 'desk' ? '没有等待本单位办理的报告' : '没有符合条件的报告'} />}
      >
        {({ rows, total }) => (
          <>
            <ul className="xt-unit-reports">
              {rows.map((report) => (
                <li key={report.id}>
                  <Report report={report} ask={(act) => ask({ report, act })} />
                </li>
              ))}
            </ul>
            <Pagination {...pager(state, total, set)} />
          </>
        )}
      </Loaded>
      <ActDialog asked={asked} onClose={() => ask(null)} />
    </Page>
  )
}

const states: Record<UnitReport['state'], [string, string]> = {
  open: ['办理中', 'gold'],
  answered: ['已答复', 'green'],
  settled: ['名单已更新', 'green'],
}

function Report({ report, ask }: { report: UnitReport; ask: (act: 'forward' | 'answer') => void }) {
  const [word, color] = states[report.state]
  const { name, code, schoolType, authority } = report.proposed
  const proposed = [
    name && `名称 ${name}`,
    code && `标识码 ${code}`,
    schoolType && `办学类型 ${typeName(schoolType)}`,
    authority && `主管部门 ${authority}`,
  ].filter(Boolean)
  return (
    <article>
      <header>
        <Tag>{kindNames.get(report.kind)}</Tag>
        <b>
          {report.about ? <AppLink to={`/units/${report.about.id}`}>{report.aboutName}</AppLink> : report.aboutName}
        </b>
        <Tag color={color}>{word}</Tag>
        {report.state === 'open' && (
          <span>
            现由 <b>{report.desk}</b> 办理，
            <Age at={report.deskSince} />
            到达
          </span>
        )}
        <span className="xt-unit-acts">
          {report.can.includes('forward') && (
            <Button size="small" onClick={() => ask('forward')}>
              转报上级
            </Button>
          )}
          {report.can.includes('answer') && (
            <Button size="small" type="primary" onClick={() => ask('answer')}>
              答复并办结
            </Button>
          )}
        </span>
      </header>
      <p>{report.text}</p>
      {proposed.length > 0 && <p>建议：{proposed.join('；')}</p>}
      <p className="xt-quiet">
        {report.byUnit} {report.by?.role} {report.by?.person} <Moment at={report.at} /> 报告
        {report.path.slice(1).map((step) => (
          <span key={step.at}>
            {' '}
            → {step.by?.unit} 转报 {step.desk}
            {step.words && `（${step.words}）`}
          </span>
        ))}
      </p>
      {report.answer && (
        <p>
          <b>答复：</b>
          {report.answer}
          <span className="xt-quiet">
            　{report.answeredBy?.unit} {report.answeredBy?.person} <Moment at={report.closedAt} />
          </span>
        </p>
      )}
      {report.settledBy && (
        <p>
          <b>已由{report.settledBy}更新</b>
          <span className="xt-quiet">
            　<Moment at={report.closedAt} />
          </span>
        </p>
      )}
    </article>
  )
}

function ActDialog({
  asked,
  onClose,
}: {
  asked: { report: UnitReport; act: 'forward' | 'answer' } | null
  onClose: () => void
}) {
  const { message } = App.useApp()
  const [words, setWords] = useState('')
  const forward = useAct(unitReportApi.forward)
  const answer = useAct(unitReportApi.answer)
  const forwarding = asked?.act === 'forward'
  const close = () => {
    setWords('')
    forward.reset()
    answer.reset()
    onClose()
  }
  const send = async () => {
    if (!asked) return
    const params = { reportId: asked.report.id }
    try {
      const done = forwarding
        ? await forward.mutateAsync({ params, body: { words } })
        : await answer.mutateAsync({ params, body: { answer: words } })
      void message.success(forwarding ? `已转报${done.desk}` : '已答复并办结')
      close()
    } catch {
      // told in the dialog
    }
  }
  return (
    <Modal
      open={asked !== null}
      title={forwarding ? `转报上级：${asked?.report.aboutName ?? ''}` : `答复并办结：${asked?.report.aboutName ?? ''}`}
      okText={forwarding ? '转报上级' : '答复并办结'}
      cancelText="取消"
      confirmLoading={forward.isPending || answer.isPending}
      okButtonProps={{ disabled: !forwarding && words.trim() === '' }}
      onOk={() => void send()}
      onCancel={close}
      destroyOnHidden
    >
      <RefusedNote refusal={forward.error ?? answer.error} />
      <p>
        {forwarding
          ? '报告将到上一级办理，本单位和下级仍可随时查看进展。'
          : '答复后报告办结，报告单位可以看到答复。机构信息本身由年度机构名单更新。'}
      </p>
      <Input.TextArea
        aria-label={forwarding ? '转报意见' : '答复'}
        placeholder={forwarding ? '转报意见（可不填）' : '答复，报告单位和各级都能看到'}
        rows={3}
        maxLength={500}
        showCount
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
    </Modal>
  )
}
