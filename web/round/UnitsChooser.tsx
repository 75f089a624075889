import { Select } from 'antd'
import { useState } from 'react'
import { type Level, levelNames } from '../../contract/policy.ts'
import { unitApi } from '../../contract/unit.ts'
import { useLoad } from '../platform/api.ts'

/** Several institutions, found by name or code: a control of antd's Form. */
export function UnitsChooser(props: {
  id?: string
  value?: string[]
  onChange?: (unitIds: string[]) => void
  label: string
  placeholder: string
  levels: readonly Level[]
}) {
  const { id, value = [], onChange, label, placeholder, levels } = props
  const [search, setSearch] = useState('')
  const [known, keep] = useState(new Map<string, string>())
  const typed = search.trim()
  const query = { page: 1, size: 50, ...(typed.length > 1 && { search: typed }) }
  const found = useLoad(unitApi.list, { query }, { keep: true })
  const rows = (found.data?.rows ?? []).filter(({ level }) => levels.includes(level))
  const options = [
    ...value.flatMap((each) =>
      rows.some((row) => row.id === each) ? [] : [{ value: each, label: known.get(each) ?? each }],
    ),
    ...rows.map((row) => ({ value: row.id, label: row.name, note: `${levelNames[row.level]}级 ${row.code}` })),
  ]
  return (
    <Select<string[]>
      {...(id && { id })}
      mode="multiple"
      aria-label={label}
      value={value}
      placeholder={placeholder}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      loading={found.isFetching}
      notFoundContent="没有找到，请输入名称或代码"
      options={options}
      onChange={(chosen) => {
        keep(new Map([...known, ...rows.map((row) => [row.id, row.name] as const)]))
        onChange?.(chosen)
      }}
      style={{ width: '100%' }}
    />
  )
}
