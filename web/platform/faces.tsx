import { ExclamationCircleOutlined, InboxOutlined, InfoCircleOutlined, ReloadOutlined } from '@ant-design/icons'
import type { UseQueryResult } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import type { ReactNode } from 'react'
import { Refusal } from './api.ts'

/** The three faces of something that is loaded: waiting, refused, there. `empty` takes the place of the page when `isEmpty` says so. */
export function Loaded<T>(props: {
  load: Pick<UseQueryResult<T, Refusal>, 'data' | 'error' | 'refetch'>
  isEmpty?: (data: T) => boolean
  empty?: ReactNode
  children: (data: T) => ReactNode
}) {
  const { load, isEmpty, empty, children } = props
  if (load.data === undefined && load.error) return <Refused refusal={load.error} again={() => void load.refetch()} />
  if (load.data === undefined) return <Loading />
  if (isEmpty?.(load.data)) return <>{empty ?? <Nothing what="暂无内容" />}</>
  return <>{children(load.data)}</>
}

export function Loading() {
  return (
    <div role="status" aria-label="正在读取" className="xt-loading">
      <span />
      <span />
      <span />
      <span />
    </div>
  )
}

/** The empty face: what is not there, and the next step. */
export function Nothing({ what, next }: { what: ReactNode; next?: ReactNode }) {
  return (
    <div className="xt-nothing">
      <InboxOutlined />
      <p>{what}</p>
      {next}
    </div>
  )
}

const nextSteps: Record<string, string> = {
  'not-found': '可能已被移走，或不归本单位管理。请返回列表重新查找。',
  'not-allowed': '请在右上角切换到有权办理的岗位，或联系本单位系统管理员。',
  'changed-meanwhile': '请刷新后核对最新内容，再重新提交。',
  'case.moved-on': '请刷新后查看最新情况。',
  network: '网络恢复后点“重试”即可。',
}

/** The refused face of a whole page: why, and what to do next. */
export function Refused({ refusal, again }: { refusal: unknown; again?: () => void }) {
  const said = asRefusal(refusal)
  return (
    <div className="xt-refused" role="alert">
      {said.status === 404 ? <InfoCircleOutlined /> : <ExclamationCircleOutlined />}
      <h2>{said.title}</h2>
      {said.detail && <p>{said.detail}</p>}
      <p>{nextSteps[said.code] ?? '若持续出现，请把本页情况告诉上级系统管理员。'}</p>
      {said.requestId && <p className="xt-quiet">编号 {said.requestId}</p>}
      {again && (
        <Button icon={<ReloadOutlined />} onClick={again}>
          重试
        </Button>
      )}
    </div>
  )
}

/** A refusal inside a form or a card: one line, with the findings beneath. */
export function RefusedNote({ refusal, onClose }: { refusal: unknown; onClose?: () => void }) {
  if (!refusal) return null
  const said = asRefusal(refusal)
  const lines = [...said.fields.map((field) => field.message), ...said.findings.map((finding) => finding.message)]
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="xt-note"
      title={said.title}
      {...(onClose && { closable: { onClose } })}
      description={
        (said.detail || lines.length > 0) && (
          <>
            {said.detail}
            {lines.length > 0 && (
              <ul>
                {[...new Set(lines)].slice(0, 10).map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            )}
          </>
        )
      }
    />
  )
}

/** One sentence for a toast. */
export function sentenceOf(refusal: unknown): string {
  const said = asRefusal(refusal)
  return said.detail ?? said.title
}

function asRefusal(refusal: unknown): Refusal {
  if (refusal instanceof Refusal) return refusal
  return new Refusal({
    code: 'page',
    status: 0,
    title: '页面出现了问题，请刷新后重试',
    detail: refusal instanceof Error ? refusal.message : undefined,
  })
}
