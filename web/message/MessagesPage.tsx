import { App, Button, Checkbox, Pagination, Select } from 'antd'
import { type Message, type MessageKind, messageApi, messageKinds, messageMonths } from '../../contract/message.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { useAct, useLoad } from '../platform/api.ts'
import { pager, useUrlState } from '../platform/list.tsx'
import { Loaded, Nothing, Page, sentenceOf } from '../platform/Page.tsx'
import { Moment } from '../platform/time.tsx'
import './message.css'

const isKind = (word: string): word is MessageKind => Object.hasOwn(messageKinds, word)

/** 消息: what happened, to oneself and to the desk of the post. What is to be done stands on the 工作台. */
export function MessagesPage() {
  const { message } = App.useApp()
  const [state, set] = useUrlState({ kind: '', unread: '', page: 1, size: 20 })
  const query = {
    page: state.page,
    size: state.size,
    ...(isKind(state.kind) && { kind: state.kind }),
    ...(state.unread === 'yes' && { unread: 'yes' as const }),
  }
  const load = useLoad(messageApi.list, { query }, { keep: true })
  const read = useAct(messageApi.read)
  const mark = (body: { ids: string[] } | { all: true }) =>
    read.mutate({ body }, { onError: (refusal) => void message.error(sentenceOf(refusal), 6) })
  const unread = load.data?.unread ?? 0
  return (
    <Page
      title="消息"
      extra={<span className="xt-quiet">保留 {messageMonths} 个月。待办事项在工作台</span>}
      action={
        <Button disabled={unread === 0} loading={read.isPending} onClick={() => mark({ all: true })}>
          全部标为已读
        </Button>
      }
    >
      <div className="xt-filters">
        <Select
          aria-label="消息类别"
          value={state.kind}
          popupMatchSelectWidth={false}
          onChange={(kind: string) => set({ kind })}
          options={[
            { value: '', label: '全部类别' },
            ...Object.entries(messageKinds).map(([value, label]) => ({ value, label })),
          ]}
        />
        <Checkbox
          checked={state.unread === 'yes'}
          onChange={(event) => set({ unread: event.target.checked ? 'yes' : '' })}
        >
          只看未读
        </Checkbox>
      </div>
      <Loaded
        load={load}
        isEmpty={({ total }) => total === 0}
        empty={<Nothing what={state.unread ? '没有未读消息' : '没有消息'} />}
      >
        {({ rows, total }) => (
          <>
            <ul className="xt-messages">
              {rows.map((row) => (
                <Line key={row.id} row={row} onRead={() => mark({ ids: [row.id] })} />
              ))}
            </ul>
            <Pagination {...pager(state, total, set)} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Line({ row, onRead }: { row: Message; onRead: () => void }) {
  const open = row.readAt === null
  return (
    <li className={open ? 'xt-message xt-message-new' : 'xt-message'}>
      <header>
        <span className="xt-message-kind">{messageKinds[row.kind]}</span>
        {open && <span className="xt-message-dot">未读</span>}
        <b>{row.title}</b>
        <span className="xt-quiet">
          {row.from ?? '系统'} · <Moment at={row.at} />
        </span>
      </header>
      {row.text && <p>{row.text}</p>}
      <div className="xt-message-acts">
        {row.link && (
          // following it is reading it
          <span onClickCapture={() => open && onRead()}>
            <AppLink to={row.link}>前往办理</AppLink>
          </span>
        )}
        {open && (
          <Button type="link" size="small" onClick={onRead}>
            标为已读
          </Button>
        )}
        {!open && row.desk && (
          <span className="xt-quiet">
            本岗位已阅 <Moment at={row.readAt} />
          </span>
        )}
      </div>
    </li>
  )
}
