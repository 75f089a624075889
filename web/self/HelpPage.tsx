import { type ReactElement, useCallback, useEffect, useState } from 'react'
import type { HelpRow } from '../../contract/help.ts'
import { api, sentenceOf } from './api.ts'
import { Loading, Refused } from './faces.tsx'
import { useHouse } from './house.ts'
import { Shell } from './Shell.tsx'
import { moment } from './when.ts'

const least = 5

/** 求助: a question to the school, and what became of the earlier ones. */
export function HelpPage(): ReactElement {
  const { me } = useHouse()
  const [rows, setRows] = useState<readonly HelpRow[] | null>(null)
  const [why, setWhy] = useState<string | null>(null)
  const load = useCallback(() => {
    api.myHelp(1).then(
      (answer) => setRows(answer.rows),
      (error: unknown) => setWhy(sentenceOf(error)),
    )
  }, [])
  useEffect(load, [load])
  const close = async (id: string): Promise<void> => {
    try {
      await api.closeHelp(id)
      load()
    } catch (error) {
      setWhy(sentenceOf(error))
    }
  }
  return (
    <Shell me={me} title="求助" back={{ page: 'messages' }}>
      <Ask onAsked={load} />
      {why && <Refused why={why} again={load} />}
      {!rows && !why && <Loading />}
      {rows && rows.length > 0 && (
        <ol className="events">
          {rows.map((row) => (
            <li key={row.id} className="card">
              <p>{row.question}</p>
              <p className="quiet">
                {moment(row.at)}　提给 {row.to}
              </p>
              {row.answer ? <p className="notice">答复：{row.answer}</p> : <p className="quiet">等待答复</p>}
              {row.can.includes('close') && (
                <button type="button" className="button" onClick={() => void close(row.id)}>
                  问题已解决
                </button>
              )}
            </li>
          ))}
        </ol>
      )}
    </Shell>
  )
}

function Ask({ onAsked }: { onAsked: () => void }): ReactElement {
  const [subject, setSubject] = useState<'information' | 'system'>('information')
  const [question, setQuestion] = useState('')
  const [told, setTold] = useState<{ good: boolean; words: string } | null>(null)
  const [sending, setSending] = useState(false)
  const send = async (): Promise<void> => {
    setSending(true)
    try {
      const { to } = await api.askHelp({ page: '/me', subject, question: question.trim() })
      setQuestion('')
      setTold({ good: true, words: `已提给 ${to}，有答复时会收到消息` })
      onAsked()
    } catch (error) {
      setTold({ good: false, words: sentenceOf(error) })
    } finally {
      setSending(false)
    }
  }
  return (
    <section className="card">
      <label className="label" htmlFor="help-subject">
        问题类别
      </label>
      <select
        id="help-subject"
        className="input"
        value={subject}
        onChange={(event) => setSubject(event.target.value === 'system' ? 'system' : 'information')}
      >
        <option value="information">信息填报与审核</option>
        <option value="system">账号与系统使用</option>
      </select>
      <label className="label" htmlFor="help-question">
        问题
      </label>
      <textarea
        id="help-question"
        className="input"
        rows={4}
        maxLength={500}
        value={question}
        onChange={(event) => setQuestion(event.target.value)}
      />
      <p className="help">请不要写身份证件号码、手机号等个人信息。</p>
      <button
        type="button"
        className="button button-main"
        disabled={sending || question.trim().length < least}
        onClick={() => void send()}
      >
        {sending ? '正在发送…' : '发送'}
      </button>
      {told && (
        <p className={told.good ? 'quiet' : 'wrong'} role="alert">
          {told.words}
        </p>
      )}
    </section>
  )
}
