import { Form, Input, Modal, Segmented, Select } from 'antd'
import { useState } from 'react'
import { type Filter, filterOpNames, type QueryField, type QueryForm } from '../../contract/query.ts'
import { answers } from '../record/pinyin.ts'
import { useAreaBook, useCodeTable } from './codes.ts'
import { beginAt, FieldSelect } from './FieldSelect.tsx'
import { findField, firstValues } from './filters.ts'

/** One condition: an indicator, what is asked of it, and the values. */
export function FilterDialog(props: {
  form: QueryForm
  filter: Filter | null
  onDone: (filter: Filter) => void
  onClose: () => void
}) {
  const { form, onDone, onClose } = props
  const [filter, setFilter] = useState<Filter | null>(props.filter)
  const field = filter ? findField(form, filter.key)?.field : undefined
  const choose = (key: string) => {
    const op = findField(form, key)?.field.ops[0]
    if (op) setFilter({ key, op, values: firstValues(op) })
  }
  const whole =
    filter && (filter.op === 'blank' || filter.op === 'filled' || filter.values.some((value) => value.trim() !== ''))
  const done = () => {
    if (filter && whole) onDone({ ...filter, values: filter.values.map((value) => value.trim()) })
  }
  return (
    <Modal
      open
      title="筛选条件"
      okText="确定"
      cancelText="取消"
      okButtonProps={{ disabled: !whole }}
      onOk={done}
      onCancel={onClose}
      afterOpenChange={beginAt('filter-field')}
      width={520}
      destroyOnHidden
    >
      <Form layout="vertical" onFinish={done}>
        <Form.Item label="指标" htmlFor="filter-field">
          <FieldSelect id="filter-field" form={form} use="listed" value={filter?.key ?? null} onChange={choose} />
        </Form.Item>
        {filter && field && (
          <>
            <Form.Item label="条件">
              <Segmented
                aria-label="条件"
                value={filter.op}
                options={field.ops.map((op) => ({ value: op, label: filterOpNames[op] }))}
                onChange={(op) => setFilter({ ...filter, op, values: firstValues(op) })}
              />
            </Form.Item>
            <Values field={field} filter={filter} onChange={(values) => setFilter({ ...filter, values })} />
          </>
        )}
        <p className="xt-quiet">筛选按已生效的信息；同一信息集的几个条件要在同一条记录上都符合。</p>
      </Form>
    </Modal>
  )
}

function Values(props: { field: QueryField; filter: Filter; onChange: (values: string[]) => void }) {
  const { field, filter, onChange } = props
  const { op, values } = filter
  if (op === 'blank' || op === 'filled') return null
  if (op === 'is') return <Choices {...props} />
  if (op === 'contains')
    return (
      <Form.Item label="包含的文字" htmlFor="filter-text">
        <Input
          id="filter-text"
          maxLength={100}
          value={values[0] ?? ''}
          onChange={(event) => onChange([event.target.value])}
        />
      </Form.Item>
    )
  const shape = { date: '如 2020-09-01', month: '如 2020-09', year: '如 2020' }[field.type] ?? '数字'
  const [from = '', to = ''] = values
  return (
    <div className="xt-between">
      <Form.Item label="起" htmlFor="filter-from">
        <Input
          id="filter-from"
          placeholder={shape}
          maxLength={20}
          value={from}
          onChange={(event) => onChange([event.target.value, to])}
        />
      </Form.Item>
      <Form.Item label="止" htmlFor="filter-to">
        <Input
          id="filter-to"
          placeholder={shape}
          maxLength={20}
          value={to}
          onChange={(event) => onChange([from, event.target.value])}
        />
      </Form.Item>
    </div>
  )
}

function Choices(props: { field: QueryField; filter: Filter; onChange: (values: string[]) => void }) {
  const { field, filter, onChange } = props
  const table = useCodeTable(field.codes)
  const areas = useAreaBook(field.type === 'area')
  const [typed, setTyped] = useState('')
  const rows =
    field.type === 'bool'
      ? [
          { code: '1', name: '是' },
          { code: '0', name: '否' },
        ]
      : field.type === 'area'
        ? [...filter.values.map((code) => ({ code, name: areas?.name(code) ?? code })), ...(areas?.search(typed) ?? [])]
        : (table?.rows ?? [])
  const options = [...new Map(rows.map((row) => [row.code, row])).values()].map((row) => ({
    value: row.code,
    label: field.type === 'bool' ? row.name : `${row.code} ${row.name}`,
    row,
  }))
  return (
    <Form.Item label="取值（任一即可）" htmlFor="filter-codes">
      <Select
        id="filter-codes"
        mode="multiple"
        // the list stays open while several are chosen, and must not lie on the buttons below
        placement="topLeft"
        listHeight={200}
        value={filter.values}
        options={options}
        placeholder="选择，或输入代码、名称、拼音首字母"
        maxTagCount="responsive"
        showSearch={
          field.type === 'area'
            ? { filterOption: false, onSearch: setTyped }
            : { filterOption: (text, option) => option !== undefined && answers(option.row, text) }
        }
        onChange={onChange}
      />
    </Form.Item>
  )
}
