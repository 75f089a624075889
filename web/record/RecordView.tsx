import { ArrowRightOutlined, DeleteOutlined, EditOutlined, PlusOutlined, RollbackOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Reason } from '../../contract/teacher.ts'
import { isRequired } from '../../standard/condition.ts'
import type { Finding, ProfileField, ProfileSubset, Values } from '../../standard/indicator.ts'
import { newestFirst } from '../../standard/newest-first.ts'
import { FileField } from '../platform/files/FileField.tsx'
import { Masked } from './Masked.tsx'
import { FindingLines } from './RecordForm.tsx'
import './record.css'
import { anchorOf, type RowView } from './row.ts'
import { inWords, type Standard } from './standard.tsx'

export interface RecordViewProps {
  standard: Standard
  subset: ProfileSubset
  teacherId: string
  rows: readonly RowView[]
  /** derived values of 基本信息 */
  derived?: Values
  reasons?: readonly Reason[]
  findings?: readonly Finding[]
  mayOpen: boolean
  /** what may be done with a row; without it the view only shows; `mayEdit`: with which of them */
  mayEdit?: (row: RowView) => boolean
  onEdit?: (row: RowView) => void
  onRemove?: (row: RowView) => void
}

/** The rows of a subset in words: a description for the one row of a single subset, a table for several. */
export function RecordView(props: RecordViewProps) {
  const [only] = props.rows
  if (props.subset.rows === 'single') return only ? <Description {...props} row={only} /> : null
  return props.rows.length > 0 ? <RowTable {...props} /> : null
}

function Description(props: RecordViewProps & { row: RowView }) {
  const { subset, row, derived } = props
  const [all, setAll] = useState(false)
  const values = { ...row.values, ...(subset.name === 'basic_info' && derived) }
  const filled = (field: ProfileField) => (values[field.name]?.length ?? 0) > 0 || row.masked[field.name] !== undefined
  const shown = (field: ProfileField) =>
    filled(field) ||
    isRequired(subset, field, values) ||
    row.before?.[field.name] !== undefined ||
    saidAbout(props, row, field)
  const hidden = subset.fields.filter((field) => !shown(field)).length
  return (
    <>
      <dl className="xt-dl">
        {subset.fields
          .filter((field) => all || shown(field))
          .map((field) => (
            <div
              key={field.name}
              id={anchorOf(subset.name, row.rowId, field.name)}
              className={placeClass(props, row, field)}
            >
              <dt>{field.label}</dt>
              <dd>
                <Cell {...props} row={row} field={field} value={values[field.name]} />
                <Said {...props} row={row} field={field} />
                {!filled(field) && isRequired(subset, field, values) && <span className="xt-blank">未填</span>}
                {all && !shown(field) && <span className="xt-quiet">—</span>}
              </dd>
            </div>
          ))}
      </dl>
      {hidden > 0 && (
        <Button type="link" size="small" className="xt-no-print" onClick={() => setAll(!all)}>
          {all ? '收起空白项' : `显示 ${hidden} 个空白项`}
        </Button>
      )}
    </>
  )
}

