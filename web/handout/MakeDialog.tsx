import { CheckCircleOutlined, DownloadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Modal, Progress } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { Answer } from '../../contract/endpoint.ts'
import { handoutApi } from '../../contract/handout.ts'
import { download, useAct, useLoad } from '../platform/api.ts'
import { useKeepOpen } from '../platform/once.ts'
import { RefusedNote } from '../platform/Page.tsx'

type Made = Answer<typeof handoutApi.make>
const count = (value: number) => value.toLocaleString('zh-CN')

/** A batch from its pick-up code, shown here and nowhere else, through its making, to its one download. */
export function MakeDialog({ made, onClose }: { made: Made | null; onClose: () => void }) {
  return (
    <Modal
      open={made !== null}
      title={made && <Title made={made} />}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={null}
      width={560}
      destroyOnHidden
    >
      {made && <Making made={made} onClose={onClose} />}
    </Modal>
  )
}

function useBatch(batchId: string) {
  const [busy, setBusy] = useState(true)
  const load = useLoad(handoutApi.batch, { params: { batchId } }, { everySeconds: busy && 1 })
  const state = load.data?.state
  useEffect(() => setBusy(state === undefined || state === 'making'), [state])
  return load
}

function Title({ made }: { made: Made }) {
  const state = useBatch(made.batchId).data?.state ?? 'making'
  const words = {
    making: '正在生成',
    ready: '已生成',
    downloaded: '已下载',
    expired: '已过期',
    cancelled: '已取消',
    failed: '没有生成',
  }
  return `${words[state]} ${count(made.count)} 张密码函`
}

function Making({ made, onClose }: { made: Made; onClose: () => void }) {
  const client = useQueryClient()
  const { data: batch } = useBatch(made.batchId)
  const cancel = useAct(handoutApi.cancel)
  const [fetching, setFetching] = useState(false)
  const [refusal, setRefusal] = useState<unknown>(null)
  const [leaving, setLeaving] = useState(false)
  const state = batch?.state ?? 'making'
  const waiting = state === 'making' || state === 'ready'
  useEffect(() => {
    // the board behind shows the new state
    if (state !== 'making') void client.invalidateQueries({ queryKey: [handoutApi.board.path] })
  }, [state, client])
  useKeepOpen(waiting)
  const fetchButton = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (state === 'ready') fetchButton.current?.focus()
  }, [state])
  const fetchFile = async () => {
    setFetching(true)
    setRefusal(null)
    try {
      await download(handoutApi.file, { params: { batchId: made.batchId } }, batch?.fileName ?? '密码函.pdf')
    } catch (error) {
      setRefusal(error)
    }
    await client.invalidateQueries()
    setFetching(false)
  }
  return (
    <div className="xt-making">
      {state !== 'cancelled' && state !== 'failed' && (
        <>
          <section className="xt-making-code" aria-label="提取码">
            <span>提取码</span>
            <strong>{made.pickUpCode}</strong>
          </section>
          <Alert
            type="warning"
            showIcon
            className="xt-note"
            title="提取码只显示这一次，请先抄下"
            description="打开密码函文件时输入。提取码与文件分开保管、分开告知；丢失的，只能重新生成，原来的激活码作废。"
          />
        </>
      )}
      {state === 'making' && (
        <Progress
          percent={Math.floor(((batch?.done ?? 0) * 100) / Math.max(1, made.count))}
          format={() => `${count(batch?.done ?? 0)} / ${count(made.count)}`}
          aria-label="生成进度"
        />
      )}
      {state === 'downloaded' && (
        <p>
          <CheckCircleOutlined /> 已下载 {batch?.fileName}。请打印后按单位裁开、密封，交到对方手里并请对方签收；激活码
          30 天内有效。
        </p>
      )}
      {state === 'cancelled' && <p>本批已取消，激活码全部作废。</p>}
      {state === 'failed' && (
        <Alert type="error" showIcon className="xt-note" title="文件没有生成，激活码已作废。请重新生成" />
      )}
      <Skipped made={made} />
      <RefusedNote refusal={refusal ?? cancel.error} />
      {leaving && waiting && (
        <Alert
          type="error"
          showIcon
          className="xt-note"
          title="还没有下载"
          description="关闭后不再显示提取码。已抄下的，24 小时内可到“密码函台账”下载一次。"
          action={
            <Button danger size="small" onClick={onClose}>
              已抄下，关闭
            </Button>
          }
        />
      )}
      <div className="xt-making-end">
        {waiting && (
          <Button
            ref={fetchButton}
            type="primary"
            icon={<DownloadOutlined />}
            disabled={state !== 'ready'}
            loading={fetching || state === 'making'}
            onClick={() => void fetchFile()}
          >
            {state === 'making' ? '正在生成' : `下载密码函（${count(made.count)} 张）`}
          </Button>
        )}
        <Button
          {...(!waiting && { type: 'primary' as const })}
          onClick={() => (waiting && !leaving ? setLeaving(true) : onClose())}
        >
          关闭
        </Button>
        {waiting && (
          <Button
            danger
            loading={cancel.isPending}
            onClick={() => cancel.mutate({ params: { batchId: made.batchId } })}
          >
            取消本批
          </Button>
        )}
      </div>
    </div>
  )
}

/** Chosen units for which no slip was made, and why. */
function Skipped({ made }: { made: Made }) {
  if (made.skippedTotal === 0) return null
  return (
    <details className="xt-note">
      <summary>跳过 {count(made.skippedTotal)} 个单位</summary>
      <ul>
        {made.skipped.map((unit) => (
          <li key={unit.unitId}>
            {unit.name}：{unit.reason}
          </li>
        ))}
      </ul>
    </details>
  )
}
