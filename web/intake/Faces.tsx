import { RollbackOutlined, StopOutlined } from '@ant-design/icons'
import { Alert, Button, Progress, Result } from 'antd'
import { intakeApi } from '../../contract/intake.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { useAct } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { RefusedNote } from '../platform/Page.tsx'
import { moment } from '../platform/time.tsx'
import { count } from './parts.tsx'
import { TemplateButton } from './TemplateButton.tsx'
import { Counts } from './Trial.tsx'
import { UploadAgain } from './UploadBox.tsx'
import type { Batch } from './view.ts'

/** ③ 解析: how far it is. It goes on without this page. */
export function Reading({ batch }: { batch: Batch }) {
  const { stage, done, of } = batch.progress
  const percent = of ? Math.min(99, Math.round((done * 100) / of)) : null
  return (
    <div className="xt-intake-reading" role="status">
      <p>
        <b>{stage}</b>
        {done > 0 && ` · ${count(done)}${of ? ` / ${count(of)}` : ''} 行`}
      </p>
      {percent === null ? (
        <div className="xt-intake-going" aria-hidden />
      ) : (
        <Progress percent={percent} aria-label="解析进度" />
      )}
      <p className="xt-quiet">可以离开本页，解析在后台继续；回到“批量导入”就能看到结果。</p>
    </div>
  )
}

/** A commit or its undoing under way: how far it is, and the way to stop. It goes on without this page. */
export function Writing({ batch }: { batch: Batch }) {
  const confirm = useConfirm()
  const halt = useAct(intakeApi.halt)
  const { done, of } = batch.progress
  const committing = batch.state === 'committing'
  return (
    <div className="xt-intake-reading" role="status">
      <p>
        <b>{committing ? '正在提交' : '正在撤回'}</b> · {count(done)}
        {of !== null && ` / ${count(of)}`} 人
      </p>
      <Progress
        percent={of ? Math.min(99, Math.round((done * 100) / of)) : 0}
        aria-label={committing ? '提交进度' : '撤回进度'}
      />
      <p className="xt-quiet">可以离开本页，后台会继续做完；中途断电或重启，也会从断开处接着做，不重不漏。</p>
      {batch.can.includes('halt') && (
        <Button
          icon={<StopOutlined />}
          onClick={() =>
            confirm({
              title: '停止提交',
              content: '已经写入的内容全部撤回，本批回到提交之前，可以继续修改后再提交。',
              ok: '停止并撤回',
              danger: true,
              act: () => halt.mutateAsync({ params: { batchId: batch.id } }),
              done: '已停止，正在撤回',
            })
          }
        >
          停止提交
        </Button>
      )}
    </div>
  )
}

const remedies: Record<string, string> = {
  'import.failed': '文件没有问题的话，稍后重新上传即可。',
}

/** The workbook could not be imported: why, and the two ways on. */
export function RefusedBatch({ batch }: { batch: Batch }) {
  const { refusal } = batch
  return (
    <Result
      status="warning"
      title={refusal?.title ?? '文件不能导入'}
      subTitle={`“${batch.fileName}”没有写入任何内容。${remedies[refusal?.code ?? ''] ?? '请按上面的说明改好后重新上传；拿不准时，下载本校模板，把内容粘贴进去再上传。'}`}
      extra={
        <div className="xt-intake-center">
          {batch.can.includes('reupload') && (
            <UploadAgain batchId={batch.id} primary>
              重新上传
            </UploadAgain>
          )}
          <TemplateButton />
        </div>
      }
    />
  )
}

/** ⑥ the receipt, and the way back while nobody went on with it. */
export function Receipt({ batch }: { batch: Batch }) {
  const confirm = useConfirm()
  const undo = useAct(intakeApi.undo)
  const { result } = batch
  const take = (partial: 'yes' | 'no') => undo.mutateAsync({ params: { batchId: batch.id }, query: { partial } })
  const rows = (result?.added ?? 0) + (result?.updated ?? 0)
  return (
    <>
      <Alert
        type="success"
        showIcon
        className="xt-note"
        title={`批次 ${batch.no} 已提交，写入 ${count(rows)} 行`}
        description={`文件“${batch.fileName}”，${moment(batch.uploadedAt)} 上传。写入的是填报信息，请在教师名册中核对、完整性检测后报送。`}
      />
      <RefusedNote refusal={undo.error} onClose={undo.reset} />
      {undo.error?.code === 'import.touched' && (
        <p>
          <Button onClick={() => void take('yes').catch(() => undefined)}>只撤销没有再改动过的行</Button>
        </p>
      )}
      {result && <Counts answer={result} />}
      <div className="xt-intake-acts">
        <AppLink to="/teachers" className="xt-button xt-button-first">
          去教师名册核对
        </AppLink>
        <AppLink to="/intake" className="xt-button">
          再导入一份
        </AppLink>
        {batch.can.includes('undo') && (
          <Button
            danger
            icon={<RollbackOutlined />}
            loading={undo.isPending}
            onClick={() =>
              confirm({
                title: `撤销批次 ${batch.no}`,
                content: `将去掉本批新增的 ${count(result?.added ?? 0)} 行，把更新的 ${count(result?.updated ?? 0)} 行恢复成导入前的内容。本批写入后又被修改或已报送的，不能整批撤销。`,
                ok: `撤销 ${count(rows)} 行`,
                danger: true,
                // a refusal stands on the page, with the way on
                act: () => take('no').catch(() => undefined),
              })
            }
          >
            撤销本批
          </Button>
        )}
      </div>
    </>
  )
}

/** Undone or cancelled: nothing of it is left. */
export function Closed({ batch }: { batch: Batch }) {
  const undone = batch.state === 'undone'
  const { removed = 0, restored = 0, kept = 0 } = batch.undone ?? {}
  const left = kept > 0 ? `另有 ${count(kept)} 行之后被修改或报送过，保持现状。` : ''
  return (
    <Result
      status="info"
      title={undone ? '本批已撤销' : '本批已取消'}
      subTitle={
        undone
          ? `去掉了新增的 ${count(removed)} 行，恢复了更新的 ${count(restored)} 行。${left}`
          : '没有写入任何内容，上传的表格已删除。'
      }
      extra={
        <AppLink to="/intake" className="xt-button xt-button-first">
          返回批量导入
        </AppLink>
      }
    />
  )
}
