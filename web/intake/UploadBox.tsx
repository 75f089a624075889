import { InboxOutlined, UploadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Progress, Upload } from 'antd'
import { type ReactNode, useState } from 'react'
import { intakeApi } from '../../contract/intake.ts'
import { Refusal, upload } from '../platform/api.ts'
import { RefusedNote, sentenceOf } from '../platform/Page.tsx'
import { whyNotSent } from './file-check.ts'

/** Sends a workbook: a new batch, or again to one. `sent` is the part that went out, null when nothing is under way. */
export function useSending(batchId: string | null, onSent: (batchId: string) => void, unitId = '') {
  const [sent, setSent] = useState<number | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const send = async (file: File) => {
    const why = whyNotSent(file)
    setRefusal(why === null ? null : new Refusal({ code: 'file.refused', status: 0, title: why }))
    if (why !== null) return
    setSent(0)
    try {
      const answer =
        batchId === null
          ? await upload(intakeApi.upload, { query: { ...(unitId && { unitId }) } }, file, setSent)
          : await upload(intakeApi.reupload, { params: { batchId } }, file, setSent)
      onSent(answer.batchId)
    } catch (error) {
      setRefusal(error instanceof Refusal ? error : new Refusal({ code: 'page', status: 0, title: sentenceOf(error) }))
    } finally {
      setSent(null)
    }
  }
  return { sent, refusal, send, forget: () => setRefusal(null) }
}

/** The large box of the first step: drop a file or choose one. `unitId`: of an attached class; '' the school itself. */
export function UploadBox({ onSent, unitId = '' }: { onSent: (batchId: string) => void; unitId?: string }) {
  const { sent, refusal, send, forget } = useSending(null, onSent, unitId)
  return (
    <>
      <RefusedNote refusal={refusal} onClose={forget} />
      <Upload.Dragger
        accept=".xlsx,.csv"
        showUploadList={false}
        disabled={sent !== null}
        beforeUpload={(file) => {
          void send(file)
          return false
        }}
      >
        <p className="ant-upload-drag-icon">
          <InboxOutlined />
        </p>
        <p className="ant-upload-text">点此选择填好的表格，或拖到这里</p>
        <p className="ant-upload-hint">.xlsx 或 .csv，不超过 64 MB；先核对，确认后才写入</p>
      </Upload.Dragger>
      {sent !== null && <Sent part={sent} />}
    </>
  )
}

/** The small one: 重新上传 to a batch that is already there. */
export function UploadAgain(props: { batchId: string; children: ReactNode; primary?: boolean }) {
  const { batchId, children, primary = false } = props
  const client = useQueryClient()
  const { message } = App.useApp()
  const { sent, refusal, send, forget } = useSending(batchId, () => {
    void message.info('已上传，正在重新解析')
    void client.invalidateQueries()
  })
  return (
    <>
      <Upload
        accept=".xlsx,.csv"
        showUploadList={false}
        disabled={sent !== null}
        beforeUpload={(file) => {
          void send(file)
          return false
        }}
      >
        <Button icon={<UploadOutlined />} loading={sent !== null} {...(primary && { type: 'primary' as const })}>
          {sent === null ? children : `正在上传 ${Math.round(sent * 100)}%`}
        </Button>
      </Upload>
      {refusal && (
        <div className="xt-intake-wide">
          <RefusedNote refusal={refusal} onClose={forget} />
        </div>
      )}
    </>
  )
}

function Sent({ part }: { part: number }) {
  return (
    <div role="status" className="xt-intake-sent">
      <Progress percent={Math.round(part * 100)} size="small" aria-label="上传进度" />
      {part < 1 ? '正在上传，请不要关闭本页' : '已上传，正在接收'}
    </div>
  )
}
