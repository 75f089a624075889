import { Form, Input, Modal } from 'antd'
import { useState } from 'react'
import type { Choice, Own } from '../../contract/profile.ts'
import type { GridColumn, GridFinding } from '../grid/columns.ts'
import type { SheetRow } from '../grid/edits.ts'
import { SheetGrid } from '../grid/SheetGrid.tsx'
import { CodeName } from './FieldDialog.tsx'
import { nameFor, type OwnTable } from './own.ts'

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

const isFilled = (row: SheetRow) => ['code', 'name', 'parent'].some((key) => row[key]?.trim())
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

/** What the sheet itself shows as one types; circles and codes that were published are for the server. */
export function rowFindings(rows: readonly SheetRow[]): GridFinding[] {
  const first = new Map<string, number>()
  const codes = new Set(rows.map((row) => row.code?.trim()))
  return rows.flatMap((row, at): GridFinding[] => {
    if (!isFilled(row)) return []
    const say = (column: string, message: string): GridFinding => ({ row: at, column, severity: 'error', message })
    const [code = '', name = '', parent = ''] = [row.code?.trim(), row.name?.trim(), row.parent?.trim()]
    const found: GridFinding[] = []
    if (code === '') found.push(say('code', '请填写代码'))
    else if (!/^[0-9A-Za-z][0-9A-Za-z._-]{0,19}$/.test(code))
      found.push(say('code', `代码应为 1 至 20 位数字或字母，现为“${code}”`))
    const before = first.get(code)
    if (code !== '' && before !== undefined) found.push(say('code', `与第 ${before + 1} 行的代码“${code}”重复`))
    else first.set(code, at)
    if (name === '') found.push(say('name', '请填写名称'))
    if (parent !== '' && !codes.has(parent)) found.push(say('parent', `上级代码“${parent}”不在表中`))
    return found
  })
}
