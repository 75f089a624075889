import { PrinterOutlined } from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { App, Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { registerApi } from '../../contract/register.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/Page.tsx'

const most = 500

/** 打印登记表 of the selected: what for, then one PDF in 下载中心, once the unit's 系统管理员 has agreed. */
export function PrintMany({ ids }: { ids: readonly string[] }) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button icon={<PrinterOutlined />} disabled={ids.length > most} onClick={() => setAsking(true)}>
        {ids.length > most ? `打印登记表（一次最多 ${most} 人）` : `打印登记表（${ids.length} 人）`}
      </Button>
      {asking && <Asked ids={ids} onClose={() => setAsking(false)} />}
    </>
  )
}

function Asked({ ids, onClose }: { ids: readonly string[]; onClose: () => void }) {
  const { message } = App.useApp()
  const navigate = useNavigate()
  const [form] = Form.useForm<{ purpose: string }>()
  const act = useAct(registerApi.forms)
  const send = async ({ purpose }: { purpose: string }) => {
    try {
      await act.mutateAsync({ body: { teacherIds: [...ids], purpose } })
      void message.success('已提交本单位系统管理员确认，同意后在下载中心下载')
      await navigate({ to: '/downloads' })
    } catch {
      // told in the dialog
    }
  }
  return (
    <Modal
      open
      title={`打印 ${ids.length} 人的教师信息登记表`}
      okText={`打印 ${ids.length} 人`}
      cancelText="取消"
      confirmLoading={act.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form form={form} layout="vertical" onFinish={(given) => void send(given)}>
        <Form.Item
          name="purpose"
          label="用途"
          rules={[{ required: true, whitespace: true, min: 4, message: '请写明用途，至少 4 个字' }]}
        >
          <Input.TextArea maxLength={200} showCount rows={2} autoFocus placeholder="如：存入 2026 年人事档案" />
        </Form.Item>
      </Form>
      <p className="xt-quiet">
        合成一个 PDF，每人从新的一页开始；证件号码等仍以 * 显示。须经本单位系统管理员确认用途和人数。
      </p>
      <RefusedNote refusal={act.error} />
    </Modal>
  )
}
