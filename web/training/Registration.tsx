import { App, Form, Input, Modal, Select } from 'antd'
import { useEffect } from 'react'
import { type InstitutionKind, type InstitutionRow, institutionKinds, trainingApi } from '../../contract/training.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/Page.tsx'

interface Filled {
  name: string
  kind: InstitutionKind
  creditCode: string
}

/** 登记 or 修改: three fields; what the server says of a field stands at the field, and nothing typed is lost. */
export function Registration({ asked, onClose }: { asked: InstitutionRow | 'new' | null; onClose: () => void }) {
  const [form] = Form.useForm<Filled>()
  const { message } = App.useApp()
  const register = useAct(trainingApi.register)
  const change = useAct(trainingApi.change)
  const row = asked === 'new' ? null : asked
  const act = row ? change : register
  // biome-ignore lint/correctness/useExhaustiveDependencies: each opening begins anew
  useEffect(() => {
    if (asked === null) return
    register.reset()
    change.reset()
    form.setFieldsValue({
      name: row?.name ?? '',
      kind: row?.kind ?? 'teacher_development',
      creditCode: row?.creditCode ?? '',
    })
  }, [asked])
  const save = async () => {
    const body = await form.validateFields().catch(() => null)
    if (body === null) return
    try {
      await (row ? change.mutateAsync({ params: { unitId: row.unitId }, body }) : register.mutateAsync({ body }))
      void message.success(row ? '已修改' : '已登记。账号由本单位系统管理员在“账号分发”中发放', 5)
      onClose()
    } catch {
      // told above the fields by the act itself
    }
  }
  const at = (field: keyof Filled) => act.error?.fields?.find((each) => each.at === `/${field}`)?.message
  const told = (field: keyof Filled) => (at(field) ? { validateStatus: 'error' as const, help: at(field) } : {})
  return (
    <Modal
      open={asked !== null}
      title={row ? `修改 ${row.name}` : '登记培训机构'}
      okText={row ? '保存' : '登记'}
      cancelText="取消"
      confirmLoading={act.isPending}
      onOk={() => void save()}
      onCancel={onClose}
      forceRender
    >
      <RefusedNote refusal={act.error} />
      <Form form={form} layout="vertical" onFinish={() => void save()}>
        <Form.Item
          name="name"
          label="机构名称"
          rules={[{ required: true, whitespace: true, message: '请填写机构全称，与登记证书一致' }]}
          {...told('name')}
        >
          <Input maxLength={100} autoFocus />
        </Form.Item>
        <Form.Item name="kind" label="类别" {...told('kind')}>
          <Select options={Object.entries(institutionKinds).map(([value, label]) => ({ value, label }))} />
        </Form.Item>
        <Form.Item
          name="creditCode"
          label="统一社会信用代码"
          extra="18 位，可不填；填写后系统核对校验位，同一省内只登记一次"
          {...told('creditCode')}
        >
          <Input maxLength={30} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
