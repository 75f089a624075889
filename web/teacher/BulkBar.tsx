import { App, Button, Modal, Spin } from 'antd'
import { type ReactNode, useState } from 'react'
import { reportApi, type SetResult } from '../../contract/report.ts'
import { call, Refusal, useAct } from '../platform/api.ts'
import { RefusedNote, sentenceOf } from '../platform/Page.tsx'
import { ResultList, ResultsDialog } from './SetResults.tsx'

/** The clerk's two acts over the selected: 核对并提交负责人, after showing what would be left out and why; and 报送. */
export function BulkBar(props: { ids: readonly string[]; onClear: () => void; onDone: () => void; extra?: ReactNode }) {
  const { ids, onClear, onDone, extra } = props
  const n = ids.length
  const [asked, setAsked] = useState<'hand-over' | 'send' | null>(null)
  const [trial, setTrial] = useState<SetResult | Refusal | null>(null)
  const [outcome, setOutcome] = useState<{ title: string; result: SetResult } | null>(null)
  const handOver = useAct(reportApi.handOver)
  const send = useAct(reportApi.send)
  const { message } = App.useApp()

  const askHandOver = async () => {
    setAsked('hand-over')
    setTrial(null)
    try {
      setTrial(await call(reportApi.handOver, { body: { teacherIds: [...ids], dry: true } }))
    } catch (error) {
      setTrial(
        error instanceof Refusal ? error : new Refusal({ code: 'page', status: 0, title: '核对没有完成，请重试' }),
      )
    }
  }
  const act = async () => {
    const ready = trial && !(trial instanceof Refusal) ? trial.results.filter((row) => row.outcome === 'done') : []
    try {
      const result =
        asked === 'send'
          ? await send.mutateAsync({ body: { teacherIds: [...ids] } })
          : await handOver.mutateAsync({ body: { teacherIds: ready.map((row) => row.id) } })
      setOutcome({ title: asked === 'send' ? '报送' : '核对并提交负责人', result })
      setAsked(null)
      onDone()
    } catch (error) {
      void message.error(sentenceOf(error), 6)
    }
  }
  const tried = trial instanceof Refusal ? null : trial
  const count = asked === 'send' ? n : (tried?.done ?? 0)

  return (
    <>
      {n > 0 && (
        <section className="xt-bulk" aria-label="批量办理">
          <b>已选 {n} 人</b>
          <Button type="primary" onClick={() => void askHandOver()}>
            核对并提交负责人（{n} 人）
          </Button>
          <Button onClick={() => setAsked('send')}>报送（{n} 人）</Button>
          {extra}
          <Button type="link" onClick={onClear}>
            取消选择
          </Button>
        </section>
      )}
      <Modal
        open={asked !== null}
        title={asked === 'send' ? `报送 ${n} 人` : '核对并提交负责人'}
        okText={asked === 'send' ? `报送 ${n} 人` : `提交 ${count} 人`}
        cancelText="取消"
        okButtonProps={{
          disabled: asked === 'hand-over' && count === 0,
          loading: send.isPending || handOver.isPending,
          autoFocus: true,
        }}
        onOk={() => void act()}
        onCancel={() => setAsked(null)}
        width={560}
      >
        {asked === 'send' && (
          <p>负责人已签字的信息将送交主管部门审核，审核期间学校不能修改。不在“待报送”环节的会跳过，并逐人说明原因。</p>
        )}
        {asked === 'hand-over' && trial instanceof Refusal && <RefusedNote refusal={trial} />}
        {asked === 'hand-over' && trial === null && (
          <p>
            <Spin size="small" /> 正在逐人核对…
          </p>
        )}
        {asked === 'hand-over' && tried && (
          <>
            <p>
              {tried.done > 0
                ? `可以提交 ${tried.done} 人；提交后由学校负责人审核签字，期间不能修改。`
                : '所选人员现在都不能提交，原因如下。'}
            </p>
            <ResultList results={tried.results.filter((row) => row.outcome === 'skipped')} />
          </>
        )}
      </Modal>
      <ResultsDialog title={outcome?.title ?? ''} result={outcome?.result ?? null} onClose={() => setOutcome(null)} />
    </>
  )
}
