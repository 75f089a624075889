import { CheckCircleOutlined, ExclamationCircleOutlined, PlusOutlined } from '@ant-design/icons'
import { App, Button, Select } from 'antd'
import { useMemo } from 'react'
import type { SheetLine } from '../../contract/desk.ts'
import type { ProfileSubset } from '../../standard/indicator.ts'
import { SheetGrid } from '../grid/SheetGrid.tsx'
import type { Standard } from '../record/standard.tsx'
import { columnsOf, fieldsOf, gridFindings } from './sheet.ts'
import { type SaveLines, useSheet } from './use-sheet.ts'

/** One subset of many people as a sheet: type, paste from Excel, fill down, undo; saved by itself. A line that may not be written says why. */
export function PeopleSheet(props: {
  standard: Standard
  subset: ProfileSubset
  lines: readonly SheetLine[]
  fields: readonly string[]
  onFields: (fields: string[]) => void
  save: SaveLines
}) {
  const { standard, subset, fields, onFields } = props
  const { message } = App.useApp()
  const sheet = useSheet(standard, subset, props.lines, props.save)
  const columns = useMemo(() => columnsOf(standard, subset, fields), [standard, subset, fields])
  const findings = useMemo(() => {
    const shown = new Set(columns.map(({ key }) => key))
    return gridFindings(sheet.lines).filter(({ column }) => column === null || shown.has(column))
  }, [sheet.lines, columns])
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const add = () => {
    const n = sheet.addForAll()
    void message.info(n > 0 ? `已为 ${n} 人各加一行，填写后自动保存` : '每人都已有一行可填')
  }
  return (
    <>
      <div className="xt-filters xt-desk-tools">
        <Select
          mode="multiple"
          aria-label="选择指标"
          placeholder="全部指标"
          className="xt-desk-fields"
          maxTagCount="responsive"
          allowClear
          value={[...fields]}
          onChange={onFields}
          options={fieldsOf(subset).map(({ name, label }) => ({ value: name, label }))}
          showSearch={{ optionFilterProp: 'label' }}
        />
        {subset.rows === 'multiple' && (
          <Button icon={<PlusOutlined />} onClick={add}>
            每人加一行
          </Button>
        )}
        <span className="xt-right" role="status">
          <Saved {...sheet} />
        </span>
      </div>
      <SheetGrid
        label={`${subset.label}（${sheet.lines.length} 行）`}
        columns={columns}
        rows={sheet.lines.map(({ cells }) => cells)}
        findings={findings}
        canGrow={false}
        gutter={120}
        rowLabel={(row) => {
          const line = sheet.lines[row]
          return line?.name ?? ''
        }}
        onChange={(rows) => {
          const before = sheet.lines
          if (rows.some((row, at) => before[at]?.locked && row !== before[at]?.cells))
            void message.warning('左侧有三角标记的行现在不能修改，其余的已写入')
          sheet.change(rows)
        }}
      />
      <p className="xt-quiet xt-keys">
        {errors > 0 && <>共 {errors} 处需要改正（F8 到下一处）。</>}
        可从 Excel 复制一片直接粘贴。 左侧有三角标记的行正在审核或已生效，不能修改，原因写在标记上。
      </p>
    </>
  )
}

function Saved(props: { waiting: number; saving: boolean; refusal: string | null; savedAt: Date | null }) {
  const { waiting, saving, refusal, savedAt } = props
  if (refusal)
    return (
      <b className="xt-late">
        <ExclamationCircleOutlined /> {waiting} 格没有保存：{refusal}，正在重试…
      </b>
    )
  if (saving || waiting > 0) return <span className="xt-quiet">正在保存 {waiting > 0 && `${waiting} 格`}…</span>
  if (!savedAt) return <span className="xt-quiet">填写后自动保存</span>
  const at = savedAt.toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit' })
  return (
    <span>
      <CheckCircleOutlined /> 已保存 {at}
    </span>
  )
}
