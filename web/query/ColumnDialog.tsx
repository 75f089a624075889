import { Form, Modal } from 'antd'
import { useState } from 'react'
import type { QueryForm } from '../../contract/query.ts'
import { beginAt, FieldsSelect } from './FieldSelect.tsx'

/** Which indicators stand as columns behind those that every roster has. */
export function ColumnDialog(props: {
  form: QueryForm
  columns: readonly string[]
  onDone: (columns: string[]) => void
  onClose: () => void
}) {
  const { form, onDone, onClose } = props
  const [columns, setColumns] = useState<string[]>([...props.columns])
  return (
    <Modal
      open
      title="显示的列"
      okText="确定"
      cancelText="取消"
      onOk={() => onDone(columns.slice(0, 40))}
      onCancel={onClose}
      afterOpenChange={beginAt('columns')}
      width={640}
      destroyOnHidden
    >
      <Form layout="vertical" className="xt-query-columns">
        <Form.Item
          label="选列（最多 40 列，按选择的先后排列）"
          htmlFor="columns"
          extra="内容取自已生效的信息；一人有多条的以“；”分隔。证件号码、联系方式等加密保存的指标不在名册中显示。"
        >
          <FieldsSelect id="columns" form={form} use="listed" value={columns} onChange={setColumns} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
