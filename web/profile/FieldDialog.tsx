import { Form, Input, InputNumber, Modal, Radio, Select } from 'antd'
import type { Choice, Own } from '../../contract/profile.ts'
import { ownTypes } from '../../standard/extension.ts'
import { answers } from '../record/pinyin.ts'
import { nameFor, type OwnField } from './own.ts'
import { secrecyClass, typeName } from './words.ts'

interface Props {
  choice: Choice
  own: Own
  /** undefined: a new one */
  field: OwnField | undefined
  onSave: (field: OwnField) => void
  onClose: () => void
}
type Typed = Omit<OwnField, 'name'> & { name: string }

const search = {
  filterOption: (typed: string, option?: { value: string; label: string }) =>
    option !== undefined && answers({ code: option.value, name: option.label }, typed),
}

/** 拓展指标: one field in a subset of the standard or an own one. */
export function FieldDialog({ choice, own, field, onSave, onClose }: Props) {
  const [form] = Form.useForm<Typed>()
  const type = Form.useWatch('type', form) ?? field?.type ?? 'string'
  const coded = type === 'code' || type === 'codes'
  const derived = new Set(
    choice.subsets
      .filter(({ name }) => {
        const lines = choice.indicators.filter((line) => line.subset === name)
        return lines.length > 0 && lines.every((line) => line.standard === 'D' || line.standard === 'A')
      })
      .map(({ name }) => name),
  )
  const subsets = [
    ...own.subsets.map(({ name, label }) => ({ value: name, label: `${label}（拓展）` })),
    ...choice.subsets
      .filter((subset) => !subset.own && !derived.has(subset.name))
      .map(({ name, label }) => ({ value: name, label })),
  ]
  const national = new Map(
    choice.indicators.flatMap(({ codes }) => (codes ? [[codes.name, codes.label] as const] : [])),
  )
  const tables = [
    ...own.tables.map(({ name, label }) => ({ value: name, label: `${label}（拓展）` })),
    ...[...national]
      .filter(([name]) => !own.tables.some((table) => table.name === name))
      .map(([value, label]) => ({ value, label })),
  ]
  const finish = ({ name, length, scale, codes, help, example, ...said }: Typed) =>
    onSave({
      ...said,
      label: said.label.trim(),
      name: field?.name ?? (name?.trim() || nameFor(said.label, own)),
      ...(typeof length === 'number' && !coded && { length }),
      ...(typeof scale === 'number' && type === 'decimal' && { scale }),
      ...(codes && coded && { codes }),
      ...(help?.trim() && { help: help.trim() }),
      ...(example?.trim() && { example: example.trim() }),
    })
  const sized = ['string', 'text', 'integer', 'decimal'].includes(type)
  return (
    <Modal
      open
      title={field ? `修改拓展指标“${field.label}”` : '增加拓展指标'}
      okText="保存到草稿"
      cancelText="取消"
      width={640}
      style={{ top: 40 }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        name="own-field"
        layout="vertical"
        className="xt-choice-form"
        initialValues={field ?? { type: 'string', required: false, filledBy: 'S', secrecy: 1 }}
        onFinish={finish}
      >
        <Form.Item name="label" label="指标名称" rules={[{ required: true, whitespace: true, message: '请填写名称' }]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="subset" label="所在信息子集" rules={[{ required: true, message: '请选择信息子集' }]}>
          <Select options={subsets} showSearch={search} />
        </Form.Item>
        <Form.Item name="type" label="类型">
          <Select options={ownTypes.map((value) => ({ value, label: typeName(value) }))} />
        </Form.Item>
        {coded && (
          <Form.Item name="codes" label="代码表" rules={[{ required: true, message: '请选择代码表' }]}>
            <Select options={tables} showSearch={search} />
          </Form.Item>
        )}
        {sized && (
          <Form.Item name="length" label={type === 'string' || type === 'text' ? '最多字数' : '最多位数'}>
            <InputNumber min={1} max={4000} precision={0} />
          </Form.Item>
        )}
        {type === 'decimal' && (
          <Form.Item name="scale" label="小数位数">
            <InputNumber min={0} max={6} precision={0} />
          </Form.Item>
        )}
        <Form.Item name="required" label="要求">
          <Radio.Group
            options={[
              { value: false, label: '选填' },
              { value: true, label: '必填' },
            ]}
          />
        </Form.Item>
        <Form.Item name="filledBy" label="谁填写">
          <Radio.Group
            options={[
              { value: 'S', label: '学校' },
              { value: 'T', label: '教师本人' },
            ]}
          />
        </Form.Item>
        <Form.Item name="secrecy" label="敏感级">
          <Select options={[1, 2, 3, 4].map((value) => ({ value, label: secrecyClass(value) }))} />
        </Form.Item>
        <Form.Item name="example" label="示例">
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="help" label="填写说明" className="xt-choice-wide">
          <Input.TextArea rows={2} maxLength={300} showCount />
        </Form.Item>
        {!field && <CodeName />}
      </Form>
    </Modal>
  )
}

/** The name in Latin letters, for who wants one of their own. */
export const CodeName = () => (
  <Form.Item
    name="name"
    label="名称代号"
    extra="小写字母、数字和下划线；不填由系统按拼音生成"
    rules={[{ pattern: /^[a-z][a-z0-9_]{0,29}$/, message: '以小写字母开头，只用小写字母、数字和下划线，不超过 30 位' }]}
  >
    <Input maxLength={30} autoComplete="off" />
  </Form.Item>
)
