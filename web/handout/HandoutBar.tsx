import { App, Button, Modal } from 'antd'
import { useState } from 'react'
import type { Answer } from '../../contract/endpoint.ts'
import { handoutApi } from '../../contract/handout.ts'
import { useAct } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { usePrintAlone } from '../platform/once.ts'
import { sentenceOf } from '../platform/Page.tsx'
import { MakeDialog } from './MakeDialog.tsx'
import { bodyOf, countsOf, type Picked, toMake } from './pick.ts'
import { ReceiveDialog } from './ReceiveDialog.tsx'
import { StateTag } from './StateTag.tsx'

const count = (value: number) => value.toLocaleString('zh-CN')

/** What can be done with the chosen units: 生成密码函, 登记签收, 催办. */
export function HandoutBar(props: { picked: Picked; urge: (picked: Picked) => void; onClear: () => void }) {
  const { picked, urge, onClear } = props
  const { message } = App.useApp()
  const confirm = useConfirm()
  const make = useAct(handoutApi.make)
  const [made, setMade] = useState<Answer<typeof handoutApi.make> | null>(null)
  const [receiving, setReceiving] = useState(false)
  const { all, downloaded } = countsOf(picked)
  const { units, again } = toMake(picked)
  const run = async () => setMade(await make.mutateAsync({ body: { target: 'next', ...bodyOf(picked) } }))
  const ask = () => {
    if (again === 0) return void run().catch((refusal) => void message.error(sentenceOf(refusal), 6))
    confirm({
      title: `为 ${count(units)} 个单位生成密码函`,
      content: `其中 ${count(again)} 个单位的密码函已经发出、尚未启用：重新生成后，原来的激活码立即作废，须把原函收回。`,
      ok: `为 ${count(units)} 个单位生成`,
      danger: true,
      act: run,
    })
  }
  return (
    <>
      {all > 0 && (
        <section className="xt-bulk" aria-label="批量办理">
          <b>
            已选 {count(all)} 个单位{picked.kind === 'all' && '（当前视图全部）'}
          </b>
          <Button type="primary" disabled={units === 0} loading={make.isPending} onClick={ask}>
            生成密码函（{count(units)} 张）
          </Button>
          <Button disabled={downloaded === 0} onClick={() => setReceiving(true)}>
            登记签收（{count(downloaded)} 个）
          </Button>
          <Button onClick={() => urge(picked)}>催办（{count(all)} 个）</Button>
          <Button type="link" onClick={onClear}>
            取消选择
          </Button>
        </section>
      )}
      <MakeDialog
        made={made}
        onClose={() => {
          setMade(null)
          onClear()
        }}
      />
      <ReceiveDialog
        picked={receiving ? picked : null}
        onClose={() => setReceiving(false)}
        onDone={() => {
          setReceiving(false)
          onClear()
        }}
      />
    </>
  )
}

/** 催办: asks, sends, and then names the units where nobody can read it. */
export function useUrge() {
  const confirm = useConfirm()
  const { message } = App.useApp()
  const act = useAct(handoutApi.urge)
  const [outcome, setOutcome] = useState<Answer<typeof handoutApi.urge> | null>(null)
  usePrintAlone(outcome !== null)
  const ask = (picked: Picked) => {
    const { all } = countsOf(picked)
    confirm({
      title: `催办 ${count(all)} 个单位`,
      content:
        '已有系统管理员的单位会在工作台看到催办；还没有人启用账号的，列出名单供您电话联系。24 小时内催过的跳过。',
      ok: `催办 ${count(all)} 个单位`,
      act: async () => {
        const said = await act.mutateAsync({ body: bodyOf(picked) })
        if (said.phoneTotal > 0) setOutcome(said)
        else
          void message.success(`已催办 ${count(said.done)} 个单位${said.left ? `，跳过 ${count(said.left)} 个` : ''}`)
      },
    })
  }
  const dialog = (
    <Modal
      open={outcome !== null}
      title={`${count(outcome?.phoneTotal ?? 0)} 个单位请电话联系`}
      onCancel={() => setOutcome(null)}
      rootClassName="xt-print-me"
      footer={[
        <Button key="print" onClick={() => window.print()}>
          打印名单
        </Button>,
        <Button key="done" type="primary" onClick={() => setOutcome(null)}>
          知道了
        </Button>,
      ]}
    >
      {outcome && (
        <>
          <p>
            已登记催办 {count(outcome.done)} 个
            {outcome.left > 0 && `，跳过 ${count(outcome.left)} 个（24 小时内催过或不需要催办）`}
            。其中下列单位还没有人启用账号，看不到催办：
          </p>
          <ol className="xt-handout-phone">
            {outcome.phone.map((unit) => (
              <li key={unit.unitId}>
                {unit.name} <small className="xt-quiet">{unit.code}</small> <StateTag state={unit.state} />
              </li>
            ))}
          </ol>
          {outcome.phoneTotal > outcome.phone.length && (
            <p>还有 {count(outcome.phoneTotal - outcome.phone.length)} 个未列出。</p>
          )}
        </>
      )}
    </Modal>
  )
  return { ask, dialog }
}
