import { DownloadOutlined, InboxOutlined } from '@ant-design/icons'
import { App, Button, Checkbox, Form, Input, Progress, Select, Upload } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { type CompleteKind, completeKinds, unitListApi } from '../../../contract/unit-list.ts'
import provinceTable from '../../../standard/codes/province.json' with { type: 'json' }
import { download, Refusal, upload } from '../../platform/api.ts'
import { RefusedNote, sentenceOf } from '../../platform/Page.tsx'

/** The empty list with its columns and their explanation. */
export function TemplateButton() {
  const { message } = App.useApp()
  const fetch = () =>
    download(unitListApi.template, {}, '机构名单模板.xlsx').catch(
      (refusal) => void message.error(sentenceOf(refusal), 6),
    )
  return (
    <Button icon={<DownloadOutlined />} onClick={() => void fetch()}>
      下载名单模板
    </Button>
  )
}

const provinces = provinceTable.rows
  .filter(({ inScope }) => inScope)
  .map(({ code, name }) => ({
    value: code.slice(0, 2),
    label: name,
  }))

/** The day it takes effect, what it is complete for, and the file. */
export function UploadForm({ onSent }: { onSent: (listId: string) => void }) {
  const today = dayjs().format('YYYY-MM-DD')
  const [effectiveOn, setDay] = useState(today)
  const [complete, setComplete] = useState<CompleteKind[]>([])
  const [completeIn, setIn] = useState<string | null>(null)
  const [sent, setSent] = useState<number | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const send = async (file: File) => {
    setRefusal(null)
    setSent(0)
    try {
      const query = {
        effectiveOn,
        complete: complete.join(','),
        ...(completeIn !== null && complete.length > 0 && { completeIn }),
      }
      onSent((await upload(unitListApi.upload, { query }, file, setSent)).listId)
    } catch (error) {
      setRefusal(error instanceof Refusal ? error : new Refusal({ code: 'page', status: 0, title: sentenceOf(error) }))
    } finally {
      setSent(null)
    }
  }
  return (
    <>
      <RefusedNote refusal={refusal} onClose={() => setRefusal(null)} />
      <Form layout="vertical" className="xt-list-upload">
        <Form.Item label="生效日期" htmlFor="list-day" extra="核定后在这一天写入；当天的立即写入">
          <Input
            id="list-day"
            type="date"
            min={today}
            value={effectiveOn}
            onChange={(event) => setDay(event.target.value)}
          />
        </Form.Item>
        <Form.Item
          label="名单列全了哪些机构（可不选）"
          extra="选中的类别中，系统里有而名单里没有的，将列为撤销，逐一核定"
        >
          <Checkbox.Group
            value={complete}
            onChange={setComplete}
            options={completeKinds.map(({ id, name }) => ({ value: id, label: name }))}
          />
          {complete.length > 0 && (
            <Select
              aria-label="列全的范围"
              value={completeIn ?? ''}
              style={{ width: 200 }}
              showSearch={{ optionFilterProp: 'label' }}
              onChange={(value: string) => setIn(value || null)}
              options={[{ value: '', label: '全国范围' }, ...provinces]}
            />
          )}
        </Form.Item>
      </Form>
      <Upload.Dragger
        accept=".xlsx,.csv"
        showUploadList={false}
        disabled={sent !== null || effectiveOn < today}
        beforeUpload={(file) => {
          void send(file)
          return false
        }}
      >
        <p className="ant-upload-drag-icon">
          <InboxOutlined />
        </p>
        <p className="ant-upload-text">点此选择机构名单，或拖到这里</p>
        <p className="ant-upload-hint">
          .xlsx 或 .csv，不超过 64 MB；教育部公布的高等学校名单可直接上传。先比对、核定，生效日期才写入
        </p>
      </Upload.Dragger>
      {sent !== null && (
        <div role="status">
          <Progress percent={Math.round(sent * 100)} size="small" aria-label="上传进度" />
          {sent < 1 ? '正在上传，请不要关闭本页' : '已上传，正在接收'}
        </div>
      )}
    </>
  )
}
