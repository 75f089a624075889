import { Form, Input, Modal, Radio, Select } from 'antd'
import type { Choice, Own } from '../../contract/profile.ts'
import { CodeName } from './FieldDialog.tsx'
import { nameFor, type OwnSubset } from './own.ts'

/** 拓展信息子集: its name and whether a person has one row of it or several. Its indicators are added behind it. */
export function SubsetDialog(props: {
  choice: Choice
  own: Own
  /** undefined: a new one */
  subset: OwnSubset | undefined
  onSave: (subset: OwnSubset) => void
  onClose: () => void
}) {
  const { own, subset, onSave, onClose } = props
  const [form] = Form.useForm<OwnSubset>()
  const rows = Form.useWatch('rows', form) ?? subset?.rows ?? 'single'
  const fields = own.fields.filter((field) => field.subset === subset?.name)
  const finish = ({ name, help, naturalKey, ...said }: OwnSubset) =>
    onSave({
      ...said,
      label: said.label.trim(),
      name: subset?.name ?? (name?.trim() || nameFor(said.label, own)),
      naturalKey: said.rows === 'multiple' ? (naturalKey ?? []) : [],
      ...(help?.trim() && { help: help.trim() }),
    })
  return (
    <Modal
      open
      title={subset ? `修改拓展信息子集“${subset.label}”` : '增加拓展信息子集'}
      okText="保存到草稿"
      cancelText="取消"
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {!subset && <p>一个信息子集至少有一项指标：保存以后请接着“增加拓展指标”，有了指标才能进入草稿。</p>}
      <Form
        form={form}
        name="own-subset"
        layout="vertical"
        initialValues={subset ?? { rows: 'single', required: false, naturalKey: [] }}
        onFinish={finish}
      >
        <Form.Item
          name="label"
          label="信息子集名称"
          rules={[{ required: true, whitespace: true, message: '请填写名称' }]}
        >
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="rows" label="每人填几条">
          <Radio.Group
            options={[
              { value: 'single', label: '一条' },
              { value: 'multiple', label: '可有多条' },
            ]}
          />
        </Form.Item>
        {rows === 'multiple' && (
          <Form.Item
            name="naturalKey"
            label="用哪些指标区分各条"
            extra={fields.length === 0 ? '先增加指标，再回到这里选择' : '各条的这些指标不能完全相同'}
          >
            <Select mode="multiple" options={fields.map(({ name, label }) => ({ value: name, label }))} />
          </Form.Item>
        )}
        <Form.Item name="required" label="要求">
          <Radio.Group
            options={[
              { value: false, label: '选填' },
              { value: true, label: '必填：至少一条' },
            ]}
          />
        </Form.Item>
        <Form.Item name="help" label="填写说明">
          <Input.TextArea rows={2} maxLength={300} showCount />
        </Form.Item>
        {!subset && <CodeName />}
      </Form>
    </Modal>
  )
}
