import { App, Button, DatePicker, Form, Input, Modal } from 'antd'
import type { Dayjs } from 'dayjs'
import dayjs from 'dayjs'
import { useState } from 'react'
import { type NationalState, nationalApi } from '../../contract/national.ts'
import { call } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { useMe } from '../platform/me.ts'
import { RefusedNote } from '../platform/Page.tsx'
import { type AskedReason, ReasonDialog } from '../platform/ReasonDialog.tsx'
import type { National } from './use-national.ts'

/** What may be done with the draft as a whole, by what the server says. */
export function Acts({ state, national }: { state: NationalState; national: National }) {
  const confirm = useConfirm()
  const [submitting, submit] = useState(false)
  const [asked, ask] = useState<AskedReason | null>(null)
  const may = (act: NationalState['can'][number]) => state.can.includes(act)
  const { v, differences, submitted } = state.draft
  return (
    <>
      {may('discard') && (
        <Button
          onClick={() =>
            confirm({
              title: `放弃草稿中的 ${differences} 处改动`,
              content: '回到最新的国家版本，放弃的改动不能找回。',
              ok: `放弃 ${differences} 处改动`,
              danger: true,
              act: () => national.act(() => call(nationalApi.discard, { body: { v } })),
              done: '草稿已放弃',
            })
          }
        >
          放弃草稿
        </Button>
      )}
      {may('withdraw') && (
        <Button
          onClick={() =>
            confirm({
              title: '撤回提交',
              content: '撤回后可以继续修改，再次提交后由信息管理员确认。',
              ok: '撤回提交',
              act: () => national.act(() => call(nationalApi.withdraw, { body: { v } })),
              done: '已撤回，可以继续修改',
            })
          }
        >
          撤回提交
        </Button>
      )}
      {may('submit') && (
        <Button type="primary" disabled={differences === 0} onClick={() => submit(true)}>
          提交 {differences} 处改动
        </Button>
      )}
      {may('return') && (
        <Button
          onClick={() =>
            ask({
              title: '退回国家标准草稿',
              content: <p>草稿回到系统管理员，他看得到退回的原因。</p>,
              ok: '退回草稿',
              label: '退回的原因',
              act: (why) => national.act(() => call(nationalApi.decide, { body: { decision: 'return', why } })),
              done: '已退回',
            })
          }
        >
          退回
        </Button>
      )}
      {may('confirm') && submitted && (
        <Button
          type="primary"
          onClick={() =>
            confirm({
              title: `确认发布国家标准的 ${differences} 处改动`,
              content: `发布后成为新的国家版本，${submitted.inForceOn} 起各省的表单、采集模板和校验随之改变；已核对、报送的信息仍按原版本办理。`,
              ok: `确认发布 ${differences} 处改动`,
              act: () =>
                national.act(() =>
                  call(nationalApi.decide, { body: { decision: 'confirm', digest: submitted.digest } }),
                ),
              done: `已发布，${submitted.inForceOn} 起生效`,
            })
          }
        >
          确认发布
        </Button>
      )}
      {submitting && <SubmitDialog state={state} national={national} onClose={() => submit(false)} />}
      {asked && <ReasonDialog asked={asked} onClose={() => ask(null)} />}
    </>
  )
}

interface Submission {
  reason: string
  day: Dayjs
}

/** 提交: why, and from which day. */
function SubmitDialog(props: { state: NationalState; national: National; onClose: () => void }) {
  const { state, national, onClose } = props
  const { today } = useMe()
  const { message } = App.useApp()
  const [form] = Form.useForm<Submission>()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<unknown>(null)
  const { v, differences } = state.draft
  const first = [state.upcoming?.from ?? today, today].sort()[1] ?? today
  const send = async ({ reason, day }: Submission) => {
    setBusy(true)
    setRefusal(null)
    try {
      const body = { v, reason: reason.trim(), inForceOn: day.format('YYYY-MM-DD') }
      await national.act(() => call(nationalApi.submit, { body }))
      void message.success(`已提交 ${differences} 处改动，等待信息管理员确认`)
      onClose()
    } catch (error) {
      setRefusal(error)
    }
    setBusy(false)
  }
  return (
    <Modal
      open
      title={`提交国家标准的 ${differences} 处改动`}
      okText={`提交 ${differences} 处改动`}
      cancelText="取消"
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>
        提交前请看过“本次改动”。由本单位信息管理员确认后成为新的国家版本，从生效日期起各省都按新版本填报；确认以前可以撤回。
      </p>
      <RefusedNote refusal={refusal} />
      <Form
        form={form}
        name="national-submission"
        layout="vertical"
        requiredMark={false}
        initialValues={{ reason: '', day: dayjs(first) }}
        onFinish={(said) => void send(said)}
      >
        <Form.Item name="day" label="生效日期" rules={[{ required: true, message: '请选择生效日期' }]}>
          <DatePicker className="xt-wide" allowClear={false} minDate={dayjs(first)} />
        </Form.Item>
        <Form.Item
          name="reason"
          label="调整的依据"
          rules={[{ required: true, whitespace: true, message: '请写明调整的依据' }]}
        >
          <Input.TextArea rows={3} maxLength={500} showCount placeholder="如：教育部办公厅 2026 年第 12 号通知" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
