import { Select } from 'antd'
import { useState } from 'react'
import { auditApi } from '../../contract/audit.ts'
import { useLoad } from '../platform/api.ts'

export interface Chosen {
  personId: string
  objectIds: string
  who: string
}

/** Chooses somebody who holds or held a post in reach, by the whole name: nobody is found by browsing. */
export function PersonChooser({ who, onChange }: { who: string; onChange: (chosen: Chosen | null) => void }) {
  const [typed, setTyped] = useState('')
  const name = typed.trim()
  const found = useLoad(auditApi.people, { query: { name } }, { enabled: name.length > 1, keep: true })
  const people = name.length > 1 ? (found.data?.people ?? []) : []
  return (
    <Select
      aria-label="人员"
      placeholder="人员：输入完整姓名"
      value={who || null}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={found.isFetching}
      notFoundContent={name.length > 1 ? '没有找到，请核对姓名' : '请输入完整姓名'}
      options={people.map((each, at) => ({
        value: String(at),
        label: each.name,
        note: `${each.unit} ${each.role}${each.ended ? '（已离任）' : ''}`,
      }))}
      optionRender={(option) => (
        <>
          {option.label} <span className="xt-quiet">{option.data.note}</span>
        </>
      )}
      onChange={(at: string | undefined | null) => {
        const person = at == null ? undefined : people[Number(at)]
        onChange(
          person
            ? { personId: person.personId, objectIds: person.objectIds, who: `${person.name}（${person.unit}）` }
            : null,
        )
      }}
      popupMatchSelectWidth={320}
      className="xt-audit-person"
    />
  )
}
