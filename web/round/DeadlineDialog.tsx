import { App, Form, Modal } from 'antd'
import { useEffect } from 'react'
import { type RoundRow, roundApi } from '../../contract/round.ts'
import { useAct } from '../platform/api.ts'
import { useMe } from '../platform/me.ts'
import { RefusedNote } from '../platform/Page.tsx'
import { DayField } from './DayField.tsx'
import { UnitsChooser } from './UnitsChooser.tsx'

interface Said {
  unitIds: string[]
  deadline?: string
}

/** 提前的截止日期: a county for itself, a city or province for units below. */
export function DeadlineDialog({ round, onClose }: { round: RoundRow | null; onClose: () => void }) {
  const { message } = App.useApp()
  const { post } = useMe()
  const [form] = Form.useForm<Said>()
  const act = useAct(roundApi.setDeadlines)
  const itself = post.level === 'county'
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form is filled when it opens
  useEffect(() => {
    if (!round) return
    act.reset()
    form.setFieldsValue({ unitIds: post.level === 'province' ? [] : [post.unitId], deadline: '' })
  }, [round, form])
  const send = async ({ unitIds, deadline }: Said) => {
    if (!round) return
    try {
      const chosen = itself ? [post.unitId] : unitIds
      await act.mutateAsync({ params: { roundId: round.id }, body: { unitIds: chosen, deadline: deadline || null } })
      void message.success(deadline ? `报送截止已提前到 ${deadline}` : '提前的截止日期已取消')
      onClose()
    } catch {
      // told in the dialog
    }
  }
  return (
    <Modal
      open={round !== null}
      title="提前报送截止"
      okText="确定"
      cancelText="取消"
      confirmLoading={act.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
      forceRender
    >
      <p>
        “{round?.name}”的报送截止为 {round?.deadline}。所选市、县所辖学校按提前的日期计算是否迟报。
      </p>
      <RefusedNote refusal={act.error} />
      <Form form={form} name="deadline" layout="vertical" requiredMark={false} onFinish={(said) => void send(said)}>
        {!itself && (
          <Form.Item name="unitIds" label="市、县" rules={[{ required: true, message: '请选择市、县' }]}>
            <UnitsChooser label="市、县" placeholder="输入名称查找" levels={['city', 'county']} />
          </Form.Item>
        )}
        <Form.Item name="deadline" label="提前到" extra="不填为取消，按本轮截止日期">
          <DayField label="提前到" min={round?.startsOn} max={round?.deadline} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
