import { useParams } from '@tanstack/react-router'
import { Alert, App, Button, Input, Modal, Tabs } from 'antd'
import dayjs from 'dayjs'
import { useEffect, useState } from 'react'
import { type UnitListView, unitListApi } from '../../../contract/unit-list.ts'
import { useAct, useLoad } from '../../platform/api.ts'
import { useConfirm } from '../../platform/confirm.tsx'
import { useUrlState } from '../../platform/list.tsx'
import { Loaded, Page, RefusedNote, sentenceOf } from '../../platform/Page.tsx'
import { Moment } from '../../platform/time.tsx'
import '../unit.css'
import './list.css'
import { ChangesTab } from './ChangesTab.tsx'
import { FindingsTab } from './FindingsTab.tsx'
import { count, ListTag, outcomeOf, Underway } from './parts.tsx'

const crumbs = [
  { title: '机构', to: '/units' },
  { title: '年度机构名单', to: '/units/lists' },
]

/** One list: what it would change, difference by difference; what is wrong with it; when it takes effect. */
export function ListPage() {
  const { listId = '' } = useParams({ strict: false })
  const params = { listId }
  const [busy, setBusy] = useState(true)
  const load = useLoad(unitListApi.view, { params }, { everySeconds: busy && 2 })
  const list = load.data
  const [state, set] = useUrlState({ tab: 'changes' })
  useEffect(() => setBusy(list === undefined || list.state === 'reading' || list.state === 'applying'), [list])
  const findings = (list?.errorRows ?? 0) + (list?.warnings ?? 0)
  const readable = list && !['reading', 'refused'].includes(list.state)
  return (
    <Page
      title={list ? `机构名单 ${list.no}` : '机构名单'}
      crumbs={crumbs}
      bare
      extra={
        list && (
          <>
            <ListTag state={list.state} />
            <span className="xt-quiet">
              {list.fileName} · {list.state === 'effective' ? '生效于' : '生效日期'} {list.effectiveOn}
            </span>
          </>
        )
      }
      action={list && <Acts list={list} />}
    >
      <Loaded load={load}>
        {(view) => (
          <>
            {(view.state === 'reading' || view.state === 'applying') && (
              <div className="xt-card">
                <Underway list={view} />
              </div>
            )}
            {view.refusal && (
              <Alert
                type="error"
                showIcon
                className="xt-note"
                title={view.refusal.title}
                description="请改正文件后重新上传。"
              />
            )}
            {readable && (
              <div className="xt-card">
                <p className="xt-unit-levels">
                  共 {count(view.rows)} 行，{outcomeOf(view)}
                  {view.tally.unchanged > 0 && `；无变化 ${count(view.tally.unchanged)}`}。
                  <Moment at={view.uploadedAt} /> {view.uploadedBy?.person} 上传
                </p>
                <Tabs
                  activeKey={state.tab}
                  onChange={(tab) => set({ tab })}
                  destroyOnHidden
                  items={[
                    { key: 'changes', label: '与现有机构的差异', children: <ChangesTab list={view} /> },
                    {
                      key: 'findings',
                      label: `错误和提示（${count(findings)}）`,
                      children: <FindingsTab listId={listId} total={findings} />,
                    },
                  ]}
                />
              </div>
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Acts({ list }: { list: UnitListView }) {
  const confirm = useConfirm()
  const { message } = App.useApp()
  const cancel = useAct(unitListApi.cancel)
  const undo = useAct(unitListApi.undo)
  const reschedule = useAct(unitListApi.reschedule)
  const params = { listId: list.id }
  const today = dayjs().format('YYYY-MM-DD')
  const [day, setDay] = useState<string | null>(null)
  const send = async () => {
    if (day === null) return
    try {
      await reschedule.mutateAsync({ params, body: { effectiveOn: day } })
      void message.success(`生效日期已改为 ${day}`)
      setDay(null)
    } catch (refusal) {
      void message.error(sentenceOf(refusal), 6)
    }
  }
  const may = (act: UnitListView['can'][number]) => list.can.includes(act)
  return (
    <>
      {may('reschedule') && <Button onClick={() => setDay(list.effectiveOn)}>更改生效日期</Button>}
      {may('undo') && (
        <Button
          danger
          onClick={() =>
            confirm({
              title: `撤回名单 ${list.no}`,
              content: '全部决定一并撤回，名单不再生效。撤回后不能恢复，需要时请重新上传。',
              ok: '撤回整份名单',
              danger: true,
              act: () => undo.mutateAsync({ params, body: {} }),
              done: '已撤回',
            })
          }
        >
          撤回整份名单
        </Button>
      )}
      {may('cancel') && (
        <Button
          onClick={() =>
            confirm({
              title: `取消名单 ${list.no}`,
              content: '尚未写入任何内容。取消后需要时可重新上传。',
              ok: '取消这份名单',
              act: () => cancel.mutateAsync({ params }),
              done: '已取消',
            })
          }
        >
          取消这份名单
        </Button>
      )}
      <Modal
        open={day !== null}
        title="更改生效日期"
        okText="更改"
        cancelText="不改"
        okButtonProps={{ disabled: day === null || day < today || day === list.effectiveOn }}
        confirmLoading={reschedule.isPending}
        onOk={() => void send()}
        onCancel={() => setDay(null)}
      >
        <RefusedNote refusal={reschedule.error} />
        <p>已采纳的差异在这一天写入；改为今天的，确认后立即写入。</p>
        <Input
          type="date"
          aria-label="生效日期"
          min={today}
          value={day ?? ''}
          onChange={(event) => setDay(event.target.value)}
        />
      </Modal>
    </>
  )
}