function RowTable(props: RecordViewProps) {
  const { subset, onEdit, onRemove, mayEdit = () => true } = props
  const rows = newestFirst(subset, props.rows)
  const acts = (onEdit || onRemove) && rows.some(mayEdit)
  const shown = subset.fields.filter((field) =>
    rows.some((row) => {
      const filled = (row.values[field.name]?.length ?? 0) > 0 || row.masked[field.name] !== undefined
      return filled || row.before?.[field.name] !== undefined || saidAbout(props, row, field)
    }),
  )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard
    <section className="xt-rows" aria-label={`${subset.label}列表`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">状态</th>
            {shown.map((field) => (
              <th key={field.name} scope="col">
                {field.label}
              </th>
            ))}
            {acts && (
              <th scope="col" className="xt-row-acts xt-no-print">
                操作
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            <tr key={row.rowId} id={anchorOf(subset.name, row.rowId, null)}>
              <td>
                <RowState row={row} />
                <Said {...props} row={row} field={null} />
              </td>
              {shown.map((field) => (
                <td
                  key={field.name}
                  id={anchorOf(subset.name, row.rowId, field.name)}
                  className={`${placeClass(props, row, field)}${field.type === 'codes' ? ' xt-many' : ''}`}
                >
                  <Cell {...props} row={row} field={field} value={row.values[field.name]} />
                  <Said {...props} row={row} field={field} />
                </td>
              ))}
              {acts && (
                <td className="xt-row-acts xt-no-print">
                  {onEdit && mayEdit(row) && (
                    <Button
                      type="link"
                      size="small"
                      icon={<EditOutlined />}
                      aria-label={`编辑第 ${place + 1} 条`}
                      onClick={() => onEdit(row)}
                    >
                      编辑
                    </Button>
                  )}
                  {onRemove && mayEdit(row) && row.state === 'pending' && row.op !== 'edit' && (
                    <Button
                      type="link"
                      size="small"
                      danger
                      icon={<DeleteOutlined />}
                      aria-label={`删除第 ${place + 1} 条`}
                      onClick={() => onRemove(row)}
                    >
                      删除
                    </Button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

export function RowState({ row }: { row: Pick<RowView, 'state' | 'op'> }): ReactNode {
  if (row.state === 'effective') return <Tag color="green">生效</Tag>
  const words = { add: '新增 · 未生效', edit: '修改 · 未生效', end: '终止 · 未生效' }
  return (
    <Tag color="gold" icon={row.op === 'edit' ? <EditOutlined /> : <PlusOutlined />}>
      {words[row.op ?? 'add']}
    </Tag>
  )
}

interface CellProps extends RecordViewProps {
  row: RowView
  field: ProfileField
  value: Values[string] | undefined
}

function Cell({ standard, subset, teacherId, row, field, value, mayOpen }: CellProps) {
  const mask = row.masked[field.name]
  if (mask !== undefined)
    return (
      <Masked
        {...{ teacherId, mask, mayOpen }}
        subset={subset.name}
        rowId={row.rowId}
        field={field.name}
        label={field.label}
        image={field.type === 'image'}
      />
    )
  if (field.type === 'file') return <Attached {...{ teacherId, subset, row, field, value }} />
  const words = inWords(standard, field, value)
  if (!row.before || field.requirement === 'D') return words
  const old = inWords(standard, field, row.before[field.name])
  return old === words ? words : <OldNew old={old} now={words} />
}

/** An attachment to be downloaded; beside a pending one the one in effect. */
function Attached({
  teacherId,
  subset,
  row,
  field,
  value,
}: Pick<CellProps, 'teacherId' | 'subset' | 'row' | 'field' | 'value'>) {
  const old = row.before?.[field.name]
  const one = (fileId: Values[string] | undefined) => (
    <FileField
      {...{ teacherId, field }}
      subset={subset.name}
      value={typeof fileId === 'string' ? fileId : undefined}
      readOnly
    />
  )
  if (!row.before || old === value) return one(value)
  return (
    <>
      原为：{old === undefined ? '（空）' : one(old)}改为：{value === undefined ? '（空）' : one(value)}
    </>
  )
}

/** 旧 → 新, said in words as well as in looks. */
export function OldNew({ old, now }: { old: string; now: string }) {
  return (
    <span className="xt-old-new">
      <del>
        <span className="xt-hidden">原为</span>
        {old || '（空）'}
      </del>{' '}
      <ArrowRightOutlined aria-label="改为" /> <ins>{now || '（空）'}</ins>
    </span>
  )
}

const reasonsAt = ({ reasons = [], subset }: RecordViewProps, row: RowView, field: ProfileField | null) =>
  reasons.filter(
    (reason) =>
      reason.subset === subset.name &&
      (reason.rowId === row.rowId || (reason.rowId === null && subset.rows === 'single')) &&
      reason.field === (field?.name ?? null),
  )
const findingsAt = ({ findings = [], subset }: RecordViewProps, row: RowView, field: ProfileField | null) =>
  findings.filter(
    (finding) =>
      finding.subset === subset.name &&
      (finding.row === row.rowId || (finding.row === null && subset.rows === 'single')) &&
      finding.field === (field?.name ?? null),
  )
const saidAbout = (props: RecordViewProps, row: RowView, field: ProfileField) =>
  reasonsAt(props, row, field).length + findingsAt(props, row, field).length > 0

function placeClass(props: RecordViewProps, row: RowView, field: ProfileField): string {
  return reasonsAt(props, row, field).length > 0 ? 'xt-returned' : ''
}

function Said(props: RecordViewProps & { row: RowView; field: ProfileField | null }) {
  const { row, field } = props
  return (
    <span className="xt-no-print">
      {reasonsAt(props, row, field).map((reason) => (
        <div key={reason.reason} className="xt-finding xt-error">
          <RollbackOutlined aria-label="退回理由" /> {reason.reason}
        </div>
      ))}
      <FindingLines findings={findingsAt(props, row, field)} />
    </span>
  )
}
