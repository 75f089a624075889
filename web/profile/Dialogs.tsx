import { App, Checkbox, Form, Input, Modal, Radio, Select } from 'antd'
import { useState } from 'react'
import { type Choice, profileApi } from '../../contract/profile.ts'
import { categories } from '../../standard/categories.ts'
import { call, Refusal } from '../platform/api.ts'
import { RefusedNote } from '../platform/Page.tsx'
import type { Draft } from './use-draft.ts'

interface DialogProps {
  choice: Choice
  draft: Draft
  onClose: () => void
}

/** 取用其他学校类别的选定 into the draft; what that category lacks is told by name. */
export function CopyDialog({ choice, draft, onClose }: DialogProps) {
  const { modal, message } = App.useApp()
  const others = categories.filter(({ id }) => id !== choice.category)
  const [from, setFrom] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<unknown>(null)
  const send = async () => {
    if (from === undefined) return
    setBusy(true)
    setRefusal(null)
    try {
      const left: string[] = []
      await draft.act(async (v) => {
        const answer = await call(profileApi.copy, { params: { category: choice.category }, body: { v, from } })
        left.push(...answer.leftOut)
        return answer.choice
      })
      onClose()
      tellLeftOut(modal, left)
      if (left.length === 0) void message.success('已取用到草稿')
    } catch (error) {
      setRefusal(error)
    }
    setBusy(false)
  }
  return (
    <Modal
      open
      title="取用其他学校类别的选定"
      okText="取用到草稿"
      cancelText="取消"
      okButtonProps={{ disabled: from === undefined }}
      confirmLoading={busy}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <p>草稿中启用、必填、教师可填的选定改成与所选类别现行版本一致；{choice.categoryName}没有的指标会逐项告诉您。</p>
      <RefusedNote refusal={refusal} />
      <Select
        aria-label="学校类别"
        className="xt-wide"
        placeholder="选择学校类别"
        options={others.map(({ id, name }) => ({ value: id, label: name }))}
        {...(from !== undefined && { value: from })}
        onChange={setFrom}
      />
    </Modal>
  )
}

/** What could not be taken over, name by name. */
export function tellLeftOut(modal: ReturnType<typeof App.useApp>['modal'], left: readonly string[]): void {
  if (left.length === 0) return
  modal.info({
    title: `已取用到草稿，有 ${left.length} 项没有带过来`,
    content: (
      <ul className="xt-choice-left">
        {left.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    ),
    okText: '知道了',
  })
}

interface Submission {
  reason: string
  when: 'now' | 'next-round'
}

/** 提交: why, and from when; what holds values under what is switched off is confirmed. */
export function SubmitDialog({ choice, draft, onClose }: DialogProps) {
  const { message } = App.useApp()
  const [form] = Form.useForm<Submission>()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<unknown>(null)
  const { differences } = choice.draft
  // asked only where the server says that something stands under what is switched off
  const holds = refusal instanceof Refusal && refusal.code === 'profile.holds-values'
  const [keepsHistory, keep] = useState(false)
  const send = async ({ reason, when }: Submission) => {
    setBusy(true)
    setRefusal(null)
    try {
      await draft.act((v) =>
        call(profileApi.submit, {
          params: { category: choice.category },
          body: { v, reason: reason.trim(), when, keepsHistory },
        }),
      )
      void message.success(`已提交 ${differences} 处调整，等待信息管理员确认`)
      onClose()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      setRefusal(error)
    }
    setBusy(false)
  }
  return (
    <Modal
      open
      title={`提交 ${choice.categoryName} 的 ${differences} 处调整`}
      okText={`提交 ${differences} 处调整`}
      cancelText="取消"
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>提交前请看过“差异和影响”。提交后由本单位信息管理员确认，确认后成为新的版本；确认以前可以撤回。</p>
      <RefusedNote refusal={refusal} />
      <Form
        form={form}
        name="submission"
        layout="vertical"
        requiredMark={false}
        initialValues={{ reason: '', when: choice.round ? 'next-round' : 'now' }}
        onFinish={(said) => void send(said)}
      >
        <Form.Item name="when" label="何时生效">
          <Radio.Group
            options={[
              {
                value: 'now',
                label: choice.round ? `立即：正在进行的“${choice.round.name}”也按新版本` : '确认后立即',
              },
              {
                value: 'next-round',
                label: choice.round ? `从下一轮采集起（${choice.round.deadline} 截止以后）` : '从下一轮采集起',
                disabled: choice.round === null,
              },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="reason"
          label="调整的依据"
          rules={[{ required: true, whitespace: true, message: '请写明调整的依据' }]}
        >
          <Input.TextArea rows={3} maxLength={500} showCount placeholder="如：浙教办函〔2026〕12 号" />
        </Form.Item>
      </Form>
      {(holds || keepsHistory) && (
        <Checkbox checked={keepsHistory} onChange={(event) => keep(event.target.checked)}>
          停用的指标已有的内容只留作备查，不再填报
        </Checkbox>
      )}
    </Modal>
  )
}
