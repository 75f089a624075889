import './intake.css'
import { useParams } from '@tanstack/react-router'
import { Alert, Button } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { intakeApi } from '../../contract/intake.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { useUrlState } from '../platform/list.tsx'
import { Loaded, Page } from '../platform/Page.tsx'
import { moment } from '../platform/time.tsx'
import { Closed, Reading, Receipt, RefusedBatch, Writing } from './Faces.tsx'
import { Matching } from './Matching.tsx'
import { Problems } from './Problems.tsx'
import { BatchTag, count, Steps } from './parts.tsx'
import { Trial } from './Trial.tsx'
import type { Batch } from './view.ts'

const crumbs = [{ title: '批量导入', to: '/intake' }]

/** One batch from the upload to the receipt; each step is shown as the server says the batch stands. */
export function BatchPage() {
  const { batchId = '' } = useParams({ strict: false })
  const [reading, setReading] = useState(false)
  const load = useLoad(intakeApi.view, { params: { batchId } }, { everySeconds: reading && 1 })
  const state = load.data?.state
  useEffect(() => setReading(state === 'reading' || state === 'committing' || state === 'undoing'), [state])
  const batch = load.data
  return (
    <Page
      title={batch ? `批量导入 ${batch.no}` : '批量导入'}
      crumbs={crumbs}
      extra={batch && <BatchTag batch={batch} />}
      action={batch?.can.includes('cancel') && <CancelButton batch={batch} />}
    >
      <Loaded load={load}>
        {(found) => (
          <>
            <p className="xt-intake-file">
              <b>{found.fileName}</b>
              <span className="xt-quiet">
                {moment(found.uploadedAt)} 上传{found.uploads > 1 && `（第 ${found.uploads} 次）`}
                {found.rows > 0 && ` · ${count(found.people)} 人 · ${count(found.rows)} 行`}
              </span>
            </p>
            <Stand batch={found} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Stand({ batch }: { batch: Batch }): ReactNode {
  switch (batch.state) {
    case 'reading':
      return (
        <>
          <Steps now="解析" />
          <Reading batch={batch} />
        </>
      )
    case 'refused':
      return (
        <>
          <Steps now="解析" failed />
          <RefusedBatch batch={batch} />
        </>
      )
    case 'ready':
      return <Ready key={batch.uploads} batch={batch} />
    case 'committing':
    case 'undoing':
      return (
        <>
          <Steps now="提交" />
          <Writing batch={batch} />
        </>
      )
    case 'committed':
      return (
        <>
          <Steps now="提交" done />
          <Receipt batch={batch} />
        </>
      )
    default:
      return <Closed batch={batch} />
  }
}

/** ④ to ⑥. A workbook without errors opens at ⑤; the clerk goes to and fro between mending and trial. */
function Ready({ batch }: { batch: Batch }) {
  const [first] = useState(batch.errorCells > 0 ? 'mend' : 'trial')
  const [state, set] = useUrlState({ sheet: -1, column: -1, code: '', only: '', page: 1, size: 50, step: '' })
  const step = state.step === 'mend' || state.step === 'trial' ? state.step : first
  return (
    <>
      <Steps now={step === 'mend' ? '修改' : '试算'} />
      {batch.progress.note && <Alert type="warning" showIcon className="xt-note" title={batch.progress.note} />}
      {batch.templateNote && <Alert type="info" showIcon className="xt-note" title={batch.templateNote} />}
      {batch.unknownPeople > 0 && (
        <Alert
          type="warning"
          showIcon
          className="xt-note"
          title={`${count(batch.unknownPeople)} 人不在本校教师中，已列入系统管理员待办。导入不会新建教师：可核对并改正姓名、证件号，或等生成账号后重新上传。`}
        />
      )}
      {step === 'mend' ? (
        <Problems batch={batch} state={state} set={set} onTrial={() => set({ step: 'trial' })} />
      ) : (
        <Trial batch={batch} onMend={() => set({ step: 'mend' })} />
      )}
      <Matching batch={batch} />
    </>
  )
}

function CancelButton({ batch }: { batch: Batch }) {
  const confirm = useConfirm()
  const cancel = useAct(intakeApi.cancel)
  return (
    <Button
      onClick={() =>
        confirm({
          title: `取消批次 ${batch.no}`,
          content: '上传的内容和在本页所做的修改都会删除，教师信息不受影响。',
          ok: '取消本批',
          danger: true,
          act: () => cancel.mutateAsync({ params: { batchId: batch.id } }),
          done: '已取消本批',
        })
      }
    >
      取消本批
    </Button>
  )
}
