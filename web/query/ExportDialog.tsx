import { useNavigate } from '@tanstack/react-router'
import { App, Form, Input, Modal } from 'antd'
import { downloadLimits } from '../../contract/download.ts'
import type { Ask } from '../../contract/endpoint.ts'
import { queryApi } from '../../contract/query.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/Page.tsx'
import { beginAt } from './FieldSelect.tsx'

/** 导出名册: what for, and what becomes of it; the file comes by 下载中心. */
export function ExportDialog(props: {
  ask: Omit<Ask<typeof queryApi.exporting>['body'], 'purpose'>
  people: number
  columns: readonly string[]
  onClose: () => void
}) {
  const { ask, people, columns, onClose } = props
  const { message } = App.useApp()
  const navigate = useNavigate()
  const [form] = Form.useForm<{ purpose: string }>()
  const act = useAct(queryApi.exporting)
  const send = async ({ purpose }: { purpose: string }) => {
    try {
      const made = await act.mutateAsync({ body: { ...ask, purpose } })
      void message.success(made.state === 'waiting' ? '已提交本单位系统管理员确认' : '正在生成，完成后在下载中心下载')
      await navigate({ to: '/downloads' })
    } catch {
      // told in the dialog
    }
  }
  return (
    <Modal
      open
      title={`导出 ${people.toLocaleString('zh-CN')} 人`}
      okText={`导出 ${people.toLocaleString('zh-CN')} 人`}
      cancelText="取消"
      confirmLoading={act.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
      afterOpenChange={beginAt('purpose')}
      destroyOnHidden
    >
      <Form form={form} layout="vertical" onFinish={(given) => void send(given)}>
        <Form.Item
          name="purpose"
          label="用途"
          rules={[{ required: true, whitespace: true, min: 4, message: '请写明用途，至少 4 个字' }]}
        >
          <Input.TextArea maxLength={200} showCount rows={2} placeholder="如：核对 2026 年职称评审人员名单" />
        </Form.Item>
      </Form>
      <p>列：姓名、全国唯一编号、性别、出生日期、学校、环节{columns.map((label) => `、${label}`).join('')}。</p>
      <p className="xt-quiet">
        文件内含导出人、时间、用途和编号，加密保存 {downloadLimits.hours} 小时，只能下载一次；含敏感指标或超过{' '}
        {downloadLimits.alone} 人的，须经本单位系统管理员确认。每人每天最多导出{' '}
        {downloadLimits.aDay.toLocaleString('zh-CN')} 人。
      </p>
      <RefusedNote refusal={act.error} />
    </Modal>
  )
}
