import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import {
  type ProgressPerson,
  type ProgressRow,
  personWords,
  progressApi,
  type UrgingOutcome,
  unitWords,
  urgingTexts,
} from '../../contract/progress.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/Page.tsx'
import { moment } from '../platform/time.tsx'

/** 催办 of units below. `ask` opens the dialog; `dialog` draws it, and says when it is sent. */
export function useUrge() {
  const act = useAct(progressApi.urge)
  return useUrgeDialog<ProgressRow>({
    words: unitWords,
    noun: '个单位',
    usual: (rows) => urgingTexts[rows.every(({ level }) => level === 'school') ? 'school' : 'authority'],
    note: '数字按每个单位的实时情况填入。消息送达信息管理员，学校同时送达负责人；没有信息管理员在任的送达系统管理员。',
    act,
    send: (rows, text) => act.mutateAsync({ body: { unitIds: rows.map(({ unitId }) => unitId), text } }),
  })
}

/** 催办 of the own school's teachers. */
export function useUrgePeople() {
  const act = useAct(progressApi.urgePeople)
  return useUrgeDialog<ProgressPerson>({
    words: personWords,
    noun: '名教师',
    usual: () => urgingTexts.teacher,
    note: '消息送达教师本人，在手机上的“消息”中可以看到。',
    act,
    send: (rows, text) => act.mutateAsync({ body: { teacherIds: rows.map(({ teacherId }) => teacherId), text } }),
  })
}

interface Urging<R> {
  words: readonly string[]
  noun: string
  usual: (rows: readonly R[]) => string
  note: string
  act: { isPending: boolean; error: unknown; reset: () => void }
  send: (rows: readonly R[], text: string | null) => Promise<UrgingOutcome>
}

function useUrgeDialog<R>({ words, noun, usual, note, act, send }: Urging<R>) {
  const { message } = App.useApp()
  const [rows, setRows] = useState<readonly R[] | null>(null)
  const [text, setText] = useState('')
  const [outcome, setOutcome] = useState<UrgingOutcome | null>(null)
  const close = () => {
    act.reset()
    setRows(null)
  }
  const run = async (done: () => void) => {
    if (!rows) return
    try {
      // the usual words are the server's: those for schools and those for authorities
      const said = await send(rows, text.trim() === usual(rows) ? null : text.trim())
      close()
      done()
      if (said.coolingTotal + said.phoneTotal > 0) setOutcome(said)
      else void message.success(`已催办 ${said.done} ${noun}${said.idle ? `，${said.idle} ${noun}不需要催办` : ''}`)
    } catch {
      // told in the dialog
    }
  }
  return {
    ask: (chosen: readonly R[]) => {
      setText(usual(chosen))
      setRows(chosen)
    },
    dialog: (done: () => void) => (
      <>
        <Modal
          open={rows !== null}
          title={`催办 ${rows?.length ?? 0} ${noun}`}
          okText="发送"
          cancelText="取消"
          confirmLoading={act.isPending}
          okButtonProps={{ disabled: text.trim().length < 5 }}
          onOk={() => void run(done)}
          onCancel={close}
        >
          <RefusedNote refusal={act.error} />
          <p>{note}</p>
          <p className="xt-quiet">可用的占位符：{words.map((word) => `{${word}}`).join(' ')}</p>
          <Input.TextArea
            aria-label="催办内容"
            rows={4}
            maxLength={300}
            showCount
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </Modal>
        <Modal
          open={outcome !== null}
          title={`已催办 ${outcome?.done ?? 0} ${noun}`}
          onCancel={() => setOutcome(null)}
          footer={
            <Button type="primary" onClick={() => setOutcome(null)}>
              知道了
            </Button>
          }
        >
          {outcome && <Rest outcome={outcome} noun={noun} />}
        </Modal>
      </>
    ),
  }
}

/** Who was not urged, and why. */
function Rest({ outcome, noun }: { outcome: UrgingOutcome; noun: string }) {
  const { cooling, coolingTotal, phone, phoneTotal, idle } = outcome
  return (
    <>
      {coolingTotal > 0 && (
        <>
          <p>
            {coolingTotal} {noun}刚催办过，在间隔之内不重复催办：
          </p>
          <ul>
            {cooling.map((each) => (
              <li key={each.name}>
                {each.name}，{moment(each.until)} 后可以再催办
              </li>
            ))}
          </ul>
        </>
      )}
      {phoneTotal > 0 && (
        <>
          <p>
            {phoneTotal} {noun}没有人在任，看不到催办，请电话联系：
          </p>
          <ul>
            {phone.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </>
      )}
      {idle > 0 && (
        <p>
          {idle} {noun}不需要催办。
        </p>
      )}
    </>
  )
}
