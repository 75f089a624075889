import { Select } from 'antd'
import type { QueryForm } from '../../contract/query.ts'
import { initials } from '../record/pinyin.ts'

/** What stands beside the indicators, e.g. 下级单位. */
export interface Beside {
  value: string
  label: string
}

interface Common {
  id: string
  form: QueryForm
  /** for lists, or for tables */
  use: 'listed' | 'counted'
  beside?: readonly Beside[]
  placeholder?: string
}

const optionsOf = ({ form, use, beside = [] }: Common) => [
  ...(beside.length > 0 ? [{ label: '常用', options: beside.map(found) }] : []),
  ...form.subsets.flatMap(({ label, multiple, fields }) => {
    const usable = fields.filter((field) => field[use])
    if (usable.length === 0) return []
    const options = usable.map((field) =>
      found({ value: field.key, label: field.own ? `${field.label}（拓展）` : field.label }),
    )
    return [{ label: multiple ? `${label}（可有多条）` : label, options }]
  }),
]

const found = ({ value, label }: Beside) => ({ value, label, letters: initials(label) })
const bySearch = (text: string, option?: { label?: string; letters?: string }) => {
  const wanted = text.trim().toLowerCase()
  return (option?.label?.includes(wanted) ?? false) || (option?.letters?.startsWith(wanted) ?? false)
}

/** Where a dialog begins: the dialog itself would put the focus on its closing cross. */
export const beginAt = (id: string) => (open: boolean) => {
  if (open) document.getElementById(id)?.focus()
}

/** One indicator, by name or pinyin initials, under its subset. */
export function FieldSelect(
  props: Common & { value: string | null; onChange: (key: string) => void; allowClear?: boolean },
) {
  const { id, value, onChange, placeholder = '选择指标，可输入名称或拼音首字母', allowClear = false } = props
  return (
    <Select
      id={id}
      value={value}
      placeholder={placeholder}
      options={optionsOf(props)}
      allowClear={allowClear}
      showSearch={{ filterOption: bySearch }}
      onChange={(key: string | undefined) => onChange(key ?? '')}
      style={{ width: '100%' }}
    />
  )
}

/** Several of them, in the order they were chosen. */
export function FieldsSelect(props: Common & { value: readonly string[]; onChange: (keys: string[]) => void }) {
  const { id, value, onChange } = props
  return (
    <Select
      id={id}
      mode="multiple"
      listHeight={220}
      value={[...value]}
      placeholder="选择指标，可输入名称或拼音首字母"
      options={optionsOf(props)}
      showSearch={{ filterOption: bySearch }}
      onChange={onChange}
      style={{ width: '100%' }}
    />
  )
}
