import { App, Button, Input, Modal, Pagination, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { type HelpRow, helpApi, helpSubjects } from '../../contract/help.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { pager, useUrlState } from '../platform/list.tsx'
import { useCan } from '../platform/me.ts'
import { Loaded, Nothing, Page, RefusedNote, sentenceOf } from '../platform/Page.tsx'
import { Moment } from '../platform/time.tsx'
import { titleAt } from '../shell/menu.tsx'
import { AskForm } from './AskForm.tsx'
import '../message/message.css'

/** 求助: those of units below that this desk answers, and one's own. */
export function HelpPage() {
  const can = useCan()
  const [state, set] = useUrlState({ tab: '', open: '', page: 1, size: 20 })
  const tab = state.tab === 'desk' && can('help.answer') ? 'desk' : can('help.ask') ? 'mine' : 'desk'
  const [asking, ask] = useState(false)
  return (
    <Page
      title="求助"
      action={
        can('help.ask') && (
          <Button type="primary" onClick={() => ask(true)}>
            向上级求助
          </Button>
        )
      }
    >
      {can('help.ask') && can('help.answer') && (
        <fieldset className="xt-views" aria-label="范围">
          <button type="button" aria-pressed={tab === 'mine'} onClick={() => set({ tab: '' })}>
            我的求助
          </button>
          <button type="button" aria-pressed={tab === 'desk'} onClick={() => set({ tab: 'desk' })}>
            下级的求助
          </button>
        </fieldset>
      )}
      {tab === 'mine' ? <Mine state={state} set={set} /> : <Desk state={state} set={set} />}
      <Modal open={asking} title="向上级求助" footer={null} onCancel={() => ask(false)} destroyOnHidden>
        <AskForm page="/help" onDone={() => ask(false)} />
      </Modal>
    </Page>
  )
}

interface View {
  state: { open: string; page: number; size: number }
  set: (change: { page?: number; size?: number }) => void
}

function Mine({ state, set }: View) {
  const { message } = App.useApp()
  const load = useLoad(helpApi.mine, { query: { page: state.page, size: state.size } }, { keep: true })
  const close = useAct(helpApi.close)
  return (
    <Loaded load={load} isEmpty={({ total }) => total === 0} empty={<Nothing what="您还没有求助过" />}>
      {({ rows, total }) => (
        <>
          <ul className="xt-messages">
            {rows.map((row) => (
              <Line key={row.id} row={row} who={`向 ${row.to}`}>
                {row.can.includes('close') && (
                  <Button
                    size="small"
                    onClick={() =>
                      close.mutate(
                        { params: { helpId: row.id } },
                        { onError: (refusal) => void message.error(sentenceOf(refusal), 6) },
                      )
                    }
                  >
                    {row.answer ? '已解决' : '不再需要'}
                  </Button>
                )}
              </Line>
            ))}
          </ul>
          <Pagination {...pager(state, total, set)} />
        </>
      )}
    </Loaded>
  )
}

function Desk({ state, set }: View) {
  const load = useLoad(helpApi.desk, { query: { page: state.page, size: state.size } }, { keep: true })
  const [row, answer] = useState<HelpRow | null>(null)
  return (
    <>
      <Loaded load={load} isEmpty={({ total }) => total === 0} empty={<Nothing what="没有下级向本岗位求助" />}>
        {({ rows, total }) => (
          <>
            <ul className="xt-messages">
              {rows.map((each) => (
                <Line key={each.id} row={each} who={each.from}>
                  {each.can.includes('answer') && (
                    <Button size="small" type="primary" onClick={() => answer(each)}>
                      答复
                    </Button>
                  )}
                </Line>
              ))}
            </ul>
            <Pagination {...pager(state, total, set)} />
          </>
        )}
      </Loaded>
      <AnswerDialog row={row} onClose={() => answer(null)} />
    </>
  )
}

function Line({ row, who, children }: { row: HelpRow; who: string; children: ReactNode }) {
  const [word, color] = row.closedAt ? ['已结束', 'default'] : row.answer ? ['已答复', 'green'] : ['待答复', 'gold']
  return (
    <li className="xt-message">
      <header>
        <Tag color={color}>{word}</Tag>
        <span className="xt-message-kind">{helpSubjects[row.subject]}</span>
        <b>{who}</b>
        <span className="xt-quiet">
          <Moment at={row.at} /> · 所在页面：{titleAt(row.page)}
        </span>
      </header>
      <p>{row.question}</p>
      {row.answer && (
        <p>
          <b>答复：</b>
          {row.answer}{' '}
          <span className="xt-quiet">
            <Moment at={row.answeredAt} />
          </span>
        </p>
      )}
      <div className="xt-message-acts">{children}</div>
    </li>
  )
}

function AnswerDialog({ row, onClose }: { row: HelpRow | null; onClose: () => void }) {
  const { message } = App.useApp()
  const [words, setWords] = useState('')
  const act = useAct(helpApi.answer)
  const close = () => {
    setWords('')
    act.reset()
    onClose()
  }
  const send = () =>
    row &&
    act.mutate(
      { params: { helpId: row.id }, body: { answer: words.trim() } },
      {
        onSuccess: () => {
          void message.success('已答复')
          close()
        },
      },
    )
  return (
    <Modal
      open={row !== null}
      title={`答复 ${row?.from ?? ''}`}
      okText="答复"
      cancelText="取消"
      confirmLoading={act.isPending}
      okButtonProps={{ disabled: words.trim().length < 2 }}
      onOk={() => void send()}
      onCancel={close}
      destroyOnHidden
    >
      <RefusedNote refusal={act.error} />
      <p>{row?.question}</p>
      <Input.TextArea
        aria-label="答复"
        rows={4}
        maxLength={1000}
        showCount
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
    </Modal>
  )
}
