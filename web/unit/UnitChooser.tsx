import { Select, type SelectProps } from 'antd'
import { useEffect, useState } from 'react'
import { type Level, levelNames } from '../../contract/policy.ts'
import { type NamedUnit, unitApi } from '../../contract/unit.ts'
import { useLoad } from '../platform/api.ts'

/**
 * Chooses an institution by name or code. `fits` leaves out what cannot be chosen; `first` are offered before anything is typed.
 * As a control of antd's Form it is handed `id`, `value` and `onChange`.
 */
export function UnitChooser(props: {
  id?: string
  value?: string | null
  onChange?: (unitId: string | null) => void
  label: string
  placeholder: string
  level?: Level
  fits?: (unit: { id: string; level: Level }) => boolean
  first?: readonly NamedUnit[]
  disabled?: boolean
}) {
  const { value, onChange, label, placeholder, level, fits = () => true, first = [], disabled = false, id } = props
  const [typed, setTyped] = useState('')
  const search = useSettled(typed.trim())
  const query = { search, page: 1, size: 20, ...(level && { level }) }
  const found = useLoad(unitApi.list, { query }, { enabled: search.length > 1, keep: true })
  const rows = search.length > 1 ? (found.data?.rows ?? []) : []
  const options = [
    ...(typed.trim() === '' ? first : [])
      .filter((unit) => !rows.some((row) => row.id === unit.id))
      .map((unit) => ({ value: unit.id, label: unit.name, note: '' })),
    ...rows.filter(fits).map((row) => ({
      value: row.id,
      label: row.name,
      note: `${row.code} · ${row.authority ?? levelNames[row.level]}`,
    })),
  ]
  return (
    <Select
      {...(id && { id })}
      aria-label={label}
      value={value ?? null}
      disabled={disabled}
      placeholder={placeholder}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={found.isFetching}
      notFoundContent={search.length > 1 ? '没有找到，请核对名称或代码' : '请输入名称或代码，至少两个字'}
      options={options}
      optionRender={(option) => (
        <>
          {option.label} <span className="xt-quiet">{option.data.note}</span>
        </>
      )}
      onChange={(chosen: string | undefined) => onChange?.(chosen ?? null)}
      style={{ width: '100%' }}
      {...wide}
    />
  )
}
const wide: Pick<SelectProps, 'popupMatchSelectWidth'> = { popupMatchSelectWidth: true }

/** What has stood still for 300 ms. */
function useSettled(text: string): string {
  const [settled, set] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => set(text), 300)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
