import { Form, Input, Modal } from 'antd'
import { useState } from 'react'
import type { Choice, Own } from '../../contract/profile.ts'
import type { GridColumn, GridFinding } from '../grid/columns.ts'
import type { SheetRow } from '../grid/edits.ts'
import { SheetGrid } from '../grid/SheetGrid.tsx'
import { CodeName } from './FieldDialog.tsx'
import { nameFor, type OwnTable } from './own.ts'
import { isFilled, rowFindings } from './sheet.ts'

const columns: readonly GridColumn[] = [
  { key: 'code', title: '代码', width: 110 },
  { key: 'name', title: '名称', width: 220 },
  { key: 'parent', title: '上级代码', width: 110 },
  {
    key: 'offered',
    title: '可选用',
    width: 90,
    kind: 'select',
    options: [
      { value: '1', label: '是' },
      { value: '0', label: '否' },
    ],
  },
]

/** 拓展代码表: a sheet to type or paste into from Excel. A code that was published stays: it is set to be chosen no more. */
export function TableDialog(props: {
  choice: Choice
  own: Own
  /** undefined: a new one */
  table: OwnTable | undefined
  wrong: readonly { row: number | null; message: string }[]
  onSave: (table: OwnTable) => void
  onClose: () => void
}) {
  const { own, table, wrong, onSave, onClose } = props
  const [form] = Form.useForm<{ label: string; name?: string }>()
  const [rows, setRows] = useState<SheetRow[]>(() => (table?.rows ?? []).map(asCells))
  const [touched, touch] = useState(false)
  const findings: GridFinding[] = [
    ...rowFindings(rows),
    // rows move while one types: what the server found counts for the sheet it saw
    ...(touched
      ? []
      : wrong.flatMap(({ row, message }) =>
          row === null ? [] : [{ row, column: null, severity: 'error' as const, message }],
        )),
  ]
  const finish = ({ label, name }: { label: string; name?: string }) =>
    onSave({
      label: label.trim(),
      name: table?.name ?? (name?.trim() || nameFor(label, own)),
      rows: rows.filter(isFilled).map(asRow),
    })
  const filled = rows.filter(isFilled).length
  return (
    <Modal
      open
      title={table ? `修改拓展代码表“${table.label}”` : '增加拓展代码表'}
      okText="保存到草稿"
      cancelText="取消"
      width={680}
      style={{ top: 40 }}
      keyboard={false}
      okButtonProps={{ disabled: filled === 0 || findings.some(({ column }) => column !== null) }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form form={form} name="own-table" layout="vertical" initialValues={table ?? {}} onFinish={finish}>
        <Form.Item
          name="label"
          label="代码表名称"
          rules={[{ required: true, whitespace: true, message: '请填写名称' }]}
        >
          <Input maxLength={60} />
        </Form.Item>
        {!table && <CodeName />}
      </Form>
      <p className="xt-quiet">从 Excel 复制后在表格中粘贴，或逐行录入，共 {filled} 个代码。</p>
      <div className="xt-choice-sheet">
        <SheetGrid
          label="代码"
          columns={columns}
          rows={rows}
          minRows={8}
          findings={findings}
          onChange={(next) => {
            setRows(next)
            touch(true)
          }}
        />
      </div>
    </Modal>
  )
}

const asCells = ({ code, name, parent, selectable }: OwnTable['rows'][number]): SheetRow => ({
  code,
  name,
  ...(parent !== undefined && { parent }),
  offered: selectable === false ? '0' : '1',
})
const asRow = (row: SheetRow): OwnTable['rows'][number] => ({
  code: row.code?.trim() ?? '',
  name: row.name?.trim() ?? '',
  ...(row.parent?.trim() && { parent: row.parent.trim() }),
  ...(row.offered === '0' && { selectable: false as const }),
})
